"""What is easily got wrong, case by case: each answer is compared with graphql-core's, and said in full as well."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest
from graphql import (
    ExecutionResult,
    GraphQLArgument,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    build_schema,
    execute,
    parse,
)

from tests.property.test_compiler import Operation, both, told

Resolve = Callable[..., object]


class Shade(Enum):
    DARK = "d"
    LIGHT = "l"


MUST_INT = GraphQLNonNull(GraphQLInt)


def schema_of(**fields: GraphQLField) -> GraphQLSchema:
    return GraphQLSchema(GraphQLObjectType("Query", fields))


async def answer(schema: GraphQLSchema, text: str, context: object = None, **variables: Any) -> ExecutionResult:
    """The answer of a plan, which is that of graphql-core, the first time and the next."""
    expected, found = await both(schema, parse(text), context, variables, 3)
    for one in found:
        assert told(one) == told(expected)
    return found[0]


def errors(result: ExecutionResult) -> list[tuple[str, list[str | int] | None]]:
    return [(error.message, error.path) for error in result.errors or ()]


def fails(ticks: int, words: str) -> Resolve:
    async def resolve(_source: object, _info: object) -> object:
        for _ in range(ticks):
            await asyncio.sleep(0)
        raise ValueError(words)

    return resolve


async def test_errors_come_in_the_order_in_which_resolvers_failed() -> None:
    schema = schema_of(
        slow=GraphQLField(GraphQLInt, resolve=fails(3, "slow")),
        fast=GraphQLField(GraphQLInt, resolve=fails(1, "fast")),
        now=GraphQLField(GraphQLInt, resolve=lambda *_: 1 / 0),
    )
    result = await answer(schema, "{ slow fast now }")
    assert result.data == {"slow": None, "fast": None, "now": None}
    assert errors(result) == [("division by zero", ["now"]), ("fast", ["fast"]), ("slow", ["slow"])]


async def test_below_what_has_become_null_no_further_error_is_told() -> None:
    child = GraphQLObjectType(
        "Child",
        {
            "first": GraphQLField(MUST_INT, resolve=fails(1, "first")),
            "second": GraphQLField(MUST_INT, resolve=fails(2, "second")),
            "third": GraphQLField(GraphQLInt, resolve=fails(0, "third")),
        },
    )
    schema = schema_of(child=GraphQLField(child, resolve=lambda *_: {}))
    result = await answer(schema, "{ child { first second third } }")
    assert result.data == {"child": None}
    assert errors(result) == [("third", ["child", "third"]), ("first", ["child", "first"])]


async def test_a_null_goes_up_to_the_first_place_that_can_be_null() -> None:
    item = GraphQLObjectType("Item", {"n": GraphQLField(MUST_INT)})
    schema = schema_of(
        some=GraphQLField(GraphQLList(item), resolve=lambda *_: [{"n": 1}, {"n": None}]),
        all=GraphQLField(GraphQLList(GraphQLNonNull(item)), resolve=lambda *_: [{"n": 1}, {"n": None}]),
    )
    result = await answer(schema, "{ some { n } all { n } }")
    assert result.data == {"some": [{"n": 1}, None], "all": None}
    words = "Cannot return null for non-nullable field Item.n."
    assert errors(result) == [(words, ["some", 1, "n"]), (words, ["all", 1, "n"])]


async def test_a_null_at_the_root_leaves_no_data() -> None:
    schema = schema_of(now=GraphQLField(MUST_INT, resolve=lambda *_: None), late=GraphQLField(GraphQLInt))
    result = await answer(schema, "{ now late }")
    assert result.data is None
    assert errors(result) == [("Cannot return null for non-nullable field Query.now.", ["now"])]


async def test_a_resolver_left_behind_by_an_error_is_run_to_its_end() -> None:
    ended = 0

    async def ends(_source: object, _info: object) -> int:
        nonlocal ended
        await asyncio.sleep(0)
        ended += 1
        return ended

    schema = schema_of(late=GraphQLField(GraphQLInt, resolve=ends), now=GraphQLField(MUST_INT, resolve=lambda *_: None))
    await answer(schema, "{ late now }")
    assert ended == 4


# the coroutine in the coroutine that is closed has never begun, in graphql-core as well
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_without_an_event_loop_what_is_left_behind_is_closed() -> None:
    schema = schema_of(
        late=GraphQLField(GraphQLInt, resolve=fails(0, "never run")),
        now=GraphQLField(MUST_INT, resolve=lambda *_: None),
    )
    document = parse("{ late now }")
    plan = Operation(schema, document)
    result = plan.run(None, {})
    assert isinstance(result, ExecutionResult)
    assert told(result) == told(execute(schema, document))  # type: ignore[arg-type]


async def test_fields_of_one_key_are_one_field_with_all_that_is_asked_of_it() -> None:
    schema = build_schema("type Query { a: A } type A { x: Int, y: Int, a: A }")
    root = {"x": 1, "y": 2, "a": {"x": 3, "y": 4}}
    assert schema.query_type is not None
    schema.query_type.fields["a"].resolve = lambda *_: root
    result = await answer(
        schema, "{ a { y a { y } } ... on Query { a { x a { x y } } } ...F } fragment F on Query { a { y } }"
    )
    assert result.data == {"a": {"y": 2, "a": {"y": 4, "x": 3}, "x": 1}}
    assert list(result.data["a"]) == ["y", "a", "x"]


async def test_variables_that_cannot_be_read_leave_no_data() -> None:
    arguments = {"a": GraphQLArgument(MUST_INT), "b": GraphQLArgument(GraphQLList(MUST_INT))}
    schema = schema_of(sum=GraphQLField(GraphQLString, arguments, lambda _source, _info, **given: repr(given)))
    text = "query($a: Int! = 3, $b: [Int!]) { sum(a: $a, b: $b) }"
    assert (await answer(schema, text)).data == {"sum": "{'a': 3}"}
    assert (await answer(schema, text, a=4, b=5)).data == {"sum": "{'a': 4, 'b': [5]}"}
    assert (await answer(schema, text, b=None)).data == {"sum": "{'a': 3, 'b': None}"}
    result = await answer(schema, text, a="x", b=[1, None])
    assert result.data is None
    assert len(result.errors or ()) == 2


async def test_a_resolver_may_change_its_arguments_without_the_next_run_seeing_it() -> None:
    def resolve(_source: object, _info: object, many: list[int]) -> int:
        many.append(1)
        return len(many)

    schema = schema_of(count=GraphQLField(GraphQLInt, {"many": GraphQLArgument(GraphQLList(GraphQLInt))}, resolve))
    assert (await answer(schema, "{ count(many: [1, 2]) }")).data == {"count": 3}


async def test_an_abstract_type_takes_the_type_that_is_found_or_says_what_is_wrong_with_it() -> None:
    node = GraphQLInterfaceType(
        "Node",
        {"n": GraphQLField(GraphQLInt)},
        resolve_type=lambda value, *_: value.get("is"),
    )
    kinds = [
        GraphQLObjectType(name, {"n": GraphQLField(GraphQLInt)}, [node] if name != "C" else [])
        for name in ("A", "B", "C")
    ]
    found = [{"is": one, "n": 1} for one in ("A", "B", "C", "Nobody", "Node", None, 3, "A")]
    query = GraphQLObjectType("Query", {"nodes": GraphQLField(GraphQLList(node), resolve=lambda *_: found)})
    result = await answer(
        GraphQLSchema(query, types=kinds), "{ nodes { ... on A { __typename n } ... on Node { n } } }"
    )
    assert result.data is not None
    assert result.data["nodes"][:2] == [{"__typename": "A", "n": 1}, {"n": 1}]
    assert result.data["nodes"][2:7] == [None] * 5
    assert [path for _, path in errors(result)] == [["nodes", number] for number in range(2, 7)]
