"""Which coordinates an operation asks: those that a role may not, and those that it hands over of persons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from graphql import (
    ArgumentNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    ListValueNode,
    Node,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import VariableValues

from auth.visibility.policy import argument_coordinate, may_give, visible
from domain.roles import Role
from graph.engine.directives import is_included
from graph.engine.document import Document, Field, InlineFragment, Operation, SelectionSet
from graph.engine.refusal import Refusal
from graph.errors import FieldNotVisibleError, JsonObject, extensions, request_error

RECORDED_APART: Final = frozenset(
    {
        "Person.asOf",
        "Person.registeredPeriods",
        "Person.disclosures",
        "Person.facts",
        "Person.cases",
        "Person.letters",
        "Person.letterChannel",
        "Organisation.letters",
        "Organisation.jobEquivalents",
        "Organisation.quotaCalculation",
        "Case.person",
        "Fact.person",
    }
)
"""Fields that look persons up on their own, and write records of their own."""
_OWN: Final = frozenset({"Person.disclosures", "Person.letters", "Person.letterChannel"})
"""Those of them that only show a citizen's own, which the quotas don't count."""
_ROOTS: Final = frozenset({"Query", "Mutation", "Viewer"})


class Hidden(NamedTuple):
    """A coordinate that the role may not ask, where it first does."""

    coordinate: str
    node: Node


def hidden(document: Document, operation: Operation, role: Role | None) -> list[Hidden]:
    """What a valid operation asks that a role may not: each coordinate once, and nothing below it."""
    found: dict[str, Hidden] = {}
    visited: set[str] = set()
    defaults = {
        one.variable.name.value: one.default_value
        for one in operation.node.variable_definitions or ()
        if one.default_value is not None
    }
    open_sets = [iter(operation.selection_set)]
    while open_sets:
        one = next(open_sets[-1], None)
        if one is None:
            open_sets.pop()
        elif isinstance(one, InlineFragment):
            open_sets.append(iter(one.selection_set))
        elif isinstance(one, Field):
            refused = [] if _introspects(one) else list(_refused(one, role, defaults))
            for each in refused:
                found.setdefault(each.coordinate, each)
            if not refused and one.selection_set and not _introspects(one):
                open_sets.append(iter(one.selection_set))
        elif one.name not in visited:
            visited.add(one.name)
            open_sets.append(iter(document.fragments[one.name].selection_set))
    return list(found.values())


def _refused(field: Field, role: Role | None, defaults: Mapping[str, ValueNode]) -> Iterator[Hidden]:
    """The field, if the role may not ask it, or else those of its arguments and input fields that it may not give."""
    coordinate = _coordinate(field)
    if not visible(coordinate, role):
        yield Hidden(coordinate, field.node)
        return
    for argument in field.node.arguments or ():
        own = argument_coordinate(coordinate, argument.name.value)
        if not may_give(own, role):
            yield Hidden(own, argument)
        elif field.definition is not None:
            yield from _refused_inputs(argument, field.definition.args[argument.name.value].type, role, defaults)


def _refused_inputs(
    argument: ArgumentNode, kind: GraphQLInputType, role: Role | None, defaults: Mapping[str, ValueNode]
) -> Iterator[Hidden]:
    """The input fields in a value that a role may not give, those in the defaults of its variables too."""
    waiting: list[tuple[ValueNode, GraphQLInputType]] = [(argument.value, kind)]
    while waiting:
        value, kind = waiting.pop()
        named = get_named_type(kind)
        if not isinstance(named, GraphQLInputObjectType):
            continue
        if isinstance(value, VariableNode):
            if value.name.value in defaults:
                waiting.append((defaults[value.name.value], named))
        elif isinstance(value, ListValueNode):
            waiting += [(one, named) for one in reversed(value.values)]
        elif isinstance(value, ObjectValueNode):
            for one in value.fields:
                coordinate = f"{named.name}.{one.name.value}"
                if may_give(coordinate, role):
                    waiting.append((one.value, named.fields[one.name.value].type))
                else:
                    yield Hidden(coordinate, one)


def refusal_of_hidden(found: Sequence[Hidden], role: Role | None) -> Refusal:
    """The refusal of what a role may not ask: one error for each coordinate; for a visitor, to log in."""
    if role is None:
        error = GraphQLError("Log in to ask this: send a bearer token.", found[0].node)
        return Refusal(401, (request_error(error, "UNAUTHENTICATED"),))
    return Refusal(403, tuple(_hidden_error(one, role) for one in found), tuple(one.coordinate for one in found))


def _hidden_error(one: Hidden, role: Role | None) -> JsonObject:
    fault = FieldNotVisibleError(one.coordinate, role)
    error = request_error(GraphQLError(str(fault), one.node), fault.code)
    return error | {"extensions": extensions(fault)}


class HandedOver(NamedTuple):
    """What a field hands over: the coordinates, separated by blanks, and whether the fields below it do it all.

    `outcomes` has the coordinates of each object type that a field of a union may answer with.
    """

    coordinates: str
    by_others: bool
    outcomes: Mapping[str, str] = MappingProxyType({})


ResponsePath = tuple[str, ...]
"""Where a field is in an answer: the keys that lead to it, without the positions in lists."""


def handed_over(document: Document, operation: Operation, variables: VariableValues) -> dict[ResponsePath, HandedOver]:
    """What the fields of a valid operation that look persons up hand over, each with all fields of its key.

    `variables` decide what @skip and @include leave. What is recorded apart counts where it is, not above.
    """
    found: dict[ResponsePath, HandedOver] = {}
    root = document.schema.get_root_type(operation.node.operation)
    open_sets: list[tuple[ResponsePath, list[SelectionSet], Kinds]] = [((), [operation.selection_set], _objects(root))]
    while open_sets:
        above, merged, kinds = open_sets.pop()
        by_key: dict[str, dict[str, list[Field]]] = {}
        for field in _included(document, merged, variables, kinds):
            by_key.setdefault(_key(field), {}).setdefault(_coordinate(field), []).append(field)
        for key, by_coordinate in by_key.items():
            path = (*above, key)
            for coordinate, fields in by_coordinate.items():
                if _parent(fields[0]).name in _ROOTS or coordinate in RECORDED_APART:
                    found[path] = _handed_over(document, fields[0], _selected(fields), variables)
                below = _selected(fields)
                if below:
                    open_sets.append((path, below, _kinds(fields[0])))
    return found


def _selected(fields: Iterable[Field]) -> list[SelectionSet]:
    return [one.selection_set for one in fields if one.selection_set]


def _handed_over(document: Document, field: Field, below: list[SelectionSet], variables: VariableValues) -> HandedOver:
    own = _coordinate(field)
    is_root = _parent(field).name in _ROOTS

    def listed(asked: Iterable[str]) -> str:
        names = [one for one in asked if one not in RECORDED_APART]
        if not is_root:
            names = [own, *(one for one in names if one != own)]
        return " ".join(names or [own])  # perhaps only what is recorded apart was asked, or __typename

    fields = list(_included(document, below, variables, _kinds(field)))
    asked = _below(document, fields, variables)
    by_others = _look_alone(fields, asked)
    kind = get_named_type(field.definition.type) if field.definition else None
    if not isinstance(kind, GraphQLUnionType):
        return HandedOver(listed(asked), by_others)
    outcomes = {
        one.name: listed(_below(document, [each for each in fields if each.parent is one], variables))
        for one in kind.types
    }
    return HandedOver(listed(asked), by_others, outcomes)


def _look_alone(fields: Iterable[Field], asked: Mapping[str, None]) -> bool:
    """Whether these fields of a person, and what is asked below them, need no look-up before theirs.

    Those that show a citizen's own don't. Of an officer's only `asOf` can be the look-up that is counted, and only if
    it stands alone: beside another field it may fail, uncounted, while that one is answered.
    """
    looking = asked.keys() - {"Person.bsn"}
    if looking == {"Person.asOf"}:
        return len({_key(one) for one in fields if _coordinate(one) in looking}) == 1
    return not _OWN.isdisjoint(looking) and looking <= _OWN | {"Person.cases"}


def _below(document: Document, fields: Iterable[Field], variables: VariableValues) -> dict[str, None]:
    """All coordinates of fields and of what is asked below them, but for what is below those recorded apart."""
    found: dict[str, None] = {}
    waiting = [iter(fields)]
    while waiting:
        field = next(waiting[-1], None)
        if field is None:
            waiting.pop()
            continue
        coordinate = _coordinate(field)
        found[coordinate] = None
        if field.selection_set and coordinate not in RECORDED_APART:
            waiting.append(_included(document, [field.selection_set], variables, _kinds(field)))
    return found


Kinds = frozenset[str]
"""The names of object types."""


def _kinds(field: Field) -> Kinds:
    """The object types that a field may answer with."""
    return _objects(get_named_type(field.definition.type) if field.definition else None)


def _objects(kind: object) -> Kinds:
    """The object types of a type."""
    return frozenset(one.name for one in kind.types) if isinstance(kind, GraphQLUnionType) else frozenset({str(kind)})


def _included(document: Document, sets: list[SelectionSet], variables: VariableValues, kinds: Kinds) -> Iterator[Field]:
    """The fields of merged selection sets that are in the answer, without introspection; those of a fragment once.

    Of an object of these types nothing is answered that a fragment asks of another type.
    """
    types = document.schema.type_map
    visited: set[tuple[str, Kinds]] = set()
    waiting = [(iter(one), kinds) for one in reversed(sets)]
    while waiting:
        selections, here = waiting[-1]
        one = next(selections, None)
        if one is None:
            waiting.pop()
        elif not is_included(one.node, variables):
            continue
        elif isinstance(one, InlineFragment):
            on = one.node.type_condition
            waiting.append((iter(one.selection_set), here & _objects(types[on.name.value]) if on else here))
        elif isinstance(one, Field):
            if not _introspects(one) and _parent(one).name in here:
                yield one
        elif (one.name, here) not in visited:
            visited.add((one.name, here))
            fragment = document.fragments[one.name]
            on = fragment.node.type_condition
            waiting.append((iter(fragment.selection_set), here & _objects(types[on.name.value])))


def _introspects(field: Field) -> bool:
    return field.node.name.value.startswith("__")


def _key(field: Field) -> str:
    """What a field is called in an answer."""
    return (field.node.alias or field.node.name).value


def _coordinate(field: Field) -> str:
    return f"{_parent(field).name}.{field.node.name.value}"


def _parent(field: Field) -> GraphQLNamedType:
    """The object type of a field: a union has none but `__typename`, and of interfaces the schema has none."""
    if not isinstance(field.parent, GraphQLObjectType):
        raise TypeError(f"{field.parent} is not an object type")
    return field.parent
