"""Admission: what the law makes of the facts of somebody, whoever that is."""

from datetime import date
from typing import Any

import strawberry

from domain.admission import Admission as Decided
from domain.admission import AdmissionGround as Held
from domain.admission_facts import FACT_NAMES, AdmissionFacts
from domain.grounds import GROUNDS
from graph.schema.enums import AdmissionOutcome, CountsFor, FindingRequester, GroundCode, ThresholdFunctions
from graph.schema.given import given


def _fact(description: str) -> Any:
    return strawberry.field(description=description, default=strawberry.UNSET)


@strawberry.input(description="Facts of one person for the table of admission; what is left out, or null, is unknown.")
class AdmissionFactsInput:
    """The facts that are known."""

    protected_work_finding: bool | None = _fact(
        "The municipality found that only protected work is possible (beschut werk, Participatiewet 10b lid 1)."
    )
    municipal_support: bool | None = _fact(
        "The municipality supports the person towards work (ondersteuning, Participatiewet 7 lid 1 onder a)."
    )
    wage_cost_subsidy_10d2: bool | None = _fact(
        "There is wage-cost subsidy (loonkostensubsidie) under Participatiewet 10d lid 2."
    )
    uwv_finding_below_minimum_wage: bool | None = _fact(
        "UWV found that the person can't earn the minimum wage (WML). Left out, it follows from thresholdFunctions and "
        "limitsLastSixMonths, which may not contradict it."
    )
    finding_requested_by: FindingRequester | None = _fact("Who asked UWV for that finding.")
    finding_on: date | None = _fact("The day of that finding.")
    below_minimum_wage_by_illness: bool | None = _fact(
        "It is because of illness or defect (ziekte of gebrek) that the person can't earn it."
    )
    wage_value_below_minimum_wage: bool | None = _fact(
        "The municipality found a wage value (loonwaarde) below the minimum wage at full-time work, by the validated "
        "method."
    )
    wage_value_on: date | None = _fact("The day on which the wage value was established.")
    wsw_indication: bool | None = _fact("There is a Wsw indication (Wsw-indicatie).")
    wsw_decision_on_20141231: bool | None = _fact("A Wsw decision was still valid on 2014-12-31.")
    wsw_lapsed_on: date | None = _fact("The day on which that decision lapsed.")
    wsw_reindicated: bool | None = _fact("There was a new indication after it lapsed.")
    wajong: bool | None = _fact("There is a right to Wajong.")
    permanently_without_possibilities: bool | None = _fact(
        "The person is permanently without possibilities to take part in work (duurzaam geen mogelijkheden tot "
        "arbeidsparticipatie)."
    )
    works_in_employment: bool | None = _fact("The person works in employment (dienstbetrekking).")
    wajong_2015_refused: bool | None = _fact(
        "An application for Wajong 2015, made on or after 2015-07-01, was refused."
    )
    special_education: bool | None = _fact("The person was in the VSO target group or at a PrO school.")
    reported_in_writing: bool | None = _fact("The person reported that in writing.")
    reported_on: date | None = _fact("The day of that report.")
    entree_pupil_on_last_day: bool | None = _fact(
        "The person was an entree pupil (entreeopleiding) on the last day of schooling."
    )
    wsw_or_wajong_since_20130101: bool | None = _fact(
        "There was a Wsw indication or a right to Wajong on or after 2013-01-01."
    )
    wsw_or_wajong_on_20150501: bool | None = _fact("There was one on 2015-05-01.")
    iva_benefit: bool | None = _fact("There is an IVA benefit (IVA-uitkering).")
    wage_dispensation: bool | None = _fact("There is wage dispensation (loondispensatie, Wet SUWI 82a lid 1).")
    illness_before_18_or_during_study: bool | None = _fact(
        "There is an illness or defect from before the age of 18 or during study (to 30) that hinders the person."
    )
    needs_provision: bool | None = _fact("The person can't earn the minimum wage without a provision (voorziening).")
    receives_provision: bool | None = _fact("The person receives such a provision.")
    wiw_or_id_job: bool | None = _fact("The person works in a Wiw or ID job (Participatiewet 78d lid 1).")
    threshold_functions: ThresholdFunctions | None = _fact(
        "How much of a threshold function (drempelfunctie) the person can do."
    )
    limits_last_six_months: bool | None = _fact("The limits last six months or longer.")

    def known(self) -> AdmissionFacts:
        """The facts as the law's table takes them.

        Raises:
            BadUserInputError: they contradict each other.
        """
        return AdmissionFacts(**{field: given(getattr(self, field)) for field in FACT_NAMES})


@strawberry.type(description="A ground (grondslag) that holds by these facts.")
class AdmissionGround:
    """A ground of the answer."""

    code: GroundCode = strawberry.field(description="Which ground.")
    name: str = strawberry.field(description="Its Dutch name.")
    article: str = strawberry.field(description="The article, or articles, of the row of the table that holds.")
    counts_for: list[CountsFor] = strawberry.field(description="What it counts for on that day (telt mee voor).")

    @classmethod
    def of(cls, held: Held) -> "AdmissionGround":
        """The public form of a ground that holds."""
        name = GROUNDS[held.code].name
        return cls(code=held.code, name=name, article=held.article, counts_for=list(held.counts_for))


@strawberry.type(description="What the law makes of facts on a day. It is no decision, and no rights can be derived.")
class Admission:
    """The answer."""

    outcome: AdmissionOutcome = strawberry.field(description="What the facts come to (uitkomst).")
    grounds: list[AdmissionGround] = strawberry.field(
        description="A ground for every row of the table that holds; none unless ADMITTED. By facts that are unknown "
        "other rows may hold as well."
    )
    missing: list[str] = strawberry.field(
        description="The facts that could settle it, by their names in AdmissionFactsInput; none unless UNDECIDED."
    )
    explanation: str = strawberry.field(description="The answer in plain Dutch (toelichting).")

    @classmethod
    def of(cls, decided: Decided) -> "Admission":
        """The public form of what was decided."""
        return cls(
            outcome=decided.outcome,
            grounds=[AdmissionGround.of(held) for held in decided.grounds],
            missing=list(decided.missing),
            explanation=decided.explanation,
        )
