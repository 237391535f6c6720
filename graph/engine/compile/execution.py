"""One execution of a plan: its context and variables, what resolvers are given, and the errors it collects."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from inspect import iscoroutine
from types import CoroutineType, GeneratorType
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    located_error,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined, gather_with_cancel, is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers

from graph.engine.compile.paths import Path, as_list, graphql_path

COROUTINE: Final = CoroutineType
"""The type of whatever is still to be awaited: what resolvers return is wrapped in a coroutine of our own."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of a plan: what of its info stays the same. `nodes` is one list, the same one in every execution."""

    key: str
    details: list[FieldDetails]
    nodes: list[FieldNode]
    return_type: GraphQLOutputType
    parent_type: GraphQLObjectType

    @property
    def non_null(self) -> bool:
        """Whether its errors go to what is above it."""
        return isinstance(self.return_type, GraphQLNonNull)

    @property
    def coordinate(self) -> str:
        """How messages name the field."""
        return f"{self.parent_type}.{self.nodes[0].name.value}"

    @property
    def head(self) -> tuple[str, list[FieldNode], GraphQLOutputType, GraphQLObjectType]:
        """The first fields of a resolver's info, which all executions share."""
        return self.nodes[0].name.value, self.nodes, self.return_type, self.parent_type


class Execution:
    """The context and the variables of one execution, and its errors in graphql-core's order."""

    __slots__ = ("_nulled", "_shared", "_tail", "context", "errors", "variables")

    def __init__(self, shared: tuple[object, ...], context: object, variables: VariableValues) -> None:
        """Begin. `shared` is the middle of every info: schema, fragments, root value, operation."""
        self.context = context
        self.variables = variables
        self.errors: list[GraphQLError] = []
        self._shared = shared
        self._tail: tuple[object, ...] | None = None
        self._nulled: set[Path | None] | None = None

    def info(self, head: tuple[object, ...], path: Path) -> GraphQLResolveInfo[Any]:
        """What a resolver is given to know about its field, by its path."""
        tail = self._tail
        if tail is None:
            tail = self._tail = (*self._shared, self.variables, self.context, is_awaitable, None, _HELPERS)
        # the fields in order, in half the time of the constructor
        return tuple.__new__(GraphQLResolveInfo, (*head, graphql_path(path), *tail))

    def handle_field_error(self, error: Exception, field_info: FieldInfo, path: Path, *, non_null: bool) -> None:
        """Add an error and leave a null, or raise the error further where there can be no null.

        Raises:
            GraphQLError: what is at the end of the path can't be null.
        """
        located = located_error(error, field_info.nodes, as_list(path))
        if non_null:
            raise located
        self.collect_error(located, path)

    def collect_error(self, error: GraphQLError, path: Path | None) -> None:
        """Add an error, unless its path, or one above it, has become null already."""
        if self._nulled is None:
            self._nulled = set()
        nulled = self._nulled
        above = path
        while above is not None:
            if above in nulled:
                return
            above = above[0]
        if None in nulled:
            return
        nulled.add(path)
        self.errors.append(error)


Call = Callable[[Execution, Path, Any], Any]
"""Calls the resolver of a field: in an execution, by the path of the field, with the object that has it."""

_GENERIC: Final = frozenset(
    kind.__getattribute__
    for kind in (object, str, int, float, bytes, date, datetime, Decimal, list, tuple, dict, set, frozenset)
)
"""How attributes of these are found: where they are, and nowhere else."""


def _inert(kind: type) -> bool:
    return (
        not issubclass(kind, Exception | GeneratorType)
        and kind not in {type(None), type(Undefined)}
        and not hasattr(kind, "__await__")
        and not hasattr(kind, "__getattr__")
        and kind.__getattribute__ in _GENERIC
    )


inert: Final[Callable[[type], bool]] = lru_cache(1024)(_inert)
"""Whether a value of exactly this type is surely neither null, nor an error, nor awaitable.

It answers for all values of the type: an instance that has gained an `__await__` of its own, which Python's `await`
would not accept, is taken for the value it is.
"""


def waits(value: object) -> bool:
    """Whether a value must be awaited, as graphql-core sees it."""
    kind = type(value)
    return kind is CoroutineType or (not inert(kind) and is_awaitable(value))


def settle(awaitables: Sequence[Awaitable[Any]]) -> None:
    """Let what an error left behind come to its end, unheeded."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:  # then nothing can ever run
        for awaitable in awaitables:
            if iscoroutine(awaitable):
                awaitable.close()
        return
    future = asyncio.gather(*awaitables, return_exceptions=True)
    _SETTLING.add(future)
    future.add_done_callback(_SETTLING.discard)


def _gather(values: Sequence[Awaitable[Any]]) -> Awaitable[list[Any]]:
    return gather_with_cancel(*values)


def _track(values: Sequence[Any]) -> None:
    awaitables = [value for value in values if is_awaitable(value)]
    if awaitables:
        settle(awaitables)


_SETTLING: Final[set[asyncio.Future[Any]]] = set()
"""What is to come to its end without anyone waiting: the event loop alone would let go of it."""

_HELPERS: Final = GraphQLResolveInfoHelpers(_gather, _track)
