"""The variables of an operation: coerced once a request, for whatever runs it, or refused.

A refusal names the argument that a variable feeds, in words that never repeat a value.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    NonNullTypeNode,
    VariableDefinitionNode,
    get_named_type,
    is_leaf_type,
    type_from_ast,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value

from auth.visibility.policy import may_give
from domain.roles import Role
from graph.engine.coordinates import Hidden, refusal_of_hidden
from graph.engine.document import Document, Operation
from graph.engine.input_values import WITH_NUL, InputPath, faults, given_fields, with_nul
from graph.engine.limits import MOST_ERRORS
from graph.engine.refusal import Refusal
from graph.errors import JsonObject, masked, request_error

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

    What is out of the ordinary is left to graphql-core, for its values.
    """

    __slots__ = ("_definitions", "_fed", "_inputs", "_known", "_never_null", "_schema")

    def __init__(self, schema: GraphQLSchema, document: Document, operation: Operation) -> None:
        """The variables of an operation of a valid document, coerced by a schema: the part that may be given."""
        self._schema = schema
        self._definitions = tuple(operation.node.variable_definitions or ())
        self._fed = document.fed
        self._never_null = never_null(document, operation)
        known = [_variable(schema, one) for one in self._definitions]
        simple = [one for one in known if one is not None]
        self._known = tuple(simple) if len(simple) == len(known) else None
        kinds: list[tuple[VariableDefinitionNode, Any]] = [
            (one, type_from_ast(document.schema, one.type)) for one in self._definitions
        ]
        self._inputs = [(one, kind) for one, kind in kinds if isinstance(get_named_type(kind), GraphQLInputObjectType)]

    def accepted(self, sent: dict[str, Any], role: Role | None) -> VariableValues | Refusal:
        """The values that were sent, as the resolvers get them, or why this role can't use them."""
        hidden = list(self._hidden(sent, role)) if self._inputs else []
        if hidden:
            return refusal_of_hidden(hidden, role)
        values = self.coerced(sent)
        if isinstance(values, list):
            return Refusal(400, tuple(islice(self._unreadable(sent, values), MOST_ERRORS)))
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

    def _hidden(self, sent: dict[str, Any], role: Role | None) -> Iterator[Hidden]:
        """The input fields that were sent and that the role may not give, each once."""
        found: set[str] = set()
        for definition, kind in self._inputs:
            for coordinate in given_fields(sent.get(definition.variable.name.value), kind):
                if coordinate not in found and not may_give(coordinate, role):
                    found.add(coordinate)
                    yield Hidden(coordinate, definition)

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
        elif (path := with_nul(value)) is not None:
            argument, message = self._argument(name, path), WITH_NUL
        else:
            return None
        return request_error(GraphQLError(message, definition), "BAD_USER_INPUT", {"argument": argument})

    def _unreadable(self, sent: dict[str, Any], errors: list[GraphQLError]) -> Iterator[JsonObject]:
        """What is wrong with the values that were sent, by the argument or the input field that has them."""
        told = False
        for definition in dict.fromkeys(node for error in errors for node in error.nodes or ()):
            if not isinstance(definition, VariableDefinitionNode):
                continue
            name = definition.variable.name.value
            kind: Any = type_from_ast(self._schema, definition.type)
            for path, expected, words in faults(sent.get(name), kind):
                argument = self._argument(name, path)
                subject = f"`{masked(argument)}`" if path else f"Variable ${masked(name)}"
                message = words or f"{subject} must have a value of type {expected}."
                yield request_error(GraphQLError(message, definition), "BAD_USER_INPUT", {"argument": argument})
                told = True
        if not told:
            yield request_error(GraphQLError("The variables can't be read."), "BAD_USER_INPUT")

    def _argument(self, name: str, path: InputPath) -> str:
        """What a place in a variable's value is called: the argument that it feeds, and the input fields in it."""
        return ".".join([self._fed.get(name, name), *path])


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
