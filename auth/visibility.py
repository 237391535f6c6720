"""Who may see what: THE policy. Schema coordinate -> the roles that may ask it, and the legal basis.

Everything that shows or hides a field follows from `POLICY`: the refusal of an operation, the resolvers' own check,
each role's schema, the descriptions, `viewer.visibleFields` and docs/visibility.md. `prove_complete` makes a field
without an entry, or an entry without a field, fail when the schema is built.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.roles import Role

Audience = Role | None
"""A role, or None: a visitor without a token."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask one coordinate, and on what legal basis. `public`: also without a token."""

    roles: tuple[Role, ...]
    legal_basis: str
    public: bool = False

    def admits(self, audience: Audience) -> bool:
        """Whether this audience may ask it."""
        return self.public if audience is None else audience in self.roles


_EVERY_ROLE: Final = tuple(Role)
_WHO_ASKS_ONE: Final = (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
_WHO_SEES_GROUNDS: Final = (Role.SUWINET, Role.ASSESSOR)
_WHO_READS_THE_LOG: Final = (Role.CITIZEN, Role.AUDITOR)
_WHO_PAGES: Final = (Role.CITIZEN, Role.EMPLOYER, Role.AUDITOR)

_REGISTER: Final = "Wfsv 38d lid 7"
_DECISION: Final = "Besluit SUWI 3.2 lid 4"
_OWN_DATA: Final = "AVG 15"
_OWN_LOG_IN: Final = "AVG 13"
_OVERSIGHT: Final = "AVG 5 lid 2"
_PUBLIC: Final = "Wet banenafspraak en quotum arbeidsbeperkten"


def _rules(parent: str, fields: str, roles: tuple[Role, ...], basis: str, *, public: bool = False) -> dict[str, Rule]:
    return {f"{parent}.{field}": Rule(roles, basis, public=public) for field in fields.split()}


POLICY: Final[dict[str, Rule]] = {
    **_rules("Query", "viewer", _EVERY_ROLE, _OWN_LOG_IN),
    **_rules("Query", "person", _WHO_ASKS_ONE, _REGISTER),
    **_rules("Query", "persons", (Role.SUWINET,), _REGISTER),
    **_rules("Query", "jobTargets", _EVERY_ROLE, _PUBLIC, public=True),
    **_rules("Viewer", "role assuranceLevel visibleFields", _EVERY_ROLE, _OWN_LOG_IN),
    **_rules("Viewer", "person", (Role.CITIZEN,), _OWN_DATA),
    **_rules("Viewer", "organisations", (Role.EMPLOYER,), _OWN_LOG_IN),
    **_rules("VisibleField", "coordinate legalBasis", _EVERY_ROLE, _OWN_LOG_IN),
    **_rules("Person", "bsn registered registrationEndDate", _WHO_ASKS_ONE, _REGISTER),
    **_rules("Person", "disclosures", (Role.CITIZEN,), _OWN_DATA),
    **_rules("Person", "grounds countingStartDate asOf registeredPeriods", _WHO_SEES_GROUNDS, _REGISTER),
    **_rules("PersonAsOf", "registered registrationEndDate grounds countingStartDate", _WHO_SEES_GROUNDS, _REGISTER),
    **_rules("Period", "from until", _WHO_SEES_GROUNDS, _REGISTER),
    **_rules("Ground", "code name legalBasis startDate endDate countsFor", _WHO_SEES_GROUNDS, _REGISTER),
    **_rules("Ground", "endReason", (Role.ASSESSOR,), _DECISION),
    **_rules(
        "Organisation", "id name kvkNumber rsin payrollTaxNumbers referenceYears services", (Role.EMPLOYER,), _REGISTER
    ),
    **_rules("Query", "roster", (Role.EMPLOYER,), _REGISTER),
    **_rules("RosterConnection", "totalCount presentation edges pageInfo csv", (Role.EMPLOYER,), _REGISTER),
    **_rules("RosterEdge", "cursor node", (Role.EMPLOYER,), _REGISTER),
    **_rules("RosterEntry", "bsn payrollTaxNumber registrationEndDate", (Role.EMPLOYER,), _REGISTER),
    **_rules("Download", "url expiresAt", (Role.EMPLOYER,), _REGISTER),
    **_rules("PageInfo", "hasNextPage hasPreviousPage startCursor endCursor", _WHO_PAGES, _REGISTER),
    **_rules("Query", "disclosures", (Role.AUDITOR,), _OVERSIGHT),
    **_rules("DisclosureConnection", "edges pageInfo", _WHO_READS_THE_LOG, _OWN_DATA),
    **_rules("DisclosureEdge", "cursor node", _WHO_READS_THE_LOG, _OWN_DATA),
    **_rules(
        "Disclosure",
        "at role organisation purpose purposeText fields legalBasis traceId",
        _WHO_READS_THE_LOG,
        _OWN_DATA,
    ),
    **_rules("Disclosure", "userPseudonym subjectPseudonym", (Role.AUDITOR,), _OVERSIGHT),
    **_rules("JobTarget", "year government market total structural", _EVERY_ROLE, _PUBLIC, public=True),
}
"""An argument has its own entry, `Type.field(argument:)`, only where fewer roles may give it."""


class PolicyError(Exception):
    """The policy and the schema don't match; the product doesn't start."""


def visible(coordinate: str, audience: Audience) -> bool:
    """Whether an audience may ask a coordinate. No entry: nobody may."""
    rule = POLICY.get(coordinate)
    return rule is not None and rule.admits(audience)


def argument_visible(field: str, argument: str, audience: Audience) -> bool:
    """Whether an audience that may ask a field may give this argument of it."""
    rule = POLICY.get(argument_coordinate(field, argument))
    return rule is None or rule.admits(audience)


def argument_coordinate(field: str, argument: str) -> str:
    """The schema coordinate of an argument: `Query.person(bsn:)`."""
    return f"{field}({argument}:)"


def visible_to(audience: Audience) -> dict[str, Rule]:
    """All that one audience may ask, in the order of the policy."""
    return {coordinate: rule for coordinate, rule in POLICY.items() if rule.admits(audience)}


def prove_complete(fields: Iterable[str], arguments: Iterable[str]) -> None:
    """Prove that the policy says of every field who may ask it, and speaks of nothing that isn't there.

    Args:
        fields: the coordinates of all fields of the schema.
        arguments: the coordinates of all their arguments.

    Raises:
        PolicyError: naming each coordinate that only one side knows.
    """
    declared = set(fields)
    without_entry = sorted(declared - POLICY.keys())
    without_field = sorted(POLICY.keys() - declared - set(arguments))
    if without_entry or without_field:
        raise PolicyError(
            f"auth/visibility.py has no entry for: {', '.join(without_entry) or '-'}; "
            f"the schema has no: {', '.join(without_field) or '-'}"
        )


def table() -> str:
    """docs/visibility.md: the policy as a table, in Markdown."""
    audiences = ("no token", *(role.value for role in Role))
    lines = [
        "# Who may see what",
        "",
        "Generated from `auth/visibility.py` by `make generate`. A query that asks for anything its role may not see",
        "is refused whole, before anything is read.",
        "",
        f"| coordinate | {' | '.join(audiences)} | legal basis |",
        f"|---|{'---|' * len(audiences)}---|",
    ]
    for coordinate, rule in POLICY.items():
        marks = ("yes" if rule.admits(audience) else "" for audience in (None, *Role))
        lines.append(f"| `{coordinate}` | {' | '.join(marks)} | {rule.legal_basis} |")
    return "\n".join([*lines, ""])
