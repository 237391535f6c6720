"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import NotRequired, TypedDict

from pydantic import AwareDatetime

from domain.admission import AdmissionOutcome
from domain.admission_facts import FindingRequester, ThresholdFunctions
from domain.grounds import CountsFor, GroundCode
from domain.jobs import WorkSector
from portal.operations.operation import Operation, Selection


class LatestFiguresPublishedSector(Selection):
    """What LatestFigures.graphql asks of PublishedSector."""

    sector: WorkSector
    extra_jobs: float | None
    target: int | None


class LatestFiguresPublishedFigures(Selection):
    """What LatestFigures.graphql asks of PublishedFigures."""

    year: int
    quarter: int | None
    version: int
    published_at: AwareDatetime
    what_changed: str | None
    extra_jobs: float | None
    target: int | None
    persons_in_register: int | None
    persons_working: int | None
    sectors: list[LatestFiguresPublishedSector]


class LatestFigures(Selection):
    """What LatestFigures.graphql asks of Query."""

    published_figures: list[LatestFiguresPublishedFigures]


def latest_figures() -> Operation[LatestFigures]:
    """LatestFigures.graphql."""
    return Operation(
        "LatestFigures",
        "sha256:35b76ad2b82f8bd44b75daaad353498b40a864e0457a8f8dc34f737778885357",
        LatestFigures,
        {},
    )


class WhoIsAdmittedAdmissionGround(Selection):
    """What WhoIsAdmitted.graphql asks of AdmissionGround."""

    code: GroundCode
    name: str
    article: str
    counts_for: list[CountsFor]


class WhoIsAdmittedAdmission(Selection):
    """What WhoIsAdmitted.graphql asks of Admission."""

    outcome: AdmissionOutcome
    grounds: list[WhoIsAdmittedAdmissionGround]
    missing: list[str]


class WhoIsAdmitted(Selection):
    """What WhoIsAdmitted.graphql asks of Query."""

    admission: WhoIsAdmittedAdmission


class AdmissionFactsInput(TypedDict):
    """The input of this name."""

    protectedWorkFinding: NotRequired[bool | None]
    municipalSupport: NotRequired[bool | None]
    wageCostSubsidy10d2: NotRequired[bool | None]
    uwvFindingBelowMinimumWage: NotRequired[bool | None]
    findingRequestedBy: NotRequired[FindingRequester | None]
    findingOn: NotRequired[date | None]
    belowMinimumWageByIllness: NotRequired[bool | None]
    wageValueBelowMinimumWage: NotRequired[bool | None]
    wageValueOn: NotRequired[date | None]
    wswIndication: NotRequired[bool | None]
    wswDecisionOn20141231: NotRequired[bool | None]
    wswLapsedOn: NotRequired[date | None]
    wswReindicated: NotRequired[bool | None]
    wajong: NotRequired[bool | None]
    permanentlyWithoutPossibilities: NotRequired[bool | None]
    worksInEmployment: NotRequired[bool | None]
    wajong2015Refused: NotRequired[bool | None]
    specialEducation: NotRequired[bool | None]
    reportedInWriting: NotRequired[bool | None]
    reportedOn: NotRequired[date | None]
    entreePupilOnLastDay: NotRequired[bool | None]
    wswOrWajongSince20130101: NotRequired[bool | None]
    wswOrWajongOn20150501: NotRequired[bool | None]
    ivaBenefit: NotRequired[bool | None]
    wageDispensation: NotRequired[bool | None]
    illnessBefore18OrDuringStudy: NotRequired[bool | None]
    needsProvision: NotRequired[bool | None]
    receivesProvision: NotRequired[bool | None]
    wiwOrIdJob: NotRequired[bool | None]
    thresholdFunctions: NotRequired[ThresholdFunctions | None]
    limitsLastSixMonths: NotRequired[bool | None]


def who_is_admitted(
    *,
    facts: AdmissionFactsInput,
) -> Operation[WhoIsAdmitted]:
    """WhoIsAdmitted.graphql."""
    return Operation(
        "WhoIsAdmitted",
        "sha256:2f632de2ae7bd8f237aed009ca326ee1a6d717e96141743fa5443bab451933e0",
        WhoIsAdmitted,
        {
            "facts": facts,
        },
    )
