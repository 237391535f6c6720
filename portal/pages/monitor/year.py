"""A year: jobs by sector against what was agreed, and how that went over the years."""

from typing import Any, Final

from starlette.responses import Response

from domain.quarter_report import FIRST_YEAR
from domain.reports import ReportKind
from portal.failures import failed
from portal.fields import whole_number
from portal.operations.monitor import YearFiguresYearMonitor, year_figures
from portal.operations.public import latest_figures
from portal.page_request import PageRequest
from portal.pages.monitor.figures import key_figures, sector_rows
from portal.pages.monitor.published import HOME, VERSION, Chosen, published
from portal.pages.monitor.realised import published_years, realised, years_agreed

YEAR: Final = f"{HOME}/jaar"

_YEAR: Final = "jaar"


async def show(request: PageRequest) -> Response:
    """The year that is chosen; else the newest that was published, or that is over."""
    texts, query = request.texts, request.http.query_params
    today = request.portal.today()
    reports = await published(request, ReportKind.YEAR)
    latest = max((one.year for one in reports), default=today.year - 1)
    year = whole_number(query[_YEAR], FIRST_YEAR, today.year) if query.get(_YEAR) else latest
    chosen = Chosen.by(query.get(VERSION, ""), [one for one in reports if one.year == year])
    if year is None or chosen is None:
        return await failed(request, "unknown", 404)
    asked = year_figures(year=year, version=chosen.number)
    found = (await request.ask(asked, counts=chosen.number is None)).year_monitor
    if found is None:
        return await failed(request, "unknown", 404)
    return await request.page(
        "monitor_year.html",
        year=str(year),
        years=[{"value": str(one), "label": str(one)} for one in range(today.year, FIRST_YEAR - 1, -1)],
        running=year == today.year,
        key=key_figures(texts, found.total.extra_jobs, found.total.target, found.total.persons_working),
        sectors=sector_rows(texts, [*found.sectors, found.total]),
        charts=await _charts(request, year, found),
        baseline=found.baseline,
        home=YEAR,
        crumbs=[],
        **chosen.shown(texts, YEAR, [(_YEAR, str(year))]),
    )


async def _charts(request: PageRequest, year: int, found: YearFiguresYearMonitor) -> list[dict[str, Any]]:
    """What was realised and agreed since 2015, a chart a sector: of other years as they were published."""
    told = published_years((await request.ask_as_anybody(latest_figures())).published_figures)
    own = {sector.sector: sector.extra_jobs for sector in found.sectors if sector.sector}
    by_year = {one: own if one == year else told.get(one, {}) for one in years_agreed(year)}
    return realised(request.texts, year, by_year)
