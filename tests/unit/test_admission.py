from dataclasses import replace
from datetime import date

from domain.admission import AdmissionGround, AdmissionOutcome, evaluate
from domain.admission_facts import AdmissionFacts, FindingRequester, ThresholdFunctions
from domain.admission_rows import Truth
from domain.grounds import CountsFor, GroundCode
from tests.fixtures.admission_cases import facts_in

DAY = date(2026, 11, 26)
BOTH = (CountsFor.JOB_AGREEMENT, CountsFor.QUOTA)


def test_one_row_that_holds_admits_and_says_by_which_article() -> None:
    facts = AdmissionFacts(protected_work_finding=False, wajong=True, permanently_without_possibilities=False)
    admission = evaluate(facts, DAY)
    assert admission.outcome is AdmissionOutcome.ADMITTED
    assert admission.grounds == (AdmissionGround(GroundCode.WAJONG, "Wfsv 38b lid 1 onder c", BOTH),)
    assert admission.missing == ()
    assert admission.explanation == (
        "Deze persoon komt in aanmerking voor het doelgroepregister. Deze persoon heeft recht op Wajong en kan nu of "
        "later werken (Wfsv 38b lid 1 onder c)."
    )


def test_nobody_is_admitted_while_it_is_unknown_whether_only_protected_work_is_possible() -> None:
    facts = AdmissionFacts(wajong=True, permanently_without_possibilities=False)
    admission = evaluate(facts, DAY)
    assert admission.outcome is AdmissionOutcome.UNDECIDED
    assert admission.grounds == ()
    assert admission.missing == ("protectedWorkFinding",)


def test_protected_work_wins_over_every_ground() -> None:
    facts = AdmissionFacts(protected_work_finding=True, wajong=True, permanently_without_possibilities=False)
    admission = evaluate(facts, DAY)
    assert admission.outcome is AdmissionOutcome.NOT_ADMITTED
    assert admission.grounds == ()
    assert admission.missing == ()
    assert "alleen beschut" in admission.explanation


def test_of_nobody_anything_is_decided_when_nothing_is_known() -> None:
    admission = evaluate(AdmissionFacts(), DAY)
    assert admission.outcome is AdmissionOutcome.UNDECIDED
    assert admission.grounds == ()
    assert admission.missing[0] == "protectedWorkFinding"


def test_what_is_undecided_says_in_plain_dutch_what_is_missing_and_no_more_than_a_reader_takes_in() -> None:
    some = AdmissionFacts(protected_work_finding=False, wajong=True)
    assert evaluate(some, DAY).explanation.startswith(
        "Er kan nog niet worden beslist, want nog niet alles is bekend. Nog niet bekend: of de gemeente helpt bij het "
        "vinden van werk; of de gemeente loonkostensubsidie geeft; "
    )
    assert evaluate(AdmissionFacts(), DAY).explanation.endswith("; en nog 26 andere feiten.")


def test_limits_shorter_than_six_months_are_said_to_decide_neither_way() -> None:
    facts = AdmissionFacts(
        protected_work_finding=False,
        municipal_support=True,
        finding_requested_by=FindingRequester.MUNICIPALITY,
        finding_on=date(2026, 1, 5),
        threshold_functions=ThresholdFunctions.NONE,
        limits_last_six_months=False,
    )
    admission = evaluate(facts, DAY)
    assert admission.outcome is AdmissionOutcome.UNDECIDED
    assert "korter dan zes maanden" in admission.explanation
    assert "Besluit SUWI 3.5" in admission.explanation


def test_who_is_not_admitted_hears_what_that_means_for_a_registration() -> None:
    nothing = AdmissionFacts.from_json(facts_in("otherwise no"))
    assert "blijft erin" in evaluate(nothing, DAY).explanation
    assert "Wfsv 38b lid 6" in evaluate(nothing, DAY).explanation
    protected = evaluate(replace(nothing, protected_work_finding=True), DAY)
    assert "stopt dat op de dag na" in protected.explanation


def test_a_row_says_for_which_fact_it_does_not_hold() -> None:
    facts = AdmissionFacts(protected_work_finding=False, wajong=True, permanently_without_possibilities=True)
    answers = {answer.row.number: answer.truth for answer in evaluate(facts, date(2025, 12, 31)).answers}
    assert answers[4] == Truth(False, ("permanently_without_possibilities",))
    assert answers[5] == Truth(False)
    assert answers[6] == Truth(False, ("permanently_without_possibilities",))
    assert answers[14] == Truth(None, ("wiw_or_id_job",))
