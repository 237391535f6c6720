"""Who may ask what was disclosed of whom."""

from typing import Final

from auth.visibility.legal_basis import LOG, OVERSIGHT
from auth.visibility.rule import Rule, rules
from domain.roles import Role

_WHO_READS_THE_LOG: Final = (Role.CITIZEN, Role.AUDITOR)

DISCLOSURE: Final[dict[str, Rule]] = {
    **rules("Query", "disclosures", (Role.AUDITOR,), OVERSIGHT),
    **rules("DisclosureConnection", "edges pageInfo", _WHO_READS_THE_LOG, LOG),
    **rules("DisclosureEdge", "cursor node", _WHO_READS_THE_LOG, LOG),
    **rules(
        "Disclosure",
        "at role organisation purpose purposeText fields legalBasis traceId",
        _WHO_READS_THE_LOG,
        LOG,
    ),
    **rules("Disclosure", "userPseudonym subjectPseudonym", (Role.AUDITOR,), OVERSIGHT),
}
