"""Columns: many values of a type completed at once, where there is nothing but attributes to read.

A column is for the ordinary: values whose Python types are known to stay as they are, or to be completed by one
function. For anything else the answer is None, without a trace, and the values are completed one by one; that an
attribute is read twice is all that can show.
"""

from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Any, Final

from graphql.pyutils import Undefined

from graph.engine.compile.execution import inert

CompleteColumn = Callable[[list[Any]], "list[Any] | None"]
"""Completes values of a type."""
ReadColumn = Callable[[list[Any]], "list[Any] | None"]
"""Reads a field of objects, and completes it."""

MANY: Final = 4
"""From how many items on a column takes less time than one value after the other."""

_NULL: Final = type(None)
_ABSENT: Final = frozenset({_NULL, type(Undefined)})


def nullable(column: CompleteColumn) -> CompleteColumn:
    """A column of values that may be null."""

    def complete(values: list[Any]) -> list[Any] | None:
        if _NULL not in set(map(type, values)):
            return column(values)
        found = column([value for value in values if value is not None])
        if found is None:
            return None
        rest = iter(found)
        return [None if value is None else next(rest) for value in values]

    return complete


def leaves(unchanged: frozenset[type], by_type: dict[type, Callable[[Any], Any]]) -> CompleteColumn:
    """A column of a leaf type: values of `unchanged` types stay as they are, `by_type` completes others."""

    def complete(values: list[Any]) -> list[Any] | None:
        kinds = set(map(type, values))
        if kinds <= unchanged:
            return values
        how = by_type.get(kinds.pop())
        if kinds or how is None:
            return None
        found = list(map(how, values))
        return found if _ABSENT.isdisjoint(map(type, found)) else None

    return complete


def lists(column: CompleteColumn) -> CompleteColumn:
    """A column of lists, all their items together."""

    def complete(values: list[Any]) -> list[Any] | None:
        if not set(map(type, values)) <= {list}:
            return None
        found = column(list(chain.from_iterable(values)))
        if found is None:
            return None
        rest = iter(found)
        return [list(islice(rest, len(value))) for value in values]

    return complete


def objects(keys: Sequence[str], columns: Sequence[ReadColumn]) -> CompleteColumn:
    """A column of objects: one of each key's values makes it."""
    rows = _ROWS.get(len(keys), _rows)

    def complete(values: list[Any]) -> list[Any] | None:
        kinds = set(map(type, values))
        if not all(map(inert, kinds)):
            return None
        found: list[list[Any]] = []
        for read in columns:
            filled = read(values)
            if filled is None:
                return None
            found.append(filled)
        return rows(keys, found) if keys else [{} for _ in values]  # all may be skipped

    return complete


def attributes(get: Callable[[Any], Any], column: CompleteColumn) -> ReadColumn:
    """The column of an attribute of objects."""
    return lambda sources: column(list(map(get, sources)))


def constant(value: object) -> ReadColumn:
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
