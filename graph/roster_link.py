"""The link to a roster's CSV file: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self

from auth.principal import Principal
from domain.payroll import PayrollTaxNumber
from domain.periods import RosterPeriod
from graph.cursors import BrokenSealError, Seal

LINK_SECONDS: Final = 300
_KVK_DIGITS: Final = 8
_RSIN_DIGITS: Final = 9


class RosterLink(NamedTuple):
    """Which roster, and until when the link works; all numbers, as they are sealed.

    `month` 0: the whole year; `payroll` 0: all of them.
    """

    by_rsin: int
    organisation: int
    year: int
    month: int
    payroll: int
    expires_at: int

    @classmethod
    def to(cls, organisation: str, period: RosterPeriod, payroll: PayrollTaxNumber | None, now: int) -> Self:
        """A link to a roster, from now on for five minutes."""
        by_rsin = int(len(organisation) == _RSIN_DIGITS)
        number = payroll.number if payroll else 0
        return cls(by_rsin, int(organisation), period.year, period.month or 0, number, now + LINK_SECONDS)

    @classmethod
    def opened(cls, text: str, seal: Seal, viewer: Principal) -> Self:
        """The link in a sealed text.

        Raises:
            BrokenSealError: it isn't one of ours, or was made for another log-in.
        """
        try:
            return cls(*seal.open(text, *_log_in(viewer)))
        except TypeError:
            raise BrokenSealError from None

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        return seal.close(self, *_log_in(viewer))

    @property
    def organisation_id(self) -> str:
        """The organisation's KvK number or RSIN, leading zeros kept."""
        return f"{self.organisation:0{_RSIN_DIGITS if self.by_rsin else _KVK_DIGITS}}"

    @property
    def period(self) -> RosterPeriod:
        """The year or the month that it is of."""
        return RosterPeriod(self.year, self.month or None)

    @property
    def payroll_tax_number(self) -> PayrollTaxNumber | None:
        """The one payroll tax number it is limited to."""
        return PayrollTaxNumber.of(self.payroll) if self.payroll else None


def _log_in(viewer: Principal) -> tuple[str, ...]:
    return ("csv", *viewer.user, viewer.token_id)
