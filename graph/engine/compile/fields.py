"""Reading: the step from an object to one of its fields, completed, with its errors told in its place."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLField
from graphql.pyutils import is_awaitable

from graph.engine.compile.arguments import Arguments, arguments
from graph.engine.compile.execution import COROUTINE, Place, Run, inert
from graph.engine.compile.paths import Path
from graph.engine.compile.positions import Complete, Position
from graph.engine.compile.strawberry import Attribute, Default, Method, Plain, resolver

Call = Callable[[Run, Path, Any], Any]


class Field(Position):
    """A field of an object. `attribute` is the attribute it is, if it is one and nothing more.

    What completes it, now or later, is given the object; for an attribute, its value.
    """

    __slots__ = ("_call", "_typename", "attribute")

    def __init__(
        self, definition: GraphQLField, resolve: Callable[..., Any] | None, place: Place, complete: Complete
    ) -> None:
        """A field at a place. `resolve` is its resolver, perhaps without the wall around it."""
        super().__init__(definition.type, place, complete)
        made = arguments(definition, place.nodes[0])
        how = resolver(definition, resolve)
        self._typename = place.parent.name
        self.attribute: str | None = None
        self._call: Call | None = None
        if isinstance(how, Attribute) and made is None:
            self.attribute = how.name
        elif isinstance(how, Method):
            self._call = _method(how, place, made)
        elif isinstance(how, Default):
            self._call = _looked_up(place, made)
        else:
            self._call = _plain(how.call if isinstance(how, Plain) else _by_attribute(how.name), place, made)

    def step(self, run: Run, above: Path | None, source: Any) -> Any:
        """What the answer holds of the field, or a coroutine of it.

        Raises:
            GraphQLError: the field has failed, and can't be null.
        """
        path: Path = (above, self.place.key, self._typename)
        try:
            value = source if self._call is None else self._call(run, path, source)
            kind = type(value)
            if kind is COROUTINE:
                return self.awaited(run, path, value)
            if inert(kind):
                completed = self.complete(run, path, value)
            elif is_awaitable(value):
                return self.awaited(run, path, value)
            else:
                completed = self.completed(run, path, value)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, self.place, path, non_null=self.non_null)
        return self.finished(run, path, completed) if type(completed) is COROUTINE else completed

    def fail(self, run: Run, above: Path | None, error: Exception) -> None:
        """Tell an error of the field.

        Raises:
            GraphQLError: the field can't be null.
        """
        run.fail(error, self.place, (above, self.place.key, self._typename), non_null=self.non_null)


def _plain(call: Callable[..., Any], place: Place, made: Arguments | None) -> Call:
    head = place.head
    if made is None:
        return lambda run, path, source: call(source, run.info(head, path))
    return lambda run, path, source: call(source, run.info(head, path), **made(run.variables))


def _by_attribute(name: str) -> Callable[..., Any]:
    return lambda source, _info, **_arguments: getattr(source, name)


def _looked_up(place: Place, made: Arguments | None) -> Call:
    """graphql-core's default resolver, which needs an info only for what is to be called."""
    head = place.head
    name = head[0]

    def call(run: Run, path: Path, source: Any) -> Any:
        given = {} if made is None else made(run.variables)
        value = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
        return value(run.info(head, path), **given) if callable(value) else value

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

    def call(run: Run, path: Path, source: Any) -> Any:
        given = {} if made is None else made(run.variables)
        if renamed:
            given = {renamed.get(name, name): value for name, value in given.items()}
        for name in lists:
            if given.get(name) is not None:
                given[name] = list(given[name])
        if info_name is not None:
            given[info_name] = make_info(run.info(head, path))
        return method(source, **given) if of_source else method(**given)

    return call
