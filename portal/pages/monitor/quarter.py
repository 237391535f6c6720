"""A quarter: its figures and charts, as it was published or as it is now."""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from domain.charts import SIZES, Series, Slot, Value, bars, columns
from domain.grounds import GROUNDS
from domain.quarter_report import FIRST_YEAR, Quarter
from domain.reports import ReportKind
from portal.failures import failed
from portal.fields import whole_number
from portal.languages import Texts
from portal.operations.monitor import (
    QuarterFiguresQuarterReport,
    changes_of_work,
    quarter_figures,
)
from portal.page_request import PageRequest
from portal.pages.monitor.breakdown import BREAKDOWNS, ORDER, breakdown
from portal.pages.monitor.figures import Figure, cell, key_figures, number, sector_rows
from portal.pages.monitor.published import HOME, VERSION, Chosen, newest, published, quarter_name

_QUARTERS_SHOWN: Final = 8
_PERIOD: Final = "periode"
_BREAKDOWN: Final = "uitsplitsing"


async def show(request: PageRequest) -> Response:
    """The quarter that is chosen; else the newest that was published, or that is over."""
    texts, query = request.texts, request.http.query_params
    reports = await published(request, ReportKind.QUARTER)
    running = _quarter_of(request)
    versions = newest(reports)
    latest = Quarter(*max(versions)) if versions else running.before
    quarter = _asked(query.get(_PERIOD), running) if query.get(_PERIOD) else latest
    split = query.get(_BREAKDOWN, "")
    if quarter is None or (split and split not in BREAKDOWNS):
        return await failed(request, "unknown", 404)
    own_versions = [one for one in reports if (one.year, one.quarter) == (quarter.year, quarter.number)]
    chosen = Chosen.by(query.get(VERSION, ""), own_versions)
    if chosen is None:
        return await failed(request, "unknown", 404)
    by = BREAKDOWNS.get(split)
    asked = quarter_figures(year=quarter.year, quarter=quarter.number, breakdown=by, version=chosen.number)
    found = (await request.ask(asked, counts=chosen.number is None)).quarter_report
    if found is None:
        return await failed(request, "unknown", 404)
    own = [(_PERIOD, _value(quarter)), *([(_BREAKDOWN, split)] if split else [])]
    version = [(VERSION, query[VERSION])] if query.get(VERSION) else []
    address = f"{HOME}?{urlencode([*own, *version])}"
    rows = breakdown(texts, split, found.breakdown, query.get(ORDER, ""), address) if split else None
    return await request.page(
        "monitor_quarter.html",
        name=quarter_name(texts, quarter.year, quarter.number),
        periods=[
            {"value": _value(one), "label": quarter_name(texts, one.year, one.number)} for one in _quarters(running)
        ],
        period=_value(quarter),
        breakdowns=[{"value": one, "label": texts(f"monitor.breakdowns.{one}")} for one in BREAKDOWNS],
        split=split,
        running=quarter == running,
        december=quarter.number == 4,  # noqa: PLR2004 - of a year
        key=key_figures(texts, found.extra_jobs, found.target, found.persons_working),
        changes=_changes(texts, found),
        sectors=sector_rows(texts, found.sectors),
        charts=None if split else await _charts(request, quarter, found, versions),
        breakdown=rows,
        baseline=found.baseline,
        home=HOME,
        crumbs=[],
        **chosen.shown(texts, HOME, own),
    )


