"""Cases: one by its id, a person's, and the worklist."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from domain.bsn import Bsn
from domain.case_kinds import CASE_KINDS, CaseKind
from domain.cases import OPEN, CaseState
from domain.eligibility import Standing, StandingGround
from domain.grounds import GroundCode
from domain.letters import LetterChannel
from domain.proofs import CasesOfMunicipality, CasesToAssess, OwnCases
from domain.roles import Role
from models.cases import StoredCase, StoredLetter, StoredTransition, read_all
from models.commands.command import Found
from models.database import ServingPools

_NOBODY: Final = ((), None, None)
_ONE: Final = {
    Role.CITIZEN: "select serve.citizen_case($1, $2, $3, $4, $5, null, $6) as found",
    Role.SUWINET: "select serve.suwinet_case($1, $2, $3, $4, null, $5, null, $6) as found",
    Role.ASSESSOR: "select serve.assessor_case($1, $2, $3, $4, null, $5) as found",
}


async def case_of_citizen(pools: ServingPools, own: OwnCases, case: UUID, today: date) -> Found | None:
    """A citizen's case by its id, and what its actions depend on; None if it isn't theirs, or isn't there."""
    return await _one(pools, Role.CITIZEN, own.bsn.number, case, today)


async def case_of_municipality(pools: ServingPools, own: CasesOfMunicipality, case: UUID, today: date) -> Found | None:
    """The same for a municipality."""
    return await _one(pools, Role.SUWINET, own.oin, case, today)


async def case_to_assess(pools: ServingPools, _own: CasesToAssess, case: UUID, today: date) -> Found | None:
    """Any case that was submitted, for an assessor."""
    return await _one(pools, Role.ASSESSOR, case, today)


async def _one(pools: ServingPools, role: Role, *arguments: object) -> Found | None:
    [row] = await pools.call(role, _ONE[role], *_NOBODY, *arguments)
    read = orjson.loads(row["found"])
    return Found.of(read, None) if read["case"] else None


async def channel_of(pools: ServingPools, own: OwnCases, today: date) -> LetterChannel:
    """How a citizen gets their letters."""
    return LetterChannel((await _about_citizen(pools, own, today))["channel"])


async def _about_citizen(pools: ServingPools, own: OwnCases, today: date) -> dict[str, Any]:
    statement = "select serve.citizen_case($1, $2, $3, $4, null, null, $5) as found"
    [row] = await pools.call(Role.CITIZEN, statement, *_NOBODY, own.bsn.number, today)
    found: dict[str, Any] = orjson.loads(row["found"])
    return found


class CasePage(NamedTuple):
    """Which page: at most `size` cases older than `after` and newer than `before`, by number; backwards the oldest."""

    after: int | None
    before: int | None
    size: int
    backwards: bool = False


async def cases_of_citizen(pools: ServingPools, own: OwnCases, page: CasePage) -> list[StoredCase]:
    """A citizen's own cases in the order of the page's direction, one more if there is one; without their letters."""
    statement = "select one from serve.citizen_cases($1, $2, $3, $4, $5)"
    return await _several(pools, Role.CITIZEN, statement, own.bsn.number, *page[:2], page.size + 1, page.backwards)


async def cases_of_clients(pools: ServingPools, own: CasesOfMunicipality, page: CasePage) -> list[StoredCase]:
    """The cases that a municipality submitted, in the same way."""
    statement = "select one from serve.suwinet_cases($1, $2, $3, $4, $5)"
    return await _several(pools, Role.SUWINET, statement, own.oin, *page[:2], page.size + 1, page.backwards)


async def cases_of_person(pools: ServingPools, _own: CasesToAssess, bsn: Bsn, page: CasePage) -> list[StoredCase]:
    """A person's cases, whoever submitted them, without letters and history, in the same way."""
    statement = "select one from serve.assessor_person_cases($1, $2, $3, $4, $5)"
    return await _several(pools, Role.ASSESSOR, statement, bsn.number, *page[:2], page.size + 1, page.backwards)


async def _several(pools: ServingPools, role: Role, statement: str, *arguments: object) -> list[StoredCase]:
    return read_all(orjson.loads(row["one"]) for row in await pools.call(role, statement, *arguments))


async def letters_of_own_cases(
    pools: ServingPools, own: OwnCases, cases: Sequence[UUID]
) -> dict[UUID, list[StoredLetter]]:
    """The letters to a citizen in these cases of theirs, by case, oldest first."""
    statement = "select one from serve.citizen_case_letters($1, $2)"
    return _by_case(await pools.call(Role.CITIZEN, statement, own.bsn.number, cases))


async def letters_to_municipality(
    pools: ServingPools, own: CasesOfMunicipality, cases: Sequence[UUID]
) -> dict[UUID, list[StoredLetter]]:
    """The letters to a municipality in these cases of its own, in the same way."""
    return _by_case(
        await pools.call(Role.SUWINET, "select one from serve.suwinet_case_letters($1, $2)", own.oin, cases)
    )


async def letters_of_cases(
    pools: ServingPools, _own: CasesToAssess, cases: Sequence[UUID]
) -> dict[UUID, list[StoredLetter]]:
    """The letters of these cases, to whomever, in the same way."""
    return _by_case(await pools.call(Role.ASSESSOR, "select one from serve.assessor_case_letters($1)", cases))


def _by_case(rows: Sequence[asyncpg.Record]) -> dict[UUID, list[StoredLetter]]:
    found: dict[UUID, list[StoredLetter]] = {}
    for row in rows:
        letter = StoredLetter.read(orjson.loads(row["one"]))
        if letter.case_file is not None:
            found.setdefault(letter.case_file, []).append(letter)
    return found


