"""Strawberry's resolvers, and the wall around them, with the wrappings taken off."""

import weakref
from types import SimpleNamespace

import pytest
import strawberry
from graphql import (
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
)

from auth.visibility.policy import POLICY
from auth.visibility.rule import Rule
from domain.roles import Role
from graph.engine.guard import Guarded
from graph.errors import FieldNotVisibleError
from tests.property.test_compiler import Operation, settled
from tests.property.test_compiler_cases import Shade, answer, errors
from tests.property.test_compiler_plans import Watched


async def test_a_plan_with_arguments_of_its_own_keeps_no_value_of_a_run() -> None:
    seen: list[weakref.ref[object]] = []

    @strawberry.type
    class Query:
        @strawberry.field
        def echo(self, info: strawberry.Info, n: int) -> int:
            seen.append(weakref.ref(info.context))
            return n

    document = parse("{ echo(n: 3) }")
    plan = Operation(strawberry.Schema(Query)._schema, document)
    await settled(plan.run(Watched(), {}))
    assert [one() for one in seen] == [None]


async def test_strawberrys_resolvers_get_what_strawberry_hands_them() -> None:
    strawberry.enum(Shade)

    @strawberry.input
    class Wish:
        much: int = 3

    @strawberry.type
    class Query:
        name: str = "unused"

        @strawberry.field
        def of_all(
            self,
            info: strawberry.Info,
            some_number: int,
            shade: Shade = Shade.DARK,
            many_texts: list[str] | None = strawberry.UNSET,
        ) -> str:
            many = None if many_texts is strawberry.UNSET else many_texts
            return f"{self} {info.field_name} {info.context} {some_number} {shade} {many} {type(many)}"

        @strawberry.field
        async def later(self, shades: list[Shade] | None = None) -> list[Shade] | None:
            return shades

        @strawberry.field
        def wished(self, wish: Wish, plain: strawberry.Maybe[int] = None) -> str:
            return f"{wish} {plain}"

        @strawberry.field
        @staticmethod
        def fixed() -> Shade:
            return Shade.LIGHT

        @strawberry.field
        def incomplete(self, nowhere: int | None) -> int | None:
            return nowhere

        @strawberry.field
        def renamed(self, root: strawberry.Parent[object]) -> str:
            return repr(root)

    schema = strawberry.Schema(Query)._schema
    result = await answer(
        schema,
        """query($n: Int!, $s: [Shade!], $t: [String!]) {
            ofAll(someNumber: $n) b: ofAll(someNumber: 2, shade: LIGHT, manyTexts: $t)
            c: ofAll(someNumber: 2, manyTexts: ["x"])
            later(shades: $s) wished(wish: {much: 4}) d: wished(wish: {}, plain: 5) fixed
            incomplete e: incomplete(nowhere: 3) renamed
        }""",
        "context",
        n=1,
        s=["LIGHT", "DARK"],
        t=["y"],
    )
    assert result.data is not None
    assert result.data["ofAll"] == "None ofAll context 1 Shade.DARK None <class 'NoneType'>"
    assert result.data["b"] == "None ofAll context 2 Shade.LIGHT ['y'] <class 'list'>"
    assert result.data["later"] == ["LIGHT", "DARK"]
    assert result.data["e"] == 3
    assert [path for _, path in errors(result)] == [["incomplete"]]


async def test_strawberrys_resolvers_may_change_the_lists_they_get_and_fail_when_strawberry_does() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def count(self, many: list[int]) -> int:
            many.append(1)
            return len(many)

        @strawberry.field
        async def incomplete(self, nowhere: int | None) -> int | None:
            return nowhere

        @strawberry.field
        def now(self) -> int | None:
            raise ValueError("now")

    schema = strawberry.Schema(Query)._schema
    text = "query($m: [Int!]!) { incomplete a: count(many: $m) b: count(many: $m) now }"
    result = await answer(schema, text, m=[7])
    assert result.data == {"incomplete": None, "a": 2, "b": 2, "now": None}
    assert [path for _, path in errors(result)] == [["now"], ["incomplete"]]


async def test_the_wall_below_an_abstract_type_stands_in_a_compiled_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICY, "Query.node", Rule((), {}, public=True))
    monkeypatch.setitem(POLICY, "A.open", Rule((), {}, public=True))
    monkeypatch.setitem(POLICY, "A.closed", Rule((Role.AUDITOR,), {}))
    fields = {name: GraphQLField(GraphQLInt, resolve=Guarded(f"A.{name}", lambda *_: 1)) for name in ("open", "closed")}
    node = GraphQLInterfaceType("Node", {"open": GraphQLField(GraphQLInt)}, resolve_type=lambda *_: "A")
    kind = GraphQLObjectType("A", fields, [node])
    field = GraphQLField(node, resolve=Guarded("Query.node", lambda *_: {}))
    schema = GraphQLSchema(GraphQLObjectType("Query", {"node": field}), types=[kind])
    text = "{ node { open ... on A { closed } } }"
    refused = await answer(schema, text, SimpleNamespace(role=None))
    assert refused.data == {"node": {"open": 1, "closed": None}}
    assert [type(error.original_error) for error in refused.errors or ()] == [FieldNotVisibleError]
