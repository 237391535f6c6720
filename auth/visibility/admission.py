"""Who may ask what the law makes of facts: everyone."""

from typing import Final

from auth.visibility.legal_basis import EVERY_ROLE, PUBLIC
from auth.visibility.rule import Rule, rules

ADMISSION: Final[dict[str, Rule]] = {
    **rules("Query", "admission", EVERY_ROLE, PUBLIC, public=True),
    **rules("Admission", "outcome grounds missing explanation", EVERY_ROLE, PUBLIC, public=True),
    **rules("AdmissionGround", "code name article countsFor", EVERY_ROLE, PUBLIC, public=True),
}
