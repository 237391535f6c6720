"""What an operation hands over of a person, for the disclosure log: the coordinates that it asks there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    get_directive_values,
    get_named_type,
)
from graphql.execution.values import VariableValues
from graphql.language.ast import SelectionNode, SelectionSetNode

from auth.principal import OrganisationClaim, Principal
from auth.visibility import POLICY
from domain.roles import Purpose, Role
from graph.context import Context, Info
from models.disclosure import Disclosing

_ROOTS: Final = frozenset({"Query", "Viewer"})
RECORDED_APART: Final = frozenset({"Person.asOf", "Person.registeredPeriods", "Person.disclosures"})
"""Fields of a person that are looked up on their own, and write records of their own."""
_COUNTED_APART: Final = frozenset({"Person.asOf", "Person.disclosures"})
"""Those of them that the quotas count as a look-up, or that only show a citizen's own."""


class Operation(NamedTuple):
    """What it takes to read a selection: the fragments of its document, and its variables."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variable_values: VariableValues


def disclosing(info: Info, purpose: Purpose, organisation: OrganisationClaim | None = None) -> Disclosing:
    """The record of what this field is about to hand over. `organisation` is the one an employer's user acts for."""
    context = info.context
    found = _handed_over(info._raw_info, context)  # noqa: SLF001 - Strawberry has no other way to it
    return _record(context, purpose.value, found.fields, found.legal_basis, organisation)


def answered_apart(info: Info) -> bool:
    """Whether a field of persons need not look them up: all that is asked of them looks by itself, and is counted.

    Otherwise each look would be two entries in the person's log. A BSN is only echoed.
    """
    return _handed_over(info._raw_info, info.context).answered_apart  # noqa: SLF001 - the same


def recorded(context: Context, purpose: Purpose, fields: str, organisation: OrganisationClaim) -> Disclosing:
    """The record of what is handed over outside a query: these coordinates."""
    return _record(context, purpose.value, fields, _legal_basis(fields.split(), context.viewer), organisation)


def refused(context: Context, fields: str, purpose: str = "", organisation: object = None) -> Disclosing:
    """The record of what was refused: these coordinates. `organisation` is the id that was chosen, whosever it is."""
    viewer = context.viewer
    own = viewer.organisations
    chosen = next((one for one in own if one.id == organisation or len(own) == 1), None)
    return _record(context, purpose, fields, _legal_basis(fields.split(), viewer), chosen)


def _record(
    context: Context, purpose: str, fields: str, legal_basis: str, organisation: OrganisationClaim | None
) -> Disclosing:
    viewer = context.viewer
    number, name = _on_behalf_of(viewer, organisation)
    user = context.register.log.pseudonyms.user(viewer.issuer, viewer.subject)
    rsin = (organisation and organisation.rsin) or ""
    return Disclosing(number, name, user, purpose, fields, legal_basis, context.operation, context.trace, rsin)


def _on_behalf_of(viewer: Principal, organisation: OrganisationClaim | None) -> tuple[str, str]:
    if organisation is not None:
        return organisation.id, organisation.name or organisation.id
    if viewer.organisation is not None:
        return viewer.organisation.oin, viewer.organisation.name
    return "", ""


class HandedOver(NamedTuple):
    """What a field hands over: the coordinates, their legal bases, and whether fields below it do that on their own."""

    fields: str
    legal_basis: str
    answered_apart: bool


def _handed_over(info: GraphQLResolveInfo[Context], context: Context) -> HandedOver:
    """What this field does; the same for each run of an operation whose directives don't vary.

    What is remembered is of one role; its officers have a legal basis by the kind of their organisation.
    """
    remembered = context.remembered
    if remembered is None:
        return _found(info, context.viewer)
    key = (context.viewer.kind, *map(id, info.field_nodes))
    known = remembered.get(key)
    if known is None:
        known = remembered[key] = _found(info, context.viewer)
    return known


