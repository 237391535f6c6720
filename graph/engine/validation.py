"""What a document must be to be valid, in words that never repeat a value.

Two of graphql-core's rules are ours instead: the one for literals, whose words quote them, and the one for fields of
the same name, which compares every pair; here each is compared with the first, since the schema has objects only.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from graphql import (
    SKIP,
    FieldNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    TokenKind,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    Visitor,
    VisitorAction,
    get_named_type,
    is_leaf_type,
    is_required_input_field,
    is_wrapping_type,
    print_ast,
    specified_rules,
    validate,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.language.visitor import EnterLeaveVisitor
from graphql.utilities.validate_input_value import validate_input_literal
from graphql.validation import OverlappingFieldsCanBeMergedRule, ValuesOfCorrectTypeRule

from domain.bsn import passes_eleven_test
from graph.engine.document import Document, Field, InlineFragment, SelectionSet
from graph.engine.input_values import NUL, WITH_NUL, type_at
from graph.engine.limits import MOST_ERRORS
from graph.engine.refusal import Refusal
from graph.errors import JsonObject, masked, request_error
from graph.schema.scalars import UnreadableValueError

MAY_BE_A_BSN: Final = "Give a number that may be a BSN in a variable, never in the text of a query."

_LITERALS: Final = frozenset({TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.INT})


class _ValuesRule(ValuesOfCorrectTypeRule):
    """Literals of the right type, refused in words that never repeat the value."""

    _variable: str = ""

    def __init__(self, fed: dict[str, str], context: ValidationContext) -> None:
        super().__init__(context)
        self._fed = fed

    def enter_variable_definition(self, node: VariableDefinitionNode, *_args: Any) -> None:
        """A default value belongs to the argument that its variable feeds."""
        name = node.variable.name.value
        self._variable = self._fed.get(name, name)

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """Report what a literal lacks, and don't look inside it twice."""
        if input_type:
            argument = self._argument() or self._variable
            incomplete: set[int] = set()  # an object that lacks several fields is reported once

            def report(error: GraphQLError, path: list[str | int]) -> None:
                inside = tuple(one for one in path if isinstance(one, str))
                more = {"argument": ".".join([argument, *inside])} if argument and inside else {}
                if isinstance(error, UnreadableValueError):
                    more = {"code": "BAD_USER_INPUT", "argument": ".".join([argument, *inside])}
                    self.report_error(GraphQLError(error.message, node, extensions=more))
                    return
                place = error.nodes[0] if error.nodes else node
                if id(place) not in incomplete:
                    incomplete.add(id(place))
                    words = _wrong(place, type_at(input_type, inside))
                    self.report_error(GraphQLError(words, place, extensions=more))

            validate_input_literal(node, input_type, report, hide_suggestions=True)
        return SKIP

    def _argument(self) -> str | None:
        field, argument = self.context.get_field_def(), self.context.get_argument()
        if field is None:
            return None
        return next((name for name, one in field.args.items() if one is argument), None)


def _wrong(node: Node, expected: GraphQLInputType) -> str:
    """What a literal is not. `node` is the object that lacks fields, a field that its type hasn't, or the value."""
    kind = get_named_type(expected)
    if isinstance(kind, GraphQLInputObjectType):
        if isinstance(node, ObjectFieldNode):
            return f"{kind.name} has no field '{node.name.value}'."
        if isinstance(node, ObjectValueNode):
            given = {one.name.value for one in node.fields}
            lacking = [name for name, one in kind.fields.items() if is_required_input_field(one) and name not in given]
            return f"{kind.name} needs a value of: {', '.join(lacking)}."
    return f"A value of type {expected} is expected here."


_NOTHING: Final = EnterLeaveVisitor(None, None)
_RULES: Final = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]


def passed_over(rule: type[Visitor]) -> dict[str, EnterLeaveVisitor]:
    """The kinds of nodes with which a rule does nothing, as a visitor remembers that."""
    if hasattr(rule, "enter") or hasattr(rule, "leave"):
        return {}
    return {
        kind: _NOTHING
        for kind in QUERY_DOCUMENT_KEYS
        if not hasattr(rule, f"enter_{kind}") and not hasattr(rule, f"leave_{kind}")
    }


_PASSED_OVER: Final = {rule: passed_over(rule) for rule in (*_RULES, _ValuesRule)}


def refusal_of_invalid(schema: GraphQLSchema, document: Document) -> Refusal | None:
    """Why a document that is within the limits can't be answered; None if it is valid."""
    literal = unfit_literal(document)
    if literal is not None:
        return Refusal(400, (request_error(literal, "BAD_USER_INPUT", literal.extensions),))
    errors = faults(schema, document)
    return Refusal(400, tuple(_serialized(error) for error in errors)) if errors else None


def _serialized(error: GraphQLError) -> JsonObject:
    more = dict(error.extensions or {})
    error = GraphQLError(masked(error.message), error.nodes, error.source, error.positions)
    return request_error(error, more.pop("code", "GRAPHQL_VALIDATION_FAILED"), more)


