"""The AOW age by birth date (AOW art. 7a), each row of the law's table at both ends."""

from datetime import date

import pytest

from domain.pension import pension_day


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        # 65
        (date(1900, 1, 1), date(1965, 1, 1)),
        (date(1947, 12, 31), date(2012, 12, 31)),
        # 65 and 1 month
        (date(1948, 1, 1), date(2013, 2, 1)),
        (date(1948, 11, 30), date(2013, 12, 30)),
        # 65 and 2 months
        (date(1948, 12, 1), date(2014, 2, 1)),
        (date(1949, 10, 31), date(2014, 12, 31)),
        # 65 and 3 months
        (date(1949, 11, 1), date(2015, 2, 1)),
        (date(1950, 9, 30), date(2015, 12, 30)),
        # 65 and 6 months
        (date(1950, 10, 1), date(2016, 4, 1)),
        (date(1951, 6, 30), date(2016, 12, 30)),
        # 65 and 9 months
        (date(1951, 7, 1), date(2017, 4, 1)),
        (date(1952, 3, 31), date(2017, 12, 31)),
        # 66
        (date(1952, 4, 1), date(2018, 4, 1)),
        (date(1952, 12, 31), date(2018, 12, 31)),
        # 66 and 4 months
        (date(1953, 1, 1), date(2019, 5, 1)),
        (date(1955, 8, 31), date(2021, 12, 31)),
        # 66 and 7 months
        (date(1955, 9, 1), date(2022, 4, 1)),
        (date(1956, 5, 31), date(2022, 12, 31)),
        # 66 and 10 months
        (date(1956, 6, 1), date(2023, 4, 1)),
        (date(1957, 2, 28), date(2023, 12, 28)),
        # 67
        (date(1957, 3, 1), date(2024, 3, 1)),
        (date(1960, 12, 31), date(2027, 12, 31)),
        # 67 and 3 months
        (date(1961, 1, 1), date(2028, 4, 1)),
        (date(1964, 9, 30), date(2031, 12, 30)),
    ],
)
def test_each_row_of_the_table_holds_from_its_first_to_its_last_birth_date(born: date, reached: date) -> None:
    assert pension_day(born) == reached


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        (date(1944, 2, 29), date(2009, 3, 1)),
        (date(1948, 2, 29), date(2013, 3, 29)),
        (date(1952, 2, 29), date(2017, 11, 29)),
        (date(1956, 2, 29), date(2022, 9, 29)),
        (date(1960, 2, 29), date(2027, 3, 1)),
        (date(1964, 2, 29), date(2031, 5, 29)),
    ],
)
def test_who_was_born_on_29_february_reaches_it_on_1_march_only_where_the_day_is_missing(
    born: date, reached: date
) -> None:
    assert pension_day(born) == reached


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        (date(1950, 8, 31), date(2015, 12, 1)),  # 31 November
        (date(1951, 3, 31), date(2016, 10, 1)),  # 31 September 2016: 65 and 6 months
        (date(1953, 10, 29), date(2020, 2, 29)),  # there is one in 2020
        (date(1953, 10, 30), date(2020, 3, 1)),
        (date(1953, 10, 31), date(2020, 3, 1)),
        (date(1954, 10, 29), date(2021, 3, 1)),  # and none in 2021
        (date(1955, 5, 31), date(2021, 10, 1)),  # 31 September
    ],
)
def test_where_the_day_does_not_exist_it_is_the_first_of_the_next_month(born: date, reached: date) -> None:
    assert pension_day(born) == reached


@pytest.mark.parametrize("born", [date(1964, 10, 1), date(1990, 5, 17), date(2008, 2, 29), date.max])
def test_an_age_that_is_not_announced_yet_is_not_extrapolated(born: date) -> None:
    assert pension_day(born) is None


def test_an_unknown_birth_date_has_no_pension_day() -> None:
    assert pension_day(None) is None
