"""The job agreement (banenafspraak): the extra jobs agreed in 2013, and what one extra job is."""

from enum import StrEnum
from typing import Final, NamedTuple


class Sector(StrEnum):
    """The sectors of the job agreement: overheid and markt."""

    GOVERNMENT = "GOVERNMENT"
    MARKET = "MARKET"


class WorkSector(StrEnum):
    """Where the work of the group is counted: in a sector, or hired in (inleen), which belongs to neither."""

    GOVERNMENT = "GOVERNMENT"
    MARKET = "MARKET"
    HIRED_IN = "HIRED_IN"


class JobTarget(NamedTuple):
    """The extra jobs to have been made by the end of a year, cumulative against 31-12-2012, in plain counts."""

    year: int
    government: int
    market: int
    structural: bool = False

    @property
    def total(self) -> int:
        """Government and market together."""
        return self.government + self.market


JOB_TARGETS: Final = (
    JobTarget(2015, 3_000, 6_000),
    JobTarget(2016, 6_500, 14_000),
    JobTarget(2017, 10_000, 23_000),
    JobTarget(2018, 12_500, 31_000),
    JobTarget(2019, 15_000, 40_000),
    JobTarget(2020, 17_500, 50_000),
    JobTarget(2021, 20_000, 60_000),
    JobTarget(2022, 22_500, 70_000),
    JobTarget(2023, 25_000, 80_000),
    JobTarget(2024, 25_000, 90_000),
    JobTarget(2025, 25_000, 100_000),
    JobTarget(2026, 25_000, 100_000, structural=True),
)
"""The last one is the structural level, from 2026-01-01 on."""
