"""The vocabularies of `domain` as enums of the schema; types take them from here, so each is defined once."""

from enum import StrEnum
from typing import cast

import strawberry
from strawberry.types.base import WithStrawberryDefinition
from strawberry.types.enum import StrawberryEnumDefinition

from domain.admission import AdmissionOutcome
from domain.admission_facts import FindingRequester, ThresholdFunctions
from domain.grounds import GROUNDS, CountsFor, GroundCode
from domain.jobs import Sector, WorkSector
from domain.quarter_report import Breakdown, OutflowReason
from domain.reports import ReportKind
from domain.roles import Purpose, Role, Service

__all__ = [
    "AdmissionOutcome",
    "Breakdown",
    "CountsFor",
    "FindingRequester",
    "GroundCode",
    "OutflowReason",
    "Purpose",
    "ReportKind",
    "Role",
    "Sector",
    "Service",
    "ThresholdFunctions",
    "WorkSector",
    "vocabulary",
]


def vocabulary(kind: type[StrEnum], description: str, *, name: str | None = None, **values: str) -> None:
    """Make an enum of the schema, with a description of each of its values. `name` is its name there if it differs.

    Raises:
        ValueError: a value has none, or a description is of no value.
    """
    if values.keys() != kind.__members__.keys():
        raise ValueError(f"{kind.__name__}: describe each value, and no other")
    made = cast(
        "type[WithStrawberryDefinition[StrawberryEnumDefinition]]",
        strawberry.enum(kind, name=name, description=description),
    )
    for value in made.__strawberry_definition__.values:
        value.description = values[value.name]


vocabulary(
    Role,
    "The kinds of user of the register.",
    CITIZEN="A citizen (burger), about themselves.",
    EMPLOYER="A user of an employer (werkgever), or the software that works for it.",
    SUWINET="An officer of UWV or of a municipality (gemeente), by Suwinet.",
    ASSESSOR="An officer of UWV who decides on admission (beoordelaar).",
    MONITOR="Whoever makes statistics (monitor banenafspraak); sees no person.",
    AUDITOR="Oversight (toezicht): reads the disclosure log.",
)
vocabulary(
    Purpose,
    "Why a person is consulted (doelbinding). Each role has its own; another role's is refused with "
    "PURPOSE_NOT_ALLOWED. The vocabulary itself is public.",
    OWN_DATA="One's own data (eigen gegevens). CITIZEN.",
    EMPLOYEE="Someone employed by the organisation (werknemer). EMPLOYER.",
    APPLICANT="Someone who applies for a job (sollicitant). EMPLOYER.",
    AGENCY_WORKER="Someone hired through an agency (uitzendkracht). EMPLOYER.",
    SECONDED_WORKER="Someone hired from another employer (gedetacheerde). EMPLOYER.",
    REINTEGRATION="Helping someone to find or keep work (re-integratie). SUWINET.",
    EMPLOYER_SERVICES="Helping employers to find people (werkgeversdienstverlening). SUWINET.",
    ASSESSMENT="Deciding on admission (beoordeling). SUWINET, ASSESSOR.",
    ROSTER="A roster of own staff (overzicht eigen werknemers). Recorded only; no role may give it as an argument.",
    OVERSIGHT="Reading the disclosure log (toezicht). Recorded only; no role may give it as an argument.",
)
vocabulary(
    Service,
    "The services of the employer portal that a user is authorised for (machtigingen).",
    ROSTER="The rosters of own staff (overzicht eigen werknemers).",
    PERSON_LOOKUP="Looking up one person by BSN (inzage per persoon).",
    LETTERS="Letters about employees (brieven).",
    AUTHORISATIONS="Who is authorised for what (machtigingen beheren).",
)
_GROUNDS = {
    GroundCode.PARTICIPATION_ACT_INDICATION: "An indication under the Participation Act",
    GroundCode.PRACTICE_ROUTE: "A wage value below the minimum wage, found at work",
    GroundCode.WSW_INDICATION: "An indication for sheltered employment",
    GroundCode.WAJONG: "A disablement provision for the young, with the capacity to work",
    GroundCode.SPECIAL_EDUCATION: "A present or former pupil of special secondary or of practical education",
    GroundCode.FORMER_WSW: "A former indication for sheltered employment",
    GroundCode.TRANSITIONAL: "The transitional group of sheltered employment or of the provision for the young",
    GroundCode.WIW_ID_JOB: "A subsidised job of before 2004",
    GroundCode.IVA_WAGE_DISPENSATION: "A benefit for lasting disablement with wage dispensation",
    GroundCode.WORK_PROVISION: "Work that is possible only with a provision",
}
vocabulary(
    GroundCode,
    "The statutory grounds of admission (grondslagen); Ground.name has the Dutch name of each.",
    **{code.name: f"{text}: {GROUNDS[code].name}." for code, text in _GROUNDS.items()},
)
vocabulary(
    CountsFor,
    "What a ground counts for: the job agreement (banenafspraak) or the quota (quotumheffing).",
    JOB_AGREEMENT="The job agreement of employers and government (banenafspraak).",
    QUOTA="The quota that a levy enforces (quotumheffing).",
)
vocabulary(
    AdmissionOutcome,
    "What facts come to by the table of admission (toelating).",
    ADMITTED="At least one ground holds, and protected work is not all that is possible.",
    NOT_ADMITTED="No ground holds, or only protected work is possible.",
    UNDECIDED="It depends on facts that are unknown.",
)
vocabulary(
    FindingRequester,
    "Who asked UWV to find whether somebody can earn the minimum wage.",
    MUNICIPALITY="The municipality (gemeente).",
    SELF="The person (eigen verzoek).",
)
vocabulary(
    ThresholdFunctions,
    "How much of a threshold function (drempelfunctie) somebody can do.",
    WHOLE="A whole one: can earn the minimum wage.",
    PART="A part of one; with limits of six months or longer: can't earn it.",
    NONE="None; with limits of six months or longer: can't earn it.",
)
vocabulary(
    Sector,
    "The sector (sector) of an employer, which has a quota percentage of its own.",
    name="QuotaSector",
    GOVERNMENT="Government employers (overheid).",
    MARKET="Market employers (markt).",
)
vocabulary(
    WorkSector,
    "Where work of the group is counted.",
    name="Sector",
    GOVERNMENT="Government employers (overheid).",
    MARKET="Market employers (markt).",
    HIRED_IN="Hired in by agencies or other employers (inleen), which belongs to neither.",
)
vocabulary(
    Breakdown,
    "What the figures of a quarter are divided by.",
    REGION="The labour-market region (arbeidsmarktregio) of the work.",
    GROUND="The ground of admission (grondslag) that began first.",
    SECTOR="The sector (sector) of the work.",
    AGE_BAND="The age (leeftijd) on the day.",
)
vocabulary(
    ReportKind,
    "Which published report.",
    YEAR="Of a year, by its last quarter (monitor banenafspraak).",
    QUARTER="Of a quarter (kwartaalrapportage).",
    FACTSHEET="Of a quarter, on one page: who works, by ground, region and age (factsheet).",
)
vocabulary(
    OutflowReason,
    "Why somebody went out of the register (uitstroom).",
    PROTECTED_WORK="Only protected work is possible (beschut werk).",
    NO_WORK_CAPACITY="Permanently no capacity to work (duurzaam geen arbeidsvermogen).",
    VOLUNTARY="At one's own request (vrijwillig).",
    PENSION_AGE="The pension age (AOW-leeftijd).",
    DEATH="Death (overlijden).",
    EMIGRATION="Emigration (emigratie).",
    LAPSED="No ground any more (vervallen).",
)
