"""A municipality's report of a wage value: the ground Praktijkroute at once, or what is missing (Wfsv 38b lid 1 a)."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.errors import ForbiddenError
from domain.forms import ApplicationForm
from domain.grounds import GROUNDS, GroundCode
from domain.letters import Announcement, Letter, registration_corrected
from domain.proofs import CasesOfMunicipality
from domain.transitions import decided_at_once
from domain.wage_value import wage_value
from models.commands.command import Commands, Decided, Found, Given
from models.commands.writing import Writing, new_case, notice_of
from models.facts import CommandRecord, PersonFacts

COMMAND: Final = "reportWageValue"
_ARTICLE: Final = GROUNDS[GroundCode.PRACTICE_ROUTE].legal_basis
_SENTENCE: Final = "De loonwaarde is vastgelegd."
_CORRECTED: Final = "De gemeente heeft verbeterd op welke dag uw loonwaarde is vastgesteld."


async def report_wage_value(  # noqa: PLR0913, PLR0917 - a report
    commands: Commands,
    own: CasesOfMunicipality,
    given: Given,
    bsn: Bsn,
    percentage: str | None,
    established_on: date | None,
    reference: str | None,
    *,
    below_minimum_wage: bool | None,
    case: UUID | None = None,
    provision: str | None = None,
) -> dict[str, Any]:
    """Record a wage value that has all three: below WML, a percentage under 100.00, and the day it was established.

    One that is reported again changes nothing; one of another day is another ground, or takes the place of the one that
    the municipality reported about the same provision. `case` is the id that its case gets, where a message must not
    become a case twice; left out, a new one. `provision` says which provision of the municipality's it is about.
    """

    def decide(found: Found) -> Decided:
        calendar, facts = given.calendar, found.facts
        if facts is None:
            raise ValueError("a wage value is recorded beside what is recorded")
        value = wage_value(percentage, established_on, calendar.today, below_minimum_wage=below_minimum_wage)
        form = ApplicationForm.of({"reference": reference} if reference is not None else {})
        decided = decided_at_once(CaseKind.WAGE_VALUE_REPORT, form, calendar)
        begun = new_case(given, found, decided, (own.oin, own.name))
        stored = replace(
            begun,
            id=case or begun.id,
            received_at=given.now,
            decided_at=given.now,
            sentence=_SENTENCE,
        )
        writing = Writing(given, found)
        start = value.established_on
        if facts.ground_of(GroundCode.PRACTICE_ROUTE, start) is None:
            wrong = _reported(facts, own, provision)
            if wrong is not None:
                facts.supersede_ground(wrong)
            number = facts.record_ground(GroundCode.PRACTICE_ROUTE, start, article=_ARTICLE)
            letter = notice_of(writing, facts, number) if wrong is None else _correction(facts, writing.announced)
            if letter is not None:
                writing.to_person(letter, stored)
        writing.facts = facts.changes(CommandRecord(COMMAND, own.name, given.users[0], provision))
        return writing.case(None, stored, "REPORT_WAGE_VALUE")

    return await commands.of_municipality(own, given, decide, bsn=bsn, kind=CaseKind.WAGE_VALUE_REPORT)


def _reported(facts: PersonFacts, own: CasesOfMunicipality, provision: str | None) -> int | None:
    """The ground that the municipality reported about this provision before, with another day: that was wrong."""
    if provision is None:
        return None
    return next((one.id for one in facts.grounds.values() if one.reported == (own.name, provision)), None)


def _correction(facts: PersonFacts, announced: Announcement) -> Letter | None:
    """That the day was wrong, to somebody who is in the register."""
    spell = facts.on(announced.day)
    if spell is None:
        return None
    since = spell.registered_from
    return registration_corrected(
        facts.bsn, announced, registered=True, since=since, why=_CORRECTED, articles=[_ARTICLE]
    )


async def known_wage_value(
    commands: Commands, own: CasesOfMunicipality, given: Given, bsn: Bsn, case: UUID
) -> dict[str, Any] | None:
    """What a wage value was answered that is a case already, whoever reported it and whenever; None if it isn't.

    So what comes twice changes nothing, even after an assessor has corrected what came of it.
    """

    def decide(found: Found) -> Decided:
        return Decided({"case": found.named_case().snapshot(given.calendar)}, {})

    try:
        return await commands.of_municipality(own, given, decide, bsn=bsn, case=case)
    except ForbiddenError:  # there is none
        return None
