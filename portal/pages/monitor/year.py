"""A year: jobs by sector against what was agreed, and how that went over the years."""

from typing import Any, Final

from starlette.responses import Response

from domain.jobs import JOB_TARGETS, WorkSector
from domain.quarter_report import FIRST_YEAR
from domain.reports import ReportKind
from domain.sector_jobs import target_of
from portal.charts import SIZES, Slot, Value, columns
from portal.failures import failed
from portal.fields import whole_number
from portal.languages import Texts
from portal.operations.monitor import YearFiguresYearMonitor, year_figures
from portal.page_request import PageRequest
from portal.pages.monitor.figures import Figure, agreed, cell, key_figures, number, sector_rows
from portal.pages.monitor.published import HOME, VERSION, Chosen, newest, published

YEAR: Final = f"{HOME}/jaar"

_YEAR: Final = "jaar"
_SECTORS: Final = (WorkSector.GOVERNMENT, WorkSector.MARKET)


async def show(request: PageRequest) -> Response:
    """The year that is chosen; else the newest that was published, or that is over."""
    texts, query = request.texts, request.http.query_params
    today = request.portal.today()
    reports = await published(request, ReportKind.YEAR)
    latest = next((one.year for one in reports), today.year - 1)
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
    last = max(year, JOB_TARGETS[-1].year)
    by_year: dict[int, dict[WorkSector, Figure]] = {}
    for one in range(JOB_TARGETS[0].year, last + 1):
        version = versions.get((one, 0))
        told = found if one == year else await _figures(request, one, version) if version is not None else None
        by_year[one] = {sector.sector: sector.extra_jobs for sector in told.sectors if sector.sector} if told else {}
    return [_chart(request.texts, sector, year, by_year) for sector in _SECTORS]


def _chart(texts: Texts, sector: WorkSector, year: int, by_year: dict[int, dict[WorkSector, Figure]]) -> dict[str, Any]:
    rows = [(one, figures.get(sector), _target(sector, one)) for one, figures in by_year.items()]
    slots = [Slot(str(one), "", (Value("realised", extra),), target) for one, extra, target in rows]
    keys = [(name, texts(f"monitor.marks.{name}")) for name in ("realised", "target", "hatch")]
    name = texts(f"monitor.sectors.{sector}")
    return {
        "name": sector.lower(),
        "title": _finding(texts, name, year, by_year.get(year, {}).get(sector), _target(sector, year)),
        "text": texts("monitor.realised.text", sector=name, first=str(rows[0][0]), last=str(rows[-1][0])),
        "drawings": [columns(slots, keys, lambda figure: number(texts, figure), size) for size in SIZES],
        "rows": [[str(one), cell(texts, extra), agreed(texts, target)] for one, extra, target in rows],
    }


def _target(sector: WorkSector, year: int) -> int | None:
    found = target_of(year)
    if found is None:
        return None
    return found.government if sector is WorkSector.GOVERNMENT else found.market


def _finding(texts: Texts, name: str, year: int, extra: Figure, target: int | None) -> str:
    if extra is None or target is None:
        return texts("monitor.realised.title", sector=name)
    less = extra < target
    difference = number(texts, abs(extra - target))
    which = "monitor.realised.fewer" if less else "monitor.realised.enough"
    return texts(which, sector=name, year=str(year), count=difference)
