"""What a plan remembers, and what it must not; what its resolvers are told; what is declined."""

import asyncio
import gc
import weakref
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLString,
    build_schema,
    parse,
)
from graphql.execution.values import VariableValues

from graph.engine.compile.execution import Execution
from graph.engine.limits import DEEPEST_COMPILED, MOST_OUTCOMES
from tests.property.test_compiler import Operation, settled
from tests.property.test_compiler_cases import MUST_INT, answer, errors, schema_of


def flagged(*_: object) -> list[dict[str, int]]:
    return [{"n": 1}, {"n": 2}]


ITEM = GraphQLObjectType("Item", {"n": GraphQLField(GraphQLInt), "m": GraphQLField(GraphQLInt)})
FLAGGED = schema_of(items=GraphQLField(GraphQLList(ITEM), resolve=flagged), x=GraphQLField(GraphQLInt))


async def test_a_null_that_is_sent_for_a_flag_is_an_error_of_each_object() -> None:
    text = "query($f: Boolean = true) { items { m @include(if: $f) n } }"
    assert (await answer(FLAGGED, text)).data == {"items": [{"m": None, "n": 1}, {"m": None, "n": 2}]}
    assert (await answer(FLAGGED, text, f=False)).data == {"items": [{"n": 1}, {"n": 2}]}
    result = await answer(FLAGGED, text, f=None)
    assert result.data == {"items": [None, None]}
    assert [path for _, path in errors(result)] == [["items", 0], ["items", 1]]


async def test_a_null_that_is_sent_for_a_flag_of_the_root_leaves_no_data() -> None:
    result = await answer(FLAGGED, "query($f: Boolean = true) { x @skip(if: $f) }", f=None)
    assert result.data is None
    assert [path for _, path in errors(result)] == [None]


async def test_one_plan_answers_every_outcome_of_its_flags() -> None:
    names = "abcde"
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    asked = " ".join(f"{name}: x @include(if: ${name})" for name in names)
    document = parse(f"query({declared}) {{ {asked} }}")
    plan = Operation(FLAGGED, document)
    assert 2 ** len(names) > MOST_OUTCOMES
    for number in [*range(2 ** len(names)), 3, 17]:
        sent = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        result = await settled(plan.run(None, sent))
        assert result.data == {name: None for name, wanted in sent.items() if wanted}
    assert plan.compiled is not None
    assert len(plan.compiled._variants._known) <= MOST_OUTCOMES


class Watched:
    """A value that can be seen to be gone."""


WATCHED = GraphQLScalarType("Watched", serialize=lambda _value: "seen", parse_value=lambda _value: Watched())


async def test_a_plan_keeps_no_value_of_a_run() -> None:
    seen: list[weakref.ref[object]] = []

    def resolve(_source: object, info: GraphQLResolveInfo[Any], w: object) -> object:
        seen.extend([weakref.ref(w), weakref.ref(info.context)])
        return w

    schema = schema_of(
        echo=GraphQLField(WATCHED, {"w": GraphQLArgument(WATCHED)}, resolve), x=GraphQLField(GraphQLBoolean)
    )
    document = parse("query($w: Watched, $f: Boolean = true) { echo(w: $w) x @include(if: $f) }")
    plan = Operation(schema, document)
    await settled(plan.run(Watched(), {"w": "secret", "f": False}))
    assert [one() for one in seen] == [None, None]


def test_a_run_leaves_nothing_for_the_garbage_collector() -> None:
    schema = schema_of(x=GraphQLField(GraphQLString, resolve=lambda _source, info: str(info.path.as_list())))
    document = parse("{ x }")
    plan = Operation(schema, document)
    gc.collect()
    gc.disable()
    try:
        before = runs_alive()
        for _ in range(10):
            plan.run(None, {})
        assert runs_alive() == before
    finally:
        gc.enable()


def runs_alive() -> int:
    return sum(type(one) is Execution for one in gc.get_objects())


async def test_one_resolver_that_must_be_awaited_needs_no_task() -> None:
    async def tasks(*_: object) -> int:
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    schema = schema_of(one=GraphQLField(GraphQLInt, resolve=tasks), x=GraphQLField(GraphQLInt))
    before = len(asyncio.all_tasks())
    assert (await answer(schema, "{ one x }")).data == {"one": before, "x": None}


async def test_a_resolver_is_told_what_graphql_core_tells_it_and_the_same_nodes_each_time() -> None:
    told_infos: list[GraphQLResolveInfo[Any]] = []

    def resolve(_source: object, info: GraphQLResolveInfo[Any]) -> int:
        told_infos.append(info)
        return 1

    row = GraphQLObjectType("Row", {"n": GraphQLField(MUST_INT, resolve=resolve)})
    rows = GraphQLList(GraphQLList(row))
    schema = schema_of(rows=GraphQLField(rows, resolve=lambda *_: [[{}], [{}]]))
    await answer(schema, "query($v: Int) { rows { n } rows { ...F } } fragment F on Row { n }", v=5)
    core, compiled_infos = told_infos[:2], told_infos[2:]
    assert len(compiled_infos) == 6
    for number, info in enumerate(compiled_infos):
        expected = core[number % 2]
        assert type(info) is type(expected)
        assert info[:-1] == expected[:-1]
        assert info.path.as_list() == ["rows", number % 2, 0, "n"]
        assert info.field_nodes is compiled_infos[0].field_nodes
        assert isinstance(info.variable_values, VariableValues)


async def test_a_resolver_can_gather_and_track() -> None:
    async def one() -> int:
        await asyncio.sleep(0)
        return 1

    async def resolve(_source: object, info: GraphQLResolveInfo[Any]) -> int:
        info.async_helpers.track([one(), 5])
        return sum(await info.async_helpers.gather([one(), one()]))

    assert (await answer(schema_of(n=GraphQLField(GraphQLInt, resolve=resolve)), "{ n }")).data == {"n": 2}


def deep(levels: int) -> str:
    inlined = levels - 3
    return f"{{ {'... { ' * inlined} ...F {'} ' * inlined} }} fragment F on Query {{ ... {{ x }} }}"


async def test_what_is_as_deep_as_may_be_is_compiled() -> None:
    assert (await answer(build_schema("type Query { x: Int }"), deep(DEEPEST_COMPILED))).data == {"x": None}


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { queryType { name } } }",
        '{ x __type(name: "Query") { name } }',
        "{ ...F } fragment F on Query { __schema { queryType { name } } }",
        "mutation { x }",
        "subscription { x }",
        "query @experimental_disableErrorPropagation { x }",
        "{ ...F @defer } fragment F on Query { x }",
        "{ x @stream }",
        deep(DEEPEST_COMPILED + 1),
    ],
)
def test_what_is_not_covered_is_declined(text: str) -> None:
    schema = build_schema("type Query { x: Int } type Mutation { x: Int } type Subscription { x: Int }")
    document = parse(text)
    assert Operation(schema, document).compiled is None


def test_fragments_with_arguments_are_declined() -> None:
    document = parse("{ ...F(a: 1) } fragment F($a: Int) on Query { x }", experimental_fragment_arguments=True)
    assert Operation(build_schema("type Query { x: Int }"), document).compiled is None


async def test_typename_alone_is_answered_at_the_root_too() -> None:
    result = await answer(build_schema("type Query { x: Int }"), "{ a: __typename x __typename }")
    assert result.data == {"a": "Query", "x": None, "__typename": "Query"}
