"""Who may ask about the organisations that they act for."""

from typing import Final

from auth.visibility.legal_basis import REGISTER
from auth.visibility.rule import Rule, rules
from domain.roles import Role

ORGANISATION: Final[dict[str, Rule]] = rules(
    "Organisation", "id name kvkNumber rsin payrollTaxNumbers referenceYears services", (Role.EMPLOYER,), REGISTER
)
