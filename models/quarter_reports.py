"""Publishing the figures of a quarter: counted exactly, by the operator, and stored without what tells of few persons.

No row of a person leaves the database, and the exact counts don't leave this module's callers.
"""

import json
from datetime import date
from typing import Final

from domain.errors import RegisterError
from domain.grounds import GROUNDS, CountsFor
from domain.quarter_report import Breakdown, Counted, Quarter, QuarterFigures, Worked, may_be_shown
from domain.statistics import Flows
from models.imports.connection import Connection
from models.queries.job_hours import added_up

_FLOWS: Final = "select * from register.quarter_persons($1, $2, $3, $4, $5, $6)"
_HOURS: Final = "select * from register.month_hours($1, $2, $3, $4, $5, $6)"
_KEPT: Final = "select figures from register.quarter_report where year = $1 and quarter = $2"
_LAST: Final = "select year, quarter from register.quarter_report order by year desc, quarter desc limit 1"
_KEEP: Final = "insert into register.quarter_report (year, quarter, published_at, figures) values ($1, $2, now(), $3)"
_ALONE: Final = "lock table register.quarter_report in share row exclusive mode"
_FOR_GOOD: Final = date(9999, 12, 31)


class NotPublishedError(RegisterError):
    """A quarter can't be published."""


async def publish(owner: Connection, quarter: Quarter, today: date) -> QuarterFigures:
    """Count a quarter, and store what of it may be shown, for good.

    Args:
        owner: the connection.
        quarter: the quarter.
        today: the day; the quarter has to be over.

    Raises:
        NotPublishedError: it isn't over, or it or a later one was published: reports are made in order and never
            again, since the difference of two versions would tell of few persons.
        FigureError: the figures don't add up.
    """
    if quarter.last_day >= today:
        raise NotPublishedError(f"Quarter {quarter.number} of {quarter.year} isn't over yet.")
    async with owner.transaction(isolation="repeatable_read"):
        await owner.execute(_ALONE)
        last = await owner.fetchrow(_LAST)
        if last is not None and (last["year"], last["quarter"]) >= (quarter.year, quarter.number):
            raise NotPublishedError(
                f"Quarter {last['quarter']} of {last['year']} was published; only later ones can still be."
            )
        earlier = await owner.fetchval(_KEPT, quarter.before.year, quarter.before.number)
        before = None if earlier is None else QuarterFigures.of_kept(json.loads(earlier))
        figures = may_be_shown(await counted(owner, quarter), before)
        await owner.execute(_KEEP, quarter.year, quarter.number, json.dumps(figures.kept()))
    return figures


async def counted(owner: Connection, quarter: Quarter) -> Counted:
    """The exact figures of a quarter: not to be shown as they are."""
    earlier, today = quarter.before.last_day, quarter.last_day
    whole = await flows_between(owner, earlier, today, "")
    reasons = await flows_between(owner, earlier, today, "REASON")
    month = today.replace(day=1)
    return Counted(
        whole=whole.get("", Flows(*(0,) * len(Flows._fields))),
        by={name: await flows_between(owner, earlier, today, name) for name in Breakdown},
        reasons={key: one.outflow for key, one in reasons.items() if one.outflow},
        sectors=await hours_of_month(owner, month, today, "WORK_SECTOR"),
        regions=await hours_of_month(owner, month, today, "REGION"),
    )


async def flows_between(owner: Connection, earlier: date, today: date, dimension: str) -> dict[str, Flows]:
    """How many persons there are and were, came and went, found work and lost it, by the values of a dimension.

    Args:
        owner: the connection.
        earlier: the day that is compared with.
        today: the day.
        dimension: '' for all of them in one, or GROUND, REASON, SECTOR, REGION or AGE_BAND.

    Raises:
        FigureError: they don't add up, so they are no figures.
    """
    rows = await owner.fetch(_FLOWS, earlier, today, dimension, *_counting())
    found = {row["key"]: Flows(*(row[name] for name in Flows._fields)) for row in rows}
    for one in found.values():
        one.prove()
    return found


async def hours_of_month(owner: Connection, first: date, last: date, dimension: str) -> dict[str, Worked]:
    """The paid hours between the first and the last day of a month, by WORK_SECTOR or REGION of the employment."""
    rows = await owner.fetch(_HOURS, first, last, dimension, *_counting())
    return {row["key"]: Worked(added_up(row["denominators"], row["numerators"]), row["working"]) for row in rows}


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
