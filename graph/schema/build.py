"""The whole schema, guarded by the policy, and the part of it that each role has.

Building it proves that the policy is complete, so a field that nobody decided about stops the start.
"""

from functools import cache
from inspect import cleandoc
from typing import Any, Final, NamedTuple

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    default_field_resolver,
    default_type_resolver,
    is_introspection_type,
    is_leaf_type,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig

from auth.visibility.policy import (
    POLICY,
    PolicyError,
    argument_coordinate,
    by_role,
    may_give,
    prove_complete,
    visible,
)
from domain.roles import Role
from graph.engine.guard import Guarded
from graph.schema.mutation import Mutation
from graph.schema.query import Query
from graph.schema.scalars import scalar_map


class Coordinates(NamedTuple):
    """What of a schema has a rule: each field has one, each argument and input field may have one."""

    fields: dict[str, GraphQLField]
    inputs: dict[str, GraphQLArgument | GraphQLInputField]


def coordinates(schema: GraphQLSchema) -> Coordinates:
    """All that our own types have, by their coordinates.

    Raises:
        PolicyError: it has types of a kind that the policy doesn't know.
    """
    found = Coordinates({}, {})
    for named in schema.type_map.values():
        if is_introspection_type(named) or is_leaf_type(named) or isinstance(named, GraphQLUnionType):
            continue
        if isinstance(named, GraphQLInputObjectType):
            found.inputs.update({f"{named.name}.{name}": one for name, one in named.fields.items()})
        elif isinstance(named, GraphQLObjectType):
            for name, field in named.fields.items():
                own = f"{named.name}.{name}"
                found.fields[own] = field
                found.inputs.update({argument_coordinate(own, one): argument for one, argument in field.args.items()})
        else:
            raise PolicyError(f"{named.name}: the policy knows no interfaces; teach it this kind of type first")
    return found


def describe(coordinate: str, description: str | None) -> str:
    """A field's public description: what it is, who may ask it, and on what legal basis."""
    rule = POLICY[coordinate]
    viewers = "everyone, without a token" if rule.public else ", ".join(role.value for role in rule.roles)
    return cleandoc(f"{description or ''}\n\nVisible to {viewers}. Legal basis: {by_role(rule)}.")


def _build() -> GraphQLSchema:
    built = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=scalar_map()))
    schema = built._schema  # noqa: SLF001 - Strawberry's documented way to graphql-core's schema
    found = coordinates(schema)
    prove_complete(found.fields, found.inputs)
    for coordinate, field in found.fields.items():
        field.description = describe(coordinate, field.description)
        field.resolve = Guarded(coordinate, field.resolve or default_field_resolver)
    for coordinate, given in found.inputs.items():
        if coordinate in POLICY:
            given.description = describe(coordinate, given.description)
    return schema


SCHEMA: Final = _build()
"""All of it, for everyone to read. Operations are validated against it, and run against their role's part."""


@cache
def schema_for(role: Role | None) -> GraphQLSchema:
    """The part that a role can reach; None: a visitor without a token. What it may not ask isn't there."""
    return _Part(role).schema


class _Part:
    """A role's part of the schema: each type without what the role may neither ask nor give."""

    def __init__(self, role: Role | None) -> None:
        self._role = role
        self._projected: dict[str, GraphQLNamedType] = {}
        mutation = SCHEMA.mutation_type
        self.schema = GraphQLSchema(
            query=self._project(SCHEMA.query_type),
            mutation=self._project(mutation) if mutation and self._reaches(mutation) else None,
            directives=SCHEMA.directives,
        )

    def _reaches(self, kind: GraphQLObjectType) -> bool:
        return any(visible(f"{kind.name}.{name}", self._role) for name in kind.fields)

    def _project(self, kind: Any) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return GraphQLNonNull(self._project(kind.of_type))
        if isinstance(kind, GraphQLList):
            return GraphQLList(self._project(kind.of_type))
        if is_leaf_type(kind):
            return kind
        if kind.name not in self._projected:
            self._projected[kind.name] = self._made(kind)
        return self._projected[kind.name]

    def _made(self, kind: GraphQLNamedType) -> GraphQLNamedType:
        kwargs: Any = kind.to_kwargs()
        own = f"{kind.name}.{{}}".format
        if isinstance(kind, GraphQLUnionType):
            resolve_type = kind.resolve_type or default_type_resolver
            kwargs["types"] = lambda: [self._project(one) for one in kind.types if self._reaches(one)]
            kwargs["resolve_type"] = lambda value, info, _part: resolve_type(value, info, kind)
        elif isinstance(kind, GraphQLInputObjectType):
            kwargs["fields"] = lambda: {
                name: self._given(field) for name, field in kind.fields.items() if may_give(own(name), self._role)
            }
        elif isinstance(kind, GraphQLObjectType):
            kwargs["fields"] = lambda: {
                name: self._field(own(name), field)
                for name, field in kind.fields.items()
                if visible(own(name), self._role)
            }
        return type(kind)(**kwargs)

    def _given(self, given: Any) -> Any:
        """An argument or an input field, by the part of its type that the role may give."""
        return type(given)(**given.to_kwargs() | {"type_": self._project(given.type)})

    def _field(self, coordinate: str, field: GraphQLField) -> GraphQLField:
        kwargs = field.to_kwargs()
        kwargs["type_"] = self._project(field.type)
        kwargs["args"] = {
            name: self._given(argument)
            for name, argument in field.args.items()
            if may_give(argument_coordinate(coordinate, name), self._role)
        }
        return GraphQLField(**kwargs)


@cache
def printed(role: Role | None = None) -> str:
    """The schema as SDL: the whole of it, or the part of one role."""
    lines = print_schema(SCHEMA if role is None else schema_for(role)).splitlines()
    return "\n".join([*(line.rstrip() for line in lines), ""])
