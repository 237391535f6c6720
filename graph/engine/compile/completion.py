"""Completion: from what a resolver returned to what the answer holds, as graphql-core's complete_value does it.

A completer takes a run, the path to the value, and the value; it returns what the answer holds, or a coroutine of it,
or raises. It is made once for a place and a type, so that it asks of a value only what its type leaves open.
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
from graph.engine.compile.execution import COROUTINE, Place, Run, waits
from graph.engine.compile.leaves import leaf_of
from graph.engine.compile.lists import Items
from graph.engine.compile.paths import Path, field_path
from graph.engine.compile.positions import Complete, Position

Fields = Callable[[Run, Path | None, Any], Any]
"""Executes the fields of an object: its run, the path to it, and the object."""


class Selection(NamedTuple):
    """The fields asked of an object; `column` does the same for many objects, where that can be."""

    execute: Fields
    column: CompleteColumn | None


class Completion(NamedTuple):
    """How values of a type are completed at a place: one that is neither null nor an error, and a column."""

    complete: Complete
    column: CompleteColumn | None


class Selections(Protocol):
    """Who knows the selections below a place."""

    def below(self, kind: GraphQLObjectType, place: Place, *, certain: bool = True) -> Selection:
        """The fields asked of an object at a place. `certain`: every run of the plan gets there by its types."""
        ...

    def runtime_type(
        self, name: Any, kind: GraphQLAbstractType, place: Place, info: GraphQLResolveInfo[Any], value: object
    ) -> GraphQLObjectType:
        """The object type that a value of an abstract type has.

        Raises:
            GraphQLError: it is none of its possible types.
        """
        ...


def completion(kind: GraphQLOutputType, place: Place, selections: Selections) -> Completion:
    """How values of a type are completed at a place. Only a column depends on whether they may be null."""
    leaf = leaf_of(kind)
    if leaf is not None:
        return Completion(leaf.complete, leaf.non_null_column if isinstance(kind, GraphQLNonNull) else leaf.column)
    if isinstance(kind, GraphQLNonNull):
        return _completion(kind.of_type, place, selections)
    found = _completion(kind, place, selections)
    return Completion(found.complete, found.column and nullable(found.column))


def _completion(kind: GraphQLOutputType, place: Place, selections: Selections) -> Completion:
    if isinstance(kind, GraphQLList):
        item = completion(kind.of_type, place, selections)
        items = Items(kind.of_type, Position(kind.of_type, place, item.complete), item.column)
        return Completion(items.complete, item.column and lists(item.column))
    if is_abstract_type(kind):
        return Completion(_abstract(kind, place, selections), None)
    if is_object_type(kind):
        selection = selections.below(kind, place)
        return Completion(_object(kind, place, selection), None if kind.is_type_of else selection.column)
    raise TypeError(f"{kind} is not an output type")


def _object(kind: GraphQLObjectType, place: Place, selection: Selection) -> Complete:
    fields, is_type_of = selection.execute, kind.is_type_of
    if is_type_of is None:
        return fields
    head = place.head

    def complete(run: Run, path: Path, value: Any) -> Any:
        verdict = is_type_of(value, run.info(head, field_path(path)))
        if waits(verdict):
            return later(run, path, value, verdict)
        if not verdict:
            raise invalid_return_type_error(kind, value, place.details)
        return fields(run, path, value)

    async def later(run: Run, path: Path, value: Any, verdict: Any) -> Any:
        if not await verdict:
            raise invalid_return_type_error(kind, value, place.details)
        completed = fields(run, path, value)
        return await completed if type(completed) is COROUTINE else completed

    return complete


def _abstract(kind: GraphQLAbstractType, place: Place, selections: Selections) -> Complete:
    resolve_type = kind.resolve_type or default_type_resolver
    head = place.head
    known: dict[str, Complete] = {}

    def of_type(name: Any, info: GraphQLResolveInfo[Any], value: object) -> Complete:
        complete = known.get(name) if isinstance(name, str) else None
        if complete is None:
            runtime = selections.runtime_type(name, kind, place, info, value)
            complete = known[name] = _object(runtime, place, selections.below(runtime, place, certain=False))
        return complete

    def complete(run: Run, path: Path, value: Any) -> Any:
        info = run.info(head, field_path(path))
        name: Any = resolve_type(value, info, kind)
        if waits(name):
            return later(run, path, value, info, name)
        return of_type(name, info, value)(run, path, value)

    async def later(run: Run, path: Path, value: Any, info: GraphQLResolveInfo[Any], name: Awaitable[Any]) -> Any:
        completed = of_type(await name, info, value)(run, path, value)
        return await completed if type(completed) is COROUTINE else completed

    return complete
