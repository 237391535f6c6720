"""Positions: where a completed value goes, the value of a field or an item of its list, and may be null or not.

They are objects and not closures: a plan has many of them, and a closure takes several times the memory.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLNonNull, GraphQLOutputType
from graphql.pyutils import Undefined

from graph.engine.compile.execution import COROUTINE, Execution, FieldInfo, inert
from graph.engine.compile.paths import Path

Complete = Callable[[Execution, Path, Any], Any]
"""Makes what the answer holds of a value that is neither null nor an error, or a coroutine of it; or raises."""


class Position:
    """A position of a type in a field. `complete` is its completer, whether it may be null or not."""

    __slots__ = ("complete", "field_info", "non_null")

    def __init__(self, kind: GraphQLOutputType, field_info: FieldInfo, complete: Complete) -> None:
        self.field_info = field_info
        self.complete = complete
        self.non_null = isinstance(kind, GraphQLNonNull)

    def complete_value(self, execution: Execution, path: Path, value: Any) -> Any:
        """What the answer holds of any value, or a coroutine of it.

        Raises:
            TypeError: it is null, and can't be.
            Exception: it is one, or its completer has found one.
        """
        if value is None or value is Undefined:
            if self.non_null:
                raise TypeError(f"Cannot return null for non-nullable field {self.field_info.coordinate}.")
            return None
        if isinstance(value, Exception):
            raise value
        return self.complete(execution, path, value)

    async def complete_awaitable(self, execution: Execution, path: Path, awaitable: Awaitable[Any]) -> Any:
        """What the answer holds of a value that is still to come."""
        try:
            value = await awaitable
            completed = (self.complete if inert(type(value)) else self.complete_value)(execution, path, value)
            return await completed if type(completed) is COROUTINE else completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is an error of its field
            return execution.handle_field_error(error, self.field_info, path, non_null=self.non_null)

    async def complete_coroutine(self, execution: Execution, path: Path, completed: Awaitable[Any]) -> Any:
        """What the answer holds, when its parts have come."""
        try:
            return await completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is an error of its field
            return execution.handle_field_error(error, self.field_info, path, non_null=self.non_null)
