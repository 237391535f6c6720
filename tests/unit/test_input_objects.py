"""Input objects: a fault in one is named by the input fields that lead to it, and never repeats a value."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, build_schema, parse
from graphql.execution.values import VariableValues

from auth.visibility.policy import POLICY
from auth.visibility.rule import Rule
from domain.roles import Role
from graph.engine.coordinates import hidden
from graph.engine.document import Document
from graph.engine.input_values import given_fields
from graph.engine.refusal import Refusal
from graph.engine.validation import refusal_of_invalid
from graph.engine.variables import Variables
from graph.schema.scalars import SCALARS

SCHEMA = build_schema("""
scalar Date
type Query { check(facts: FactsInput!, day: Date): Boolean, find(filter: [FilterInput!]): Boolean }
enum Kind { ONE OTHER }
input FactsInput { id: ID!, on: Date, kinds: [Kind!], count: Int! = 3, form: FormInput, several: [FormInput!] }
input FormInput { school: String!, from: Date, secret: String }
input FilterInput { mine: Boolean }
""")
_DATE: Any = next(one for one in SCALARS.values() if one.name == "Date")
SCHEMA.type_map["Date"].parse_value = _DATE.parse_value  # type: ignore[attr-defined] # the product's own
SCHEMA.type_map["Date"].coerce_input_value = _DATE.parse_value  # type: ignore[attr-defined] # the product's own

CHECK = "query($f: FactsInput!) { check(facts: $f) }"
SECRET = "what nobody may read in an error"
FAULTS: dict[str, tuple[object, list[tuple[str, str]]]] = {
    "null": (None, [("facts", "Variable $f must have a value of type FactsInput!.")]),
    "no object": (SECRET, [("facts", "Variable $f must have a value of type FactsInput!.")]),
    "a list": ([SECRET], [("facts", "Variable $f must have a value of type FactsInput!.")]),
    "a field is missing": ({}, [("facts.id", "`facts.id` must have a value of type ID!.")]),
    "a field is null": ({"id": None}, [("facts.id", "`facts.id` must have a value of type ID!.")]),
    "null for a default": (
        {"id": "1", "count": None},
        [("facts.count", "`facts.count` must have a value of type Int!.")],
    ),
    "a field too many": (
        {"id": "1", "wajong": SECRET},
        [("facts.wajong", "FactsInput has no such field; leave it out.")],
    ),
    "a name that is no name": ({"id": "1", SECRET: 1}, [("facts", "FactsInput has no such field; leave it out.")]),
    "a BSN as a name": ({"id": "1", "b999990019": 1}, [("facts.b…", "FactsInput has no such field; leave it out.")]),
    "a wrong scalar": (
        {"id": "1", "on": SECRET},
        [("facts.on", "A date is a day of the calendar, written as YYYY-MM-DD.")],
    ),
    "a wrong enum value": (
        {"id": "1", "kinds": ["ONE", SECRET]},
        [("facts.kinds", "`facts.kinds` must have a value of type [Kind!].")],
    ),
    "a null in a list": (
        {"id": "1", "kinds": [None]},
        [("facts.kinds", "`facts.kinds` must have a value of type [Kind!].")],
    ),
    "an object for an enum": (
        {"id": "1", "kinds": {"a": SECRET}},
        [("facts.kinds", "`facts.kinds` must have a value of type [Kind!].")],
    ),
    "an object below": (
        {"id": "1", "form": {"from": "2020-02-30"}},
        [
            ("facts.form.school", "`facts.form.school` must have a value of type String!."),
            ("facts.form.from", "A date is a day of the calendar, written as YYYY-MM-DD."),
        ],
    ),
    "a text for an object": (
        {"id": "1", "form": SECRET},
        [("facts.form", "`facts.form` must have a value of type FormInput.")],
    ),
    "objects in a list": (
        {"id": "1", "several": [{"school": "a"}, {"school": 7}]},
        [("facts.several.school", "`facts.several.school` must have a value of type String!.")],
    ),
    "U+0000": (
        {"id": "1", "several": [{"school": "a"}, {"school": "a\0"}]},
        [("facts.several.school", "A text can't have the character U+0000; leave it out.")],
    ),
    "nested without end": (
        {"id": "1", "kinds": [[[[[[SECRET]]]]]]},
        [("facts.kinds", "`facts.kinds` must have a value of type [Kind!].")],
    ),
    "more than anyone reads": (
        {"id": "1", **{f"x{n}": SECRET for n in range(50)}},
        [(f"facts.x{n}", "FactsInput has no such field; leave it out.") for n in range(5)],
    ),
}


def accepted(text: str, sent: dict[str, object], role: Role | None = None) -> VariableValues | Refusal:
    document = Document(SCHEMA, parse(text))
    assert refusal_of_invalid(SCHEMA, document) is None
    return Variables(SCHEMA, document, document.operations[0]).accepted(sent, role)


def told(refusal: object) -> list[tuple[str, str]]:
    assert isinstance(refusal, Refusal)
    assert SECRET not in str(refusal.errors)
    return [(one["extensions"].get("argument"), one["message"]) for one in refusal.errors]


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_in_a_variable_is_named_by_the_input_fields_that_lead_to_it(case: str) -> None:
    value, expected = FAULTS[case]
    refusal = accepted(CHECK, {"f": value})
    assert told(refusal) == expected
    assert isinstance(refusal, Refusal)
    assert refusal.status == 400
    assert {one["extensions"]["code"] for one in refusal.errors} == {"BAD_USER_INPUT"}


def test_a_variable_that_was_left_out_is_named_by_what_it_feeds() -> None:
    assert told(accepted(CHECK, {})) == [("facts", "Variable $f must have a value of type FactsInput!.")]
    mixed = 'query($s: String!, $d: Date) { check(facts: {id: "1", form: {school: $s, from: $d}}) }'
    assert told(accepted(mixed, {"d": SECRET})) == [
        ("facts.form.school", "Variable $s must have a value of type String!."),
        ("facts.form.from", "A date is a day of the calendar, written as YYYY-MM-DD."),
    ]


def test_a_null_inside_an_object_that_feeds_what_is_never_null_is_named() -> None:
    text = 'query($c: Int = 4) { check(facts: {id: "1", count: $c}) }'
    [(argument, message)] = told(accepted(text, {"c": None}))
    assert argument == "facts.count"
    assert "$c" in message
    assert isinstance(accepted(text, {}), VariableValues)


def test_a_single_value_stands_for_a_list_of_one_and_defaults_fill_in() -> None:
    values = accepted(CHECK, {"f": {"id": 1, "kinds": "OTHER", "several": {"school": "a"}}})
    assert isinstance(values, VariableValues)
    assert values.coerced["f"] == {"id": "1", "kinds": ["OTHER"], "count": 3, "several": [{"school": "a"}]}


LITERALS: dict[str, tuple[str, str | None, str]] = {
    "{}": ("FactsInput needs a value of: id.", "GRAPHQL_VALIDATION_FAILED", ""),
    '{id: "1", form: {}}': (
        "FormInput needs a value of: school.", "GRAPHQL_VALIDATION_FAILED", "facts.form"),
    '{id: "1", form: {school: "a", wajong: true}}': (
        "FormInput has no field 'wajong'.", "GRAPHQL_VALIDATION_FAILED", "facts.form"),
    '{id: "1", form: {school: "a", from: "31-12-2020"}}': (
        "A date is a day of the calendar, written as YYYY-MM-DD.", "BAD_USER_INPUT", "facts.form.from"),
    '{id: "1", kinds: [THIRD]}': (
        "A value of type [Kind!] is expected here.", "GRAPHQL_VALIDATION_FAILED", "facts.kinds"),
    "{id: null}": ("A value of type ID! is expected here.", "GRAPHQL_VALIDATION_FAILED", "facts.id"),
    '{id: "999990019"}': (
        "Give a number that may be a BSN in a variable, never in the text of a query.", "BAD_USER_INPUT", "facts.id"),
    '{id: "1", several: [{school: "a"}, {school: "\\u0000"}]}': (
        "A text can't have the character U+0000; leave it out.", "BAD_USER_INPUT", "facts.several.school"),
}  # fmt: skip


@pytest.mark.parametrize("literal", LITERALS)
def test_a_fault_in_a_literal_is_told_where_it_is_and_by_the_same_path(literal: str) -> None:
    message, code, argument = LITERALS[literal]
    for text in (f"{{ check(facts: {literal}) }}", f"query($f: FactsInput! = {literal}) {{ check(facts: $f) }}"):
        refusal = refusal_of_invalid(SCHEMA, Document(SCHEMA, parse(text)))
        assert isinstance(refusal, Refusal)
        [error] = refusal.errors
        assert (error["message"], error["extensions"]["code"]) == (message, code)
        assert error["extensions"].get("argument", "") == argument


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two fields that two roles may ask, an input field that only one of them may give."""
    both, one = (Role.CITIZEN, Role.ASSESSOR), (Role.ASSESSOR,)
    monkeypatch.setitem(POLICY, "Query.check", Rule(both, {Role.ASSESSOR: "an article", Role.CITIZEN: "another"}))
    monkeypatch.setitem(POLICY, "FormInput.secret", Rule(one, {Role.ASSESSOR: "an article", Role.CITIZEN: "another"}))


