"""An attack by linear programming on all that is published of random small registers over three quarters.

The attacker knows every published figure, the rule, and that persons keep the values of one breakdown. Nobody of whom
there are 1 to 9 may be told from 10.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise, product
from random import Random
from typing import NamedTuple

import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from domain.disclosure_control import SMALL, Shown, shown, shown_of_whole
from domain.statistics import Flows
from tests.fixtures.random_facts import seeded

QUARTERS = 3
MEASURES: Mapping[str, Callable[[bool, bool, bool, bool], bool]] = {  # by (in before, works before, in now, works now)
    "persons": lambda _b, _w, n, _v: n,
    "working": lambda _b, _w, _n, v: v,
    "persons_earlier": lambda b, _w, _n, _v: b,
    "working_earlier": lambda _b, w, _n, _v: w,
    "inflow": lambda b, _w, n, _v: n and not b,
    "outflow": lambda b, _w, n, _v: b and not n,
    "found_work": lambda b, w, n, v: b and n and v and not w,
    "lost_work": lambda b, w, n, v: b and n and w and not v,
    "came_in_working": lambda b, _w, _n, v: v and not b,
    "left_working": lambda _b, w, n, _v: w and not n,
}
OF_WHOLE = ("inflow", "outflow", "found_work", "lost_work", "came_in_working", "left_working")
OF_ROW = ("inflow", "outflow", "found_work", "lost_work")

State = tuple[int, bool] | None
"""A row and whether one works; None: not in the register."""
Step = tuple[int, State, State]
"""A quarter, and a state on its first and its last day."""


class Register(NamedTuple):
    """Persons by their states, a day each, in a breakdown of so many rows; whether they keep their row."""

    lives: Counter[tuple[State, ...]]
    rows: int
    kept: bool

    def steps(self) -> Counter[Step]:
        found: Counter[Step] = Counter()
        for life, count in self.lives.items():
            for quarter, (before, now) in enumerate(pairwise(life)):
                if before or now:
                    found[quarter, before, now] += count
        return found


def row_of(step: Step) -> int:
    _, before, now = step
    return (now or before or (0, False))[0]


def counts(measure: str, step: Step) -> int:
    _, before, now = step
    return int(MEASURES[measure](before is not None, bool(before and before[1]), now is not None, bool(now and now[1])))


def flows(steps: Mapping[Step, int], quarter: int, row: int | None) -> Flows:
    chosen = [one for one in steps if one[0] == quarter and row in {None, row_of(one)}]
    return Flows(*(sum(steps[one] * counts(measure, one) for one in chosen) for measure in Flows._fields))


def random_register(random: Random, *, kept: bool) -> Register:
    rows, lives = random.choice((2, 3)), Counter[tuple[State, ...]]()
    moving, leaving, changing = (
        random.random() * 0.2,
        [random.choice((0.0, 0.05, 0.3)) for _ in range(QUARTERS)],
        random.choice((0.1, 0.5)),
    )
    for row in range(rows):
        for _ in range(random.choice((5, 12, 40, 150))):
            state: State = (row, random.random() < 0.5) if random.random() < 0.7 else None
            life, home = [state], row
            for quarter in range(QUARTERS):
                if not kept and random.random() < moving:
                    home = random.randrange(rows)
                if state is None:
                    state = (home, random.random() < 0.5) if random.random() < leaving[quarter] else None
                elif random.random() < leaving[quarter]:
                    state = None
                else:
                    state = (home, state[1] is not (random.random() < changing))
                life.append(state)
            lives[tuple(life)] += 1
    return Register(lives, rows, kept)


def published(register: Register) -> Iterator[tuple[Mapping[Step, int], int]]:
    """Each figure that is published, as a sum of steps, and what it is."""
    steps, every = register.steps(), possible(register)
    for quarter in range(QUARTERS):
        whole = flows(steps, quarter, None)
        by_row = [flows(steps, quarter, row) for row in range(register.rows)]
        most = shown_of_whole(whole, [by_row] if register.kept else [])
        level = min(most, shown(by_row))
        for row, one, how, of_flows in [
            (None, whole, most, OF_WHOLE),
            *((row, one, level, OF_ROW) for row, one in enumerate(by_row)),
        ]:
            told = ("persons", "working") if how else ()
            for measure in (*told, *(of_flows if how is Shown.FLOWS else ())):
                yield (
                    {
                        step: counts(measure, step)
                        for step in every
                        if step[0] == quarter and row in {None, row_of(step)} and counts(measure, step)
                    },
                    getattr(one, measure),
                )


def possible(register: Register) -> list[Step]:
    states: list[State] = [None, *product(range(register.rows), (True, False))]
    return [
        (quarter, before, now)
        for quarter, before, now in product(range(QUARTERS), states, states)
        if (before or now) and not (register.kept and before and now and before[0] != now[0])
    ]


def most_of(cell: Mapping[Step, int], known: list[tuple[Mapping[Step, int], int]], register: Register) -> float:
    """How large the attacker thinks that a sum of steps may be."""
    every = {step: place for place, step in enumerate(possible(register))}
    equations = list(known)
    for quarter in range(1, QUARTERS):
        for state in product(range(register.rows), (True, False)):
            margin = {one: 1 for one in every if one[0] == quarter - 1 and one[2] == state}
            margin |= {one: -1 for one in every if one[0] == quarter and one[1] == state}
            equations.append((margin, 0))
    entries = [(number, every[step], sign) for number, (one, _) in enumerate(equations) for step, sign in one.items()]
    numbers, places, signs = zip(*entries, strict=True)
    answer = linprog(
        [-cell.get(step, 0) for step in every],
        A_eq=csr_matrix((signs, (numbers, places)), shape=(len(equations), len(every))),
        b_eq=[value for _, value in equations],
        method="highs",
    )
    if answer.status == 3:
        return float("inf")
    assert answer.status == 0, answer.message
    return float(-answer.fun)


def small_cells(register: Register) -> Iterator[Mapping[Step, int]]:
    steps, every = register.steps(), possible(register)
    for quarter, row in product(range(QUARTERS), (None, *range(register.rows))):
        one = flows(steps, quarter, row)
        for measure in Flows._fields:
            if measure.endswith("_earlier"):
                continue
            if 0 < getattr(one, measure) < SMALL:
                yield {
                    step: 1
                    for step in every
                    if step[0] == quarter and row in {None, row_of(step)} and counts(measure, step)
                }


@pytest.mark.parametrize("kept", [False, True])
def test_nobody_of_whom_there_are_few_can_be_told_from_many(kept: bool) -> None:
    random = seeded(1009 + kept)
    attacked = told = 0
    for _ in range(70):
        register = random_register(random, kept=kept)
        known = list(published(register))
        told += len(known)
        cells = list(small_cells(register))
        for cell in random.sample(cells, min(6, len(cells))):
            attacked += 1
            assert most_of(cell, known, register) > SMALL - 1e-6, (register, cell)
    assert attacked > 100
    assert told > 300


def test_a_row_that_all_the_others_give_away_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    work, idle, other_work, other_idle = (0, True), (0, False), (1, True), (1, False)
    lives: Counter[tuple[State, ...]] = Counter(
        {
            (None, None, idle, idle): 3,
            (idle, idle, None, None): 12,
            (work,) * 4: 20,
            (idle,) * 4: 20,
            (None, None, other_idle, other_idle): 20,
            (other_work,) * 4: 20,
            (other_idle,) * 4: 20,
        }
    )
    register = Register(lives, 2, kept=True)
    came_in = {step: 1 for step in possible(register) if step[0] == 1 and row_of(step) == 0 and step[1] is None}
    assert most_of(came_in, list(published(register)), register) > SMALL - 1e-6
    monkeypatch.setattr("domain.disclosure_control._have_room", lambda _rows: True)
    assert most_of(came_in, list(published(register)), register) < SMALL
