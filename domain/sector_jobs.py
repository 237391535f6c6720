"""Jobs by sector, against the baseline and what was agreed: of a quarter, and of a year."""

from fractions import Fraction
from typing import NamedTuple

from domain.jobs import JOB_TARGETS, JobTarget, WorkSector
from domain.quarter_report import HIRED_IN_KEY, Breakdown
from domain.reports import Reported


class SectorJobs(NamedTuple):
    """The jobs of a sector, or of all of them; None is what isn't shown, or wasn't agreed.

    Attributes:
        sector: the sector; None: all of them.
        jobs: whole ones, or fractions where what is hired in was divided.
        baseline: jobs in December 2012, likewise.
        target: extra jobs agreed for the year.
        working: persons who work there; of several employments that of most hours.
    """

    sector: WorkSector | None
    jobs: int | Fraction | None
    baseline: int | Fraction
    target: int | None
    working: int | None

    @property
    def extra(self) -> int | Fraction | None:
        """Jobs above the baseline."""
        return None if self.jobs is None else self.jobs - self.baseline


def target_of(year: int) -> JobTarget | None:
    """What was agreed for a year; None: nothing."""
    known = {one.year: one for one in JOB_TARGETS}
    last = JOB_TARGETS[-1]
    return last if year > last.year else known.get(year)


def sectors_of_quarter(year: int, content: Reported) -> list[SectorJobs]:
    """The sectors, and what is hired in."""
    return [
        _of_sector(year, content, one, content.figures.sector_jobs[one], content.baseline.jobs[one])
        for one in WorkSector
    ]


def sectors_of_year(year: int, content: Reported) -> list[SectorJobs]:
    """The two sectors, with what is hired in divided over them, in the baseline too."""
    now, before = content.figures.sector_jobs, content.baseline.jobs
    hired_in, made = now[WorkSector.HIRED_IN], []
    for sector, key in HIRED_IN_KEY.items():
        own = now[sector]
        jobs = None if own is None or hired_in is None else own + key * hired_in
        baseline = before[sector] + (key * before[WorkSector.HIRED_IN] or 0)  # whole where it can be
        made.append(_of_sector(year, content, sector, jobs, baseline))
    return made


def total_of(year: int, content: Reported) -> SectorJobs:
    """All sectors, and what is hired in."""
    agreed, figures = target_of(year), content.figures
    return SectorJobs(None, figures.jobs, content.baseline.total, agreed and agreed.total, figures.working)


def _of_sector(
    year: int, content: Reported, sector: WorkSector, jobs: int | Fraction | None, baseline: int | Fraction
) -> SectorJobs:
    agreed = target_of(year)
    targets = {} if agreed is None else {WorkSector.GOVERNMENT: agreed.government, WorkSector.MARKET: agreed.market}
    working = content.figures.breakdowns[Breakdown.SECTOR][sector].working
    return SectorJobs(sector, jobs, baseline, targets.get(sector), working)
