"""What a document may cost: counted once, before anything that could take long is done with it.

Each fragment is visited once, and its weight is added wherever it is spread, so that the counting itself is linear in
the length of the document, whatever the document would expand to.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_introspection_type,
    is_list_type,
)
from graphql.language.ast import Node

PAGE: Final = 25
"""How many rows a page has if the client doesn't say."""
MOST: Final = 100
"""How many it may have; a `first` or `last` that is a variable is taken to ask for them all."""
MOST_PERSONS: Final = 50
"""How many BSNs one may ask about in one go; a list that is a variable is taken to have as many."""
SHORT_LIST: Final = 5
"""How long any other list is taken to be."""
COUNTING: Final = 1_000
"""What a connection counts for: its total is that of the whole, not of the page."""
ASKING: Final = 10
"""What a field with arguments costs, since it asks the register; any other costs 1."""
BEYOND: Final = 1_000_000_000
"""Counting stops here."""


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
        aliases: aliases in an operation, its fragments spread out.
        directives: directives in an operation, its fragments spread out.
        fields: fields in an operation, its fragments spread out.
        cost: the fields an answer may have: each counts for every item of the lists it is in. A field with arguments
            counts for 10, since it asks the register.
        operation_seconds: how long an operation may take before it is given up, with its statement unless others share
            it.
    """

    body_bytes: int = 100_000
    characters: int = 16_000
    tokens: int = 2_000
    comments: int = 100
    operations: int = 10
    fragments: int = 50
    depth: int = 25
    root_fields: int = 60
    aliases: int = 60
    directives: int = 30
    fields: int = 500
    cost: int = 20_000
    operation_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Excess:
    """The limit a document goes beyond. `actual` is what was counted when that showed; it may have been more."""

    limit: str
    maximum: int
    actual: int
    node: Node | None = None

    def __str__(self) -> str:
        return f"This asks too much: {self.limit.replace('_', ' ')} {self.actual} exceeds {self.maximum}."


@dataclass(frozen=True, slots=True)
class Weight:
    """What a selection set asks, fragments spread out. The names are those of the limits."""

    depth: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    cost: int = 0


class _TooDeepError(Exception):
    """Raised at once: what is nested this deeply is not looked into."""


def excess(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> Excess | None:
    """The first limit that an operation of the document goes beyond; the document need not be valid."""
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    fragments = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
    if len(operations) > limits.operations:
        return Excess("operations", limits.operations, len(operations))
    if len(fragments) > limits.fragments:
        return Excess("fragments", limits.fragments, len(fragments))
    scale = _Scale(schema, fragments, limits.depth)
    for operation in operations:
        try:
            weight = scale.weigh(operation)
        except _TooDeepError:
            return Excess("depth", limits.depth, limits.depth + 1, operation)
        for one in fields(Weight):
            actual, maximum = getattr(weight, one.name), getattr(limits, one.name)
            if actual > maximum:
                return Excess(one.name, maximum, actual, operation)
    return None


class _Scale:
    """Weighs the operations of one document."""

    def __init__(self, schema: GraphQLSchema, fragments: list[FragmentDefinitionNode], most_depth: int) -> None:
        self._schema = schema
        self._fragments = {one.name.value: one for one in fragments}
        self._most_depth = most_depth
        self._known: dict[tuple[str, bool], Weight] = {}
        self._open: set[str] = set()

    def weigh(self, operation: OperationDefinitionNode) -> Weight:
        root = self._schema.query_type if operation.operation is OperationType.QUERY else None
        weight = self._selections(operation.selection_set, root, 1, paged=False)
        more = len(operation.directives or ())
        more += sum(len(one.directives or ()) for one in operation.variable_definitions or ())
        return _plus(weight, Weight(directives=more))

    def _selections(
        self, selections: SelectionSetNode, parent: GraphQLNamedType | None, level: int, *, paged: bool
    ) -> Weight:
        """The weight of a selection set. `paged` when its list is the page that was already multiplied."""
        if level > self._most_depth:
            raise _TooDeepError
        total = Weight()
        for one in selections.selections:
            if isinstance(one, FieldNode):
                weight = self._field(one, parent, level, paged=paged)
            elif isinstance(one, FragmentSpreadNode):
                weight = self._spread(one.name.value, level, paged=paged)
            elif isinstance(one, InlineFragmentNode):
                kind = self._schema.type_map.get(one.type_condition.name.value) if one.type_condition else parent
                weight = self._selections(one.selection_set, kind, level + 1, paged=paged)
            total = _plus(total, weight, Weight(directives=len(one.directives or ())))
        return Weight(total.depth + 1, total.root_fields, total.aliases, total.directives, total.fields, total.cost)

    def _spread(self, name: str, level: int, *, paged: bool) -> Weight:
        fragment = self._fragments.get(name)
        if fragment is None or name in self._open:
            return Weight()  # validation says what is wrong with it
        weight = self._known.get((name, paged))
        if weight is None:
            self._open.add(name)
            kind = self._schema.type_map.get(fragment.type_condition.name.value)
            inner = self._selections(fragment.selection_set, kind, level + 1, paged=paged)
            weight = self._known[name, paged] = _plus(inner, Weight(directives=len(fragment.directives or ())))
            self._open.discard(name)
        if level + weight.depth > self._most_depth:
            raise _TooDeepError
        return weight

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, level: int, *, paged: bool) -> Weight:
        definition = self._schema.get_field(parent, node.name.value) if isinstance(parent, GraphQLObjectType) else None
        introspects = parent is not None and is_introspection_type(parent)
        cost = 1 if introspects or not definition else _asking(definition)
        alias = 1 if node.alias else 0
        if node.selection_set is None:
            return Weight(0, 1, alias, 0, 1, cost)
        kind = get_named_type(definition.type) if definition else None
        pages = definition is not None and "first" in definition.args
        below = self._selections(node.selection_set, kind, level + 1, paged=pages)
        if introspects:
            inner = int(below.cost * _introspection_sizes(self._schema).get(node.name.value, 1))
        elif definition is None or (paged and not pages):
            inner = below.cost
        else:
            inner = below.cost * _size(node, definition)
        aliases, more = alias + below.aliases, 1 + below.fields
        return Weight(below.depth, 1, aliases, below.directives, more, min(cost + inner, BEYOND))


def _asking(definition: GraphQLField) -> int:
    """What a field itself costs: a connection is counted whole, whatever the size of its page."""
    if "first" in definition.args:
        return COUNTING
    return ASKING if definition.args else 1


def _plus(*weights: Weight) -> Weight:
    return Weight(
        max(one.depth for one in weights),
        min(sum(one.root_fields for one in weights), BEYOND),
        min(sum(one.aliases for one in weights), BEYOND),
        min(sum(one.directives for one in weights), BEYOND),
        min(sum(one.fields for one in weights), BEYOND),
        min(sum(one.cost for one in weights), BEYOND),
    )


def _size(node: FieldNode, definition: GraphQLField) -> int:
    """How many items a field is taken to have."""
    given = {one.name.value: one.value for one in node.arguments or ()}
    if "first" in definition.args:
        return max((_number(given[name]) for name in ("first", "last") if name in given), default=PAGE)
    if not is_list_type(_nullable(definition.type)):
        return 1
    lists = [given.get(name) for name, one in definition.args.items() if is_list_type(_nullable(one.type))]
    if not lists:
        return SHORT_LIST
    return max(len(one.values) if isinstance(one, ListValueNode) else MOST_PERSONS for one in lists)


def _number(value: ValueNode) -> int:
    return int(value.value[:10]) if isinstance(value, IntValueNode) and value.value.isdigit() else MOST


def _nullable(kind: object) -> object:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


@cache
def _introspection_sizes(schema: GraphQLSchema) -> dict[str, float]:
    """How long the lists of introspection are in this schema, on average; half of all types wrap another one."""
    kinds = len(schema.type_map)
    objects = [one for one in schema.type_map.values() if isinstance(one, GraphQLObjectType)]
    enums = [one for one in schema.type_map.values() if isinstance(one, GraphQLEnumType)]
    return {
        "types": kinds,
        "fields": 1 + sum(len(one.fields) for one in objects) // kinds,
        "enumValues": 1 + sum(len(one.values) for one in enums) // kinds,
        "directives": len(schema.directives),
        "ofType": 0.5,
    }
