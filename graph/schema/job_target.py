"""JobTarget: the extra jobs agreed in 2013."""

import strawberry

from domain.jobs import JobTarget as Target


@strawberry.type(
    name="JobTarget",
    description="The extra jobs (extra banen) to have been made by the end of a year, cumulative against 31-12-2012.",
)
class JobTargetType:
    """A row of the agreement."""

    year: int = strawberry.field(description="The year (peiljaar).")
    government: int = strawberry.field(description="Jobs at government employers (overheid).")
    market: int = strawberry.field(description="Jobs at market employers (markt).")
    total: int = strawberry.field(description="Both together (totaal).")
    structural: bool = strawberry.field(description="Whether it is the lasting level, from that year on (structureel).")

    @classmethod
    def of(cls, target: Target) -> "JobTargetType":
        """The public form of a target."""
        return cls(
            year=target.year,
            government=target.government,
            market=target.market,
            total=target.total,
            structural=target.structural,
        )