def _quarter_of(request: PageRequest) -> Quarter:
    today = request.portal.today()
    return Quarter(today.year, (today.month + 2) // 3)


def _quarters(running: Quarter) -> list[Quarter]:
    found = [running]
    while found[-1] != Quarter(FIRST_YEAR, 1):
        found.append(found[-1].before)
    return found


def _asked(text: str | None, running: Quarter) -> Quarter | None:
    year, _, quarter = (text or "").partition("-")
    known = whole_number(year, FIRST_YEAR, running.year), whole_number(quarter, 1, 4)
    if known[0] is None or known[1] is None:
        return None
    found = Quarter(known[0], known[1])
    return found if found.last_day <= running.last_day else None


def _value(quarter: Quarter) -> str:
    return f"{quarter.year}-{quarter.number}"


def _changes(texts: Texts, found: QuarterFiguresQuarterReport) -> list[tuple[str, str | None]]:
    shown: dict[str, Figure] = {
        "persons": found.persons_in_register,
        "on_quarter": found.change_on_quarter,
        "on_year": found.change_on_year,
        "percent": found.change_percent,
        "found_work": found.found_work,
        "lost_work": found.lost_work,
        "came_in_working": found.came_in_working,
        "left_working": found.left_working,
    }
    return [(texts(f"monitor.changes.{name}"), cell(texts, figure)) for name, figure in shown.items()]


async def _charts(
    request: PageRequest,
    quarter: Quarter,
    found: QuarterFiguresQuarterReport,
    versions: dict[tuple[int, int], int],
) -> dict[str, dict[str, Any]]:
    reasons = [(request.texts(f"monitor.reasons.{one.reason}"), one.count) for one in found.outflow]
    return {
        "work": await _work(request, quarter, found, versions),
        "inflow": _flow(request.texts, "inflow", [(GROUNDS[one.ground].name, one.count) for one in found.inflow]),
        "outflow": _flow(request.texts, "outflow", reasons),
    }


async def _work(
    request: PageRequest,
    quarter: Quarter,
    found: QuarterFiguresQuarterReport,
    versions: dict[tuple[int, int], int],
) -> dict[str, Any]:
    """Who found and lost work, by quarter: of those before it as they were published."""
    texts, quarters = request.texts, [quarter]
    while len(quarters) < _QUARTERS_SHOWN:
        quarters.insert(0, quarters[0].before)
    rows: list[tuple[Quarter, Figure, Figure]] = []
    for one in quarters[:-1]:
        version = versions.get((one.year, one.number))
        asked = changes_of_work(year=one.year, quarter=one.number, version=version)
        told = (await request.ask(asked)).quarter_report if version is not None else None
        rows.append((one, told.found_work, told.lost_work) if told else (one, None, None))
    rows.append((quarter, found.found_work, found.lost_work))
    slots = [
        Slot(
            texts("monitor.quarter_short", number=str(one.number)),
            str(one.year),
            (Value("found", gained, 1), Value("lost", None if lost is None else -lost, -1)),
        )
        for one, gained, lost in rows
    ]
    names = [(name, texts(f"monitor.marks.{name}")) for name in ("found", "lost", "hatch")]
    name = quarter_name(texts, quarter.year, quarter.number)
    return {
        "title": texts(f"monitor.work.{_compared(found.found_work, found.lost_work)}", quarter=name),
        "text": texts("monitor.work.text", first=quarter_name(texts, quarters[0].year, quarters[0].number), last=name),
        "drawings": [columns(slots, names, lambda figure: number(texts, abs(figure)), size) for size in SIZES],
        "rows": [
            [quarter_name(texts, one.year, one.number), cell(texts, gained), cell(texts, lost)]
            for one, gained, lost in rows
        ],
    }


def _compared(found: Figure, lost: Figure) -> str:
    if found is None or lost is None:
        return "title"
    return "more" if found > lost else "fewer" if found < lost else "same"


def _flow(texts: Texts, name: str, counts: list[tuple[str, int | None]]) -> dict[str, Any]:
    """Persons by what they came or went for: the most first, what isn't shown last."""
    rows = sorted(counts, key=lambda one: (one[1] is None, -(one[1] or 0)))
    first, most = rows[0]
    known = [count for _, count in rows if count is not None]
    if most:
        title = texts(f"monitor.most.{name}", name=first, count=number(texts, most))
    elif len(known) == len(rows):
        title = texts(f"monitor.none.{name}")
    else:
        title = texts(f"monitor.flows.{name}")
    series = Series(name, texts("monitor.hidden"), lambda figure: number(texts, figure))
    return {
        "title": title,
        "text": texts(f"monitor.flow_text.{name}"),
        "drawings": [bars(rows, series, size) for size in SIZES],
        "rows": [[label, cell(texts, count)] for label, count in rows],
    }
