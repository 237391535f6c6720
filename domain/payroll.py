"""The payroll tax number (loonheffingennummer): nine digits that pass the 11-test, L, and two digits."""

import re
from typing import Final, Self

from domain.bsn import passes_eleven_test

_SHAPE: Final = re.compile(r"[0-9]{9}L[0-9]{2}", re.ASCII)
_SUB_NUMBERS: Final = 100


def is_payroll_shape(text: str) -> bool:
    """Whether the text is written like a payroll tax number; its digits may still fail the 11-test."""
    return _SHAPE.fullmatch(text) is not None


class PayrollTaxNumber:
    """A payroll tax number that passed the test. A sole trader's contains a BSN, so its text form is masked.

    `value` is the number as written; `number` an integer, the nine digits times 100 plus the last two, as the
    database stores it.
    """

    __slots__ = ("value",)

    value: str

    def __init__(self, text: str) -> None:
        """Take the twelve characters.

        Raises:
            ValueError: they are not a payroll tax number. The message doesn't repeat them.
        """
        if not (is_payroll_shape(text) and passes_eleven_test(text[:9])):
            raise ValueError("A payroll tax number has nine digits that pass the 11-test, the letter L and two digits.")
        self.value = text

    @classmethod
    def of(cls, number: int) -> Self:
        """The payroll tax number that the database stores as this integer."""
        return cls(f"{number // _SUB_NUMBERS:09}L{number % _SUB_NUMBERS:02}")

    @property
    def number(self) -> int:
        """The payroll tax number as an integer of at most eleven digits."""
        return int(self.value[:9]) * _SUB_NUMBERS + int(self.value[10:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PayrollTaxNumber) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return "PayrollTaxNumber(*********L**)"

    __str__ = __repr__
