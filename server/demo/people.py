"""The people of the demo data: numbers of a test series, and facts in which every rule of the register occurs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Final

from domain.bsn import passes_eleven_test
from domain.grounds import GROUNDS, GroundCode
from domain.registration import EventKind

TEST_SERIES_FROM: Final = 999_900_000
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2)
_SPREAD: Final = 7_368_787  # prime, so that it visits every number of a range once
_SERIAL: Final = range(10_000_000, 50_000_000)
_OTHERS: Final = range(50_000_000, 80_000_000)

_REASONS: Final = ("indication withdrawn", "conditions no longer met", "moved to another scheme", "at own request", "")
_WAGES_FROM: Final = date(2015, 1, 1)

# Where the dated rule sets and the day of a stop meet: its year decides what holds.
_STOPS: Final = (
    date(2012, 6, 30),
    date(2014, 12, 31),
    date(2015, 1, 1),
    date(2015, 12, 31),
    date(2016, 1, 1),
    date(2017, 12, 29),
    date(2017, 12, 30),
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2024, 2, 29),
    date(2031, 1, 1),
)
# First and last birth dates of the rows of the AOW table, and days that don't exist in every year.
_BIRTHS: Final = (
    date(1947, 12, 31),
    date(1948, 1, 1),
    date(1948, 11, 30),
    date(1949, 10, 31),
    date(1950, 9, 30),
    date(1951, 6, 30),
    date(1951, 8, 31),
    date(1952, 2, 29),
    date(1952, 12, 31),
    date(1955, 8, 31),
    date(1956, 2, 29),
    date(1956, 5, 31),
    date(1957, 2, 28),
    date(1960, 2, 29),
    date(1960, 12, 31),
    date(1964, 9, 30),
    date(1964, 10, 1),
    date(1996, 2, 29),
)
_FINAL_DAY: Final = date(9999, 12, 31)


@dataclass(slots=True)
class Ground:
    """A row of grounds.csv without its BSN."""

    code: GroundCode
    start: date
    end: date | None = None
    reason: str = ""

    @property
    def article(self) -> str:
        """Of some indications the article of one's own request; of all others none is delivered."""
        own_request = self.code is GroundCode.PARTICIPATION_ACT_INDICATION and self.start.day % 2
        return "Wfsv 38b lid 1 onder e" if own_request else ""


@dataclass(slots=True)
class Person:
    """A person with the facts of the register."""

    bsn: str
    birth: date | None
    grounds: list[Ground]
    events: list[tuple[EventKind, date]]


def test_series(first: int) -> Iterator[str]:
    """The BSNs of the test series 9999xxxxx, from one on: nobody has one."""
    return (digits for digits in map(str, range(first, 1_000_000_000)) if passes_eleven_test(digits))


def serial_numbers() -> Iterator[str]:
    """BSNs outside the test series, for persons of the register."""
    return _numbers(_SERIAL)


def numbers_of_others() -> Iterator[str]:
    """BSNs outside the test series, for persons who have an employment and aren't in the register."""
    return _numbers(_OTHERS)


def _numbers(prefixes: range) -> Iterator[str]:
    """Numbers that pass the 11-test, each once, in no visible order."""
    for step in range(len(prefixes)):
        prefix = str(prefixes[step * _SPREAD % len(prefixes)])
        check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, prefix, strict=True)) % 11
        if check < 10:  # noqa: PLR2004 - one digit
            yield f"{prefix}{check}"


def start_of(code: GroundCode, wished: date) -> date:
    """The wished day, or the first on which there is such a ground."""
    return max(wished, GROUNDS[code].earliest or date.min)


