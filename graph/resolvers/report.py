"""Published reports: a page of them, where their files are, and what one holds."""

from datetime import UTC, datetime

from auth.policies.statistics import statistics
from domain.errors import NOT_YOURS, ForbiddenError
from domain.reports import Reported, ReportKind
from graph.context import Context, Info
from graph.disclosure_records import record_of_figures, recorded_figures
from graph.reports.files import FileKind
from graph.reports.link import ReportLink
from graph.resolvers.paging import Page, Place, opened
from models.queries.monitor import published_report, published_reports
from models.reports import PublishedReport


async def page_of_reports(
    info: Info, kind: ReportKind | None, page: Page
) -> tuple[list[tuple[str, PublishedReport]], Place]:
    """A page of what was published, newest first.

    Raises:
        BadUserInputError: the cursor can't be.
        ForbiddenError: the viewer doesn't make statistics.
    """
    context, seal = info.context, info.context.register.seal
    asked, bound = statistics(context.viewer), ("reports", *context.viewer.user, kind or "")
    before = opened(seal, "after", page.after, bound, 1)
    place = None if before is None else before[0]
    found = await published_reports(context.register.pools, asked, kind, place, page.size + 1)
    await context.register.log.record(context.viewer.role, record_of_figures(info), [])
    return page.shown(found, lambda one: seal.close((one.number,), *bound))


def address_of(published: PublishedReport, kind: FileKind, context: Context) -> tuple[str, datetime]:
    """Where a file of a report is, for this log-in, and until when."""
    link = ReportLink.to(published.report, published.version, context.register.now())
    sealed = link.sealed(context.register.seal, context.viewer)
    return f"{context.register.url}/reports/{sealed}.{kind.value}", datetime.fromtimestamp(link.expires_at, UTC)


async def content_of(context: Context, link: ReportLink, fields: str) -> tuple[PublishedReport, Reported]:
    """What a link leads to; that it is handed over is recorded.

    Raises:
        ForbiddenError: the viewer doesn't make statistics, or it isn't there.
        UnavailableError: the database is away, or the log can't be written.
    """
    found = await published_report(context.register.pools, statistics(context.viewer), link.report, link.version)
    if found is None:
        raise ForbiddenError(NOT_YOURS)
    await context.register.log.record(context.viewer.role, recorded_figures(context, fields), [])
    return found
