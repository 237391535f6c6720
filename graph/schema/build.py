"""The whole schema, guarded by the policy, and the part of it that each role has.

Building it proves that the policy is complete, so a field that nobody decided about stops the start.
"""

from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from typing import Any, Final

import strawberry
from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    default_field_resolver,
    is_introspection_type,
    is_leaf_type,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig

from auth.visibility.policy import (
    POLICY,
    PolicyError,
    argument_coordinate,
    argument_visible,
    by_role,
    prove_complete,
    visible,
)
from domain.roles import Role
from graph.engine.guard import Guarded
from graph.schema.query import Query
from graph.schema.scalars import scalar_map


def _coordinates(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField, list[str]]]:
    """All fields of our own types, with their coordinates and those of their arguments."""
    for named in schema.type_map.values():
        if is_introspection_type(named) or is_leaf_type(named):
            continue
        if not isinstance(named, GraphQLObjectType):
            raise PolicyError(f"{named.name}: the policy knows objects only; teach it this kind of type first")
        for name, field in named.fields.items():
            coordinate = f"{named.name}.{name}"
            yield coordinate, field, [argument_coordinate(coordinate, argument) for argument in field.args]


def describe(coordinate: str, description: str | None) -> str:
    """A field's public description: what it is, who may ask it, and on what legal basis."""
    rule = POLICY[coordinate]
    viewers = "everyone, without a token" if rule.public else ", ".join(role.value for role in rule.roles)
    return cleandoc(f"{description or ''}\n\nVisible to {viewers}. Legal basis: {by_role(rule)}.")


def _build() -> GraphQLSchema:
    built = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=scalar_map()))
    schema = built._schema  # noqa: SLF001 - Strawberry's documented way to graphql-core's schema
    found = list(_coordinates(schema))
    prove_complete(
        [coordinate for coordinate, _, _ in found], [argument for _, _, arguments in found for argument in arguments]
    )
    for coordinate, field, _ in found:
        field.description = describe(coordinate, field.description)
        field.resolve = Guarded(coordinate, field.resolve or default_field_resolver)
    return schema


SCHEMA: Final = _build()
"""All of it, for everyone to read. Operations are validated against it, and run against their role's part."""


@cache
def schema_for(role: Role | None) -> GraphQLSchema:
    """The part that a role can reach; None: a visitor without a token. What it may not ask isn't there."""
    projected: dict[str, GraphQLObjectType] = {}

    def project(kind: Any) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return GraphQLNonNull(project(kind.of_type))
        if isinstance(kind, GraphQLList):
            return GraphQLList(project(kind.of_type))
        if not isinstance(kind, GraphQLObjectType):
            return kind
        if kind.name not in projected:
            projected[kind.name] = project_object(kind)
        return projected[kind.name]

    def project_object(kind: GraphQLObjectType) -> GraphQLObjectType:
        return GraphQLObjectType(
            kind.name,
            lambda: {
                name: project_field(f"{kind.name}.{name}", field)
                for name, field in kind.fields.items()
                if visible(f"{kind.name}.{name}", role)
            },
            is_type_of=kind.is_type_of,
            description=kind.description,
        )

    def project_field(coordinate: str, field: GraphQLField) -> GraphQLField:
        kwargs = field.to_kwargs()
        kwargs["type_"] = project(field.type)
        kwargs["args"] = {
            name: argument for name, argument in field.args.items() if argument_visible(coordinate, name, role)
        }
        return GraphQLField(**kwargs)

    return GraphQLSchema(query=project(SCHEMA.query_type), directives=SCHEMA.directives)


@cache
def printed(role: Role | None = None) -> str:
    """The schema as SDL: the whole of it, or the part of one role."""
    lines = print_schema(SCHEMA if role is None else schema_for(role)).splitlines()
    return "\n".join([*(line.rstrip() for line in lines), ""])
