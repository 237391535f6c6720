from datetime import date

import pytest

from domain import suwi
from domain.suwi import PartialDateError, Source


def test_a_date_of_eight_digits_is_a_day() -> None:
    assert suwi.day("20240229") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["00000000", "20260000", "20261100"])
def test_a_partial_date_is_told_from_one_that_is_wrong(text: str) -> None:
    with pytest.raises(PartialDateError):
        suwi.day(text)


@pytest.mark.parametrize(
    "text",
    ["", "2026110", "202611021", "2026-11-2", "20261301", "20260230", "00001102", "20261300", "\uff12026110\uff12"],
)
def test_what_is_no_date_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="A date") as refused:
        suwi.day(text)
    assert not isinstance(refused.value, PartialDateError)
    assert text == "" or text not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "decimals", "found"),
    [("06250", 2, "62.50"), ("10000", 2, "100.00"), ("00000", 2, "0.00"), ("99999", 2, "999.99"), ("00625", 1, "62.5")],
)
def test_the_decimal_sign_of_a_percentage_is_implied(text: str, decimals: int, found: str) -> None:
    assert suwi.percentage(text, decimals) == found


@pytest.mark.parametrize("text", ["", "6250", "006250", "62.50", "-6250", "+6250", " 6250", "\u06606250", "06250\n"])
def test_a_percentage_has_exactly_five_digits(text: str) -> None:
    with pytest.raises(ValueError, match="five digits"):
        suwi.percentage(text, 2)


def test_a_source_is_a_code_and_perhaps_a_branch() -> None:
    assert (str(Source.of("0599", None)), str(Source.of("0344", "0002"))) == ("0599", "0344-0002")
    for wrong in (("599", None), ("P599", None), ("0599", ""), ("0599", "022\uff12")):
        with pytest.raises(ValueError, match="four digits"):
            Source.of(*wrong)
