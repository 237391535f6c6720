"""From the text of a document to something that may run, or to the reasons why not: the first wall.

A plan depends on the document, the operation's name and the audience alone, never on values. It is made before
anything is read, and remembered.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    parse,
)
from graphql.language.ast import Node, SelectionNode, SelectionSetNode
from graphql.language.parser import MAX_NESTING_DEPTH

from auth.visibility import Audience, argument_coordinate, argument_visible, visible
from graph.engine.compile.operation import Compiled, compiled
from graph.engine.limits import Excess, Limits, excess
from graph.engine.validation import faults, fed_arguments, has_directives, never_null, unfit_literal
from graph.errors import FieldNotVisibleError, JsonObject, extensions, request_error
from graph.schema.build import SCHEMA, schema_for

_NUMBER: Final = re.compile("[0-9]{8,}")  # a name that was sent may hold a BSN
LONGEST_REMEMBERED: Final = 5_000
"""Characters of a document whose plan is remembered."""
MOST_REMEMBERED: Final = 100_000
"""Characters of all of them together; a plan takes some 250 bytes for each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation that its audience may run.

    Attributes:
        arguments: the first argument that each variable feeds.
        never_null: the variables that may not be null though their type says so, each with an argument it feeds.
        digest: SHA-256 of the document.
        handed_over: what it hands over, by the fields that do; None if that depends on variables.
        compiled: what runs it; None leaves it to graphql-core.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    arguments: dict[str, str]
    never_null: dict[str, str]
    digest: bytes
    handed_over: dict[object, tuple[str, str]] | None
    compiled: Compiled | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request can't run, found before anything was read. `status` is for clients of the spec's media type.

    `hidden` are the coordinates that the viewer may not ask: a decision, which is recorded.
    """

    status: int
    errors: tuple[JsonObject, ...]
    hidden: tuple[str, ...] = ()


class Planner:
    """Makes plans within limits, and remembers those of short documents: the last used, up to a total length.

    Refusals are made anew each time, so that what is refused pushes nobody's plan out.
    """

    def __init__(self, limits: Limits, *, compiling: bool = True) -> None:
        self._limits = limits
        self._compiling = compiling
        self._plans: OrderedDict[tuple[str, str | None, Audience], Plan] = OrderedDict()
        self._characters = 0

    def plan(self, text: str, operation_name: str | None, audience: Audience) -> Plan | Refusal:
        """What to do with an operation for an audience."""
        key = (text, operation_name, audience)
        known = self._plans.get(key)
        if known is not None:
            self._plans.move_to_end(key)
            return known
        made = _made(text, operation_name, audience, self._limits, compiling=self._compiling)
        if isinstance(made, Plan) and len(text) <= LONGEST_REMEMBERED:
            self._plans[key] = made
            self._characters += len(text)
            while self._characters > MOST_REMEMBERED:
                (oldest, _, _), _ = self._plans.popitem(last=False)
                self._characters -= len(oldest)
        return made


def _made(
    text: str, operation_name: str | None, audience: Audience, limits: Limits, *, compiling: bool
) -> Plan | Refusal:
    try:
        document = _valid(text, limits)
    except RecursionError:  # a value inside values inside values
        return _too_complex(_nested(limits))
    if isinstance(document, Refusal):
        return document
    operation = _chosen(document, operation_name)
    if isinstance(operation, Refusal):
        return operation
    hidden = tuple(_hidden(document, operation, audience))
    if not hidden:
        return Plan(
            document,
            operation,
            fed_arguments(document),
            never_null(SCHEMA, document, operation),
            digest_of(text),
            None if has_directives(document) else {},
            compiled(schema_for(audience), document, operation) if compiling else None,
        )
    if audience is None:
        error = GraphQLError("Log in to ask this: send a bearer token.", hidden[0].node)
        return Refusal(401, (request_error(error, "UNAUTHENTICATED"),))
    return Refusal(403, tuple(_hidden_error(one, audience) for one in hidden), tuple(one.coordinate for one in hidden))


def digest_of(text: str) -> bytes:
    """SHA-256 of a document, by which the log names it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _valid(text: str, limits: Limits) -> DocumentNode | Refusal:
    if len(text) > limits.characters:
        return _too_complex(Excess("characters", limits.characters, len(text)))
    try:
        document = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLSyntaxError as error:
        return _unread(error, limits)
    too_much = excess(SCHEMA, document, limits)
    if too_much is not None:
        return _too_complex(too_much)
    literal = unfit_literal(document)
    if literal is not None:
        return Refusal(400, (request_error(literal, "BAD_USER_INPUT", literal.extensions),))
    errors = faults(SCHEMA, document)
    return Refusal(400, tuple(_validation_error(error) for error in errors)) if errors else document


