"""The variables of an operation: coerced once a request, for whatever runs it, or refused.

A refusal names the argument that a variable feeds, in words that never repeat a value.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID

from graphql import (
    GraphQLError,
    GraphQLNonNull,
    GraphQLSchema,
    NonNullTypeNode,
    VariableDefinitionNode,
    is_leaf_type,
    print_ast,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value

from graph.engine.document import Document, Operation
from graph.engine.limits import MOST_ERRORS
from graph.engine.refusal import Refusal
from graph.engine.validation import NUL, WITH_NUL
from graph.errors import JsonObject, masked, request_error
from graph.schema.scalars import UnreadableValueError

UNCHANGING: Final = (str, int, float, bool, type(None), date, Decimal, UUID, Enum)
"""The types of values that a plan may hold for all its runs: no run can change them."""


class _Variable(NamedTuple):
    """A variable of a leaf type. `unsent` is its source when no value was sent."""

    name: str
    unsent: VariableValueSource
    nullable: bool
    default: Any
    coerce: Callable[[Any], Any]


class Variables:
    """The variables of an operation, ready to be given values.

    What is out of the ordinary is left to graphql-core, for its errors as well as for its values.
    """

    __slots__ = ("_definitions", "_fed", "_known", "_never_null", "_schema")

    def __init__(self, schema: GraphQLSchema, document: Document, operation: Operation) -> None:
        """The variables of an operation of a valid document."""
        self._schema = schema
        self._definitions = tuple(operation.node.variable_definitions or ())
        self._fed = document.fed
        self._never_null = never_null(document, operation)
        known = [_variable(schema, one) for one in self._definitions]
        simple = [one for one in known if one is not None]
        self._known = tuple(simple) if len(simple) == len(known) else None

    def accepted(self, sent: dict[str, Any]) -> VariableValues | Refusal:
        """The values that were sent, as the resolvers get them, or why they can't be used."""
        values = self.coerced(sent)
        if isinstance(values, list):
            return Refusal(400, tuple(self._unreadable(error) for error in values))
        unfit = [fault for one in self._definitions if (fault := self._unfit(one, sent))]
        return Refusal(400, tuple(unfit)) if unfit else values

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

    def _unfit(self, definition: VariableDefinitionNode, sent: dict[str, Any]) -> JsonObject | None:
        """A null that feeds what is never null, or a text with U+0000."""
        name = definition.variable.name.value
        value = sent.get(name)
        if value is None and name in sent and name in self._never_null:
            argument = self._never_null[name]
            fed = f"Variable ${masked(name)} feeds `{masked(argument)}`"
            message = f"{fed}, which is never null: leave it out, or give it a value."
        elif _has_nul(value):
            argument, message = self._fed.get(name, name), WITH_NUL
        else:
            return None
        return request_error(GraphQLError(message, definition), "BAD_USER_INPUT", {"argument": argument})

    def _unreadable(self, error: GraphQLError) -> JsonObject:
        definition = next((node for node in error.nodes or () if isinstance(node, VariableDefinitionNode)), None)
        if definition is None:
            return request_error(GraphQLError("The variables can't be read."), "BAD_USER_INPUT")
        name = definition.variable.name.value
        if isinstance(error.original_error, UnreadableValueError):
            message = error.original_error.message
        else:
            message = f"Variable ${masked(name)} must have a value of type {print_ast(definition.type)}."
        more = {"argument": self._fed.get(name, name)}
        return request_error(GraphQLError(message, definition), "BAD_USER_INPUT", more)


def never_null(document: Document, operation: Operation) -> dict[str, str]:
    """The variables that may be null by their own type and feed what may not be, each with an argument that it feeds.

    A default value makes such a use valid; a null that is sent all the same is a fault of the request, found when it
    runs (GraphQL, 6.4.1 and 5.8.5), so that an executor would tell it as a fault of the field.
    """
    nullable = {
        one.variable.name.value
        for one in operation.node.variable_definitions or ()
        if not isinstance(one.type, NonNullTypeNode)
    }
    found: dict[str, str] = {}
    for usage in (each for one in document.reached(operation) for each in one.usages) if nullable else ():
        if usage.name in nullable and isinstance(usage.type, GraphQLNonNull):
            found.setdefault(usage.name, usage.argument)
    return found


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, list):
        return any(_has_nul(one) for one in value)
    return isinstance(value, dict) and any(_has_nul(one) for one in value.values())


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
        if default is Undefined or not isinstance(default, UNCHANGING):
            return None
    return _Variable(signature.name, VariableValueSource(signature), nullable, default, kind.coerce_input_value)
