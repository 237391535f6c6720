"""Who may record and correct facts of persons apart from a case."""

from typing import Final

from auth.visibility.rule import LegalBasis, Rule, rules
from domain.roles import Role

_FACTS: Final[LegalBasis] = {"MUNICIPALITY": "Participatiewet 10b lid 1", Role.ASSESSOR: "Wfsv 38d lid 2"}

FACT: Final[dict[str, Rule]] = {
    **rules("Fact", "factId", (Role.SUWINET, Role.ASSESSOR), _FACTS),
    **rules("Fact", "person", (Role.ASSESSOR,), _FACTS),
    **rules("Query", "factPreview", (Role.ASSESSOR,), _FACTS),
    **rules("FactPreview", "before after letters refusal", (Role.ASSESSOR,), _FACTS),
    **rules(
        "PreviewedRegistration",
        "registered registrationEndDate countingStartDate periods",
        (Role.ASSESSOR,),
        _FACTS,
    ),
    **rules("Mutation", "reportProtectedWork", (Role.SUWINET,), _FACTS),
    **rules("Mutation", "recordEvent recordGround stopGround correctFact", (Role.ASSESSOR,), _FACTS),
}
