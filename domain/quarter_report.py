"""A quarter's report of the job agreement, as it may be shown: None is what was left out.

A job is 110.92 paid hours a month, Regeling Wfsv 3.28; the baseline is that of Regeling Wfsv 3.29.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NamedTuple, Self

from domain.disclosure_control import SMALL, Shown, safe_column, shown, shown_of_whole
from domain.errors import BadUserInputError
from domain.grounds import GROUNDS
from domain.jobs import WorkSector
from domain.statistics import FigureError, Flows

HOURS_PER_JOB: Final = Fraction(Decimal("110.92"))
BASELINE: Final = "Regeling Wfsv 3.29"
_BASELINE_HOURS: Final = {WorkSector.GOVERNMENT: 1_055_474, WorkSector.MARKET: 6_914_491, WorkSector.HIRED_IN: 0}
"""Paid hours in December 2012; those that were hired in are part of the two sectors."""
BASELINE_JOBS: Final = {one: round(hours / HOURS_PER_JOB) for one, hours in _BASELINE_HOURS.items()}
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
_SECTORS: Final = tuple(one.value for one in WorkSector)
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    Breakdown.REGION: {
        **{str(number): f"Arbeidsmarktregio {number}" for number in range(1, 36)},
        _NONE: "Zonder werk, of regio onbekend",
    },
    Breakdown.GROUND: {code.value: kind.name for code, kind in GROUNDS.items()},
    Breakdown.SECTOR: dict(zip((*_SECTORS, _NONE), ("Overheid", "Markt", "Inleen", "Zonder werk"), strict=True)),
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
_KEPT: Final = frozenset({Breakdown.GROUND, Breakdown.AGE_BAND})
"""Those whose value a person hardly changes."""
_NOBODY: Final = Flows(*(0,) * len(Flows._fields))


class Worked(NamedTuple):
    """Paid hours in the last month of a quarter, and how many persons work on its last day."""

    hours: Fraction
    working: int


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

    @property
    def extra_jobs(self) -> int | None:
        """Jobs above the baseline."""
        return None if self.jobs is None else self.jobs - sum(BASELINE_JOBS.values())

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


class Counted(NamedTuple):
    """All that was counted of a quarter, exact and not safe to show.

    Attributes:
        whole: the whole group.
        by: the group by each breakdown, by its values.
        reasons: who left, by reason.
        sectors: hours by work sector.
        regions: hours by region.
    """

    whole: Flows
    by: Mapping[str, Mapping[str, Flows]]
    reasons: Mapping[str, int]
    sectors: Mapping[str, Worked]
    regions: Mapping[str, Worked]

    def prove(self) -> None:
        """Prove that all add up, before anything is left out.

        Raises:
            FigureError: they don't.
        """
        self.whole.prove()
        for rows in self.by.values():
            added = Flows(*map(sum, zip(*rows.values(), strict=True))) if rows else _NOBODY
            if added != self.whole:
                raise FigureError("the rows of a breakdown are not the whole")
        if sum(self.reasons.values()) != self.whole.outflow:
            raise FigureError("the reasons of who left are not all who left")
        if sum(one.hours for one in self.sectors.values()) != sum(one.hours for one in self.regions.values()):
            raise FigureError("the hours of sectors are not those of regions")
        known = {**LABELS, "REASON": OutflowReason.__members__}
        asked = {**{name: [*rows] for name, rows in self.by.items()}, "REASON": [*self.reasons]}
        if any(set(keys) - set(known[name]) for name, keys in asked.items()):
            raise FigureError("a breakdown has a row that reports don't know")


def may_be_shown(counted: Counted, before: QuarterFigures | None) -> QuarterFigures:
    """What of a quarter may be shown, beside what was published of the quarter before.

    Raises:
        FigureError: the figures don't add up.
    """
    counted.prove()
    whole = counted.whole
    most = shown_of_whole(whole, [_filled(counted, name).values() for name in _KEPT])
    if most is Shown.FLOWS and not _goes_on(whole, before):
        most = Shown.STOCKS
    jobs_of_sectors = _jobs(counted.sectors, _SECTORS)
    jobs = sum(round(one.hours / HOURS_PER_JOB) for one in counted.sectors.values())
    reasons = {name.value: counted.reasons.get(name, 0) for name in OutflowReason}
    leavers = most is Shown.FLOWS and safe_column(reasons)
    return QuarterFigures(
        persons=whole.persons if most else None,
        working=whole.working if most else None,
        changes=Changes(**{name: getattr(whole, name) for name in Changes._fields})
        if most is Shown.FLOWS
        else Changes(),
        outflow={name: count if leavers else None for name, count in reasons.items()},
        sector_jobs=jobs_of_sectors,
        jobs=jobs if whole.working >= SMALL else None,
        breakdowns={name: _rows(counted, name, most) for name in Breakdown},
    )


def _goes_on(whole: Flows, before: QuarterFigures | None) -> bool:
    """Whether what a quarter begins with is what was published: else the two differ by what was corrected since."""
    return (
        before is None
        or before.persons is None
        or (before.persons, before.working) == (whole.persons_earlier, whole.working_earlier)
    )


def _filled(counted: Counted, name: Breakdown) -> dict[str, Flows]:
    return {key: counted.by[name].get(key, _NOBODY) for key in LABELS[name]}


def _rows(counted: Counted, name: Breakdown, most: Shown) -> dict[str, Row]:
    rows = _filled(counted, name)
    hours = {Breakdown.SECTOR: counted.sectors, Breakdown.REGION: counted.regions}.get(name)
    jobs = {} if hours is None else _jobs(hours, rows)
    level = min(most, shown(rows.values()))
    return {key: _row(one, level, jobs.get(key)) for key, one in rows.items()}


def _row(one: Flows, level: Shown, jobs: int | None) -> Row:
    row = Row(jobs=jobs)
    if level >= Shown.STOCKS:
        row = row._replace(persons=one.persons, working=one.working)
    if level is Shown.FLOWS:
        row = row._replace(inflow=one.inflow, outflow=one.outflow, found_work=one.found_work, lost_work=one.lost_work)
    return row


def _jobs(worked: Mapping[str, Worked], keys: Iterable[str]) -> dict[str, int | None]:
    """Whole jobs by the values of a breakdown: all, or none if there are hours of few persons among them."""
    told = all(one.working >= SMALL for one in worked.values() if one.hours)
    return (
        {key: round(worked[key].hours / HOURS_PER_JOB) if key in worked else 0 for key in keys}
        if told
        else (dict.fromkeys(keys))
    )
