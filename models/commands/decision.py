"""Deciding a case: the decision, what it changes in the register, the letter and its copies, all in one (Awb 3:40)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.case_actions import CaseAction
from domain.cases import Case, Decision
from domain.decision_drafts import DecisionDraft
from domain.eligibility import eligibility, grounds_on, rests_on_facts, rests_on_register
from domain.grounds import GroundCode
from domain.letters import (
    DecidedGround,
    Letter,
    advice_given,
    application_granted,
    application_refused,
    deregistration_granted,
    deregistration_refused,
    each_article,
    employer_copy,
    not_treated,
)
from domain.proofs import CasesToAssess
from domain.refusals import RefusalCode, Refused
from domain.registration import EventKind
from domain.transitions import check_holder, perform
from models.cases import StoredCase, StoredLetter
from models.commands.command import Commands, Decided, Found, Given
from models.commands.penalty import write_penalty
from models.commands.review import standing
from models.commands.writing import Writing, decided, letter_case, named
from models.facts import CommandRecord, PersonFacts

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
        before = found.named_case()
        writing, ended = _decided(own, given, found, decision, grounds, start, motivation)
        return writing.case(before, ended, _ACTIONS[decision])

    return await commands.of_assessor(own, given, decide, case=case)


async def save_draft(
    commands: Commands, own: CasesToAssess, given: Given, case: UUID, draft: DecisionDraft
) -> dict[str, Any]:
    """Keep a decision as far as it is written, for whoever has the case in hand; nothing is decided by it."""

    def decide(found: Found) -> Decided:
        before = found.named_case()
        check_holder(before.case, own.viewer)
        kept = {"case": str(before.id), "content": draft.checked().as_dict()}
        changes = given.moment | {"decision_draft": kept, "version": before.version}
        return Decided({"case": before.snapshot(given.calendar)}, changes)

    return await commands.of_assessor(own, given, decide, case=case)


def letters_of_decision(  # noqa: PLR0913, PLR0917 - a decision
    own: CasesToAssess,
    given: Given,
    found: Found,
    decision: Decision,
    grounds: Sequence[GroundCode] | None,
    start: date | None,
    motivation: str,
) -> list[StoredLetter]:
    """The letters that a decision would send today, each once for whom it goes to; nothing is written.

    Raises:
        Refused: the decision would be.
    """
    return _decided(own, given, found, decision, grounds, start, motivation)[0].letters


def _decided(  # noqa: PLR0913, PLR0917 - a decision
    own: CasesToAssess,
    given: Given,
    found: Found,
    decision: Decision,
    grounds: Sequence[GroundCode] | None,
    start: date | None,
    motivation: str,
) -> tuple[Writing, StoredCase]:
    """All that a decision would write, and the case after it."""
    before = found.named_case()
    today = given.calendar.today
    holding = grounds_on(before.case, today) if decision is Decision.GRANT and rests_on_facts(before.case) else {}
    codes = tuple(holding if grounds is None else dict.fromkeys(grounds))
    after = perform(
        before.case,
        _ACTIONS[decision],
        own.viewer,
        given.calendar,
        standing(found, today),
        grounds=codes,
        start=start,
        motivation=motivation,
    )
    chosen = tuple(DecidedGround(code, holding[code], start) for code in codes) if start else ()
    writing = Writing(given, found)
    if decision is Decision.GRANT:
        _change(own, writing, before.case, chosen)
    letter = _letter(writing, before, decision, chosen, motivation)
    ended = decided(given, before, after, sentence=letter.subject, motivation=motivation)
    if decision is Decision.NOT_TREAT:
        writing.to_applicant(letter, ended)
    else:
        writing.to_person(letter, ended)
    if decision is Decision.GRANT and rests_on_register(ended.case):
        writing.to_employers(employer_copy(ended.bsn, writing.announced, ended_on=today), ended)
    write_penalty(writing, ended)
    return writing, ended


def _letter(
    writing: Writing, stored: StoredCase, decision: Decision, chosen: Sequence[DecidedGround], motivation: str
) -> Letter:
    about, announced, case = letter_case(stored), writing.announced, stored.case
    registered = writing.found.registered
    if decision is Decision.NOT_TREAT:
        if case.invitation is None:
            raise Refused(RefusalCode.WRONG_STATE, "Vraag de aanvrager eerst om een aanvulling (Awb 4:5).")
        return not_treated(
            about, announced, invited_on=case.invitation.on, until=case.invitation.until, motivation=motivation
        )
    if rests_on_register(case):
        if decision is Decision.GRANT:
            return deregistration_granted(about, announced, ended_on=announced.day, motivation=motivation)
        return deregistration_refused(
            about,
            announced,
            motivation=motivation,
            registered=registered,
            reaction_asked_on=case.reaction_asked_on,
        )
    if decision is Decision.GRANT and chosen:
        held = [named(one) for one in _facts(writing).held_on(announced.day).values()]
        return application_granted(
            about, announced, grounds=chosen, held=held, motivation=motivation, registered=registered
        )
    if decision is Decision.GRANT:
        return advice_given(about, announced, motivation=motivation)
    articles = (
        article for one in eligibility(case, None, announced.day).reasons for article in each_article(one.article)
    )
    return application_refused(
        about,
        announced,
        motivation=motivation,
        articles=tuple(dict.fromkeys(articles)),
        registered=registered,
        protected_work=bool(case.facts and case.facts.protected_work_finding),
    )


def _facts(writing: Writing) -> PersonFacts:
    if writing.found.facts is None:
        raise ValueError("a decision is on what is recorded")
    return writing.found.facts


def _change(own: CasesToAssess, writing: Writing, case: Case, chosen: Sequence[DecidedGround]) -> None:
    """What a grant does to the register."""
    facts, given = _facts(writing), writing.given
    today = given.calendar.today
    if rests_on_register(case):
        if facts.event_of(EventKind.VOLUNTARY, today):
            raise Refused(
                RefusalCode.INVALID_DATE,
                "Deze persoon is vandaag al een keer uitgeschreven. Besluit op een andere dag.",
            )
        facts.record_event(EventKind.VOLUNTARY, today)
        if any(ground.start == today for ground in facts.held_on(today).values()):
            raise Refused(
                RefusalCode.INVALID_DATE,
                "Vandaag begint een grondslag: daarmee staat deze persoon meteen weer in het register. Besluit op een "
                "andere dag.",
            )
    for ground in chosen:
        known = facts.ground_of(ground.code, ground.start)
        if known is None:
            facts.record_ground(ground.code, ground.start, article=ground.article)
        elif known.end is not None:
            raise Refused(
                RefusalCode.INVALID_DATE,
                "Deze grondslag is al vastgelegd met deze begindatum, en is gestopt. Kies een andere begindatum.",
            )
    writing.facts = facts.changes(CommandRecord(COMMAND, own.unit, given.users[0]))