OF_THE_ASSESSOR = {
    "in a literal": 'query { check(facts: {id: "1", form: {school: "a", secret: "b"}}) }',
    "in a list": 'query { check(facts: {id: "1", several: [{school: "a"}, {school: "a", secret: null}]}) }',
    "with a variable in it": 'query($s: String) { check(facts: {id: "1", form: {school: "a", secret: $s}}) }',
    "in a default": 'query($f: FactsInput! = {id: "1", form: {school: "a", secret: "b"}}) { check(facts: $f) }',
    "in a default of a part": (
        'query($f: FormInput = {school: "a", secret: "b"}) { check(facts: {id: "1", form: $f}) }'),
    "twice": 'query { check(facts: {id: "1", form: {school: "a", secret: "b"}, several: {school: "a", secret: "b"}}) }',
}  # fmt: skip


@pytest.mark.parametrize("case", OF_THE_ASSESSOR)
@pytest.mark.usefixtures("policy")
def test_an_input_field_that_the_role_may_not_give_is_hidden_once(case: str) -> None:
    document = Document(SCHEMA, parse(OF_THE_ASSESSOR[case]))
    assert refusal_of_invalid(SCHEMA, document) is None
    found = [one.coordinate for one in hidden(document, document.operations[0], Role.CITIZEN)]
    assert found == ["FormInput.secret"]
    assert hidden(document, document.operations[0], Role.ASSESSOR) == []
    below_a_refused_field = [one.coordinate for one in hidden(document, document.operations[0], Role.EMPLOYER)]
    assert below_a_refused_field == ["Query.check"]


