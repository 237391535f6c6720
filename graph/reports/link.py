"""The link to a report's files: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self

from auth.principal import Principal
from domain.quarter_report import Quarter
from domain.reports import ReportKind, ReportOf
from graph import file_link
from graph.cursors import BrokenSealError, Seal

_WHAT: Final = "report"
_KINDS: Final = tuple(ReportKind)


class ReportLink(NamedTuple):
    """Which version of a report, and until when the link works, in seconds since 1970."""

    report: ReportOf
    version: int
    expires_at: int

    @classmethod
    def to(cls, report: ReportOf, version: int, now: float) -> Self:
        """A link to a version, from now on for five minutes."""
        return cls(report, version, file_link.over_at(now))

    @classmethod
    def opened(cls, text: str, seal: Seal, viewer: Principal, now: float) -> Self:
        """The link in a sealed text.

        Raises:
            BrokenSealError: it isn't one of ours, was made for another log-in, or is over.
        """
        try:
            kind, year, quarter, version, expires_at = file_link.opened(text, seal, _WHAT, viewer, now)
        except ValueError:
            raise BrokenSealError from None
        return cls(ReportOf(_KINDS[kind], Quarter(year, quarter)), version, expires_at)

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        kind, quarter = self.report.kind, self.report.quarter
        numbers = (_KINDS.index(kind), quarter.year, quarter.number, self.version, self.expires_at)
        return file_link.sealed(numbers, seal, _WHAT, viewer)
