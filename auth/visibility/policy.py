"""Who may see what: THE policy. Schema coordinate -> the roles that may ask it, and the legal basis.

Everything that shows or hides a field follows from `POLICY`: the refusal of an operation, the resolvers' own check,
each role's schema, the descriptions, `viewer.visibleFields` and docs/visibility.md. `prove_complete` makes a field
without an entry, or an entry without a field, fail when the schema is built.
"""

from collections.abc import Iterable
from typing import Final

from auth.principal import OfficialKind
from auth.visibility.admission import ADMISSION
from auth.visibility.case import CASE
from auth.visibility.disclosure import DISCLOSURE
from auth.visibility.fact import FACT
from auth.visibility.job_target import JOB_TARGET
from auth.visibility.letter import LETTER
from auth.visibility.message import MESSAGES
from auth.visibility.organisation import ORGANISATION
from auth.visibility.paging import PAGING
from auth.visibility.person import PERSON
from auth.visibility.published_figures import PUBLISHED_FIGURES
from auth.visibility.roster import ROSTER
from auth.visibility.rule import Rule
from auth.visibility.statistics import FIGURES
from auth.visibility.viewer import VIEWER
from domain.roles import Role

_FIRST: Final = ("Query.viewer", "Query.person", "Query.persons", "Query.jobTargets")
"""Those that `viewer.visibleFields` names first; the others follow by their tables."""

_TABLES: Final = {
    **VIEWER,
    **PERSON,
    **ORGANISATION,
    **ROSTER,
    **PAGING,
    **DISCLOSURE,
    **JOB_TARGET,
    **FIGURES,
    **PUBLISHED_FIGURES,
    **ADMISSION,
    **CASE,
    **LETTER,
    **FACT,
}

POLICY: Final[dict[str, Rule]] = {one: _TABLES[one] for one in _FIRST} | _TABLES
"""An argument or an input field has its own entry, `Type.field(argument:)` or `Input.field`, only where fewer roles may
give it than may ask the fields that it leads to."""


class PolicyError(Exception):
    """The policy and the schema don't match; the product doesn't start."""


def visible(coordinate: str, role: Role | None) -> bool:
    """Whether a role may ask a coordinate, or (None) a visitor without a token. No entry: nobody may."""
    rule = POLICY.get(coordinate)
    return rule is not None and rule.admits(role)


def may_give(coordinate: str, role: Role | None) -> bool:
    """Whether a role that may ask a field may give it an argument, or an input field of one."""
    rule = POLICY.get(coordinate)
    return rule is None or rule.admits(role)


def argument_coordinate(field: str, argument: str) -> str:
    """The schema coordinate of an argument: `Query.person(bsn:)`."""
    return f"{field}({argument}:)"


def visible_to(role: Role | None) -> dict[str, Rule]:
    """All that one role may ask, in the order of the policy."""
    return {coordinate: rule for coordinate, rule in POLICY.items() if rule.admits(role)}


def prove_complete(fields: Iterable[str], inputs: Iterable[str]) -> None:
    """Prove that the policy says of every field who may ask it, and speaks of nothing that isn't there.

    Args:
        fields: the coordinates of all fields of the schema.
        inputs: the coordinates of all their arguments, and of all input fields.

    Raises:
        PolicyError: naming each coordinate that only one side knows.
    """
    declared = set(fields)
    without_entry = sorted(declared - POLICY.keys())
    without_field = sorted(POLICY.keys() - declared - set(inputs))
    if without_entry or without_field:
        raise PolicyError(
            f"auth/visibility/ has no entry for: {', '.join(without_entry) or '-'}; "
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
    viewers = ("no token", *(role.value for role in Role))
    lines = [
        "# Who may see what",
        "",
        "Generated from `auth/visibility/` by `make generate`. A query that asks for anything its role may not see",
        "is refused whole, before anything is read.",
        "",
        f"| coordinate | {' | '.join(viewers)} | legal basis |",
        f"|---|{'---|' * len(viewers)}---|",
    ]
    for coordinate, rule in POLICY.items():
        marks = ("yes" if rule.admits(role) else "" for role in (None, *Role))
        lines.append(f"| `{coordinate}` | {' | '.join(marks)} | {by_role(rule)} |")
    lines += [
        "",
        "## Messages",
        "",
        "What `deliver` sends, by the type of the CloudEvent. A message has no data and names nobody.",
        "",
        "| type | receivers | legal basis |",
        "|---|---|---|",
        *(f"| `{kind}` | {', '.join(rule.roles)} | {by_role(rule)} |" for kind, rule in MESSAGES.items()),
    ]
    return "\n".join([*lines, ""])
