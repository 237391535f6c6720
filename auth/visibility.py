"""Who may see what: THE policy. Schema coordinate -> the roles that may ask it, and the legal basis.

Everything that shows or hides a field follows from `POLICY`: the refusal of an operation, the resolvers' own check,
each role's schema, the descriptions, `viewer.visibleFields` and docs/visibility.md. `prove_complete` makes a field
without an entry, or an entry without a field, fail when the schema is built.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from auth.principal import OfficialKind
from domain.roles import Role

Audience = Role | None
"""A role, or None: a visitor without a token."""

LegalBasis = Mapping[Role | OfficialKind, str]
"""The article by role; Suwinet's officers have one by the kind of their organisation."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask one coordinate, and on what legal basis. `public`: also without a token.

    The basis may name a role that may not ask: the article that gives it less, for whoever is refused.
    """

    roles: tuple[Role, ...]
    basis: LegalBasis
    public: bool = False

    def admits(self, audience: Audience) -> bool:
        """Whether this audience may ask it."""
        return self.public if audience is None else audience in self.roles

    def legal_basis(self, audience: Audience = None, kind: OfficialKind | None = None) -> str:
        """The article for a role, and for Suwinet's officer of a kind; else those of everyone who may ask it.

        Several articles have a semicolon between them.
        """
        if kind is not None and kind in self.basis and audience is Role.SUWINET:
            return self.basis[kind]
        found = _of_role(self.basis, audience) if audience else []
        return "; ".join(dict.fromkeys(found or [one for role in self.roles for one in _of_role(self.basis, role)]))


def _of_role(basis: LegalBasis, role: Role) -> list[str]:
    keys: tuple[Role | OfficialKind, ...] = ("UWV", "MUNICIPALITY", role) if role is Role.SUWINET else (role,)
    return [basis[key] for key in keys if key in basis]


_EVERY_ROLE: Final = tuple(Role)
_WHO_ASKS_ONE: Final = (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
_WHO_SEES_GROUNDS: Final = (Role.SUWINET, Role.ASSESSOR)
_WHO_READS_THE_LOG: Final = (Role.CITIZEN, Role.AUDITOR)
_WHO_PAGES: Final = (Role.CITIZEN, Role.EMPLOYER, Role.AUDITOR)


def _for_all(article: str) -> LegalBasis:
    return dict.fromkeys(Role, article)


_OWN_DATA: Final[LegalBasis] = {Role.CITIZEN: "AVG 15"}
_OVERSIGHT: Final[LegalBasis] = {Role.AUDITOR: "AVG 5 lid 2"}
_REGISTER: Final[LegalBasis] = {
    **_OWN_DATA,
    Role.EMPLOYER: "Wfsv 38d lid 7",
    "UWV": "Wfsv 38d lid 2",
    "MUNICIPALITY": "Wfsv 38d lid 4",
    Role.ASSESSOR: "Wfsv 38d lid 2",
}
_DECISION: Final[LegalBasis] = {**_REGISTER, Role.ASSESSOR: "Besluit SUWI 3.2 lid 4"}
_ROSTER: Final[LegalBasis] = {Role.EMPLOYER: "Besluit SUWI 3.3"}
_LOG: Final[LegalBasis] = {**_OWN_DATA, **_OVERSIGHT}
_OWN_LOG_IN: Final = _for_all("AVG 13")
_PUBLIC: Final = _for_all("Wet banenafspraak en quotum arbeidsbeperkten")


def _rules(
    parent: str, fields: str, roles: tuple[Role, ...], basis: LegalBasis, *, public: bool = False
) -> dict[str, Rule]:
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
    **_rules("Query", "roster", (Role.EMPLOYER,), _ROSTER),
    **_rules("RosterConnection", "totalCount presentation edges pageInfo csv", (Role.EMPLOYER,), _ROSTER),
    **_rules("RosterEdge", "cursor node", (Role.EMPLOYER,), _ROSTER),
    **_rules("RosterEntry", "bsn payrollTaxNumber registrationEndDate", (Role.EMPLOYER,), _ROSTER),
    **_rules("Download", "url expiresAt", (Role.EMPLOYER,), _ROSTER),
    **_rules("PageInfo", "hasNextPage hasPreviousPage startCursor endCursor", _WHO_PAGES, {**_LOG, **_ROSTER}),
    **_rules("Query", "disclosures", (Role.AUDITOR,), _OVERSIGHT),
    **_rules("DisclosureConnection", "edges pageInfo", _WHO_READS_THE_LOG, _LOG),
    **_rules("DisclosureEdge", "cursor node", _WHO_READS_THE_LOG, _LOG),
    **_rules(
        "Disclosure",
        "at role organisation purpose purposeText fields legalBasis traceId",
        _WHO_READS_THE_LOG,
        _LOG,
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


def by_role(rule: Rule) -> str:
    """The legal basis in words: one article, or each role's own."""
    names: dict[str, list[str]] = {}
    for role in rule.roles:
        keys: tuple[Role | OfficialKind, ...] = ("UWV", "MUNICIPALITY") if role is Role.SUWINET else ()
        kinds = [key for key in keys if key in rule.basis]
        for key in kinds or [role]:
            names.setdefault(rule.basis[key], []).append(f"{role} ({key})" if kinds else role)
    if len(names) == 1:
        return next(iter(names))
    return "; ".join(f"{article} for {', '.join(those)}" for article, those in names.items())


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
        lines.append(f"| `{coordinate}` | {' | '.join(marks)} | {by_role(rule)} |")
    return "\n".join([*lines, ""])
