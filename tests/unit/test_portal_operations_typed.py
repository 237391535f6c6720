"""What is generated of an operation: a type for each object, strict, and a function that asks it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from graphql import build_schema
from pydantic import ValidationError

from domain.roles import Purpose
from portal.operations import documents
from portal.operations.citizen import my_disclosures
from portal.operations.generation import GenerationError, code
from portal.operations.suwinet import ClientPerson, client

SCHEMA = build_schema("""
    type Query { thing(from: Date, howMany: Int!, kind: Kind): Thing, other: Thing, far: Far, purpose: Wrong }
    type Thing { id: ID!, names: [String], days: [Date!]!, kind: Kind!, part: Part, parts: [Part!]! }
    type Part { size: Int }
    type Far { at: Place }
    type Wrong { purpose: Purpose }
    type Mutation { take(input: TakeInput!, why: [Why!]): Taken! }
    union Taken = Thing | Refused
    type Refused { code: String!, part: Part }
    input TakeInput { id: ID!, why: Why, kinds: [Kind!], howMany: Int! = 3 }
    input Why { on: Date!, said: String }
    enum Kind { OLD NEW }
    enum Purpose { OTHER }
    scalar Date
    scalar Place
""")
THING = """query Thing($from: Date, $howMany: Int!, $kind: Kind) {
  thing(from: $from, howMany: $howMany, kind: $kind) { id names days kind part { size } parts { size } }
}"""
WRITTEN = '''class ThingPart(Selection):
    """What Thing.graphql asks of Part."""

    size: int | None


class ThingThing(Selection):
    """What Thing.graphql asks of Thing."""

    id: str
    names: list[str | None] | None
    days: list[date]
    kind: Literal["OLD", "NEW"]
    part: ThingPart | None
    parts: list[ThingPart]


class Thing(Selection):
    """What Thing.graphql asks of Query."""

    thing: ThingThing


def thing(
    *,
    from_: date | None,
    how_many: int,
    kind: Literal["OLD", "NEW"] | None,
) -> Operation[Thing]:
'''


def test_each_object_has_its_type_and_each_variable_its_argument() -> None:
    assert WRITTEN in code(SCHEMA, {"Thing": THING})


TAKE = """mutation Take($input: TakeInput!, $why: [Why!]) { take(input: $input, why: $why) {
  __typename ... on Thing { id part { size } } ... on Refused { code } } }"""
TAKEN = '''class TakePart(Selection):
    """What Take.graphql asks of Part."""

    size: int | None


class TakeThing(Selection):
    """What Take.graphql asks of Thing."""

    typename: Literal["Thing"] = Field(alias="__typename")
    id: str
    part: TakePart | None


class TakeRefused(Selection):
    """What Take.graphql asks of Refused."""

    typename: Literal["Refused"] = Field(alias="__typename")
    code: str


class Take(Selection):
    """What Take.graphql asks of Mutation."""

    take: TakeThing | TakeRefused


class Why(TypedDict):
    """The input of this name."""

    on: date
    said: NotRequired[str | None]


class TakeInput(TypedDict):
    """The input of this name."""

    id: str
    why: NotRequired[Why | None]
    kinds: NotRequired[list[Literal["OLD", "NEW"]] | None]
    howMany: NotRequired[int]


def take(
    *,
    input: TakeInput,
    why: list[Why] | None,
) -> Operation[Take]:
'''


def test_a_command_has_a_type_for_each_outcome_and_for_what_it_is_given() -> None:
    written = code(SCHEMA, {"Take": TAKE})
    assert TAKEN in written
    made: dict[str, Any] = {}
    exec(written, made)  # noqa: S102 - what is generated is Python that runs
    told = {"take": {"__typename": "Refused", "code": "TAKEN"}}
    assert made["Take"].model_validate(told).take.code == "TAKEN"
    with pytest.raises(ValidationError):
        made["Take"].model_validate({"take": {"__typename": "Thing", "code": "TAKEN"}})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("query Q { other { ...All } } fragment All on Thing { id }", "Q isn't one operation"),
        ("query Q { other { ... on Thing { id } } }", "Q: a fragment, an alias or a directive"),
        ("query Q { another: other { id } }", "Q: a fragment, an alias or a directive"),
        ("query Q($yes: Boolean!) { other { id @include(if: $yes) } }", "Q: a fragment, an alias or a directive"),
        ("query Q { other { nothing } }", "Q: this audience's Thing has no nothing"),
        ("query Q { other { id part { size } } thing(howMany: 1) { id } }", "Q: ask the same of every Thing"),
        ("query Q { far { at } }", "Q: nothing here says what a Place is"),
        ("query Q($place: Elsewhere) { other { id } }", r"Q: there is no type of \$place"),
        ("mutation Q { take { ... on Thing { id } ... on Refused { code } } }", "Q: ask of Taken its __typename"),
        ("mutation Q { take { __typename ... on Thing { id } } }", "Q: ask of Taken its __typename, then once of each"),
        ("query Q { purpose { purpose } }", "Purpose of the schema isn't the one of domain.roles"),
        ("type Q { id: ID }", "Q isn't one operation"),
    ],
)
def test_what_can_not_be_written_is_said(text: str, fault: str) -> None:
    with pytest.raises(GenerationError, match=fault):
        code(SCHEMA, {"Q": text})


def test_an_operation_sends_the_names_of_its_document() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    operation = my_disclosures(first=1, after=None, from_=moment, until=None)
    assert operation.variables == {"first": 1, "after": None, "from": moment, "until": None}
    assert f"query {operation.name}(" in documents()[operation.document_id]


def test_neither_an_operation_nor_an_answer_tells_who_it_is_about() -> None:
    person = ClientPerson.model_validate_json(
        b'{"registered": true, "registrationEndDate": null, "countingStartDate": "2015-03-02", "grounds": []}'
    )
    assert person.counting_start_date == date(2015, 3, 2)
    assert repr(person) == str(person).join(["ClientPerson(", ")"]) == "ClientPerson()"
    assert "999900006" not in repr(client(bsn="999900006", purpose=Purpose.ASSESSMENT))
    with pytest.raises(ValidationError) as refused:
        ClientPerson.model_validate_json(b'{"registered": "999900006"}')
    assert "999900006" not in str(refused.value)
