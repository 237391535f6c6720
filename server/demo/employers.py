"""The employers of the demo data: many small ones, a few with thousands of people, and sole traders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from domain.bsn import passes_eleven_test
from domain.jobs import Sector

_RSIN_FROM: Final = 810_000_000
_KVK_FROM: Final = 91_000_000
_MOST: Final = 120_000
_EMPLOYMENTS_EACH: Final = 60
_MOST_SOLE_TRADERS: Final = 2_000
_LARGE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with its payroll tax numbers."""

    kvk: str
    rsin: str
    name: str
    payroll_tax_numbers: tuple[str, ...]
    sector: Sector | None


def organisations(
    examples: Sequence[Organisation], employments: int, sole_traders: Sequence[str], random: Random
) -> Iterator[Organisation]:
    """As many as that number of employments asks for, the largest first: who employs is drawn with that bias."""
    count = min(max(employments // _EMPLOYMENTS_EACH, 20), _MOST)
    rsins = (digits for digits in map(str, range(_RSIN_FROM, 899_999_999)) if passes_eleven_test(digits))
    traders = iter(sole_traders[: min(_MOST_SOLE_TRADERS, count // 10)])
    taken = {example.rsin for example in examples}
    for place in range(count):
        kvk = str(_KVK_FROM + place * 7)
        trader = next(traders, None) if place % 7 == 6 else None  # noqa: PLR2004 - one in seven, while there are
        if trader is not None:
            yield Organisation(kvk, "", f"Eenmanszaak {place + 1}", (f"{trader}L01",), Sector.MARKET)
            continue
        rsin = next(digits for digits in rsins if digits not in taken)
        numbers = 1 + int(random.random() * (6 if place < count * _LARGE else 1.3))
        government = random.random() < 0.2  # noqa: PLR2004 - a share of the employers
        unknown = random.random() < 0.01  # noqa: PLR2004 - a share of the employers
        yield Organisation(
            kvk,
            rsin,
            f"{'Overheidsdienst' if government else 'Werkgever'} {place + 1}{'' if government else ' B.V.'}",
            tuple(f"{rsin}L{number:02}" for number in range(1, numbers + 1)),
            None if unknown else Sector.GOVERNMENT if government else Sector.MARKET,
        )
