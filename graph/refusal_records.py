"""What resolvers refused, for the disclosure log: what was asked, why, and on whose behalf."""

from collections.abc import Iterable
from typing import Final

from graphql import FieldNode, GraphQLError, GraphQLObjectType
from graphql.execution.values import VariableValues, get_argument_values

from domain.errors import ForbiddenError, PurposeNotAllowedError
from domain.roles import Purpose
from graph.context import Context
from graph.disclosure_records import refused
from graph.errors import FieldNotVisibleError
from models.disclosure import DisclosureRecord

_WITHOUT_ARGUMENT: Final = {"roster": Purpose.ROSTER, "disclosures": Purpose.OVERSIGHT}
"""The purposes of root fields that have but one."""


def record_refusals(
    context: Context, errors: Iterable[GraphQLError], variables: VariableValues, root: GraphQLObjectType | None
) -> None:
    """Record each decision once, of an operation on a root type; what the quotas refused is recorded where they are."""
    if context.principal is None:
        return
    decisions: dict[tuple[DisclosureRecord, str], None] = {}
    for error in errors:
        cause = error.original_error
        if isinstance(cause, FieldNotVisibleError):
            decisions[refused(context, cause.coordinate), cause.code] = None
        elif isinstance(cause, ForbiddenError | PurposeNotAllowedError):
            decisions[_decision(context, error, variables, root), cause.code] = None
    for record, code in decisions:
        context.register.log.refuse(context.principal.role, record, code)


def _decision(
    context: Context, error: GraphQLError, variables: VariableValues, root: GraphQLObjectType | None
) -> DisclosureRecord:
    nodes = [node for node in error.nodes or () if isinstance(node, FieldNode)]
    path = tuple(key for key in error.path or () if isinstance(key, str))
    handed_over = context.handed_over.get(path)
    if root is None or not nodes or handed_over is None:
        return refused(context, root.name if root else "Query")
    if len(path) > 1:
        return refused(context, handed_over.coordinates)
    name = nodes[0].name.value
    given = get_argument_values(root.fields[name], nodes[0], variables)
    purpose: Purpose | None = given.get("purpose", _WITHOUT_ARGUMENT.get(name))
    chosen = given.get("organisation") or (given.get("input") or {}).get("organisation")
    return refused(context, handed_over.coordinates, purpose.value if purpose else "", chosen)
