"""Labels at what they name: above or below the bars and lines of a chart, each with a leader to one of its marks."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

_ANCHORS: Final = ("end", "start", "middle")
_SHARES: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


class Point(NamedTuple):
    """Where a leader may end: how far to the right, and at which value; None: where the bars may end."""

    x: float
    value: float | None


class Wanted(NamedTuple):
    """A label to place: what it says, how wide that is, and the marks that it may point at, from left to right."""

    text: str
    wide: float
    points: Sequence[Point]


class Label(NamedTuple):
    """A label in its place.

    Attributes:
        wanted: what it says.
        point: what it points at; its leader is vertical.
        anchor: which end of the text, or its middle, stands at the leader.
        row: which row of labels it is in, from that next to the bars on.
    """

    wanted: Wanted
    point: Point
    anchor: str
    row: int

    @property
    def left(self) -> float:
        """Where its text begins."""
        return self.point.x - _SHARES[self.anchor] * self.wanted.wide

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.wanted.wide


def placed(wanted: Sequence[Wanted], width: float, gap: float) -> list[Label]:
    """The labels in as few rows as they fit in, so that no text lies over another or over a leader.

    Args:
        wanted: the labels, on one side of the bars.
        width: of the drawing.
        gap: at least between texts, and beside a leader.
    """
    places = [[*_places(one, width)] for one in wanted]
    tries = (_fitted([], places, rows, gap) for rows in range(1, len(wanted) + 1))
    found = next((labels for labels in tries if labels is not None), None)
    return found if found is not None else [one[0]._replace(row=row) for row, one in enumerate(places)]


def _fitted(done: list[Label], places: list[list[Label]], rows: int, gap: float) -> list[Label] | None:
    """Those that stand already, and the others in so many rows; None: they don't fit."""
    if not places:
        return done
    for place, row in product(places[0], range(rows)):
        label = place._replace(row=row)
        if all(_apart(label, other, gap) for other in done):
            found = _fitted([*done, label], places[1:], rows, gap)
            if found is not None:
                return found
    return None


def _places(wanted: Wanted, width: float) -> Iterator[Label]:
    """Where it may stand by itself: at its last mark, the longest, the first or one between."""
    points = wanted.points
    longest = max(points, key=lambda point: abs(point.value or 0))
    for point in dict.fromkeys((points[-1], longest, points[len(points) // 2], points[0])):
        labels = (Label(wanted, point, anchor, 0) for anchor in _ANCHORS)
        yield from (one for one in labels if one.left >= 0 and one.right <= width + 0.01)


def _apart(one: Label, other: Label, gap: float) -> bool:
    near, far = sorted((one, other), key=lambda label: label.row)
    if near.row == far.row:
        return near.right + gap <= far.left or far.right + gap <= near.left
    return not near.left - gap < far.point.x < near.right + gap
