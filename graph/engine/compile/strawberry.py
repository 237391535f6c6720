"""What Strawberry puts around a resolver or an enum, recognised so that it can be taken off.

What isn't recognised is called as it is: then the wrappings do what they always do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import EnumMeta
from inspect import Parameter, getclosurevars, iscoroutinefunction, isfunction
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLLeafType,
    GraphQLResolveInfo,
    default_field_resolver,
    get_named_type,
    is_leaf_type,
)
from graphql.type import is_required_argument
from strawberry.relay.types import GlobalID
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from graph.engine.compile.arguments import Arguments
from graph.engine.compile.execution import Call, Execution, FieldInfo
from graph.engine.compile.paths import Path

Function = Callable[..., Any]

_CONVERTER: Final = GraphQLCoreConverter.__module__


@dataclass(frozen=True, slots=True)
class Attribute:
    """The field is an attribute of its object, by its Python name."""

    name: str


@dataclass(frozen=True, slots=True)
class Default:
    """The field is looked up by its own name, in a mapping or an object."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A resolver in graphql-core's own form."""

    call: Function


@dataclass(frozen=True, slots=True)
class Method:
    """The function that Strawberry would call, and what it would hand it.

    `renamed` has the Python names of arguments that differ from the schema's, `lists` those to be copied.
    """

    call: Function
    of_source: bool
    info_name: str | None
    make_info: Callable[[GraphQLResolveInfo[Any]], object]
    renamed: dict[str, str]
    lists: frozenset[str]


def enumeration(kind: GraphQLLeafType) -> EnumMeta | None:
    """The Python enum that a Strawberry enum was made of: its type looks for a member anew each time."""
    members = getattr(kind, "wrapped_cls", None)
    return members if isinstance(members, EnumMeta) else None


Resolver = Attribute | Default | Plain | Method


def resolver(field: GraphQLField, resolve: Function | None) -> Resolver:
    """What a resolver of a field comes down to."""
    if resolve is None or resolve is default_field_resolver:
        return Default()
    known = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if (
        not isinstance(known, StrawberryField)
        or type(known).get_result is not StrawberryField.get_result
        or known.extensions
        or not isfunction(resolve)
        or resolve.__module__ != _CONVERTER
    ):
        return Plain(resolve)
    if resolve.__name__ == "_get_basic_result":
        return Attribute(known.python_name) if known.default_resolver is getattr else Plain(resolve)
    return _method(field, known, resolve) or Plain(resolve)


def _method(field: GraphQLField, known: StrawberryField, resolve: Function) -> Method | None:
    """The function behind Strawberry's resolver; None if Strawberry does more than handing over its arguments."""
    base = known.base_resolver
    wrapping = getclosurevars(resolve).nonlocals
    make_info = wrapping.get("_strawberry_info_from_graphql")
    if (
        type(base) is not StrawberryResolver
        or make_info is None
        or wrapping.get("field_exception_handlers") != ()
        or resolve.__name__ != ("_async_resolver" if known.is_async else "_resolver")
        or not isfunction(base.wrapped_func)
        or known.is_async != iscoroutinefunction(base.wrapped_func)
        or base.parent_parameter
        or base.root_parameter
    ):
        return None
    handed = _handed(field)
    if handed is None or not _always_complete(field, base, handed):
        return None
    return Method(
        base.wrapped_func,
        base.self_parameter is not None,
        base.info_parameter.name if base.info_parameter else None,
        make_info,
        {name: one.python_name for name, one in handed.items() if name != one.python_name},
        frozenset(one.python_name for one in handed.values() if isinstance(_optional(one.type), StrawberryList)),
    )


def _handed(field: GraphQLField) -> dict[str, StrawberryArgument] | None:
    """The arguments by their names in the schema; None if one takes more than handing its value over."""
    found: dict[str, StrawberryArgument] = {}
    for name, argument in field.args.items():
        known = argument.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(known, StrawberryArgument) or argument.out_name is not None:
            return None
        kind = _optional(known.type)
        inner = _optional(kind.of_type) if isinstance(kind, StrawberryList) else kind
        several = isinstance(inner, StrawberryList | StrawberryMaybe) or isinstance(kind, StrawberryMaybe)
        if several or inner is GlobalID or not is_leaf_type(get_named_type(argument.type)):
            return None
        found[name] = known
    return found


def _optional(kind: object) -> object:
    return kind.of_type if isinstance(kind, StrawberryOptional) and not isinstance(kind, StrawberryMaybe) else kind


def _always_complete(field: GraphQLField, base: StrawberryResolver[Any], handed: dict[str, StrawberryArgument]) -> bool:
    """Whether every parameter has a value in every call: a call that fails would do so at another moment."""
    required = {one.python_name for name, one in handed.items() if is_required_argument(field.args[name])}
    return all(
        one.python_name in required or base.signature.parameters[one.python_name].default is not Parameter.empty
        for one in base.arguments
    )


def method_call(method: Method, field_info: FieldInfo, arguments: Arguments | None) -> Call:
    """Strawberry's resolver, called as Strawberry would. `arguments` makes those of the schema."""
    head = field_info.head
    function, of_source, info_name, make_info, renamed, lists = (
        method.call,
        method.of_source,
        method.info_name,
        method.make_info,
        method.renamed,
        method.lists,
    )
    if arguments is None and info_name is None:
        if of_source:
            return lambda _execution, _path, source: function(source)
        return lambda _execution, _path, _source: function()

    def call(execution: Execution, path: Path, source: Any) -> Any:
        given = {} if arguments is None else arguments(execution.variables)
        if renamed:
            given = {renamed.get(name, name): value for name, value in given.items()}
        for name in lists:
            if given.get(name) is not None:
                given[name] = list(given[name])
        if info_name is not None:
            given[info_name] = make_info(execution.info(head, path))
        return function(source, **given) if of_source else function(**given)

    return call
