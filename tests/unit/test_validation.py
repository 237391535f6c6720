"""Fields of the same name: ours finds what graphql-core's rule finds, and looks at each field once."""

import random

import pytest
from graphql import (
    NoUnusedFragmentsRule,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    parse,
    specified_rules,
    validate,
)

from graph.engine.document import Document
from graph.engine.validation import conflicts

SCHEMA = build_schema(
    "type Query { t: T, n(x: Int, y: Int): Int } type T { t(x: Int): T, n(x: Int, y: Int): Int, m: Int }"
)
OTHERS = [rule for rule in specified_rules if rule not in {OverlappingFieldsCanBeMergedRule, NoUnusedFragmentsRule}]
FRAGMENTS = ("F0", "F1", "F2")


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


@pytest.mark.parametrize("seed", range(10))
def test_random_documents_have_a_conflict_when_graphql_core_says_so(seed: int) -> None:
    writer = Writer(seed)
    for _ in range(30):
        text = writer.document()
        document = parse(text)
        assert not validate(SCHEMA, document, OTHERS), text
        theirs = bool(validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule]))
        assert bool(list(conflicts(Document(SCHEMA, document)))) is theirs, text


def test_the_random_documents_are_of_both_kinds() -> None:
    found = [bool(list(conflicts(Document(SCHEMA, parse(Writer(seed).document()))))) for seed in range(100)]
    assert 20 < sum(found) < 80


def test_a_conflict_names_the_field_and_both_places() -> None:
    [error] = conflicts(Document(SCHEMA, parse("{ t { a: n }\n t { a: m } }")))
    assert error.message == "'a' asks two different things here: give one of them an alias."
    assert error.locations is not None
    assert [place.line for place in error.locations] == [1, 2]
