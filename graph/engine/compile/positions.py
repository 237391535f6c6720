"""Positions: where a completed value goes, the value of a field or an item of its list, and may be null or not.

They are objects and not closures: a plan has many of them, and a closure takes several times the memory.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLNonNull, GraphQLOutputType
from graphql.pyutils import Undefined

from graph.engine.compile.execution import COROUTINE, Place, Run, inert
from graph.engine.compile.paths import Path

Complete = Callable[[Run, Path, Any], Any]
"""Makes what the answer holds of a value that is neither null nor an error, or a coroutine of it; or raises."""


class Position:
    """A position of a type at a place. `complete` is its completer, whether it may be null or not."""

    __slots__ = ("complete", "non_null", "place")

    def __init__(self, kind: GraphQLOutputType, place: Place, complete: Complete) -> None:
        self.place = place
        self.complete = complete
        self.non_null = isinstance(kind, GraphQLNonNull)

    def completed(self, run: Run, path: Path, value: Any) -> Any:
        """What the answer holds of any value, or a coroutine of it.

        Raises:
            TypeError: it is null, and can't be.
            Exception: it is one, or its completer has found one.
        """
        if value is None or value is Undefined:
            if self.non_null:
                raise TypeError(f"Cannot return null for non-nullable field {self.place.coordinate}.")
            return None
        if isinstance(value, Exception):
            raise value
        return self.complete(run, path, value)

    async def awaited(self, run: Run, path: Path, awaitable: Awaitable[Any]) -> Any:
        """What the answer holds of a value that is still to come."""
        try:
            value = await awaitable
            completed = (self.complete if inert(type(value)) else self.completed)(run, path, value)
            return await completed if type(completed) is COROUTINE else completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, self.place, path, non_null=self.non_null)

    async def finished(self, run: Run, path: Path, completed: Awaitable[Any]) -> Any:
        """What the answer holds, when its parts have come."""
        try:
            return await completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, self.place, path, non_null=self.non_null)
