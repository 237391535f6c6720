"""A whole roster as the lines of a file, every person of which is recorded before anything is handed over."""

import codecs
from typing import Final

from auth.policies.roster import own_roster
from domain.errors import BadUserInputError
from domain.roles import Purpose, Service
from graph.context import Context
from graph.disclosure_records import recorded
from graph.resolvers.organisation import require
from graph.roster_link import RosterLink
from models.pseudonyms import Packed
from models.queries.organisations import own_payrolls
from models.queries.rosters import roster_csv

HEADER: Final = codecs.BOM_UTF8 + b"Burgerservicenummer;Loonheffingnummer;Einddatum registratie\r\n"
"""Of the CSV. Systems know its columns by these names, so the old spelling stays."""
FIELDS: Final = "RosterEntry.bsn RosterEntry.payrollTaxNumber RosterEntry.registrationEndDate"
_BSN_DIGITS: Final = 9
_CHUNK: Final = 1 << 16


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
    roster = organisation.lines(link.year, context.today, link.payroll_tax_number, known)
    register = context.register
    chunks, taken = list[bytes](), bytearray(HEADER)
    subjects, subject = Packed(), register.log.pseudonyms.subject

    async def take(chunk: bytes) -> None:
        lines = bytes(chunk).splitlines()
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
    record = recorded(context, Purpose.ROSTER, FIELDS, organisation.claim)
    await register.log.record_many(context.viewer.role, record, subjects)
    return chunks
