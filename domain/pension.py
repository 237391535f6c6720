"""The day a person reaches the AOW age (AOW art. 7a), after which nobody is registered."""

from bisect import bisect_right
from datetime import date
from typing import Final

_MONTHS: Final = 12

# Born from (inclusive) -> age in years and months. The last row of the law's table is a bound, not an age: for
# who is born later the age isn't known yet (it is announced five years ahead), and nobody extrapolates.
_AGES: Final[tuple[tuple[date, int, int], ...]] = (
    (date.min, 65, 0),
    (date(1948, 1, 1), 65, 1),
    (date(1948, 12, 1), 65, 2),
    (date(1949, 11, 1), 65, 3),
    (date(1950, 10, 1), 65, 6),
    (date(1951, 7, 1), 65, 9),
    (date(1952, 4, 1), 66, 0),
    (date(1953, 1, 1), 66, 4),
    (date(1955, 9, 1), 66, 7),
    (date(1956, 6, 1), 66, 10),
    (date(1957, 3, 1), 67, 0),
    (date(1961, 1, 1), 67, 3),
)
_BORN_FROM: Final = [row[0] for row in _AGES]
_LAST_KNOWN_BIRTH: Final = date(1964, 9, 30)


def pension_day(birth_date: date | None) -> date | None:
    """The first day on which the person has the AOW age, or None while the law hasn't set it.

    It is the birthday plus years and months; where that day doesn't exist, the first of the next month.
    """
    if birth_date is None or birth_date > _LAST_KNOWN_BIRTH:
        return None
    _, years, months = _AGES[bisect_right(_BORN_FROM, birth_date) - 1]
    month = birth_date.month - 1 + months
    year = birth_date.year + years + month // _MONTHS
    month = month % _MONTHS + 1
    try:
        return date(year, month, birth_date.day)
    except ValueError:
        return date(year, month + 1, 1)
