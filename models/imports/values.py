"""The values of an import file: tested, and turned into the text form of PostgreSQL's COPY."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final

from domain.bsn import passes_eleven_test
from domain.payroll import is_payroll_shape
from models.imports.faults import Reason, UnacceptableError

NULL: Final = "\\N"

_REMEMBERED: Final = 1 << 16
_LONGEST_REMEMBERED: Final = 200
_NAME_LENGTH: Final = 255
_REASON_LENGTH: Final = 200
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_PAID_HOURS: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
_MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"20[0-9]{2}")
_REGION: Final = re.compile(r"[1-9]|[12][0-9]|3[0-5]")
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_SUWINET_CODE: Final = re.compile(r"[A-Za-z0-9]{1,10}")
_PERCENTAGE: Final = re.compile(r"([0-9]{1,2}(\.[0-9]{1,2})?|100(\.00?)?)")
_NINE_DIGITS: Final = re.compile(r"[0-9]{9}")
_EIGHT_DIGITS: Final = re.compile(r"[0-9]{8}")
_DIGITS: Final = re.compile(r"[0-9]+")
_DUTCH_DAY: Final = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_DUTCH_MONTH: Final = re.compile(r"(?:0?1-)?([0-9]{1,2})-([0-9]{4})")
_SHOWN_MONTH: Final = re.compile(r"([a-z]{3})-([0-9]{2})")
_DUTCH_NUMBER: Final = re.compile(r"([0-9]+),([0-9]+)")
_SHORT_MONTHS: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"


class Texts(dict[str, str]):
    """The COPY text of each value of a column; the values met lately are remembered, within bounds.

    Looking up a value that isn't acceptable raises UnacceptableError. What Excel would have written for a value,
    `of_excel` writes as the register does, and leaves all else as it is.
    """

    __slots__ = ("_convert", "_limit", "of_excel", "optional")

    def __init__(
        self, convert: Callable[[str], str], limit: int = _REMEMBERED, of_excel: Callable[[str], str] = str
    ) -> None:
        super().__init__()
        self._convert = convert
        self._limit = limit
        self.of_excel = of_excel
        self.optional = False

    def __missing__(self, value: str) -> str:
        text = NULL if self.optional and not value else self._converted(value)
        if len(value) <= _LONGEST_REMEMBERED:
            if len(self) >= self._limit:
                self.clear()
            self[value] = text
        return text

    def _converted(self, value: str) -> str:
        try:
            return self._convert(value)
        except UnacceptableError:
            if self.of_excel(value) != value:
                raise UnacceptableError(Reason.AS_EXCEL) from None
            raise


def bsns() -> Texts:
    """A BSN: an integer to the database."""
    return Texts(_bsn)


def payroll_tax_numbers() -> Texts:
    """A payroll tax number: the nine digits times 100 plus the two after the L."""
    return Texts(_payroll_tax_number, 4 * _REMEMBERED)


def days() -> Texts:
    """A day that exists, as year-month-day."""
    return Texts(_day, of_excel=_iso_day)


def hours() -> Texts:
    """Hours a week, up to 999.99."""
    return Texts(_matching(_HOURS), of_excel=_decimal_point)


def paid_hours() -> Texts:
    """Hours paid in a month, up to 9,999.99."""
    return Texts(_matching(_PAID_HOURS), of_excel=_decimal_point)


def months() -> Texts:
    """A month of this century, as year-month: its first day to the database."""
    return Texts(_month, of_excel=_iso_month)


def years() -> Texts:
    """A year of this century."""
    return Texts(_matching(_YEAR))


def regions() -> Texts:
    """The number of a labour-market region, 1 to 35."""
    return Texts(_matching(_REGION))


def amounts() -> Texts:
    """Jobs or hours of a whole sector, up to 999,999,999.99."""
    return Texts(_matching(_AMOUNT), of_excel=_decimal_point)


def percentages() -> Texts:
    """Percent, up to 100, of at most two decimals."""
    return Texts(_matching(_PERCENTAGE), of_excel=_decimal_point)


def suwinet_codes() -> Texts:
    """A code of a Suwinet message: one to ten letters and digits."""
    return Texts(_matching(_SUWINET_CODE))


def kvk_numbers() -> Texts:
    """A KvK number of eight digits."""
    return Texts(_kvk_number)


def rsins() -> Texts:
    """An RSIN: nine digits that pass the 11-test."""
    return Texts(_rsin)


def codes(vocabulary: type[StrEnum]) -> Texts:
    """A code of a vocabulary, in its exact spelling."""
    known = {code.value for code in vocabulary}

    def convert(value: str) -> str:
        if value in known:
            return value
        raise UnacceptableError(Reason.UNKNOWN_CODE if value else Reason.MALFORMED)

    return Texts(convert)


def names() -> Texts:
    """The name of an organisation: up to 255 printable characters on one line."""
    return Texts(_printable(_NAME_LENGTH))


def reasons() -> Texts:
    """The free text that says why a ground ended: up to 200 printable characters on one line."""
    return Texts(_printable(_REASON_LENGTH))


def articles() -> Texts:
    """The article that makes something a ground: up to 200 printable characters on one line."""
    return Texts(_printable(_REASON_LENGTH))


def or_unknown(texts: Texts) -> Texts:
    """The same column, in which an empty value means: unknown."""
    texts.optional = True
    return texts


def _bsn(value: str) -> str:
    if passes_eleven_test(value):
        return value
    raise UnacceptableError(Reason.FAILS_TEST if _NINE_DIGITS.fullmatch(value) else _without_zero(value, 9))


def _payroll_tax_number(value: str) -> str:
    if not is_payroll_shape(value):
        raise UnacceptableError(Reason.MALFORMED)
    if not passes_eleven_test(value[:9]):
        raise UnacceptableError(Reason.FAILS_TEST)
    return value[:9] + value[10:]


def _rsin(value: str) -> str:
    if passes_eleven_test(value):
        return value
    raise UnacceptableError(_without_zero(value, 9))


def _kvk_number(value: str) -> str:
    if _EIGHT_DIGITS.fullmatch(value):
        return value
    raise UnacceptableError(_without_zero(value, 8))


def _without_zero(value: str, length: int) -> Reason:
    """What is wrong with a number of another length: a sheet drops the zeros that a number begins with."""
    return Reason.LOST_ZERO if len(value) < length and _DIGITS.fullmatch(value) else Reason.MALFORMED


def _iso_day(value: str) -> str:
    """A day as a sheet shows it, `31-1-2026` or `31-01-2026`."""
    found = _DUTCH_DAY.fullmatch(value)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else value


def _iso_month(value: str) -> str:
    """A month as a sheet shows it: its first day, `1-2026`, or `jan-26`, which 2026-01 becomes when typed."""
    if found := _DUTCH_MONTH.fullmatch(value):
        return f"{found[2]}-{found[1]:0>2}"
    found = _SHOWN_MONTH.fullmatch(value)
    if found and found[1] in _SHORT_MONTHS:
        return f"20{found[2]}-{_SHORT_MONTHS.index(found[1]) + 1:02}"
    return value


def _decimal_point(value: str) -> str:
    return _DUTCH_NUMBER.sub(r"\1.\2", value) if _DUTCH_NUMBER.fullmatch(value) else value


def _day(value: str) -> str:
    if _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise UnacceptableError(Reason.MALFORMED) from None
        return value
    raise UnacceptableError(Reason.MALFORMED)


def _month(value: str) -> str:
    if _MONTH.fullmatch(value):
        return f"{value}-01"
    raise UnacceptableError(Reason.MALFORMED)


def _printable(longest: int) -> Callable[[str], str]:
    def convert(value: str) -> str:
        if 0 < len(value) <= longest and value.replace(_NO_BREAK_SPACE, " ").isprintable():
            return value.replace("\\", "\\\\")  # all that COPY takes for something else
        raise UnacceptableError(Reason.MALFORMED)

    return convert


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def convert(value: str) -> str:
        if pattern.fullmatch(value):
            return value
        raise UnacceptableError(Reason.MALFORMED)

    return convert