def cases(bsns: Iterator[str]) -> Iterator[Person]:
    """A person for each combination of rules that matters: grounds, stops, direct ends, births, future facts."""
    young = date(1988, 5, 17)
    stopped = ((start_of(code, date(2008, 9, 1)), code, stop) for code, stop in product(GroundCode, _STOPS))
    for (start, code, stop), bsn in zip((one for one in stopped if one[0] < one[2]), bsns, strict=False):
        yield Person(bsn, young, [Ground(code, start, stop, _REASONS[0])], [])
    for (kind, day, stop), bsn in zip(product(EventKind, _STOPS[2:], (None, date(2016, 3, 10))), bsns, strict=False):
        yield Person(bsn, young, [Ground(GroundCode.WAJONG, date(2014, 3, 1), stop, _REASONS[1])], [(kind, day)])
    for birth, bsn in zip(_BIRTHS, bsns, strict=False):
        yield Person(bsn, birth, [Ground(GroundCode.WSW_INDICATION, date(2011, 1, 1))], [])
    practice, transitional, special = GroundCode.PRACTICE_ROUTE, GroundCode.TRANSITIONAL, GroundCode.SPECIAL_EDUCATION
    lapsed = Ground(GroundCode.WAJONG, date(2013, 2, 1), date(2014, 5, 1), _REASONS[1])
    kept = Ground(GroundCode.WAJONG, date(2014, 2, 1), date(2015, 5, 1), _REASONS[1])
    turns: tuple[tuple[list[Ground], list[tuple[EventKind, date]]], ...] = (
        ([lapsed, Ground(special, date(2016, 12, 31))], []),  # continues
        ([lapsed, Ground(practice, date(2017, 1, 1))], []),  # begins anew
        ([kept, Ground(practice, date(2018, 1, 1))], []),  # continues: the two years were suspended
        ([Ground(transitional, date(2014, 2, 1))], [(EventKind.VOLUNTARY, date(2020, 6, 1))]),
        ([Ground(transitional, date(2014, 2, 1)), lapsed], [(EventKind.VOLUNTARY, date(2020, 6, 1))]),
        ([lapsed, Ground(practice, date(2020, 1, 1))], [(EventKind.EMIGRATION, date(2019, 1, 1))]),
        ([lapsed, Ground(practice, date(2020, 1, 1))], [(EventKind.DEATH, date(2019, 1, 1))]),
        ([Ground(practice, date(2017, 4, 2))], [(EventKind.PROTECTED_WORK, date(2017, 4, 2))]),
        ([Ground(practice, date(2017, 4, 2), _FINAL_DAY)], []),
        ([Ground(practice, date(2032, 1, 1))], []),
        ([], []),
        ([], [(EventKind.DEATH, date(2022, 2, 2))]),
    )
    for (grounds, events), bsn in zip(turns, bsns, strict=False):
        yield Person(bsn, None if not grounds else young, grounds, events)


def invented(bsns: Iterator[str], random: Random) -> Iterator[Person]:
    """People as they might be: about 1.7 grounds and 0.6 events each."""
    codes = tuple(GroundCode)
    kinds = (*EventKind, EventKind.EMIGRATION, EventKind.VOLUNTARY, EventKind.NO_WORK_CAPACITY)
    first_birth, first_ground = date(1947, 6, 1).toordinal(), date(2003, 1, 1).toordinal()
    chance = random.random
    for bsn in bsns:
        birth = date.fromordinal(first_birth + int(chance() * 22_000))  # to 2007
        grounds: dict[tuple[GroundCode, date], Ground] = {}
        for _ in range(1 + int(chance() < 0.45) + int(chance() < 0.25)):  # noqa: PLR2004 - a share of the people
            wished = date.fromordinal(first_ground + int(chance() * 8_500))  # to 2026
            code = codes[int(chance() * len(codes))]
            start = start_of(code, wished)
            stops = chance() < 0.4  # noqa: PLR2004 - a share of the grounds
            end = start + timedelta(days=1 + int(chance() * 3_000)) if stops else None
            reason = _REASONS[int(chance() * len(_REASONS))] if stops else ""
            grounds[code, start] = Ground(code, start, end, reason)
        events = {
            (kinds[int(chance() * len(kinds))], _WAGES_FROM + timedelta(days=int(chance() * 4_300)))  # to 2026
            for _ in range(int(chance() < 0.4) + int(chance() < 0.2))  # noqa: PLR2004 - a share of the people
        }
        yield Person(bsn, birth if chance() < 0.995 else None, list(grounds.values()), sorted(events))  # noqa: PLR2004
