"""What people type: days, numbers and BSNs as they write them, and nothing that only looks like one."""

from datetime import date

import pytest

from portal.fields import (
    bsn_fault,
    day_fault,
    error,
    long_day,
    short_day,
    typed_day,
    whole_number,
)
from portal.languages import Language, Texts

NL, EN = Texts(Language.NL), Texts(Language.EN)


@pytest.mark.parametrize(
    "text",
    ["24-11-2026", "24/11/2026", "24.11.2026", "24 11 2026", "2026-11-24", "  24-11-2026\t", "24-11/2026"],
)
def test_a_day_is_read_as_the_dutch_write_it_or_as_iso_8601(text: str) -> None:
    assert typed_day(text) == date(2026, 11, 24)


def test_a_single_digit_is_enough_for_a_day_and_a_month() -> None:
    assert typed_day("1-2-2020") == typed_day("01-02-2020") == date(2020, 2, 1)
    assert typed_day("29-2-2020") == date(2020, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "24-11-26", "24-11", "2026", "11-24-2026", "31-4-2026", "29-2-2026", "0-1-2026", "1-0-2026",
        "32-1-2026", "1-1-0000", "24-11-2026x", "x24-11-2026", "24--11-2026", "24-11-20266", "2026-1-1", "2026/11/24",
        "20261124", "24 november 2026", "24-11-2026 24-11-2026", "-24-11-2026", "1-1-99999", "24\n11\n2026",
    ],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed_day(text) is None


@pytest.mark.parametrize(
    "text", ["31-02-2026", "31-2-2026", "29/2/2026", "2026-02-30", "1-13-2026", "1-1-0000", "0-1-2026"]
)
def test_a_day_that_is_written_well_and_does_not_exist_is_told_so(text: str) -> None:
    assert (typed_day(text), day_fault(text)) == (None, "fields.date_unknown")


@pytest.mark.parametrize("text", ["gisteren", "24-11", "24-11-26", "<script>", "24 november 2026"])
def test_what_is_not_written_as_a_day_is_told_so(text: str) -> None:
    assert (typed_day(text), day_fault(text)) == (None, "fields.date_wrong")


@pytest.mark.parametrize(
    "text", ["24\u201111\u20112026", "\u202d24-11-2026", "24\u00a011\u20092026", "24\u201311\u20132026"]
)
def test_a_pasted_day_is_read(text: str) -> None:
    assert typed_day(text) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("999900006", None),
        ("9999\u20110000\u200b6", None),
        ("9999.00.006", None),
        ("010000008", None),
        ("123456782", None),
        ("", "fields.bsn_missing"),
        ("  ", "fields.bsn_missing"),
        ("10000008", "forms.bsn_eight"),
        ("1234567890", "forms.bsn_digits"),
        ("12345678a", "forms.bsn_digits"),
        ("999900006L01", "forms.bsn_digits"),
        ("٩٩٩٩٠٠٠٠٦", "forms.bsn_digits"),
        ("²²²²²²²²²", "forms.bsn_digits"),
        ("999900007", "forms.bsn_test"),
        ("000000000", "forms.bsn_test"),
        ("123456789", "forms.bsn_test"),
    ],
)
def test_the_first_fault_of_a_bsn_is_named(text: str, fault: str | None) -> None:
    assert bsn_fault(text) == fault


def test_exactly_the_bsns_that_pass_the_eleven_test_are_good() -> None:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    numbers = range(999_900_000, 999_901_000)
    sums = {number: sum(w * int(d) for w, d in zip(weights, str(number), strict=True)) for number in numbers}
    assert [number for number in numbers if bsn_fault(str(number)) is None] == [
        number for number in numbers if sums[number] % 11 == 0
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), ("25", 25), ("05", 5), ("0", None), ("26", None), ("", None), (None, None), ("-1", None),
        ("+1", None), ("1.0", None), (" 1", None), ("1e1", None), ("²", None), ("٣", None), ("005", None),
        ("9" * 10_000, None),
    ],
)  # fmt: skip
def test_a_whole_number_lies_between_its_bounds(text: str | None, number: int | None) -> None:
    assert whole_number(text, 1, 25) == number


def test_bounds_that_leave_nothing_take_nothing() -> None:
    assert whole_number("1", 1, 0) is None


def test_a_day_of_the_register_is_written_long_in_a_sentence_and_short_in_a_table() -> None:
    assert [long_day(NL, date(2028, 12, 31)), short_day(NL, date(2028, 2, 1))] == ["31 december 2028", "01-02-2028"]
    assert [long_day(EN, date(2028, 12, 31)), short_day(EN, date(2028, 2, 1))] == ["31 December 2028", "1 Feb 2028"]
    assert [long_day(NL, None), short_day(NL, None)] == ["", ""]


def test_a_fault_names_its_field() -> None:
    assert error("bsn", "Fout") == {"field": "bsn", "text": "Fout", "label": ""}
    assert error("van", "Fout", "Vanaf") == {"field": "van", "text": "Fout", "label": "Vanaf"}
