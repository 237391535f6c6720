"""Reading the disclosure log. Whoever reads it stands in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import asyncpg

from domain.roles import Role
from models.disclosure import Disclosing, DisclosureLog


class LogPosition(NamedTuple):
    """The place of an entry in the log: by time, lane and number, then subject."""

    at: datetime
    lane: int
    number: int
    subject: bytes


class Disclosed(NamedTuple):
    """A person and a record: what was handed over of whom, to whom, when and why."""

    position: LogPosition
    role: Role
    organisation: str
    purpose: str
    fields: tuple[str, ...]
    legal_basis: str
    trace: bytes
    user: bytes


class LogFilter(NamedTuple):
    """Which entries: of a person by their pseudonyms, of an organisation, of a trace, from a time, before a time."""

    subjects: Sequence[bytes] | None = None
    organisation: str | None = None
    trace: bytes | None = None
    from_time: datetime | None = None
    until_time: datetime | None = None


class OwnFilter(NamedTuple):
    """Which entries of a citizen: by their pseudonyms, from a time, before a time."""

    subjects: Sequence[bytes]
    from_time: datetime | None = None
    until_time: datetime | None = None


class LogPage(NamedTuple):
    """Which page: at most `size` entries older than `after` and newer than `before`; backwards the oldest of them."""

    after: LogPosition | None
    before: LogPosition | None
    size: int
    backwards: bool = False

    def arguments(self) -> tuple[object, ...]:
        """As the database's functions take them, with one entry more than there may be."""
        return *(self.after or _NOWHERE), *(self.before or _NOWHERE), self.size + 1, self.backwards


_NOWHERE: Final = (None, None, None, None)
_OF_CITIZEN: Final = (
    "select * from serve.citizen_disclosures($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
)
_OF_AUDITOR: Final = (
    "select * from serve.auditor_disclosures($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
)


async def of_citizen(log: DisclosureLog, disclosing: Disclosing, wanted: OwnFilter, page: LogPage) -> list[Disclosed]:
    """What was disclosed of a citizen; that they looked is recorded with it.

    In the order of the page's direction (newest first, backwards oldest first), with one more if there is one.
    """
    rows = await log.pools.logged(
        Role.CITIZEN, _OF_CITIZEN, disclosing.line(wanted.subjects[0]), *wanted, *page.arguments()
    )
    log.told.recorded(Role.CITIZEN, 1)
    return [_disclosed(row) for row in rows]


async def of_auditor(log: DisclosureLog, disclosing: Disclosing, wanted: LogFilter, page: LogPage) -> list[Disclosed]:
    """The entries that a privacy officer asks for, in the order of the page's direction, and one more if there is one.

    Each person among the page's, and who was asked about, finds that the log was read.
    """
    rows = await log.pools.call(Role.AUDITOR, _OF_AUDITOR, *wanted, *page.arguments())
    found = [_disclosed(row) for row in rows]
    asked = [wanted.subjects[0]] if wanted.subjects else []
    await log.record(Role.AUDITOR, disclosing, [*asked, *(one.position.subject for one in found[: page.size])])
    return found


def _disclosed(row: asyncpg.Record) -> Disclosed:
    return Disclosed(
        LogPosition(row["at"], row["lane"], row["number"], row["subject"]),
        Role(row["role"]),
        row["organisation"],
        row["purpose"],
        tuple(row["handed_over"].split()),
        row["legal_basis"],
        row["trace"],
        row["of_user"],
    )
