"""Charts as numbers: where each bar, line and text of an SVG stands, for svg.py to write; see docs/decisions/0051.

Lengths are in units of the drawing, which is as many pixels wide in the smallest window that shows it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import Final, NamedTuple

from domain.chart_labels import Label, Point, Wanted, placed

Written = Callable[[float], str]
"""Writes a number as the page's language does."""

_EM: Final = 0.6
"""The widest that letters are on average, by their size."""
_ROW: Final = 1.5
"""How far rows of text are apart, by the size of their letters."""


class Size(NamedTuple):
    """A size that a chart is drawn in.

    Attributes:
        name: what its class is called.
        width: of the drawing.
        text: of letters, at least 14 pixels on the screen.
    """

    name: str
    width: float
    text: float


SIZES: Final = (Size("narrow", 280, 14), Size("wide", 640, 16))
"""On a phone of 320 pixels, and from 40 rem on."""


class Mark(NamedTuple):
    """A rectangle: a value, or a place where one isn't shown (`hatch`).

    Attributes:
        kind: what its class is called: what it is of, or `hatch`.
        value: what it stands for; None: nothing that is shown.
    """

    kind: str
    x: float
    y: float
    width: float
    height: float
    value: float | None = None


class Text(NamedTuple):
    """A text, and which end of it stands there: start, middle, end."""

    text: str
    x: float
    y: float
    anchor: str = "start"


class Line(NamedTuple):
    """A line through points, as the path data of SVG; `kind`: what its class is called."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one size."""

    size: Size
    height: float
    marks: Sequence[Mark]
    texts: Sequence[Text]
    lines: Sequence[Line] = ()


class Value(NamedTuple):
    """A value of a column.

    Attributes:
        kind: what it is of.
        value: how many; None: it isn't shown.
        side: 1 or -1: values of this kind are always above or below zero; 0: either.
    """

    kind: str
    value: float | None
    side: int = 0


class Slot(NamedTuple):
    """A place on the horizontal axis.

    Attributes:
        label: what stands below it.
        group: what stands below the first of those with the same.
        values: what is drawn from zero on.
        target: where the line is; None: it has none.
    """

    label: str
    group: str
    values: Sequence[Value]
    target: float | None = None


@dataclass(slots=True)
class _Parts:
    marks: list[Mark] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def columns(slots: Sequence[Slot], names: Sequence[tuple[str, str]], written: Written, size: Size) -> Drawing:
    """Bars up and down from zero, with a line of targets through them; each kind of mark is named at one of them.

    Args:
        slots: what stands beside each other; one at least.
        names: each kind of mark that there may be, and what it is called.
        written: writes a number.
        size: which size to draw it in.
    """
    parts, em = _Parts(), size.text
    ticks, known = _axis(slots)
    lowest, scale = ticks[0], ticks[-1] - ticks[0]
    left = max(_wide(written(tick), em) for tick in ticks) + em / 2
    height, width = size.width * (0.7 if size is SIZES[0] else 0.42), (size.width - left) / len(slots)
    above, below = _labels(slots, names, left, size)
    top = _band(above, em) + em / 2
    bottom = top + height

    def level(value: float) -> float:
        return bottom - (value - lowest) / scale * height

    for tick in ticks if known else [0]:  # else no other number of the axis means anything
        parts.lines.append(Line("zero" if tick == 0 else "tick", f"M{left:.1f} {level(tick):.1f}H{size.width:.1f}"))
        parts.texts.append(Text(written(tick), left - em / 2, level(tick) + em * 0.35, "end"))
    for label in above:
        _label(parts, label, level, top - em * (1 + label.row * _ROW), (top, em * 0.35))
    for label in below:
        _label(parts, label, level, bottom + em * (1.8 + label.row * _ROW), (bottom, -em * 0.9))
    for index, slot in enumerate(slots):
        x = left + index * width
        parts.marks += [_column(value, x + width * 0.15, width * 0.7, level, (top, bottom)) for value in slot.values]
    steps = [
        f"{'H' if index and slots[index - 1].target is not None else 'M'}{left + index * width:.1f}"
        f"{'V' if index and slots[index - 1].target is not None else ' '}{level(slot.target):.1f}"
        f"H{left + (index + 1) * width:.1f}"
        for index, slot in enumerate(slots)
        if slot.target is not None
    ]
    if steps:
        parts.lines += [Line("casing", "".join(steps)), Line("target", "".join(steps))]
    end = _slot_names(parts, slots, left, bottom + _band(below, em), size)
    return Drawing(size, end, parts.marks, parts.texts, parts.lines)


def _band(labels: Sequence[Label], em: float) -> float:
    """How high the rows of labels are."""
    return em * _ROW * (max(label.row for label in labels) + 1) if labels else 0


def _label(parts: _Parts, label: Label, level: Callable[[float], float], y: float, ends: tuple[float, float]) -> None:
    """A name, and a leader from it to what it names: a value, or the end of all room where it isn't shown."""
    edge, away = ends
    point = edge if label.point.value is None else level(label.point.value)
    parts.texts.append(Text(label.wanted.text, label.point.x, y, label.anchor))
    parts.lines.append(Line("leader", f"M{label.point.x:.1f} {y + away:.1f}V{point:.1f}"))


