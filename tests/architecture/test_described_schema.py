"""Whatever the schema names says what it is: types, fields, arguments, enum values, input fields, directives."""

from collections.abc import Iterator
from enum import StrEnum

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
)

from domain.roles import Role
from graph.schema.build import SCHEMA, schema_for
from graph.schema.enums import vocabulary

AUDIENCES: list[Role | None] = [None, *Role]


def named(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """The coordinate and the description of all that a schema names."""
    for directive in schema.directives:
        yield f"@{directive.name}", directive.description
        yield from _arguments(f"@{directive.name}", directive.args)
    for kind in schema.type_map.values():
        if is_introspection_type(kind):
            continue
        yield kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", value.description) for name, value in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", one.description) for name, one in kind.fields.items())
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", _own(field)
                yield from _arguments(f"{kind.name}.{name}", field.args)


def _own(field: GraphQLField) -> str | None:
    """What a field says of itself, before who may ask it."""
    return (field.description or "").partition("Visible to ")[0].strip()


def _arguments(coordinate: str, arguments: dict[str, GraphQLArgument]) -> Iterator[tuple[str, str | None]]:
    return ((f"{coordinate}({name}:)", one.description) for name, one in arguments.items())


def undescribed(schema: GraphQLSchema) -> list[str]:
    """What has no description, or a blank one."""
    return [coordinate for coordinate, description in named(schema) if not (description or "").strip()]


def test_everything_in_the_whole_schema_says_what_it_is() -> None:
    assert undescribed(SCHEMA) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_everything_in_the_schema_of_a_role_says_what_it_is(audience: Role | None) -> None:
    assert undescribed(schema_for(audience)) == []


def test_enum_values_arguments_and_fields_are_among_what_is_looked_at() -> None:
    found = dict(named(SCHEMA))
    assert {"Purpose.APPLICANT", "Query.roster(year:)", "Person.disclosures(from:)", "Ground.code"} <= found.keys()
    assert "sollicitant" in (found["Purpose.APPLICANT"] or "")


def test_a_vocabulary_with_a_value_that_nobody_described_stops_the_start() -> None:
    class Colour(StrEnum):
        RED = "RED"
        BLUE = "BLUE"

    for told in ({"RED": "Red."}, {"RED": "Red.", "BLUE": "Blue.", "GREEN": "Green."}):
        with pytest.raises(ValueError, match="Colour: describe each value, and no other"):
            vocabulary(Colour, "Colours.", **told)
