"""Arguments: what a document says of them once, what a request's variables feed each time.

Whatever is out of the ordinary is left to graphql-core's own helper, for its errors as well as for its values.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_argument_values,
)
from graphql.execution.values import VariableValues, coerce_argument
from graphql.pyutils import Undefined

from graph.engine.variables import UNCHANGING

Arguments = Callable[[VariableValues], dict[str, Any]]
"""Makes the arguments of one call."""


class _Argument(NamedTuple):
    """An argument whose value stands in the plan, or that a variable feeds."""

    name: str
    variable: str | None
    value: Any
    nullable: bool


def arguments(field: GraphQLField, node: FieldNode) -> Arguments | None:
    """What makes the arguments of a field; None if it never has any."""
    if not field.args:
        return None

    def anew(variables: VariableValues) -> dict[str, Any]:
        return get_argument_values(field, node, variables, None, hide_suggestions=True)

    simple = _simple(field, node)
    if simple is None:
        return anew
    if all(one.variable is None for one in simple):
        constant = {one.name: one.value for one in simple}
        return lambda _variables: constant.copy()

    def fed(variables: VariableValues) -> dict[str, Any]:
        coerced = variables.coerced
        made: dict[str, Any] = {}
        for name, variable, value, nullable in simple:
            if variable is None:
                made[name] = value
                continue
            sent = coerced.get(variable, Undefined)
            if sent is Undefined or (sent is None and not nullable):
                return anew(variables)
            made[name] = sent
        return made

    return fed


def _simple(field: GraphQLField, node: FieldNode) -> list[_Argument] | None:
    """The arguments in order; None if one is neither a variable nor a value that can't change."""
    found: list[_Argument] = []
    nodes = {one.name.value: one for one in node.arguments or ()}
    for name, argument in field.args.items():
        given = nodes.get(name)
        out_name = argument.out_name or name
        if given is not None and isinstance(given.value, VariableNode):
            found.append(
                _Argument(out_name, given.value.name.value, None, not isinstance(argument.type, GraphQLNonNull))
            )
            continue
        if given is not None and _has_variable(given.value):
            return None
        made: dict[str, Any] = {}
        try:
            coerce_argument(made, node, name, argument, given, None, None, hide_suggestions=True)
        except Exception:  # noqa: BLE001 - whatever it is, each call has it anew
            return None
        if not all(isinstance(value, UNCHANGING) for value in made.values()):
            return None
        found += [_Argument(one, None, value, nullable=True) for one, value in made.items()]
    return found


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(_has_variable(one) for one in value.values)
    if isinstance(value, ObjectValueNode):
        return any(_has_variable(one.value) for one in value.fields)
    return isinstance(value, VariableNode)
