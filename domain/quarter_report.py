"""A quarter's report of the job agreement, as it may be shown: None is what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NamedTuple, Self

from domain.errors import BadUserInputError
from domain.grounds import GROUNDS
from domain.jobs import WorkSector

HIRED_IN_KEY: Final = {WorkSector.GOVERNMENT: Fraction(24, 100), WorkSector.MARKET: Fraction(76, 100)}
"""How a year's figures divide what is hired in."""

FIRST_YEAR: Final = 2013
LAST_YEAR: Final = 2100


class OutflowReason(StrEnum):
    """Why somebody went out of the register."""

    PROTECTED_WORK = "PROTECTED_WORK"
    NO_WORK_CAPACITY = "NO_WORK_CAPACITY"
    VOLUNTARY = "VOLUNTARY"
    PENSION_AGE = "PENSION_AGE"
    DEATH = "DEATH"
    EMIGRATION = "EMIGRATION"
    LAPSED = "LAPSED"


class Breakdown(StrEnum):
    """What the group is divided by."""

    REGION = "REGION"
    GROUND = "GROUND"
    SECTOR = "SECTOR"
    AGE_BAND = "AGE_BAND"


_NONE: Final = "NONE"
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    Breakdown.REGION: {
        **{str(number): f"Arbeidsmarktregio {number}" for number in range(1, 36)},
        _NONE: "Zonder werk, of regio onbekend",
    },
    Breakdown.GROUND: {code.value: kind.name for code, kind in GROUNDS.items()},
    Breakdown.SECTOR: dict(
        zip((*(one.value for one in WorkSector), _NONE), ("Overheid", "Markt", "Inleen", "Zonder werk"), strict=True)
    ),
    Breakdown.AGE_BAND: {
        "0": "Jonger dan 25 jaar",
        "1": "25 tot 35 jaar",
        "2": "35 tot 45 jaar",
        "3": "45 tot 55 jaar",
        "4": "55 jaar of ouder",
        _NONE: "Leeftijd onbekend",
    },
}
"""Every row that a breakdown has, in plain Dutch, empty or not: which rows there are tells nothing."""


class Row(NamedTuple):
    """What is shown of a value of a breakdown: persons, and whole jobs."""

    persons: int | None = None
    working: int | None = None
    inflow: int | None = None
    outflow: int | None = None
    found_work: int | None = None
    lost_work: int | None = None
    jobs: int | None = None


class Changes(NamedTuple):
    """What is shown of how the whole group changed: persons."""

    inflow: int | None = None
    outflow: int | None = None
    found_work: int | None = None
    lost_work: int | None = None
    came_in_working: int | None = None
    left_working: int | None = None


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, year: int, number: int) -> Self:
        """A quarter that can be reported.

        Raises:
            BadUserInputError: there is none.
        """
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadUserInputError("year", f"A year is from {FIRST_YEAR} to {LAST_YEAR}.")
        if number not in range(1, 5):
            raise BadUserInputError("quarter", "A quarter is 1, 2, 3 or 4.")
        return cls(year, number)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year + self.number // 4, self.number * 3 % 12 + 1, 1) - timedelta(1)

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)  # noqa: PLR2004 - of a year


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """All that is shown of a quarter; jobs are whole ones, by sector and in all."""

    persons: int | None
    working: int | None
    changes: Changes
    outflow: Mapping[str, int | None]
    sector_jobs: Mapping[str, int | None]
    jobs: int | None
    breakdowns: Mapping[str, Mapping[str, Row]]

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "persons": self.persons,
            "working": self.working,
            "changes": self.changes._asdict(),
            "outflow": dict(self.outflow),
            "sector_jobs": dict(self.sector_jobs),
            "jobs": self.jobs,
            "breakdowns": {
                str(name): {key: row._asdict() for key, row in rows.items()} for name, rows in self.breakdowns.items()
            },
        }

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> Self:
        """From how it is stored."""
        return cls(
            persons=kept["persons"],
            working=kept["working"],
            changes=Changes(**kept["changes"]),
            outflow=kept["outflow"],
            sector_jobs=kept["sector_jobs"],
            jobs=kept["jobs"],
            breakdowns={
                name: {key: Row(**row) for key, row in rows.items()} for name, rows in kept["breakdowns"].items()
            },
        )
