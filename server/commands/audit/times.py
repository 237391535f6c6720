"""Times as the options of `audit` have them: by the clock of the Netherlands."""

from datetime import date, datetime
from typing import Final

from server.clock import NETHERLANDS
from server.errors import UsageError

_YEARS: Final = range(1900, 9999)
"""Those that the database knows by every clock, and in which a month has one after it."""


def month_of(text: str) -> tuple[datetime, datetime]:
    """When the month YYYY-MM begins, and the one after it.

    Raises:
        UsageError: it is no month.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = None
    if first is None or first.year not in _YEARS:
        raise UsageError("--month is a year and a month: 2026-11.")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return _midnight(first), _midnight(after)


def time_of(option: str, text: str) -> datetime:
    """The time that an option names: a day, its beginning, or a time with its zone.

    Raises:
        UsageError: it is neither.
    """
    try:
        is_day = "T" not in text and " " not in text
        found = _midnight(date.fromisoformat(text)) if is_day else datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        raise UsageError(f"{option} is a day (2026-11-23) or a time with its zone (2026-11-23T12:00:00+01:00).")
    return found


def _midnight(day: date) -> datetime:
    """When a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=NETHERLANDS)
