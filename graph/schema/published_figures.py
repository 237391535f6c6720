"""PublishedFigures: the figures of the job agreement that everybody may read."""

from datetime import datetime
from typing import Self

import strawberry

from domain.jobs import WorkSector
from domain.reports import Reported, ReportKind
from domain.sector_jobs import SectorJobs, sectors_of_quarter, sectors_of_year, target_of
from graph.schema.sector_figures import LEFT_OUT
from models.reports import PublishedReport


@strawberry.type(description=f"Extra jobs of a sector, as published. {LEFT_OUT}")
class PublishedSector:
    """A sector."""

    sector: WorkSector = strawberry.field(description="The sector.")
    extra_jobs: float | None = strawberry.field(description="Jobs above the baseline (extra banen).")
    target: int | None = strawberry.field(description="Extra jobs agreed for the year; null: none.")

    @classmethod
    def of(cls, sector: WorkSector, found: SectorJobs) -> Self:
        """The public form."""
        return cls(sector=sector, extra_jobs=None if found.extra is None else float(found.extra), target=found.target)


@strawberry.type(
    description=f"What was published of a quarter or a year (cijfers banenafspraak), in its newest version. {LEFT_OUT}"
)
class PublishedFigures:
    """A published quarter or year."""

    year: int = strawberry.field(description="The year.")
    quarter: int | None = strawberry.field(description="The quarter, from 1 to 4; null: of the year.")
    version: int = strawberry.field(description="Which version it is, from 1.")
    published_at: datetime = strawberry.field(description="When it was published.")
    what_changed: str | None = strawberry.field(description="What it corrects; null: it is the first version.")
    extra_jobs: float | None = strawberry.field(description="Jobs above the baseline (extra banen).")
    target: int | None = strawberry.field(description="Extra jobs agreed for the year; null: none.")
    persons_in_register: int | None = strawberry.field(description="Persons in the register on the last day.")
    persons_working: int | None = strawberry.field(description="Those of them who work.")
    sectors: list[PublishedSector] = strawberry.field(
        description="The sectors; of a quarter with what is hired in, of a year with that divided over them."
    )

    @classmethod
    def of(cls, published: PublishedReport, content: Reported) -> Self:
        """The public form."""
        report, figures = published.report, content.figures
        year, of_year = report.quarter.year, report.kind is ReportKind.YEAR
        agreed = target_of(year)
        sectors = (sectors_of_year if of_year else sectors_of_quarter)(year, content)
        return cls(
            year=year,
            quarter=None if of_year else report.quarter.number,
            version=published.version,
            published_at=published.published_at,
            what_changed=published.what_changed,
            extra_jobs=None if content.extra_jobs is None else float(content.extra_jobs),
            target=None if agreed is None else agreed.total,
            persons_in_register=figures.persons,
            persons_working=figures.working,
            sectors=[PublishedSector.of(one.sector, one) for one in sectors if one.sector is not None],
        )
