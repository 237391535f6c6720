"""Who may ask about the organisations that they act for."""

from typing import Final

from auth.visibility.legal_basis import REGISTER
from auth.visibility.rule import LegalBasis, Rule, rules
from domain.roles import Role

_OF_USERS: Final[LegalBasis] = {Role.EMPLOYER: "AVG 32 lid 4"}

ORGANISATION: Final[dict[str, Rule]] = {
    **rules(
        "Organisation", "id name kvkNumber rsin payrollTaxNumbers referenceYears services", (Role.EMPLOYER,), REGISTER
    ),
    **rules("Organisation", "jobEquivalents quotaCalculation", (Role.EMPLOYER,), REGISTER),
    **rules("JobEquivalents", "year hours jobs persons", (Role.EMPLOYER,), REGISTER),
    **rules(
        "QuotaCalculation",
        "liable percentage hoursNeeded hoursOfGroup shortage levy executed explanation",
        (Role.EMPLOYER,),
        REGISTER,
    ),
    **rules("Mutation", "setAuthorisation", (Role.EMPLOYER,), _OF_USERS),
    **rules("Organisation", "authorisations authorisationChanges", (Role.EMPLOYER,), _OF_USERS),
    **rules(
        "Authorisation",
        "userId userName services logInServices changedAt administrator isViewer",
        (Role.EMPLOYER,),
        _OF_USERS,
    ),
    **rules(
        "AuthorisationChange", "changedAt userId userName administratorName given taken", (Role.EMPLOYER,), _OF_USERS
    ),
}