def faults(schema: GraphQLSchema, document: Document) -> list[GraphQLError]:
    """What is wrong with a document that is within the limits; nothing if it is valid."""
    ours = partial(_ValuesRule, document.fed)
    chosen = (ours if one is ValuesOfCorrectTypeRule else one for one in _RULES)
    rules: list[Any] = [partial(_visitor, one) for one in chosen]  # each makes its visitor
    errors = validate(schema, document.node, rules, max_errors=MOST_ERRORS, hide_suggestions=True)
    return errors or list(conflicts(document))


def _visitor(rule: Callable[[ValidationContext], Visitor], context: ValidationContext) -> Visitor:
    """The visitor of a rule, which needn't look among its methods for what to do at a node that it passes over."""
    made = rule(context)
    made.enter_leave_map = _PASSED_OVER[type(made)].copy()
    return made


def conflicts(document: Document) -> Iterator[GraphQLError]:
    """Fields that would be one in the answer and aren't the same question, in an otherwise valid document.

    Fields of two object types are never asked of one object: of them only the form of the answer must be the same
    (GraphQL, 5.3.2).
    """
    merged = [[one.selection_set] for one in document.operations]
    of_several_types: list[list[Field]] = []
    while merged:
        for fields in _by_key(merged.pop(), document):
            groups = list(_of_one_object(fields))
            if len(groups) > 1:
                of_several_types.append(fields)
            for first, *others in groups:
                other = next((one for one in others if not _same(first.node, one.node)), None)
                if other is not None:
                    yield _conflict(first, other)
                    return
                below = [one.selection_set for one in (first, *others) if one.selection_set]
                if below:
                    merged.append(below)
    while of_several_types:
        first, *others = of_several_types.pop()
        other = next((one for one in others if not _same_form(first, one)), None)
        if other is not None:
            yield _conflict(first, other)
            return
        below = [one.selection_set for one in (first, *others) if one.selection_set]
        of_several_types += [fields for fields in _by_key(below, document) if len(fields) > 1]


def _conflict(one: Field, other: Field) -> GraphQLError:
    name = (one.node.alias or one.node.name).value
    message = f"'{name}' asks two different things here: give one of them an alias."
    return GraphQLError(message, [one.node, other.node])


def _by_key(sets: list[SelectionSet], document: Document) -> Iterable[list[Field]]:
    """The fields of selection sets that are merged, those of one key in the answer together."""
    found: dict[str, list[Field]] = {}
    for field in _fields(sets, document):
        found.setdefault((field.node.alias or field.node.name).value, []).append(field)
    return found.values()


def _of_one_object(fields: list[Field]) -> Iterator[list[Field]]:
    """Of fields of one key those that can be asked of one object, for each type that it may have."""
    first = fields[0].parent
    if all(one.parent is first for one in fields):
        yield fields
        return
    of_any = [one for one in fields if not isinstance(one.parent, GraphQLObjectType)]
    kinds = {one.parent.name: one.parent for one in fields if isinstance(one.parent, GraphQLObjectType)}
    for kind in kinds.values():
        yield [one for one in fields if one.parent is kind or one in of_any]


def _same_form(one: Field, other: Field) -> bool:
    """Whether two fields have the same lists and nulls in the answer, and the same leaves (GraphQL, 5.3.2)."""
    if one.definition is None or other.definition is None:
        return False
    left: Any = one.definition.type
    right: Any = other.definition.type
    while is_wrapping_type(left) or is_wrapping_type(right):
        if type(left) is not type(right):
            return False
        left, right = left.of_type, right.of_type
    return left is right if is_leaf_type(left) or is_leaf_type(right) else True


def _fields(sets: list[SelectionSet], document: Document) -> Iterator[Field]:
    """The fields of selection sets that are merged, those of their fragments once."""
    visited: set[str] = set()
    waiting = deque(sets)
    while waiting:
        for one in waiting.popleft():
            if isinstance(one, Field):
                yield one
            elif isinstance(one, InlineFragment):
                waiting.append(one.selection_set)
            elif one.name not in visited:
                visited.add(one.name)
                waiting.append(document.fragments[one.name].selection_set)


def _same(one: FieldNode, other: FieldNode) -> bool:
    if one.name.value != other.name.value or len(one.arguments or ()) != len(other.arguments or ()):
        return False
    return not one.arguments or _arguments(one) == _arguments(other)


def _arguments(field: FieldNode) -> dict[str, str]:
    return {argument.name.value: print_ast(argument.value) for argument in field.arguments or ()}


def unfit_literal(document: Document) -> GraphQLError | None:
    """The refusal of a literal anywhere in the document that could be a BSN, or that no text may be.

    A number that may be a BSN belongs in a variable; U+0000 is in no text of the register.
    """
    location = document.node.loc
    token = location.start_token if location else None
    while token is not None:
        if token.kind in _LITERALS:
            value = token.value or ""
            if passes_eleven_test(value.strip()):
                return _unfit(document, token.start, MAY_BE_A_BSN)
            if NUL in value:
                return _unfit(document, token.start, WITH_NUL)
        token = token.next
    return None


def _unfit(document: Document, place: int, message: str) -> GraphQLError:
    argument = document.argument_at(place)
    source = document.node.loc.source if document.node.loc else None
    return GraphQLError(
        message, source=source, positions=[place], extensions={"argument": argument} if argument else None
    )
