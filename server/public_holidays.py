"""The public holidays on which no statutory term ends (Algemene termijnenwet art. 3).

The law names the days, so they stand here as it names them; only when Easter is, a library knows.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from dateutil.easter import easter

_FIXED: Final = (
    (1, 1),  # Nieuwjaarsdag
    (5, 5),  # de vijfde mei: every year, whatever employers agree on
    (12, 25),  # Eerste Kerstdag
    (12, 26),  # Tweede Kerstdag
)
_AFTER_EASTER: Final = (
    -2,  # Goede Vrijdag (lid 2)
    1,  # Tweede Paasdag
    39,  # Hemelvaartsdag
    50,  # Tweede Pinksterdag
)
_SUNDAY: Final = 6
_DAY: Final = timedelta(days=1)

# The day on which the sovereign's birthday is celebrated, from a year on; the day before if it is a Sunday.
_SOVEREIGN: Final = ((2014, (4, 27)), (1980, (4, 30)))

MADE_EQUAL: Final = frozenset(
    {
        # Besluit gelijkstelling van 28 april 2023, 19 mei 2023, 10 mei 2024, 27 december 2024 en 30 mei 2025
        date(2023, 4, 28),
        date(2023, 5, 19),
        date(2024, 5, 10),
        date(2024, 12, 27),
        date(2025, 5, 30),
        # Besluit gelijkstelling van 2 januari 2026, 15 mei 2026, 7 mei 2027, 28 april 2028 en 26 mei 2028
        date(2026, 1, 2),
        date(2026, 5, 15),
        date(2027, 5, 7),
        date(2028, 4, 28),
        date(2028, 5, 26),
    }
)
"""Days that a royal decree makes equal to a public holiday (lid 3). A new one comes every three years: add it here."""


def is_public_holiday(day: date) -> bool:
    """Whether a day, from 1980 on, is a public holiday for the law's terms. Sundays are none by themselves."""
    return day in MADE_EQUAL or day in _of_year(day.year)


@lru_cache
def _of_year(year: int) -> frozenset[date]:
    sunday = easter(year)
    month_and_day = next(birthday for since, birthday in _SOVEREIGN if year >= since)
    birthday = date(year, *month_and_day)
    return frozenset(
        {
            *(date(year, *fixed) for fixed in _FIXED),
            *(sunday + after * _DAY for after in _AFTER_EASTER),
            birthday - _DAY if birthday.weekday() == _SUNDAY else birthday,
        }
    )
