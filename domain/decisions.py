"""How an assessor decides a case: what the law allows, what it forbids, and what is still unknown."""

from dataclasses import replace
from datetime import date
from typing import Final

from domain.admission_facts import AdmissionFacts
from domain.case_actions import Effect, Situation, Values
from domain.case_kinds import CASE_KINDS
from domain.cases import Case, Decision, HeardParty
from domain.eligibility import Eligibility, eligibility, grounds_on, rests_on_facts
from domain.forms import SchoolKind
from domain.grounds import GROUNDS, GroundCode
from domain.refusals import Reason, RefusalCode, Refused
from domain.terms import not_treated_until
from domain.texts import readable_text

MOTIVATION_LENGTH: Final = 2000
_FIRST_DAY: Final = date(1900, 1, 1)


def _found(case: Case, situation: Situation) -> Eligibility:
    found = eligibility(case, situation.standing, situation.today)
    if found.may_be_granted is None:
        raise Refused(
            RefusalCode.UNDECIDED,
            "Er is nog niet genoeg bekend om te beslissen. Leg eerst de feiten vast die ontbreken.",
            found.reasons,
        )
    return found


def grantable(case: Case, situation: Situation) -> None:
    """The law allows it, on what is known."""
    found = _found(case, situation)
    if not found.may_be_granted:
        raise Refused(RefusalCode.NOT_ELIGIBLE, "De wet laat niet toe dat dit verzoek wordt toegekend.", found.reasons)


def rejectable(case: Case, situation: Situation) -> None:
    """All that matters is known, it admits nobody, and the applicant was heard where it differs from what they said."""
    found = _found(case, situation)
    if found.may_be_granted and rests_on_facts(case):
        raise Refused(
            RefusalCode.NOT_ELIGIBLE,
            "Volgens de vastgelegde feiten hoort deze persoon in het register. Pas de feiten aan als ze niet kloppen.",
            found.reasons,
        )
    heard = any(hearing.party is HeardParty.APPLICANT for hearing in case.hearings)
    if not heard and differs_from_application(case):
        raise Refused(
            RefusalCode.INCOMPLETE,
            "De feiten zijn anders dan de aanvrager schreef. Hoor de aanvrager eerst, en leg dat vast.",
            (Reason(holds=False, text="De aanvrager is gehoord.", article="Awb 4:7"),),
        )


def differs_from_application(case: Case) -> bool:
    """Whether a recorded fact is not as the applicant said (Awb 4:7 lid 1)."""
    form, facts = case.form, case.facts or AdmissionFacts()
    said = (
        (form.school_kind in {SchoolKind.VSO, SchoolKind.PRO}, facts.special_education),
        (form.school_kind is SchoolKind.ENTREE, facts.entree_pupil_on_last_day),
        (bool(form.provisions), facts.needs_provision),
        (bool(form.provisions), facts.receives_provision),
    )
    return any(stated and found is False for stated, found in said)


def grant(case: Case, situation: Situation, values: Values) -> Case:
    """The grounds that hold and that the kind of case can give, from a day on which they hold."""
    codes, start = values.get("grounds", ()), values.get("start")
    if not rests_on_facts(case):
        if codes or start not in {None, situation.today}:
            raise Refused(
                RefusalCode.INVALID_VALUE, "Bij dit besluit horen geen grondslag en geen andere dag dan vandaag."
            )
    elif not codes:
        raise Refused(RefusalCode.INCOMPLETE, "Kies de grondslag die u toekent.")
    elif start is None:
        raise Refused(RefusalCode.INCOMPLETE, "Kies de dag waarop de grondslag ingaat.")
    else:
        for code in codes:
            _startable(case, situation, code, start)
    return decided(Decision.GRANT)(case, situation, values)


def _startable(case: Case, situation: Situation, code: GroundCode, start: date) -> None:
    """A ground may be granted from a day.

    Raises:
        Refused: INVALID_VALUE: this kind of case never gives it; NOT_ELIGIBLE: the facts don't; INVALID_DATE: not
            from that day.
    """
    if code not in CASE_KINDS[case.kind].grounds:
        raise Refused(RefusalCode.INVALID_VALUE, "Deze grondslag hoort niet bij dit verzoek. Kies een andere.")
    if code not in grounds_on(case, situation.today):
        found = eligibility(case, situation.standing, situation.today)
        raise Refused(
            RefusalCode.NOT_ELIGIBLE, "De vastgelegde feiten geven deze grondslag niet. Kies een andere.", found.reasons
        )
    if start > situation.today:
        raise Refused(RefusalCode.INVALID_DATE, "De grondslag kan niet na vandaag ingaan. Kies een eerdere dag.")
    earliest = GROUNDS[code].earliest or _FIRST_DAY
    if start < earliest:
        raise Refused(
            RefusalCode.INVALID_DATE,
            f"Deze grondslag kan pas ingaan vanaf {earliest.day}-{earliest.month}-{earliest.year}.",
        )
    if code not in grounds_on(case, start):
        raise Refused(
            RefusalCode.INVALID_DATE,
            "Op die dag gaven de vastgelegde feiten deze grondslag nog niet. Kies een latere dag.",
        )


def decided(decision: Decision) -> Effect:
    """A decision of today, with the reasons that the submitter will read (Awb 3:46)."""

    def decide(case: Case, situation: Situation, values: Values) -> Case:
        if decision is not Decision.GRANT and (values.get("grounds") or values.get("start")):
            raise Refused(
                RefusalCode.INVALID_VALUE, "Alleen bij toekennen horen een grondslag en een ingangsdatum. Laat ze weg."
            )
        readable_text(values["motivation"], "de motivering", longest=MOTIVATION_LENGTH)
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
