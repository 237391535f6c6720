"""Recording and correcting facts of persons apart from a case; what is answered is the fact's id, or why not."""

from collections.abc import Awaitable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from auth.policies.case import cases_of_municipality
from auth.policies.person import consult
from domain.bsn import Bsn
from domain.grounds import GroundCode
from domain.refusals import Refused
from domain.registration import EventKind
from domain.roles import Purpose
from graph import fact_ids
from graph.context import Info
from graph.disclosure_records import record_of_field
from graph.resolvers.command import given_command, to_assess
from graph.resolvers.person import LookedUp, look_up
from models.commands import facts
from models.commands.command import refusal_of
from models.commands.fact_change import Correction, GivenEvent, GivenGround
from models.queries import facts as queries
from models.queries.facts import FactOnFile

__all__ = ["Correction", "GivenEvent", "GivenGround"]


class RecordedFact(NamedTuple):
    """A recorded fact: its id, and whose it is."""

    id: str
    bsn: Bsn


async def report_protected_work(info: Info, bsn: Bsn, decided_on: date, key: str) -> RecordedFact | Refused:
    """A municipality's finding that only protected work is possible."""
    own = cases_of_municipality(info.context.viewer)
    event = GivenEvent(bsn, EventKind.PROTECTED_WORK, decided_on)
    given = given_command(info, key, bsn, decided_on)
    return await _fact(bsn, facts.report_protected_work(info.context.register.commands, own, given, _seal(info), event))


async def record_event(info: Info, bsn: Bsn, kind: EventKind, day: date, key: str) -> RecordedFact | Refused:
    """Record an event."""
    own, given = to_assess(info.context), given_command(info, key, bsn, kind, day)
    event = GivenEvent(bsn, kind, day)
    return await _fact(bsn, facts.record_event(info.context.register.commands, own, given, _seal(info), event))


async def record_ground(info: Info, ground: GivenGround, key: str) -> RecordedFact | Refused:
    """Record a ground."""
    own, given = to_assess(info.context), given_command(info, key, list(ground))
    recording = facts.record_ground(info.context.register.commands, own, given, _seal(info), ground)
    return await _fact(ground.bsn, recording)


async def stop_ground(  # noqa: PLR0913, PLR0917 - the end of a ground
    info: Info, bsn: Bsn, code: GroundCode, start: date, end: date, reason: str, key: str
) -> RecordedFact | Refused:
    """End a ground."""
    own, given = to_assess(info.context), given_command(info, key, bsn, code, start, end, reason)
    stopping = facts.stop_ground(info.context.register.commands, own, given, _seal(info), bsn, code, start, end, reason)
    return await _fact(bsn, stopping)


async def correct_fact(info: Info, fact: str, correction: Correction, key: str) -> RecordedFact | Refused:
    """Correct a fact.

    Raises:
        ForbiddenError: the id is none of a fact.
    """
    own = to_assess(info.context)
    place = fact_ids.opened(fact, info.context.register.seal)
    asked = [None if one is None else list(one) for one in (correction.ground, correction.event)]
    given = given_command(info, key, place.bsn, place.kind, place.number, asked, correction.withdraw, correction.reason)
    correcting = facts.correct_fact(info.context.register.commands, own, given, _seal(info), place, correction)
    return await _fact(place.bsn, correcting)


async def person_of_fact(info: Info, recorded: RecordedFact) -> LookedUp:
    """The person as the register stands after it, to an assessor; a look-up like any other."""
    return await look_up(info, *consult(info.context.viewer, recorded.bsn, Purpose.ASSESSMENT, None))


async def facts_on_file(info: Info, looked_up: LookedUp) -> list[FactOnFile]:
    """All that is or was recorded of a person, to an assessor who consults them."""
    person = looked_up.person
    return await queries.facts_on_file(info.context.register.log, person, record_of_field(info, person.purpose))


async def _fact(bsn: Bsn, answering: Awaitable[Mapping[str, Any]]) -> RecordedFact | Refused:
    try:
        answer = await answering
    except Refused as refused:
        return refused
    return refusal_of(answer) or RecordedFact(answer["fact"], bsn)


def _seal(info: Info) -> facts.Seal:
    return partial(fact_ids.sealed, seal=info.context.register.seal)
