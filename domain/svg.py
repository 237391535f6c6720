"""Charts as SVG: presentation attributes and classes, whose colours are of the page or file that shows them."""

from collections.abc import Iterator
from html import escape
from typing import Final

from domain.charts import Drawing, Line

_BEHIND: Final = frozenset({"tick", "zero", "leader"})


def svg(drawing: Drawing, name: str, style: str = "") -> str:
    """A drawing, which is named and described by the elements `<name>-title` and `<name>-text`.

    Args:
        drawing: the drawing.
        name: also what its own ids begin with.
        style: rules for its classes, where no page has them.
    """
    return "\n".join([*_parts(drawing, name, style), "</svg>"])


def _parts(drawing: Drawing, name: str, style: str) -> Iterator[str]:
    size, hatch = drawing.size, f"{name}-hatch-{drawing.size.name}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart--{size.name}" '
        f'viewBox="0 0 {size.width} {drawing.height:.1f}" font-size="{size.text}" role="img" '
        f'aria-labelledby="{name}-title {name}-text">'
    )
    if style:
        yield f"<style>{style}</style>"
    yield (
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="chart__hatching" d="M0 0v6"/></pattern></defs>'
    )
    yield from (_line(line) for line in drawing.lines if line.kind in _BEHIND)
    for mark in drawing.marks:
        fill = f' fill="url(#{hatch})"' if mark.kind == "hatch" else ""
        yield (
            f'<rect class="chart__{mark.kind}" x="{mark.x:.1f}" y="{mark.y:.1f}" width="{mark.width:.1f}" '
            f'height="{mark.height:.1f}"{fill}/>'
        )
    yield from (_line(line) for line in drawing.lines if line.kind not in _BEHIND)
    for text in drawing.texts:
        yield f'<text x="{text.x:.1f}" y="{text.y:.1f}" text-anchor="{text.anchor}">{escape(text.text)}</text>'


def _line(line: Line) -> str:
    dashes = ' stroke-dasharray="6 3"' if line.kind == "target" else ""
    return f'<path class="chart__{line.kind}" d="{line.path}"{dashes}/>'
