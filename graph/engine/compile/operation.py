"""From a validated document to closures that run the same resolvers as graphql-core's executor, in a part of its time.

The answer is graphql-core's: the same data in the same order, and the same errors in the same order. What a plan
can know (the fields of each object, the types, the arguments that stand in the document) is found out once; what is
left for a run is to call, to check and to place. What isn't covered is declined, and goes to graphql-core.
"""

from collections.abc import Awaitable
from typing import Any, Final, NamedTuple, final

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution.values import VariableValues

from auth.visibility.policy import visible
from domain.roles import Role
from graph.engine.compile.completion import Fields
from graph.engine.compile.execution import COROUTINE, Execution
from graph.engine.compile.selections import Builder, Parts, Source
from graph.engine.directives import Outcomes
from graph.engine.document import Document, Fragment, Operation
from graph.engine.held import Held
from graph.engine.limits import COORDINATE_BYTES, DEEPEST_COMPILED, MOST_OF_PARTS

_INCREMENTAL: Final = frozenset({"defer", "stream"})
_DECLINED: Final = _INCREMENTAL | {"experimental_disableErrorPropagation"}


@final
class Compiled:
    """An operation ready to run. It holds closures and counts nothing: a run leaves no value behind in it."""

    __slots__ = ("_held", "_parts", "_shared", "_source", "_variants")

    def __init__(self, source: Source, conditions: list[str], held: Held) -> None:
        """`conditions` are the variables that decide what it skips and includes; `held` counts what it keeps."""
        self._source = source
        self._held = held
        self._parts = Parts()
        self._shared = (source.schema, source.fragments, None, source.operation)
        self._variants = Outcomes(conditions, self._open, held, lambda one: COORDINATE_BYTES * len(one.coordinates))

    def execute(self, context: Any, variables: VariableValues) -> ExecutionResult | Awaitable[ExecutionResult]:
        """Run with variables that have been coerced."""
        fields = self._fields(context, variables)
        execution = Execution(self._shared, context, variables)
        try:
            data = fields(execution, None, None)
        except GraphQLError as error:
            execution.collect_error(error, None)
            return ExecutionResult(None, execution.errors or None)
        return (
            _finished(execution, data) if type(data) is COROUTINE else ExecutionResult(data, execution.errors or None)
        )

    def _fields(self, context: Any, variables: VariableValues) -> Fields:
        """The fields of the operation, for what these variables skip and include, and for who asks.

        A role that may ask all of them goes without the resolvers' own wall, which is found out once. Any other has
        it: then the answer has the wall's errors.
        """
        fields, coordinates, allowed = self._variants.of(variables)
        if not coordinates:
            return fields
        role = context.role
        if role not in allowed:
            if not all(visible(one, role) for one in coordinates):
                flags = self._variants.decided(variables)
                return Builder(self._source, flags, Parts(), is_open=False).root().execute
            allowed.add(role)
        return fields

    def _open(self, flags: VariableValues) -> "_Variant":
        before = self._parts.bytes
        if before > MOST_OF_PARTS:
            self._parts = Parts()
            self._variants.forget()
        builder = Builder(self._source, flags, self._parts, is_open=True)
        fields = builder.root().execute
        self._held.add(self._parts.bytes - before)
        return _Variant(fields, frozenset(builder.coordinates), set())


class _Variant(NamedTuple):
    """The fields for one outcome of @skip and @include; the wall left out of them, and for whom it may be."""

    fields: Fields
    coordinates: frozenset[str]
    allowed: set[Role | None]


async def _finished(execution: Execution, data: Awaitable[dict[str, Any]]) -> ExecutionResult:
    try:
        answer: dict[str, Any] | None = await data
    except GraphQLError as error:
        execution.collect_error(error, None)
        answer = None
    return ExecutionResult(answer, execution.errors or None)


def compiled(schema: GraphQLSchema, document: Document, operation: Operation, held: Held) -> Compiled | None:
    """An operation of a valid document, ready to run by a schema; None for what only graphql-core can run.

    That is: mutations and subscriptions, introspection beside `__typename`, @defer and @stream, arguments of fragments,
    and selections nested so deep that closures might not hold them.
    """
    node, root = operation.node, schema.query_type
    if node.operation is not OperationType.QUERY or root is None:
        return None
    if any(map(schema.get_directive, _INCREMENTAL)) or document.depth(operation) > DEEPEST_COMPILED:
        return None
    if any(_is_declined(document, one) for one in document.reached(operation)):
        return None
    fragments = {name: one.node for name, one in document.fragments.items()}
    return Compiled(Source(schema, node, fragments, root), document.conditions(operation), held)


def _is_declined(document: Document, definition: Operation | Fragment) -> bool:
    """Whether it has what isn't covered."""
    return (
        definition.introspects
        or definition.takes_arguments
        or not _DECLINED.isdisjoint(definition.directive_names)
        or not definition.spreads.keys() <= document.fragments.keys()
    )