async def histories(
    pools: ServingPools, _own: CasesToAssess, cases: Sequence[UUID]
) -> dict[UUID, list[StoredTransition]]:
    """What happened to these cases, by case, oldest first."""
    found: dict[UUID, list[StoredTransition]] = {}
    for row in await pools.call(Role.ASSESSOR, "select * from serve.assessor_case_history($1)", cases):
        found.setdefault(row["case_file"], []).append(StoredTransition.read(orjson.loads(row["one"])))
    return found


async def standing_of_citizen(pools: ServingPools, own: OwnCases, today: date) -> Standing:
    """Whether a citizen is registered; they aren't told on what grounds."""
    return Standing((await _about_citizen(pools, own, today))["registered"])


async def standings(
    pools: ServingPools, _own: CasesToAssess, bsns: Collection[Bsn], today: date
) -> dict[Bsn, Standing]:
    """What the register says today of these persons; there is none of who isn't registered."""
    statement = "select * from serve.assessor_standings($1, $2)"
    rows = await pools.call(Role.ASSESSOR, statement, [bsn.number for bsn in bsns], today)
    return {
        Bsn.of(row["bsn"]): Standing(
            registered=True, grounds=tuple(_standing_ground(one) for one in orjson.loads(row["grounds"]))
        )
        for row in rows
    }


def _standing_ground(found: Mapping[str, Any]) -> StandingGround:
    end = found["end_date"]
    return StandingGround(
        GroundCode(found["code"]), date.fromisoformat(found["start_date"]), date.fromisoformat(end) if end else None
    )


_ASSESSED: Final = frozenset(kind for kind, rules in CASE_KINDS.items() if not rules.at_once)


class WorklistFilter(NamedTuple):
    """Which cases; all of it must hold.

    Attributes:
        states: in one of these states; None: those that are open.
        kinds: of one of these kinds.
        holders: in the hands of one of these.
        overdue: that should have been decided by now.
        in_default: of which notice of default was given.
        due_before: to be decided before this day, the term running.
        unassigned: in nobody's hands.
    """

    states: Sequence[CaseState] | None = None
    kinds: Sequence[CaseKind] | None = None
    holders: Sequence[bytes] | None = None
    overdue: bool = False
    in_default: bool = False
    due_before: date | None = None
    unassigned: bool = False

    def arguments(self) -> tuple[object, ...]:
        """As the database's functions take them.

        A draft is nobody's but its citizen's; what is decided at once waits for no assessor, and has no day to be due.
        """
        states = sorted(OPEN if self.states is None else {*self.states} - {CaseState.DRAFT})
        kinds = sorted(_ASSESSED.intersection(CaseKind if self.kinds is None else self.kinds))
        return states, kinds, self.holders, self.overdue, self.in_default

    def later_arguments(self) -> tuple[object, ...]:
        """The arguments that came later, which stand last so that builds before them are served too."""
        return self.due_before, self.unassigned


class WorklistPosition(NamedTuple):
    """The place of a case: whether it stands still, its due day, its id."""

    still: bool
    day: date
    id: UUID


class WorklistPage(NamedTuple):
    """Which page: at most `size` cases after one place and before another; backwards the last of them."""

    after: WorklistPosition | None
    before: WorklistPosition | None
    size: int
    backwards: bool = False


async def worklist(
    pools: ServingPools, _own: CasesToAssess, asked: WorklistFilter, page: WorklistPage, today: date
) -> list[tuple[WorklistPosition, StoredCase]]:
    """The cases to decide in the order of the page's direction, one more if there is one; without letters, history."""
    statement = (
        "select * from serve.assessor_cases($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    )
    nowhere = (None, None, None)
    rows = await pools.call(
        Role.ASSESSOR,
        statement,
        today,
        *asked.arguments(),
        *(page.after or nowhere),
        *(page.before or nowhere),
        page.size + 1,
        page.backwards,
        *asked.later_arguments(),
    )
    found = [(row, StoredCase.read(orjson.loads(row["one"]))) for row in rows]
    return [(WorklistPosition(row["still"], row["day"], case.id), case) for row, case in found]


class Counts(NamedTuple):
    """How many cases there are, and how many of them are overdue."""

    total: int
    overdue: int


async def counts(pools: ServingPools, _own: CasesToAssess, asked: WorklistFilter, today: date) -> Counts:
    """How many cases the worklist has with these filters."""
    statement = "select * from serve.assessor_case_counts($1, $2, $3, $4, $5, $6, $7, $8)"
    [row] = await pools.call(Role.ASSESSOR, statement, today, *asked.arguments(), *asked.later_arguments())
    return Counts(row["total"], row["overdue"])


async def count_of_citizen(pools: ServingPools, own: OwnCases, today: date) -> Counts:
    """How many cases a citizen has, and how many of them are overdue."""
    statement = "select * from serve.citizen_case_counts($1, $2)"
    [row] = await pools.call(Role.CITIZEN, statement, own.bsn.number, today)
    return Counts(row["total"], row["overdue"])


async def count_of_clients(pools: ServingPools, own: CasesOfMunicipality, today: date) -> Counts:
    """How many cases a municipality submitted, and how many of them are overdue."""
    statement = "select * from serve.suwinet_case_counts($1, $2)"
    [row] = await pools.call(Role.SUWINET, statement, own.oin, today)
    return Counts(row["total"], row["overdue"])


async def count_of_person(pools: ServingPools, _own: CasesToAssess, bsn: Bsn, today: date) -> Counts:
    """How many cases there are of a person, and how many of them are overdue."""
    statement = "select * from serve.assessor_person_case_counts($1, $2)"
    [row] = await pools.call(Role.ASSESSOR, statement, bsn.number, today)
    return Counts(row["total"], row["overdue"])
