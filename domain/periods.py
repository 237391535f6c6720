"""The days the register answers for: from the baseline to today, and the years that a period may be asked of."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.errors import BadUserInputError
from domain.registration import BASELINE

_MONTHS: Final = range(1, 13)


class RosterPeriod(NamedTuple):
    """What a roster is of: a reference year (peiljaar), or a wage month of it (loonmaand), 1 to 12."""

    year: int
    month: int | None = None

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day, today at the latest.

        Raises:
            BadUserInputError: the year is before 2013 or after the current one; or the month hasn't begun, or isn't one
                of the current or the previous calendar year (Wfsv 38d lid 7 b).
        """
        if self.month is None:
            return days_of_reference_year(self.year, today, argument="year")
        if self.month not in _MONTHS:
            raise BadUserInputError("month", "A wage month is a number from 1 to 12.")
        first, end = days_of_reference_year(self.year, today, argument="year")
        if self not in wage_months(today):
            raise BadUserInputError(
                "month", "Ask about a wage month of the current or the previous calendar year that has begun."
            )
        first = first.replace(month=self.month)
        return first, min(_last_day(first), end)

    def __str__(self) -> str:
        """As ISO 8601 writes it: 2026, 2026-03."""
        return str(self.year) if self.month is None else f"{self.year}-{self.month:02}"


def wage_months(today: date) -> list[RosterPeriod]:
    """The wage months of which an employer can ask a roster, the earliest first."""
    years = (today.year - 1, today.year)
    months = [RosterPeriod(year, month) for year in years for month in _MONTHS]
    return [one for one in months if (one.year, one.month) <= (today.year, today.month)]


def _last_day(first: date) -> date:
    """The last day of the month that begins on this day."""
    return (first + timedelta(31)).replace(day=1) - timedelta(1)


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
