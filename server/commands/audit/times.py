"""Times as the options of `audit` have them: by the clock of the Netherlands."""

from datetime import date, datetime

from server.clock import NETHERLANDS
from server.errors import UsageError


def month_of(text: str) -> tuple[datetime, datetime]:
    """When the month YYYY-MM begins, and the one after it.

    Raises:
        UsageError: it is no month.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise UsageError("--month is a year and a month: 2026-11.") from None
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return _midnight(first), _midnight(after)


def time_of(option: str, text: str) -> datetime:
    """The time that an option names: a day, its beginning, or a time with its zone.

    Raises:
        UsageError: it is neither.
    """
    try:
        if "T" not in text and " " not in text:
            return _midnight(date.fromisoformat(text))
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(f"{option} is a day (2026-11-23) or a time with its zone (2026-11-23T12:00:00+01:00).")
    return found


def _midnight(day: date) -> datetime:
    """When a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=NETHERLANDS)
