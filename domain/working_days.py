"""Days on which a term may end (Algemene termijnenwet): no Saturday, Sunday or public holiday."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

IsHoliday = Callable[[date], bool]
"""Whether a day is one of Algemene termijnenwet art. 3; `server/public_holidays.py` knows them."""

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today in the Netherlands, and which days are public holidays."""

    today: date
    is_holiday: IsHoliday

    def is_working_day(self, day: date) -> bool:
        """Whether a term may end on a day."""
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def working_day(self, day: date) -> date:
        """The day itself, or the first working day after it (Algemene termijnenwet art. 1 lid 1)."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def on(self, day: date) -> "Calendar":
        """The same calendar, of another today."""
        return replace(self, today=day)
