"""What an operation hands over of persons, where types are one of several and where it changes something."""

from graphql import build_schema, parse
from graphql.execution.values import VariableValues

from graph.engine.coordinates import HandedOver, ResponsePath, handed_over
from graph.engine.document import Document

SCHEMA = build_schema("""
type Query { me: Person }
type Mutation { take(id: ID!): Result!, give(id: ID!): Result!, choose: Person }
union Result = Case | Refusal
type Case { id: ID!, person: Person, reasons: [Reason!]! }
type Refusal { code: String!, reasons: [Reason!]! }
type Reason { text: String! }
type Person { bsn: ID!, asOf: AsOf, disclosures: Reason }
type AsOf { registered: Boolean! }
""")
NOTHING = VariableValues({}, {})


def of(text: str) -> dict[ResponsePath, HandedOver]:
    document = Document(SCHEMA, parse(text))
    return handed_over(document, document.operations[0], NOTHING)


def test_each_outcome_of_a_command_hands_over_its_own_fields() -> None:
    [(path, found)] = of("""mutation { a: take(id: 1) {
        __typename ... on Case { id reasons { text } } ... on Refusal { code } ...F } }
        fragment F on Result { ... on Refusal { reasons { text } } }""").items()
    assert path == ("a",)
    assert found.outcomes == {
        "Case": "Case.id Case.reasons Reason.text",
        "Refusal": "Refusal.code Refusal.reasons Reason.text",
    }
    assert set(found.coordinates.split()) == set(" ".join(found.outcomes.values()).split())
    assert not found.by_others


def test_an_outcome_of_which_nothing_is_asked_hands_over_the_field_itself() -> None:
    found = of("mutation { take(id: 1) { ... on Case { id } } give(id: 1) { __typename } }")
    assert found["take",].outcomes == {"Case": "Case.id", "Refusal": "Mutation.take"}
    assert found["give",].coordinates == "Mutation.give"
    assert found["give",].outcomes == {"Case": "Mutation.give", "Refusal": "Mutation.give"}


def test_a_field_of_one_object_has_no_outcomes() -> None:
    assert of("mutation { choose { bsn } }") == {("choose",): HandedOver("Person.bsn", by_others=False)}


def test_another_day_is_the_look_up_where_nothing_else_is_asked_of_the_person() -> None:
    for asked, alone in {
        "bsn day: asOf { registered }": True,
        "asOf { __typename } ... on Person { asOf { registered } }": True,
        "asOf { registered } other: asOf { registered }": False,
        "asOf { registered } disclosures { text }": False,
        "bsn disclosures { text } more: disclosures { text }": True,
        "bsn": False,
    }.items():
        assert of(f"mutation {{ choose {{ {asked} }} }}")["choose",].by_others == alone, asked


def test_what_is_recorded_apart_is_found_below_each_type_whatever_it_is_called() -> None:
    found = of("""mutation { take(id: 1) {
        ... on Case { x: reasons { text } y: person { asOf { registered } } }
        ... on Refusal { x: reasons { asOf: text } y: reasons { text } } } }""")
    assert found["take", "y", "asOf"].coordinates == "Person.asOf AsOf.registered"


def test_a_skipped_outcome_hands_over_nothing() -> None:
    document = Document(
        SCHEMA, parse("mutation($no: Boolean!) { take(id: 1) { ... on Case @include(if: $no) { id } } }")
    )
    found = handed_over(document, document.operations[0], VariableValues({}, {"no": False}))
    assert found["take",].outcomes["Case"] == "Mutation.take"


def test_what_a_fragment_asks_of_a_type_that_can_not_come_is_not_handed_over() -> None:
    found = of("""mutation { take(id: 1) { ... on Case { id ...F person { bsn } } } }
        fragment F on Result { ... on Refusal { code } ... on Case { reasons { text } } }""")
    assert set(found["take",].outcomes["Case"].split()) == {"Case.id", "Case.reasons", "Reason.text"}
    assert "Refusal.code" not in found["take",].coordinates
