"""SectorFigures and YearMonitor: jobs by sector, against the baseline and what was agreed."""

from datetime import datetime
from fractions import Fraction
from typing import Final, Self

import strawberry

from domain.jobs import WorkSector
from domain.sector_jobs import SectorJobs, sectors_of_year, total_of
from graph.resolvers.statistics import ShownReport

LEFT_OUT: Final = "Null: left out, since it is of fewer than 10 persons or would betray who are."


@strawberry.type(description=f"Jobs (banen) of a sector, or in all. {LEFT_OUT}")
class SectorFigures:
    """Jobs of a sector."""

    sector: WorkSector | None = strawberry.field(description="The sector; null: all of them.")
    jobs: float | None = strawberry.field(description="Jobs of 110.92 paid hours in the last month (banen).")
    baseline_jobs: float | None = strawberry.field(description="Jobs in December 2012 (nulmeting).")
    extra_jobs: float | None = strawberry.field(description="Jobs above the baseline (extra banen).")
    target: int | None = strawberry.field(description="Extra jobs agreed for the year; null: none.")
    persons_working: int | None = strawberry.field(description="Persons who work there on the last day.")

    @classmethod
    def of(cls, found: SectorJobs) -> Self:
        """The public form."""
        return cls(
            sector=found.sector,
            jobs=_float(found.jobs),
            baseline_jobs=float(found.baseline),
            extra_jobs=_float(found.extra),
            target=found.target,
            persons_working=found.working,
        )


def _float(jobs: int | Fraction | None) -> float | None:
    return None if jobs is None else float(jobs)


@strawberry.type(
    description="The year's figures (monitor banenafspraak): those of its last quarter, with what is hired in divided "
    f"over the two sectors. {LEFT_OUT}"
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
    def of(cls, reported: ShownReport) -> Self:
        """The public form."""
        year, content = reported.report.quarter.year, reported.content
        return cls(
            year=year,
            baseline=content.baseline.version,
            sectors=[SectorFigures.of(one) for one in sectors_of_year(year, content)],
            total=SectorFigures.of(total_of(year, content)),
            published_at=reported.published_at,
            version=reported.version,
        )
