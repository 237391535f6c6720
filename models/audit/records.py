"""The records of the log as they stand in its tables, and the hash that each should have.

Nothing here asks a function of the log's own: whoever can change the log can change those too.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any, Final, NamedTuple

from models.imports.connection import Connection
from models.record import COLUMN_SEPARATOR, HASHED

BLOCK: Final = 2_000
_FROM_1970_TO_2000: Final = 946_684_800_000_000  # microseconds; PostgreSQL counts from 2000

IN_ORDER: Final = f"""
    select {", ".join(column.name for column in HASHED)}, hash
    from log.record order by at, lane, number"""  # noqa: S608 - our own names
_SUBJECTS: Final = "select at, lane, number, subject from log.subject order by at, lane, number, subject"

Key = tuple[int, int, int]
"""Time, lane and number: what a record and its rows in log.subject have in common."""


class LogRecord(NamedTuple):
    """What a check needs of a record.

    Attributes:
        at: microseconds since 1970.
        content: what is hashed after the hash of the lane before it; None if no record of ours can look like this.
        subjects_digest: of the persons in log.subject, if the record is about a list of them.
        hash: as it is stored.
    """

    lane: int
    number: int
    at: int
    content: bytes | None
    subject_count: int
    subjects_digest: bytes | None
    hash: bytes

    @property
    def key(self) -> Key:
        """Its place in the log."""
        return self.at, self.lane, self.number

    def hash_after(self, before: bytes) -> bytes | None:
        """The hash that this record should have if that is the lane's before it."""
        return None if self.content is None else sha256(before + self.content).digest()


def record_of(row: Sequence[Any]) -> LogRecord:
    """A record from a row of IN_ORDER, read `exactly`."""
    (lane, number, at, decision, role, organisation_id, organisation, user, subject, count, digest, *rest) = row
    purpose, fields, legal_basis, operation, trace, stored = rest
    text = (
        f"{lane}\x1f{number}\x1f{at}\x1f{decision}\x1f{role}\x1f{organisation_id}\x1f{organisation}\x1f{_hex(user)}"
        f"\x1f{_hex(subject)}\x1f{count}\x1f{_hex(digest)}\x1f{purpose}\x1f{fields}\x1f{legal_basis}"
        f"\x1f{_hex(operation)}\x1f{_hex(trace)}"
    )
    content = (
        text.encode() if text.count(COLUMN_SEPARATOR) == len(HASHED) - 1 else None
    )  # a value may not hold what parts them
    return LogRecord(lane, number, at, content, count, digest, stored or b"")


def _hex(value: bytes | None) -> str:
    return value.hex() if value else ""


@asynccontextmanager
async def exactly(connection: Connection) -> AsyncIterator[None]:
    """Read times as microseconds since 1970, whatever they are."""
    await connection.set_type_codec(
        "timestamptz",
        schema="pg_catalog",
        encoder=lambda at: (at - _FROM_1970_TO_2000,),
        decoder=lambda parts: parts[0] + _FROM_1970_TO_2000,
        format="tuple",
    )
    try:
        yield
    finally:
        await connection.reset_type_codec("timestamptz", schema="pg_catalog")


async def blocks(connection: Connection, statement: str, *arguments: object) -> AsyncIterator[list[Any]]:
    """The rows of a statement, some thousand at a time; in a transaction."""
    cursor = await connection.cursor(statement, *arguments)
    while rows := await cursor.fetch(BLOCK):
        yield rows


class SubjectRows:
    """The rows of log.subject, walked through in step with the records.

    Attributes:
        key: of the row that comes next, None at the end.
    """

    def __init__(self, connection: Connection) -> None:
        self._blocks = blocks(connection, _SUBJECTS)
        self._rows: list[Any] = []
        self._place = 0
        self.key: Key | None = None

    async def begin(self) -> None:
        """Go to the first row."""
        await self._to(0)

    async def of(self, key: Key) -> AsyncIterator[bytes]:
        """The pseudonyms of the rows of a record, which come next, in order."""
        while self.key == key:
            yield self._rows[self._place][3]
            await self._to(self._place + 1)

    async def _to(self, place: int) -> None:
        if place == len(self._rows):
            self._rows = await anext(self._blocks, [])
            place = 0
        self._place = place
        self.key = tuple(self._rows[place][:3]) if self._rows else None
