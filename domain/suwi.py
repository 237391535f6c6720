"""Values as messages of SUWI write them: days, percentages, and the body that a message comes from.

Source: SuwiML Basisschema v0801, to which the messages of the Gegevensregister SUWI keep.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, Self

_DAY: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_PERCENTAGE: Final = re.compile(r"[0-9]{5}")
_CODE: Final = re.compile(r"[0-9]{4}")


class PartialDateError(ValueError):
    """A date of which the day, the month or the year isn't known, where a day is needed."""


def day(text: str) -> date:
    """The day of a date of eight digits.

    Raises:
        PartialDateError: it is `00000000`, `YYYY0000` or `YYYYMM00`.
        ValueError: it is no date. The message doesn't repeat it.
    """
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError("A date has eight digits.")
    year, month, number = map(int, found.groups())
    if (year, month, number) == (0, 0, 0) or (year > 0 and number == 0 and month <= 12):  # noqa: PLR2004 - months
        raise PartialDateError("A date with a day is needed.")
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueError("A date is a day of the calendar.") from None


def percentage(text: str, decimals: int) -> str:
    """A percentage of exactly five digits, of which so many stand after the decimal sign that isn't written.

    Raises:
        ValueError: it isn't that. The message doesn't repeat it.
    """
    if _PERCENTAGE.fullmatch(text) is None:
        raise ValueError("A percentage has five digits.")
    return f"{Decimal(text).scaleb(-decimals):f}"


class Source(NamedTuple):
    """Where a message comes from (Bron): a body by its code (CdPartijSuwi), and perhaps a branch (CdVestigingSuwi)."""

    party: str
    branch: str | None = None

    @classmethod
    def of(cls, party: str, branch: str | None) -> Self:
        """Of codes of four digits.

        Raises:
            ValueError: they aren't. The message doesn't repeat them.
        """
        if not all(_CODE.fullmatch(code) for code in (party, branch) if code is not None):
            raise ValueError("A code of SUWI has four digits.")
        return cls(party, branch)

    def __str__(self) -> str:
        return self.party if self.branch is None else f"{self.party}-{self.branch}"
