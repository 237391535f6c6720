"""From facts to registrations: the facts of many persons out of the database, their timelines back into it.

Both ways it is COPY text in an unlinked temporary file, so that memory stays constant and the derivation can run in
a thread while the database does something else.
"""

from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile
from threading import Event
from typing import BinaryIO, Final

from domain.grounds import GroundCode
from domain.registration import EventFact, EventKind, GroundFact, Spell, timeline
from models.facts import RegistrationRow, registration_rows
from models.imports.connection import Connection
from models.imports.values import NULL

COLUMNS: Final = RegistrationRow._fields
_REMEMBERED: Final = 1 << 16

OF_DELIVERY: Final = """
    create temp table affected on commit drop as
    select bsn from register.person where delivery = $1
    union select bsn from register.ground where delivery = $1
    union select bsn from register.event where delivery = $1"""

# A person's facts stand together, the person first; the order decides that of the ids in a registration.
_FACTS: Final = """
    select bsn, 0 as what, id, null as code, birth_date as first_day, null as end_day
    from register.person where superseded_by is null {among}
    union all
    select bsn, 1, id, code::text, start_date, end_date
    from register.ground where superseded_by is null {among}
    union all
    select bsn, 2, id, kind::text, day, null
    from register.event where superseded_by is null {among}
    order by bsn, what, id"""

_FORGET: Final = "delete from register.registration where bsn in (select bsn from affected)"


class _Days(dict[str, date]):
    """Days by their text, remembered within bounds."""

    def __missing__(self, text: str) -> date:
        day = date.fromisoformat(text)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = day
        return day


async def facts(connection: Connection, *, of_affected: bool) -> BinaryIO:
    """The facts of the persons in the table `affected`, or of all, as COPY text by person."""
    among = "and bsn in (select bsn from affected)" if of_affected else ""
    spool = TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        await connection.copy_from_query(_FACTS.format(among=among), output=spool, format="text")
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool


def derive(read: BinaryIO, stopped: Event | None = None) -> BinaryIO:
    """The registrations that follow from facts, as COPY text of `COLUMNS`; may run in a thread."""
    spool = TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with read:
            for bsn, person, spells in _timelines(read):
                if stopped is not None and stopped.is_set():
                    break
                for row in registration_rows(bsn, person, spells):
                    spool.write(_copied(row))
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return spool


async def replace(connection: Connection, spool: BinaryIO) -> int:
    """Put registrations in the place of those of the persons in the table `affected`; how many there are."""
    with spool:
        await connection.execute(_FORGET)
        status = await connection.copy_to_table(
            "registration", schema_name="register", columns=COLUMNS, source=spool, format="text"
        )
    return int(status.split()[-1])


def _timelines(read: BinaryIO) -> Iterator[tuple[str, str, list[Spell]]]:
    """Each person's BSN and row, and the spells that follow from the facts."""
    days = _Days()
    codes = {code.value: code for code in GroundCode}
    kinds = {kind.value: kind for kind in EventKind}
    current = person = ""
    birth: date | None = None
    grounds: list[GroundFact] = []
    events: list[EventFact] = []
    for line in read:
        bsn, what, number, code, first, end = line[:-1].decode().split("\t")
        if bsn != current:
            if grounds:
                yield current, person, timeline(birth, grounds, events)
            current, grounds, events = bsn, [], []
        if what == "1":
            grounds.append(GroundFact(int(number), codes[code], days[first], None if end == NULL else days[end]))
        elif what == "0":
            person = number
            birth = None if first == NULL else days[first]
        else:
            events.append(EventFact(int(number), kinds[code], days[first]))
    if grounds:
        yield current, person, timeline(birth, grounds, events)


def _copied(row: RegistrationRow) -> bytes:
    return ("\t".join([NULL if value is None else value for value in row]) + "\n").encode()
