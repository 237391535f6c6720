"""Completion: from what a resolver returned to what the answer holds, as graphql-core's complete_value does it.

A completer takes an execution, the path of the value, and the value; it returns what the answer holds, or a coroutine
of it, or raises. It is made once for a field and a type, so that it asks of a value only what its type leaves open.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol

from graphql import (
    GraphQLAbstractType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    default_type_resolver,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.executor import invalid_return_type_error

from graph.engine.compile.columns import CompleteColumn, lists, nullable
from graph.engine.compile.execution import COROUTINE, Execution, FieldInfo, waits
from graph.engine.compile.leaves import leaf_of
from graph.engine.compile.lists import Items
from graph.engine.compile.paths import Path, field_path
from graph.engine.compile.positions import Complete, Position

Fields = Callable[[Execution, Path | None, Any], Any]
"""Executes the fields of an object: the execution, its path, and the object."""


class Selection(NamedTuple):
    """The fields asked of an object; `column` does the same for many objects, where that can be."""

    execute: Fields
    column: CompleteColumn | None


class Completion(NamedTuple):
    """How values of a type are completed in a field: one that is neither null nor an error, and a column."""

    complete: Complete
    column: CompleteColumn | None


class Selections(Protocol):
    """Knows what is selected below a field of an abstract type, when a run has found out which type it has."""

    def below_runtime_type(self, kind: GraphQLObjectType, field_info: FieldInfo) -> Selection:
        """The fields asked of an object of this type."""
        ...

    def runtime_type(
        self, name: Any, kind: GraphQLAbstractType, field_info: FieldInfo, info: GraphQLResolveInfo[Any], value: object
    ) -> GraphQLObjectType:
        """The object type that a value of an abstract type has.

        Raises:
            GraphQLError: it is none of its possible types.
        """
        ...


def completion(
    kind: GraphQLOutputType, field_info: FieldInfo, below: Selection | None, selections: Selections
) -> Completion:
    """How values of a type are completed in a field. Only a column depends on whether they may be null.

    `below` has the fields asked of its objects, if it is of an object type.
    """
    leaf = leaf_of(kind)
    if leaf is not None:
        return Completion(leaf.complete, leaf.non_null_column if isinstance(kind, GraphQLNonNull) else leaf.column)
    if isinstance(kind, GraphQLNonNull):
        return _completion(kind.of_type, field_info, below, selections)
    found = _completion(kind, field_info, below, selections)
    return Completion(found.complete, found.column and nullable(found.column))


def _completion(
    kind: GraphQLOutputType, field_info: FieldInfo, below: Selection | None, selections: Selections
) -> Completion:
    if isinstance(kind, GraphQLList):
        item = completion(kind.of_type, field_info, below, selections)
        items = Items(kind.of_type, Position(kind.of_type, field_info, item.complete), item.column)
        return Completion(items.complete, item.column and lists(item.column))
    if is_abstract_type(kind):
        return Completion(_abstract(kind, field_info, selections), None)
    if is_object_type(kind) and below is not None:
        return Completion(_object(kind, field_info, below), None if kind.is_type_of else below.column)
    raise TypeError(f"{kind} is not an output type")


def _object(kind: GraphQLObjectType, field_info: FieldInfo, selection: Selection) -> Complete:
    fields, is_type_of = selection.execute, kind.is_type_of
    if is_type_of is None:
        return fields
    head = field_info.head

    def complete(execution: Execution, path: Path, value: Any) -> Any:
        verdict = is_type_of(value, execution.info(head, field_path(path)))
        if waits(verdict):
            return later(execution, path, value, verdict)
        if not verdict:
            raise invalid_return_type_error(kind, value, field_info.details)
        return fields(execution, path, value)

    async def later(execution: Execution, path: Path, value: Any, verdict: Any) -> Any:
        if not await verdict:
            raise invalid_return_type_error(kind, value, field_info.details)
        completed = fields(execution, path, value)
        return await completed if type(completed) is COROUTINE else completed

    return complete


def _abstract(kind: GraphQLAbstractType, field_info: FieldInfo, selections: Selections) -> Complete:
    resolve_type = kind.resolve_type or default_type_resolver
    head = field_info.head
    known: dict[str, Complete] = {}

    def of_type(name: Any, info: GraphQLResolveInfo[Any], value: object) -> Complete:
        complete = known.get(name) if isinstance(name, str) else None
        if complete is None:
            runtime = selections.runtime_type(name, kind, field_info, info, value)
            complete = known[name] = _object(runtime, field_info, selections.below_runtime_type(runtime, field_info))
        return complete

    def complete(execution: Execution, path: Path, value: Any) -> Any:
        info = execution.info(head, field_path(path))
        name: Any = resolve_type(value, info, kind)
        if waits(name):
            return later(execution, path, value, info, name)
        return of_type(name, info, value)(execution, path, value)

    async def later(
        execution: Execution, path: Path, value: Any, info: GraphQLResolveInfo[Any], name: Awaitable[Any]
    ) -> Any:
        completed = of_type(await name, info, value)(execution, path, value)
        return await completed if type(completed) is COROUTINE else completed

    return complete
