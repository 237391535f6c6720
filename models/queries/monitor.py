"""What a monitor may be told: the reports that were published, and what may be told of how a quarter is now."""

from functools import partial

from domain.proofs import Statistics
from domain.reports import Reported, ReportKind, ReportOf
from domain.roles import Role
from models.database import Frontend, ServingPools
from models.reports import PublishedReport, listed, published, report_now


async def published_report(
    pools: ServingPools, _asked: Statistics, report: ReportOf, version: int
) -> tuple[PublishedReport, Reported] | None:
    """A published version of a report; None: it wasn't published.

    Args:
        pools: the connections.
        _asked: that the viewer may ask aggregates.
        report: the report, and
        version: which version of it.
    """
    return await published(partial(pools.call, Role.MONITOR), report, version)


async def published_reports(
    pools: ServingPools, _asked: Statistics, kind: ReportKind | None, before: int | None, most: int
) -> list[PublishedReport]:
    """At most so many published versions, newest first: of a kind or of all, those that came before a number."""
    return await listed(partial(pools.call, Role.MONITOR), kind, before, most)


async def present_report(pools: ServingPools, _asked: Statistics, report: ReportOf) -> Reported:
    """What may be told of a report as it is now; a process counts one at a time.

    Raises:
        FigureError: the figures don't add up.
        UnavailableError: the database is away, or others keep it counting.
        TimeoutExceededError: it takes too long to count.
    """
    return await pools.counts.take(report, lambda: report_now(partial(pools.call, Frontend.STATISTICS), report))
