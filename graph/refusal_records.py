"""What resolvers refused, for the disclosure log: what was asked, why, and on whose behalf."""

from collections.abc import Iterable
from typing import Final

from graphql import FieldNode, GraphQLError
from graphql.execution.values import VariableValues, get_argument_values

from domain.errors import ForbiddenError, PurposeNotAllowedError
from domain.roles import Purpose
from graph.context import Context
from graph.disclosure_records import refused
from graph.errors import FieldNotVisibleError
from graph.schema.build import SCHEMA
from models.disclosure import DisclosureRecord

_WITHOUT_ARGUMENT: Final = {"roster": Purpose.ROSTER, "disclosures": Purpose.OVERSIGHT}
"""The purposes of root fields that have but one."""


def record_refusals(context: Context, errors: Iterable[GraphQLError], variables: VariableValues) -> None:
    """Record each decision once; what the quotas refused is recorded where they are counted."""
    if context.principal is None:
        return
    decisions: dict[tuple[DisclosureRecord, str], None] = {}
    for error in errors:
        cause = error.original_error
        if isinstance(cause, FieldNotVisibleError):
            decisions[refused(context, cause.coordinate), cause.code] = None
        elif isinstance(cause, ForbiddenError | PurposeNotAllowedError):
            decisions[_at_root(context, error, variables), cause.code] = None
    for record, code in decisions:
        context.register.log.refuse(context.principal.role, record, code)


def _at_root(context: Context, error: GraphQLError, variables: VariableValues) -> DisclosureRecord:
    nodes = [node for node in error.nodes or () if isinstance(node, FieldNode)]
    root, path = SCHEMA.query_type, error.path or []
    if root is None or not nodes or len(path) != 1:  # nothing below a root field refuses
        return refused(context, "Query")
    name = nodes[0].name.value
    given = get_argument_values(root.fields[name], nodes[0], variables)
    purpose: Purpose | None = given.get("purpose", _WITHOUT_ARGUMENT.get(name))
    asked = context.handed_over[str(path[0]),].coordinates
    return refused(context, asked, purpose.value if purpose else "", given.get("organisation"))
