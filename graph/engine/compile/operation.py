"""From a validated document to closures that run the same resolvers as graphql-core's executor, in a part of its time.

The answer is graphql-core's: the same data in the same order, and the same errors in the same order. What a plan
can know (the fields of each object, the types, the arguments that stand in the document) is found out once; what is
left for a run is to call, to check and to place. What isn't covered is declined, and goes to graphql-core.
"""

from collections.abc import Awaitable
from typing import Any, Final, NamedTuple, final

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)
from graphql.execution.values import VariableValues
from graphql.language.ast import SelectionSetNode
from graphql.pyutils import Undefined

from auth.visibility import Audience, visible
from graph.engine.compile.arguments import Variables
from graph.engine.compile.completion import Fields
from graph.engine.compile.execution import COROUTINE, Run
from graph.engine.compile.selections import Builder, Document

MOST_VARIANTS: Final = 4
"""How many outcomes of @skip and @include a plan remembers the fields of."""
DEEPEST: Final = 60
"""How deep the selections of an operation may be, fragments included: the closures call each other."""

_DECIDING: Final = frozenset({"skip", "include"})
_INCREMENTAL: Final = frozenset({"defer", "stream"})
_DECLINED: Final = _INCREMENTAL | {"experimental_disableErrorPropagation"}


@final
class Compiled:
    """An operation ready to run. It holds closures and counts nothing: a run leaves no value behind in it."""

    __slots__ = ("_document", "_flags", "_shared", "_variables", "_variants")

    def __init__(self, document: Document, flags: tuple[str, ...]) -> None:
        self._document = document
        self._flags = flags
        self._variables = Variables(document.schema, document.operation)
        self._shared = (document.schema, document.fragments, None, document.operation)
        self._variants: dict[tuple[object, ...], _Variant] = {}

    def coerced(self, variables: dict[str, Any]) -> VariableValues | list[GraphQLError]:
        """The variables of a request as the resolvers get them, or what is wrong with them."""
        return self._variables.coerced(variables)

    def run(self, context: Any, variables: dict[str, Any]) -> ExecutionResult | Awaitable[ExecutionResult]:
        """Run with the variables of a request, as they were sent."""
        values = self._variables.coerced(variables)
        return ExecutionResult(None, values) if isinstance(values, list) else self.run_coerced(context, values)

    def run_coerced(self, context: Any, coerced: VariableValues) -> ExecutionResult | Awaitable[ExecutionResult]:
        """Run with variables that `coerced`, or graphql-core's get_variable_values, has made values of."""
        fields = self._fields(context, coerced)
        run = Run(self._shared, context, coerced)
        try:
            data = fields(run, None, None)
        except GraphQLError as error:
            run.collect(error, None)
            return ExecutionResult(None, run.errors or None)
        return _finished(run, data) if type(data) is COROUTINE else ExecutionResult(data, run.errors or None)

    def _fields(self, context: Any, coerced: VariableValues) -> Fields:
        """The fields of the operation, for what these variables skip and include, and for who asks.

        An audience that may ask all of them goes without the resolvers' own wall, which is found out once. Any other
        has it: then the answer has the wall's errors.
        """
        values = coerced.coerced
        flags = tuple([values.get(name, Undefined) for name in self._flags]) if self._flags else ()
        fields, coordinates, admitted = self._variant(flags)
        if not coordinates:
            return fields
        audience = context.audience
        if audience not in admitted:
            if not all(visible(one, audience) for one in coordinates):
                return self._made(flags, is_open=False)[0]
            admitted.add(audience)
        return fields

    def _variant(self, flags: tuple[object, ...]) -> "_Variant":
        known = self._variants.get(flags)
        if known is None:
            known = self._made(flags, is_open=True)
            if len(self._variants) >= MOST_VARIANTS:
                del self._variants[next(iter(self._variants))]
            self._variants[flags] = known
        return known

    def _made(self, flags: tuple[object, ...], *, is_open: bool) -> "_Variant":
        decided = {name: flag for name, flag in zip(self._flags, flags, strict=True) if flag is not Undefined}
        builder = Builder(self._document, VariableValues({}, decided), is_open=is_open)
        fields = builder.root().execute
        return _Variant(fields, frozenset(builder.coordinates), set())


class _Variant(NamedTuple):
    """The fields for one outcome of @skip and @include; the wall left out of them, and for whom it may be."""

    fields: Fields
    coordinates: frozenset[str]
    admitted: set[Audience]


async def _finished(run: Run, data: Awaitable[dict[str, Any]]) -> ExecutionResult:
    try:
        answer: dict[str, Any] | None = await data
    except GraphQLError as error:
        run.collect(error, None)
        answer = None
    return ExecutionResult(answer, run.errors or None)


def compiled(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Compiled | None:
    """The operation of a validated document, ready to run; None for what only graphql-core can run.

    That is: mutations and subscriptions, introspection beside `__typename`, @defer and @stream, arguments of fragments,
    and selections nested so deep that closures might not hold them.
    """
    root = schema.query_type
    if operation.operation is not OperationType.QUERY or root is None or any(map(schema.get_directive, _INCREMENTAL)):
        return None
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    survey = _Survey(fragments)
    survey.directives(operation)
    if survey.depth(operation.selection_set) > DEEPEST or survey.declined:
        return None
    return Compiled(Document(schema, operation, fragments, root), tuple(survey.flags))


class _Survey:
    """What a document has that decides how, and whether, it is compiled."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.flags: dict[str, None] = {}
        self.declined = False
        self._fragments = fragments
        self._depths: dict[str, int] = {}

    def depth(self, selection_set: SelectionSetNode) -> int:
        """How deep the selections are; what they have is noted on the way."""
        deepest = 0
        open_sets = [(selection_set, 1)]
        while open_sets:
            selections, depth = open_sets.pop()
            deepest = max(deepest, depth)
            for one in selections.selections:
                self.directives(one)
                if isinstance(one, FragmentSpreadNode):
                    deepest = max(deepest, depth + self._spread(one))
                    continue
                if isinstance(one, FieldNode):
                    self.declined |= one.name.value in {"__schema", "__type"}
                below = getattr(one, "selection_set", None)
                if below is not None:
                    open_sets.append((below, depth + 1))
        return deepest

    def _spread(self, spread: FragmentSpreadNode) -> int:
        name = spread.name.value
        fragment = self._fragments.get(name)
        if fragment is None or fragment.variable_definitions or spread.arguments:
            self.declined = True
            return 0
        if name not in self._depths:
            self._depths[name] = DEEPEST  # for one that would spread itself, which validation refuses
            self.directives(fragment)
            self._depths[name] = self.depth(fragment.selection_set)
        return self._depths[name]

    def directives(self, node: Any) -> None:
        """Note the variables that decide about a node, or that it has a directive that isn't covered."""
        for directive in node.directives or ():
            self.declined |= directive.name.value in _DECLINED
            if directive.name.value in _DECIDING:
                for argument in directive.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        self.flags[argument.value.name.value] = None
