from datetime import date, timedelta

import pytest

from domain.working_days import Calendar
from server.public_holidays import MADE_EQUAL, is_public_holiday

# When Easter is, as printed in almanacs.
EASTER = [
    "2013-03-31",
    "2014-04-20",
    "2015-04-05",
    "2016-03-27",
    "2017-04-16",
    "2018-04-01",
    "2019-04-21",
    "2020-04-12",
    "2021-04-04",
    "2022-04-17",
    "2023-04-09",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2031-04-13",
    "2032-03-28",
    "2033-04-17",
    "2034-04-09",
    "2035-03-25",
]
KINGS_DAY = {2013: "2013-04-30", 2014: "2014-04-26", 2025: "2025-04-26", 2031: "2031-04-26"}


def holidays_of(year: int) -> set[date]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return {day for day in days if day.year == year and is_public_holiday(day)} - MADE_EQUAL


@pytest.mark.parametrize("easter", EASTER)
def test_a_year_has_the_days_that_the_law_names_and_no_others(easter: str) -> None:
    sunday = date.fromisoformat(easter)
    year = sunday.year
    assert holidays_of(year) == {
        date(year, 1, 1),
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        date.fromisoformat(KINGS_DAY.get(year, f"{year}-04-27")),
        date(year, 5, 5),
        sunday + timedelta(days=39),
        sunday + timedelta(days=50),
        date(year, 12, 25),
        date(year, 12, 26),
    }


def test_the_fifth_of_may_is_one_every_year() -> None:
    assert all(is_public_holiday(date(year, 5, 5)) for year in range(2013, 2036))


def test_kings_day_on_a_sunday_is_the_saturday_before() -> None:
    sundays = [year for year in range(2014, 2036) if date(year, 4, 27).isoweekday() == 7]
    assert sundays == [2014, 2025, 2031]
    for year in sundays:
        assert is_public_holiday(date(year, 4, 26))
        assert not is_public_holiday(date(year, 4, 27))


def test_days_that_a_decree_made_equal_are_no_working_days() -> None:
    for day in MADE_EQUAL:
        assert day.isoweekday() == 5
        assert not Calendar(day, is_public_holiday).is_working_day(day)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-12-24", "2026-12-24"),
        ("2026-12-25", "2026-12-28"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2027-01-04"),
        ("2027-03-26", "2027-03-30"),
        ("2027-05-05", "2027-05-10"),
        ("2028-02-29", "2028-02-29"),
    ],
)
def test_a_term_that_ends_on_such_a_day_runs_to_the_next_working_day(day: str, working: str) -> None:
    ends = date.fromisoformat(day)
    assert Calendar(ends, is_public_holiday).working_day(ends) == date.fromisoformat(working)
