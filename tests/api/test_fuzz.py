"""Generated operations of each role: no server error, and never a field that isn't the role's.

`make fuzz` tries 2,000 a role; the suite a part of that.
"""

import os
from typing import Any

import pytest
from graphql import GraphQLObjectType, TypeInfo, TypeInfoVisitor, VariableNode, Visitor, parse, print_schema, visit
from graphql.language import NameNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from domain.roles import Role
from graph.schema.build import SCHEMA, schema_for
from tests.api.conftest import Ask
from tests.fixtures import people
from tests.fixtures.operations import golden

BSN = VariableNode(name=NameNode(value="bsn"))
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "BSN": st.just(BSN),  # as a literal it would be refused at once
    "Date": st.dates().map(str).map(nodes.String) | st.text(max_size=12).map(nodes.String),
    "PayrollTaxNumber": st.sampled_from(["800000006L01", "800000031L01", "x"]).map(nodes.String),
    "DateTime": st.datetimes().map(str).map(nodes.String),
}

many = settings(
    max_examples=int(os.environ.get("FUZZ_OPERATIONS", "60")) // 2,  # noqa: TID251 - a test run's own size
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class Asked(Visitor):
    """The coordinates of a document."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: set[str] = set()

    def enter_field(self, node: Any, *_: Any) -> None:
        parent = self.types.get_parent_type()
        if isinstance(parent, GraphQLObjectType) and not node.name.value.startswith("__"):
            self.found.add(f"{parent.name}.{node.name.value}")


def asked(document: str) -> set[str]:
    types = TypeInfo(SCHEMA)
    visitor = Asked(types)
    visit(parse(document), TypeInfoVisitor(types, visitor))
    return visitor.found


async def attack(ask: Ask, role: Role, query: str) -> None:
    text = f"query($bsn: BSN!) {query}" if "$bsn" in query else query
    answer = await ask(role, text, {"bsn": people.RAN_ON} if "$bsn" in query else None)
    assert answer.status < 500, answer.codes
    assert answer.status != 401
    assert "INTERNAL" not in answer.codes
    hidden = {coordinate for coordinate in asked(text) if role not in golden()[coordinate]}
    if hidden:
        assert not answer.body.get("data")
        assert answer.codes
    if role is not Role.ASSESSOR:
        assert people.SECRET_REASON not in answer.raw.decode()
    for error in answer.body.get("errors", []):
        assert "Did you mean" not in error["message"]


@pytest.mark.parametrize("role", Role)
@many
@given(query=queries(print_schema(SCHEMA), custom_scalars=SCALARS))
async def test_operations_of_the_whole_schema_tell_a_role_nothing_that_is_hidden(
    ask: Ask, role: Role, query: str
) -> None:
    await attack(ask, role, query)


OWN = {role: queries(print_schema(schema_for(role)), custom_scalars=SCALARS) for role in Role}


@pytest.mark.parametrize("role", Role)
@many
@given(data=st.data())
async def test_operations_of_a_roles_own_schema_are_answered_or_refused_in_order(
    ask: Ask, role: Role, data: st.DataObject
) -> None:
    await attack(ask, role, data.draw(OWN[role]))
