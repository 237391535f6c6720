"""Fields of the same name: ours finds what graphql-core's rule finds, and looks at each field once."""

import random

import pytest
from graphql import (
    ASTValidationRule,
    NoUnusedFragmentsRule,
    OverlappingFieldsCanBeMergedRule,
    TypeInfo,
    ValidationContext,
    build_schema,
    parse,
    specified_rules,
    validate,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from graph.engine.document import Document
from graph.engine.validation import conflicts, passed_over

SCHEMA = build_schema(
    "type Query { t: T, n(x: Int, y: Int): Int } type T { t(x: Int): T, n(x: Int, y: Int): Int, m: Int }"
)
OTHERS = [rule for rule in specified_rules if rule not in {OverlappingFieldsCanBeMergedRule, NoUnusedFragmentsRule}]
FRAGMENTS = ("F0", "F1", "F2")


class Everywhere(ASTValidationRule):
    """A rule that looks at every node."""

    def enter(self, *_args: object) -> None:
        """Do nothing."""


class Writer:
    """Writes documents that are valid but for their fields of the same name, which sometimes differ."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a seed, so that a failure can be seen again

    def document(self) -> str:
        fragments = [
            f"fragment {name} on T {{ {self.fields(2, 'T', FRAGMENTS[n + 1 :])} }}" for n, name in enumerate(FRAGMENTS)
        ]
        spread = " ".join(f"...{name}" for name in FRAGMENTS)
        return f"{{ {self.fields(2, 'Query', ())} q: t {{ {spread} }} }} {' '.join(fragments)}"

    def fields(self, depth: int, on: str, fragments: tuple[str, ...]) -> str:
        return " ".join(self.field(depth, on, fragments) for _ in range(self.chance.randint(1, 3)))

    def field(self, depth: int, on: str, fragments: tuple[str, ...]) -> str:
        kind = self.chance.random()
        alias = self.chance.choice([*[""] * 12, "a: ", "b: "])
        if kind < 0.1 and fragments and on == "T":
            return f"...{self.chance.choice(fragments)}"
        if kind < 0.2:
            return f"... {{ {self.fields(depth - 1, on, fragments)} }}" if depth else "__typename"
        if kind < 0.6 and depth:
            return f"{alias}t {{ {self.fields(depth - 1, 'T', fragments)} }}"
        return alias + self.chance.choice([*["n(y: 2, x: 1)", "n(x: 1, y: 2)"] * 6, "n"])


@pytest.mark.parametrize("rule", [*specified_rules, Everywhere], ids=lambda one: one.__name__)
def test_a_rule_passes_over_what_it_has_no_method_for_and_nothing_else(rule: type[ASTValidationRule]) -> None:
    made = rule(ValidationContext(SCHEMA, parse("{ t { m } }"), TypeInfo(SCHEMA), lambda _error: None))
    asked = {kind for kind in QUERY_DOCUMENT_KEYS if any(made.get_enter_leave_for_kind(kind))}
    assert passed_over(rule).keys() == ({*QUERY_DOCUMENT_KEYS} - asked if rule is not Everywhere else set())
    assert asked


@pytest.mark.parametrize("seed", range(10))
def test_random_documents_have_a_conflict_when_graphql_core_says_so(seed: int) -> None:
    writer = Writer(seed)
    for _ in range(30):
        text = writer.document()
        document = parse(text)
        assert not validate(SCHEMA, document, OTHERS), text
        theirs = bool(validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule]))
        assert bool(list(conflicts(Document(SCHEMA, document)))) is theirs, text


UNIONS = build_schema("""
type Query { u: U, v: [U!] }
union U = A | B
type A { n(x: Int): Int, m: Int!, s: [String], both: U, part: A, one: B! }
type B { n(x: Int): Int, m: String!, s: [String], both: U, part: B, one: B! }
""")


class UnionWriter(Writer):
    """Writes documents over unions, whose fields differ by type."""

    def document(self) -> str:
        fragments = [
            f"fragment {name} on U {{ {self.of_union(2, FRAGMENTS[n + 1 :])} }}" for n, name in enumerate(FRAGMENTS)
        ]
        spread = " ".join(f"...{name}" for name in FRAGMENTS)
        return f"{{ u {{ {self.of_union(2, ())} }} q: u {{ {spread} }} }} {' '.join(fragments)}"

    def of_union(self, depth: int, fragments: tuple[str, ...]) -> str:
        return " ".join(self.of_member(depth, fragments) for _ in range(self.chance.randint(1, 3)))

    def of_member(self, depth: int, fragments: tuple[str, ...]) -> str:
        kind = self.chance.random()
        if kind < 0.1:
            return "__typename"
        if kind < 0.2 and fragments:
            return f"...{self.chance.choice(fragments)}"
        if kind < 0.3 and depth:
            return f"... {{ {self.of_union(depth - 1, fragments)} }}"
        on = self.chance.choice("AB")
        return f"... on {on} {{ {self.of_object(depth, on, fragments)} }}"

    def of_object(self, depth: int, on: str, fragments: tuple[str, ...]) -> str:
        return " ".join(self.of_type(depth, on, fragments) for _ in range(self.chance.randint(1, 2)))

    def of_type(self, depth: int, on: str, fragments: tuple[str, ...]) -> str:
        alias = self.chance.choice([*[""] * 12, "a: ", "b: "])
        what = self.chance.choice(["n(x: 1)"] * 8 + ["n", "m", "s", "s", "both", "both", "part", "part", "one"])
        if what == "both":
            return f"{alias}both {{ {self.of_union(depth - 1, fragments) if depth else '__typename'} }}"
        if what in {"part", "one"}:
            kind = "B" if what == "one" else on
            return f"{alias}{what} {{ {self.of_object(depth - 1, kind, fragments) if depth else '__typename'} }}"
        return alias + what


@pytest.mark.parametrize("seed", range(10))
def test_random_documents_over_unions_have_a_conflict_when_graphql_core_says_so(seed: int) -> None:
    writer = UnionWriter(seed)
    for _ in range(30):
        text = writer.document()
        document = parse(text)
        assert not validate(UNIONS, document, OTHERS), text
        theirs = bool(validate(UNIONS, document, [OverlappingFieldsCanBeMergedRule]))
        assert bool(list(conflicts(Document(UNIONS, document)))) is theirs, text


@pytest.mark.parametrize(
    ("text", "conflicting"),
    [
        ("{ u { ... on A { a: m } ... on B { a: m } } }", True),
        ("{ u { ... on A { a: n } ... on B { a: n(x: 1) } } }", False),
        ("{ u { ... on A { a: part { n } } ... on B { a: both { ... on A { n(x: 1) } } } } }", False),
        ("{ u { ... on A { a: part { n } } ... on B { a: one { n } } } }", True),
        ("{ u { ... on A { a: part { n } } ... on B { a: part { n: m } } } }", True),
        ("{ u { n: __typename ... on A { n } } }", True),
        ("{ u { ... on A { both { n: __typename } } ... on B { both { ... on A { n } } } } }", True),
        ("{ u { a: __typename ... on A { a: __typename } ... on B { a: __typename } } }", False),
    ],
)
def test_fields_of_two_types_may_differ_but_for_the_form_of_their_answers(text: str, *, conflicting: bool) -> None:
    assert bool(list(conflicts(Document(UNIONS, parse(text))))) is conflicting


def test_the_random_documents_are_of_both_kinds() -> None:
    unions = [bool(list(conflicts(Document(UNIONS, parse(UnionWriter(seed).document()))))) for seed in range(100)]
    assert 20 < sum(unions) < 80
    found = [bool(list(conflicts(Document(SCHEMA, parse(Writer(seed).document()))))) for seed in range(100)]
    assert 20 < sum(found) < 80


def test_a_conflict_names_the_field_and_both_places() -> None:
    [error] = conflicts(Document(SCHEMA, parse("{ t { a: n }\n t { a: m } }")))
    assert error.message == "'a' asks two different things here: give one of them an alias."
    assert error.locations is not None
    assert [place.line for place in error.locations] == [1, 2]
