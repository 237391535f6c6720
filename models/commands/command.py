"""The way of every command: read, decide by the rules, write in one statement; again if another was faster.

There is no transaction that waits for us: the statement that writes holds the versions of what was read against what
is stored, and does all of it or nothing: the answer under its idempotency key, the case, its transition, the facts and
the registrations that follow, letters, messages that go out, and the record of the disclosure log. So a command that
is sent twice, or again after its answer was lost, is answered what it was answered first.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

import orjson

from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.decision_drafts import DecisionDraft
from domain.errors import NOT_YOURS, ForbiddenError, RateLimitedError, UnavailableError
from domain.letters import Contact, LetterChannel
from domain.proofs import CasesOfMunicipality, CasesToAssess, OwnCases
from domain.refusals import Reason, RefusalCode, Refused
from domain.roles import Role
from domain.working_days import Calendar
from models.cases import StoredCase
from models.disclosure import DisclosureLog, DisclosureRecord
from models.facts import PersonFacts

_ROUNDS: Final = 8
_READ_BY_ASSESSOR: Final = "select serve.assessor_case($1, $2, $3, $4, $5, $6) as found"
_BUSY: Final = "Others work on the same at this moment; try again."


class Given(NamedTuple):
    """A command as it was given: by whom, when, under which key, and what it asks.

    Attributes:
        users: the user's pseudonyms, the one in use first.
        key: the idempotency key.
        asked: what tells it from another command: its name and all it was given.
        done: what the log says of it when it is done, but for the person.
        refused: the same when it is refused: its answer hands over no more than why.
        actor: who did it as others may read it: the citizen, or an organisation; never an officer.
        now: the time.
        calendar: today, and the public holidays.
        contact: where a reader of its letters can go.
        counted: whether quotas count whom it is about, if it is an officer's.
    """

    users: Sequence[bytes]
    key: str
    asked: bytes
    done: DisclosureRecord
    refused: DisclosureRecord
    actor: str
    now: datetime
    calendar: Calendar
    contact: Contact
    counted: bool = True

    @property
    def digest(self) -> bytes:
        """SHA-256 of what it asks."""
        return hashlib.sha256(self.asked).digest()

    @property
    def moment(self) -> dict[str, Any]:
        """When it is given, as the changes of a command say it."""
        return {"day": self.calendar.today.isoformat(), "at": self.now.isoformat()}

    def record(self, answer: Mapping[str, Any]) -> DisclosureRecord:
        """What the log says of it with this answer."""
        return self.refused if "refusal" in answer else self.done


@dataclass(frozen=True, slots=True)
class Found:
    """What a command reads before it decides.

    Attributes:
        bsn: the person.
        case: the case, if one was asked for.
        registered: whether the person is registered today; deceased: whether a death is recorded.
        channel: how the person gets letters.
        facts: what is recorded of the person, where the role's command needs it.
        number: the number of a case that it may begin.
        open: whether a case of that kind about the person is open.
        draft: their draft of that kind.
        decision_draft: that of the case's decision, for who assesses it.
    """

    bsn: Bsn
    case: StoredCase | None
    registered: bool
    deceased: bool
    channel: LetterChannel
    facts: PersonFacts | None
    number: int
    open: bool
    draft: StoredCase | None
    decision_draft: DecisionDraft | None = None

    @classmethod
    def of(cls, read: Mapping[str, Any], bsn: Bsn | None) -> Self:
        """Of what the role's function gives.

        Raises:
            ForbiddenError: a case was asked for that isn't the viewer's, or there is none.
        """
        case = StoredCase.read(read["case"]) if read["case"] else None
        whose = case.bsn if case else bsn
        if whose is None:
            raise ForbiddenError(NOT_YOURS)
        facts, draft, of_decision = read.get("facts"), read.get("draft"), read.get("decision_draft")
        return cls(
            whose,
            case,
            read["registered"],
            read["deceased"],
            LetterChannel(read["channel"]),
            PersonFacts.read(whose, facts) if facts else None,
            read.get("number", 0),
            bool(read.get("open")),
            StoredCase.read(draft) if draft else None,
            DecisionDraft.of(of_decision) if of_decision else None,
        )

    def named_case(self) -> StoredCase:
        """The case that was asked for.

        Raises:
            ForbiddenError: there is none.
        """
        if self.case is None:
            raise ForbiddenError(NOT_YOURS)
        return self.case


class Decided(NamedTuple):
    """What a command is answered, and what it changes."""

    answer: dict[str, Any]
    changes: dict[str, Any]


Decide = Callable[[Found], Decided]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a role's command reads and writes: its functions, what they are told besides, and the person it names."""

    role: Role
    person: Bsn | None
    read: str
    read_arguments: tuple[object, ...]
    write: str
    write_arguments: Callable[[Bsn], tuple[object, ...]]


