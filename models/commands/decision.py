"""Deciding a case: the decision, what it changes in the register, the letter and its copies, all in one (Awb 3:40)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.admission import evaluate
from domain.admission_facts import AdmissionFacts
from domain.case_actions import CaseAction, Viewer
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.cases import Decision, penalty_of
from domain.eligibility import eligibility
from domain.forms import RequestedOutcome
from domain.grounds import GroundCode
from domain.letters import (
    DecidedGround,
    Letter,
    application_granted,
    application_refused,
    deregistration_granted,
    deregistration_refused,
    employer_copy,
    not_treated,
    penalty,
)
from domain.proofs import CasesToAssess
from domain.refusals import RefusalCode, Refused
from domain.registration import EventKind
from domain.transitions import perform
from models.cases import StoredCase
from models.commands.command import Commands, Decided, Found, Given
from models.commands.review import case_of, standing
from models.commands.writing import Writing, decided, letter_case
from models.facts import CommandRecord

_ACTIONS = {
    Decision.GRANT: CaseAction.GRANT,
    Decision.REJECT: CaseAction.REJECT,
    Decision.NOT_TREAT: CaseAction.DECIDE_NOT_TO_TREAT,
}
COMMAND = "decideCase"


async def decide_case(  # noqa: PLR0913, PLR0917 - a decision
    commands: Commands,
    own: CasesToAssess,
    given: Given,
    case: UUID,
    decision: Decision,
    grounds: Sequence[GroundCode] | None,
    start: date | None,
    motivation: str,
) -> dict[str, Any]:
    """Grant, reject, or decide not to treat a case; what the law doesn't allow is refused.

    `grounds` left out: every ground that holds and that this kind of case can give.
    """

    def decide(found: Found) -> Decided:
        before = case_of(found)
        today = given.calendar.today
        chosen = _grounds(before, grounds, start, today) if decision is Decision.GRANT else ()
        action = _ACTIONS[decision]
        after = perform(
            before.case,
            action,
            Viewer(Party.ASSESSOR, own.pseudonym),
            given.calendar,
            standing(found, today),
            grounds=tuple(one.code for one in chosen),
            start=start if chosen else None,
            motivation=motivation,
        )
        writing = Writing(given, found)
        letter = _letter(writing, before, decision, chosen, motivation)
        ended = decided(given, before, after, sentence=letter.subject, motivation=motivation)
        if decision is Decision.GRANT:
            _change(own, writing, ended, chosen)
        if decision is Decision.NOT_TREAT:
            writing.to_applicant(letter, ended)
        else:
            writing.to_person(letter, ended)
        _penalty(writing, ended)
        return writing.case(before, ended, action)

    return await commands.of_assessor(own, given, decide, case=case)


def _grounds(
    stored: StoredCase, asked: Sequence[GroundCode] | None, start: date | None, today: date
) -> tuple[DecidedGround, ...]:
    """The grounds that a grant gives, each with its article; of those that are asked every one must hold."""
    case = stored.case
    rules = CASE_KINDS[case.kind]
    if not rules.grounds or case.form.requested_outcome is RequestedOutcome.PROTECTED_WORK_ADVICE:
        if asked:
            raise Refused(RefusalCode.INVALID_VALUE, "Bij dit verzoek hoort geen grondslag. Laat die weg.")
        return ()
    holding = {
        one.code: one.article
        for one in evaluate(case.facts or AdmissionFacts(), today).grounds
        if one.code in rules.grounds
    }
    codes = list(holding) if asked is None else list(dict.fromkeys(asked))
    if start is None:
        raise Refused(RefusalCode.INVALID_DATE, "Geef de ingangsdatum van de grondslag.")
    if any(code in rules.grounds and code not in holding for code in codes):
        found = eligibility(case, None, today)
        raise Refused(RefusalCode.NOT_ELIGIBLE, "De vastgelegde feiten geven deze grondslag niet.", found.reasons)
    return tuple(DecidedGround(code, holding.get(code, ""), start) for code in codes)


def _letter(
    writing: Writing, stored: StoredCase, decision: Decision, chosen: Sequence[DecidedGround], motivation: str
) -> Letter:
    about, announced, case = letter_case(stored), writing.announced, stored.case
    if decision is Decision.NOT_TREAT:
        if case.invitation is None:
            raise Refused(RefusalCode.WRONG_STATE, "Vraag de aanvrager eerst om een aanvulling (Awb 4:5).")
        return not_treated(
            about, announced, invited_on=case.invitation.on, until=case.invitation.until, motivation=motivation
        )
    if case.kind is CaseKind.DEREGISTRATION:
        if decision is Decision.GRANT:
            return deregistration_granted(about, announced, ended_on=announced.day, motivation=motivation)
        return deregistration_refused(about, announced, motivation=motivation)
    if decision is Decision.GRANT and chosen:
        return application_granted(
            about, announced, grounds=chosen, motivation=motivation, registered=writing.found.registered
        )
    articles = tuple(dict.fromkeys(one.article for one in eligibility(case, None, announced.day).reasons))
    return application_refused(
        about, announced, motivation=motivation, articles=articles, registered=writing.found.registered
    )


def _change(own: CasesToAssess, writing: Writing, stored: StoredCase, chosen: Sequence[DecidedGround]) -> None:
    """What a grant does to the register, and who else is told."""
    facts, given = writing.found.facts, writing.given
    if facts is None:
        raise ValueError("a decision is on what is recorded")
    today = given.calendar.today
    if stored.case.kind is CaseKind.DEREGISTRATION:
        facts.record_event(EventKind.VOLUNTARY, today)
        writing.to_employers(employer_copy(stored.bsn, writing.announced, ended_on=today), stored)
    for ground in chosen:
        facts.record_ground(ground.code, ground.start, article=ground.article)
    writing.facts = facts.changes(CommandRecord(COMMAND, own.unit, given.users[0]))
    if writing.facts:
        writing.tell_municipalities(stored.id)


def _penalty(writing: Writing, stored: StoredCase) -> None:
    """Fix the penalty for deciding too late, if one is owed (Awb 4:18)."""
    calendar = writing.given.calendar
    owed = penalty_of(stored.case, calendar.today)
    if owed is None or not owed.amount:
        return
    letter = penalty(
        letter_case(stored),
        writing.announced,
        notice_received_on=owed.notice_received_on,
        runs_from=owed.runs_from,
        days=owed.days_run,
        amount=owed.amount,
    )
    writing.to_applicant(letter, stored)
