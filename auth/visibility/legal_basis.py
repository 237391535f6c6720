"""The legal bases that several tables share, by role."""

from typing import Final

from auth.visibility.rule import LegalBasis
from domain.roles import Role

EVERY_ROLE: Final = tuple(Role)

OWN_DATA: Final[LegalBasis] = {Role.CITIZEN: "AVG 15"}
OVERSIGHT: Final[LegalBasis] = {Role.AUDITOR: "AVG 5 lid 2"}
REGISTER: Final[LegalBasis] = {
    **OWN_DATA,
    Role.EMPLOYER: "Wfsv 38d lid 7",
    "UWV": "Wfsv 38d lid 2",
    "MUNICIPALITY": "Wfsv 38d lid 4",
    Role.ASSESSOR: "Wfsv 38d lid 2",
}
ROSTER: Final[LegalBasis] = {Role.EMPLOYER: "Besluit SUWI 3.3"}
STATISTICS: Final[LegalBasis] = {Role.MONITOR: "Wet banenafspraak en quotum arbeidsbeperkten"}
LOG: Final[LegalBasis] = {**OWN_DATA, **OVERSIGHT}
OWN_LOG_IN: Final[LegalBasis] = dict.fromkeys(Role, "AVG 13")
PUBLIC: Final[LegalBasis] = dict.fromkeys(Role, "Wet banenafspraak en quotum arbeidsbeperkten")
