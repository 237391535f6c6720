"""The variables of a request that can't be: refused by the argument they feed, in words that never repeat a value."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, VariableDefinitionNode, print_ast
from graphql.execution.values import get_variable_values

from graph.engine.plan import Plan, Refusal
from graph.engine.validation import MOST_ERRORS, NUL, WITH_NUL
from graph.errors import JsonObject, request_error
from graph.schema.build import SCHEMA
from graph.schema.scalars import UnreadableValueError


def refusal_of_unreadable(planned: Plan, variables: dict[str, Any]) -> Refusal | None:
    """Why variables can't be read as values of their types; None if they can."""
    coerced = get_variable_values(
        SCHEMA, planned.operation.variable_definitions or (), variables, max_errors=MOST_ERRORS, hide_suggestions=True
    )
    if not isinstance(coerced, list):
        return None
    return Refusal(400, tuple(_unreadable(error, planned.arguments) for error in coerced))


def refusal_of_unfit(planned: Plan, variables: dict[str, Any]) -> Refusal | None:
    """Why readable variables can't be used: a null that feeds what is never null, or a text with U+0000."""
    unfit = tuple(_unfit(planned, variables))
    return Refusal(400, unfit) if unfit else None


def _unfit(planned: Plan, variables: dict[str, Any]) -> Iterator[JsonObject]:
    for definition in planned.operation.variable_definitions or ():
        name = definition.variable.name.value
        value = variables.get(name)
        if value is None and name in variables and name in planned.never_null:
            argument = planned.never_null[name]
            message = f"Variable ${name} feeds `{argument}`, which is never null: leave it out, or give it a value."
        elif _has_nul(value):
            argument, message = planned.arguments.get(name, name), WITH_NUL
        else:
            continue
        yield request_error(GraphQLError(message, definition), "BAD_USER_INPUT", {"argument": argument})


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, list):
        return any(_has_nul(one) for one in value)
    return isinstance(value, dict) and any(_has_nul(one) for one in value.values())


def _unreadable(error: GraphQLError, arguments: dict[str, str]) -> JsonObject:
    definition = next((node for node in error.nodes or () if isinstance(node, VariableDefinitionNode)), None)
    if definition is None:
        return request_error(GraphQLError("The variables can't be read."), "BAD_USER_INPUT")
    name = definition.variable.name.value
    if isinstance(error.original_error, UnreadableValueError):
        message = error.original_error.message
    else:
        message = f"Variable ${name} must have a value of type {print_ast(definition.type)}."
    return request_error(GraphQLError(message, definition), "BAD_USER_INPUT", {"argument": arguments.get(name, name)})
