"""Who may ask where a page stands: those who ask for one."""

from typing import Final

from auth.visibility.legal_basis import LOG, ROSTER, STATISTICS
from auth.visibility.rule import Rule, rules
from domain.roles import Role

PAGING: Final[dict[str, Rule]] = rules(
    "PageInfo",
    "hasNextPage hasPreviousPage startCursor endCursor",
    (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR, Role.MONITOR, Role.AUDITOR),
    {**LOG, **ROSTER, **STATISTICS, "MUNICIPALITY": "Awb 3:41", Role.ASSESSOR: "Wfsv 38d lid 2"},
)
