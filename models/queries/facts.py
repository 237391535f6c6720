"""What is or was recorded of a person, as an assessor may read it who corrects it."""

from datetime import date, datetime
from typing import Final, NamedTuple

from domain.grounds import GroundCode
from domain.proofs import ConsultedPerson
from domain.registration import EventKind
from models.commands.fact_change import FactKind, FactPlace
from models.disclosure import DisclosureLog, DisclosureRecord

_FACTS: Final = "select * from serve.assessor_facts($1, $2, $3)"


class RecordOfFact(NamedTuple):
    """When a fact was recorded or superseded; by whom and why, if a command did it."""

    at: datetime
    by: str | None
    reason: str | None


class FactOnFile(NamedTuple):
    """A ground or an event, and what became of it.

    Attributes:
        place: by which it is named.
        what: which ground or event.
        since: the first day of a ground, the day of an event.
        until: the first day on which a ground no longer holds.
        end_reason: why it ended.
        article: the article that makes it a ground, if it is recorded.
        recorded: when, by whom and why; None of what is older than deliveries.
        superseded: the same of what took its place; None while it holds good.
    """

    place: FactPlace
    what: GroundCode | EventKind
    since: date
    until: date | None
    end_reason: str | None
    article: str | None
    recorded: RecordOfFact | None
    superseded: RecordOfFact | None


async def facts_on_file(log: DisclosureLog, person: ConsultedPerson, disclosure: DisclosureRecord) -> list[FactOnFile]:
    """All that is or was recorded of a person, newest record first; that it was read is recorded.

    Raises:
        UnavailableError: the register can't be read, or the log can't be written.
    """
    bsn = person.bsn
    rows = await log.pools.logged(person.role, _FACTS, disclosure.line(log.subject(bsn)), bsn.number)
    log.metrics.recorded(person.role, 1)
    return [
        FactOnFile(
            FactPlace(bsn, FactKind.GROUND if row["is_ground"] else FactKind.EVENT, row["id"]),
            GroundCode(row["code"]) if row["is_ground"] else EventKind(row["code"]),
            row["since"],
            row["until_day"],
            row["end_reason"],
            row["article"],
            _record(row["recorded_at"], row["recorded_by"], row["reason"]),
            _record(row["superseded_at"], row["superseded_by"], row["superseded_reason"]),
        )
        for row in rows
    ]


def _record(at: datetime | None, by: str | None, reason: str | None) -> RecordOfFact | None:
    return RecordOfFact(at, by, reason) if at else None
