"""The only place that asks what day it is: the civil day in the Netherlands."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

Today = Callable[[], date]

NETHERLANDS = ZoneInfo("Europe/Amsterdam")


def today_in_the_netherlands() -> date:
    """The calendar day in the Netherlands now."""
    return datetime.now(NETHERLANDS).date()  # noqa: TID251 - the one place


def clock(fixed: date | None) -> Today:
    """The clock of a process: a fixed day where development asks for one, else the day as it is."""
    return today_in_the_netherlands if fixed is None else lambda: fixed
