"""Values of input types, as a request sends them: what is wrong with them, and the input fields that they give.

What is wrong is named by the input fields that lead to it, in words that never repeat a value.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
    is_required_input_field,
)
from graphql.pyutils import Undefined

from graph.schema.scalars import UnreadableValueError

NUL: Final = "\0"
WITH_NUL: Final = "A text can't have the character U+0000; leave it out."

_NAME: Final = re.compile("[_A-Za-z][_0-9A-Za-z]{0,63}", re.ASCII)
"""What a name may look like that is repeated; any other that was sent is left out of the path."""

InputPath = tuple[str, ...]
"""The input fields that lead from an argument to a value, without the positions in lists."""


class Fault(NamedTuple):
    """What is wrong with a value: where, the type that is expected there, and words if there are better ones."""

    path: InputPath
    type: GraphQLInputType
    words: str | None = None


def faults(value: object, kind: GraphQLInputType, path: InputPath = ()) -> Iterator[Fault]:
    """What keeps a value from being of a type; nothing if it can be coerced (GraphQL, 3.10 and 3.11)."""
    whole = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if value is None:
        if isinstance(kind, GraphQLNonNull):
            yield Fault(path, kind)
    elif isinstance(whole, GraphQLList):
        for one in value if isinstance(value, list) else [value]:
            for fault in faults(one, whole.of_type, path):
                yield fault if fault.path != path else fault._replace(type=kind)
    elif isinstance(whole, GraphQLInputObjectType):
        yield from _faults_of_object(value, whole, kind, path)
    elif is_leaf_type(whole):
        words = _fault_of_leaf(value, whole)
        if words is not None:
            yield Fault(path, kind, words or None)


def _fault_of_leaf(value: Any, kind: GraphQLLeafType) -> str | None:
    """What is wrong with a value of a leaf type: blank if only what its type would repeat; None if nothing is."""
    try:
        return "" if kind.coerce_input_value(value) is Undefined else None
    except UnreadableValueError as error:
        return error.message
    except Exception:  # noqa: BLE001 - whatever a type says of a value may repeat it
        return ""


def _faults_of_object(
    value: object, kind: GraphQLInputObjectType, expected: GraphQLInputType, path: InputPath
) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, expected)
        return
    for name in value:
        if name not in kind.fields:
            known = (*path, name) if _NAME.fullmatch(name) else path
            yield Fault(known, expected, f"{kind.name} has no such field; leave it out.")
    for name, field in kind.fields.items():
        if name in value:
            yield from faults(value[name], field.type, (*path, name))
        elif is_required_input_field(field):
            yield Fault((*path, name), field.type)


def type_at(kind: GraphQLInputType, path: InputPath) -> GraphQLInputType:
    """The type that a path leads to, which begins at a type."""
    for name in path:
        named = get_named_type(kind)
        if isinstance(named, GraphQLInputObjectType) and name in named.fields:
            kind = named.fields[name].type
    return kind


def with_nul(value: object, path: InputPath = ()) -> InputPath | None:
    """The path of the first text with U+0000 in a value that was coerced; None if there is none."""
    if isinstance(value, str):
        return path if NUL in value else None
    inside: Iterator[tuple[InputPath, object]] = iter(())
    if isinstance(value, list):
        inside = ((path, one) for one in value)
    elif isinstance(value, dict):
        inside = (((*path, name), one) for name, one in value.items())
    return next((found for below, one in inside if (found := with_nul(one, below)) is not None), None)


def given_fields(value: object, kind: GraphQLInputType) -> Iterator[str]:
    """The coordinates of the input fields that a value gives, whatever else is wrong with it."""
    whole = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(whole, GraphQLList):
        for one in value if isinstance(value, list) else [value]:
            yield from given_fields(one, whole.of_type)
    elif isinstance(whole, GraphQLInputObjectType) and isinstance(value, dict):
        for name, field in whole.fields.items():
            if name in value:
                yield f"{whole.name}.{name}"
                yield from given_fields(value[name], field.type)
