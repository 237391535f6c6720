from datetime import date
from decimal import Decimal

import pytest

from domain.refusals import RefusalCode, Refused
from domain.wage_value import WageValue, wage_value

TODAY = date(2026, 11, 26)
DAY = date(2026, 11, 1)


def refused(percentage: str | None, day: date | None, *, below: bool = True) -> Refused:
    with pytest.raises(Refused) as caught:
        wage_value(percentage, day, TODAY, below_minimum_wage=below)
    return caught.value


@pytest.mark.parametrize("percentage", ["62.50", "62.5", "62", "0", "99.99", "062.50", "99.9"])
def test_a_wage_value_with_all_three_is_a_ground_from_the_day_it_was_established(percentage: str) -> None:
    for day in (date(2017, 1, 1), DAY, TODAY):
        found = wage_value(percentage, day, TODAY, below_minimum_wage=True)
        assert found == WageValue(Decimal(percentage), day)


@pytest.mark.parametrize("percentage", ["100.00", "100", "100.01", "999.99"])
def test_one_that_is_not_below_a_hundred_percent_is_none(percentage: str) -> None:
    answer = refused(percentage, DAY)
    assert answer.code is RefusalCode.NOT_ELIGIBLE
    assert [reason.holds for reason in answer.reasons] == [True, False, True]


def test_one_that_is_not_below_the_minimum_wage_is_none() -> None:
    answer = refused("62.50", DAY, below=False)
    assert answer.code is RefusalCode.NOT_ELIGIBLE
    assert [reason.holds for reason in answer.reasons] == [False, True, True]
    assert "Wat ontbreekt: een loonwaarde die lager is dan het minimumloon." in answer.message


@pytest.mark.parametrize(
    ("percentage", "day", "named", "other"),
    [
        (None, DAY, "een percentage", "de dag"),
        ("62.50", None, "de dag waarop", "een percentage"),
        (None, None, "een percentage dat lager is dan 100,00; de dag waarop", "een loonwaarde die"),
    ],
)
def test_what_is_missing_is_named(percentage: str | None, day: date | None, named: str, other: str) -> None:
    answer = refused(percentage, day)
    assert answer.code is RefusalCode.INCOMPLETE
    assert named in answer.message
    assert other not in answer.message


@pytest.mark.parametrize(
    "percentage",
    ["", " ", "62.505", "62,50", "-1", "+62.50", "62.", ".5", "6e1", "1000", "٦٢", "62.50\n", "NaN", "0x1"],
)
def test_a_percentage_that_is_no_number_of_two_decimals_is_refused(percentage: str) -> None:
    assert refused(percentage, DAY).code is RefusalCode.INVALID_VALUE


@pytest.mark.parametrize("day", ["2016-12-31", "2026-11-27", "0001-01-01", "9999-12-31"])
def test_it_was_established_from_2017_to_today(day: str) -> None:
    assert refused("62.50", date.fromisoformat(day)).code is RefusalCode.INVALID_DATE
