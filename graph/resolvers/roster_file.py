"""A whole roster as the lines of a file, every person of which is recorded before anything is handed over."""

import codecs
from typing import Final

from auth.policies.roster import own_roster
from domain.errors import BadUserInputError
from domain.periods import RosterPeriod
from domain.roles import Purpose, Service
from graph.context import Context
from graph.disclosure_records import recorded
from graph.resolvers.organisation import require
from graph.roster_link import RosterLink
from models.pseudonyms import Packed
from models.queries.organisations import own_payrolls
from models.queries.rosters import roster_csv

_COLUMNS: Final = "Burgerservicenummer;Loonheffingnummer"
"""Of the CSV. Systems know its columns by these names, so the old spelling stays."""
_FIELDS_OF_MONTH: Final = "RosterEntry.bsn RosterEntry.payrollTaxNumber"
FIELDS: Final = f"{_FIELDS_OF_MONTH} RosterEntry.registrationEndDate"
_BSN_DIGITS: Final = 9
_CHUNK: Final = 1 << 16


def last_column(period: RosterPeriod) -> str:
    """What the last column of a roster's file is called: of a month's it is the month, and no end date."""
    return "Einddatum registratie" if period.month is None else "Loonmaand"


def header(period: RosterPeriod) -> bytes:
    """The first line of a roster's CSV file."""
    return codecs.BOM_UTF8 + f"{_COLUMNS};{last_column(period)}\r\n".encode()


async def whole_roster(context: Context, link: RosterLink, *, most: int | None = None) -> list[bytes]:
    """The CSV file in chunks, after every person in it is recorded. What is sent is this, so no more and nobody else.

    It is held whole, some 30 bytes a row, so that no reader holds up a connection of the database.

    Raises:
        ForbiddenError: the roster isn't the viewer's any more, or the service was taken from them.
        BadUserInputError: it has more than `most` rows; nobody is recorded.
        UnavailableError: the database is away, or the log can't be written.
    """
    organisation = own_roster(context.viewer, link.organisation_id)
    await require(context, organisation.claim, Service.ROSTER)
    known = await own_payrolls(context.register.pools, organisation.numbers)
    roster = organisation.lines(link.period, context.today, link.payroll_tax_number, known)
    register = context.register
    chunks, taken = list[bytes](), bytearray(header(link.period))
    month = b"" if link.period.month is None else str(link.period).encode()
    subjects, subject = Packed(), register.log.pseudonyms.subject

    async def take(chunk: bytes) -> None:
        lines = bytes(chunk).splitlines()
        if month:
            lines = [line[: line.rindex(b";") + 1] + month for line in lines]
        for line in lines:
            subjects.add(subject(line[:_BSN_DIGITS]))
        taken.extend(b"\r\n".join([*lines, b""]))
        if len(taken) > _CHUNK:
            chunks.append(bytes(taken))
            taken.clear()

    await roster_csv(register.pools, roster, to=take)
    chunks.append(bytes(taken))
    if most is not None and sum(chunk.count(b"\n") for chunk in chunks) - 1 > most:
        raise BadUserInputError("kind", f"This roster has more than {most:,} rows: download it as CSV.")
    record = recorded(context, Purpose.ROSTER, _FIELDS_OF_MONTH if month else FIELDS, organisation.claim)
    await register.log.record_many(context.viewer.role, record, subjects)
    return chunks