def _labels(
    slots: Sequence[Slot], names: Sequence[tuple[str, str]], left: float, size: Size
) -> tuple[list[Label], list[Label]]:
    """What each kind of mark is called, above the bars and below them."""
    sides: dict[bool, list[Wanted]] = {True: [], False: []}
    width = (size.width - left) / len(slots)
    middles = [left + (index + 0.5) * width for index in range(len(slots))]
    for kind, name in names:
        if kind == "target":
            ends = zip(slots, [*slots[1:], Slot("", "", ())], middles, strict=True)
            pairs = ((one.target, after.target, x + width / 2) for one, after, x in ends)
            up = [Point(x, max(one, one if after is None else after)) for one, after, x in pairs if one is not None]
            down: list[Point] = []
        else:
            up, down = _points(slots, middles, kind)
        if up or down:
            sides[bool(up)].append(Wanted(name, _wide(name, size.text), up or down))
    above, below = (placed(sides[side], size.width, size.text / 2) for side in (True, False))
    return above, below


def _points(slots: Sequence[Slot], middles: Sequence[float], kind: str) -> tuple[list[Point], list[Point]]:
    """Where marks of a kind end, above zero and below; bars of 0 only if there are no others."""
    found = [
        (Point(x, value.value), value.value or value.side)
        for x, slot in zip(middles, slots, strict=True)
        for value in slot.values
        if ("hatch" if value.value is None else value.kind) == kind
    ]
    marks = [one for one in found if one[0].value != 0] or found
    return [point for point, way in marks if way >= 0], [point for point, way in marks if way < 0]


def _slot_names(parts: _Parts, slots: Sequence[Slot], left: float, bottom: float, size: Size) -> float:
    """What stands below the slots, and below that the groups they are in; where it ends."""
    em, width = size.text, (size.width - left) / len(slots)
    every = ceil(max(_wide(slot.label, em) + em / 4 for slot in slots) / width)
    taken = 0.0
    for index, slot in [*enumerate(slots)][::every]:
        half = _wide(slot.label, em) / 2
        x = min(left + (index + 0.5) * width, size.width - half)
        if x - half >= taken - 0.01:
            parts.texts.append(Text(slot.label, x, bottom + em * 1.5, "middle"))
            taken = x + half + em / 4
    before = ["", *(slot.group for slot in slots)]
    firsts = [index for index, slot in enumerate(slots) if slot.group and slot.group != before[index]]
    free = size.width
    for index in reversed(firsts):
        wide = _wide(slots[index].group, em)
        x = min(left + (index + 0.15) * width, free - wide)
        if x >= 0:
            parts.texts.append(Text(slots[index].group, x, bottom + em * 2.8))
            free = x - em / 4
    return bottom + em * (3.1 if firsts else 1.8)


def _axis(slots: Sequence[Slot]) -> tuple[list[float], bool]:
    """The ticks, with room for what isn't shown on its side of zero; and whether any value is known."""
    known = [one for slot in slots for one in (*(value.value for value in slot.values), slot.target) if one is not None]
    room = max(map(abs, known), default=0) / 4 or 1
    hidden = [value.side * room for slot in slots for value in slot.values if value.value is None]
    return _ticks([*known, *hidden, 0]), bool(known)


def _column(
    value: Value, x: float, width: float, level: Callable[[float], float], between: tuple[float, float]
) -> Mark:
    """A bar from zero; of a value that isn't shown, all the room where it could be."""
    top, bottom, zero = *between, level(0)
    if value.value is None:
        above, below = zero if value.side < 0 else top, zero if value.side > 0 else bottom
        return Mark("hatch", x, above, width, below - above)
    end = level(value.value)
    return Mark(value.kind, x, min(end, zero), width, abs(end - zero), value.value)


class Series(NamedTuple):
    """What values are of.

    Attributes:
        kind: what its class is called.
        hidden: what stands there for a number that isn't shown.
        written: writes a number.
        whole: what a bar of all the room stands for; None: the most of these.
    """

    kind: str
    hidden: str
    written: Written
    whole: float | None = None


def bars(rows: Sequence[tuple[str, float | None]], series: Series, size: Size) -> Drawing:
    """Horizontal bars of values from 0 on, each below its name, with its number behind it.

    Args:
        rows: names and values, in order; None: it isn't shown.
        series: what they are of.
        size: which size to draw it in.
    """
    parts, em = _Parts(), size.text
    numbers = [series.hidden if value is None else series.written(value) for _, value in rows]
    room = size.width - max((_wide(number, em) for number in numbers), default=0) - em / 2
    most = series.whole or max((value for _, value in rows if value is not None), default=0) or 1
    thick, y = em * 1.1, 0.0
    for (name, value), number in zip(rows, numbers, strict=True):
        for line in _lines(name, size):
            y += em * 1.3
            parts.texts.append(Text(line, 0, y))
        y += em * 0.4
        long = room if value is None else value / most * room
        parts.marks.append(Mark("hatch" if value is None else series.kind, 0, y, long, thick, value))
        parts.texts.append(Text(number, long + em / 2, y + thick * 0.8))
        y += thick + em * 0.4
    return Drawing(size, y, parts.marks, parts.texts)


def _lines(name: str, size: Size) -> Iterable[str]:
    """A name in lines that fit."""
    line = ""
    for word in name.split():
        longer = f"{line} {word}".strip()
        if line and _wide(longer, size.text) > size.width:
            yield line
            longer = word
        line = longer
    yield line


def _wide(text: str, em: float) -> float:
    return len(text) * em * _EM


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers from below the least of these values to above the most; two at least, 0 among them."""
    least, most = min(values), max(values)
    rough = (most - least or 1) / 4
    unit = 10 ** floor(log10(rough))
    step = max(next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough), 1)
    return [step * index for index in range(floor(least / step), max(ceil(most / step), floor(least / step) + 1) + 1)]
