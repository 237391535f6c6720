"""Fields: from an object to the completed value of one of its fields, or to the error of that field."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLField
from graphql.pyutils import is_awaitable

from graph.engine.compile.arguments import Arguments, arguments
from graph.engine.compile.execution import COROUTINE, Call, Execution, FieldInfo, inert
from graph.engine.compile.paths import Path
from graph.engine.compile.positions import Complete, Position
from graph.engine.compile.strawberry import Attribute, Default, Method, Plain, method_call, resolver


class Field(Position):
    """A field of an object. `attribute` is the attribute it is, if it is one and nothing more.

    What completes it, now or later, is given the object; for an attribute, its value.
    """

    __slots__ = ("_call", "_typename", "attribute")

    def __init__(
        self, definition: GraphQLField, resolve: Callable[..., Any] | None, field_info: FieldInfo, complete: Complete
    ) -> None:
        """A field by its info. `resolve` is its resolver, perhaps without the wall around it."""
        super().__init__(definition.type, field_info, complete)
        made = arguments(definition, field_info.nodes[0])
        how = resolver(definition, resolve)
        self._typename = field_info.parent_type.name
        self.attribute: str | None = None
        self._call: Call | None = None
        if isinstance(how, Attribute) and made is None:
            self.attribute = how.name
        elif isinstance(how, Method):
            self._call = method_call(how, field_info, made)
        elif isinstance(how, Default):
            self._call = _looked_up(field_info, made)
        else:
            self._call = _plain(how.call if isinstance(how, Plain) else _by_attribute(how.name), field_info, made)

    def execute(self, execution: Execution, above: Path | None, source: Any) -> Any:
        """What the answer holds of the field, or a coroutine of it.

        Raises:
            GraphQLError: the field has failed, and can't be null.
        """
        path: Path = (above, self.field_info.key, self._typename)
        try:
            value = source if self._call is None else self._call(execution, path, source)
            kind = type(value)
            if kind is COROUTINE:
                return self.complete_awaitable(execution, path, value)
            if inert(kind):
                completed = self.complete(execution, path, value)
            elif is_awaitable(value):
                return self.complete_awaitable(execution, path, value)
            else:
                completed = self.complete_value(execution, path, value)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is an error of its field
            return execution.handle_field_error(error, self.field_info, path, non_null=self.non_null)
        return self.complete_coroutine(execution, path, completed) if type(completed) is COROUTINE else completed

    def handle_error(self, execution: Execution, above: Path | None, error: Exception) -> None:
        """Add an error of the field.

        Raises:
            GraphQLError: the field can't be null.
        """
        execution.handle_field_error(
            error, self.field_info, (above, self.field_info.key, self._typename), non_null=self.non_null
        )


def _plain(call: Callable[..., Any], field_info: FieldInfo, made: Arguments | None) -> Call:
    head = field_info.head
    if made is None:
        return lambda execution, path, source: call(source, execution.info(head, path))
    return lambda execution, path, source: call(source, execution.info(head, path), **made(execution.variables))


def _by_attribute(name: str) -> Callable[..., Any]:
    return lambda source, _info, **_arguments: getattr(source, name)


def _looked_up(field_info: FieldInfo, made: Arguments | None) -> Call:
    """graphql-core's default resolver, which needs an info only for what is to be called."""
    head = field_info.head
    name = head[0]

    def call(execution: Execution, path: Path, source: Any) -> Any:
        given = {} if made is None else made(execution.variables)
        value = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
        return value(execution.info(head, path), **given) if callable(value) else value

    return call
