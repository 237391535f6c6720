"""Arguments and variables: what a document says of them once, what a request sends each time.

Whatever is out of the ordinary is left to graphql-core's own helpers, for its errors as well as for its values.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_argument_values,
    is_leaf_type,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, coerce_argument, get_variable_values
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value

MOST_ERRORS: Final = 50
"""How many faults of variables graphql-core tells at most."""

_UNCHANGING: Final = (str, int, float, bool, type(None), date, Decimal, UUID, Enum)

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
        if not all(isinstance(value, _UNCHANGING) for value in made.values()):
            return None
        found += [_Argument(one, None, value, nullable=True) for one, value in made.items()]
    return found


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(_has_variable(one) for one in value.values)
    if isinstance(value, ObjectValueNode):
        return any(_has_variable(one.value) for one in value.fields)
    return isinstance(value, VariableNode)


class _Variable(NamedTuple):
    """A variable of a leaf type. `unsent` is its source when no value was sent."""

    name: str
    unsent: VariableValueSource
    nullable: bool
    default: Any
    coerce: Callable[[Any], Any]


class Variables:
    """The variables of an operation, ready to be given values."""

    __slots__ = ("_definitions", "_known", "_schema")

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = tuple(operation.variable_definitions or ())
        known = [_variable(schema, one) for one in self._definitions]
        simple = [one for one in known if one is not None]
        self._known = tuple(simple) if len(simple) == len(known) else None

    def coerced(self, sent: dict[str, Any]) -> VariableValues | list[GraphQLError]:
        """The values that were sent, as the resolvers get them, or what is wrong with them."""
        if self._known is None:
            return self._anew(sent)
        sources: dict[str, VariableValueSource] = {}
        values: dict[str, Any] = {}
        for name, unsent, nullable, default, coerce in self._known:
            value = sent.get(name, Undefined)
            if value is Undefined:
                sources[name] = unsent
                if default is not Undefined:
                    values[name] = default
                elif not nullable:
                    return self._anew(sent)
                continue
            sources[name] = VariableValueSource(unsent.signature, value)
            if value is None and nullable:
                values[name] = None
                continue
            try:
                coerced = Undefined if value is None else coerce(value)
            except Exception:  # noqa: BLE001 - graphql-core words it
                coerced = Undefined
            if coerced is Undefined:
                return self._anew(sent)
            values[name] = coerced
        return VariableValues(sources, values)

    def _anew(self, sent: dict[str, Any]) -> VariableValues | list[GraphQLError]:
        return get_variable_values(self._schema, self._definitions, sent, MOST_ERRORS, hide_suggestions=True)


def _variable(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Variable | None:
    """What is known of a variable before it has a value; None if that isn't enough."""
    signature = get_variable_signature(schema, definition)
    if isinstance(signature, GraphQLError):
        return None
    kind: object = signature.type
    nullable = not isinstance(kind, GraphQLNonNull)
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if not is_leaf_type(kind):
        return None
    default: Any = Undefined
    if definition.default_value:
        try:
            default = coerce_default_value(signature)
        except Exception:  # noqa: BLE001 - whatever it is, each request has it anew
            return None
        if default is Undefined or not isinstance(default, _UNCHANGING):
            return None
    return _Variable(signature.name, VariableValueSource(signature), nullable, default, kind.coerce_input_value)
