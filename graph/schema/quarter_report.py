"""QuarterReport: the group, its work and its jobs on the last day of a quarter, and what changed."""

from datetime import datetime
from typing import Self

import strawberry

from domain.grounds import GROUNDS, GroundCode
from domain.quarter_report import LABELS, Breakdown, OutflowReason, Row
from domain.sector_jobs import sectors_of_quarter, target_of
from graph.resolvers.statistics import ShownReport
from graph.schema.sector_figures import LEFT_OUT, SectorFigures


@strawberry.type(description=f"How many came into the register on a ground. {LEFT_OUT}")
class GroundCount:
    """Persons by ground."""

    ground: GroundCode = strawberry.field(description="The ground (grondslag).")
    count: int | None = strawberry.field(description="Persons.")


@strawberry.type(description=f"How many went out of the register for a reason. {LEFT_OUT}")
class ReasonCount:
    """Persons by reason."""

    reason: OutflowReason = strawberry.field(description="The reason (reden).")
    count: int | None = strawberry.field(description="Persons.")


@strawberry.type(description=f"A row of a breakdown (uitsplitsing). {LEFT_OUT}")
class BreakdownRow:
    """The group in a part."""

    key: str = strawberry.field(description="What it is: a region's number, a code, or NONE.")
    label: str = strawberry.field(description="The same in plain Dutch.")
    persons_in_register: int | None = strawberry.field(description="Persons on the last day.")
    persons_working: int | None = strawberry.field(description="Those of them who work.")
    jobs: float | None = strawberry.field(
        description="Jobs of 110.92 paid hours in the last month; only by REGION and SECTOR."
    )
    inflow: int | None = strawberry.field(description="Persons who came in (instroom).")
    outflow: int | None = strawberry.field(description="Persons who went out (uitstroom).")
    found_work: int | None = strawberry.field(description="Persons who found work.")
    lost_work: int | None = strawberry.field(description="Persons who lost work.")

    @classmethod
    def of(cls, key: str, label: str, row: Row) -> Self:
        """The public form."""
        return cls(
            key=key,
            label=label,
            persons_in_register=row.persons,
            persons_working=row.working,
            jobs=None if row.jobs is None else float(row.jobs),
            inflow=row.inflow,
            outflow=row.outflow,
            found_work=row.found_work,
            lost_work=row.lost_work,
        )


@strawberry.type(
    description="The figures of a quarter (kwartaalrapportage), by its last day and that of the quarter before. "
    f"{LEFT_OUT}"
)
class QuarterReport:
    """A quarter."""

    year: int = strawberry.field(description="The year.")
    quarter: int = strawberry.field(description="The quarter, from 1 to 4.")
    baseline: str = strawberry.field(description="The version of the baseline (nulmeting).")
    extra_jobs: float | None = strawberry.field(description="Jobs above the baseline (extra banen).")
    target: int | None = strawberry.field(description="Extra jobs agreed for the year; null: none.")
    change_on_quarter: float | None = strawberry.field(description="Extra jobs against the quarter before.")
    change_on_year: float | None = strawberry.field(description="Extra jobs against the same quarter a year before.")
    change_percent: float | None = strawberry.field(
        description="The change on the quarter, as a percentage of all jobs now."
    )
    sectors: list[SectorFigures] = strawberry.field(description="The sectors, and what is hired in.")
    persons_working: int | None = strawberry.field(description="Persons of the register who work on the last day.")
    found_work: int | None = strawberry.field(description="Persons who found work.")
    lost_work: int | None = strawberry.field(description="Persons who lost work.")
    came_in_working: int | None = strawberry.field(description="Persons who came in, and work.")
    left_working: int | None = strawberry.field(description="Persons who went out, and worked.")
    inflow: list[GroundCount] = strawberry.field(description="Who came in, by ground (instroom).")
    outflow: list[ReasonCount] = strawberry.field(description="Who went out, by reason (uitstroom).")
    persons_in_register: int | None = strawberry.field(description="Persons in the register on the last day.")
    breakdown: list[BreakdownRow] = strawberry.field(
        description="The rows of the breakdown that was asked; empty: none was."
    )
    published_at: datetime | None = strawberry.field(description="When it was published; null: it is a draft.")
    version: int | None = strawberry.field(description="Which version it is, from 1; null: it is a draft.")

    @classmethod
    def of(cls, reported: ShownReport, breakdown: Breakdown | None) -> Self:
        """The public form."""
        quarter, content = reported.report.quarter, reported.content
        figures = content.figures
        agreed = target_of(quarter.year)
        rows = figures.breakdowns[Breakdown.GROUND]
        return cls(
            year=quarter.year,
            quarter=quarter.number,
            baseline=content.baseline.version,
            extra_jobs=_float(content.extra_jobs),
            target=None if agreed is None else agreed.total,
            change_on_quarter=_float(content.change_on_quarter),
            change_on_year=_float(content.change_on_year),
            change_percent=content.change_percent,
            sectors=[SectorFigures.of(one) for one in sectors_of_quarter(quarter.year, content)],
            persons_working=figures.working,
            found_work=figures.changes.found_work,
            lost_work=figures.changes.lost_work,
            came_in_working=figures.changes.came_in_working,
            left_working=figures.changes.left_working,
            inflow=[GroundCount(ground=code, count=rows[code].inflow) for code in GROUNDS],
            outflow=[ReasonCount(reason=one, count=figures.outflow[one]) for one in OutflowReason],
            persons_in_register=figures.persons,
            breakdown=[]
            if breakdown is None
            else [
                BreakdownRow.of(key, label, figures.breakdowns[breakdown][key])
                for key, label in LABELS[breakdown].items()
            ],
            published_at=reported.published_at,
            version=reported.version,
        )


def _float(jobs: int | None) -> float | None:
    return None if jobs is None else float(jobs)
