"""Leaves: how a value becomes what an answer holds, by the type of the value where that says enough."""

from collections.abc import Callable
from dataclasses import dataclass
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
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graph.compiling.running import inert

Coerce = Callable[[Any], Any]

_AS_THEY_ARE: Final = ((GraphQLString, str), (GraphQLID, str), (GraphQLBoolean, bool))


@dataclass(frozen=True, slots=True)
class Leaf:
    """How values of a leaf type are told.

    `unchanged` has the exact types whose values are told as they are. `by_type` says how values of other exact types
    are told; who gets None from it asks `tell`, which is graphql-core's own way and has its errors.
    """

    kind: GraphQLLeafType
    unchanged: frozenset[type]
    by_type: dict[type, Coerce]

    @classmethod
    def of(cls, kind: GraphQLLeafType) -> "Leaf":
        """A leaf that has yet to meet its values."""
        coerce = kind.coerce_output_value
        unchanged = frozenset(own for scalar, own in _AS_THEY_ARE if scalar.coerce_output_value is coerce)
        by_type: dict[type, Coerce] = dict.fromkeys(unchanged, _same)
        if coerce is GraphQLInt.coerce_output_value:
            by_type[int] = _whole
        wrapped = getattr(kind, "wrapped_cls", None)
        if isinstance(wrapped, EnumMeta):  # Strawberry's enums look for a member anew each time
            by_type[wrapped] = _names(kind, wrapped).get
        return cls(kind, unchanged, by_type)

    def tell(self, value: object) -> object:
        """The value as an answer holds it.

        Raises:
            Exception: whatever the type says of a value that isn't one of its own.
        """
        kind = type(value)
        told = Executor.complete_leaf_value(self.kind, value)
        if kind not in self.by_type and inert(kind):
            self.by_type[kind] = self.kind.coerce_output_value
        return told


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


_leaf: Final = lru_cache(256)(Leaf.of)


def leaf_of(kind: GraphQLOutputType) -> Leaf | None:
    """The leaf of a type that is one, or is one that can't be null: one for all plans, which learns for all."""
    named = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return _leaf(named) if is_leaf_type(named) else None
