"""What the operations of a document ask, weighed against the limits before anything that could take long is done.

Each fragment is weighed once, and its weight is added wherever it is spread: the weighing is linear in the length of
the document, not in what that would expand to.
"""

from functools import cache
from typing import Final, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    IntValueNode,
    ListValueNode,
    OperationType,
    ValueNode,
    is_introspection_type,
    is_list_type,
)

from domain.proofs import MOST_PERSONS
from graph.engine.document import Document, Field, FragmentSpread, Operation, SelectionSet
from graph.engine.guard import Guarded
from graph.engine.limits import (
    ASKING,
    COUNTING,
    COUNTING_EVERYONE,
    MOST,
    PAGE,
    SHORT_LIST,
    Excess,
    Limits,
)

BEYOND: Final = 1_000_000_000
"""Counting stops here."""


class Weight(NamedTuple):
    """What a selection set asks, fragments spread out. The names are those of the limits."""

    depth: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    cost: int = 0


def excess(schema: GraphQLSchema, document: Document, limits: Limits) -> Excess | None:
    """The first limit that an operation of the document goes beyond; the document need not be valid."""
    if len(document.operations) > limits.operations:
        return Excess("operations", limits.operations, len(document.operations))
    if document.fragment_count > limits.fragments:
        return Excess("fragments", limits.fragments, document.fragment_count)
    scale = Scale(schema, document)
    for operation in document.operations:
        if document.depth(operation) > limits.depth:  # it isn't looked into
            return Excess("depth", limits.depth, limits.depth + 1, operation.node)
        weight = scale.weigh(operation)
        counted = weight._asdict()
        if operation.node.operation is OperationType.MUTATION:
            counted["mutations"] = weight.root_fields
        for name, actual in counted.items():
            maximum: int = getattr(limits, name)
            if actual > maximum:
                return Excess(name, maximum, actual, operation.node)
    return None


class Scale:
    """Weighs the operations of one document."""

    def __init__(self, schema: GraphQLSchema, document: Document) -> None:
        self._schema = schema
        self._document = document
        self._known: dict[tuple[str, bool], Weight] = {}
        self._open: set[str] = set()

    def weigh(self, operation: Operation) -> Weight:
        """All that an operation asks."""
        weight = self._selections(operation.selection_set, paged=False)
        directives = min(weight.directives + operation.directives, BEYOND)
        return weight._replace(depth=self._document.depth(operation), directives=directives)

    def _selections(self, selection_set: SelectionSet, *, paged: bool) -> Weight:
        """The weight of a selection set, but for its depth. `paged` when its list is the page already multiplied."""
        root_fields = aliases = directives = fields = cost = 0
        for one in selection_set:
            if isinstance(one, Field):
                weight = self._field(one, paged=paged)
            elif isinstance(one, FragmentSpread):
                weight = self._spread(one.name, paged=paged)
            else:
                weight = self._selections(one.selection_set, paged=paged)
            root_fields += weight.root_fields
            aliases += weight.aliases
            directives += weight.directives + len(one.node.directives or ())
            fields += weight.fields
            cost += weight.cost
        return Weight(0, *(min(one, BEYOND) for one in (root_fields, aliases, directives, fields, cost)))

    def _spread(self, name: str, *, paged: bool) -> Weight:
        fragment = self._document.fragments.get(name)
        if fragment is None or name in self._open:
            return Weight()  # validation says what is wrong with it
        weight = self._known.get((name, paged))
        if weight is None:
            self._open.add(name)
            inner = self._selections(fragment.selection_set, paged=paged)
            directives = min(inner.directives + fragment.directives, BEYOND)
            weight = self._known[name, paged] = inner._replace(directives=directives)
            self._open.discard(name)
        return weight

    def _field(self, field: Field, *, paged: bool) -> Weight:
        definition = field.definition
        introspects = field.parent is not None and is_introspection_type(field.parent)
        cost = 1 if introspects or not definition else _asking(definition, root=field.parent is self._schema.query_type)
        aliases = 1 if field.node.alias else 0
        if field.selection_set is None:
            return Weight(0, 1, aliases, 0, 1, cost)
        pages = definition is not None and "first" in definition.args
        below = self._selections(field.selection_set, paged=pages)
        if introspects:
            inner = int(below.cost * _introspection_sizes(self._schema).get(field.node.name.value, 1))
        elif definition is None or (paged and not pages):
            inner = below.cost
        else:
            inner = below.cost * _size(field, definition)
        return Weight(0, 1, aliases + below.aliases, below.directives, 1 + below.fields, min(cost + inner, BEYOND))


def _asking(definition: GraphQLField, *, root: bool) -> int:
    """What a field itself costs: a connection is counted whole, whatever the size of its page."""
    guarded = definition.resolve if isinstance(definition.resolve, Guarded) else None
    if guarded and guarded.coordinate in COUNTING_EVERYONE:
        return COUNTING_EVERYONE[guarded.coordinate]
    if "first" in definition.args:
        return COUNTING
    return ASKING if definition.args or (root and guarded and guarded.waits) else 1


def _size(field: Field, definition: GraphQLField) -> int:
    """How many items a field is taken to have."""
    given = {one.name.value: one.value for one in field.node.arguments or ()}
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
    everything = schema.type_map.values()
    objects = [one for one in everything if isinstance(one, GraphQLObjectType)]
    fields = [field for one in objects for field in one.fields.values()]
    inputs = [one for one in everything if isinstance(one, GraphQLInputObjectType)]
    enums = [one for one in everything if isinstance(one, GraphQLEnumType)]
    unions = [one for one in everything if isinstance(one, GraphQLUnionType)]
    return {
        "types": kinds,
        "fields": 1 + len(fields) // kinds,
        "args": 1 + sum(len(one.args) for one in fields) // len(fields),
        "inputFields": 1 + sum(len(one.fields) for one in inputs) // kinds,
        "enumValues": 1 + sum(len(one.values) for one in enums) // kinds,
        "possibleTypes": 1 + sum(len(one.types) for one in unions) // kinds,
        "directives": len(schema.directives),
        "ofType": 0.5,
    }
