"""Extra jobs by year against what was agreed: a chart for government, and one for the market."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.charts import SIZES, Slot, Value, columns
from domain.jobs import JOB_TARGETS, WorkSector
from domain.sector_jobs import target_of
from portal.languages import Texts
from portal.operations.public import LatestFiguresPublishedFigures
from portal.pages.monitor.figures import Figure, agreed, cell, number

ByYear = Mapping[int, Mapping[WorkSector, Figure]]
"""Extra jobs of sectors by year."""

_SECTORS: Final = (WorkSector.GOVERNMENT, WorkSector.MARKET)


def published_years(found: Sequence[LatestFiguresPublishedFigures]) -> dict[int, dict[WorkSector, Figure]]:
    """Extra jobs of the years that were published."""
    return {one.year: {sector.sector: sector.extra_jobs for sector in one.sectors} for one in found if not one.quarter}


def years_agreed(year: int) -> range:
    """The years of the agreement, at least until a year."""
    return range(JOB_TARGETS[0].year, max(year, JOB_TARGETS[-1].year) + 1)


def realised(texts: Texts, year: int, by_year: ByYear) -> list[dict[str, Any]]:
    """The charts; their titles are of a year."""
    return [_chart(texts, sector, year, by_year) for sector in _SECTORS]


def _chart(texts: Texts, sector: WorkSector, year: int, by_year: ByYear) -> dict[str, Any]:
    rows = [(one, figures.get(sector), _target(sector, one)) for one, figures in by_year.items()]
    slots = [Slot(str(one), "", (Value("realised", extra),), target) for one, extra, target in rows]
    names = [(name, texts(f"monitor.marks.{name}")) for name in ("realised", "target", "hatch")]
    name = texts(f"monitor.sectors.{sector}")
    return {
        "name": sector.lower(),
        "title": _finding(texts, name, year, by_year.get(year, {}).get(sector), _target(sector, year)),
        "text": texts("monitor.realised.text", sector=name, first=str(rows[0][0]), last=str(rows[-1][0])),
        "drawings": [columns(slots, names, lambda figure: number(texts, figure), size) for size in SIZES],
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
