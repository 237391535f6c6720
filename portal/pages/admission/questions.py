"""The questions of *Kom ik in aanmerking?*: which come next, and the facts that the answers are.

A page asks facts that the answers so far leave open, and no others; whoever doesn't know one says so, and is asked on.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from domain.admission_facts import FACT_NAMES, AdmissionFacts, FindingRequester, ThresholdFunctions
from portal.fields import day_fault, typed_day

Answers = dict[str, str]
"""What was answered, by the names of the facts, in the order in which it was asked."""

UNKNOWN: Final = "weet-niet"
_YES_OR_NO: Final[Mapping[str, object]] = {"ja": True, "nee": False}
_CHOICES: Final[Mapping[str, Mapping[str, object]]] = {
    "finding_requested_by": {"gemeente": FindingRequester.MUNICIPALITY, "zelf": FindingRequester.SELF},
    "threshold_functions": {
        "helemaal": ThresholdFunctions.WHOLE,
        "deels": ThresholdFunctions.PART,
        "niet": ThresholdFunctions.NONE,
    },
}
DAYS: Final = frozenset({"finding_on", "wage_value_on", "wsw_lapsed_on", "reported_on"})
OPTIONAL: Final = frozenset({*DAYS, "wsw_reindicated"})
"""What may be left blank, for who doesn't know it, or to whom it doesn't apply."""


class Group(NamedTuple):
    """Facts that are asked on one page; `after`: only once this one was answered with yes."""

    facts: tuple[str, ...]
    after: str | None = None


GROUPS: Final = (
    Group(("wajong", "iva_benefit", "wajong_2015_refused")),
    Group(("permanently_without_possibilities",), after="wajong"),
    Group(("works_in_employment",), after="permanently_without_possibilities"),
    Group(("wage_dispensation",)),
    Group(("wsw_indication", "wiw_or_id_job")),
    Group(("wsw_decision_on_20141231", "wsw_lapsed_on", "wsw_reindicated")),
    Group(("municipal_support", "wage_cost_subsidy_10d2")),
    Group(("wage_value_below_minimum_wage",)),
    Group(("wage_value_on",)),
    Group(("special_education", "entree_pupil_on_last_day")),
    Group(("reported_in_writing",)),
    Group(("reported_on",)),
    Group(("uwv_finding_below_minimum_wage",)),
    Group(("threshold_functions", "limits_last_six_months")),
    Group(("finding_requested_by", "finding_on")),
    Group(("below_minimum_wage_by_illness",)),
    Group(("wsw_or_wajong_since_20130101",)),
    Group(("wsw_or_wajong_on_20150501",)),
    Group(("permanently_without_possibilities",)),
    Group(("works_in_employment",)),
    Group(("illness_before_18_or_during_study",)),
    Group(("needs_provision", "receives_provision")),
    # Last: it is a hard question, and it matters only to whom something else admits.
    Group(("protected_work_finding",)),
)
"""The pages, in the order in which they are asked. What opens a row comes before what else the row wants."""


def next_facts(missing: Sequence[str], answers: Answers) -> tuple[str, ...]:
    """What to ask next of the facts that are missing; nothing if all that is missing was asked."""
    for facts, after in GROUPS:
        asked = tuple(fact for fact in facts if FACT_NAMES[fact] in missing and fact not in answers)
        if asked and (after is None or answers.get(after) == "ja"):
            return asked
    return ()


def before_last(answers: Answers) -> tuple[Answers, tuple[str, ...]]:
    """The answers without those of the last page, and what that page asked."""
    last = next(reversed(answers), "")
    group = next((facts for facts, _ in GROUPS if last in facts), ())
    earlier = {fact: answer for fact, answer in answers.items() if fact not in group}
    return earlier, tuple(fact for fact in answers if fact in group)


def choices(fact: str) -> tuple[str, ...]:
    """What one can choose; nothing where one writes a day."""
    return () if fact in DAYS else (*_CHOICES.get(fact, _YES_OR_NO), UNKNOWN)


def fault(fact: str, answer: str, today: date) -> str | None:
    """The key of the text that says what is wrong with an answer; None: nothing."""
    if fact in DAYS:
        day = typed_day(answer)
        if day is None:
            return day_fault(answer) if answer else None
        return "admission.later" if day > today else None
    if not answer and fact not in OPTIONAL:
        return "admission.choose"
    return None if answer in {"", *choices(fact)} else "admission.choose"


def facts_in(answers: Answers) -> AdmissionFacts:
    """What is known by answers without a fault."""
    return AdmissionFacts(**{fact: _known(fact, answer) for fact, answer in answers.items()})  # type: ignore[arg-type]


def _known(fact: str, answer: str) -> object:
    return typed_day(answer) if fact in DAYS else _CHOICES.get(fact, _YES_OR_NO).get(answer)
