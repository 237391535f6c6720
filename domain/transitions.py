"""What may be done with a case: one table of who, from where, to where, and when. Everything else is refused."""

from dataclasses import dataclass, replace
from typing import Final, Unpack

from domain import decisions, review, submission
from domain.case_actions import CaseAction, Effect, Guard, Situation, Values, Viewer, Who
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.cases import OPEN, Case, CaseState, Decision
from domain.eligibility import Standing
from domain.errors import ForbiddenError
from domain.forms import ApplicationForm, acceptable, complete
from domain.refusals import RefusalCode, Refused
from domain.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    Attributes:
        action: what is done.
        sources: from which states.
        target: to which state; None: the state stays.
        who: who may.
        effect: what changes besides the state; refuses values that the law doesn't allow.
        guard: refuses what the law doesn't allow now, whatever the values are.
    """

    action: CaseAction
    sources: frozenset[CaseState]
    target: CaseState | None
    who: Who
    effect: Effect
    guard: Guard | None = None


def actions(case: Case, viewer: Viewer, calendar: Calendar, standing: Standing | None = None) -> list[CaseAction]:
    """What a viewer may do with a case now, in the order of the vocabulary."""
    case = case.on(calendar.today)
    situation = Situation(viewer, calendar, standing)
    return [action for action in CaseAction if _may(_line(action, case), case, situation)]


def perform(
    case: Case,
    action: CaseAction,
    viewer: Viewer,
    calendar: Calendar,
    standing: Standing | None = None,
    **values: Unpack[Values],
) -> Case:
    """The case after an action.

    Args:
        case: as it is stored.
        action: what is done.
        viewer: by whom.
        calendar: today, and the public holidays.
        standing: what the register says of the person today, for what is decided on it.
        **values: what the action is given.

    Raises:
        Refused: the table doesn't have it, or the law doesn't allow it, now or with these values.
        ForbiddenError: the viewer isn't the party that does such things.
    """
    case = case.on(calendar.today)
    situation = Situation(viewer, calendar, standing)
    line = _line(action, case)
    _check(line, case, situation)
    case = line.effect(case, situation, values)
    return case if line.target is None else replace(case, state=line.target)


def _line(action: CaseAction, case: Case) -> Transition:
    """The line of an action for the state that a case is in; else one of the action, which refuses it."""
    lines = [line for line in TRANSITIONS if line.action is action]
    return next((line for line in lines if case.state in line.sources), lines[0])


def _may(line: Transition, case: Case, situation: Situation) -> bool:
    try:
        _check(line, case, situation)
    except (Refused, ForbiddenError):
        return False
    return True


def _check(line: Transition, case: Case, situation: Situation) -> None:
    check_holder(case, situation.viewer, line.who)
    if case.state not in line.sources:
        if line.action is CaseAction.COMPLETE and case.invitation and not case.completed_on:
            raise Refused(
                RefusalCode.TOO_LATE, "De dag om aan te vullen is voorbij. Wilt u UWV nog iets laten weten? Bel dan."
            )
        raise Refused(RefusalCode.WRONG_STATE, "Dit kan nu niet met deze zaak. Kijk wat wel kan.")
    if line.guard:
        line.guard(case, situation)


def check_holder(case: Case, viewer: Viewer, who: Who = Who.HOLDER) -> None:
    """Something may still be done with a case, and by this viewer.

    Raises:
        Refused: it is closed, or not in hand.
        ForbiddenError: the viewer isn't the party that does such things.
    """
    if viewer.party is not (case.submitted_by if who is Who.SUBMITTER else Party.ASSESSOR):
        raise ForbiddenError("You may not do this with this case.")
    if case.state not in OPEN | {CaseState.DRAFT}:
        raise Refused(RefusalCode.WRONG_STATE, "Deze zaak is afgerond. Er kan niets meer aan veranderen.")
    if who is Who.HOLDER and not viewer.holds(case):
        raise Refused(RefusalCode.NOT_IN_HAND, "U hebt deze zaak niet in behandeling. Pak de zaak eerst.")


def draft(kind: CaseKind, form: ApplicationForm, calendar: Calendar) -> Case:
    """A form that is kept, to go on with later; without legal effect.

    Raises:
        Refused: a citizen can't start such a case, or the form isn't one of it.
    """
    _may_start(kind, Party.CITIZEN)
    return Case(
        kind=kind,
        state=CaseState.DRAFT,
        submitted_by=Party.CITIZEN,
        form=acceptable(form, kind, calendar.today),
    )


def start(  # noqa: PLR0913 - a draft's form, and what it is judged by
    kind: CaseKind,
    party: Party,
    form: ApplicationForm,
    calendar: Calendar,
    standing: Standing | None = None,
    *,
    confirmed: bool = False,
) -> Case:
    """A case that is submitted today, without a draft.

    Raises:
        Refused: this party can't start such a case, or it is incomplete, not confirmed, or about nobody registered.
    """
    _may_start(kind, party)
    case = Case(kind=kind, state=CaseState.DRAFT, submitted_by=party)
    return perform(case, CaseAction.SUBMIT, Viewer(party), calendar, standing, form=form, confirmed=confirmed)


def decided_at_once(kind: CaseKind, form: ApplicationForm, calendar: Calendar) -> Case:
    """A case that is granted when it comes in, what it needs having been found there (domain/wage_value.py)."""
    return Case(
        kind=kind,
        state=CaseState.GRANTED,
        submitted_by=Party.MUNICIPALITY,
        form=complete(form, kind, calendar.today),
        received_on=calendar.today,
        decided_on=calendar.today,
        decision=Decision.GRANT,
    )


def _may_start(kind: CaseKind, party: Party) -> None:
    if party not in CASE_KINDS[kind].starters or CASE_KINDS[kind].at_once:
        raise Refused(RefusalCode.INVALID_VALUE, "Dit soort verzoek kunt u hier niet doen. Kies een ander formulier.")


_DRAFT: Final = frozenset({CaseState.DRAFT})
_SUBMITTED: Final = frozenset({CaseState.SUBMITTED})
_IN_REVIEW: Final = frozenset({CaseState.IN_REVIEW})
_SUSPENDED: Final = frozenset({CaseState.SUSPENDED})
_TAKEN_UP: Final = _IN_REVIEW | _SUSPENDED

TRANSITIONS: Final = (
    Transition(CaseAction.EDIT, _DRAFT, None, Who.SUBMITTER, submission.edit),
    Transition(
        CaseAction.SUBMIT, _DRAFT, CaseState.SUBMITTED, Who.SUBMITTER, submission.submit, submission.submittable
    ),
    Transition(CaseAction.DISCARD, _DRAFT, None, Who.SUBMITTER, submission.discard),
    Transition(CaseAction.COMPLETE, _SUSPENDED, CaseState.IN_REVIEW, Who.SUBMITTER, submission.complete_case),
    Transition(CaseAction.WITHDRAW, OPEN, CaseState.WITHDRAWN, Who.SUBMITTER, submission.withdraw),
    Transition(CaseAction.TAKE, _SUBMITTED, CaseState.IN_REVIEW, Who.ASSESSOR, review.take, review.free),
    Transition(CaseAction.TAKE, _TAKEN_UP, None, Who.ASSESSOR, review.take, review.free),
    Transition(CaseAction.RELEASE, _TAKEN_UP, None, Who.HOLDER, review.release),
    Transition(CaseAction.INVITE_COMPLETION, _IN_REVIEW, CaseState.SUSPENDED, Who.HOLDER, review.invite),
    Transition(CaseAction.RESUME, _SUSPENDED, CaseState.IN_REVIEW, Who.HOLDER, review.resume),
    Transition(CaseAction.EXTEND, _IN_REVIEW, None, Who.HOLDER, review.extend, review.extendable),
    Transition(CaseAction.ASK_REACTION, _IN_REVIEW, None, Who.HOLDER, review.ask_reaction, review.reaction_allowed),
    Transition(CaseAction.RECORD_NOTICE_OF_DEFAULT, OPEN, None, Who.ASSESSOR, review.record_notice, review.in_default),
    Transition(CaseAction.RECORD_HEARING, _TAKEN_UP, None, Who.HOLDER, review.record_hearing),
    Transition(CaseAction.RECORD_FACTS, _TAKEN_UP, None, Who.HOLDER, review.record_facts, review.has_facts),
    Transition(CaseAction.GRANT, _IN_REVIEW, CaseState.GRANTED, Who.HOLDER, decisions.grant, decisions.grantable),
    Transition(
        CaseAction.REJECT,
        _IN_REVIEW,
        CaseState.REJECTED,
        Who.HOLDER,
        decisions.decided(Decision.REJECT),
        decisions.rejectable,
    ),
    Transition(
        CaseAction.DECIDE_NOT_TO_TREAT,
        _IN_REVIEW,
        CaseState.NOT_TREATED,
        Who.HOLDER,
        decisions.decided(Decision.NOT_TREAT),
        decisions.untreatable,
    ),
)
"""The table. An action that leads to another state from another one has a line for each."""
