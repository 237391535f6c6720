from dataclasses import asdict
from datetime import date

import pytest

from domain.admission_facts import (
    FACT_NAMES,
    FACT_QUESTIONS,
    AdmissionFacts,
    FindingRequester,
    ThresholdFunctions,
    merged,
)
from domain.errors import BadUserInputError

SOME = AdmissionFacts(
    protected_work_finding=False,
    wage_cost_subsidy_10d2=True,
    finding_requested_by=FindingRequester.SELF,
    finding_on=date(2024, 2, 29),
    wsw_decision_on_20141231=True,
    wajong_2015_refused=False,
    wsw_or_wajong_on_20150501=False,
    illness_before_18_or_during_study=True,
    threshold_functions=ThresholdFunctions.PART,
)
WRITTEN = {
    "protectedWorkFinding": False,
    "wageCostSubsidy10d2": True,
    "findingRequestedBy": "SELF",
    "findingOn": "2024-02-29",
    "wswDecisionOn20141231": True,
    "wajong2015Refused": False,
    "wswOrWajongOn20150501": False,
    "illnessBefore18OrDuringStudy": True,
    "thresholdFunctions": "PART",
}


def test_facts_are_written_by_their_public_names_and_read_back_the_same() -> None:
    assert SOME.as_json() == WRITTEN
    assert AdmissionFacts.from_json(WRITTEN) == SOME
    assert AdmissionFacts.from_json({}) == AdmissionFacts()
    assert AdmissionFacts().as_json() == {}


def test_a_null_that_was_written_is_an_unknown_fact() -> None:
    assert AdmissionFacts.from_json({"wajong": None, "findingOn": None}) == AdmissionFacts()


@pytest.mark.parametrize(
    "values",
    [
        {"wajong": "true"},
        {"wajong": 1},
        {"findingOn": True},
        {"findingOn": "2024-02-30"},
        {"findingOn": 20240229},
        {"findingRequestedBy": "EMPLOYER"},
        {"thresholdFunctions": ""},
        {"municipal_support": True},
        {"other": True},
    ],
)
def test_a_fact_with_another_name_or_a_value_of_another_kind_is_refused_without_repeating_it(
    values: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match=r"fact|value") as refused:
        AdmissionFacts.from_json(values)
    for name, value in values.items():
        assert not isinstance(value, str) or not value or value not in str(refused.value)
        assert name in str(refused.value) or name not in FACT_NAMES.values()


def test_every_fact_has_its_words_in_plain_dutch() -> None:
    assert list(FACT_QUESTIONS) == list(FACT_NAMES) == list(asdict(AdmissionFacts()))


def test_what_is_newly_known_takes_the_place_of_what_was_known_and_the_rest_stays() -> None:
    old = AdmissionFacts(wajong=True, works_in_employment=True, finding_on=date(2020, 1, 1))
    new = AdmissionFacts(works_in_employment=False, special_education=True)
    assert merged(old, new) == AdmissionFacts(
        wajong=True, works_in_employment=False, finding_on=date(2020, 1, 1), special_education=True
    )


WHOLE, PART, NONE = ThresholdFunctions


@pytest.mark.parametrize(
    ("functions", "six_months", "cannot_earn"),
    [
        (WHOLE, True, False),
        (WHOLE, False, False),
        (WHOLE, None, False),
        (PART, True, True),
        (PART, False, None),
        (PART, None, None),
        (NONE, True, True),
        (NONE, False, None),
        (NONE, None, None),
        (None, True, None),
        (None, False, None),
        (None, None, None),
    ],
)
def test_article_3_5_finds_by_threshold_functions_and_six_months_and_refuses_a_finding_that_contradicts_it(
    functions: ThresholdFunctions | None, six_months: bool | None, cannot_earn: bool | None
) -> None:
    derived = AdmissionFacts(threshold_functions=functions, limits_last_six_months=six_months)
    assert derived.derived_finding is cannot_earn
    for finding in (True, False):
        stated = AdmissionFacts(uwv_finding_below_minimum_wage=finding)
        if cannot_earn in {None, finding}:
            assert merged(derived, stated).uwv_finding_below_minimum_wage is finding
        else:
            with pytest.raises(BadUserInputError, match="uwvFindingBelowMinimumWage contradicts thresholdFunctions"):
                merged(derived, stated)
            with pytest.raises(BadUserInputError):
                merged(stated, derived)
