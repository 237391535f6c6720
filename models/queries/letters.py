"""Letters: to a citizen, to an organisation, to a municipality; and how a citizen gets them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from domain.letters import LetterChannel
from domain.proofs import CasesOfMunicipality, CasesToAssess, OwnCases, OwnLetters
from domain.roles import Role
from models.cases import StoredLetter
from models.database import ServingPools
from models.disclosure import DisclosureLog, DisclosureRecord


class LetterPosition(NamedTuple):
    """The place of a letter: by when it was announced, then its id."""

    at: datetime
    id: UUID


class LetterPage(NamedTuple):
    """Which page: at most `size` letters older than `after` and newer than `before`; backwards the oldest of them."""

    after: LetterPosition | None
    before: LetterPosition | None
    size: int
    backwards: bool = False
    only_unread: bool = False

    def arguments(self) -> tuple[object, ...]:
        """As the database's functions take them, with one letter more than there may be."""
        nowhere = (None, None)
        return (
            *(self.after or nowhere),
            *(self.before or nowhere),
            self.size + 1,
            self.backwards,
            self.only_unread,
        )


_OF_CITIZEN: Final = "select one from serve.citizen_letters($1, $2, $3, $4, $5, $6, $7, $8)"
_OF_EMPLOYER: Final = "select one from serve.employer_letters($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"


async def letters_of_citizen(pools: ServingPools, own: OwnCases, page: LetterPage) -> list[StoredLetter]:
    """A citizen's letters, in the order of the page's direction, and one more if there is one."""
    return _letters(await pools.call(Role.CITIZEN, _OF_CITIZEN, own.bsn.number, *page.arguments()))


async def letters_of_employer(pools: ServingPools, own: OwnLetters, page: LetterPage) -> list[StoredLetter]:
    """The letters to an organisation, in the same way."""
    return _letters(await pools.call(Role.EMPLOYER, _OF_EMPLOYER, *own, *page.arguments()))


async def unread_of_citizen(pools: ServingPools, own: OwnCases) -> int:
    """How many of a citizen's letters weren't opened yet."""
    [row] = await pools.call(Role.CITIZEN, "select serve.citizen_unread($1) as unread", own.bsn.number)
    return int(row["unread"])


async def unread_of_employer(pools: ServingPools, own: OwnLetters) -> int:
    """How many of an organisation's letters nobody opened yet."""
    [row] = await pools.call(Role.EMPLOYER, "select serve.employer_unread($1, $2, $3) as unread", *own)
    return int(row["unread"])


async def letter_to_citizen(pools: ServingPools, own: OwnCases, letter: UUID) -> StoredLetter | None:
    """A citizen's letter by its id; None if it isn't theirs, or isn't there."""
    return _one(await pools.call(Role.CITIZEN, "select one from serve.citizen_letter($1, $2)", own.bsn.number, letter))


async def letter_to_employer(pools: ServingPools, own: OwnLetters, letter: UUID) -> StoredLetter | None:
    """The same for an organisation."""
    statement = "select one from serve.employer_letter($1, $2, $3, $4)"
    return _one(await pools.call(Role.EMPLOYER, statement, *own, letter))


async def letter_to_municipality(pools: ServingPools, own: CasesOfMunicipality, letter: UUID) -> StoredLetter | None:
    """The same for a municipality."""
    return _one(await pools.call(Role.SUWINET, "select one from serve.suwinet_letter($1, $2)", own.oin, letter))


async def letter_of_case(pools: ServingPools, _own: CasesToAssess, letter: UUID) -> StoredLetter | None:
    """A letter of any case, for an assessor."""
    return _one(await pools.call(Role.ASSESSOR, "select one from serve.assessor_letter($1)", letter))


async def opened_by_citizen(
    log: DisclosureLog, own: OwnCases, letter: UUID, record: DisclosureRecord
) -> StoredLetter | None:
    """Note that a citizen opened a letter, unless it was noted before, and record it; None as above."""
    statement = "select one from serve.citizen_read_letter($1, $2, $3, $4)"
    line = record.line(log.subject(own.bsn))
    return _one(await log.pools.logged(Role.CITIZEN, statement, line, own.bsn.number, letter))


async def opened_by_employer(
    log: DisclosureLog, own: OwnLetters, letter: StoredLetter, record: DisclosureRecord
) -> StoredLetter | None:
    """The same for an organisation."""
    statement = "select one from serve.employer_read_letter($1, $2, $3, $4, $5, $6, $7)"
    line = record.line(log.subject(letter.bsn))
    return _one(await log.pools.logged(Role.EMPLOYER, statement, line, *own, letter.bsn.number, letter.id))


async def choose_channel(log: DisclosureLog, own: OwnCases, channel: LetterChannel, record: DisclosureRecord) -> None:
    """Have a citizen's letters go by this channel from now on (Awb 2:8), and record it."""
    statement = "select serve.citizen_channel($1, $2, $3, $4)"
    await log.pools.logged(Role.CITIZEN, statement, record.line(log.subject(own.bsn)), own.bsn.number, channel.value)


def _letters(rows: Sequence[asyncpg.Record]) -> list[StoredLetter]:
    return [StoredLetter.read(orjson.loads(row["one"])) for row in rows]


def _one(rows: Sequence[asyncpg.Record]) -> StoredLetter | None:
    found: list[Any] = _letters(rows)
    return found[0] if found else None
