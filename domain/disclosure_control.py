"""Which figures may be shown: none that tells, or lets one compute, of how many persons fewer than ten they are.

All or nothing, so that it can be proved: a column of counts is shown if no cell of it, and nothing that the cells shown
with it add up to, is of 1 to 9 persons; else none of its cells is. See docs/decisions/0045.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from typing import Final

from domain.statistics import Flows

SMALL: Final = 10
"""Persons: fewer, but some, aren't told of."""


class Shown(IntEnum):
    """How much of a table of persons may be shown."""

    NOTHING = 0
    STOCKS = 1
    """Who is in the register, and who works."""
    FLOWS = 2
    """What changed too."""


def safe(count: int) -> bool:
    """Whether a count, or by how much it has changed, may be told."""
    return count == 0 or abs(count) >= SMALL


def kinds(flows: Flows) -> tuple[int, ...]:
    """How many there are of each kind of person that flows are sums of: on both days, came or went; working or not."""
    kept_work = flows.working - flows.found_work - flows.came_in_working
    idle = flows.persons_earlier - flows.outflow - kept_work - flows.found_work - flows.lost_work
    return (
        kept_work,
        flows.found_work,
        flows.lost_work,
        idle,
        flows.came_in_working,
        flows.inflow - flows.came_in_working,
        flows.left_working,
        flows.outflow - flows.left_working,
    )


def shown(rows: Iterable[Flows]) -> Shown:
    """What of the rows of one table may be shown. What was shown with flows is safe in any sum: no kind is small."""
    found = list(rows)
    if all(safe(kind) for row in found for kind in kinds(row)):
        return Shown.FLOWS
    stocks = (count for row in found for count in (row.persons, row.working, row.persons - row.working))
    return Shown.STOCKS if all(map(safe, stocks)) else Shown.NOTHING


def shown_of_whole(whole: Flows, hidden: Iterable[Collection[Flows]]) -> Shown:
    """What may be shown of the whole; `hidden` are its breakdowns by values that persons keep, without flows.

    What changed in a row of those follows from its stocks on two days, which other quarters may tell, and from what
    changed in the whole: nothing of that is shown if the rows have no room.
    """
    level = shown([whole])
    return level if all(map(_have_room, hidden)) else min(level, Shown.STOCKS)


def _have_room(rows: Collection[Flows]) -> bool:
    """Whether ten more of any kind in a row may as well be ten fewer in others, which have as many of their rarest."""
    rarest = [min(kinds(row)) for row in rows]
    return all(sum(rarest) - own >= SMALL for own in rarest)


def safe_column(counts: Mapping[str, int]) -> bool:
    """Whether a column may be shown: none of its counts is small."""
    return all(map(safe, counts.values()))
