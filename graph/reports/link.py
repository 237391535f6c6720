"""The link to a report's files: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self

from auth.principal import Principal
from domain.quarter_report import Quarter
from domain.reports import ReportKind, ReportOf
from graph.cursors import BrokenSealError, Seal

LINK_SECONDS: Final = 300
_KINDS: Final = tuple(ReportKind)


class ReportLink(NamedTuple):
    """Which version of a report, and until when the link works, in seconds since 1970."""

    report: ReportOf
    version: int
    expires_at: int

    @classmethod
    def to(cls, report: ReportOf, version: int, now: float) -> Self:
        """A link to a version, from now on for five minutes."""
        return cls(report, version, int(now) + LINK_SECONDS)

    @classmethod
    def opened(cls, text: str, seal: Seal, viewer: Principal, now: float) -> Self:
        """The link in a sealed text.

        Raises:
            BrokenSealError: it isn't one of ours, was made for another log-in, or is over.
        """
        try:
            kind, year, quarter, version, expires_at = seal.open(text, *_log_in(viewer))
        except ValueError:
            raise BrokenSealError from None
        if expires_at <= now:
            raise BrokenSealError
        return cls(ReportOf(_KINDS[kind], Quarter(year, quarter)), version, expires_at)

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        kind, quarter = self.report.kind, self.report.quarter
        numbers = (_KINDS.index(kind), quarter.year, quarter.number, self.version, self.expires_at)
        return seal.close(numbers, *_log_in(viewer))


def _log_in(viewer: Principal) -> tuple[str, ...]:
    return ("report", *viewer.user, viewer.token_id)
