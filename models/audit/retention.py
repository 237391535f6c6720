"""Dropping months of the log that are old enough, behind a checkpoint that says where the chains go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import asyncpg

from domain.errors import RegisterError
from models.audit.checkpoints import Head, Heads
from models.audit.findings import counted
from models.imports.connection import Connection

_TABLES: Final = ("record", "subject")

# The months that end before the limit, by the bounds that the database itself keeps to.
_MONTHS: Final = """
    select c.relname::text as name
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('log.record'::regclass, 'log.subject'::regclass)
        and (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''(.+)''\\)'))[1]::timestamptz <= $1
    order by c.relname"""

# The last call of each lane before the limit. A call has one time, and the next of its lane a later one.
_LAST: Final = """
    select r.lane, old.records, max(r.number) as number, string_agg(r.hash, '' order by r.number) as hashes
    from (select lane, max(at) as at, count(*) as records from log.record where at < $1 group by lane) as old
    join log.record r on r.at = old.at and r.lane = old.lane
    group by r.lane, old.records order by r.lane"""
_NEWEST: Final = """
    select at, lane, number, hash from log.record where at < $1 order by at desc, lane desc, number desc limit 1"""
_LOCK: Final = "lock table log.record, log.subject in access exclusive mode"
_FORGET_COUNTS: Final = "delete from log.consulted where greatest(hour, day) < now() - interval '2 days'"


class RetentionRefusedError(RegisterError):
    """Nothing was dropped; the message says why."""


@dataclass(frozen=True, slots=True)
class Expired:
    """What is older than the limit.

    Attributes:
        until: the limit: what was written before it goes.
        months: the partitions that go whole.
        newest: of the records that go the last: its time, lane, number and hash.
        records: how many records go, those in the default partition included.
        anchors: the last record that goes of each lane, and the lane's hash after it.
    """

    until: datetime
    months: tuple[str, ...]
    newest: tuple[object, ...]
    records: int
    anchors: Heads

    def lines(self) -> list[str]:
        """What would be dropped, as text."""
        if not self.months and not self.records:
            return [f"Nothing was written before {self.until:%Y-%m-%d}."]
        return [
            f"{counted(self.records, 'record')} written before {self.until:%Y-%m-%d} (UTC), with lists of persons:",
            *(f"  log.{month}" for month in self.months),
            *(
                f"  lane {lane}: its records up to {head.number}; the next is verified from there"
                for lane, head in self.anchors.items()
            ),
        ]


def limit(now: datetime, months: int) -> datetime:
    """The first moment that is kept: the beginning of the month so many months ago, UTC.

    The present month and so many before it are kept whole.
    """
    years, month = divmod(now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1 - months, 12)
    return datetime(max(1, years), month + 1, 1, tzinfo=UTC)


async def expired(connection: Connection, until: datetime, covered: dict[int, int]) -> Expired:
    """What was written before a moment.

    Args:
        connection: the owner's.
        until: the beginning of a month, UTC.
        covered: lane -> the last record that a verified checkpoint names.

    Raises:
        RetentionRefusedError: not all of it is covered.
    """
    months, newest = await _ends(connection, until)
    lanes = await connection.fetch(_LAST, until)
    anchors = {row["lane"]: Head(row["number"], sha256(row["hashes"]).digest()) for row in lanes}
    for lane, head in anchors.items():
        if covered.get(lane, 0) < head.number:
            raise RetentionRefusedError(
                f"No checkpoint covers record {head.number} of lane {lane} yet: let the service write one first."
            )
    records = sum(row["records"] for row in lanes)
    return Expired(until, months, newest, records, anchors)


async def _ends(connection: Connection, until: datetime) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """The months that go, and the last record that does: what tells soon whether anything has changed."""
    months = await connection.fetch(_MONTHS, until)
    newest = await connection.fetchrow(_NEWEST, until)
    return tuple(row["name"] for row in months), tuple(newest or ())


async def drop(connection: Connection, what: Expired, seal: Callable[[Heads], None]) -> None:
    """Drop it, in one transaction, whose last step is that `seal` writes the anchors durably.

    If the transaction fails all the same, the anchors stand there for nothing: verification takes them as checkpoints.

    Raises:
        RetentionRefusedError: the log is in use, or is not what it was; nothing was dropped, and nothing sealed.
    """
    try:
        async with connection.transaction():
            await connection.execute("set local lock_timeout = '1s'")  # nobody's answer may wait longer for us
            await connection.execute(_LOCK)
            if (what.months, what.newest) != await _ends(connection, what.until):
                raise RetentionRefusedError("The log has changed meanwhile: try again.")
            for month in what.months:
                await connection.execute(f'drop table log."{month}"')
            for table in _TABLES:
                await _delete(connection, f"log.{table}", what.until)
            if what.anchors:
                seal(what.anchors)
    except asyncpg.LockNotAvailableError:
        raise RetentionRefusedError("The log is in use; nothing was dropped: try again.") from None


async def _delete(connection: Connection, table: str, until: datetime) -> None:
    """Delete from the default partition, where months can't be dropped; only here the log isn't append-only."""
    await connection.execute(f"alter table {table}_default disable trigger append_only")
    await connection.execute(f"delete from {table}_default where at < $1", until)  # noqa: S608 - a name of ours
    await connection.execute(f"alter table {table}_default enable trigger append_only")
    if await connection.fetchval(f"select exists (select from {table} where at < $1)", until):  # noqa: S608 - the same
        raise RetentionRefusedError(f"A partition of {table} holds more than a month: it was not made by `migrate`.")


async def forget_counts(connection: Connection) -> None:
    """Remove what quotas counted of days that are over."""
    await connection.execute(_FORGET_COUNTS)
