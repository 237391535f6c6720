"""Messages that go out: each is taken by one deliverer at a time, and is delivered, tried again later, or given up.

Taking a message keeps it from others for a minute, with no transaction that stays open meanwhile: if the deliverer
dies, it is taken again after that. A subject's messages to a receiver go one after the other: while an earlier one
waits, whatever for, the later ones do too. One that was given up stops nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from models.database import Frontend, ServingPools
from models.imports.connection import Connection

_DUE: Final = "select name from serve.messages_due($1, $2)"
_TAKE: Final = "select id, event, type, subject, receiver, at, attempts from serve.messages_take($1, $2, $3)"
_DELIVERED: Final = "select serve.messages_delivered($1)"
_FAILED: Final = "select serve.messages_failed($1, $2, $3, $4)"
_STANDING: Final = "select type, receiver, waiting, dead, oldest from serve.messages_standing()"
_FORGET: Final = "select serve.messages_forget($1, $2) as removed"
_DEAD: Final = """
    select id, type, receiver, at, dead_at, attempts, failure from cases.outbox where dead_at is not null order by id"""
_LOCK_DEAD: Final = "select id from cases.outbox where id = any($1) and dead_at is not null for update"
_RESEND: Final = "update cases.outbox set dead_at = null, attempts = 0, due_at = now() where id = any($1)"


class Asked(Protocol):
    """Whoever may ask the functions: the owner's connection, or the service by a user of its own."""

    async def fetch(self, query: str, /, *args: Any) -> Sequence[Any]:
        """The rows of a statement."""


class ByUser:
    """The functions, asked by the database's user for messages."""

    def __init__(self, pools: ServingPools) -> None:
        self._pools = pools

    async def fetch(self, query: str, /, *args: Any) -> Sequence[Any]:
        """The rows of a statement.

        Raises:
            RegisterError: the database is away, or took too long.
        """
        return await self._pools.call(Frontend.MESSAGES, query, *args)


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


async def due(asked: Asked, receivers: Sequence[str], known: Sequence[str]) -> set[str]:
    """Those of the receivers for whom a message waits that could go now; `known` are all that there are."""
    return {row["name"] for row in await asked.fetch(_DUE, receivers, known)}


async def take(asked: Asked, receiver: str, types: Sequence[str], known: Sequence[str] = ()) -> Message | None:
    """Take the next message of these types for a receiver, if one may go now.

    A receiver that is a role gets what is for its organisations, other than those that are `known` by themselves.
    """
    rows = await asked.fetch(_TAKE, receiver, types, known)
    return Message(*rows[0]) if rows else None


async def delivered(asked: Asked, message: Message) -> None:
    """Note that it was delivered."""
    await asked.fetch(_DELIVERED, message.id)


async def failed(asked: Asked, message: Message, failure: str, pause: float | None) -> None:
    """Note that it was not, why, and in how many seconds it is tried again; None: it is given up."""
    await asked.fetch(_FAILED, message.id, message.attempts, failure, pause)


async def standing(asked: Asked) -> list[Standing]:
    """What isn't delivered, by type and receiver."""
    return [Standing(*row) for row in await asked.fetch(_STANDING)]


async def forget(asked: Asked, days: int, known: Sequence[str]) -> int:
    """Remove what was delivered more than so many days ago, or has waited as long for none of the receivers `known`.

    How many messages, of some thousands at a time.
    """
    [row] = await asked.fetch(_FORGET, days, known)
    return int(row["removed"])


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
