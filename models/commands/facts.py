"""Commands on facts apart from a case: events, grounds and their ends, and corrections, each with the letter it needs.

A correction supersedes: both facts stay readable, with who gave the command, when and why. What follows from the facts
is stored by the same statement, so that answers about any day change at once.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, Protocol

from domain import recording
from domain.bsn import Bsn
from domain.grounds import GroundCode
from domain.proofs import CasesOfMunicipality, CasesToAssess
from domain.refusals import RefusalCode, Refused
from domain.registration import GroundFact
from domain.texts import readable_text
from models.commands.command import Commands, Decide, Decided, Found, Given
from models.commands.fact_change import Correction, FactKind, FactPlace, FactsChange, GivenEvent, GivenGround
from models.facts import CommandRecord

_REASON_LENGTH: Final = 2000

Seal = Callable[[FactPlace], str]
"""Gives the id by which a fact is known outside; it stands in the answer that is stored under the command's key."""


class OfAssessor(Protocol):
    """What runs an assessor's command on the facts of a person: to write, or to tell what would be written."""

    async def of_assessor(
        self, own: CasesToAssess, given: Given, decide: Decide, *, bsn: Bsn | None = None
    ) -> dict[str, Any]:
        """Read, decide, and answer."""
        ...


async def record_event(
    commands: OfAssessor, own: CasesToAssess, given: Given, seal: Seal, event: GivenEvent
) -> dict[str, Any]:
    """Record an event; one that is recorded already stays as it is."""

    def decide(found: Found) -> Decided:
        return _record_event(given, found, seal, event, "recordEvent", own.unit)

    return await commands.of_assessor(own, given, decide, bsn=event.bsn)


async def report_protected_work(
    commands: Commands, own: CasesOfMunicipality, given: Given, seal: Seal, event: GivenEvent
) -> dict[str, Any]:
    """Record a municipality's finding that only protected work is possible (Participatiewet 10b lid 1)."""

    def decide(found: Found) -> Decided:
        return _record_event(given, found, seal, event, "reportProtectedWork", own.name)

    return await commands.of_municipality(own, given, decide, bsn=event.bsn)


async def record_ground(
    commands: OfAssessor, own: CasesToAssess, given: Given, seal: Seal, ground: GivenGround
) -> dict[str, Any]:
    """Record a ground that comes from elsewhere, and tell the person (Wfsv 38d lid 8)."""

    def decide(found: Found) -> Decided:
        change = FactsChange(given, found, CommandRecord("recordGround", own.unit, given.users[0]))
        facts, today = change.facts, given.calendar.today
        article = None if ground.article is None else recording.article(ground.article)
        recording.check_ground(GroundFact(0, ground.code, ground.start), today)
        change.birth_date(ground.birth_date, corrects=False)
        known = change.facts.ground_of(ground.code, ground.start)
        if known is None:
            number = facts.record_ground(ground.code, ground.start, article=article)
            change.notice(number)
        elif known.end is None and article in {None, known.legal_basis}:
            number = known.id
        else:
            raise Refused(
                RefusalCode.INVALID_VALUE, "Deze grondslag is al vastgelegd met deze begindatum. Verbeter dat gegeven."
            )
        return change.decided(seal(FactPlace(found.bsn, FactKind.GROUND, number)))

    return await commands.of_assessor(own, given, decide, bsn=ground.bsn)


async def stop_ground(  # noqa: PLR0913, PLR0917 - the end of a ground
    commands: OfAssessor,
    own: CasesToAssess,
    given: Given,
    seal: Seal,
    bsn: Bsn,
    code: GroundCode,
    start: date,
    end: date,
    reason: str,
) -> dict[str, Any]:
    """Record the first day on which a ground no longer holds; another end than is recorded takes its place."""

    def decide(found: Found) -> Decided:
        why = recording.end_reason(reason)
        change = FactsChange(given, found, CommandRecord("stopGround", own.unit, given.users[0], why))
        recording.check_end(start, end, given.calendar.today)
        ground = change.facts.ground_of(code, start)
        if ground is None:
            raise Refused(
                RefusalCode.INVALID_VALUE, "Deze grondslag is niet vastgelegd met deze begindatum. Kijk beide na."
            )
        number = ground.id
        if (ground.end, ground.end_reason) != (end, why):
            facts = change.facts
            facts.supersede_ground(number)
            number = facts.record_ground(code, start, end, end_reason=why, article=ground.article)
            change.correction(why)
        return change.decided(seal(FactPlace(bsn, FactKind.GROUND, number)))

    return await commands.of_assessor(own, given, decide, bsn=bsn)


async def correct_fact(  # noqa: PLR0913, PLR0917 - a correction, and how its facts are named
    commands: OfAssessor,
    own: CasesToAssess,
    given: Given,
    seal: Seal,
    place: FactPlace,
    correction: Correction,
) -> dict[str, Any]:
    """Let another fact take the place of one that is wrong, or none."""

    def decide(found: Found) -> Decided:
        why = readable_text(correction.reason, "de reden", longest=_REASON_LENGTH)
        change = FactsChange(given, found, CommandRecord("correctFact", own.unit, given.users[0], why))
        number = change.replaced(place, correction)
        change.correction(why)
        return change.decided(seal(place._replace(number=number)))

    return await commands.of_assessor(own, given, decide, bsn=place.bsn)


def _record_event(  # noqa: PLR0913, PLR0917 - an event, and who records it by which command
    given: Given, found: Found, seal: Seal, event: GivenEvent, command: str, actor: str
) -> Decided:
    change = FactsChange(given, found, CommandRecord(command, actor, given.users[0]))
    known = change.facts.event_of(event.kind, event.day)
    change.check_event(event, known)
    number = known.id if known else change.facts.record_event(event.kind, event.day)
    change.end(event.kind)
    return change.decided(seal(FactPlace(event.bsn, FactKind.EVENT, number)))
