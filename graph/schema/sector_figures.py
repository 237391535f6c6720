"""SectorFigures and YearMonitor: jobs by sector, against the baseline and what was agreed."""

from datetime import datetime
from fractions import Fraction
from typing import Final, Self

import strawberry

from domain.jobs import JOB_TARGETS, JobTarget, WorkSector
from domain.quarter_report import BASELINE, BASELINE_JOBS, HIRED_IN_KEY, Breakdown, QuarterFigures
from graph.resolvers.statistics import ReportedQuarter

_LEFT_OUT: Final = "Null: left out, since it is of fewer than 10 persons or would betray who are."


def target_of(year: int) -> JobTarget | None:
    """What was agreed for a year; None: nothing."""
    known = {one.year: one for one in JOB_TARGETS}
    last = JOB_TARGETS[-1]
    return last if year > last.year else known.get(year)


@strawberry.type(description=f"Jobs (banen) of a sector, or in all. {_LEFT_OUT}")
class SectorFigures:
    """Jobs of a sector."""

    sector: WorkSector | None = strawberry.field(description="The sector; null: all of them.")
    jobs: float | None = strawberry.field(description="Jobs of 110.92 paid hours in the last month (banen).")
    baseline_jobs: float | None = strawberry.field(description="Jobs in December 2012 (nulmeting).")
    extra_jobs: float | None = strawberry.field(description="Jobs above the baseline (extra banen).")
    target: int | None = strawberry.field(description="Extra jobs agreed for the year; null: none.")
    persons_working: int | None = strawberry.field(description="Persons who work there on the last day.")

    @classmethod
    def of(
        cls, year: int, sector: WorkSector | None, jobs: Fraction | int | None, baseline: int, working: int | None
    ) -> Self:
        """The public form."""
        agreed = target_of(year)
        targets = (
            {}
            if agreed is None
            else {
                None: agreed.total,
                WorkSector.GOVERNMENT: agreed.government,
                WorkSector.MARKET: agreed.market,
            }
        )
        return cls(
            sector=sector,
            jobs=None if jobs is None else float(jobs),
            baseline_jobs=float(baseline),
            extra_jobs=None if jobs is None else float(jobs - baseline),
            target=targets.get(sector),
            persons_working=working,
        )


def sectors_of_quarter(year: int, figures: QuarterFigures) -> list[SectorFigures]:
    """The sectors, and what is hired in."""
    return [
        SectorFigures.of(year, one, figures.sector_jobs[one], BASELINE_JOBS[one], working_in(figures, one))
        for one in WorkSector
    ]


def working_in(figures: QuarterFigures, sector: WorkSector) -> int | None:
    """Persons whose work is in a sector; of several employments that of most hours."""
    return figures.breakdowns[Breakdown.SECTOR][sector].working


def total_of(year: int, figures: QuarterFigures) -> SectorFigures:
    """All sectors."""
    return SectorFigures.of(year, None, figures.jobs, sum(BASELINE_JOBS.values()), figures.working)


@strawberry.type(
    description="The year's figures (monitor banenafspraak): those of its last quarter, with what is hired in divided "
    f"over the two sectors. {_LEFT_OUT}"
)
class YearMonitor:
    """A year."""

    year: int = strawberry.field(description="The year.")
    baseline: str = strawberry.field(description="The version of the baseline (nulmeting).")
    sectors: list[SectorFigures] = strawberry.field(
        description="Government and market. Persons hired in are in the total only."
    )
    total: SectorFigures = strawberry.field(description="Both, and who is hired in.")
    published_at: datetime | None = strawberry.field(description="When it was published; null: it is a draft.")
    version: int | None = strawberry.field(description="Which version it is, from 1; null: it is a draft.")

    @classmethod
    def of(cls, year: int, reported: ReportedQuarter) -> Self:
        """The public form."""
        figures = reported.figures
        hired_in = figures.sector_jobs[WorkSector.HIRED_IN]
        sectors = []
        for sector, key in HIRED_IN_KEY.items():
            own = figures.sector_jobs[sector]
            jobs = None if own is None or hired_in is None else own + key * hired_in
            sectors.append(SectorFigures.of(year, sector, jobs, BASELINE_JOBS[sector], working_in(figures, sector)))
        return cls(
            year=year,
            baseline=BASELINE,
            sectors=sectors,
            total=total_of(year, figures),
            published_at=reported.published_at,
            version=reported.version,
        )
