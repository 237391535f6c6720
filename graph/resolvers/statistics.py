"""Published figures of the job agreement, to whoever makes statistics."""

from typing import Final, NamedTuple

from auth.policies.statistics import statistics
from domain.quarter_report import Quarter
from graph.context import Info
from graph.disclosure_records import record_of_figures
from models.queries.monitor import PublishedQuarter, published_quarter

_FIRST_VERSION: Final = 1


class ReportedQuarter(NamedTuple):
    """A published quarter, and what was published of the quarter and of the year before it."""

    quarter: Quarter
    published: PublishedQuarter
    quarter_before: PublishedQuarter | None
    year_before: PublishedQuarter | None


async def reported_quarter(info: Info, year: int, number: int, version: int | None) -> ReportedQuarter | None:
    """A published quarter; None: it isn't published, or not in this version.

    Raises:
        BadUserInputError: there is no such quarter.
        ForbiddenError: the viewer doesn't make statistics.
    """
    context, register = info.context, info.context.register
    asked, quarter = statistics(context.viewer), Quarter.of(year, number)
    found = await published_quarter(register.pools, asked, quarter)
    earlier = await published_quarter(register.pools, asked, quarter.before)
    a_year_ago = await published_quarter(register.pools, asked, Quarter(quarter.year - 1, quarter.number))
    await register.log.record(context.viewer.role, record_of_figures(info), [])
    if found is None or version not in {None, _FIRST_VERSION}:
        return None
    return ReportedQuarter(quarter, found, earlier, a_year_ago)
