"""What resolvers refused, for the disclosure log: what was asked, why, and on whose behalf."""

from collections.abc import Iterable
from typing import Any, Final

from graphql import FieldNode, FragmentDefinitionNode, GraphQLError
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from domain.errors import ForbiddenError, PurposeNotAllowedError
from domain.roles import Purpose
from graph.context import Context
from graph.disclosure_records import Operation, coordinates, refused
from graph.engine.plan import Plan
from graph.errors import FieldNotVisibleError
from graph.schema.build import SCHEMA
from models.disclosure import Disclosing

_WITHOUT_ARGUMENT: Final = {"roster": Purpose.ROSTER, "disclosures": Purpose.OVERSIGHT}
"""The purposes of root fields that have but one."""


def record_refusals(
    context: Context, errors: Iterable[GraphQLError], plan: Plan, variables: VariableValues | dict[str, Any]
) -> None:
    """Record each decision once; what the quotas refused is recorded where they are counted.

    `variables` are the values of the plan's, or as they were sent.
    """
    if context.principal is None:
        return
    operation: Operation | None = None
    decisions: dict[tuple[Disclosing, str], None] = {}
    for error in errors:
        cause = error.original_error
        if isinstance(cause, FieldNotVisibleError):
            decisions[refused(context, cause.coordinate), cause.code] = None
        elif isinstance(cause, ForbiddenError | PurposeNotAllowedError):
            operation = operation or _operation(plan, variables)
            decisions[_at_root(context, error, operation), cause.code] = None
    for record, code in decisions:
        context.register.log.refuse(context.principal.role, record, code)


def _operation(plan: Plan, variables: VariableValues | dict[str, Any]) -> Operation:
    if not isinstance(variables, VariableValues):
        coerced = get_variable_values(SCHEMA, plan.operation.variable_definitions or (), variables)
        variables = coerced if isinstance(coerced, VariableValues) else VariableValues({}, {})
    definitions = plan.document.definitions
    return Operation({one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}, variables)


def _at_root(context: Context, error: GraphQLError, operation: Operation) -> Disclosing:
    nodes = [node for node in error.nodes or () if isinstance(node, FieldNode)]
    root = SCHEMA.query_type
    if root is None or not nodes or len(error.path or ()) != 1:  # nothing below a root field refuses
        return refused(context, "Query")
    name = nodes[0].name.value
    given = get_argument_values(root.fields[name], nodes[0], operation.variable_values)
    purpose: Purpose | None = given.get("purpose", _WITHOUT_ARGUMENT.get(name))
    asked = " ".join(coordinates(root, nodes, operation))
    return refused(context, asked, purpose.value if purpose else "", given.get("organisation"))
