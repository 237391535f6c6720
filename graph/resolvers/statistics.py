"""Figures of the job agreement, to whoever makes statistics."""

from datetime import datetime
from typing import Final, NamedTuple

from auth.policies.statistics import statistics
from domain.proofs import Statistics
from domain.quarter_report import FIRST_YEAR, Quarter, QuarterFigures
from graph.context import Context, Info
from graph.disclosure_records import record_of_figures
from models.queries.monitor import present_quarters, published_quarter

_FIRST_VERSION: Final = 1


class ReportedQuarter(NamedTuple):
    """The figures of a quarter, and of the quarter and of the year before it; published in a version, or of now."""

    quarter: Quarter
    figures: QuarterFigures
    quarter_before: QuarterFigures | None = None
    year_before: QuarterFigures | None = None
    published_at: datetime | None = None
    version: int | None = None


async def reported_quarter(
    info: Info, year: int, number: int, version: int | None, *, alone: bool = False
) -> ReportedQuarter | None:
    """A quarter: in a published version, or as it is now; None: it wasn't published in this version, or hasn't begun.

    Args:
        info: who asks.
        year: its year, and
        number: its number in it.
        version: the published version; None: as it is now.
        alone: leave out the quarters that it is compared with.

    Raises:
        BadUserInputError: there is no such quarter.
        ForbiddenError: the viewer doesn't make statistics.
        FigureError: the figures don't add up.
        UnavailableError: the database is away, or others keep it counting.
    """
    context = info.context
    asked, quarter = statistics(context.viewer), Quarter.of(year, number)
    compared = (quarter.before, Quarter(quarter.year - 1, quarter.number))
    answer = _published if version is not None else _present
    also = [] if alone else [one for one in compared if one.year >= FIRST_YEAR]
    found = await answer(context, asked, [quarter, *also])
    await context.register.log.record(context.viewer.role, record_of_figures(info), [])
    if found is None or version not in {None, _FIRST_VERSION}:
        return None
    figures, published_at = found
    quarter_before, year_before = (figures.get(one) for one in compared)
    return ReportedQuarter(quarter, figures[quarter], quarter_before, year_before, published_at, version)


_Found = tuple[dict[Quarter, QuarterFigures], datetime | None] | None


async def _published(context: Context, asked: Statistics, quarters: list[Quarter]) -> _Found:
    """What was published of quarters; None: nothing of the first."""
    found = {one: await published_quarter(context.register.pools, asked, one) for one in quarters}
    first = found[quarters[0]]
    figures = {quarter: one.figures for quarter, one in found.items() if one is not None}
    return None if first is None else (figures, first.published_at)


async def _present(context: Context, asked: Statistics, quarters: list[Quarter]) -> _Found:
    """Quarters as they are now; None: the first hasn't begun."""
    if quarters[0].before.last_day >= context.today:
        return None
    quarters = sorted(quarters, key=lambda one: one.last_day)
    return dict(zip(quarters, await present_quarters(context.register.pools, asked, *quarters), strict=True)), None
