"""Figures of the job agreement, to whoever makes statistics."""

from datetime import datetime
from typing import NamedTuple

from auth.policies.statistics import statistics
from domain.reports import Reported, ReportKind, ReportOf
from graph.context import Info
from graph.disclosure_records import record_of_figures
from models.queries.monitor import present_report, published_report


class ShownReport(NamedTuple):
    """A report: published in a version, or as it is now."""

    report: ReportOf
    content: Reported
    published_at: datetime | None = None
    version: int | None = None


async def shown_report(
    info: Info, kind: ReportKind, year: int, number: int | None, version: int | None
) -> ShownReport | None:
    """A report in a published version, or as it is now; None: it wasn't published in this version, or hasn't begun.

    Args:
        info: who asks.
        kind: which report.
        year: its year.
        number: its quarter; None: of the year.
        version: the published version; None: as it is now.

    Raises:
        BadUserInputError: there is no such report.
        ForbiddenError: the viewer doesn't make statistics.
        FigureError: the figures don't add up.
        UnavailableError: the database is away, or others keep it counting.
    """
    context = info.context
    asked, report = statistics(context.viewer), ReportOf.of(kind, year, number)
    pools, shown = context.register.pools, None
    if version is not None:
        found = await published_report(pools, asked, report, version)
        if found is not None:
            shown = ShownReport(report, found[1], found[0].published_at, version)
    elif report.quarter.before.last_day < context.today:
        context.takes_long()
        shown = ShownReport(report, await present_report(pools, asked, report))
    await context.register.log.record(context.viewer.role, record_of_figures(info), [])
    return shown
