"""Reading the disclosure log: a citizen's own, or the part that oversight asks. That it was read is recorded too."""

import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from auth.policies import disclosure as policy
from domain.bsn import Bsn
from domain.roles import WITHOUT_A_NAME, Purpose, Role
from graph.context import Context, Info
from graph.cursors import microseconds, of_microseconds
from graph.disclosure_records import record_of_field
from graph.resolvers.paging import Page, Place, opened
from models.queries.disclosures import Disclosed, LogPage, LogPosition, of_auditor, of_citizen

THE_CITIZEN: Final = "Uzelf"


class LogEntry(NamedTuple):
    """An entry and its cursor; who looked, never an officer by name, and why, in plain Dutch."""

    cursor: str
    entry: Disclosed
    organisation: str
    purpose_text: str


class LogEntries(NamedTuple):
    """A page of the log, newest first, and where it stands."""

    entries: list[LogEntry]
    place: Place


async def own_log(info: Info, from_time: datetime | None, until_time: datetime | None, page: Page) -> LogEntries:
    """The citizen's own part of the log, from a time, before a time.

    Raises:
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    own = policy.own_log(context.viewer, from_time, until_time)
    bound = _bound(context, "own", repr(from_time), repr(until_time))
    record = record_of_field(info, Purpose.OWN_DATA)
    found = await of_citizen(context.register.log, record, own, _asked(context, page, bound))
    return _entries(context, found, page, bound)


async def part_of_log(  # noqa: PLR0913, PLR0917 - the contract's arguments
    info: Info,
    bsn: Bsn | None,
    organisation: str | None,
    trace_id: str | None,
    from_time: datetime | None,
    until_time: datetime | None,
    page: Page,
) -> LogEntries:
    """What a privacy officer asks of the log.

    Raises:
        BadUserInputError: there is no filter, or one of them or the cursor can't be.
    """
    context, register = info.context, info.context.register
    part = policy.part_of_log(context.viewer, bsn, organisation, trace_id, from_time, until_time)
    subjects = None if bsn is None else register.log.pseudonyms.known(bsn.value.encode())
    bound = _bound(context, *map(repr, (subjects, organisation, trace_id, from_time, until_time)))
    record = record_of_field(info, Purpose.OVERSIGHT)
    found = await of_auditor(register.log, record, part, _asked(context, page, bound))
    return _entries(context, found, page, bound)


def _bound(context: Context, *arguments: str) -> tuple[str, ...]:
    return ("disclosures", *context.viewer.user, *arguments)


def _asked(context: Context, page: Page, bound: Sequence[str]) -> LogPage:
    return LogPage(
        _position(context, "after", page.after, bound),
        _position(context, "before", page.before, bound),
        page.size,
        page.backwards,
    )


def _position(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> LogPosition | None:
    numbers = opened(context.register.seal, argument, cursor, bound, 5)
    if numbers is None:
        return None
    at, lane, number, first, last = numbers
    return LogPosition(of_microseconds(at), lane, number, struct.pack(">qq", first, last))


def _entries(context: Context, found: Sequence[Disclosed], page: Page, bound: Sequence[str]) -> LogEntries:
    def cursor(entry: Disclosed) -> str:
        at, lane, number, subject = entry.position
        place = (microseconds(at), lane, number, *struct.unpack(">qq", subject))
        return context.register.seal.close(place, *bound)

    rows, place = page.shown(found, cursor)
    return LogEntries([_entry(*row) for row in rows], place)


def _entry(cursor: str, entry: Disclosed) -> LogEntry:
    if entry.role is Role.CITIZEN:
        return LogEntry(cursor, entry, THE_CITIZEN, _PLAIN[Purpose.OWN_DATA])
    return LogEntry(cursor, entry, entry.organisation or WITHOUT_A_NAME, _PLAIN[Purpose(entry.purpose)])


_PLAIN: Final = {
    Purpose.OWN_DATA: "U hebt uw eigen gegevens bekeken.",
    Purpose.EMPLOYEE: "Een werkgever keek of een werknemer in het doelgroepregister staat.",
    Purpose.APPLICANT: "Een werkgever keek of een sollicitant in het doelgroepregister staat.",
    Purpose.AGENCY_WORKER: "Een werkgever keek of een uitzendkracht in het doelgroepregister staat.",
    Purpose.SECONDED_WORKER: "Een werkgever keek of een gedetacheerde in het doelgroepregister staat.",
    Purpose.REINTEGRATION: "UWV of een gemeente keek dit na om u te helpen bij het vinden of houden van werk.",
    Purpose.EMPLOYER_SERVICES: "UWV of een gemeente keek dit na om een werkgever te helpen.",
    Purpose.ASSESSMENT: "UWV of een gemeente beoordeelde of u bij de doelgroep hoort.",
    Purpose.ROSTER: "Uw werkgever vroeg een overzicht van eigen werknemers in het doelgroepregister.",
    Purpose.OVERSIGHT: "Een toezichthouder keek na wie uw gegevens heeft gezien.",
}
