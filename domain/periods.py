"""The days the register answers for: from the baseline to today, and the years that a period may be asked of."""

from datetime import date

from domain.errors import BadUserInputError
from domain.registration import BASELINE


def answerable_day(day: date, today: date, *, argument: str) -> date:
    """A day the register answers for.

    Raises:
        BadUserInputError: it is before 2013-01-01 or after today.
    """
    if not BASELINE <= day <= today:
        raise BadUserInputError(argument, "Ask about a day from 2013-01-01 to today.")
    return day


def days_of_year(year: int, today: date, *, argument: str) -> tuple[date, date]:
    """The first and the last day, today at the latest, of the current or the previous calendar year (Wfsv 38d).

    Raises:
        BadUserInputError: it is another year.
    """
    if year not in {today.year, today.year - 1}:
        raise BadUserInputError(argument, "Ask about the current or the previous calendar year.")
    return date(year, 1, 1), min(date(year, 12, 31), today)


def days_of_reference_year(year: int, today: date, *, argument: str) -> tuple[date, date]:
    """The first and the last day, today at the latest, of a year of which a roster can be asked (peiljaar).

    Raises:
        BadUserInputError: it is before 2013 or after the current year.
    """
    if year not in reference_years(today):
        raise BadUserInputError(argument, "Ask about a reference year from 2013 to the current year.")
    return date(year, 1, 1), min(date(year, 12, 31), today)


def reference_years(today: date) -> list[int]:
    """The years of which an employer can ask a roster (peiljaren): 2013 to the current year."""
    return list(range(BASELINE.year, today.year + 1))
