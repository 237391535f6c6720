"""Published reports of the job agreement: which there are, and what one is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from domain.baselines import LEGAL, Baseline
from domain.errors import BadUserInputError, RegisterError
from domain.quarter_report import Quarter, QuarterFigures

LONGEST_CHANGE: Final = 500
"""Characters of what a version says that it changes."""


class ReportKind(StrEnum):
    """Which report: of a year, of a quarter, or a quarter on one page."""

    YEAR = "YEAR"
    QUARTER = "QUARTER"
    FACTSHEET = "FACTSHEET"


@dataclass(frozen=True, slots=True)
class ReportOf:
    """A report, whatever its version; that of a year is of its last quarter."""

    kind: ReportKind
    quarter: Quarter

    @classmethod
    def of(cls, kind: ReportKind, year: int, quarter: int | None) -> Self:
        """The report of a year, or of a quarter.

        Raises:
            BadUserInputError: there is no such report.
        """
        if (quarter is None) is not (kind is ReportKind.YEAR):
            words = "A year has no quarter." if quarter is not None else "Say which quarter: 1, 2, 3 or 4."
            raise BadUserInputError("quarter", words)
        return cls(kind, Quarter.of(year, 4 if quarter is None else quarter))

    def __str__(self) -> str:
        """In words, to begin a sentence."""
        if self.kind is ReportKind.YEAR:
            return f"Year {self.quarter.year}"
        words = f"uarter {self.quarter.number} of {self.quarter.year}"
        return f"Q{words}" if self.kind is ReportKind.QUARTER else f"The factsheet of q{words}"


class Reported(NamedTuple):
    """What a report is made of.

    Attributes:
        figures: what is shown of the quarter.
        baseline: what its jobs are held against.
        quarter_before: extra jobs of the quarter before, by the same baseline; None: they aren't shown.
        year_before: extra jobs of the same quarter a year before, likewise.
    """

    figures: QuarterFigures
    baseline: Baseline = LEGAL
    quarter_before: int | None = None
    year_before: int | None = None

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        return {**self._asdict(), "figures": self.figures.kept(), "baseline": self.baseline.stored()}

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Self:
        """From how it is stored; where no baseline is, there was that of the law only."""
        baseline = Baseline.of_stored(stored["baseline"]) if "baseline" in stored else LEGAL
        figures = QuarterFigures.of_kept(stored["figures"])
        return cls(figures, baseline, stored["quarter_before"], stored["year_before"])

    @property
    def extra_jobs(self) -> int | None:
        """Jobs above the baseline."""
        return _difference(self.figures.jobs, self.baseline.total)

    def corrects(self, last: "Reported", words: str) -> str:
        """What this corrects of the version before it, as somebody says; a baseline that changed is named."""
        if last.baseline == self.baseline:
            return words
        return f"{words.rstrip('.')}. De nulmeting is veranderd: {self.baseline.version}."

    @property
    def change_on_quarter(self) -> int | None:
        """Extra jobs against the quarter before."""
        return _difference(self.extra_jobs, self.quarter_before)

    @property
    def change_on_year(self) -> int | None:
        """Extra jobs against the same quarter a year before."""
        return _difference(self.extra_jobs, self.year_before)

    @property
    def change_percent(self) -> float | None:
        """The change on the quarter as a percentage of all jobs now, with one decimal."""
        change, jobs = self.change_on_quarter, self.figures.jobs
        return None if change is None or not jobs else round(100 * change / jobs, 1)


class NotPublishedError(RegisterError):
    """A report can't be published, or wasn't."""


def check_version(report: ReportOf, versions: int, what_changed: str | None, today: date) -> None:
    """Whether a report may have one version more.

    Args:
        report: the report.
        versions: how many there are.
        what_changed: what the next one changes, in words.
        today: the day.

    Raises:
        NotPublishedError: it isn't over yet, or what was changed must be said, or can't be.
    """
    if report.quarter.last_day >= today:
        raise NotPublishedError(f"{report} isn't over yet.")
    if versions and what_changed is None:
        raise NotPublishedError(
            f"{report} was published in version {versions}: say by --what-changed what another one corrects."
        )
    if what_changed is None:
        return
    if not versions:
        raise NotPublishedError(f"{report} wasn't published yet, so it corrects nothing: leave out --what-changed.")
    if not what_changed.strip() or len(what_changed) > LONGEST_CHANGE or not what_changed.isprintable():
        raise NotPublishedError(f"--what-changed is a line of 1 to {LONGEST_CHANGE} printable characters.")


def _difference(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else now - before
