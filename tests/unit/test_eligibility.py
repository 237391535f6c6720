"""Whether the law lets a case be granted, and from which day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.admission_facts import AdmissionFacts, FindingRequester
from domain.case_actions import CaseAction
from domain.case_kinds import CASE_KINDS, CaseKind
from domain.cases import Case, CaseState, HeardParty, Hearing
from domain.eligibility import VOLUNTARY_GROUNDS, Standing, StandingGround, eligibility, grounds_on
from domain.forms import ApplicationForm, RequestedOutcome, SchoolKind
from domain.grounds import GroundCode
from domain.refusals import RefusalCode, Refused
from domain.transitions import actions, decided_at_once, perform
from tests.fixtures.cases import ASSESSOR, FORMS, calendar, in_review

TODAY = date(2026, 11, 26)
DAY = calendar("2026-11-26")
WHY = "Zo is het vastgesteld."
CODES = list(GroundCode)

UWV_FOUND = AdmissionFacts(
    protected_work_finding=False,
    municipal_support=True,
    uwv_finding_below_minimum_wage=True,
    finding_requested_by=FindingRequester.MUNICIPALITY,
    finding_on=date(2026, 11, 10),
)
PUPIL = AdmissionFacts(protected_work_finding=False, special_education=True, permanently_without_possibilities=False)
PROVISION = AdmissionFacts(
    protected_work_finding=False,
    illness_before_18_or_during_study=True,
    needs_provision=True,
    receives_provision=True,
)
WAJONG = AdmissionFacts(protected_work_finding=False, wajong=True, permanently_without_possibilities=False)
GRANTED = (
    (CaseKind.PARTICIPATION_ACT_INDICATION, UWV_FOUND, GroundCode.PARTICIPATION_ACT_INDICATION, date(2026, 11, 10)),
    (CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL, GroundCode.SPECIAL_EDUCATION, TODAY),
    (CaseKind.WORK_PROVISION_ASSESSMENT, PROVISION, GroundCode.WORK_PROVISION, date(1900, 1, 1)),
    (CaseKind.WORK_CAPACITY_ASSESSMENT, WAJONG, GroundCode.WAJONG, date(1900, 1, 1)),
)
"""A kind, facts of which one row that it may rest on holds, the ground, and the first day it could start."""


def with_facts(kind: CaseKind, facts: AdmissionFacts | None, form: ApplicationForm | None = None) -> Case:
    return replace(in_review("2026-11-26", kind, form=form), facts=facts)


def refusal(case: Case, action: CaseAction = CaseAction.GRANT, **values: Any) -> RefusalCode:
    with pytest.raises(Refused) as refused:
        perform(case, action, ASSESSOR, DAY, motivation=WHY, **values)
    return refused.value.code


def standing(*grounds: tuple[GroundCode, str | None]) -> Standing:
    return Standing(
        registered=True,
        grounds=tuple(
            StandingGround(code, date(2016, 1, 1), date.fromisoformat(end) if end else None) for code, end in grounds
        ),
    )


@pytest.mark.parametrize("code", CODES)
def test_a_ground_that_holds_keeps_its_person_in_but_for_three(code: GroundCode) -> None:
    found = eligibility(in_review("2026-11-26"), standing((code, None)), TODAY)
    assert found.may_be_granted is (code in VOLUNTARY_GROUNDS)
    assert {
        GroundCode.SPECIAL_EDUCATION,
        GroundCode.FORMER_WSW,
        GroundCode.TRANSITIONAL,
    } == VOLUNTARY_GROUNDS


@pytest.mark.parametrize(
    ("grounds", "may"),
    [
        ([(GroundCode.WAJONG, "2026-11-26")], True),
        ([(GroundCode.WAJONG, "2026-11-27")], False),
        ([(GroundCode.WAJONG, "2020-01-01"), (GroundCode.PRACTICE_ROUTE, None)], False),
        ([(GroundCode.WAJONG, "2020-01-01"), (GroundCode.PRACTICE_ROUTE, "2024-01-01")], True),
        ([(GroundCode.SPECIAL_EDUCATION, None), (GroundCode.TRANSITIONAL, None)], True),
        ([(GroundCode.SPECIAL_EDUCATION, None), (GroundCode.WAJONG, "2020-01-01")], False),
        ([(GroundCode.SPECIAL_EDUCATION, "2020-01-01"), (GroundCode.WAJONG, "2020-01-01")], True),
    ],
)
def test_a_deregistration_needs_all_grounds_stopped_or_only_the_three(
    grounds: list[tuple[GroundCode, str | None]], *, may: bool
) -> None:
    case, register = in_review("2026-11-26"), standing(*grounds)
    assert eligibility(case, register, TODAY).may_be_granted is may
    assert (CaseAction.GRANT in actions(case, ASSESSOR, DAY, register)) is may
    assert CaseAction.REJECT in actions(case, ASSESSOR, DAY, register)


def test_whom_the_register_doesnt_have_is_not_taken_out_of_it() -> None:
    found = eligibility(in_review("2026-11-26"), Standing(registered=False), TODAY)
    assert found.may_be_granted is False
    assert [reason.holds for reason in found.reasons] == [False]


def test_a_register_that_was_not_asked_decides_nothing() -> None:
    case = in_review("2026-11-26")
    assert eligibility(case, None, TODAY).may_be_granted is None
    assert refusal(case) is RefusalCode.UNDECIDED
    assert refusal(case, CaseAction.REJECT) is RefusalCode.UNDECIDED


@pytest.mark.parametrize(("kind", "facts", "code", "earliest"), GRANTED)
def test_an_application_is_granted_on_the_row_that_holds(
    kind: CaseKind, facts: AdmissionFacts, code: GroundCode, earliest: date
) -> None:
    case = with_facts(kind, facts)
    found = eligibility(case, None, TODAY)
    assert found.may_be_granted is True
    assert list(grounds_on(case, TODAY)) == [code]
    assert all(reason.article and reason.text for reason in found.reasons)
    assert len(found.reasons) == 1 + len(CASE_KINDS[kind].rows)
    done = perform(case, CaseAction.GRANT, ASSESSOR, DAY, motivation=WHY, grounds=(code,), start=earliest)
    assert done.state is CaseState.GRANTED
    assert refusal(case, CaseAction.REJECT) is RefusalCode.NOT_ELIGIBLE
    too_early = date.fromordinal(earliest.toordinal() - 1)
    assert refusal(case, grounds=(code,), start=too_early) is RefusalCode.INVALID_DATE
    assert refusal(case, grounds=(code,), start=date(2026, 11, 27)) is RefusalCode.INVALID_DATE


@pytest.mark.parametrize(("kind", "facts", "code", "_earliest"), GRANTED)
def test_a_kind_of_case_gives_its_own_grounds_only(
    kind: CaseKind, facts: AdmissionFacts, code: GroundCode, _earliest: date
) -> None:
    case = with_facts(kind, facts)
    for other in set(GroundCode) - {code}:
        wanted = RefusalCode.NOT_ELIGIBLE if other in CASE_KINDS[kind].grounds else RefusalCode.INVALID_VALUE
        assert refusal(case, grounds=(other,), start=TODAY) is wanted
        assert refusal(case, grounds=(code, other), start=TODAY) is wanted
    assert refusal(case, grounds=(), start=TODAY) is RefusalCode.INCOMPLETE
    assert refusal(case, grounds=(code,), start=None) is RefusalCode.INCOMPLETE


@pytest.mark.parametrize(("kind", "facts", "_code", "_earliest"), GRANTED)
def test_protected_work_wins_over_every_row(
    kind: CaseKind, facts: AdmissionFacts, _code: GroundCode, _earliest: date
) -> None:
    case = with_facts(kind, replace(facts, protected_work_finding=True))
    assert eligibility(case, None, TODAY).may_be_granted is False
    assert refusal(case) is RefusalCode.NOT_ELIGIBLE
    unknown = with_facts(kind, replace(facts, protected_work_finding=None))
    assert grounds_on(case, TODAY) == grounds_on(unknown, TODAY) == {}
    assert refusal(unknown) is refusal(unknown, CaseAction.REJECT) is RefusalCode.UNDECIDED


@pytest.mark.parametrize("kind", [kind for kind, *_ in GRANTED])
def test_nothing_is_decided_while_the_facts_are_unknown(kind: CaseKind) -> None:
    for facts in (None, AdmissionFacts(), AdmissionFacts(protected_work_finding=False)):
        case = with_facts(kind, facts)
        assert eligibility(case, None, TODAY).may_be_granted is None
        assert refusal(case) is refusal(case, CaseAction.REJECT) is RefusalCode.UNDECIDED
        assert not {CaseAction.GRANT, CaseAction.REJECT} & {*actions(case, ASSESSOR, DAY)}


def test_a_row_of_another_kind_of_case_admits_nobody_here() -> None:
    facts = replace(UWV_FOUND, finding_requested_by=FindingRequester.SELF, below_minimum_wage_by_illness=True)
    assert eligibility(with_facts(CaseKind.PARTICIPATION_ACT_INDICATION, facts), None, TODAY).may_be_granted is False
    mine = with_facts(CaseKind.WORK_CAPACITY_ASSESSMENT, facts)
    assert grounds_on(mine, TODAY) == {
        GroundCode.PARTICIPATION_ACT_INDICATION: "Wfsv 38b lid 1 onder e, Besluit Wfsv 2.25 lid 1 onder d"
    }


def test_a_report_of_special_education_is_the_written_one_of_the_day_it_came() -> None:
    case = with_facts(CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL)
    assert list(grounds_on(case, TODAY)) == [GroundCode.SPECIAL_EDUCATION]
    assert grounds_on(case, date(2026, 11, 25)) == {}
    earlier = replace(case, facts=replace(PUPIL, reported_on=date(2016, 10, 28)))
    assert list(grounds_on(earlier, date(2016, 10, 28))) == [GroundCode.SPECIAL_EDUCATION]
    too_early: dict[str, Any] = {"grounds": (GroundCode.SPECIAL_EDUCATION,), "start": date(2016, 10, 27)}
    assert refusal(earlier, **too_early) is RefusalCode.INVALID_DATE


@pytest.mark.parametrize("kind", [CaseKind.WORK_CAPACITY_ASSESSMENT, CaseKind.PARTICIPATION_ACT_INDICATION])
def test_an_advice_on_protected_work_records_nothing(kind: CaseKind) -> None:
    case = in_review("2026-11-26", kind, form=ApplicationForm(requested_outcome=RequestedOutcome.PROTECTED_WORK_ADVICE))
    assert perform(case, CaseAction.GRANT, ASSESSOR, DAY, motivation=WHY).state is CaseState.GRANTED
    assert perform(case, CaseAction.REJECT, ASSESSOR, DAY, motivation=WHY).state is CaseState.REJECTED
    ground = (GroundCode.PARTICIPATION_ACT_INDICATION,)
    assert refusal(case, grounds=ground, start=TODAY) is RefusalCode.INVALID_VALUE


def test_a_deregistration_gives_no_ground_and_ends_today() -> None:
    case, register = in_review("2026-11-26"), standing((GroundCode.SPECIAL_EDUCATION, None))
    for values in ({"grounds": (GroundCode.WAJONG,)}, {"start": date(2026, 11, 25)}, {"start": date(2026, 11, 27)}):
        with pytest.raises(Refused) as refused:
            perform(case, CaseAction.GRANT, ASSESSOR, DAY, register, motivation=WHY, **values)
        assert refused.value.code is RefusalCode.INVALID_VALUE
    today = perform(case, CaseAction.GRANT, ASSESSOR, DAY, register, motivation=WHY, start=TODAY)
    assert today.state is CaseState.GRANTED


def test_a_rejection_names_no_ground_and_no_day() -> None:
    case = with_facts(CaseKind.WORK_PROVISION_ASSESSMENT, replace(PROVISION, illness_before_18_or_during_study=False))
    for values in ({"grounds": (GroundCode.WORK_PROVISION,)}, {"start": TODAY}):
        assert refusal(case, CaseAction.REJECT, **values) is RefusalCode.INVALID_VALUE
    assert perform(case, CaseAction.REJECT, ASSESSOR, DAY, motivation=WHY).state is CaseState.REJECTED


@pytest.mark.parametrize(
    ("kind", "facts", "form"),
    [
        (CaseKind.SPECIAL_EDUCATION_REPORT, {"special_education": False}, FORMS[CaseKind.SPECIAL_EDUCATION_REPORT]),
        (CaseKind.WORK_PROVISION_ASSESSMENT, {"needs_provision": False}, FORMS[CaseKind.WORK_PROVISION_ASSESSMENT]),
        (CaseKind.WORK_PROVISION_ASSESSMENT, {"receives_provision": False}, FORMS[CaseKind.WORK_PROVISION_ASSESSMENT]),
        (
            CaseKind.WORK_CAPACITY_ASSESSMENT,
            {"entree_pupil_on_last_day": False, "wajong": False, "uwv_finding_below_minimum_wage": False},
            ApplicationForm(requested_outcome=RequestedOutcome.INDICATION, school_kind=SchoolKind.ENTREE),
        ),
    ],
)
def test_a_refusal_on_other_facts_than_the_applicants_needs_them_heard(
    kind: CaseKind, facts: dict[str, Any], form: ApplicationForm
) -> None:
    case = with_facts(kind, AdmissionFacts(**facts), form)
    assert refusal(case, CaseAction.REJECT) is RefusalCode.INCOMPLETE
    assert CaseAction.REJECT not in actions(case, ASSESSOR, DAY)
    for party, enough in ((HeardParty.EMPLOYER, False), (HeardParty.APPLICANT, True)):
        hearing = Hearing(party, TODAY, in_writing=True, summary="Gehoord.")
        heard = perform(case, CaseAction.RECORD_HEARING, ASSESSOR, DAY, hearing=hearing)
        assert (CaseAction.REJECT in actions(heard, ASSESSOR, DAY)) is enough


def test_facts_of_a_day_to_come_are_not_recorded() -> None:
    case = in_review("2026-11-26", CaseKind.PARTICIPATION_ACT_INDICATION)
    for day, refused in (("2026-11-26", False), ("2026-11-27", True)):
        facts = AdmissionFacts(finding_on=date.fromisoformat(day))
        if refused:
            assert refusal(case, CaseAction.RECORD_FACTS, facts=facts) is RefusalCode.INVALID_DATE
        else:
            assert perform(case, CaseAction.RECORD_FACTS, ASSESSOR, DAY, facts=facts).facts == facts
    assert refusal(in_review("2026-11-26"), CaseAction.RECORD_FACTS, facts=PUPIL) is RefusalCode.WRONG_STATE


def test_a_wage_value_says_what_it_rests_on() -> None:
    case = decided_at_once(CaseKind.WAGE_VALUE_REPORT, ApplicationForm(), DAY)
    assert eligibility(case, None, TODAY).may_be_granted is True
