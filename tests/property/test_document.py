"""A document's facts are what graphql-core's own visitors find, each on a walk of its own."""

from random import Random
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    validate,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails, GroupedFieldSet, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from hypothesis import assume, given, settings

from graph.engine.coordinates import RECORDED_APART, handed_over
from graph.engine.document import Document, Field, Fragment, FragmentSpread, Operation, SelectionSet
from graph.engine.variables import Variables
from graph.schema.build import SCHEMA
from tests.fixtures import torture_schema
from tests.fixtures.documents import Writer
from tests.property.test_compiler import EXAMPLES, SEEDS
from tests.property.test_compiler_product import SENT


def written(schema: GraphQLSchema, seed: int, **more: Any) -> tuple[DocumentNode, dict[str, Any]]:
    found = Writer(schema, Random(seed), **more).document()  # noqa: S311 - a seed
    return parse(found.text), found.variables


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(seed=SEEDS)
def test_variables_are_found_where_validation_finds_them_with_the_types_there(seed: int) -> None:
    node, _ = written(torture_schema.SCHEMA, seed)
    document = Document(torture_schema.SCHEMA, node)
    context = ValidationContext(torture_schema.SCHEMA, node, TypeInfo(torture_schema.SCHEMA), lambda _error: None)
    for operation in document.operations:
        found = [(one.name, one.type) for part in document.reached(operation) for one in part.usages]
        usages = context.get_recursive_variable_usages(operation.node)
        assert found == [(one.node.name.value, one.type) for one in usages]


class Typed(Visitor):
    """Notes the type that each field is asked of, and its definition."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.found: dict[int, tuple[object, object]] = {}

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        self.found[id(node)] = self._info.get_parent_type(), self._info.get_field_def()


def fields(selection_set: SelectionSet) -> list[Field]:
    found: list[Field] = []
    for one in selection_set:
        if isinstance(one, Field):
            found.append(one)
        if not isinstance(one, FragmentSpread):
            found += fields(one.selection_set or [])
    return found


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(seed=SEEDS)
def test_each_field_has_the_type_it_is_asked_of_and_its_definition_there(seed: int) -> None:
    node, _ = written(torture_schema.SCHEMA, seed)
    document = Document(torture_schema.SCHEMA, node)
    info = TypeInfo(torture_schema.SCHEMA)
    theirs = Typed(info)
    visit(node, TypeInfoVisitor(info, theirs))
    definitions: list[Operation | Fragment] = [*document.operations, *document.fragments.values()]
    ours = {id(one.node): (one.parent, one.definition) for part in definitions for one in fields(part.selection_set)}
    assert ours == theirs.found


OWN = {"Person.disclosures", "Person.letters", "Person.letterChannel"}
Asked = dict[tuple[str, ...], tuple[list[str], bool]]


def asked_by_path(document: Document, variables: VariableValues) -> Asked:
    """What is handed over at each path, by graphql-core's collection of fields, and the rule written out again."""
    fragments = {name: FragmentDetails(one.node) for name, one in document.fragments.items()}
    operation, root = document.operations[0].node, SCHEMA.query_type
    assert root is not None
    found: Asked = {}

    def below(kind: GraphQLObjectType, grouped: GroupedFieldSet, path: tuple[str, ...]) -> list[str]:
        coordinates: list[str] = []
        for key, details in grouped.items():
            name = details[0].node.name.value
            if name.startswith("__"):
                continue
            own = f"{kind.name}.{name}"
            inner, here = get_named_type(kind.fields[name].type), (*path, key)
            under: list[str] = []
            if isinstance(inner, GraphQLObjectType):
                sub = collect_subfields(SCHEMA, fragments, variables, operation, inner, details)
                under = below(inner, sub.grouped_field_set, here)
            listed = [*([] if kind.name in {"Query", "Viewer"} else [own]), *set(under) - RECORDED_APART]
            looking = [one for one in under if one != "Person.bsn"]
            alone = looking == ["Person.asOf"] or (bool(OWN & {*looking}) and {*looking} <= OWN | {"Person.cases"})
            if kind.name in {"Query", "Viewer"} or own in RECORDED_APART:
                found[here] = sorted({*listed} or {own}), alone
            coordinates += [own, *([] if own in RECORDED_APART else under)]
        return coordinates

    collected = collect_fields(SCHEMA, fragments, variables, root, operation)
    below(root, collected.grouped_field_set, ())
    return found


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(seed=SEEDS)
def test_a_plan_knows_what_each_field_hands_over_whatever_is_skipped(seed: int) -> None:
    node, sent = written(SCHEMA, seed, sent=SENT, depth=6)
    assume(not validate(SCHEMA, node))
    document = Document(SCHEMA, node)
    values = Variables(SCHEMA, document, document.operations[0]).accepted(sent, None)
    assume(isinstance(values, VariableValues))
    assert isinstance(values, VariableValues)
    found = handed_over(document, document.operations[0], values)
    ours = {path: (sorted(one.coordinates.split()), one.by_others) for path, one in found.items()}
    assert ours == asked_by_path(document, values)


PLACES = build_schema("type Query { at(day: [Int], where: [String]): Int }")


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("{ at(day: [1, HERE]) }", "day"),
        ("{ at(where: [HERE], day: 1) }", "where"),
        ("query($d: Int = HERE) { at(where: $x, day: $d) }", "day"),
        ("query($d: Int = HERE) { at }", "d"),
        ("query($d: Int @x(y: HERE)) { at(day: $d) }", "y"),
        ("query @x(y: HERE) { at }", "y"),
        ("fragment F on Nothing { of @x(y: {z: [1, {w: HERE}]}) }", "y.z.w"),
        ("query($d: Int = {z: HERE}) { at(day: {a: $d}) }", "day.a.z"),
        ("{ at } type A @x(y: HERE) { b: Int }", "y"),
        ("{ at HERE }", None),
    ],
)
def test_a_place_in_the_text_is_named_by_the_argument_that_it_is_in_or_feeds(text: str, argument: str | None) -> None:
    assert Document(PLACES, parse(text)).argument_at(text.index("HERE")) == argument
