"""Messages that go out: each is taken by one deliverer at a time, and is delivered, tried again later, or given up.

For the owner's connection. Taking a message keeps it from others for `HELD_SECONDS`, with no transaction that stays
open meanwhile: if the deliverer dies, it is taken again after that. A subject's messages to a receiver go one after the
other: while an earlier one waits, whatever for, the later ones do too. One that was given up stops nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from models.imports.connection import Connection

HELD_SECONDS: Final = 60.0

_DUE: Final = """
    select r.name from unnest($1::text[]) as r (name) where exists (
        select from cases.outbox o
        where o.receiver = r.name and o.due_at <= now() and o.delivered_at is null and o.dead_at is null
    )"""
_TAKE: Final = """
    update cases.outbox t set attempts = t.attempts + 1, due_at = now() + make_interval(secs => $3)
    where t.id = (
        select o.id from cases.outbox o
        where o.receiver = $1 and o.type = any($2) and o.due_at <= now()
            and o.delivered_at is null and o.dead_at is null
            and not exists (
                select from cases.outbox e
                where e.receiver = o.receiver and e.subject = o.subject and e.type = any($2) and e.id < o.id
                    and e.delivered_at is null and e.dead_at is null
            )
        order by o.id limit 1
        for update of o skip locked
    )
    returning t.id, t.event, t.type, t.subject, t.receiver, t.at, t.attempts"""
_DELIVERED: Final = """
    update cases.outbox set delivered_at = now(), dead_at = null, failure = null
    where id = $1 and delivered_at is null"""
# What was taken again meanwhile is another deliverer's to say.
_FAILED: Final = """
    update cases.outbox set failure = $3, due_at = now() + make_interval(secs => coalesce($4, 0)),
        dead_at = case when $4::double precision is null then now() end
    where id = $1 and attempts = $2 and delivered_at is null"""
_DEAD: Final = """
    select id, type, receiver, at, dead_at, attempts, failure from cases.outbox where dead_at is not null order by id"""
_LOCK_DEAD: Final = "select id from cases.outbox where id = any($1) and dead_at is not null for update"
_RESEND: Final = "update cases.outbox set dead_at = null, attempts = 0, due_at = now() where id = any($1)"
# In two parts, each of which has an index: what was delivered stays too.
_STANDING: Final = """
    select type, receiver, sum(waiting) as waiting, sum(dead) as dead, min(oldest) as oldest
    from (
        select type, receiver, 1 as waiting, 0 as dead, at as oldest
        from cases.outbox where delivered_at is null and dead_at is null
        union all
        select type, receiver, 0, 1, null from cases.outbox where dead_at is not null
    ) as one
    group by type, receiver order by type, receiver"""


class Message(NamedTuple):
    """A message that was taken: its number, what its receiver knows it by, and which try this is, from 1."""

    id: int
    event: UUID
    type: str
    subject: UUID
    receiver: str
    at: datetime
    attempts: int


class DeadLetter(NamedTuple):
    """A message that was given up, and what went wrong the last time."""

    id: int
    type: str
    receiver: str
    at: datetime
    dead_at: datetime
    attempts: int
    failure: str


class Standing(NamedTuple):
    """How many messages of a type wait for a receiver or were given up, and since when the oldest waits."""

    type: str
    receiver: str
    waiting: int
    dead: int
    oldest: datetime | None


async def due(owner: Connection, receivers: Sequence[str]) -> set[str]:
    """Those of the receivers for whom a message waits that could go now."""
    return {row["name"] for row in await owner.fetch(_DUE, receivers)}


async def take(owner: Connection, receiver: str, types: Sequence[str]) -> Message | None:
    """Take the next message of these types for a receiver, if one may go now."""
    row = await owner.fetchrow(_TAKE, receiver, types, HELD_SECONDS)
    return Message(*row) if row else None


async def delivered(owner: Connection, message: Message) -> None:
    """Note that it was delivered."""
    await owner.execute(_DELIVERED, message.id)


async def failed(owner: Connection, message: Message, failure: str, pause: float | None) -> None:
    """Note that it was not, why, and in how many seconds it is tried again; None: it is given up."""
    await owner.execute(_FAILED, message.id, message.attempts, failure, pause)


async def dead_letters(owner: Connection) -> list[DeadLetter]:
    """The messages that were given up, in order."""
    return [DeadLetter(*row) for row in await owner.fetch(_DEAD)]


async def resend(owner: Connection, ids: Sequence[int]) -> set[int]:
    """Have messages that were given up wait again, all or none; those of the ids that name no such message."""
    async with owner.transaction():
        unknown = set(ids) - {row["id"] for row in await owner.fetch(_LOCK_DEAD, ids)}
        if not unknown:
            await owner.execute(_RESEND, ids)
    return unknown


async def standing(owner: Connection) -> list[Standing]:
    """What isn't delivered, by type and receiver."""
    return [Standing(*row) for row in await owner.fetch(_STANDING)]
