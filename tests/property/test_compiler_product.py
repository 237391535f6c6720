"""The product's own schema, compiled: each role's part of it and the whole, over stubs of the real types."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    is_leaf_type,
    parse,
    validate,
)
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from domain.bsn import Bsn
from domain.grounds import GroundCode
from domain.payroll import PayrollTaxNumber
from domain.proofs import ConsultedPerson
from domain.roles import Purpose, Role
from graph.engine.guard import Guarded
from graph.resolvers.person import LookedUp
from graph.roster_link import RosterLink
from graph.schema.build import SCHEMA, schema_for
from models.queries.persons import DetailedAnswer, HeldGround
from tests.fixtures import people
from tests.fixtures.documents import Writer
from tests.property.test_compiler import EXAMPLES, SEEDS, Operation, both, runner, settled, told

__all__ = ["runner"]

# what is cancelled before it began leaves what it would have awaited behind, in graphql-core as well
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF
PAYROLL = "123456782L01"
DAY = date(2020, 2, 29)
GOOD: dict[str, list[object]] = {
    "BSN": [Bsn(people.RAN_ON)],
    "PayrollTaxNumber": [PayrollTaxNumber(PAYROLL)],
    "Date": [DAY],
    "DateTime": [datetime(2026, 1, 1, tzinfo=UTC)],
    "Int": [0, 7],
    "String": ["some text"],
    "Boolean": [True, False],
    "ID": ["12345678"],
}
WRONG: list[object] = [None, "text", 2**40, ValueError("kept as a value"), DAY, ["x"]]
ANSWER = DetailedAnswer(
    registered=True,
    ends_on=None,
    counting_from=DAY,
    grounds=tuple(HeldGround(code, DAY, None, None) for code in list(GroundCode)[:5]),
)
CONSULTED = ConsultedPerson(Role.ASSESSOR, Bsn(people.RAN_ON), Purpose.ASSESSMENT)
PRIVATE: dict[str, Callable[[], object]] = {
    "looked_up": lambda: LookedUp(CONSULTED, ANSWER, DAY),
    "link": lambda: RosterLink(0, 12345678, 2020, 0, 0, 9),
    "fact": lambda: None,
}
SENT: dict[str, list[Any]] = {
    "BSN": [people.RAN_ON, "999900068", 5],
    "PayrollTaxNumber": [PAYROLL, "nobody's"],
    "DateTime": ["2026-01-01T00:00:00Z"],
    "Date": ["2020-01-01", "2020-02-30"],
}


class Stubs:
    """Makes objects of the real types, with values that are mostly right."""

    def __init__(self, seed: str, faults: float) -> None:
        self.chance = Random(seed)  # noqa: S311 - a seed, so that two executors see the same
        self.faults = faults

    def value(self, kind: GraphQLOutputType) -> object:
        if self.chance.random() < self.faults:
            return self.chance.choice(WRONG)
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        elif self.chance.random() < 0.2:
            return None
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type) for _ in range(self.chance.choice([0, 1, 3, 6, 9]))]
        if isinstance(kind, GraphQLEnumType):
            return self.chance.choice(list(kind.wrapped_cls))  # type: ignore[attr-defined]
        if is_leaf_type(kind):
            return self.chance.choice(GOOD[kind.name])
        assert isinstance(kind, GraphQLObjectType)
        return self.thing(kind)

    def thing(self, kind: GraphQLObjectType) -> object:
        whole = SCHEMA.type_map[kind.name]
        assert isinstance(whole, GraphQLObjectType)
        made = object.__new__(whole.extensions[BACKREF].origin)
        for field in whole.fields.values():
            known = field.extensions[BACKREF]
            if isinstance(known, StrawberryField) and known.is_basic_field and self.chance.random() > self.faults / 4:
                setattr(made, known.python_name, self.value(field.type))
        for name, value in PRIVATE.items():
            setattr(made, name, value())
        return made


def stubbed(schema: GraphQLSchema) -> GraphQLSchema:
    """The schema with stubs at its root, behind the same wall; below it all is as it is."""
    query = schema.query_type
    assert query is not None

    def at_the_root(name: str, field: GraphQLField) -> GraphQLField:
        async def later(_source: object, info: GraphQLResolveInfo[Any], **arguments: object) -> object:
            return now(_source, info, **arguments)

        def now(_source: object, info: GraphQLResolveInfo[Any], **arguments: object) -> object:
            context = info.context
            return Stubs(f"{context.seed} {info.path.as_list()} {sorted(arguments)}", context.faults).value(field.type)

        kwargs = field.to_kwargs()
        kwargs["resolve"] = Guarded(f"Query.{name}", later if len(name) % 2 else now)
        return GraphQLField(**kwargs)

    return GraphQLSchema(
        GraphQLObjectType("Query", {name: at_the_root(name, one) for name, one in query.fields.items()}),
        directives=schema.directives,
    )


WHOLE = stubbed(SCHEMA)
PARTS: dict[Role | None, GraphQLSchema] = {audience: stubbed(schema_for(audience)) for audience in (None, *Role)}


def context_of(audience: Role | None, seed: int, faults: float) -> Any:
    viewer = SimpleNamespace(role=audience, acr="substantial", bsn=Bsn(people.RAN_ON), organisations=())
    return SimpleNamespace(
        role=audience, viewer=viewer, today=DAY, register=SimpleNamespace(url="https://x"), seed=seed, faults=faults
    )


Check = Callable[[GraphQLSchema, Role | None, int, int, float], None]


@pytest.fixture
def check(runner: asyncio.Runner) -> Check:
    def run(schema: GraphQLSchema, audience: Role | None, writing: int, seed: int, faults: float) -> None:
        written = Writer(schema, Random(writing), sent=SENT, depth=6).document()  # noqa: S311 - a seed
        document = parse(written.text)
        assume(not validate(schema, document))
        context = context_of(audience, seed, faults)
        # three times: the second and the third know the types of the values
        expected, found = runner.run(both(schema, document, context, written.variables, 3))
        event(f"errors: {min(len(expected.errors or ()), 3)}, data: {expected.data is not None}")
        for one in found:
            assert told(one) == told(expected), written

    return run


FAULTS = st.sampled_from([0.0, 0.002, 0.05])


@pytest.mark.parametrize("audience", [None, *Role])
@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(writing=SEEDS, seed=SEEDS, faults=FAULTS)
def test_each_roles_part_of_the_schema_answers_as_it_does_uncompiled(
    check: Check, audience: Role | None, writing: int, seed: int, faults: float
) -> None:
    check(PARTS[audience], audience, writing, seed, faults)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(audience=st.sampled_from([None, *Role]), writing=SEEDS, seed=SEEDS, faults=FAULTS)
def test_the_wall_of_the_whole_schema_refuses_the_same_fields_compiled(
    check: Check, audience: Role | None, writing: int, seed: int, faults: float
) -> None:
    check(WHOLE, audience, writing, seed, faults)


async def test_a_plan_that_ran_for_one_audience_refuses_another_and_then_still_serves_the_first() -> None:
    document = parse("query($b: BSN!) { person(bsn: $b, purpose: ASSESSMENT) { registered countingStartDate } }")
    plan = Operation(WHOLE, document)
    answers = [
        await settled(plan.run(context_of(audience, 1, 0.0), {"b": people.RAN_ON}))
        for audience in (Role.ASSESSOR, Role.EMPLOYER, None, Role.ASSESSOR)
    ]
    refused = [[str(error.original_error) for error in answer.errors or ()] for answer in answers]
    assert refused == [
        [],
        ["Person.countingStartDate is not visible to your role; leave it out."],
        ["Query.person is not visible to your role; leave it out."],
        [],
    ]
    assert answers[1].data is not None
    assert answers[1].data["person"]["countingStartDate"] is None
    assert answers[2].data == {"person": None}
    assert answers[3].data == answers[0].data


async def test_a_long_list_refuses_a_hidden_field_in_every_row() -> None:
    document = parse("{ jobTargets { year total } }")
    context = context_of(Role.ASSESSOR, 3, 0.0)
    plan = Operation(WHOLE, document)
    known = await settled(plan.run(context, {}))
    assert known.errors is None

    hidden = parse("query($b: [BSN!]!) { persons(bsns: $b, purpose: ASSESSMENT) { bsn countingStartDate } }")
    for audience in (Role.EMPLOYER, Role.SUWINET):
        expected, [found] = await both(WHOLE, hidden, context_of(audience, 3, 0.0), {"b": [people.RAN_ON]}, 1)
        assert told(found) == told(expected)
