"""Paths: where in the answer a value is, in the cheapest form that graphql-core's Path equals."""

from typing import TypeAlias

from graphql.pyutils import Path as GraphQLPath

Path: TypeAlias = tuple["Path | None", str | int, str | None]
"""The steps from the root to a value, last step first: what graphql-core's Path has, as the plain tuple it equals.

One of graphql-core's is made of it only for a resolver that is given its info: that costs more than all else of a small
field.
"""


def as_list(path: Path) -> list[str | int]:
    """The path of an error."""
    found: list[str | int] = []
    step: Path | None = path
    while step is not None:
        found.append(step[1])
        step = step[0]
    return found[::-1]


def field_path(path: Path) -> Path:
    """The path of the field that an item, of a list in a list perhaps, belongs to."""
    while isinstance(path[1], int) and path[0] is not None:
        path = path[0]
    return path


def graphql_path(path: Path) -> GraphQLPath:
    """The same as graphql-core's own."""
    before, key, typename = path
    return tuple.__new__(GraphQLPath, (before and graphql_path(before), key, typename))
