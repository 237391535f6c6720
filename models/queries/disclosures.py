"""Reading the disclosure log. Whoever reads it stands in it."""

from datetime import datetime
from typing import Final, NamedTuple

import asyncpg

from domain.proofs import LogPart, OwnLog
from domain.roles import Role
from models.disclosure import DisclosureLog, DisclosureRecord


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


async def of_citizen(log: DisclosureLog, disclosure: DisclosureRecord, own: OwnLog, page: LogPage) -> list[Disclosed]:
    """What was disclosed of a citizen; that they looked is recorded with it.

    In the order of the page's direction (newest first, backwards oldest first), with one more if there is one.
    """
    bsn, *times = own
    subjects = log.pseudonyms.known(bsn.value.encode())
    rows = await log.pools.logged(
        Role.CITIZEN, _OF_CITIZEN, disclosure.line(subjects[0]), subjects, *times, *page.arguments()
    )
    log.metrics.recorded(Role.CITIZEN, 1)
    return [_disclosed(row) for row in rows]


async def of_auditor(log: DisclosureLog, disclosure: DisclosureRecord, part: LogPart, page: LogPage) -> list[Disclosed]:
    """The entries that a privacy officer asks for, in the order of the page's direction, and one more if there is one.

    Each person among the page's, and who was asked about, finds that the log was read.
    """
    bsn, *filters = part
    subjects = None if bsn is None else log.pseudonyms.known(bsn.value.encode())
    rows = await log.pools.call(Role.AUDITOR, _OF_AUDITOR, subjects, *filters, *page.arguments())
    found = [_disclosed(row) for row in rows]
    asked = subjects[:1] if subjects else []
    await log.record(Role.AUDITOR, disclosure, [*asked, *(one.position.subject for one in found[: page.size])])
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
