"""JobEquivalents and QuotaCalculation: what an employer's own registered employees count for."""

from typing import Self

import strawberry

from domain.quota import Quota, amounts
from domain.quota_explanation import explained
from graph.schema.enums import Sector
from models.queries.job_hours import JobHours


@strawberry.type(description="The paid hours and the jobs (banen) of an employer's own registered employees in a year.")
class JobEquivalents:
    """What they are worth for the job agreement."""

    year: int = strawberry.field(description="The year.")
    hours: float = strawberry.field(
        description="Paid hours (verloonde uren), of whole months: one counts if somebody is registered in part of it."
    )
    jobs: float = strawberry.field(description="The hours divided by 1,331: a job is 25.5 paid hours a week.")
    persons: int = strawberry.field(description="Whose hours they are: how many persons.")

    @classmethod
    def of(cls, year: int, found: JobHours) -> Self:
        """The public form."""
        jobs = found.hours / amounts(year).hours_per_job
        return cls(year=year, hours=float(found.hours), jobs=float(jobs), persons=len(found.bsns))


@strawberry.type(
    description="What the quota (quotumheffing) would ask of an employer: a calculation, never a decision. It isn't "
    "executed at present (Wfsv 122na), and it is the tax inspector (inspecteur) who decides (Wfsv 38h)."
)
class QuotaCalculation:
    """The quota, step by step."""

    liable: bool = strawberry.field(
        description="Whether the quota is for this employer: 40,575 paid hours or more in the year and the one before."
    )
    percentage: float | None = strawberry.field(
        description="The quota percentage (quotumpercentage) of the sector; null: none is set."
    )
    hours_needed: float | None = strawberry.field(
        description="Paid hours of registered persons that the quota asks for; null: not liable, or no percentage."
    )
    hours_of_group: float = strawberry.field(
        description="Paid hours of the employer's own registered employees in the year, of whole months."
    )
    shortage: float | None = strawberry.field(
        description="Jobs too few (tekort), rounded down to one decimal; null: not liable, or no percentage."
    )
    levy: int | None = strawberry.field(description="The levy (heffing) in euros; null: not liable, or no percentage.")
    executed: bool = strawberry.field(description="Whether the levy of this year is executed (wordt uitgevoerd).")
    explanation: list[str] = strawberry.field(
        description="Each step in plain Dutch; the first two say whether it is executed, and who decides."
    )

    @classmethod
    def of(cls, found: Quota, *, year: int, sector: Sector, paid_hours: int, paid_hours_year_before: int) -> Self:
        """The public form."""
        return cls(
            liable=found.liable,
            percentage=None if found.percentage is None else float(found.percentage),
            hours_needed=None if found.hours_needed is None else float(found.hours_needed),
            hours_of_group=float(found.hours_of_group),
            shortage=None if found.shortage is None else float(found.shortage),
            levy=found.levy,
            executed=found.executed,
            explanation=explained(
                found,
                year=year,
                sector=sector,
                paid_hours=paid_hours,
                paid_hours_year_before=paid_hours_year_before,
            ),
        )
