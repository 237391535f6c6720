"""What an assessor does with a case before it is decided: take, ask, extend, hear, record facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from domain.admission_facts import AdmissionFacts, merged
from domain.case_actions import CaseAction
from domain.cases import Case, Hearing, decide_before, is_overdue
from domain.eligibility import Standing, StandingGround
from domain.letters import Letter, completion_invited, reaction_asked, term_extended
from domain.proofs import CasesToAssess
from domain.refusals import RefusalCode, Refused
from domain.terms import reaction_until
from domain.transitions import perform
from domain.working_days import Calendar
from models.cases import StoredCase
from models.commands.command import Commands, Decided, Found, Given
from models.commands.writing import Writing, letter_case

_DAY: Final = timedelta(days=1)


async def take(commands: Commands, own: CasesToAssess, given: Given, case: UUID) -> dict[str, Any]:
    """Take a case in hand; two can't hold one, and the second is told who was first by when."""
    return await _act(commands, own, given, case, CaseAction.TAKE)


async def release(commands: Commands, own: CasesToAssess, given: Given, case: UUID) -> dict[str, Any]:
    """Give a case back."""
    return await _act(commands, own, given, case, CaseAction.RELEASE)


async def invite_completion(  # noqa: PLR0913, PLR0917 - what the command is given
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, missing: tuple[str, ...], until: date
) -> dict[str, Any]:
    """Ask the applicant for what is missing; the term stands still (Awb 4:5, 4:15)."""
    return await _act(commands, own, given, case, CaseAction.INVITE_COMPLETION, missing=missing, until=until)


async def resume(commands: Commands, own: CasesToAssess, given: Given, case: UUID, reason: str) -> dict[str, Any]:
    """Let the term run on without waiting for the completion."""
    return await _act(commands, own, given, case, CaseAction.RESUME, reason=reason)


async def extend_term(  # noqa: PLR0913, PLR0917 - what the command is given
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, until: date, reason: str
) -> dict[str, Any]:
    """Extend the term, once, by a letter that names a reasonable new day (Awb 4:14)."""
    return await _act(commands, own, given, case, CaseAction.EXTEND, until=until, reason=reason)


async def record_notice_of_default(
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, received_on: date
) -> dict[str, Any]:
    """Record that notice of default came (Awb 4:17)."""
    return await _act(commands, own, given, case, CaseAction.RECORD_NOTICE_OF_DEFAULT, received_on=received_on)


async def record_hearing(
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, hearing: Hearing
) -> dict[str, Any]:
    """Record who was heard (Awb 4:7-4:9); the term runs on."""
    return await _act(commands, own, given, case, CaseAction.RECORD_HEARING, hearing=hearing)


async def record_facts(
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, facts: AdmissionFacts
) -> dict[str, Any]:
    """Record facts for the admission table, beside those that were recorded before."""

    def decide(found: Found) -> Decided:
        before = found.named_case()
        known = merged(before.case.facts, facts) if before.case.facts else facts
        return _acted(own, given, found, CaseAction.RECORD_FACTS, facts=known)

    return await commands.of_assessor(own, given, decide, case=case)


async def ask_reaction(commands: Commands, own: CasesToAssess, given: Given, case: UUID) -> dict[str, Any]:
    """Ask the present employers for a reaction before a grant; never before a refusal."""

    def decide(found: Found) -> Decided:
        if found.facts is None or not found.facts.employers:
            raise Refused(
                RefusalCode.WRONG_STATE, "Deze persoon heeft nu geen werkgever. U kunt zonder reactie beslissen."
            )
        return _acted(own, given, found, CaseAction.ASK_REACTION)

    return await commands.of_assessor(own, given, decide, case=case)


async def _act(
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, action: CaseAction, **values: Any
) -> dict[str, Any]:
    def decide(found: Found) -> Decided:
        return _acted(own, given, found, action, **values)

    return await commands.of_assessor(own, given, decide, case=case)


def _acted(own: CasesToAssess, given: Given, found: Found, action: CaseAction, **values: Any) -> Decided:
    before = found.named_case()
    case = perform(before.case, action, own.viewer, given.calendar, standing(found, given.calendar.today), **values)
    after = replace(before, case=case)
    writing = Writing(given, found)
    letter = _letter(action, before, after, writing, values)
    if letter is not None:
        writing.to_applicant(letter, after)
    if action is CaseAction.ASK_REACTION:
        until = reaction_until(given.calendar.today)
        asked = reaction_asked(found.bsn, writing.announced, answer_before=until + _DAY)
        writing.to_employers(asked, after, answer_until=until)
    return writing.case(before, after, action, values.get("reason"))


def _letter(
    action: CaseAction, before: StoredCase, after: StoredCase, writing: Writing, values: dict[str, Any]
) -> Letter | None:
    """What the applicant is told of an action."""
    calendar = writing.given.calendar
    if action is CaseAction.INVITE_COMPLETION:
        return completion_invited(
            letter_case(after),
            writing.announced,
            missing=values["missing"],
            until=values["until"],
            decide_before=_due(after.case, calendar.on(values["until"])),
            overdue=is_overdue(after.case, calendar),
        )
    if action is CaseAction.EXTEND:
        return term_extended(
            letter_case(after),
            writing.announced,
            reason=values["reason"],
            was_due=_due(before.case, calendar),
            decide_before=_due(after.case, calendar),
        )
    return None


def _due(case: Case, calendar: Calendar) -> date:
    due = decide_before(case, calendar)
    if due is None:
        raise ValueError("an open case has a term")
    return due


def standing(found: Found, today: date) -> Standing:
    """What the register says of the person today."""
    held = found.facts.held_on(today) if found.facts else {}
    return Standing(
        registered=bool(held) or found.registered,
        grounds=tuple(StandingGround(one.code, one.start, one.end) for one in held.values()),
    )
