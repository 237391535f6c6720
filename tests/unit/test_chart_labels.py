"""Each kind of mark is named at one of its marks, and no name lies over another, a mark, a line or a leader."""

import re
from itertools import combinations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.charts import SIZES, Drawing, Size, Slot, Text, Value, columns
from portal.languages import Language, Texts

TEXTS = {language: Texts(language) for language in Language}
MARKS = ("found", "lost", "realised", "target", "hatch")
WIDEST = 0.6
"""The widest that letters of a name are, by their size."""
POINT = re.compile(r"([MHV])([-\d.]+)(?: ([-\d.]+))?")

UP, DOWN = st.none() | st.integers(0, 200_000), st.none() | st.integers(-200_000, 0)


def years(shown: list[tuple[int | None, int | None]]) -> list[Slot]:
    return [
        Slot(str(2015 + place), "", (Value("realised", extra),), target) for place, (extra, target) in enumerate(shown)
    ]


def quarters(first: int, shown: list[tuple[int | None, int | None]]) -> list[Slot]:
    return [
        Slot(
            f"K{(first + place) % 4 + 1}",
            str(2015 + (first + place) // 4),
            (Value("found", found, 1), Value("lost", lost, -1)),
        )
        for place, (found, lost) in enumerate(shown)
    ]


SLOTS = st.one_of(
    st.builds(years, st.lists(st.tuples(UP | DOWN, UP), min_size=1, max_size=14)),
    st.builds(quarters, st.integers(0, 3), st.lists(st.tuples(UP, DOWN), min_size=1, max_size=12)),
)


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: "Box") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.2
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.2
        )


def box(text: Text, size: Size) -> Box:
    wide = len(text.text) * size.text * WIDEST
    left = text.x - {"start": 0, "middle": 0.5, "end": 1}[text.anchor] * wide
    return Box(left, text.y - 0.8 * size.text, left + wide, text.y + 0.25 * size.text)


def lines(drawing: Drawing, *kinds: str) -> list[Box]:
    """Each straight piece of the lines of these kinds."""
    found = []
    for path in (line.path for line in drawing.lines if line.kind in kinds):
        x = y = 0.0
        for letter, first, second in POINT.findall(path):
            to = {"M": (float(first), float(second or 0)), "H": (float(first), y), "V": (x, float(first))}[letter]
            if letter != "M":
                left, right = sorted((x, to[0]))
                top, bottom = sorted((y, to[1]))
                found.append(Box(left - 0.5, top - 0.5, right + 0.5, bottom + 0.5))
            x, y = to
    return found


def names(language: Language) -> list[tuple[str, str]]:
    return [(kind, TEXTS[language](f"monitor.marks.{kind}")) for kind in MARKS]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES)
@given(slots=SLOTS)
def test_no_text_lies_over_another_a_mark_or_a_line(size: Size, language: Language, slots: list[Slot]) -> None:
    drawing = columns(slots, names(language), TEXTS[language].number, size)
    texts = {text: box(text, size) for text in drawing.texts}
    solid = [Box(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height) for mark in drawing.marks]
    for one, other in combinations(texts.values(), 2):
        assert not one.over(other)
    for text, place in texts.items():
        assert place.left >= 0, text
        assert place.right <= size.width + 0.01, text
        assert place.top >= 0, text
        assert place.bottom <= drawing.height, text
        assert not [one for one in [*solid, *lines(drawing, "target", "leader")] if one.over(place)], text


@pytest.mark.parametrize("size", SIZES)
@given(slots=SLOTS)
def test_each_kind_that_is_drawn_is_named_once_at_one_of_its_marks(size: Size, slots: list[Slot]) -> None:
    drawing = columns(slots, names(Language.NL), TEXTS[Language.NL].number, size)
    there = {mark.kind for mark in drawing.marks} | {line.kind for line in drawing.lines if line.kind == "target"}
    for kind, name in names(Language.NL):
        labels = [text for text in drawing.texts if text.text == name]
        assert len(labels) == (kind in there)
        for label in labels:
            leaders = [one for one in lines(drawing, "leader") if one.left <= label.x <= one.right]
            ends = [y for one in leaders for y in (one.top + 0.5, one.bottom - 0.5)]
            if kind == "target":
                pieces = [one for one in lines(drawing, "target") if one.left <= label.x <= one.right]
                assert any(one.top - 0.1 <= end <= one.bottom + 0.1 for one in pieces for end in ends)
            else:
                marks = [one for one in drawing.marks if one.kind == kind and one.x < label.x < one.x + one.width]
                assert any(
                    end == pytest.approx(edge, abs=0.2)
                    for one in marks
                    for edge in (one.y, one.y + one.height)
                    for end in ends
                )
