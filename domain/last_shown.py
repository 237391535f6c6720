"""What was shown last of a quarter by then, and what may be shown beside it: nothing that differs by 1 to 9 persons.

Of two answers over changing data one could else tell who was added. See docs/decisions/0047.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

from domain.disclosure_control import SMALL, Shown, kinds, safe
from domain.statistics import Flows

_MOST_JOBS: Final = 2
"""Jobs of one person, at most: 51 hours a week."""


class Stocks(NamedTuple):
    """Persons in the register on a day, and those of them who work."""

    persons: int
    working: int

    @classmethod
    def of(cls, row: Flows) -> Self:
        """Those of the later day."""
        return cls(row.persons, row.working)

    @classmethod
    def before(cls, row: Flows) -> Self:
        """Those of the earlier day."""
        return cls(row.persons_earlier, row.working_earlier)

    def safe_beside(self, other: Self) -> bool:
        """Whether both may be shown: they differ by no 1 to 9 persons, of those who work, or of those who don't."""
        persons, working = self.persons - other.persons, self.working - other.working
        return all(map(safe, (persons, working, persons - working)))


class Jobs(NamedTuple):
    """Whole jobs, and the persons who have them."""

    jobs: int
    working: int

    def safe_beside(self, other: Self) -> bool:
        """Whether both may be shown: the same, or what changed is of ten persons at least."""
        changed, persons = abs(self.jobs - other.jobs), abs(self.working - other.working)
        return not changed or changed >= _MOST_JOBS * SMALL or persons >= SMALL


class LastShown(NamedTuple):
    """What was shown last of each table, in one release or another; what isn't here never was.

    Attributes:
        stocks: by table and row.
        flows: the rows of which was shown what changed, by table and row.
        reasons: who left, by reason.
        jobs: by table and row.
    """

    stocks: Mapping[str, Mapping[str, Stocks]] = {}
    flows: Mapping[str, Mapping[str, Flows]] = {}
    reasons: Mapping[str, int] | None = None
    jobs: Mapping[str, Mapping[str, Jobs]] = {}

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(
            _tables(stored["stocks"], Stocks),
            _tables(stored["flows"], Flows),
            stored["reasons"],
            _tables(stored["jobs"], Jobs),
        )

    def of_persons(self, table: str, rows: Mapping[str, Flows]) -> Shown:
        """What may be shown of the rows of a table beside this."""
        stocks, flows = self.stocks.get(table), self.flows.get(table)
        if stocks is not None and not all(Stocks.of(row).safe_beside(stocks[key]) for key, row in rows.items()):
            return Shown.NOTHING
        if flows is not None and not all(_safe_flows(flows[key], row) for key, row in rows.items()):
            return Shown.STOCKS
        return Shown.FLOWS

    def of_reasons(self, reasons: Mapping[str, int]) -> bool:
        """Whether reasons may be shown beside this."""
        then = self.reasons
        return then is None or all(safe(count - then[name]) for name, count in reasons.items())

    def of_jobs(self, table: str, rows: Mapping[str, Jobs]) -> bool:
        """Whether the jobs of a table may be shown beside this."""
        then = self.jobs.get(table)
        return then is None or all(row.safe_beside(then[key]) for key, row in rows.items())


def _safe_flows(then: Flows, now: Flows) -> bool:
    return all(safe(kind - earlier) for kind, earlier in zip(kinds(now), kinds(then), strict=True))


def _tables(stored: Mapping[str, Any], row: Any) -> dict[str, dict[str, Any]]:
    return {name: {key: row(*numbers) for key, numbers in rows.items()} for name, rows in stored.items()}
