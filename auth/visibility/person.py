"""Who may ask about persons: whether someone is registered, and why."""

from typing import Final

from auth.visibility.legal_basis import OWN_DATA, REGISTER
from auth.visibility.rule import LegalBasis, Rule, rules
from domain.roles import Role

_WHO_ASKS_ONE: Final = (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
_WHO_SEES_GROUNDS: Final = (Role.SUWINET, Role.ASSESSOR)
_DECISION: Final[LegalBasis] = {**REGISTER, Role.ASSESSOR: "Besluit SUWI 3.2 lid 4"}

PERSON: Final[dict[str, Rule]] = {
    **rules("Query", "person", _WHO_ASKS_ONE, REGISTER),
    **rules("Query", "persons", (Role.SUWINET,), REGISTER),
    **rules("Person", "bsn registered registrationEndDate", _WHO_ASKS_ONE, REGISTER),
    **rules("Person", "disclosures", (Role.CITIZEN,), OWN_DATA),
    **rules("Person", "grounds countingStartDate asOf registeredPeriods", _WHO_SEES_GROUNDS, REGISTER),
    **rules("PersonAsOf", "registered registrationEndDate grounds countingStartDate", _WHO_SEES_GROUNDS, REGISTER),
    **rules("Period", "from until", _WHO_SEES_GROUNDS, REGISTER),
    **rules("Ground", "code name legalBasis startDate endDate countsFor", _WHO_SEES_GROUNDS, REGISTER),
    **rules("Ground", "endReason factId", (Role.ASSESSOR,), _DECISION),
    **rules("Person", "facts", (Role.ASSESSOR,), _DECISION),
    **rules(
        "FactOnFile",
        "factId name ground event startDate endDate endReason article recordedAt recordedBy recordedBecause "
        "supersededAt supersededBy supersededBecause",
        (Role.ASSESSOR,),
        _DECISION,
    ),
}
