"""What the monitor counts: aggregates of the group, its work and its hours. No row of a person leaves the database.

They are exact and not safe to show: a small count, and what would betray it, has to be left out first.
"""

from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from domain.grounds import GROUNDS, CountsFor
from domain.proofs import Statistics
from domain.roles import Role
from domain.statistics import Flows
from models.database import ServingPools
from models.queries.job_hours import added_up


class WorkedHours(NamedTuple):
    """Paid hours of a month, and how many persons work on its last day."""

    hours: Fraction
    working: int


_FLOWS: Final = "select * from serve.monitor_persons($1, $2, $3, $4, $5, $6)"
_HOURS: Final = "select * from serve.monitor_hours($1, $2, $3, $4, $5, $6)"
_FOR_GOOD: Final = date(9999, 12, 31)


async def flows_between(
    pools: ServingPools, _asked: Statistics, earlier: date, today: date, dimension: str
) -> dict[str, Flows]:
    """How many persons there are and were, came and went, found work and lost it, by the values of a dimension.

    Args:
        pools: the connections.
        _asked: that the viewer may ask aggregates.
        earlier: the day that is compared with.
        today: the day.
        dimension: '' for all of them in one, or GROUND, REASON, SECTOR, REGION or AGE_BAND.

    Raises:
        FigureError: they don't add up, so they are no figures.
    """
    rows = await pools.call(Role.MONITOR, _FLOWS, earlier, today, dimension, *_counting())
    found = {row["key"]: Flows(*(row[name] for name in Flows._fields)) for row in rows}
    for one in found.values():
        one.prove()
    return found


async def hours_of_month(
    pools: ServingPools, _asked: Statistics, first: date, last: date, dimension: str
) -> dict[str, WorkedHours]:
    """The paid hours between the first and the last day of a month, by WORK_SECTOR or REGION of the employment."""
    rows = await pools.call(Role.MONITOR, _HOURS, first, last, dimension, *_counting())
    return {row["key"]: WorkedHours(added_up(row["denominators"], row["numerators"]), row["working"]) for row in rows}


def _counting() -> tuple[list[str], list[date], list[date]]:
    """Which grounds count for the job agreement, from which day until which."""
    codes, firsts, untils = [], [], []
    for code, kind in GROUNDS.items():
        ends = [first for first, _ in kind.counts[1:]] + [_FOR_GOOD]
        for (first, what), until in zip(kind.counts, ends, strict=True):
            if CountsFor.JOB_AGREEMENT in what:
                codes.append(code.value)
                firsts.append(first)
                untils.append(until)
    return codes, firsts, untils
