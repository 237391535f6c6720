"""What may be done with a case, by whom and when, in sentences."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case_actions import CaseAction, Viewer, Who
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.cases import OPEN, Case, CaseState, Decision, HeardParty, Hearing, decide_before, is_overdue, penalty_of
from domain.eligibility import Standing
from domain.errors import ForbiddenError
from domain.forms import ApplicationForm
from domain.refusals import RefusalCode, Refused
from domain.review import decide_before_if_completed
from domain.transitions import TRANSITIONS, actions, decided_at_once, draft, perform, start
from tests.fixtures.cases import (
    ASSESSOR,
    CITIZEN,
    COLLEAGUE,
    FORMER_PUPIL,
    FORMS,
    MUNICIPALITY,
    WITH_WAJONG,
    calendar,
    completed,
    in_review,
    invited,
    submitted,
)

TODAY = calendar("2026-11-26")
WHY = "U voldoet aan de regels."


def refusal(case: Case, action: CaseAction, viewer: Viewer = ASSESSOR, day: str = "2026-11-26", **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        perform(case, action, viewer, calendar(day), FORMER_PUPIL, **values)
    return refused.value.code


def test_a_deregistration_is_asked_taken_and_granted() -> None:
    case = submitted("2026-11-26")
    assert (case.state, case.received_on) == (CaseState.SUBMITTED, TODAY.today)
    case = perform(case, CaseAction.TAKE, ASSESSOR, TODAY)
    assert (case.state, case.holder) == (CaseState.IN_REVIEW, "a")
    assert CaseAction.GRANT in actions(case, ASSESSOR, TODAY, FORMER_PUPIL)
    case = perform(case, CaseAction.GRANT, ASSESSOR, TODAY, FORMER_PUPIL, motivation=WHY)
    assert (case.state, case.decision, case.decided_on) == (CaseState.GRANTED, Decision.GRANT, TODAY.today)
    assert decide_before(case, TODAY) is None
    for viewer in (ASSESSOR, COLLEAGUE, CITIZEN):
        assert actions(case, viewer, TODAY, FORMER_PUPIL) == []


def test_the_table_reads_as_the_law_draws_it() -> None:
    assert {(source, line.target) for line in TRANSITIONS for source in line.sources if line.target} == {
        (CaseState.DRAFT, CaseState.SUBMITTED),
        (CaseState.SUBMITTED, CaseState.IN_REVIEW),
        (CaseState.IN_REVIEW, CaseState.SUSPENDED),
        (CaseState.SUSPENDED, CaseState.IN_REVIEW),
        (CaseState.IN_REVIEW, CaseState.GRANTED),
        (CaseState.IN_REVIEW, CaseState.REJECTED),
        (CaseState.IN_REVIEW, CaseState.NOT_TREATED),
        *((state, CaseState.WITHDRAWN) for state in OPEN),
    }
    assert {line.action for line in TRANSITIONS} == set(CaseAction)
    hand = {CaseAction.GRANT, CaseAction.REJECT, CaseAction.DECIDE_NOT_TO_TREAT, CaseAction.INVITE_COMPLETION}
    assert all(line.who is Who.HOLDER for line in TRANSITIONS if line.action in hand)


@pytest.mark.parametrize("state", [state for state in CaseState if state not in OPEN | {CaseState.DRAFT}])
def test_nothing_can_be_done_with_a_case_that_is_over(state: CaseState) -> None:
    case = replace(in_review("2026-11-26"), state=state, decided_on=TODAY.today)
    for line in TRANSITIONS:
        viewer = CITIZEN if line.who is Who.SUBMITTER else ASSESSOR
        assert refusal(case, line.action, viewer) == RefusalCode.WRONG_STATE


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("party", Party)
def test_only_whom_the_law_names_starts_a_case_of_a_kind(kind: CaseKind, party: Party) -> None:
    allowed = {
        Party.CITIZEN: {
            CaseKind.DEREGISTRATION,
            CaseKind.WORK_CAPACITY_ASSESSMENT,
            CaseKind.WORK_PROVISION_ASSESSMENT,
            CaseKind.SPECIAL_EDUCATION_REPORT,
        },
        Party.MUNICIPALITY: {CaseKind.WORK_PROVISION_ASSESSMENT, CaseKind.PARTICIPATION_ACT_INDICATION},
        Party.ASSESSOR: set(),
    }
    form = FORMS.get(kind, ApplicationForm())
    if kind in allowed[party]:
        assert start(kind, party, form, TODAY, FORMER_PUPIL, confirmed=True).submitted_by is party
    else:
        with pytest.raises(Refused) as refused:
            start(kind, party, form, TODAY, FORMER_PUPIL, confirmed=True)
        assert refused.value.code is RefusalCode.INVALID_VALUE


def test_a_wage_value_is_decided_when_it_comes_in() -> None:
    case = decided_at_once(CaseKind.WAGE_VALUE_REPORT, ApplicationForm(reference="W-1"), TODAY)
    assert (case.state, case.decided_on, case.due) == (CaseState.GRANTED, TODAY.today, None)
    assert decide_before(case, TODAY) is None
    assert CASE_KINDS[CaseKind.WAGE_VALUE_REPORT].at_once


def test_a_draft_is_its_citizens_alone_and_has_no_legal_effect() -> None:
    case = draft(CaseKind.WORK_CAPACITY_ASSESSMENT, ApplicationForm(), TODAY)
    assert (case.received_on, case.due, decide_before(case, TODAY)) == (None, None, None)
    assert actions(case, CITIZEN, TODAY) == [CaseAction.EDIT, CaseAction.SUBMIT, CaseAction.DISCARD]
    for other in (ASSESSOR, MUNICIPALITY):
        assert actions(case, other, TODAY) == []
    assert refusal(case, CaseAction.SUBMIT, CITIZEN) == RefusalCode.INCOMPLETE
    case = perform(case, CaseAction.EDIT, CITIZEN, TODAY, form=FORMS[case.kind])
    later = calendar("2026-12-24")
    case = perform(case, CaseAction.SUBMIT, CITIZEN, later)
    assert (case.state, case.received_on, case.due) == (CaseState.SUBMITTED, later.today, date(2027, 4, 1))


def test_a_deregistration_is_confirmed_and_asked_by_whom_is_registered() -> None:
    case = draft(CaseKind.DEREGISTRATION, ApplicationForm(), TODAY)
    assert refusal(case, CaseAction.SUBMIT, CITIZEN) == RefusalCode.NOT_CONFIRMED
    assert refusal(case, CaseAction.SUBMIT, CITIZEN, confirmed=False) == RefusalCode.NOT_CONFIRMED
    with pytest.raises(Refused) as refused:
        perform(case, CaseAction.SUBMIT, CITIZEN, TODAY, Standing(registered=False), confirmed=True)
    assert refused.value.code is RefusalCode.NOT_REGISTERED
    assert perform(case, CaseAction.SUBMIT, CITIZEN, TODAY, WITH_WAJONG, confirmed=True).state is CaseState.SUBMITTED


def test_two_assessors_never_have_one_case() -> None:
    case = in_review("2026-11-26")
    assert refusal(case, CaseAction.TAKE, COLLEAGUE) == RefusalCode.TAKEN
    assert refusal(case, CaseAction.TAKE, ASSESSOR) == RefusalCode.TAKEN
    assert refusal(case, CaseAction.RELEASE, COLLEAGUE) == RefusalCode.NOT_IN_HAND
    case = perform(case, CaseAction.RELEASE, ASSESSOR, TODAY)
    assert (case.state, case.holder) == (CaseState.IN_REVIEW, None)
    assert refusal(case, CaseAction.GRANT, ASSESSOR, motivation=WHY) == RefusalCode.NOT_IN_HAND
    assert perform(case, CaseAction.TAKE, COLLEAGUE, TODAY).holder == "b"


@pytest.mark.parametrize("action", [line.action for line in TRANSITIONS if line.who is Who.HOLDER])
def test_what_needs_the_case_in_hand_is_refused_without(action: CaseAction) -> None:
    assert refusal(submitted("2026-11-26"), action, ASSESSOR) == RefusalCode.NOT_IN_HAND
    assert refusal(in_review("2026-11-26"), action, COLLEAGUE) == RefusalCode.NOT_IN_HAND


def test_a_party_never_does_what_is_anothers() -> None:
    case = in_review("2026-11-26")
    for line in TRANSITIONS:
        for viewer in (ASSESSOR, MUNICIPALITY) if line.who is Who.SUBMITTER else (CITIZEN, MUNICIPALITY):
            with pytest.raises(ForbiddenError):
                perform(case, line.action, viewer, TODAY, FORMER_PUPIL)
            assert line.action not in actions(case, viewer, TODAY, FORMER_PUPIL)


def test_an_assessor_without_a_pseudonym_is_no_viewer() -> None:
    with pytest.raises(ValueError, match="pseudonym"):
        Viewer(Party.ASSESSOR)


def test_a_suspended_case_is_completed_by_its_submitter_only_in_time() -> None:
    case = invited(in_review("2026-11-26"), "2026-12-01", "2026-12-15")
    assert case.state is CaseState.SUSPENDED
    assert actions(case, CITIZEN, calendar("2026-12-15")) == [CaseAction.COMPLETE, CaseAction.WITHDRAW]
    done = completed(case, "2026-12-15")
    assert (done.state, done.completed_on, done.form.explanation) == (
        CaseState.IN_REVIEW,
        date(2026, 12, 15),
        "Nu wel.",
    )
    late: dict[str, Any] = {"form": ApplicationForm(explanation="Nu wel.")}
    assert refusal(case, CaseAction.COMPLETE, CITIZEN, "2026-12-16", **late) == RefusalCode.TOO_LATE
    nothing: dict[str, Any] = {"form": ApplicationForm()}
    assert refusal(case, CaseAction.COMPLETE, CITIZEN, "2026-12-02", **nothing) == RefusalCode.INCOMPLETE


def test_a_suspended_case_goes_on_by_itself_when_its_term_has_passed_unused() -> None:
    case = invited(in_review("2026-11-26"), "2026-12-01", "2026-12-15")
    assert case.on(date(2026, 12, 15)).state is CaseState.SUSPENDED
    assert case.on(date(2026, 12, 16)).state is CaseState.IN_REVIEW
    assert CaseAction.GRANT not in actions(case, ASSESSOR, calendar("2026-12-15"), FORMER_PUPIL)
    assert CaseAction.GRANT in actions(case, ASSESSOR, calendar("2026-12-16"), FORMER_PUPIL)


@pytest.mark.parametrize(
    ("today", "answer"),
    [("2026-11-27", "2026-12-14"), ("2026-12-01", "2026-12-02"), ("2026-12-23", "2026-12-25"),
     ("2027-01-20", "2027-02-05"), ("2027-01-21", "2027-02-06"), ("2027-01-22", "2027-02-05"),
     ("2026-12-01", "2027-11-30")],
)  # fmt: skip
@pytest.mark.parametrize("received", ["2026-11-26", "2026-11-25", "2026-11-21"])
def test_the_day_that_is_shown_before_asking_is_the_day_that_comes(received: str, today: str, answer: str) -> None:
    case, on = in_review(received), date.fromisoformat(answer)
    came = decide_before(completed(invited(case, today, answer), answer), calendar(answer))
    assert came is not None
    assert decide_before_if_completed(case, calendar(today), on) == came


@pytest.mark.parametrize("answer", ["2026-11-26", "2026-12-01", "2027-12-01", "9999-12-31", "0001-01-01"])
def test_a_day_that_an_invitation_may_not_set_has_none_to_show(answer: str) -> None:
    assert (
        decide_before_if_completed(in_review("2026-11-26"), calendar("2026-12-01"), date.fromisoformat(answer)) is None
    )


def test_no_day_is_shown_of_a_case_that_nobody_can_ask_about() -> None:
    asked = invited(in_review("2026-11-26"), "2026-12-01", "2026-12-14")
    decided = perform(in_review("2026-11-26"), CaseAction.GRANT, ASSESSOR, TODAY, FORMER_PUPIL, motivation=WHY)
    for case in (submitted("2026-11-26"), asked, decided):
        assert decide_before_if_completed(case, calendar("2026-12-02"), date(2026, 12, 20)) is None


def test_a_case_that_stands_still_is_never_too_late() -> None:
    case = invited(in_review("2026-11-26"), "2027-01-21", "2027-02-18")
    assert not is_overdue(case, calendar("2027-02-18"))
    assert is_overdue(case, calendar("2027-02-19"))


def test_a_term_that_has_passed_stands_still_no_more() -> None:
    case = invited(in_review("2026-11-26"), "2027-01-22", "2027-02-05")
    assert (case.state, case.stands_still_since) == (CaseState.SUSPENDED, None)
    for day in ("2027-01-22", "2027-02-05", "2027-02-06"):
        assert is_overdue(case, calendar(day))
        assert decide_before(case, calendar(day)) == date(2027, 1, 21)
    assert decide_before(completed(case, "2027-02-01"), calendar("2027-02-01")) == date(2027, 1, 21)


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-12-01", RefusalCode.INVALID_DATE),
        ("2026-11-30", RefusalCode.INVALID_DATE),
        ("2027-12-01", RefusalCode.INVALID_DATE),
        ("9999-12-31", RefusalCode.INVALID_DATE),
    ],
)
def test_an_invitation_sets_a_later_and_reasonable_day(until: str, code: RefusalCode) -> None:
    values: dict[str, Any] = {"missing": ("Een brief",), "until": date.fromisoformat(until)}
    case = in_review("2026-11-26")
    assert refusal(case, CaseAction.INVITE_COMPLETION, ASSESSOR, "2026-12-01", **values) == code
    assert invited(case, "2026-12-01", "2027-11-30").state is CaseState.SUSPENDED


@pytest.mark.parametrize("missing", [(), ("x",) * 21, ("",), ("a\nb",), ("a\0b",), ("x" * 201,)])
def test_an_invitation_names_what_is_missing_in_lines(missing: tuple[str, ...]) -> None:
    values: dict[str, Any] = {"missing": missing, "until": date(2026, 12, 15)}
    code = refusal(in_review("2026-11-26"), CaseAction.INVITE_COMPLETION, ASSESSOR, **values)
    assert code == (RefusalCode.INVALID_VALUE if len(missing) == 1 else RefusalCode.INCOMPLETE)


def test_a_term_is_extended_once_and_before_it_ends() -> None:
    case = in_review("2026-11-26")
    given: dict[str, Any] = {"until": date(2027, 3, 1), "reason": "Het is druk."}
    assert refusal(case, CaseAction.EXTEND, ASSESSOR, "2027-01-22", **given) == RefusalCode.TOO_LATE
    extended = perform(case, CaseAction.EXTEND, ASSESSOR, calendar("2027-01-21"), **given)
    assert decide_before(extended, calendar("2027-01-21")) == date(2027, 3, 1)
    assert refusal(extended, CaseAction.EXTEND, ASSESSOR, "2027-01-21", **given) == RefusalCode.TOO_LATE
    for until in ("2027-01-21", "2027-01-20", "2028-01-21"):
        wrong = {**given, "until": date.fromisoformat(until)}
        assert refusal(case, CaseAction.EXTEND, ASSESSOR, "2027-01-20", **wrong) == RefusalCode.INVALID_DATE


def test_resuming_takes_back_the_invitation() -> None:
    case = invited(in_review("2026-11-26"), "2026-12-01", "2026-12-15")
    case = perform(case, CaseAction.RESUME, ASSESSOR, calendar("2026-12-04"), reason="Het kan zonder.")
    assert (case.state, case.due) == (CaseState.IN_REVIEW, date(2027, 1, 23))
    assert refusal(case, CaseAction.DECIDE_NOT_TO_TREAT, day="2026-12-20", motivation=WHY) == RefusalCode.WRONG_STATE


def test_not_treating_needs_an_invitation_and_is_within_four_weeks() -> None:
    case = in_review("2026-11-26")
    assert refusal(case, CaseAction.DECIDE_NOT_TO_TREAT, motivation=WHY) == RefusalCode.WRONG_STATE
    case = invited(case, "2026-12-01", "2026-12-15")
    assert refusal(case, CaseAction.DECIDE_NOT_TO_TREAT, day="2026-12-15", motivation=WHY) == RefusalCode.WRONG_STATE
    for day in ("2026-12-16", "2027-01-12"):
        done = perform(case, CaseAction.DECIDE_NOT_TO_TREAT, ASSESSOR, calendar(day), motivation=WHY)
        assert (done.state, done.decision) == (CaseState.NOT_TREATED, Decision.NOT_TREAT)
    assert refusal(case, CaseAction.DECIDE_NOT_TO_TREAT, day="2027-01-13", motivation=WHY) == RefusalCode.TOO_LATE
    answered = completed(case, "2026-12-10")
    assert CaseAction.DECIDE_NOT_TO_TREAT in actions(answered, ASSESSOR, calendar("2027-01-07"))
    assert refusal(answered, CaseAction.DECIDE_NOT_TO_TREAT, day="2027-01-08", motivation=WHY) == RefusalCode.TOO_LATE


def test_a_notice_of_default_counts_only_after_the_term_and_once() -> None:
    case = submitted("2026-11-26")
    early: dict[str, Any] = {"received_on": date(2027, 1, 21)}
    assert refusal(case, CaseAction.RECORD_NOTICE_OF_DEFAULT, ASSESSOR, "2027-01-21", **early) == "INVALID_DATE"
    assert refusal(case, CaseAction.RECORD_NOTICE_OF_DEFAULT, ASSESSOR, "2027-02-01", **early) == "INVALID_DATE"
    future: dict[str, Any] = {"received_on": date(2027, 2, 2)}
    assert refusal(case, CaseAction.RECORD_NOTICE_OF_DEFAULT, ASSESSOR, "2027-02-01", **future) == "INVALID_DATE"
    day, given = calendar("2027-02-01"), date(2027, 1, 22)
    case = perform(case, CaseAction.RECORD_NOTICE_OF_DEFAULT, ASSESSOR, day, received_on=given)
    assert refusal(case, CaseAction.RECORD_NOTICE_OF_DEFAULT, day="2027-02-01", received_on=given) == "WRONG_STATE"
    owed = penalty_of(case, date(2027, 2, 6))
    assert owed is not None
    assert (owed.runs_from, owed.days_run, owed.amount) == (date(2027, 2, 6), 1, 23)
    assert penalty_of(submitted("2026-11-26"), date(2030, 1, 1)) is None


def test_a_hearing_is_between_receipt_and_today_and_doesnt_move_the_term() -> None:
    case = in_review("2026-11-26")
    for day in ("2026-11-25", "2026-12-02"):
        hearing = Hearing(HeardParty.APPLICANT, date.fromisoformat(day), in_writing=True, summary="Gehoord.")
        assert refusal(case, CaseAction.RECORD_HEARING, day="2026-12-01", hearing=hearing) == RefusalCode.INVALID_DATE
    hearing = Hearing(HeardParty.EMPLOYER, date(2026, 11, 26), in_writing=False, summary="Gehoord.")
    heard = perform(case, CaseAction.RECORD_HEARING, ASSESSOR, calendar("2026-12-01"), hearing=hearing)
    assert heard == replace(case, hearings=(hearing,))


def test_a_reaction_is_asked_once_and_only_before_a_grant_that_the_law_allows() -> None:
    case = in_review("2026-11-26")
    asked = perform(case, CaseAction.ASK_REACTION, ASSESSOR, TODAY, FORMER_PUPIL)
    assert asked.reaction_asked_on == TODAY.today
    assert refusal(asked, CaseAction.ASK_REACTION) == RefusalCode.WRONG_STATE
    for standing, code in ((WITH_WAJONG, RefusalCode.NOT_ELIGIBLE), (None, RefusalCode.UNDECIDED)):
        with pytest.raises(Refused) as refused:
            perform(case, CaseAction.ASK_REACTION, ASSESSOR, TODAY, standing)
        assert refused.value.code is code
    application = in_review("2026-11-26", CaseKind.SPECIAL_EDUCATION_REPORT)
    assert refusal(application, CaseAction.ASK_REACTION) == RefusalCode.WRONG_STATE


@pytest.mark.parametrize("days", range(4))
def test_who_withdraws_a_case_ends_it_in_any_open_state(days: int) -> None:
    suspended = invited(in_review("2026-11-26"), "2026-11-26", "2026-12-10")
    for case in (submitted("2026-11-26"), in_review("2026-11-26"), suspended):
        day = calendar(f"2026-11-{26 + days}")
        done = perform(case, CaseAction.WITHDRAW, CITIZEN, day)
        assert (done.state, done.decided_on, done.decision) == (CaseState.WITHDRAWN, day.today, None)


def test_no_refusal_repeats_what_was_sent() -> None:
    for text in ("geheim 999912345", "geheim\0"):
        with pytest.raises(Refused) as refused:
            perform(in_review("2026-11-26"), CaseAction.EXTEND, ASSESSOR, TODAY, reason=text * 30, until=date.max)
        assert "geheim" not in f"{refused.value}{refused.value.message}"
