"""Is someone registered, until when, and on what grounds: each role's own look-up function."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, NamedTuple

import asyncpg

from domain.bsn import Bsn
from domain.errors import NotAuthorisedError, RateLimitedError, RegisterError
from domain.grounds import GroundCode
from domain.proofs import ConsultedPerson, ConsultedPersons
from domain.roles import Role, Service
from models.batching import Batches
from models.disclosure import DisclosureLog, DisclosureRecord, lines
from models.pseudonyms import joined


@dataclass(frozen=True, slots=True)
class RegisteredAnswer:
    """What a citizen or an employer gets: registered or not, and the last day that counts if one is known."""

    registered: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class HeldGround:
    """A ground of the present registration as of the day asked about.

    Attributes:
        article: that makes it one; None: the first of its code.
        end_reason: never Suwinet's.
        id: of its row, for an assessor, who may correct it.
    """

    code: GroundCode
    start: date
    end: date | None
    end_reason: str | None
    article: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class DetailedAnswer(RegisteredAnswer):
    """What Suwinet and an assessor get: the counting start date and the grounds as well."""

    counting_from: date | None
    grounds: tuple[HeldGround, ...]


SEES_GROUNDS: Final = frozenset({Role.SUWINET, Role.ASSESSOR})
"""The roles whose look-up returns grounds."""

_LOOK_UP: Final = {
    role: f"select * from serve.{role.value.lower()}_{what}($1, $2, $3, $4, $5, $6)"  # noqa: S608 - names of ours
    for role in (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
    for what in ("detailed_look_up" if role in SEES_GROUNDS else "look_up",)
}
_PERIODS: Final = {
    role: f"select from_day, until_day from serve.{role.value.lower()}_periods($1, $2, $3, $4, $5)"  # noqa: S608 - the same
    for role in SEES_GROUNDS
}
CALLS: Final = 1
"""How many calls of a role may be under way at once: more make smaller batches, each of which costs as much."""


class Question(NamedTuple):
    """A person, the day to answer for, and the record of it. What is `counted` counts for the quotas."""

    bsn: Bsn
    day: date
    disclosure: DisclosureRecord
    counted: bool


class LookUps:
    """Look-ups by BSN: each is written in the log by the statement that answers it.

    Those of all requests that wait at the same time go together, each database role's apart.
    """

    def __init__(self, log: DisclosureLog, *, calls: int = CALLS) -> None:
        self._log = log
        self._batches = {
            role: Batches[Question, RegisteredAnswer | RegisterError](
                partial(self._ask_all, role), calls=calls, took=partial(log.metrics.batch, role)
            )
            for role in _LOOK_UP
        }

    async def one(
        self, person: ConsultedPerson, day: date, disclosure: DisclosureRecord, *, counted: bool = True
    ) -> RegisteredAnswer:
        """What the role that consults a person may know of them as of a day.

        Raises:
            ForbiddenError: the organisation took the service from the user; nothing was consulted.
            RateLimitedError: the quotas allow no more for now.
            UnavailableError: the register can't be read, or the log can't be written.
        """
        role = person.role
        counted = counted and role is not Role.CITIZEN
        answer = await self._batches[role].ask(Question(person.bsn, day, disclosure, counted))
        if isinstance(answer, RegisterError):
            raise answer
        return answer

    async def many(self, persons: ConsultedPersons, day: date, disclosure: DisclosureRecord) -> list[RegisteredAnswer]:
        """The same for several persons, one answer a position; all of them, or none if the quotas don't allow it."""
        role, bsns = persons.role, persons.bsns
        rows = await self._log.pools.logged(
            role,
            _LOOK_UP[role],
            disclosure.line(counted=True),
            self._log.quotas,
            joined(self._log.subject(bsn) for bsn in bsns),
            ",".join(bsn.value for bsn in bsns),
            ",".join([day.isoformat()] * len(bsns)),
        )
        self._log.metrics.recorded(role, 1)
        if rows and rows[0]["wait"]:
            raise RateLimitedError(rows[0]["wait"])
        return [_answer(role, row) for row in rows]

    async def _ask_all(self, role: Role, questions: list[Question]) -> list[RegisteredAnswer | RegisterError]:
        rows = await self._log.pools.logged(
            role,
            _LOOK_UP[role],
            lines(one.disclosure.line(self._log.subject(one.bsn), counted=one.counted) for one in questions),
            self._log.quotas if any(one.counted for one in questions) else None,
            None,
            ",".join([one.bsn.value for one in questions]),
            ",".join([one.day.isoformat() for one in questions]),
        )
        self._log.metrics.recorded(role, len(rows))
        answers: list[RegisteredAnswer | RegisterError] = [
            RateLimitedError(row["wait"]) if row["wait"] else _answer(role, row) for row in rows
        ]
        if len(rows) == len(questions) or role is not Role.EMPLOYER:
            return answers
        allowed = {row["place"]: answer for row, answer in zip(rows, answers, strict=True)}
        return [
            allowed.get(place) or NotAuthorisedError(Service.PERSON_LOOKUP) for place in range(1, len(questions) + 1)
        ]

    async def registered_periods(
        self, person: ConsultedPerson, first: date, last: date, disclosure: DisclosureRecord
    ) -> list[tuple[date, date]]:
        """The stretches of days, first and last included, between two days on which a person is registered."""
        role = person.role
        rows = await self._log.pools.logged(
            role, _PERIODS[role], disclosure.line(self._log.subject(person.bsn)), person.bsn.number, first, last
        )
        self._log.metrics.recorded(role, 1)
        return [(row["from_day"], row["until_day"]) for row in rows]


def _answer(role: Role, row: asyncpg.Record) -> RegisteredAnswer:
    if role not in SEES_GROUNDS:
        return RegisteredAnswer(row["registered"], row["ends_on"])
    return DetailedAnswer(row["registered"], row["ends_on"], row["counting_from"], tuple(_grounds(row)))


def _grounds(row: asyncpg.Record) -> list[HeldGround]:
    codes = row["ground_codes"] or []
    none = [None] * len(codes)
    return [
        HeldGround(GroundCode(code), start, end, reason, article, number)
        for code, start, end, reason, article, number in zip(
            codes,
            row["ground_starts"] or [],
            row["ground_ends"] or [],
            row.get("ground_end_reasons") or none,
            row["ground_articles"] or [],
            row.get("ground_ids") or none,
            strict=True,
        )
    ]
