"""The attack of test_attack_on_figures.py on two breakdowns at once, and on what is told at three times.

Persons have a ground, which they keep, and a sector while they work. Between the times persons were added or removed,
in any order. The attacker knows every figure by ground, by sector and in all of two of the times, and that a cell has
more persons in the one than in the other; not that all who are in one register are in the other: nobody is told that.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations, pairwise, permutations, product
from random import Random
from typing import NamedTuple, TypeVar

import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from domain.disclosure_control import SMALL
from domain.figure_releases import Counted, Neighbours, Release, release
from domain.quarter_report import LABELS, Breakdown, QuarterFigures
from domain.statistics import Flows
from tests.fixtures.random_facts import seeded
from tests.property.test_attack_on_figures import MEASURES

T = TypeVar("T")
SEEDS = (2, 3, 4, 6, 7)
QUARTERS, GROUNDS, SECTORS, TIMES = 3, 2, 2, 3
KEYS: Mapping[Breakdown, list[str]] = {
    Breakdown.GROUND: [*LABELS[Breakdown.GROUND]][:GROUNDS],
    Breakdown.SECTOR: [*[*LABELS[Breakdown.SECTOR]][:SECTORS], "NONE"],
}

COUNTED: Mapping[str, Callable[[bool, bool, bool, bool], bool]] = {
    **MEASURES,
    "idle": lambda _b, _w, n, v: n and not v,
}

State = tuple[int, int] | None
"""A ground and a sector, the last of which is none: who is idle; None: not in the register."""
Step = tuple[int, State, State]
"""A quarter, and a state on its first and its last day."""
Lives = Counter[tuple[State, ...]]
"""Persons by their states, a day each."""
Table = tuple[Breakdown, int] | None
"""A row of a breakdown; None: the whole."""
Equation = tuple[int, frozenset[Step], int]
"""How many persons the register of a time has in these steps."""

STATES: list[State] = [None, *product(range(GROUNDS), range(SECTORS + 1))]
STEPS: list[Step] = [
    (quarter, before, now)
    for quarter, before, now in product(range(QUARTERS), STATES, STATES)
    if (before or now) and not (before and now and before[0] != now[0])
]
TABLES: list[Table] = [None, *((name, row) for name, keys in KEYS.items() for row in range(len(keys)))]


def is_of(step: Step, table: Table) -> bool:
    state = step[2] or step[1]
    return table is None or (state is not None and state[list(KEYS).index(table[0])] == table[1])


def counts(measure: str, step: Step) -> bool:
    _, before, now = step
    return COUNTED[measure](
        before is not None,
        before is not None and before[1] < SECTORS,
        now is not None,
        now is not None and now[1] < SECTORS,
    )


CELLS: Mapping[tuple[int, Table, str], frozenset[Step]] = {
    (quarter, table, measure): frozenset(
        step for step in STEPS if step[0] == quarter and is_of(step, table) and counts(measure, step)
    )
    for quarter, table, measure in product(range(QUARTERS), TABLES, COUNTED)
}


def steps_of(lives: Lives) -> Counter[Step]:
    found: Counter[Step] = Counter()
    for life, count in lives.items():
        for quarter, (before, now) in enumerate(pairwise(life)):
            if before or now:
                found[quarter, before, now] += count
    return found


def counted(lives: Lives, quarter: int) -> Counted:
    steps = steps_of(lives)

    def flows(table: Table) -> Flows:
        return Flows(*(sum(steps[one] for one in CELLS[quarter, table, measure]) for measure in Flows._fields))

    whole = flows(None)
    by = {one.value: {[*LABELS[one]][-1]: whole} for one in Breakdown}
    by |= {name.value: {key: flows((name, row)) for row, key in enumerate(keys)} for name, keys in KEYS.items()}
    return Counted(whole, by, {"LAPSED": whole.outflow}, {}, {})


def random_lives(random: Random, sizes: tuple[int, ...], ground: int | None = None) -> Lives:
    """Groups of these sizes, of whom some come, go, or find or change work."""
    lives: Lives = Counter()
    for size in sizes:
        own, moving = random.randrange(GROUNDS) if ground is None else ground, random.choice((0.0, 0.1, 0.4))
        stays = random.random() < 0.5
        begins, ends = (0, QUARTERS + 1) if stays else sorted(random.sample(range(QUARTERS + 2), 2))
        for _ in range(size):
            sector, life = random.randrange(SECTORS + 1), list[State]()
            for day in range(QUARTERS + 1):
                sector = random.randrange(SECTORS + 1) if random.random() < moving else sector
                life.append((own, sector) if begins <= day < ends else None)
            lives[tuple(life)] += 1
    return lives


class Told(NamedTuple):
    """All that an attacker was told, of which some at a later time than the first."""

    known: list[Equation]
    anew: int


def told(registers: list[Lives], order: tuple[int, ...], random: Random) -> Told:
    """What is told of some quarters at each time, in any order."""
    known: list[Equation] = []
    released: dict[int, list[Release]] = {quarter: [] for quarter in range(-1, QUARTERS + 1)}
    anew = 0
    for time, register in enumerate(order):
        for quarter in random.sample(range(QUARTERS), random.choice((2, QUARTERS))):
            earlier = released[quarter]
            beside = Neighbours(released[quarter - 1], released[quarter + 1])
            made = release(counted(registers[register], quarter), earlier, beside)
            if not earlier or made is not earlier[-1]:
                earlier.append(made)
                found = [(register, CELLS[place], value) for place, value in figures(made.figures, quarter)]
                known += found
                anew += len(found) * (time > 0)
    return Told(known, anew)


def figures(shown: QuarterFigures, quarter: int) -> Iterator[tuple[tuple[int, Table, str], int]]:
    """Each figure that is told, and its place."""
    whole = {"persons": shown.persons, "working": shown.working, **shown.changes._asdict()}
    rows: list[tuple[Table, Mapping[str, int | None]]] = [(None, whole)]
    rows += [
        ((name, row), shown.breakdowns[name][key]._asdict())
        for name, keys in KEYS.items()
        for row, key in enumerate(keys)
    ]
    for table, values in rows:
        for measure, value in values.items():
            if measure in MEASURES and value is not None:
                yield (quarter, table, measure), value


def attack(known: list[Equation], register: int) -> Callable[[frozenset[Step], int], float]:
    """How many persons an attacker thinks that a cell of a register may have at most (1), or less than none (-1)."""
    place = {step: number for number, step in enumerate(STEPS)}
    rows = [({place[one]: 1 for one in steps}, value) for which, steps, value in known if which == register]
    for quarter, state in product(range(1, QUARTERS), STATES[1:]):
        margin = {place[one]: 1 for one in STEPS if one[0] == quarter - 1 and one[2] == state}
        margin |= {place[one]: -1 for one in STEPS if one[0] == quarter and one[1] == state}
        rows.append((margin, 0))
    entries = [(number, at, sign) for number, (one, _) in enumerate(rows) for at, sign in one.items()]
    numbers, columns, signs = zip(*entries, strict=True)
    matrix = csr_matrix((signs, (numbers, columns)), shape=(len(rows), len(place)))

    @cache
    def most(cell: frozenset[Step], sign: int) -> float:
        goal = [-float(sign * (step in cell)) for step in place]
        answer = linprog(goal, A_eq=matrix, b_eq=[value for _, value in rows], method="highs")
        if answer.status == 3:
            return float("inf")
        assert answer.status == 0, answer.message
        return float(-answer.fun)

    return most


def small_cells(lives: Lives) -> list[frozenset[Step]]:
    steps = steps_of(lives)
    return [
        cell
        for (_, _, measure), cell in CELLS.items()
        if not measure.endswith("_earlier") and 0 < sum(steps[one] for one in cell) < SMALL
    ]


def sample(random: Random, found: list[T]) -> list[T]:
    return random.sample(found, min(24, len(found)))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_breakdowns_at_three_times_tell_nobody_of_whom_there_are_few(seed: int) -> None:
    random = seeded(2003 + seed)
    attacked = told_anew = 0
    for _ in range(14):
        layers = [random_lives(random, tuple(random.choice((5, 12, 40, 150)) for _ in range(5)))]
        while len(layers) < TIMES:
            sizes = tuple(random.choice((1, 3, 9, 10, 12, 25)) for _ in range(random.choice((1, 2, 3))))
            layers.append(random_lives(random, sizes))
        registers = [sum(layers[: time + 1], Lives()) for time in range(TIMES)]
        what = told(registers, random.choice([*permutations(range(TIMES))]), random)
        told_anew += what.anew
        attacks = [attack(what.known, time) for time in range(TIMES)]
        cells = [(time, cell) for time, register in enumerate(registers) for cell in small_cells(register)]
        for time, cell in sample(random, cells):
            attacked += 1
            assert attacks[time](cell, 1) > SMALL - 1e-6, (registers[time], cell)
        differences = [
            (smaller, larger, cell)
            for smaller, larger in combinations(range(TIMES), 2)
            for cell in small_cells(registers[larger] - registers[smaller])
        ]
        for smaller, larger, cell in sample(random, differences):
            attacked += 1
            most = attacks[larger](cell, 1) + attacks[smaller](cell, -1)
            assert most > SMALL - 1e-6, (registers[smaller], registers[larger], cell)
    assert attacked > 60
    assert told_anew > 30
