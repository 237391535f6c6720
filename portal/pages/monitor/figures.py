"""Figures as pages show them: numbers, shares and differences, and what isn't shown."""

from collections.abc import Sequence
from typing import Any, Final

from portal.languages import Texts
from portal.operations.monitor import QuarterFiguresSectorFigures, YearFiguresSectorFigures

Figure = int | float | None
"""None: it isn't shown."""

MINUS: Final = "\N{MINUS SIGN}"


def number(texts: Texts, figure: float) -> str:
    """A number as the language writes it, with a minus sign that isn't a hyphen; at most one decimal."""
    rounded = round(figure, 1)
    whole = int(rounded) if float(rounded).is_integer() else rounded
    return texts.number(whole).replace("-", MINUS)


def cell(texts: Texts, figure: Figure) -> str | None:
    """A number in a table; None: it isn't shown, which the template says."""
    return None if figure is None else number(texts, figure)


def agreed(texts: Texts, target: int | None) -> str:
    """What was agreed in a table; of no year before 2015 anything was."""
    return texts("monitor.no_target") if target is None else number(texts, target)


def key_figures(texts: Texts, extra: Figure, target: int | None, working: Figure) -> list[dict[str, Any]]:
    """The four figures on top: extra jobs, what was agreed, the difference, and who works."""
    difference = None if extra is None or target is None else extra - target
    found = [("extra", cell(texts, extra)), ("target", agreed(texts, target))]
    if target is not None:
        found.append((_against(difference), cell(texts, difference)))
    found.append(("working", cell(texts, working)))
    return [{"term": texts(f"monitor.key.{name}"), "number": text} for name, text in found]


def _against(difference: Figure) -> str:
    if difference is None:
        return "difference"
    return "too_few" if round(difference, 1) < 0 else "enough"


def sector_rows(
    texts: Texts, sectors: Sequence[QuarterFiguresSectorFigures | YearFiguresSectorFigures]
) -> list[list[str | None]]:
    """Jobs by sector, a row each."""
    return [
        [
            texts(f"monitor.sectors.{one.sector or 'TOTAL'}"),
            cell(texts, one.jobs),
            cell(texts, one.baseline_jobs),
            cell(texts, one.extra_jobs),
            agreed(texts, one.target),
            cell(texts, one.persons_working),
        ]
        for one in sectors
    ]
