"""The citizen service number (burgerservicenummer, BSN) and the 11-test it shares with the RSIN."""

from typing import Final, Self

# The weighted sum of a number splits over its three groups of three digits, so three small tables hold
# the whole test: a number passes when its three entries add up to a multiple of 11.
_GROUPS: Final = tuple(
    {f"{n:03}": sum(w * d for w, d in zip(weights, (n // 100, n // 10 % 10, n % 10), strict=True)) for n in range(1000)}
    for weights in ((9, 8, 7), (6, 5, 4), (3, 2, -1))
)
_FIRST, _MIDDLE, _LAST = _GROUPS


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits pass the 11-test: 9·d1 + 8·d2 + … + 2·d8 - d9 is a multiple of 11, and not all are 0.

    Anything that isn't nine ASCII digits fails. Source: Regeling burgerservicenummer; the RSIN and the
    digits of a payroll tax number use the same test.
    """
    try:
        total = _FIRST[digits[:3]] + _MIDDLE[digits[3:6]] + _LAST[digits[6:]]
    except KeyError:
        return False
    return total % 11 == 0 and digits != "000000000"


class Bsn:
    """A BSN that passed the 11-test. Its text form is masked, so that it can't end in a log by accident.

    `value` has the nine digits, leading zeros kept; `number` the same as an integer, as the database stores it.
    """

    __slots__ = ("value",)

    value: str

    def __init__(self, digits: str) -> None:
        """Take nine digits.

        Raises:
            ValueError: they fail the 11-test. The message doesn't repeat them.
        """
        if not passes_eleven_test(digits):
            raise ValueError("A BSN has nine digits and passes the 11-test; check the number for a typing error.")
        self.value = digits

    @classmethod
    def of(cls, number: int) -> Self:
        """The BSN that the database stores as this integer."""
        return cls(f"{number:09}")

    @property
    def number(self) -> int:
        """The BSN as an integer."""
        return int(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bsn) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return "Bsn(*********)"

    __str__ = __repr__