@pytest.mark.usefixtures("policy")
def test_an_input_field_that_the_role_may_not_give_is_refused_in_a_variable_before_its_value_is_read() -> None:
    facts = {"id": 7.5, "several": [{"school": None}, {"secret": SECRET}], "form": {"secret": None}}
    refusal = accepted(CHECK, {"f": facts}, Role.CITIZEN)
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.hidden) == (403, ("FormInput.secret",))
    [error] = refusal.errors
    assert error["extensions"] == {
        "code": "FIELD_NOT_VISIBLE",
        "coordinate": "FormInput.secret",
        "visibleTo": ["ASSESSOR"],
        "legalBasis": "another",
    }
    assert SECRET not in str(refusal)
    visitor = accepted(CHECK, {"f": facts}, None)
    assert isinstance(visitor, Refusal)
    assert (visitor.status, visitor.errors[0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    values = accepted(CHECK, {"f": {"id": "1", "form": {"school": "a", "secret": "b"}}}, Role.ASSESSOR)
    assert isinstance(values, VariableValues)


def test_all_input_fields_that_a_value_gives_are_found_at_any_depth() -> None:
    kind = SCHEMA.type_map["FactsInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    found = given_fields({"id": [], "several": [{"from": 1}, 3, {"secret": None}], "nobody": 1}, kind)
    assert list(found) == ["FactsInput.id", "FactsInput.several", "FormInput.from", "FormInput.secret"]
