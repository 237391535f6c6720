"""An attack by linear programming on all that is told of random small registers over three quarters, at two times.

Between the two persons were added, or removed. The attacker knows every figure that was told, that nothing else has
changed, and that persons keep the values of one breakdown. Nobody of whom there are 1 to 9 may be told from 10: neither
at one time, nor of those who were added or removed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise, product
from random import Random
from typing import NamedTuple

import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from domain.disclosure_control import SMALL, Shown
from domain.figure_releases import Counted, Neighbours, Release, release
from domain.quarter_report import LABELS, Breakdown, QuarterFigures
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

State = tuple[int, bool] | None
"""A row and whether one works; None: not in the register."""
Step = tuple[int, State, State]
"""A quarter, and a state on its first and its last day."""
Cell = Mapping[Step, int]
Equation = tuple[Cell, int]
"""What a sum of steps is."""


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


def counted(register: Register, quarter: int) -> Counted:
    """What a register counts of a quarter; its rows are grounds where persons keep them, else sectors."""
    steps, name = register.steps(), Breakdown.GROUND if register.kept else Breakdown.SECTOR
    whole = flows(steps, quarter, None)
    rows = {key: flows(steps, quarter, row) for row, key in zip(range(register.rows), LABELS[name], strict=False)}
    by = {one.value: rows if one is name else {[*LABELS[one]][-1]: whole} for one in Breakdown}
    return Counted(whole, by, {"LAPSED": whole.outflow}, {}, {})


def known_by(register: Register, quarter: int, figures: QuarterFigures) -> Iterator[Equation]:
    """Each figure that is told of a quarter, as a sum of steps, and what it is."""
    told: list[tuple[int | None, Mapping[str, int | None]]] = [
        (None, {"persons": figures.persons, "working": figures.working, **figures.changes._asdict()})
    ]
    for name in Breakdown:
        rows = [*LABELS[name]][: register.rows]
        if name is (Breakdown.GROUND if register.kept else Breakdown.SECTOR):
            told += [(row, figures.breakdowns[name][key]._asdict()) for row, key in enumerate(rows)]
    for row, values in told:
        for measure, value in values.items():
            if measure in MEASURES and value is not None:
                yield cell(register, quarter, row, measure), value


def cell(register: Register, quarter: int, row: int | None, measure: str) -> Cell:
    """The steps that a figure counts."""
    return {
        step: 1
        for step in possible(register)
        if step[0] == quarter and row in {None, row_of(step)} and counts(measure, step)
    }


def possible(register: Register) -> list[Step]:
    states: list[State] = [None, *product(range(register.rows), (True, False))]
    return [
        (quarter, before, now)
        for quarter, before, now in product(range(QUARTERS), states, states)
        if (before or now) and not (register.kept and before and now and before[0] != now[0])
    ]


class Known(NamedTuple):
    """What an attacker knows: sums of steps of the smaller register, and of both, the smaller and the difference."""

    of_smaller: list[Equation]
    of_larger: list[Equation]


def most_of(cell: Cell, known: Known, register: Register, *, of_smaller: bool, of_difference: bool) -> float:
    """How large the attacker thinks that a sum of steps may be, in the smaller register, the difference, or both."""
    every = {step: place for place, step in enumerate(possible(register))}
    equations = [({every[step]: sign for step, sign in one.items()}, value) for one, value in known.of_smaller]
    for one, value in known.of_larger:
        places = {every[step] + more: sign for step, sign in one.items() for more in (0, len(every))}
        equations.append((places, value))
    for quarter, more in product(range(1, QUARTERS), (0, len(every))):
        for state in product(range(register.rows), (True, False)):
            margin = {every[one] + more: 1 for one in every if one[0] == quarter - 1 and one[2] == state}
            margin |= {every[one] + more: -1 for one in every if one[0] == quarter and one[1] == state}
            equations.append((margin, 0))
    entries = [(number, place, sign) for number, (one, _) in enumerate(equations) for place, sign in one.items()]
    numbers, places_of, signs = zip(*entries, strict=True)
    answer = linprog(
        [-cell.get(step, 0) * of_smaller for step in every] + [-cell.get(step, 0) * of_difference for step in every],
        A_eq=csr_matrix((signs, (numbers, places_of)), shape=(len(equations), 2 * len(every))),
        b_eq=[value for _, value in equations],
        method="highs",
    )
    if answer.status == 3:
        return float("inf")
    assert answer.status == 0, answer.message
    return float(-answer.fun)


def small_cells(steps: Mapping[Step, int], register: Register) -> Iterator[Cell]:
    for quarter, row in product(range(QUARTERS), (None, *range(register.rows))):
        one = flows(steps, quarter, row)
        for measure in Flows._fields:
            if not measure.endswith("_earlier") and 0 < getattr(one, measure) < SMALL:
                yield cell(register, quarter, row, measure)


def told_in_order(registers: tuple[Register, Register], random: Random) -> Iterator[tuple[int, int, QuarterFigures]]:
    """The time, the quarter, and what is told of it: of each quarter at each time, in any order."""
    released: dict[int, list[Release]] = {quarter: [] for quarter in range(-1, QUARTERS + 1)}
    for time, register in enumerate(registers):
        for quarter in random.sample(range(QUARTERS), random.choice((2, QUARTERS, QUARTERS))):
            earlier = released[quarter]
            beside = Neighbours(released[quarter - 1], released[quarter + 1])
            made = release(counted(register, quarter), earlier, beside)
            if not earlier or made is not earlier[-1]:
                earlier.append(made)
                yield time, quarter, made.figures


def few_more(register: Register, random: Random) -> Register:
    """Some more persons, as a delivery may bring: few, or so many that it is told."""
    lives = Counter(register.lives)
    for _ in range(random.choice((1, 1, 2, 4))):
        row, many = random.randrange(register.rows), random.choice((1, 3, 9, 10, 12, 25))
        begins, ends = sorted(random.sample(range(QUARTERS + 2), 2))
        changes = random.choice((QUARTERS + 2, random.randrange(QUARTERS + 2)))
        works = random.random() < 0.5
        lives[
            tuple((row, works is (day < changes)) if begins <= day < ends else None for day in range(QUARTERS + 1))
        ] += many
    return register._replace(lives=lives)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("grows", [True, False])
def test_nobody_of_whom_there_are_few_can_be_told_from_many(kept: bool, grows: bool) -> None:
    random = seeded(1009 + kept + 2 * grows)
    attacked = attacked_changes = told = told_anew = 0
    for _ in range(60):
        smaller = random_register(random, kept=kept)
        larger = few_more(smaller, random)
        known = Known([], [])
        for time, quarter, figures in told_in_order((smaller, larger) if grows else (larger, smaller), random):
            found = list(known_by(smaller, quarter, figures))
            (known.of_larger if bool(time) is grows else known.of_smaller).extend(found)
            told += len(found)
            told_anew += len(found) * time
        for one, of_smaller, of_difference in [
            (smaller.steps(), True, False),
            (larger.steps(), True, True),
            (larger.steps() - smaller.steps(), False, True),
        ]:
            cells = list(small_cells(one, smaller))
            for each in random.sample(cells, min(4, len(cells))):
                attacked += 1
                attacked_changes += not of_smaller
                most = most_of(each, known, smaller, of_smaller=of_smaller, of_difference=of_difference)
                assert most > SMALL - 1e-6, (smaller, larger, each, of_smaller, of_difference)
    assert attacked > 200
    assert attacked_changes > 50
    assert told > 300
    assert told_anew > 50


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

    def most() -> float:
        known = [
            each
            for quarter in range(QUARTERS)
            for each in known_by(register, quarter, release(counted(register, quarter), [], Neighbours()).figures)
        ]
        return most_of(came_in, Known(known, []), register, of_smaller=True, of_difference=False)

    assert most() > SMALL - 1e-6
    monkeypatch.setattr("domain.disclosure_control._have_room", lambda _rows: True)
    assert most() < SMALL


SOME: Counter[tuple[State, ...]] = Counter(
    {
        life: 20
        for work in (True, False)
        for life in (
            ((0, work),) * 4,
            ((0, work),) * 4,
            ((0, work), None, None, None),
            (None, (0, work), (0, work), (0, work)),
            ((0, work), (0, not work), (0, not work), (0, not work)),
        )
    }
)
IDLE = (0, False)


@pytest.mark.parametrize(
    ("added", "asked", "rule", "without"),
    [
        # three of ten came in: the stocks may be told, and not what changed
        (
            {(None, IDLE, IDLE, IDLE): 3, (IDLE,) * 4: 7},
            [(0, 0), (1, 0)],
            "domain.last_shown._safe_flows",
            lambda _then, _now: True,
        ),
        # the quarter before is asked after it
        (
            {(IDLE,) * 4: 3},
            [(0, 1), (1, 0)],
            "domain.figure_releases._beside_neighbours",
            lambda _table, _rows, _beside: Shown.FLOWS,
        ),
        # the quarter before was asked earlier
        (
            {(IDLE,) * 4: 3},
            [(0, 0), (1, 1)],
            "domain.figure_releases._beside_neighbours",
            lambda _table, _rows, _beside: Shown.FLOWS,
        ),
        (
            {(IDLE,) * 4: 3},
            [(0, 0), (1, 0)],
            "domain.last_shown.LastShown.of_persons",
            lambda _last, _table, _rows: Shown.FLOWS,
        ),
    ],
)
def test_each_rule_hides_what_an_attack_would_find_without_it(
    monkeypatch: pytest.MonkeyPatch,
    added: Mapping[tuple[State, ...], int],
    asked: list[tuple[int, int]],
    rule: str,
    without: Callable[..., object],
) -> None:
    smaller = Register(SOME, 1, kept=True)
    larger = smaller._replace(lives=SOME + Counter(added))
    cells = list(small_cells(larger.steps() - smaller.steps(), smaller))
    assert cells

    def most() -> float:
        known, released = Known([], []), {quarter: list[Release]() for quarter in range(-1, QUARTERS + 1)}
        for time, quarter in asked:
            register, earlier = (smaller, larger)[time], released[quarter]
            beside = Neighbours(released[quarter - 1], released[quarter + 1])
            made = release(counted(register, quarter), earlier, beside)
            if not earlier or made is not earlier[-1]:
                earlier.append(made)
                known[time].extend(known_by(smaller, quarter, made.figures))
        return min(most_of(one, known, smaller, of_smaller=False, of_difference=True) for one in cells)

    assert most() > SMALL - 1e-6
    monkeypatch.setattr(rule, without)
    assert most() < SMALL
