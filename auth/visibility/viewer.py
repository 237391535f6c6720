"""Who may ask who they are, as the log-in says it."""

from typing import Final

from auth.visibility.legal_basis import EVERY_ROLE, OWN_DATA, OWN_LOG_IN
from auth.visibility.rule import Rule, rules
from domain.roles import Role

VIEWER: Final[dict[str, Rule]] = {
    **rules("Query", "viewer", EVERY_ROLE, OWN_LOG_IN),
    **rules("Viewer", "role assuranceLevel visibleFields", EVERY_ROLE, OWN_LOG_IN),
    **rules("Viewer", "person", (Role.CITIZEN,), OWN_DATA),
    **rules("Viewer", "organisations", (Role.EMPLOYER,), OWN_LOG_IN),
    **rules("VisibleField", "coordinate legalBasis", EVERY_ROLE, OWN_LOG_IN),
}
