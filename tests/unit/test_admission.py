from datetime import date

from domain.admission import AdmissionGround, AdmissionOutcome, evaluate
from domain.admission_facts import AdmissionFacts
from domain.grounds import CountsFor, GroundCode

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
