"""Charts: what is drawn is what was given, what isn't shown is never drawn as a number, and nothing needs a style."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.charts import SIZES, Series, Size, Slot, Text, Value, bars, columns
from domain.svg import svg
from portal.languages import Language, Texts

NL = Texts(Language.NL)
KEYS = [("found", "vonden werk"), ("lost", "verloren werk"), ("target", "afgesproken"), ("hatch", "niet getoond")]
SERIES = Series("inflow", "niet getoond", NL.number)
FIGURES = st.none() | st.integers(-200_000, 200_000)
SLOTS = st.lists(
    st.builds(
        lambda up, down, target: Slot("K1", "2025", (Value("found", up, 1), Value("lost", down and -down, -1)), target),
        st.none() | st.integers(0, 200_000),
        st.none() | st.integers(0, 200_000),
        st.none() | st.integers(0, 125_000),
    ),
    min_size=1,
    max_size=14,
)
ROWS = st.lists(
    st.tuples(st.sampled_from(["Praktijkroute", "(Voormalig) leerling VSO/PrO"]), st.none() | st.integers(0, 300_000)),
    min_size=1,
    max_size=12,
)
NUMBER = re.compile(r"[-\d.]+")


def written(number: float) -> str:
    return NL.number(number)


@pytest.mark.parametrize("size", SIZES)
@given(slots=SLOTS)
def test_columns_are_drawn_of_what_is_shown_and_in_proportion(size: Size, slots: list[Slot]) -> None:
    drawing = columns(slots, KEYS, written, size)
    drawn = [mark for mark in drawing.marks if mark.value is not None]
    shown = [value for slot in slots for value in slot.values if value.value is not None]
    assert [(mark.kind, mark.value) for mark in drawn] == [(value.kind, value.value) for value in shown]
    for one in drawn:
        for other in drawn:
            assert one.height * abs(other.value or 0) == pytest.approx(other.height * abs(one.value or 0), abs=1e-3)
    hidden = [value for slot in slots for value in slot.values if value.value is None]
    hatched = [mark for mark in drawing.marks if mark.kind == "hatch"]
    assert len(hatched) == len(hidden)
    assert all(mark.value is None and mark.height >= size.text for mark in hatched)


@pytest.mark.parametrize("size", SIZES)
@given(rows=ROWS)
def test_bars_are_drawn_of_what_is_shown_and_in_proportion(size: Size, rows: list[tuple[str, int | None]]) -> None:
    drawing = bars(rows, SERIES, size)
    assert [mark.value for mark in drawing.marks] == [value for _, value in rows]
    assert [mark.kind for mark in drawing.marks] == ["hatch" if value is None else "inflow" for _, value in rows]
    most = max((value for _, value in rows if value is not None), default=0)
    widest = max((mark.width for mark in drawing.marks if mark.value is not None), default=0)
    for mark in drawing.marks:
        if mark.value is None:
            assert mark.width >= widest
        elif most:
            assert mark.width == pytest.approx(widest * mark.value / most)
    said = [text.text for text in drawing.texts]
    for _, value in rows:
        assert ("niet getoond" if value is None else written(value)) in said


def test_what_is_not_shown_is_not_drawn_as_zero_nor_zero_as_what_is_not_shown() -> None:
    drawing = bars([("Een", 0), ("Twee", None)], SERIES, SIZES[0])
    nobody, hidden = drawing.marks
    assert (nobody.kind, nobody.width, nobody.value) == ("inflow", 0, 0)
    assert (hidden.kind, hidden.value) == ("hatch", None)
    assert hidden.width > 100
    assert [text.text for text in drawing.texts] == ["Een", "0", "Twee", "niet getoond"]
    page = svg(drawing, "chart")
    assert page.count('class="chart__hatch"') == 1


def test_a_negative_value_stands_below_zero_and_a_target_is_a_line() -> None:
    slots = [Slot("2015", "", (Value("found", -60_000),), 3_000), Slot("2016", "", (Value("found", 20_000),), 6_500)]
    drawing = columns(slots, KEYS, written, SIZES[1])
    below, above = drawing.marks
    zero = float(NUMBER.findall(next(line.path for line in drawing.lines if line.kind == "zero"))[1])
    assert below.y == pytest.approx(zero, abs=0.1)
    assert above.y + above.height == pytest.approx(zero, abs=0.1)
    assert below.height == pytest.approx(3 * above.height)
    targets = [line.path for line in drawing.lines if line.kind == "target"]
    assert len(targets) == 1
    assert "-60.000" in [text.text for text in drawing.texts]


@pytest.mark.parametrize("size", SIZES)
@given(slots=SLOTS, rows=ROWS)
def test_a_drawing_has_no_style_and_stays_inside(
    size: Size, slots: list[Slot], rows: list[tuple[str, int | None]]
) -> None:
    for drawing in (columns(slots, KEYS, written, size), bars(rows, SERIES, size)):
        page = svg(drawing, "chart")
        assert " style=" not in page
        assert "<style" not in page
        root = ET.fromstring(page)  # noqa: S314 - our own
        assert (root.get("role"), root.get("aria-labelledby")) == ("img", "chart-title chart-text")
        assert float(root.get("font-size") or 0) >= 14
        for mark in drawing.marks:
            assert mark.x >= 0
            assert mark.x + mark.width <= size.width + 0.01
            assert -0.01 <= mark.y <= mark.y + mark.height <= drawing.height + 0.01
        for text in drawing.texts:
            assert _left(text, size) >= 0, text
            assert _left(text, size) + _long(text, size) <= size.width + 1, text


def _long(text: Text, size: Size) -> float:
    return len(text.text) * size.text * 0.55


def _left(text: Text, size: Size) -> float:
    return text.x - {"start": 0, "middle": 0.5, "end": 1}[text.anchor] * _long(text, size)
