"""Who may ask rosters of own staff."""

from typing import Final

from auth.visibility import legal_basis
from auth.visibility.letter import LETTERS
from auth.visibility.rule import Rule, rules
from domain.roles import Role

ROSTER: Final[dict[str, Rule]] = {
    **rules("Query", "roster", (Role.EMPLOYER,), legal_basis.ROSTER),
    **rules("RosterConnection", "totalCount presentation edges pageInfo csv", (Role.EMPLOYER,), legal_basis.ROSTER),
    **rules("RosterEdge", "cursor node", (Role.EMPLOYER,), legal_basis.ROSTER),
    **rules("RosterEntry", "bsn payrollTaxNumber registrationEndDate", (Role.EMPLOYER,), legal_basis.ROSTER),
    **rules(
        "Download",
        "url expiresAt",
        (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR, Role.MONITOR),
        {**LETTERS, **legal_basis.ROSTER, **legal_basis.STATISTICS},
    ),
}
