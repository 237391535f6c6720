"""What is released of a quarter: what may be shown of it, beside what was shown before. See docs/decisions/0047."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple, Self

from domain.baselines import HOURS_PER_JOB
from domain.disclosure_control import SMALL, Shown, safe_column, shown, shown_of_whole
from domain.jobs import WorkSector
from domain.last_shown import Jobs, LastShown, Stocks
from domain.quarter_report import LABELS, Breakdown, Changes, OutflowReason, QuarterFigures, Row
from domain.statistics import NOBODY, FigureError, Flows, Worked

WHOLE: Final = ""
"""The name of the table of the whole group, and of its one row."""
_REASONS: Final = "REASON"
_JOBS: Final = {WHOLE: "JOBS", Breakdown.SECTOR.value: "JOBS_OF_SECTORS", Breakdown.REGION.value: "JOBS_OF_REGIONS"}
"""What the tables of jobs are called beside those of persons."""
_KEPT: Final = (Breakdown.GROUND, Breakdown.AGE_BAND)
"""Those whose value a person hardly changes."""


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
            for row in rows.values():
                row.prove()
            added = Flows(*map(sum, zip(*rows.values(), strict=True))) if rows else NOBODY
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


@dataclass(frozen=True, slots=True)
class Release:
    """What is released of a quarter.

    Attributes:
        figures: what is shown.
        levels: how much of each table that is.
        last: what was shown last, here or earlier, by which the next release is judged.
    """

    figures: QuarterFigures
    levels: Mapping[str, Shown]
    last: LastShown

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        return {"figures": self.figures.kept(), "levels": dict(self.levels), "last": self.last._asdict()}

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Self:
        """From how it is stored."""
        levels = {name: Shown(level) for name, level in stored["levels"].items()}
        return cls(QuarterFigures.of_kept(stored["figures"]), levels, LastShown.of_stored(stored["last"]))


class Neighbours(NamedTuple):
    """All that was released of the quarter before and of the one after."""

    before: Sequence[Release] = ()
    after: Sequence[Release] = ()


def release(counted: Counted, earlier: Sequence[Release], beside: Neighbours) -> Release:
    """What is released of a quarter as it is counted now; the last one again, where that is all that may be told.

    Args:
        counted: the exact figures.
        earlier: all that was released of the quarter, in order: two that differ by few may both differ by many from one
            between them.
        beside: what was released of the quarters beside it.

    Raises:
        FigureError: the figures don't add up.
    """
    counted.prove()
    tables, last = _Tables.of(counted), earlier[-1] if earlier else None
    shown_last = LastShown() if last is None else last.last
    may = tables.beside(shown_last)
    for one in earlier[:-1]:
        may = {name: min(level, may[name]) for name, level in tables.beside(one.last).items()}
    for name in (WHOLE, *_KEPT):
        may[name] = min(may[name], _beside_neighbours(name, tables.persons[name], beside))
    levels = tables.levels(may)
    anew = Release(tables.figures(levels), levels, tables.shown_at(levels, shown_last))
    is_less = last is not None and any(may[name] < level for name, level in last.levels.items())
    if last is None or not is_less or tables.moved(levels, shown_last):
        return anew
    return last


def _beside_neighbours(table: str, rows: Mapping[str, Flows], beside: Neighbours) -> Shown:
    """What may be shown of rows that persons keep: they begin where one quarter ended, and end where another begins."""
    closings = [one.last.stocks[table] for one in beside.before if table in one.last.stocks]
    followings = [one.last.flows[table] for one in beside.after if table in one.last.flows]
    if not all(Stocks.of(row).safe_beside(Stocks.before(one[key])) for one in followings for key, row in rows.items()):
        return Shown.NOTHING
    if not all(Stocks.before(row).safe_beside(one[key]) for one in closings for key, row in rows.items()):
        return Shown.STOCKS
    return Shown.FLOWS


class _Tables(NamedTuple):
    """The tables of a quarter, each with all the rows that it can have.

    Attributes:
        persons: by table and row.
        reasons: who left, by reason.
        jobs: by table and row.
        few: the tables of jobs that have a row of fewer than ten persons.
    """

    persons: Mapping[str, Mapping[str, Flows]]
    reasons: Mapping[str, int]
    jobs: Mapping[str, Mapping[str, Jobs]]
    few: Mapping[str, bool]

    @classmethod
    def of(cls, counted: Counted) -> Self:
        """Those of what was counted."""
        sectors, regions = _jobs(counted.sectors, WorkSector), _jobs(counted.regions, LABELS[Breakdown.REGION])
        total = Jobs(sum(one.jobs for one in sectors.values()), counted.whole.working)
        return cls(
            {
                WHOLE: {WHOLE: counted.whole},
                **{name: {key: counted.by[name].get(key, NOBODY) for key in LABELS[name]} for name in Breakdown},
            },
            {name.value: counted.reasons.get(name, 0) for name in OutflowReason},
            {WHOLE: {WHOLE: total}, Breakdown.SECTOR.value: sectors, Breakdown.REGION.value: regions},
            {
                WHOLE: counted.whole.working < SMALL,
                Breakdown.SECTOR.value: _are_few(counted.sectors),
                Breakdown.REGION.value: _are_few(counted.regions),
            },
        )

    def beside(self, last: LastShown) -> dict[str, Shown]:
        """How much of each table may be shown beside what was shown last, whatever it is by itself."""
        return {
            **{name: last.of_persons(name, rows) for name, rows in self.persons.items()},
            _REASONS: _all_or_nothing(last.of_reasons(self.reasons)),
            **{_JOBS[name]: _all_or_nothing(last.of_jobs(name, rows)) for name, rows in self.jobs.items()},
        }

    def levels(self, may: Mapping[str, Shown]) -> dict[str, Shown]:
        """How much of each table is shown."""
        own = {name: min(shown(rows.values()), may[name]) for name, rows in self.persons.items()}
        hidden = [self.persons[name].values() for name in _KEPT if own[name] is not Shown.FLOWS]
        most = min(shown_of_whole(self.persons[WHOLE][WHOLE], hidden), may[WHOLE])
        reasons = most is Shown.FLOWS and safe_column(self.reasons) and may[_REASONS] is Shown.FLOWS
        return {
            **{name: min(most, level) for name, level in own.items()},
            _REASONS: _all_or_nothing(reasons),
            **{_JOBS[name]: _all_or_nothing(may[_JOBS[name]] and not few) for name, few in self.few.items()},
        }

    def moved(self, levels: Mapping[str, Shown], last: LastShown) -> bool:
        """Whether the whole, which may be shown, is another than was: by ten persons or more, or by their jobs."""
        persons, jobs = self.persons[WHOLE][WHOLE], self.jobs[WHOLE]
        has_changed = WHOLE in last.stocks and last.stocks[WHOLE][WHOLE] != Stocks.of(persons)
        has_other_jobs = WHOLE in last.jobs and last.jobs[WHOLE][WHOLE].jobs != jobs[WHOLE].jobs
        return bool(levels[WHOLE] and (has_changed or (levels[_JOBS[WHOLE]] and has_other_jobs)))

    def shown_at(self, levels: Mapping[str, Shown], last: LastShown) -> LastShown:
        """What was shown last once this is."""
        return LastShown(
            {
                **last.stocks,
                **{
                    name: {key: Stocks.of(row) for key, row in rows.items()}
                    for name, rows in self.persons.items()
                    if levels[name]
                },
            },
            {**last.flows, **{name: rows for name, rows in self.persons.items() if levels[name] is Shown.FLOWS}},
            self.reasons if levels[_REASONS] else last.reasons,
            {**last.jobs, **{name: rows for name, rows in self.jobs.items() if levels[_JOBS[name]]}},
        )

    def figures(self, levels: Mapping[str, Shown]) -> QuarterFigures:
        """What is shown."""
        whole, jobs = self.persons[WHOLE][WHOLE], self._shown_jobs(levels)
        changes = {name: getattr(whole, name) for name in Changes._fields}
        return QuarterFigures(
            persons=whole.persons if levels[WHOLE] else None,
            working=whole.working if levels[WHOLE] else None,
            changes=Changes(**changes) if levels[WHOLE] is Shown.FLOWS else Changes(),
            outflow={name: count if levels[_REASONS] else None for name, count in self.reasons.items()},
            sector_jobs={name.value: jobs[Breakdown.SECTOR][name] for name in WorkSector},
            jobs=jobs[WHOLE][WHOLE],
            breakdowns={
                name: {
                    key: _row(row, levels[name], jobs.get(name, {}).get(key)) for key, row in self.persons[name].items()
                }
                for name in Breakdown
            },
        )

    def _shown_jobs(self, levels: Mapping[str, Shown]) -> dict[str, dict[str, int | None]]:
        return {
            name: {key: one.jobs if levels[_JOBS[name]] else None for key, one in rows.items()}
            for name, rows in self.jobs.items()
        }


def _row(one: Flows, level: Shown, jobs: int | None) -> Row:
    row = Row(jobs=jobs)
    if level >= Shown.STOCKS:
        row = row._replace(persons=one.persons, working=one.working)
    if level is Shown.FLOWS:
        row = row._replace(inflow=one.inflow, outflow=one.outflow, found_work=one.found_work, lost_work=one.lost_work)
    return row


def _jobs(worked: Mapping[str, Worked], keys: Iterable[str]) -> dict[str, Jobs]:
    """Whole jobs by the values of a breakdown."""
    found = {str(key): worked.get(key, Worked(Fraction(0), 0)) for key in keys}
    return {key: Jobs(round(one.hours / HOURS_PER_JOB), one.working) for key, one in found.items()}


def _are_few(worked: Mapping[str, Worked]) -> bool:
    """Whether there are hours of fewer than ten persons."""
    return any(one.working < SMALL for one in worked.values() if one.hours)


def _all_or_nothing(is_shown: object) -> Shown:
    return Shown.FLOWS if is_shown else Shown.NOTHING