def _found(info: GraphQLResolveInfo[Context], viewer: Principal) -> HandedOver:
    operation = Operation(info.fragments, info.variable_values)
    found = coordinates(info.parent_type, info.field_nodes, operation)
    kind = get_named_type(info.return_type)
    asked = {
        coordinate
        for node in info.field_nodes
        if isinstance(kind, GraphQLObjectType) and node.selection_set
        for coordinate in _below(kind, node.selection_set, operation)
    }
    apart = bool(asked & _COUNTED_APART) and asked <= RECORDED_APART | {"Person.bsn"}
    return HandedOver(" ".join(found), _legal_basis(found, viewer), apart)


def coordinates(parent: GraphQLObjectType, nodes: Sequence[FieldNode], operation: Operation) -> list[str]:
    """What is asked at a field, all of whose nodes these are, and below it, but for what is recorded apart."""
    name = nodes[0].name.value
    own = f"{parent.name}.{name}"
    found = {} if parent.name in _ROOTS else {own: None}
    kind = get_named_type(parent.fields[name].type)
    for node in nodes:
        if isinstance(kind, GraphQLObjectType) and node.selection_set:
            below = _below(kind, node.selection_set, operation)
            found |= dict.fromkeys(one for one in below if one not in RECORDED_APART)
    return list(found or {own: None})  # perhaps only what is recorded apart was asked, or __typename


def _below(kind: GraphQLObjectType, selection_set: SelectionSetNode, operation: Operation) -> Iterator[str]:
    for selection in selection_set.selections:
        if not _wanted(selection, operation):
            continue
        if isinstance(selection, FieldNode):
            name = selection.name.value
            coordinate = f"{kind.name}.{name}"
            if name.startswith("__"):
                continue
            yield coordinate
            if coordinate in RECORDED_APART:
                continue
            below = get_named_type(kind.fields[name].type)
            if selection.selection_set and isinstance(below, GraphQLObjectType):
                yield from _below(below, selection.selection_set, operation)
        elif isinstance(selection, InlineFragmentNode):
            yield from _below(kind, selection.selection_set, operation)
        elif isinstance(selection, FragmentSpreadNode):
            yield from _below(kind, operation.fragments[selection.name.value].selection_set, operation)


def _wanted(selection: SelectionNode, operation: Operation) -> bool:
    values: Any = operation.variable_values
    skip = get_directive_values(GraphQLSkipDirective, selection, values)
    include = get_directive_values(GraphQLIncludeDirective, selection, values)
    return not (skip and skip["if"]) and not (include and not include["if"])


def _legal_basis(coordinates: Iterable[str], viewer: Principal) -> str:
    rules = (POLICY[one] for one in coordinates if one in POLICY)
    return "; ".join(dict.fromkeys(rule.legal_basis(viewer.role, viewer.kind) for rule in rules))


def plain_purpose(role: Role, purpose: str) -> str:
    """Why somebody looked, in plain Dutch."""
    return _PLAIN[Purpose(purpose)] if role is not Role.CITIZEN else "U hebt uw eigen gegevens bekeken."


_PLAIN: Final = {
    Purpose.OWN_DATA: "U hebt uw eigen gegevens bekeken.",
    Purpose.EMPLOYEE: "Een werkgever keek of een werknemer in het doelgroepregister staat.",
    Purpose.APPLICANT: "Een werkgever keek of een sollicitant in het doelgroepregister staat.",
    Purpose.AGENCY_WORKER: "Een werkgever keek of een uitzendkracht in het doelgroepregister staat.",
    Purpose.SECONDED_WORKER: "Een werkgever keek of een gedetacheerde in het doelgroepregister staat.",
    Purpose.REINTEGRATION: "UWV of een gemeente keek dit na om u te helpen bij het vinden of houden van werk.",
    Purpose.EMPLOYER_SERVICES: "UWV of een gemeente keek dit na om een werkgever te helpen.",
    Purpose.ASSESSMENT: "UWV of een gemeente beoordeelde of u bij de doelgroep hoort.",
    Purpose.ROSTER: "Uw werkgever vroeg een overzicht van eigen werknemers in het doelgroepregister.",
    Purpose.OVERSIGHT: "Een toezichthouder keek na wie uw gegevens heeft gezien.",
}