class Commands:
    """Runs the commands of every role, over connections of their own: look-ups don't wait for them."""

    def __init__(self, log: DisclosureLog, connections: int) -> None:
        self._log = log
        self.pools = log.pools.dedicated(
            Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR, connections=connections
        )

    async def of_citizen(
        self, own: OwnCases, given: Given, decide: Decide, *, case: UUID | None = None, kind: CaseKind | None = None
    ) -> dict[str, Any]:
        """A citizen's command, on a case of theirs or on a new one of a kind; what it is answered.

        Raises:
            Refused: KEY_REUSED.
            ForbiddenError: the case isn't theirs, or isn't there.
            UnavailableError: the register can't be written, or others were faster each time.
        """
        way = _Way(
            Role.CITIZEN,
            own.bsn,
            "select serve.citizen_case($1, $2, $3, $4, $5, $6, $7) as found",
            (own.bsn.number, case, kind, given.calendar.today),
            "select serve.citizen_command($1, $2, $3, $4, $5, $6, $7, $8) as done",
            lambda bsn: (bsn.number,),
        )
        return await self._run(way, given, decide, own.bsn if case is None else None)

    async def of_municipality(  # noqa: PLR0913 - what the command is given
        self,
        own: CasesOfMunicipality,
        given: Given,
        decide: Decide,
        *,
        bsn: Bsn | None = None,
        case: UUID | None = None,
        kind: CaseKind | None = None,
    ) -> dict[str, Any]:
        """A municipality's command, on a case of its own or about a client; the same."""
        way = _Way(
            Role.SUWINET,
            bsn,
            "select serve.suwinet_case($1, $2, $3, $4, $5, $6, $7, $8) as found",
            (own.oin, bsn and bsn.number, case, kind, given.calendar.today),
            "select serve.suwinet_command($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as done",
            lambda bsn: (self._log.quotas, own.oin, bsn.number),
        )
        return await self._run(way, given, decide, bsn, counted=given.counted)

    async def of_assessor(
        self, _own: CasesToAssess, given: Given, decide: Decide, *, case: UUID | None = None, bsn: Bsn | None = None
    ) -> dict[str, Any]:
        """An assessor's command, on a case or on the facts of a person; the same."""
        way = _Way(
            Role.ASSESSOR,
            bsn,
            _READ_BY_ASSESSOR,
            (case, bsn and bsn.number, given.calendar.today),
            "select serve.assessor_command($1, $2, $3, $4, $5, $6, $7, $8, $9) as done",
            lambda bsn: (self._log.quotas, bsn.number),
        )
        return await self._run(way, given, decide, bsn, counted=given.counted)

    async def found_by_assessor(
        self, _own: CasesToAssess, given: Given, *, case: UUID | None = None, bsn: Bsn | None = None
    ) -> Found:
        """What an assessor's command would read and decide by; nothing is written, so no key answers for it.

        Raises:
            ForbiddenError: the case isn't there.
            UnavailableError: the register can't be read.
        """
        asked = (given.users, given.key, given.digest, case, bsn and bsn.number, given.calendar.today)
        [row] = await self.pools.call(Role.ASSESSOR, _READ_BY_ASSESSOR, *asked)
        return Found.of(orjson.loads(row["found"]), bsn)

    async def write(  # noqa: PLR0913, PLR0917 - what the command is given
        self,
        role: Role,
        statement: str,
        arguments: tuple[object, ...],
        given: Given,
        decided: Decided,
        bsn: Bsn | None,
        *,
        counted: bool = False,
    ) -> dict[str, Any] | None:
        """Write what was decided; what it is answered, or None: something was changed by another since it was read.

        The statement is given the lane, the line of the log, these arguments, the user, the key, what was asked, the
        answer and the changes.
        """
        subject = self._log.subject(bsn) if bsn else b""
        [row] = await self.pools.logged(
            role,
            statement,
            given.record(decided.answer).line(subject, counted=counted),
            *arguments,
            given.users,
            given.key,
            given.digest,
            _json(decided.answer),
            _json(decided.changes),
        )
        done = orjson.loads(row["done"])
        if "wait" in done:
            raise RateLimitedError(done["wait"])
        if "conflict" in done:
            return None
        if "stored" in done:
            return await self._answered_before(role, given, done["stored"], bsn)
        self._log.metrics.recorded(role, 1)
        return decided.answer

    async def _answered_before(
        self, role: Role, given: Given, stored: Mapping[str, Any], bsn: Bsn | None
    ) -> dict[str, Any]:
        """What was answered under this key before, recorded as handed over again: more may be asked of it now.

        Raises:
            Refused: KEY_REUSED.
        """
        answer = _answer(stored)
        whose = StoredCase.read(answer["case"]).bsn if "case" in answer else bsn
        await self._log.record(role, given.record(answer), [self._log.subject(whose)] if whose else [])
        return answer

    async def _run(
        self, way: _Way, given: Given, decide: Decide, bsn: Bsn | None, *, counted: bool = False
    ) -> dict[str, Any]:
        async def attempt() -> dict[str, Any] | None:
            [row] = await self.pools.call(way.role, way.read, given.users, given.key, given.digest, *way.read_arguments)
            read = orjson.loads(row["found"])
            if read["stored"]:
                named = StoredCase.read(read["case"]).bsn if read["case"] else way.person
                return await self._answered_before(way.role, given, read["stored"], named)
            found = Found.of(read, bsn)
            return await self.write(
                way.role,
                way.write,
                way.write_arguments(found.bsn),
                given,
                outcome(partial(decide, found)),
                found.bsn,
                counted=counted,
            )

        return await until_written(attempt)


