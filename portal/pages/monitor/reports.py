"""The published reports, and their files."""

from typing import Final
from urllib.parse import urlsplit

from starlette.responses import Response

from domain.reports import ReportKind
from portal.failures import failed
from portal.languages import Texts
from portal.operations.monitor import PublishedReportsReport, report_files
from portal.page_request import PageRequest
from portal.pages.monitor.published import KINDS, files, published, quarter_name

_PAGE: Final = 50


async def show(request: PageRequest) -> Response:
    """Every version, newest first."""
    texts = request.texts
    rows = [
        {
            "name": _name(texts, one),
            "version": str(one.version),
            "day": texts.short_date(one.published_at),
            "change": one.what_changed or "",
            "files": files(one),
        }
        for one in await published(request)
    ]
    return await request.page("monitor_reports.html", rows=rows, crumbs=[])


async def file(request: PageRequest) -> Response:
    """Go on to a file, by a link of this moment."""
    wanted, kind, after = request.http.path_params["report"], request.http.path_params["kind"], None
    while kind in KINDS:
        page = (await request.ask(report_files(first=_PAGE, after=after))).reports
        found = next((edge.node for edge in page.edges if edge.node.id == wanted), None)
        if found is not None:
            link = {"html": found.html, "pdf": found.pdf, "csv": found.csv, "ods": found.ods}[kind]
            return request.redirect(urlsplit(link.url).path)
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    return await failed(request, "unknown", 404)


def _name(texts: Texts, report: PublishedReportsReport) -> str:
    year = str(report.year)
    if report.kind is ReportKind.YEAR or report.quarter is None:
        return texts("monitor.of_year", year=year)
    name = quarter_name(texts, report.year, report.quarter)
    return texts("monitor.factsheet", quarter=name) if report.kind is ReportKind.FACTSHEET else name
