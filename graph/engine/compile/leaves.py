"""Leaves: how a value becomes what an answer holds, by the type of the value where that says enough."""

from collections.abc import Callable
from enum import EnumMeta
from functools import lru_cache
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
    is_leaf_type,
)
from graphql.execution.executor import Executor
from graphql.pyutils import Undefined
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graph.engine.compile.columns import leaves, nullable
from graph.engine.compile.execution import Execution, inert
from graph.engine.compile.paths import Path
from graph.engine.compile.strawberry import enumeration

Coerce = Callable[[Any], Any]

_AS_THEY_ARE: Final = ((GraphQLString, str), (GraphQLID, str), (GraphQLBoolean, bool))


class Leaf:
    """How values of a leaf type are completed.

    `unchanged` has the exact types whose values stay as they are, `unchanged_or_null` null's as well. `by_type`
    says how values of other exact types are completed; where it answers None, graphql-core itself is asked, which has
    the errors. `column` completes many values at once, `non_null_column` many of which none is null.
    """

    __slots__ = ("by_type", "column", "kind", "non_null_column", "unchanged", "unchanged_or_null")

    def __init__(self, kind: GraphQLLeafType) -> None:
        """A leaf that has yet to meet its values."""
        coerce = kind.coerce_output_value
        self.kind = kind
        self.unchanged = frozenset(own for scalar, own in _AS_THEY_ARE if scalar.coerce_output_value is coerce)
        self.unchanged_or_null = self.unchanged | {type(None)}
        self.by_type: dict[type, Coerce] = dict.fromkeys(self.unchanged, _same)
        if coerce is GraphQLInt.coerce_output_value:
            self.by_type[int] = _whole
        members = enumeration(kind)
        if members is not None:
            self.by_type[members] = _names(kind, members).get
        self.non_null_column = leaves(self.unchanged, self.by_type)
        self.column = nullable(self.non_null_column)

    def complete(self, _execution: Execution, _path: Path, value: Any) -> Any:
        """The value as an answer holds it.

        Raises:
            Exception: whatever the type says of a value that isn't one of its own.
        """
        kind = type(value)
        how = self.by_type.get(kind)
        if how is not None:
            completed = how(value)
            if completed is not None and completed is not Undefined:
                return completed
        completed = Executor.complete_leaf_value(self.kind, value)
        if how is None and inert(kind):
            self.by_type[kind] = self.kind.coerce_output_value
        return completed


def _same(value: object) -> object:
    return value


def _whole(value: int) -> int | None:
    return value if GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT else None


def _names(kind: GraphQLLeafType, members: EnumMeta) -> dict[object, str]:
    names: dict[object, str] = {}
    every: list[object] = list(members.__members__.values())
    for member in every:
        try:
            names[member] = kind.coerce_output_value(member)
        except (GraphQLError, ValueError, KeyError, TypeError):
            continue  # asked about, it will say so itself
    return names


_leaf: Final = lru_cache(256)(Leaf)


def leaf_of(kind: GraphQLOutputType) -> Leaf | None:
    """The leaf of a type that is one, or is one that can't be null: one for all plans, which learns for all."""
    named = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return _leaf(named) if is_leaf_type(named) else None
