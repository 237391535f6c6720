"""Charts as numbers: where each bar, line and text of an SVG stands, for svg.py to write; see docs/decisions/0051.

Lengths are in units of the drawing, which is as many pixels wide in the smallest window that shows it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import Final, NamedTuple

Written = Callable[[float], str]
"""Writes a number as the page's language does."""

_EM: Final = 0.6
"""The widest that letters are on average, by their size."""


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
    """A rectangle: a value, a place where one isn't shown (`hatch`), or a key to either.

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


def columns(slots: Sequence[Slot], keys: Sequence[tuple[str, str]], written: Written, size: Size) -> Drawing:
    """Bars up and down from zero, with a line of targets through them.

    Args:
        slots: what stands beside each other; one at least.
        keys: each kind of mark that there may be, and what it is called.
        written: writes a number.
        size: which size to draw it in.
    """
    parts, em = _Parts(), size.text
    top = _keys(parts, slots, keys, size) + em
    ticks, known = _axis(slots)
    lowest, scale = ticks[0], ticks[-1] - ticks[0]
    left = max(_wide(written(tick), em) for tick in ticks) + em / 2
    height, width = size.width * (0.7 if size is SIZES[0] else 0.42), (size.width - left) / len(slots)
    bottom = top + height

    def level(value: float) -> float:
        return bottom - (value - lowest) / scale * height

    for tick in ticks if known else [0]:  # else no other number of the axis means anything
        parts.lines.append(Line("zero" if tick == 0 else "tick", f"M{left:.1f} {level(tick):.1f}H{size.width:.1f}"))
        parts.texts.append(Text(written(tick), left - em / 2, level(tick) + em * 0.35, "end"))
    every = ceil(max(_wide(slot.label, em) + em / 4 for slot in slots) / width)
    for index, slot in enumerate(slots):
        x = left + index * width
        parts.marks += [_column(value, x + width * 0.15, width * 0.7, level, (top, bottom)) for value in slot.values]
        if index % every == 0:
            parts.texts.append(Text(slot.label, x + width / 2, bottom + em * 1.3, "middle"))
        if slot.group and (index == 0 or slots[index - 1].group != slot.group):
            parts.texts.append(Text(slot.group, x + width * 0.15, bottom + em * 2.6))
    steps = [
        f"{'H' if index and slots[index - 1].target is not None else 'M'}{left + index * width:.1f}"
        f"{'V' if index and slots[index - 1].target is not None else ' '}{level(slot.target):.1f}"
        f"H{left + (index + 1) * width:.1f}"
        for index, slot in enumerate(slots)
        if slot.target is not None
    ]
    if steps:
        parts.lines += [Line("casing", "".join(steps)), Line("target", "".join(steps))]
    below = 3 if any(slot.group for slot in slots) else 1.7
    return Drawing(size, bottom + em * below, parts.marks, parts.texts, parts.lines)


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


def _keys(parts: _Parts, slots: Sequence[Slot], keys: Sequence[tuple[str, str]], size: Size) -> float:
    """What each mark is called, in rows; how high they are."""
    there = {value.kind if value.value is not None else "hatch" for slot in slots for value in slot.values}
    there |= {"target"} if any(slot.target is not None for slot in slots) else set()
    x, y, em = 0.0, size.text, size.text
    for kind, name in keys:
        if kind not in there:
            continue
        wide = 1.6 * em + _wide(name, em)
        if x and x + wide > size.width:
            x, y = 0.0, y + 1.5 * em
        if kind == "target":
            parts.lines.append(Line("target", f"M{x:.1f} {y - em * 0.35:.1f}h{1.3 * em:.1f}"))
        else:
            parts.marks.append(Mark(kind, x, y - em * 0.8, em, em))
        parts.texts.append(Text(name, x + 1.6 * em, y))
        x += wide + em
    return y


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
