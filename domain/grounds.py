"""The statutory grounds of admission (grondslagen) and what each counts for."""

from dataclasses import dataclass
from enum import StrEnum


class CountsFor(StrEnum):
    """What a registered person counts for."""

    JOB_AGREEMENT = "JOB_AGREEMENT"
    QUOTA = "QUOTA"


class GroundCode(StrEnum):
    """The grounds of admission; `GROUNDS` has the Dutch name, the legal source and what each counts for."""

    PARTICIPATION_ACT_INDICATION = "PARTICIPATION_ACT_INDICATION"
    PRACTICE_ROUTE = "PRACTICE_ROUTE"
    WSW_INDICATION = "WSW_INDICATION"
    WAJONG = "WAJONG"
    SPECIAL_EDUCATION = "SPECIAL_EDUCATION"
    FORMER_WSW = "FORMER_WSW"
    TRANSITIONAL = "TRANSITIONAL"
    WIW_ID_JOB = "WIW_ID_JOB"
    WORK_PROVISION = "WORK_PROVISION"


@dataclass(frozen=True, slots=True)
class GroundKind:
    """What the law says of one ground: its Dutch name, its source, and what it counts for."""

    name: str
    legal_basis: str
    counts_for: tuple[CountsFor, ...] = (CountsFor.JOB_AGREEMENT, CountsFor.QUOTA)


GROUNDS: dict[GroundCode, GroundKind] = {
    GroundCode.PARTICIPATION_ACT_INDICATION: GroundKind(
        "Participatiewet, indicatie banenafspraak", "Wfsv 38b lid 1 onder a en e"
    ),
    GroundCode.PRACTICE_ROUTE: GroundKind("Praktijkroute", "Wfsv 38b lid 1 onder a"),
    GroundCode.WSW_INDICATION: GroundKind("WSW-indicatie", "Wfsv 38b lid 1 onder b"),
    GroundCode.WAJONG: GroundKind("Wajong met arbeidsvermogen", "Wfsv 38b lid 1 onder c"),
    GroundCode.SPECIAL_EDUCATION: GroundKind("(Voormalig) leerling VSO/PrO", "Besluit Wfsv 2.24"),
    GroundCode.FORMER_WSW: GroundKind("Ex-Wsw-indicatie", "Besluit Wfsv 2.25 lid 1 onder b"),
    GroundCode.TRANSITIONAL: GroundKind("Overgangsgroep Wsw of Wajong", "Wfsv 38b lid 1 onder f"),
    GroundCode.WIW_ID_JOB: GroundKind("Wiw- of ID-baan", "Wfsv 38f lid 5"),
    GroundCode.WORK_PROVISION: GroundKind(
        "Werken met een voorziening", "Wfsv 38b lid 2", counts_for=(CountsFor.QUOTA,)
    ),
}
