"""From the text of a document to something that may run, or to the reasons why not: the first wall.

A plan depends on the document, the operation's name and the viewer's role alone, never on values. It is made before
anything is read, and remembered.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationType,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.executor import Executor
from graphql.execution.values import VariableValues

from domain.errors import BadUserInputError
from domain.roles import Role
from graph.context import Context
from graph.engine.compile.operation import Compiled, compiled
from graph.engine.coordinates import HandedOver, ResponsePath, handed_over, hidden, refusal_of_hidden
from graph.engine.directives import Outcomes
from graph.engine.document import Document, Operation
from graph.engine.held import Held, Total
from graph.engine.limits import LONGEST_REMEMBERED, MOST_REMEMBERED, PATH_BYTES, PLAN_BYTES, TOKEN_BYTES, Limits
from graph.engine.parsing import parsed, too_nested
from graph.engine.refusal import Refusal
from graph.engine.validation import refusal_of_invalid
from graph.engine.variables import Variables
from graph.errors import request_error
from graph.schema.build import SCHEMA, schema_for


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation that its role may run.

    Attributes:
        digest: SHA-256 of the document.
        held: how many bytes it takes.
        variables: what coerces the variables of a request, once.
        handed_over: what it hands over of persons, by where in the answer, for each outcome of @skip and @include.
        executor: what runs it.
        root: the type of its own fields.
    """

    digest: bytes
    held: Held
    variables: Variables
    handed_over: Outcomes[dict[ResponsePath, HandedOver]]
    executor: "Compiled | Uncompiled"
    root: GraphQLObjectType | None

    @property
    def is_query(self) -> bool:
        """Whether it changes nothing."""
        return self.root is SCHEMA.query_type

    @property
    def is_compiled(self) -> bool:
        """Whether it runs compiled; otherwise graphql-core runs it."""
        return isinstance(self.executor, Compiled)


_QUERIES_ONLY: Final = Refusal(
    405,
    (request_error(GraphQLError("Send what changes something by POST, never by GET."), BadUserInputError.code),),
)


class Planner:
    """Makes plans within limits, and remembers those of short documents: the last used, up to a total of bytes.

    Refusals are made anew each time, so that what is refused pushes nobody's plan out.
    """

    def __init__(self, limits: Limits, *, compiling: bool = True, most_bytes: int = MOST_REMEMBERED) -> None:
        """Plan within limits. `most_bytes` is what all plans that are remembered may hold together."""
        self._limits = limits
        self._most_bytes = most_bytes
        self._compiling = compiling
        self._plans: OrderedDict[tuple[str, str | None, Role | None], Plan] = OrderedDict()
        self._total = Total()

    def plan(
        self, text: str, operation_name: str | None, role: Role | None, *, queries_only: bool = False
    ) -> Plan | Refusal:
        """What to do with an operation for a role, or for a visitor. `queries_only`: nothing else may be asked."""
        key = (text, operation_name, role)
        known = self._plans.get(key)
        if known is not None:
            self._plans.move_to_end(key)
            self._forget()  # a plan may have grown since
            return known if known.is_query or not queries_only else _QUERIES_ONLY
        made = _made(text, operation_name, role, self._limits, compiling=self._compiling, queries_only=queries_only)
        if isinstance(made, Plan) and len(text) <= LONGEST_REMEMBERED:
            self._plans[key] = made
            made.held.remembered(self._total)
            self._forget()
        return made

    def _forget(self) -> None:
        while self._total.bytes > self._most_bytes:
            _, oldest = self._plans.popitem(last=False)
            oldest.held.forgotten()


def _made(  # noqa: PLR0913 - what a plan depends on, and how it is made
    text: str, operation_name: str | None, role: Role | None, limits: Limits, *, compiling: bool, queries_only: bool
) -> Plan | Refusal:
    try:
        document = _valid(text, limits)
    except RecursionError:  # a value inside values inside values
        return too_nested(limits)
    if isinstance(document, Refusal):
        return document
    operation = _chosen(document, operation_name)
    if isinstance(operation, Refusal):
        return operation
    if queries_only and operation.node.operation is not OperationType.QUERY:
        return _QUERIES_ONLY
    found = hidden(document, operation, role)
    if found:
        return refusal_of_hidden(found, role)
    schema = schema_for(role)
    held = Held(PLAN_BYTES + TOKEN_BYTES * document.tokens)
    return Plan(
        digest_of(text),
        held,
        Variables(schema, document, operation),
        Outcomes(
            document.conditions(operation),
            lambda variables: handed_over(document, operation, variables),
            held,
            lambda found: PATH_BYTES * sum(1 + len(one.outcomes) for one in found.values()),
        ),
        (compiling and compiled(schema, document, operation, held)) or Uncompiled(schema, document, operation),
        SCHEMA.get_root_type(operation.node.operation),
    )


def _valid(text: str, limits: Limits) -> Document | Refusal:
    document = parsed(SCHEMA, text, limits)
    return document if isinstance(document, Refusal) else refusal_of_invalid(SCHEMA, document) or document


def digest_of(text: str) -> bytes:
    """SHA-256 of a document, by which the log names it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _chosen(document: Document, name: str | None) -> Operation | Refusal:
    named = [one for one in document.operations if name is None or (one.node.name and one.node.name.value == name)]
    if len(named) != 1:
        message = "Say by operationName which operation of the document to run."
        return Refusal(400, (request_error(GraphQLError(message), "GRAPHQL_VALIDATION_FAILED"),))
    if SCHEMA.get_root_type(named[0].node.operation) is None:
        message = f"The register answers no {named[0].node.operation.value}."
        return Refusal(400, (request_error(GraphQLError(message, named[0].node), "GRAPHQL_VALIDATION_FAILED"),))
    return named[0]


class Uncompiled:
    """An operation as graphql-core runs it."""

    __slots__ = ("_definitions", "_fragments", "_operation", "_schema")

    def __init__(self, schema: GraphQLSchema, document: Document, operation: Operation) -> None:
        self._schema = schema
        self._operation = operation.node
        self._definitions = {name: one.node for name, one in document.fragments.items()}
        self._fragments = {name: FragmentDetails(one) for name, one in self._definitions.items()}

    def execute(self, context: Context, variables: VariableValues) -> ExecutionResult | Awaitable[ExecutionResult]:
        """Run it with variables that have been coerced; graphql-core's `execute` would do so once more."""
        executor = Executor[Context](
            self._schema,
            self._definitions,
            self._fragments,
            None,
            context,
            self._operation,
            variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            hide_suggestions=True,
        )
        result: ExecutionResult | Awaitable[ExecutionResult] = executor.execute_operation()  # type: ignore[assignment] # no @defer, no @stream: nothing comes later
        return result
