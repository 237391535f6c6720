"""Letters on paper: those that wait for a print run, and that they were printed. For the owner's connection."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import orjson

from models.cases import StoredLetter
from models.imports.connection import Connection
from models.queries.letters import LetterPosition

# Nobody writes to the dead, also if the death was recorded after the letter was made.
_WAITING: Final = """
    from cases.letter l
    where l.channel = 'PAPER' and l.printed_on is null
        and not exists (
            select from register.event e
            where e.bsn = l.bsn and l.recipient = 'CITIZEN' and e.kind = 'DEATH' and e.superseded_by is null
        )"""
_COUNT: Final = f"select count(*) {_WAITING}"
_TAKE: Final = f"""
    select to_jsonb(l) as one {_WAITING} and (l.announced_at, l.id) > ($1, $2)
    order by l.announced_at, l.id
    limit $3
    for update of l skip locked"""
_MARK: Final = "update cases.letter set printed_on = $2 where id = any($1)"


async def waiting(owner: Connection) -> int:
    """How many letters wait to be printed."""
    return int(await owner.fetchval(_COUNT))


async def take(owner: Connection, after: LetterPosition, most: int) -> list[StoredLetter]:
    """The next letters that wait, held until the transaction ends; those that another run holds are left out."""
    return [StoredLetter.read(orjson.loads(row["one"])) for row in await owner.fetch(_TAKE, *after, most)]


async def mark_printed(owner: Connection, letters: Sequence[UUID], day: date) -> str:
    """Note the day on which letters were printed; the transaction's id, by which its outcome is known later."""
    await owner.execute(_MARK, letters, day)
    return str(await owner.fetchval("select pg_current_xact_id()::text"))


async def outcome(owner: Connection, transaction: str) -> str | None:
    """What became of a transaction: `committed`, `aborted`, `in progress`; None: too long ago to know."""
    found: str | None = await owner.fetchval("select pg_xact_status($1::text::xid8)", transaction)
    return found
