"""A year: jobs by sector against what was agreed, and how that went over the years."""

from typing import Any, Final

from starlette.responses import Response

from domain.jobs import WorkSector
from domain.quarter_report import FIRST_YEAR
from domain.reports import ReportKind
from portal.failures import failed
from portal.fields import whole_number
from portal.operations.monitor import YearFiguresYearMonitor, year_figures
from portal.page_request import PageRequest
from portal.pages.monitor.figures import Figure, key_figures, sector_rows
from portal.pages.monitor.published import HOME, VERSION, Chosen, newest, published
from portal.pages.monitor.realised import realised, years_agreed

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
    found = await _figures(request, year, chosen.number) if year and chosen else None
    if year is None or chosen is None or found is None:
        return await failed(request, "unknown", 404)
    return await request.page(
        "monitor_year.html",
        year=str(year),
        years=[{"value": str(one), "label": str(one)} for one in range(today.year, FIRST_YEAR - 1, -1)],
        running=year == today.year,
        key=key_figures(texts, found.total.extra_jobs, found.total.target, found.total.persons_working),
        sectors=sector_rows(texts, [*found.sectors, found.total]),
        charts=await _charts(request, year, found, newest(reports)),
        baseline=found.baseline,
        home=YEAR,
        crumbs=[],
        **chosen.shown(texts, YEAR, [(_YEAR, str(year))]),
    )


async def _figures(request: PageRequest, year: int, version: int | None) -> YearFiguresYearMonitor | None:
    return (await request.ask(year_figures(year=year, version=version))).year_monitor


async def _charts(
    request: PageRequest, year: int, found: YearFiguresYearMonitor, versions: dict[tuple[int, int], int]
) -> list[dict[str, Any]]:
    """What was realised and agreed since 2015, a chart a sector: of other years as they were published."""
    by_year: dict[int, dict[WorkSector, Figure]] = {}
    for one in years_agreed(year):
        version = versions.get((one, 0))
        told = found if one == year else await _figures(request, one, version) if version is not None else None
        by_year[one] = {sector.sector: sector.extra_jobs for sector in told.sectors if sector.sector} if told else {}
    return realised(request.texts, year, by_year)