def _unread(error: GraphQLSyntaxError, limits: Limits) -> Refusal:
    """The parser's refusal in our words; its own quote the document, which may hold a BSN."""
    stopped = {
        f"Document contains more than {limits.tokens} tokens.": Excess("tokens", limits.tokens, limits.tokens + 1),
        f"Document contains more than {limits.comments} comments.": Excess(
            "comments", limits.comments, limits.comments + 1
        ),
        "Document is nested too deeply.": _nested(limits),
    }
    words = error.message.removeprefix("Syntax Error: ").removesuffix(" Parsing aborted.")
    if words in stopped:
        return _too_complex(stopped[words])
    place = GraphQLError("The document is not valid GraphQL at this place.", None, error.source, error.positions)
    return Refusal(400, (request_error(place, "GRAPHQL_PARSE_FAILED"),))


def _nested(limits: Limits) -> Excess:
    """The parser stops at a depth of its own, without having counted ours."""
    return Excess("depth", limits.depth, max(MAX_NESTING_DEPTH, limits.depth) + 1)


def _too_complex(too_much: Excess) -> Refusal:
    more = {"limit": too_much.limit, "maximum": too_much.maximum, "actual": too_much.actual}
    return Refusal(400, (request_error(GraphQLError(str(too_much), too_much.node), "QUERY_TOO_COMPLEX", more),))


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode | Refusal:
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    named = [one for one in operations if name is None or (one.name and one.name.value == name)]
    if len(named) != 1:
        message = "Say by operationName which operation of the document to run."
        return Refusal(400, (request_error(GraphQLError(message), "GRAPHQL_VALIDATION_FAILED"),))
    if named[0].operation is not OperationType.QUERY:
        message = "The register answers queries only."
        return Refusal(400, (request_error(GraphQLError(message, named[0]), "GRAPHQL_VALIDATION_FAILED"),))
    return named[0]


def _validation_error(error: GraphQLError) -> JsonObject:
    more = dict(error.extensions or {})
    error = GraphQLError(_NUMBER.sub("…", error.message), error.nodes, error.source, error.positions)
    return request_error(error, more.pop("code", "GRAPHQL_VALIDATION_FAILED"), more)


@dataclass(frozen=True, slots=True)
class _Hidden:
    coordinate: str
    node: Node


def _hidden_error(hidden: _Hidden, audience: Audience) -> JsonObject:
    fault = FieldNotVisibleError(hidden.coordinate, audience)
    told = request_error(GraphQLError(str(fault), hidden.node), fault.code)
    return told | {"extensions": extensions(fault)}


def _hidden(document: DocumentNode, operation: OperationDefinitionNode, audience: Audience) -> Iterator[_Hidden]:
    """What the operation asks that its audience may not: each coordinate once, and nothing below it."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    seen: set[str] = set()
    visited: set[str] = set()
    open_sets = [_open(_object("Query"), operation.selection_set)]
    while open_sets:
        parent, selections = open_sets[-1]
        selection = next(selections, None)
        if selection is None:
            open_sets.pop()
        elif isinstance(selection, FragmentSpreadNode):
            if selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = fragments[selection.name.value]
                open_sets.append(_open(_object(fragment.type_condition.name.value), fragment.selection_set))
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            open_sets.append(_open(_object(condition.name.value) if condition else parent, selection.selection_set))
        elif isinstance(selection, FieldNode) and not selection.name.value.startswith("__"):
            refused = list(_refused(parent, selection, audience))
            yield from (one for one in refused if one.coordinate not in seen)
            seen.update(one.coordinate for one in refused)
            if not refused and selection.selection_set:
                kind = get_named_type(parent.fields[selection.name.value].type)
                open_sets.append(_open(_object(kind.name), selection.selection_set))


def _open(
    parent: GraphQLObjectType, selection_set: SelectionSetNode
) -> tuple[GraphQLObjectType, Iterator[SelectionNode]]:
    return parent, iter(selection_set.selections)


def _object(name: str) -> GraphQLObjectType:
    """The object type of this name; the schema has no interfaces and no unions, which would need rules of their own."""
    kind = SCHEMA.type_map[name]
    if not isinstance(kind, GraphQLObjectType):
        raise TypeError(f"{name} is not an object type")
    return kind


def _refused(parent: GraphQLObjectType, field: FieldNode, audience: Audience) -> Iterator[_Hidden]:
    """The field, if the audience may not ask it, or else those of its arguments that it may not give."""
    coordinate = f"{parent.name}.{field.name.value}"
    if not visible(coordinate, audience):
        yield _Hidden(coordinate, field)
        return
    for argument in field.arguments or ():
        if not argument_visible(coordinate, argument.name.value, audience):
            yield _Hidden(argument_coordinate(coordinate, argument.name.value), argument)
