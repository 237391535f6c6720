"""Counting what a document asks: each fragment once, and added wherever it is spread."""

from dataclasses import replace

import pytest
from graphql import build_schema, get_introspection_query, parse

from domain.roles import Role
from graph.engine.cost import BEYOND, Scale, Weight, excess
from graph.engine.document import Document
from graph.engine.limits import LONGEST_REMEMBERED, Excess, Limits
from graph.engine.plan import Plan, Planner
from graph.engine.refusal import Refusal
from graph.schema.build import SCHEMA
from tests.fixtures.bombs import BOMBS, Bomb

SHOP = build_schema("""
type Query { me: Thing, things(ids: [ID!]!): [Thing!]!, all: [Thing!]!, shelf(first: Int, after: String): Shelf }
type Mutation { take: ID }
type Shelf { nodes: [Thing!]!, count: Int }
type Thing { id: ID, names: [String!]!, part: Thing, parts: [Thing!]!, at(day: Int): Thing }
""")
QUOTA = "year: 2025, paidHours: 1, paidHoursYearBefore: 1, sector: MARKET"


def of(text: str) -> Weight:
    """The weight of the first operation of a document."""
    document = Document(SHOP, parse(text))
    return Scale(SHOP, document).weigh(document.operations[0])


def excess_of(text: str, limits: Limits) -> Excess | None:
    return excess(SHOP, Document(SHOP, parse(text)), limits)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("{ me { id } }", Weight(depth=2, root_fields=1, fields=2, cost=2)),
        ("{ a: me { b: id } c: me { id } }", Weight(depth=2, root_fields=2, aliases=3, fields=4, cost=4)),
        ("{ me { ... { ... on Thing { id } } } }", Weight(depth=4, root_fields=1, fields=2, cost=2)),
        ("query @x { me @skip(if: true) { ... @x { id @x } } }", Weight(3, 1, directives=4, fields=2, cost=2)),
        ("query($a: Int @x @y) { me { id } }", Weight(2, 1, directives=2, fields=2, cost=2)),
        ("{ all { names } }", Weight(2, 1, fields=2, cost=1 + 5 * 1)),
        ("{ all { parts { id } } }", Weight(3, 1, fields=3, cost=1 + 5 * (1 + 5 * 1))),
        ('{ things(ids: ["1", "2"]) { id part { id } } }', Weight(3, 1, fields=4, cost=10 + 2 * 3)),
        ("query($ids: [ID!]!) { things(ids: $ids) { id } }", Weight(2, 1, fields=2, cost=10 + 50 * 1)),
        ("{ shelf { count nodes { id } } }", Weight(3, 1, fields=4, cost=1000 + 25 * 3)),
        ("{ shelf(first: 3) { nodes { id } } }", Weight(3, 1, fields=3, cost=1000 + 3 * 2)),
        (
            "query($n: Int) { shelf(first: $n) { nodes { parts { id } } } }",
            Weight(4, 1, fields=4, cost=1000 + 100 * (1 + 1 + 5)),
        ),
        ("{ shelf(first: -1) { count } }", Weight(2, 1, fields=2, cost=1000 + 100)),
        ("{ me { at(day: 1) { id } } }", Weight(3, 1, fields=3, cost=1 + 10 + 1)),
    ],
)
def test_a_document_weighs_what_it_asks(text: str, weight: Weight) -> None:
    assert of(text) == weight


def test_a_fragment_weighs_the_same_as_its_fields() -> None:
    spread = of("{ all { ...F part { ...F } } } fragment F on Thing { id parts { a: names @x } }")
    written = of("{ all { ... { id parts { a: names @x } } part { ... { id parts { a: names @x } } } } }")
    assert spread == written
    assert spread == Weight(5, 1, aliases=2, directives=2, fields=8, cost=1 + 5 * (7 + 1 + 7))


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ viewer { role } }", 2),
        ("{ publishedFigures { year } }", 10 + 5),
        ("{ viewer { person { registered letterChannel } } }", 4),
        ('{ viewer { organisations(id: "1") { authorisations { userId } } } }', 1 + 10 + 5 * (1 + 5)),
        ("{ viewer { cases(first: 3) { totalCount overdueCount } } }", 1 + 1000 + 3 * 2),
    ],
)
def test_a_question_to_the_register_counts_for_one_with_arguments_or_without(text: str, cost: int) -> None:
    document = Document(SCHEMA, parse(text))
    assert Scale(SCHEMA, document).weigh(document.operations[0]).cost == cost


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ('a%d: roster(organisation: "1", year: 2025, month: 1, first: 1) { totalCount }', 12),
        ('a%d: viewer { organisations(id: "1") { jobEquivalents(year: 2025) { jobs } } }', 14),
        (f'a%d: viewer {{ organisations(id: "1") {{ quotaCalculation({QUOTA}) {{ levy }} }} }}', 14),
    ],
)
def test_a_year_of_months_or_all_years_are_one_operation_and_sixty_countings_are_none(text: str, times: int) -> None:
    def found(count: int) -> Excess | None:
        query = " ".join(text % number for number in range(count))
        return excess(SCHEMA, Document(SCHEMA, parse(f"{{ {query} }}")), replace(Limits(), root_fields=60, aliases=60))

    beyond = found(60)
    assert found(times) is None
    assert beyond is not None
    assert beyond.limit == "cost"


