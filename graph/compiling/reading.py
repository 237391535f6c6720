"""Reading: the step from an object to one of its fields, completed, with its errors told in its place."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from graphql import GraphQLField
from graphql.pyutils import is_awaitable

from graph.compiling.arguments import Arguments, arguments
from graph.compiling.resolvers import Attribute, Default, Method, Plain, resolver
from graph.compiling.running import COROUTINE, Place, Run, Way, inert
from graph.compiling.values import Completion

Step = Callable[[Run, Way | None, Any], Any]
Call = Callable[[Run, Way, Any], Any]
Fail = Callable[[Run, Way | None, Exception], None]


class Reading(NamedTuple):
    """How a field is read: as an attribute, which `step` is then given the value of, or by `step` from the object."""

    attribute: str | None
    step: Step
    fail: Fail


def reader(field: GraphQLField, resolve: Callable[..., Any] | None, place: Place, completion: Completion) -> Reading:
    """How a field is read at a place, and completed. `resolve` is its resolver, perhaps without the wall around it."""
    made = arguments(field, place.nodes[0])
    how = resolver(field, resolve)
    fail = _failure(place)
    if isinstance(how, Attribute) and made is None:
        return Reading(how.name, _settled(place, completion, None), fail)
    if isinstance(how, Method):
        call = _method(how, place, made)
    elif isinstance(how, Default):
        call = _looked_up(place, made)
    else:
        call = _plain(how.call if isinstance(how, Plain) else _by_attribute(how.name), place, made)
    return Reading(None, _settled(place, completion, call), fail)


def _failure(place: Place) -> Fail:
    key, typename, non_null = place.key, place.parent.name, place.non_null

    def fail(run: Run, above: Way | None, error: Exception) -> None:
        run.fail(error, place, (above, key, typename), non_null=non_null)

    return fail


def _settled(place: Place, completion: Completion, call: Call | None) -> Step:
    """The step that calls, completes what came, now or later, and tells what went wrong.

    Without a call it is given what came.
    """
    key, typename, non_null = place.key, place.parent.name, place.non_null
    complete, complete_inert, _ = completion

    def step(run: Run, above: Way | None, source: Any) -> Any:
        way: Way = (above, key, typename)
        try:
            value = source if call is None else call(run, way, source)
            kind = type(value)
            if kind is COROUTINE:
                return awaited(run, way, value)
            if inert(kind):
                completed = complete_inert(run, way, value)
            elif is_awaitable(value):
                return awaited(run, way, value)
            else:
                completed = complete(run, way, value)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, place, way, non_null=non_null)
        return finished(run, way, completed) if type(completed) is COROUTINE else completed

    async def awaited(run: Run, way: Way, awaitable: Awaitable[Any]) -> Any:
        try:
            value = await awaitable
            completed = (complete_inert if inert(type(value)) else complete)(run, way, value)
            return await completed if type(completed) is COROUTINE else completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, place, way, non_null=non_null)

    async def finished(run: Run, way: Way, completed: Awaitable[Any]) -> Any:
        try:
            return await completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, place, way, non_null=non_null)

    return step


def _plain(call: Callable[..., Any], place: Place, made: Arguments | None) -> Call:
    head = place.head
    if made is None:
        return lambda run, way, source: call(source, run.info(head, way))
    return lambda run, way, source: call(source, run.info(head, way), **made(run.variables))


def _by_attribute(name: str) -> Callable[..., Any]:
    return lambda source, _info, **_arguments: getattr(source, name)


def _looked_up(place: Place, made: Arguments | None) -> Call:
    """graphql-core's default resolver, which needs an info only for what is to be called."""
    head = place.head
    name = head[0]

    def call(run: Run, way: Way, source: Any) -> Any:
        given = {} if made is None else made(run.variables)
        value = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
        return value(run.info(head, way), **given) if callable(value) else value

    return call


def _method(how: Method, place: Place, made: Arguments | None) -> Call:
    """Strawberry's resolver, called as Strawberry would."""
    head = place.head
    method, of_source, info_name, make_info, renamed, lists = (
        how.call,
        how.of_source,
        how.info_name,
        how.make_info,
        how.renamed,
        how.lists,
    )
    if made is None and info_name is None:
        return (lambda _run, _way, source: method(source)) if of_source else lambda _run, _way, _source: method()

    def call(run: Run, way: Way, source: Any) -> Any:
        given = {} if made is None else made(run.variables)
        if renamed:
            given = {renamed.get(name, name): value for name, value in given.items()}
        for name in lists:
            if given.get(name) is not None:
                given[name] = list(given[name])
        if info_name is not None:
            given[info_name] = make_info(run.info(head, way))
        return method(source, **given) if of_source else method(**given)

    return call
