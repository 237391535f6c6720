"""The questions of *Kom ik in aanmerking?* lead everybody to what all of their facts come to, and ask no more."""

from datetime import date
from typing import Final

from hypothesis import HealthCheck, given, settings

from domain.admission import AdmissionOutcome, evaluate
from domain.admission_facts import FACT_NAMES, AdmissionFacts
from domain.admission_rows import ROWS
from portal.pages.admission.questions import GROUPS, before_last, choices, fault
from tests.fixtures.admission_cases import cases
from tests.fixtures.admission_walk import walk
from tests.fixtures.random_admission import Facts, somebody, somebody_known

DAY: Final = date(2026, 11, 28)  # none of the facts is later

thorough = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(person=somebody_known)
def test_who_knows_everything_ends_with_what_all_of_it_comes_to(person: Facts) -> None:
    _, end, _ = walk(person, DAY)
    whole = evaluate(AdmissionFacts.from_json(person), DAY)
    assert end.outcome is whole.outcome is not AdmissionOutcome.UNDECIDED
    assert set(end.grounds) <= set(whole.grounds)


@thorough
@given(person=somebody)
def test_who_does_not_know_everything_ends_with_what_is_known(person: Facts) -> None:
    answers, end, _ = walk(person, DAY)
    assert end.outcome is evaluate(AdmissionFacts.from_json(person), DAY).outcome
    if end.outcome is AdmissionOutcome.UNDECIDED:
        assert all(answers[fact] in {"", "weet-niet"} for fact in answers if FACT_NAMES[fact] in end.missing)


@thorough
@given(person=somebody)
def test_each_answer_can_be_given_on_its_page_and_going_back_leads_through_the_same_pages(person: Facts) -> None:
    answers, _, pages = walk(person, DAY)
    for fact, answer in answers.items():
        assert fault(fact, answer, DAY) is None
        assert answer in choices(fact) or fact.endswith("_on")
    for asked in reversed(pages):
        answers, again = before_last(answers)
        assert set(again) == set(asked)
    assert answers == {}


def test_every_row_of_the_table_is_reached() -> None:
    reached = set()
    for case in cases():
        if case.outcome == "ADMITTED":
            _, end, pages = walk(case.facts, DAY)
            assert len(pages) <= 14, case.title
            reached |= {(ground.code, ground.article) for ground in end.grounds}
    assert reached == {(row.ground, row.article) for row in ROWS}


def test_every_fact_has_its_page_and_who_answers_no_is_asked_on_few() -> None:
    assert {fact for facts, _ in GROUPS for fact in facts} == set(FACT_NAMES)
    nobody = {name: False for name in FACT_NAMES.values() if not name.endswith(("On", "RequestedBy", "Functions"))}
    _, end, pages = walk(nobody, DAY)
    assert (end.outcome, len(pages)) == (AdmissionOutcome.NOT_ADMITTED, 7)
    _, end, pages = walk({**nobody, "wajong": True}, DAY)
    assert (end.outcome, len(pages)) == (AdmissionOutcome.ADMITTED, 3)


def test_protected_work_is_asked_last_and_wins() -> None:
    person = {"wajong": True, "permanentlyWithoutPossibilities": False, "protectedWorkFinding": True}
    _, end, pages = walk(person, DAY)
    assert pages[-1] == ("protected_work_finding",)
    assert end.outcome is AdmissionOutcome.NOT_ADMITTED
