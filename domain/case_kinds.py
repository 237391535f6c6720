"""The kinds of case: who may start each, and which row of the admission table a grant rests on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.grounds import GroundCode


class CaseKind(StrEnum):
    """What a case asks for; `CASE_KINDS` says what the law has for each."""

    DEREGISTRATION = "DEREGISTRATION"
    WORK_CAPACITY_ASSESSMENT = "WORK_CAPACITY_ASSESSMENT"
    WORK_PROVISION_ASSESSMENT = "WORK_PROVISION_ASSESSMENT"
    PARTICIPATION_ACT_INDICATION = "PARTICIPATION_ACT_INDICATION"
    SPECIAL_EDUCATION_REPORT = "SPECIAL_EDUCATION_REPORT"
    WAGE_VALUE_REPORT = "WAGE_VALUE_REPORT"


class Party(StrEnum):
    """Who acts in a case. Which citizen or municipality it is, the row policy has settled before."""

    CITIZEN = "CITIZEN"
    MUNICIPALITY = "MUNICIPALITY"
    ASSESSOR = "ASSESSOR"


@dataclass(frozen=True, slots=True)
class KindRules:
    """What holds for a kind of case.

    Attributes:
        title: its Dutch name.
        starters: who may start one.
        rows: the rows of the admission table (domain/admission.py) on which a grant may rest.
        grounds: what those rows can give; none: a grant records no ground.
        at_once: it is decided when it comes in, without an assessment, and never waits for an assessor.
    """

    title: str
    starters: frozenset[Party]
    rows: tuple[int, ...] = ()
    grounds: frozenset[GroundCode] = frozenset()
    at_once: bool = False


_CITIZEN: Final = frozenset({Party.CITIZEN})
_MUNICIPALITY: Final = frozenset({Party.MUNICIPALITY})

CASE_KINDS: Final[dict[CaseKind, KindRules]] = {
    CaseKind.DEREGISTRATION: KindRules("Uitschrijven uit het doelgroepregister", _CITIZEN),
    CaseKind.WORK_CAPACITY_ASSESSMENT: KindRules(
        "Aanvraag beoordeling arbeidsvermogen",
        _CITIZEN,
        rows=(4, 7, 9, 10),
        grounds=frozenset({GroundCode.PARTICIPATION_ACT_INDICATION, GroundCode.WAJONG}),
    ),
    CaseKind.WORK_PROVISION_ASSESSMENT: KindRules(
        "Aanvraag beoordeling werken met voorziening",
        _CITIZEN | _MUNICIPALITY,
        rows=(13,),
        grounds=frozenset({GroundCode.WORK_PROVISION}),
    ),
    CaseKind.PARTICIPATION_ACT_INDICATION: KindRules(
        "Aanvraag indicatie of advies Participatiewet",
        _MUNICIPALITY,
        rows=(1,),
        grounds=frozenset({GroundCode.PARTICIPATION_ACT_INDICATION}),
    ),
    CaseKind.SPECIAL_EDUCATION_REPORT: KindRules(
        "Melding voortgezet speciaal onderwijs of praktijkonderwijs",
        _CITIZEN,
        rows=(6,),
        grounds=frozenset({GroundCode.SPECIAL_EDUCATION}),
    ),
    CaseKind.WAGE_VALUE_REPORT: KindRules(
        "Melding loonwaarde",
        _MUNICIPALITY,
        rows=(2,),
        grounds=frozenset({GroundCode.PRACTICE_ROUTE}),
        at_once=True,
    ),
}