def test_fragments_that_double_are_counted_without_being_followed() -> None:
    links = " ".join(f"fragment F{n} on Thing {{ ...F{n + 1} ...F{n + 1} }}" for n in range(20))
    assert of(f"{{ me {{ ...F0 }} }} {links} fragment F20 on Thing {{ id }}").fields == 1 + 2**20


def test_counting_stops_at_what_nobody_may_ask() -> None:
    links = " ".join(f"fragment F{n} on Thing {{ {f'...F{n + 1} ' * 40} }}" for n in range(15))
    assert of(f"{{ me {{ ...F0 }} }} {links} fragment F15 on Thing {{ id }}").fields == BEYOND


def test_the_page_of_a_connection_is_counted_once_through_a_fragment_too() -> None:
    text = "{ shelf(first: 3) { ...S } all { ...T } } fragment S on Shelf { nodes { id } } fragment T on Thing { id }"
    assert of(text).cost == (1000 + 3 * 2) + (1 + 5 * 1)


@pytest.mark.parametrize(
    "text",
    [
        "{ nothing { at { all } } }",
        "{ me { ...F } }",
        "{ ...F } fragment F on Nothing { x }",
        "{ me { ...F } } fragment F on Thing { id ...F }",
        "{ me { ...F } } fragment F on Thing { part { ...G } } fragment G on Thing { part { ...F } }",
        "mutation { x { y } } ",
    ],
)
def test_an_invalid_document_is_counted_too(text: str) -> None:
    assert excess_of(text, Limits()) is None


@pytest.mark.parametrize(
    ("text", "limits", "found"),
    [
        ("{ me { part { id } } }", Limits(depth=2), ("depth", 2, 3)),
        ("mutation { a: take b: take }", Limits(mutations=1), ("mutations", 1, 2)),
        ("mutation { ...F ...F } fragment F on Mutation { take }", Limits(mutations=1), ("mutations", 1, 2)),
        ("{ me { id } all { id } }", Limits(root_fields=1), ("root_fields", 1, 2)),
        ("{ a: me { b: id } }", Limits(aliases=1), ("aliases", 1, 2)),
        ("{ me @x { id @x } }", Limits(directives=1), ("directives", 1, 2)),
        ("{ me { id names } }", Limits(fields=2), ("fields", 2, 3)),
        ("{ all { parts { id } } }", Limits(cost=30), ("cost", 30, 31)),
        ("query A { me { id } } query B { me { id } }", Limits(operations=1), ("operations", 1, 2)),
        (
            "{ me { id } } fragment F on Thing { id } fragment G on Thing { id }",
            Limits(fragments=1),
            ("fragments", 1, 2),
        ),
    ],
)
def test_the_limit_that_is_passed_is_named_with_its_value(
    text: str, limits: Limits, found: tuple[str, int, int]
) -> None:
    beyond = excess_of(text, limits)
    assert isinstance(beyond, Excess)
    assert (beyond.limit, beyond.maximum, beyond.actual) == found
    assert str(beyond).endswith(f"{found[0].replace('_', ' ')} {found[2]} exceeds {found[1]}.")
    assert excess_of(text, replace(limits, **{found[0]: found[2]})) is None


def test_each_operation_of_a_document_is_counted() -> None:
    beyond = excess_of("query A { me { id } } query B { me { id names } }", Limits(fields=2))
    assert beyond is not None
    assert beyond.actual == 3


def test_the_introspection_of_clients_is_well_within_the_limits() -> None:
    text = get_introspection_query(
        descriptions=True, specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
    )
    assert excess(SCHEMA, Document(SCHEMA, parse(text)), replace(Limits(), cost=16_000, fields=400)) is None
    assert isinstance(Planner(Limits()).plan(text, None, Role.SUWINET), Plan)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.name)
def test_a_bomb_is_refused_for_what_it_is(bomb: Bomb) -> None:
    refusal = Planner(Limits()).plan(bomb.document, None, Role.SUWINET)
    assert isinstance(refusal, Refusal)
    assert refusal.status == 400
    assert refusal.errors[0]["extensions"].get("limit", "") == bomb.limit


def test_a_plan_is_remembered_for_its_operation_and_audience() -> None:
    planner = Planner(Limits())
    text = "query A { jobTargets { year } } query B { __typename }"
    first = planner.plan(text, "A", None)
    assert planner.plan(text, "A", None) is first
    assert planner.plan(text, "B", None) is not first
    assert planner.plan(text, "A", Role.SUWINET) is not first
    assert Planner(Limits(fields=1)).plan(text, "A", None) != first


def test_the_plans_of_long_documents_are_not_remembered() -> None:
    planner = Planner(Limits())
    text = "{ __typename }" + " " * LONGEST_REMEMBERED
    assert planner.plan(text, None, None) is not planner.plan(text, None, None)


def test_the_plans_used_last_are_remembered() -> None:
    texts = [f"query Q{number} {{ __typename }}" for number in range(60)]
    one = Planner(Limits()).plan(texts[0], None, None)
    assert isinstance(one, Plan)
    planner = Planner(Limits(), most_bytes=20 * one.held.bytes)
    first = planner.plan(texts[0], None, None)
    for text in texts[1:20]:
        planner.plan(text, None, None)
    assert planner.plan(texts[0], None, None) is first
    second = planner.plan(texts[1], None, None)
    for text in texts[2:]:
        planner.plan(text, None, None)
    assert planner.plan(texts[0], None, None) is not first
    assert planner.plan(texts[1], None, None) is not second
