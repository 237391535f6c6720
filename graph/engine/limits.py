"""The most that one request may ask, and that one plan may hold: all the numbers in one place."""

from dataclasses import dataclass
from typing import Final

from graphql.language.ast import Node

PAGE: Final = 25
"""How many rows a page has if the client doesn't say."""
MOST: Final = 100
"""How many it may have; a `first` or `last` that is a variable is taken to ask for them all."""
SHORT_LIST: Final = 5
"""How long any other list is taken to be."""
COUNTING: Final = 1_000
"""What a connection counts for: its total is that of the whole, not of the page."""
COUNTING_EVERYONE: Final = {
    "Organisation.jobEquivalents": COUNTING // SHORT_LIST,
    "Organisation.quotaCalculation": COUNTING // SHORT_LIST,
}
"""What those cost that count everyone in a roster, as a connection does; an organisation stands in a list."""
ASKING: Final = 10
"""What a field costs that asks the register: one with arguments, or of the query itself; any other costs 1."""

MOST_ERRORS: Final = 5
"""How many errors of validation, and of variables, are answered; each costs a search for its line."""
LONGEST_REMEMBERED: Final = 5_000
"""Characters of a document whose plan is remembered."""
MOST_REMEMBERED: Final = 25_000_000
"""Bytes of all plans that are remembered, counted by the sizes below."""
MOST_OF_PARTS: Final = 1_000_000
"""Bytes of what the outcomes of one operation share, after which it begins anew."""

# What parts of a plan take, as measured; tests/unit/test_plan_memory.py measures again.
PLAN_BYTES: Final = 18_000
"""A plan of an empty document."""
TOKEN_BYTES: Final = 500
"""A token of the document, with what is known of it."""
FIELD_BYTES: Final = 1_000
"""A compiled field."""
SELECTION_BYTES: Final = 1_000
"""The fields of an object."""
SELECTED_BYTES: Final = 300
"""Each of them there."""
PATH_BYTES: Final = 500
"""What a field hands over of persons."""
COORDINATE_BYTES: Final = 70
"""A coordinate that the first wall has checked."""
MOST_OUTCOMES: Final = 4
"""How many outcomes of @skip and @include a plan remembers what it made for."""
DEEPEST_COMPILED: Final = 60
"""How deep the selections of an operation that is compiled may be, fragments included: the closures call each other."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one request may ask. The defaults are those of the settings.

    Attributes:
        body_bytes: the body of the request, or its query string.
        characters: the text of the document.
        tokens: lexical tokens of the document, without comments.
        comments: comments of the document.
        operations: operations in the document.
        fragments: named fragments in the document.
        depth: selection sets inside one another; those of fragments count.
        root_fields: fields of an operation itself, its fragments spread out.
        mutations: fields of a mutation itself, each of which is a transaction of its own.
        aliases: aliases in an operation, its fragments spread out.
        directives: directives in an operation, its fragments spread out.
        fields: fields in an operation, its fragments spread out.
        cost: the fields an answer may have: each counts for every item of the lists it is in. A field that asks the
            register counts for 10.
        operation_seconds: how long an operation may take before it is given up, with its statement unless others share
            it.
        figures_seconds: how long one may take that has figures counted as they are now.
    """

    body_bytes: int = 100_000
    characters: int = 16_000
    tokens: int = 2_000
    comments: int = 100
    operations: int = 10
    fragments: int = 50
    depth: int = 25
    root_fields: int = 60
    mutations: int = 5
    aliases: int = 60
    directives: int = 30
    fields: int = 500
    cost: int = 20_000
    operation_seconds: float = 10.0
    figures_seconds: float = 150.0


@dataclass(frozen=True, slots=True)
class Excess:
    """The limit a document goes beyond. `actual` is what was counted when that showed; it may have been more."""

    limit: str
    maximum: int
    actual: int
    node: Node | None = None

    def __str__(self) -> str:
        return f"This asks too much: {self.limit.replace('_', ' ')} {self.actual} exceeds {self.maximum}."
