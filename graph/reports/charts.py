"""The charts of a report's tables, for the files that show them: each stands by its table, and says no more than it."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Final, NamedTuple

from domain.charts import Drawing, Series, Size, Slot, bars, columns
from domain.charts import Value as Bar
from domain.report_tables import Table, Value
from graph.reports.numbers import in_dutch

HIDDEN: Final = "niet getoond"
"""What stands for a figure that is left out: in a cell nothing does, and a chart has to say why there is no bar."""

_EXTRA, _TARGET, _SHARE = "Extra banen", "Afgesproken extra banen", "Aandeel werkend in %"
_NAMES: Final = (("realised", "extra banen"), ("target", "afgesproken"), ("hatch", HIDDEN))


class Chart(NamedTuple):
    """A chart.

    Attributes:
        name: what its ids begin with.
        title: what it shows.
        text: the same with each figure, for who doesn't see it.
        drawn: draws it in a size.
    """

    name: str
    title: str
    text: str
    drawn: Callable[[Size], Drawing]


def chart_of(table: Table) -> Chart | None:
    """The chart of a table, if it has one."""
    made = _CHARTS.get(table.code)
    return None if made is None else made(table)


def style(one: str, two: str, ink: str, paper: str) -> str:
    """The rules for the classes of a drawing, with two colours for marks."""
    return (
        f"text{{fill:{ink}}}.chart__realised,.chart__inflow{{fill:{one}}}.chart__outflow{{fill:{two}}}"
        f".chart__tick{{stroke:{ink};stroke-opacity:.25}}.chart__zero,.chart__leader,.chart__hatch,.chart__hatching{{stroke:{ink}}}"
        ".chart__hatch{stroke-width:.5}.chart__hatching{stroke-width:1.5}"
        f".chart__casing,.chart__target{{fill:none;stroke:{paper};stroke-width:6}}"
        f".chart__target{{stroke:{two};stroke-width:3}}"
    )


def _of_sectors(table: Table) -> Chart:
    """Extra jobs against what was agreed."""
    extra, target = table.columns.index(_EXTRA), table.columns.index(_TARGET)
    rows = [(name, _number(values[extra]), _number(values[target])) for _, name, values in table.rows]
    slots = [Slot(name, "", (Bar("realised", made),), agreed) for name, made, agreed in rows[:-1]]
    said = "; ".join(
        f"{name}: {HIDDEN if made is None else in_dutch(made)}"
        f"{'' if agreed is None else f', afgesproken {in_dutch(agreed)}'}"
        for name, made, agreed in rows
    )
    text = f"Extra banen naar sector als balken, en wat is afgesproken als lijn. {said}."
    return Chart(table.code, _finding(*rows[-1][1:]), text, partial(columns, slots, _NAMES, in_dutch))


def _finding(extra: float | None, agreed: float | None) -> str:
    if extra is None or agreed is None:
        return "Extra banen, en wat is afgesproken"
    less = "minder" if extra < agreed else "meer"
    return f"{in_dutch(abs(agreed - extra))} extra banen {less} dan afgesproken"


def _of_persons(title: str, kind: str, table: Table) -> Chart:
    rows = [(name, _number(values[0])) for _, name, values in table.rows]
    return _of_rows(table.code, title, rows, Series(kind, HIDDEN, in_dutch))


def _of_shares(table: Table) -> Chart | None:
    """The share that works, of a hundred; of nobody there is none."""
    place = table.columns.index(_SHARE)
    rows = [(name, _number(values[place])) for _, name, values in table.rows if values[0] != 0]
    series = Series("realised", HIDDEN, lambda share: f"{in_dutch(share)}%", 100)
    return _of_rows(table.code, "Welk deel werkt, naar grondslag", rows, series) if rows else None


def _of_rows(code: str, title: str, rows: list[tuple[str, float | None]], series: Series) -> Chart:
    """The most first; what isn't shown last."""
    rows = sorted(rows, key=lambda row: (row[1] is None, -(row[1] or 0)))
    said = "; ".join(f"{name}: {HIDDEN if value is None else series.written(value)}" for name, value in rows)
    return Chart(code, title, f"{title}, het meeste bovenaan. {said}.", partial(bars, rows, series))


_CHARTS: Final[Mapping[str, Callable[[Table], Chart | None]]] = {
    "SECTORS": _of_sectors,
    "INFLOW": partial(_of_persons, "Wie in het register kwam, naar grondslag", "inflow"),
    "OUTFLOW": partial(_of_persons, "Wie uit het register ging, naar reden", "outflow"),
    "GROUND": _of_shares,
}
"""By the code of the table."""


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, Fraction) else value
