"""Admission for anybody: two independent readings agree, and what isn't known never admits."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.admission import Admission, AdmissionOutcome, evaluate
from domain.admission_facts import AdmissionFacts, merged
from domain.admission_rows import ROWS
from domain.errors import BadUserInputError
from tests.fixtures.naive_admission import Decision, decide
from tests.fixtures.random_admission import NAMES, Facts, days, somebody, somebody_known

thorough = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def admission_of(facts: Facts, day: str) -> Admission:
    return evaluate(AdmissionFacts.from_json(facts), date.fromisoformat(day))


def public(admission: Admission) -> Decision:
    grounds = [(str(ground.code), ground.article) for ground in admission.grounds]
    return Decision(str(admission.outcome), grounds, set(admission.missing))


@thorough
@given(facts=somebody, day=days)
def test_two_readings_of_the_table_decide_alike_for_whatever_is_known(facts: Facts, day: str) -> None:
    assert public(admission_of(facts, day)) == decide(facts, day)


@thorough
@given(facts=somebody_known, day=days)
def test_two_readings_of_the_table_decide_alike_when_all_is_known_and_nothing_is_undecided(
    facts: Facts, day: str
) -> None:
    admission = admission_of(facts, day)
    assert public(admission) == decide(facts, day)
    assert admission.outcome is not AdmissionOutcome.UNDECIDED


@thorough
@given(facts=somebody, day=days, data=st.data())
def test_a_fact_less_never_admits_who_was_not_and_a_fact_more_never_changes_what_was_decided(
    facts: Facts, day: str, data: st.DataObject
) -> None:
    forgotten = set(data.draw(st.lists(st.sampled_from(sorted(facts)), unique=True))) if facts else set()
    fewer = {name: value for name, value in facts.items() if name not in forgotten}
    less, more = admission_of(fewer, day), admission_of(facts, day)
    assert less.outcome in {AdmissionOutcome.UNDECIDED, more.outcome}
    if less.outcome is AdmissionOutcome.ADMITTED:
        assert set(less.grounds) <= set(more.grounds)


@thorough
@given(facts=somebody, day=days, other=somebody_known)
def test_only_what_is_missing_can_settle_what_is_undecided(facts: Facts, day: str, other: Facts) -> None:
    admission = admission_of(facts, day)
    assert (admission.outcome is AdmissionOutcome.UNDECIDED) == bool(admission.missing)
    assert not facts.keys() & set(admission.missing)
    for name in NAMES:
        if name not in facts and name not in admission.missing:
            try:
                more = admission_of({**facts, name: other[name]}, day)
            except BadUserInputError:
                continue
            assert (more.outcome, set(more.missing)) == (admission.outcome, set(admission.missing)) or (
                more.outcome is admission.outcome is not AdmissionOutcome.UNDECIDED
            ), name


@thorough
@given(facts=somebody, day=days)
def test_every_ground_is_of_a_row_of_the_table_by_its_article_and_says_what_it_counts_for(
    facts: Facts, day: str
) -> None:
    table = {(row.ground, row.article) for row in ROWS}
    admission = admission_of(facts, day)
    assert {(ground.code, ground.article) for ground in admission.grounds} <= table
    assert all(ground.counts_for for ground in admission.grounds)
    assert (admission.outcome is AdmissionOutcome.ADMITTED) == bool(admission.grounds)
    assert len(admission.grounds) == len(set(admission.grounds))


@thorough
@given(old=somebody, new=somebody)
def test_facts_survive_being_written_and_read_and_the_new_ones_win(old: Facts, new: Facts) -> None:
    assert AdmissionFacts.from_json(old).as_json() == old
    together: dict[str, Any] = {**old, **new}
    try:
        both = merged(AdmissionFacts.from_json(old), AdmissionFacts.from_json(new))
    except BadUserInputError:
        assert {"uwvFindingBelowMinimumWage", "thresholdFunctions"} <= together.keys()
    else:
        assert both.as_json() == together
