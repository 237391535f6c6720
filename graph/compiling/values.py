"""Completion: from what a resolver returned to what the answer holds, as graphql-core's complete_value does it.

A completer takes a run, the way to the value, and the value; it returns what the answer holds, or a coroutine of it,
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
from graphql.pyutils import Undefined

from graph.compiling import lanes
from graph.compiling.lanes import Lane
from graph.compiling.leaves import Leaf, leaf_of
from graph.compiling.lists import Complete, Items
from graph.compiling.running import COROUTINE, Place, Run, Way, field_way, waits

Null = Callable[[], None]
Fields = Callable[[Run, Way | None, Any], Any]
"""Executes the fields of an object: its run, the way to it, and the object."""


class Selection(NamedTuple):
    """The fields asked of an object; `lane` does the same for many objects, if it may."""

    execute: Fields
    lane: Lane | None


class Completion(NamedTuple):
    """How values of a type are completed at a place: any value, one that is `inert`, and many in a lane."""

    any: Complete
    inert: Complete
    lane: Lane | None


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
    """How values of a type are completed at a place."""
    if isinstance(kind, GraphQLNonNull):
        inner = _completion(kind.of_type, place, selections)
        return Completion(_checked(inner.inert, _refusal(place)), *inner[1:])
    inner = _completion(kind, place, selections)
    return Completion(_checked(inner.inert, _nothing), inner.inert, inner.lane and lanes.nullable(inner.lane))


def _completion(kind: GraphQLOutputType, place: Place, selections: Selections) -> Completion:
    """How values are completed that are neither null nor an error."""
    complete: Complete
    lane: Lane | None = None
    leaf = leaf_of(kind)
    if leaf is not None:
        complete, lane = _leaf(leaf), lanes.leaves(leaf)
    elif isinstance(kind, GraphQLList):
        item = completion(kind.of_type, place, selections)
        complete, lane = Items(kind.of_type, place, item).complete, item.lane and lanes.lists(item.lane)
    elif is_abstract_type(kind):
        complete = _abstract(kind, place, selections)
    elif is_object_type(kind):
        selection = selections.below(kind, place)
        complete, lane = _object(kind, place, selection), None if kind.is_type_of else selection.lane
    else:
        raise TypeError(f"{kind} is not an output type")
    return Completion(complete, complete, lane)


def _nothing() -> None:
    return None


def _refusal(place: Place) -> Null:
    def refuse() -> None:
        raise TypeError(f"Cannot return null for non-nullable field {place.coordinate}.")

    return refuse


def _checked(complete: Complete, null: Null) -> Complete:
    """What holds for each type: an error that was returned is raised, and nothing is null."""

    def check(run: Run, way: Way, value: Any) -> Any:
        if value is None or value is Undefined:
            return null()
        if isinstance(value, Exception):
            raise value
        return complete(run, way, value)

    return check


def _leaf(leaf: Leaf) -> Complete:
    by_type, tell = leaf.by_type, leaf.tell

    def complete(_run: Run, _way: Way, value: Any) -> Any:
        how = by_type.get(type(value))
        if how is not None:
            told = how(value)
            if told is not None and told is not Undefined:
                return told
        return tell(value)

    return complete


def _object(kind: GraphQLObjectType, place: Place, selection: Selection) -> Complete:
    fields, is_type_of = selection.execute, kind.is_type_of
    if is_type_of is None:
        return fields
    head = place.head

    def complete(run: Run, way: Way, value: Any) -> Any:
        verdict = is_type_of(value, run.info(head, field_way(way)))
        if waits(verdict):
            return later(run, way, value, verdict)
        if not verdict:
            raise invalid_return_type_error(kind, value, place.details)
        return fields(run, way, value)

    async def later(run: Run, way: Way, value: Any, verdict: Any) -> Any:
        if not await verdict:
            raise invalid_return_type_error(kind, value, place.details)
        completed = fields(run, way, value)
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

    def complete(run: Run, way: Way, value: Any) -> Any:
        info = run.info(head, field_way(way))
        name: Any = resolve_type(value, info, kind)
        if waits(name):
            return later(run, way, value, info, name)
        return of_type(name, info, value)(run, way, value)

    async def later(run: Run, way: Way, value: Any, info: GraphQLResolveInfo[Any], name: Awaitable[Any]) -> Any:
        completed = of_type(await name, info, value)(run, way, value)
        return await completed if type(completed) is COROUTINE else completed

    return complete
