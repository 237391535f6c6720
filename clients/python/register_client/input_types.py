from datetime import date, datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import FindingRequester, Service, ThresholdFunctions


class AdmissionFactsInput(BaseModel):
    """Facts of one person for the table of admission; what is left out, or null, is unknown."""

    protected_work_finding: Optional[bool] = Field(
        alias="protectedWorkFinding", default=None
    )
    "The municipality found that only protected work is possible (beschut werk, Participatiewet 10b lid 1)."
    municipal_support: Optional[bool] = Field(alias="municipalSupport", default=None)
    "The municipality supports the person towards work (ondersteuning, Participatiewet 7 lid 1 onder a)."
    wage_cost_subsidy_10_d_2: Optional[bool] = Field(
        alias="wageCostSubsidy10d2", default=None
    )
    "There is wage-cost subsidy (loonkostensubsidie) under Participatiewet 10d lid 2."
    uwv_finding_below_minimum_wage: Optional[bool] = Field(
        alias="uwvFindingBelowMinimumWage", default=None
    )
    "UWV found that the person can't earn the minimum wage (WML). Left out, it follows from thresholdFunctions and limitsLastSixMonths, which may not contradict it."
    finding_requested_by: Optional[FindingRequester] = Field(
        alias="findingRequestedBy", default=None
    )
    "Who asked UWV for that finding."
    finding_on: Optional[date] = Field(alias="findingOn", default=None)
    "The day of that finding."
    below_minimum_wage_by_illness: Optional[bool] = Field(
        alias="belowMinimumWageByIllness", default=None
    )
    "It is because of illness or defect (ziekte of gebrek) that the person can't earn it."
    wage_value_below_minimum_wage: Optional[bool] = Field(
        alias="wageValueBelowMinimumWage", default=None
    )
    "The municipality found a wage value (loonwaarde) below the minimum wage at full-time work, by the validated method."
    wage_value_on: Optional[date] = Field(alias="wageValueOn", default=None)
    "The day on which the wage value was established."
    wsw_indication: Optional[bool] = Field(alias="wswIndication", default=None)
    "There is a Wsw indication (Wsw-indicatie)."
    wsw_decision_on_20141231: Optional[bool] = Field(
        alias="wswDecisionOn20141231", default=None
    )
    "A Wsw decision was still valid on 2014-12-31."
    wsw_lapsed_on: Optional[date] = Field(alias="wswLapsedOn", default=None)
    "The day on which that decision lapsed."
    wsw_reindicated: Optional[bool] = Field(alias="wswReindicated", default=None)
    "There was a new indication after it lapsed."
    wajong: Optional[bool] = None
    "There is a right to Wajong."
    permanently_without_possibilities: Optional[bool] = Field(
        alias="permanentlyWithoutPossibilities", default=None
    )
    "The person is permanently without possibilities to take part in work (duurzaam geen mogelijkheden tot arbeidsparticipatie)."
    works_in_employment: Optional[bool] = Field(alias="worksInEmployment", default=None)
    "The person works in employment (dienstbetrekking)."
    wajong_2015_refused: Optional[bool] = Field(alias="wajong2015Refused", default=None)
    "An application for Wajong 2015, made on or after 2015-07-01, was refused."
    special_education: Optional[bool] = Field(alias="specialEducation", default=None)
    "The person was in the VSO target group or at a PrO school."
    reported_in_writing: Optional[bool] = Field(alias="reportedInWriting", default=None)
    "The person reported that in writing."
    reported_on: Optional[date] = Field(alias="reportedOn", default=None)
    "The day of that report."
    entree_pupil_on_last_day: Optional[bool] = Field(
        alias="entreePupilOnLastDay", default=None
    )
    "The person was an entree pupil (entreeopleiding) on the last day of schooling."
    wsw_or_wajong_since_20130101: Optional[bool] = Field(
        alias="wswOrWajongSince20130101", default=None
    )
    "There was a Wsw indication or a right to Wajong on or after 2013-01-01."
    wsw_or_wajong_on_20150501: Optional[bool] = Field(
        alias="wswOrWajongOn20150501", default=None
    )
    "There was one on 2015-05-01."
    iva_benefit: Optional[bool] = Field(alias="ivaBenefit", default=None)
    "There is an IVA benefit (IVA-uitkering)."
    wage_dispensation: Optional[bool] = Field(alias="wageDispensation", default=None)
    "There is wage dispensation (loondispensatie, Wet SUWI 82a lid 1)."
    illness_before_18_or_during_study: Optional[bool] = Field(
        alias="illnessBefore18OrDuringStudy", default=None
    )
    "There is an illness or defect from before the age of 18 or during study (to 30) that hinders the person."
    needs_provision: Optional[bool] = Field(alias="needsProvision", default=None)
    "The person can't earn the minimum wage without a provision (voorziening)."
    receives_provision: Optional[bool] = Field(alias="receivesProvision", default=None)
    "The person receives such a provision."
    wiw_or_id_job: Optional[bool] = Field(alias="wiwOrIdJob", default=None)
    "The person works in a Wiw or ID job (Participatiewet 78d lid 1)."
    threshold_functions: Optional[ThresholdFunctions] = Field(
        alias="thresholdFunctions", default=None
    )
    "How much of a threshold function (drempelfunctie) the person can do."
    limits_last_six_months: Optional[bool] = Field(
        alias="limitsLastSixMonths", default=None
    )
    "The limits last six months or longer."


class GiveReactionInput(BaseModel):
    """An employer's reaction (zienswijze) to a letter of kind REACTION_ASKED."""

    letter: str
    "The letter that asks for it."
    text: str
    "The reaction, up to 4,000 characters."
    idempotency_key: str = Field(alias="idempotencyKey")
    "As of every command: 16 to 64 letters, digits and hyphens."


class SetAuthorisationInput(BaseModel):
    """What a user may use from now on."""

    organisation: str
    "The id of an organisation of yours."
    user_id: str = Field(alias="userId")
    "The user: Authorisation.userId."
    services: list[Service]
    "All services that the user may use; at most Authorisation.logInServices."
    changed_at: Optional[datetime] = Field(alias="changedAt", default=None)
    "The Authorisation.changedAt that you saw: if it was changed since, nothing is done (WRONG_STATE). Left out: whatever it is now."
    idempotency_key: str = Field(alias="idempotencyKey")
    "As of every command: 16 to 64 letters, digits and hyphens."
