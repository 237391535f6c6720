"""Lanes: many values of a kind completed at once, column by column, when there is nothing but attributes to read.

A lane answers for the ordinary: values of the types that are known to be told as they are, or by one function. For
anything else it answers None, having told nobody, and the values are completed one by one; reading an attribute twice
is all that can show.
"""

from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Any, Final

from graphql.pyutils import Undefined

from graph.engine.compile.execution import inert

Lane = Callable[[list[Any]], "list[Any] | None"]
Column = Callable[[list[Any]], "list[Any] | None"]

MANY: Final = 4
"""From how many items on a lane is shorter than one by one."""

_NULL: Final = type(None)
_ABSENT: Final = frozenset({_NULL, type(Undefined)})


def nullable(lane: Lane) -> Lane:
    """A lane for values that may be null."""

    def told(values: list[Any]) -> list[Any] | None:
        if _NULL not in set(map(type, values)):
            return lane(values)
        found = lane([value for value in values if value is not None])
        if found is None:
            return None
        rest = iter(found)
        return [None if value is None else next(rest) for value in values]

    return told


def leaves(unchanged: frozenset[type], by_type: dict[type, Callable[[Any], Any]]) -> Lane:
    """The lane of a leaf type: values of `unchanged` types are told as they are, others by the function of theirs."""

    def told(values: list[Any]) -> list[Any] | None:
        kinds = set(map(type, values))
        if kinds <= unchanged:
            return values
        how = by_type.get(kinds.pop())
        if kinds or how is None:
            return None
        found = list(map(how, values))
        return found if _ABSENT.isdisjoint(map(type, found)) else None

    return told


def lists(lane: Lane) -> Lane:
    """The lane of lists, all their items together."""

    def told(values: list[Any]) -> list[Any] | None:
        if not set(map(type, values)) <= {list}:
            return None
        found = lane(list(chain.from_iterable(values)))
        if found is None:
            return None
        rest = iter(found)
        return [list(islice(rest, len(value))) for value in values]

    return told


def objects(keys: Sequence[str], columns: Sequence[Column]) -> Lane:
    """The lane of objects: a column for each key."""
    rows = _ROWS.get(len(keys), _rows)

    def told(values: list[Any]) -> list[Any] | None:
        kinds = set(map(type, values))
        if not all(map(inert, kinds)):
            return None
        found: list[list[Any]] = []
        for column in columns:
            filled = column(values)
            if filled is None:
                return None
            found.append(filled)
        return rows(keys, found) if keys else [{} for _ in values]  # all may be skipped

    return told


def attributes(get: Callable[[Any], Any], lane: Lane) -> Column:
    """The column of an attribute."""
    return lambda sources: lane(list(map(get, sources)))


def constant(value: object) -> Column:
    """The column of what is the same for all."""
    return lambda sources: [value] * len(sources)


def _rows(keys: Sequence[str], columns: list[list[Any]]) -> list[Any]:
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _rows_of_1(keys: Sequence[str], columns: list[list[Any]]) -> list[Any]:
    (k0,) = keys
    return [{k0: v0} for v0 in columns[0]]


def _rows_of_2(keys: Sequence[str], columns: list[list[Any]]) -> list[Any]:
    k0, k1 = keys
    return [{k0: v0, k1: v1} for v0, v1 in zip(*columns, strict=True)]


def _rows_of_3(keys: Sequence[str], columns: list[list[Any]]) -> list[Any]:
    k0, k1, k2 = keys
    return [{k0: v0, k1: v1, k2: v2} for v0, v1, v2 in zip(*columns, strict=True)]


def _rows_of_4(keys: Sequence[str], columns: list[list[Any]]) -> list[Any]:
    k0, k1, k2, k3 = keys
    return [{k0: v0, k1: v1, k2: v2, k3: v3} for v0, v1, v2, v3 in zip(*columns, strict=True)]


def _rows_of_5(keys: Sequence[str], columns: list[list[Any]]) -> list[Any]:
    k0, k1, k2, k3, k4 = keys
    return [{k0: v0, k1: v1, k2: v2, k3: v3, k4: v4} for v0, v1, v2, v3, v4 in zip(*columns, strict=True)]


_ROWS: Final = {1: _rows_of_1, 2: _rows_of_2, 3: _rows_of_3, 4: _rows_of_4, 5: _rows_of_5}
"""A dict that is written out is made in a third of the time of one that is zipped."""
