"""Baselines (nulmetingen): what the group worked on 31-12-2012, in a version of that measurement.

An operator loads them as `baselines.csv`. The version that was delivered last holds for every period that is computed
from then on: it measures one day anew, so that no two periods are held against different ones. Until one was delivered
it is that of the law.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, Self, TypeAlias

from domain.jobs import WorkSector

HOURS_PER_JOB: Final = Fraction(Decimal("110.92"))
"""Paid hours (verloonde uren) of a job a month: Regeling Wfsv 3.28."""

Measured: TypeAlias = tuple[str, Decimal | int | None, Decimal | int | None]
"""A sector, its jobs and its paid hours in December 2012; jobs follow from hours where they are not known."""


class Baseline(NamedTuple):
    """A version of the measurement.

    Attributes:
        version: what it is called; a report names it.
        jobs: whole ones, by sector.
    """

    version: str
    jobs: Mapping[str, int]

    @classmethod
    def of(cls, version: str, measured: Iterable[Measured]) -> Self:
        """From what was measured; a sector that wasn't has no jobs: hired in may be part of the two others."""
        jobs = dict.fromkeys((one.value for one in WorkSector), 0)
        for sector, known, hours in measured:
            jobs[sector] = round(Fraction(hours or 0) / HOURS_PER_JOB if known is None else known)
        return cls(version, jobs)

    @property
    def total(self) -> int:
        """All jobs."""
        return sum(self.jobs.values())

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        return {"version": self.version, "jobs": dict(self.jobs)}

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Self:
        """From how it is stored."""
        return cls(stored["version"], stored["jobs"])


LEGAL: Final = Baseline.of(
    "Regeling Wfsv 3.29", [(WorkSector.GOVERNMENT.value, None, 1_055_474), (WorkSector.MARKET.value, None, 6_914_491)]
)
"""That of the law, in which who was hired in is part of the two sectors."""
