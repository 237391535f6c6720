"""How an assessor decides a case: what the law allows, what it forbids, and what is still unknown."""

from dataclasses import replace
from datetime import date
from typing import Final

from domain.case_actions import Effect, Situation, Values
from domain.case_kinds import CASE_KINDS
from domain.cases import Case, Decision
from domain.eligibility import Eligibility, eligibility
from domain.grounds import GROUNDS
from domain.refusals import RefusalCode, Refused
from domain.terms import not_treated_until
from domain.texts import readable_text

_MOTIVATION_LENGTH: Final = 2000


def _found(case: Case, situation: Situation) -> Eligibility:
    found = eligibility(case, situation.standing, situation.today)
    if found.may_be_granted is None:
        raise Refused(
            RefusalCode.UNDECIDED, "Er is nog niet genoeg bekend om te beslissen. Leg de feiten vast.", found.reasons
        )
    return found


def grantable(case: Case, situation: Situation) -> None:
    """The law allows it, on what is known."""
    found = _found(case, situation)
    if not found.may_be_granted:
        raise Refused(RefusalCode.NOT_ELIGIBLE, "De wet laat niet toe dat dit verzoek wordt toegekend.", found.reasons)


def rejectable(case: Case, situation: Situation) -> None:
    """All that matters is known."""
    _found(case, situation)


def grant(case: Case, situation: Situation, values: Values) -> Case:
    """The grounds that the kind of case can give, from a day on which they hold."""
    grounds, first = values.get("grounds", ()), values.get("start")
    for code in grounds:
        if code not in CASE_KINDS[case.kind].grounds:
            raise Refused(RefusalCode.INVALID_VALUE, "Deze grondslag hoort niet bij dit verzoek.")
        earliest = GROUNDS[code].earliest or date.min
        if first is None or not earliest <= first <= situation.today:
            raise Refused(
                RefusalCode.INVALID_DATE, "Kies een ingangsdatum waarop de grondslag bestond, en niet na vandaag."
            )
    return decided(Decision.GRANT)(case, situation, values)


def decided(decision: Decision) -> Effect:
    """A decision of today, with the reasons that the submitter will read (Awb 3:46)."""

    def decide(case: Case, situation: Situation, values: Values) -> Case:
        readable_text(values["motivation"], "de motivering", longest=_MOTIVATION_LENGTH)
        return replace(case, decided_on=situation.today, decision=decision)

    return decide


def untreatable(case: Case, situation: Situation) -> None:
    """After an invitation to complete, within four weeks after the answer or the term that passed (Awb 4:5)."""
    if case.invitation is None:
        raise Refused(
            RefusalCode.WRONG_STATE, "Vraag de aanvrager eerst om een aanvulling. Daarna kan dit pas (Awb 4:5)."
        )
    since = case.completed_on or case.invitation.until
    if situation.today > not_treated_until(since, situation.calendar):
        raise Refused(
            RefusalCode.TOO_LATE,
            "De vier weken om het verzoek niet te behandelen zijn voorbij (Awb 4:5). Neem een besluit.",
        )
