"""Lists, of whatever comes in them: one by one, or column by column."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLField,
    GraphQLInt,
    GraphQLList,
)
from strawberry.schema.config import StrawberryConfig

from graph.engine.compile.lists import Items
from tests.property.test_compiler_cases import MUST_INT, Shade, answer, errors, schema_of


async def test_items_left_behind_by_an_error_are_run_to_their_end() -> None:
    ended = 0

    async def ends() -> int:
        nonlocal ended
        await asyncio.sleep(0)
        ended += 1
        return ended

    schema = schema_of(
        some=GraphQLField(GraphQLList(MUST_INT), resolve=lambda *_: [ends(), None, ends()]),
        more=GraphQLField(GraphQLList(MUST_INT), resolve=lambda *_: (one for one in [ends(), None, ends()])),
    )
    assert (await answer(schema, "{ some more }")).data == {"some": None, "more": None}
    assert ended == 16


@pytest.mark.parametrize("size", [0, 3, 4, 100])
async def test_a_list_of_objects_whose_fields_are_all_skipped_has_its_objects(size: int) -> None:
    @strawberry.type
    class Row:
        n: int

    @strawberry.type
    class Query:
        @strawberry.field
        def rows(self) -> list[Row]:
            return [Row(n=number) for number in range(size)]

    schema = strawberry.Schema(Query)._schema
    assert (await answer(schema, "{ rows { n @skip(if: true) } }")).data == {"rows": [{}] * size}
    assert (await answer(schema, "{ rows { __typename } }")).data == {"rows": [{"__typename": "Row"}] * size}


async def test_one_bad_row_of_many_is_told_in_its_place() -> None:
    @strawberry.type
    class Inner:
        text: str | None

    @strawberry.type
    class Row:
        n: int | None
        inner: Inner | None
        texts: list[str]

    rows: list[Any] = [
        Row(n=number, inner=Inner(text="t") if number % 3 else None, texts=["a"]) for number in range(20)
    ]

    @strawberry.type
    class Query:
        @strawberry.field
        def rows(self) -> list[Row | None]:
            return rows

    schema = strawberry.Schema(Query)._schema
    text = "{ rows { n inner { text } texts } }"
    good = await answer(schema, text)
    assert good.errors is None
    rows[7].n = "seven"
    rows[8].inner.text = ValueError("kept")
    rows[9] = LookupError("no row")
    rows[11].texts = ["a", None]
    rows[12].n = 2**31
    del rows[13].n
    result = await answer(schema, text)
    assert [path for _, path in errors(result)] == [
        ["rows", 7, "n"],
        ["rows", 8, "inner", "text"],
        ["rows", 9],
        ["rows", 11, "texts", 1],
        ["rows", 12, "n"],
        ["rows", 13, "n"],
    ]
    assert result.data is not None
    assert result.data["rows"][9] is None
    assert result.data["rows"][11] is None
    assert result.data["rows"][19] == {"n": 19, "inner": {"text": "t"}, "texts": ["a"]}


async def test_what_a_scalar_tells_as_nothing_is_an_error_in_a_long_list_too() -> None:
    told_as = {"a": "A", "b": None}
    quiet = strawberry.scalar(name="Quiet", serialize=lambda value: told_as[value.name])
    rows: list[Any] = []

    class Loud:
        def __init__(self, name: str) -> None:
            self.name = name

    @strawberry.type
    class Row:
        loud: Loud | None

    @strawberry.type
    class Query:
        @strawberry.field
        def rows(self) -> list[Row]:
            return rows

    schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map={Loud: quiet}))._schema
    rows.extend(Row(loud=Loud("a")) for _ in range(6))
    assert (await answer(schema, "{ rows { loud } }")).data == {"rows": [{"loud": "A"}] * 6}
    rows[4] = Row(loud=Loud("b"))
    result = await answer(schema, "{ rows { loud } }")
    assert result.data == {"rows": [{"loud": "A"}] * 4 + [{"loud": None}, {"loud": "A"}]}
    assert [path for _, path in errors(result)] == [["rows", 4, "loud"]]


async def test_a_long_list_of_attributes_is_told_column_by_column(monkeypatch: pytest.MonkeyPatch) -> None:
    @strawberry.type
    class Inner:
        shades: list[Shade]
        n: int | None

    @strawberry.type
    class Row:
        inner: Inner | None
        text: str | None

    @strawberry.type
    class Query:
        @strawberry.field
        async def rows(self) -> list[Row]:
            full = Row(inner=Inner(shades=[Shade.DARK, Shade.LIGHT], n=None), text="t")
            return [full, Row(inner=None, text=None), Row(inner=Inner(shades=[], n=1), text="u"), full]

    strawberry.enum(Shade)
    schema = strawberry.Schema(Query)._schema
    text = "{ rows { inner { shades n } text } }"
    expected = await answer(schema, text)
    monkeypatch.delattr(Items, "_of")  # the way of each item
    result = await answer(schema, text)
    assert result.errors is None
    assert result.data == expected.data


class Awaitable:
    """Something to await that is no coroutine."""

    def __await__(self) -> Iterator[Any]:
        return asyncio.sleep(0, 4).__await__()


async def test_whatever_can_be_awaited_is() -> None:
    def future() -> asyncio.Future[int]:
        made: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        made.set_result(3)
        return made

    schema = schema_of(
        made=GraphQLField(GraphQLInt, resolve=lambda *_: Awaitable()),
        future=GraphQLField(GraphQLInt, resolve=lambda *_: future()),
        listed=GraphQLField(GraphQLList(GraphQLInt), resolve=lambda *_: [future(), Awaitable(), 5]),
    )
    result = await answer(schema, "{ made future listed }")
    assert result.data == {"made": 4, "future": 3, "listed": [3, 4, 5]}


async def test_items_may_be_awaited_come_one_by_one_or_from_a_generator() -> None:
    async def later(number: int) -> int:
        await asyncio.sleep(0)
        if number == 2:
            raise ValueError("two")
        return number

    async def streamed(*_: object) -> AsyncIterator[object]:
        yield 1
        yield later(2)
        raise ValueError("the stream broke")

    schema = schema_of(
        awaited=GraphQLField(GraphQLList(GraphQLInt), resolve=lambda *_: [later(1), 5, later(2), later(3)]),
        generated=GraphQLField(GraphQLList(GraphQLInt), resolve=lambda *_: (number for number in range(3))),
        streamed=GraphQLField(GraphQLList(GraphQLInt), resolve=streamed),
        mapping=GraphQLField(GraphQLList(GraphQLInt), resolve=lambda *_: {"not": "a list"}),
        text=GraphQLField(GraphQLList(GraphQLInt), resolve=lambda *_: "123"),
    )
    result = await answer(schema, "{ awaited generated streamed mapping text }")
    assert result.data == {
        "awaited": [1, 5, None, 3],
        "generated": [0, 1, 2],
        "streamed": None,
        "mapping": None,
        "text": None,
    }
    assert ("the stream broke", ["streamed"]) in errors(result)
    assert ("Expected Iterable, but did not find one for field 'Query.text'.", ["text"]) in errors(result)


@pytest.mark.parametrize("size", [1, 20])
async def test_an_attribute_that_is_null_and_cannot_be_takes_its_object_with_it(size: int) -> None:
    @strawberry.type
    class Row:
        text: str
        number: int
        shade: Shade
        sometimes: str | None

    strawberry.enum(Shade)
    rows: list[Any] = [Row(text="t", number=1, shade=Shade.DARK, sometimes=None) for _ in range(size)]

    @strawberry.type
    class Query:
        @strawberry.field
        def rows(self) -> list[Row | None]:
            return rows

    schema = strawberry.Schema(Query)._schema
    for name in ("text", "number", "shade"):
        rows[0] = Row(text="t", number=1, shade=Shade.DARK, sometimes=None)
        assert (await answer(schema, f"{{ rows {{ {name} sometimes }} }}")).errors is None
        setattr(rows[0], name, None)
        result = await answer(schema, f"{{ rows {{ {name} sometimes }} }}")
        assert result.data is not None
        assert [row is None for row in result.data["rows"]] == [True, *[False] * (size - 1)]
        assert errors(result) == [
            (f"Cannot return null for non-nullable field Row.{name}.", ["rows", 0, name]),
        ]