async def until_written(attempt: Callable[[], Awaitable[dict[str, Any] | None]]) -> dict[str, Any]:
    """What a command is answered that reads, decides and writes, and does so again (None) when another was faster.

    Raises:
        UnavailableError: another was, each time.
    """
    for _ in range(_ROUNDS):
        answer = await attempt()
        if answer is not None:
            return answer
    raise UnavailableError(_BUSY)


def outcome(decide: Callable[[], Decided]) -> Decided:
    """What the rules decide; that they refuse is an answer too, and changes nothing."""
    try:
        return decide()
    except Refused as refused:
        reasons = [[one.holds, one.text, one.article] for one in refused.reasons]
        refusal = {"code": refused.code, "message": refused.message, "reasons": reasons}
        return Decided({"refusal": refusal}, {})


def refusal_of(answer: Mapping[str, Any]) -> Refused | None:
    """The refusal that an answer is, if it is one."""
    said = answer.get("refusal")
    if said is None:
        return None
    return Refused(RefusalCode(said["code"]), said["message"], tuple(Reason(*one) for one in said["reasons"]))


def _answer(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered under this key before.

    Raises:
        Refused: KEY_REUSED: it asked another thing.
    """
    if stored.get("reused"):
        raise Refused(
            RefusalCode.KEY_REUSED, "Deze sleutel is al gebruikt voor iets anders. Gebruik een nieuwe idempotencyKey."
        )
    answer: dict[str, Any] = stored["answer"]
    return answer


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
