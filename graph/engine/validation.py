"""What a document must be to be valid, in words that never repeat a value.

Two of graphql-core's rules are ours instead: the one for literals, whose words quote them, and the one for fields of
the same name, which compares every pair; here each is compared with the first, since the schema has objects only.
"""

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from graphql import (
    BREAK,
    SKIP,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TokenKind,
    TypeInfo,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    print_ast,
    specified_rules,
    validate,
    visit,
)
from graphql.utilities.validate_input_value import validate_input_literal
from graphql.validation import ASTValidationRule, OverlappingFieldsCanBeMergedRule, ValuesOfCorrectTypeRule

from domain.bsn import passes_eleven_test
from graph.schema.scalars import UnreadableValueError

MOST_ERRORS: Final = 5
"""Of validation, and of variables; each error costs a search for its line."""

MAY_BE_A_BSN: Final = "Give a number that may be a BSN in a variable, never in the text of a query."
NUL: Final = "\0"
WITH_NUL: Final = "A text can't have the character U+0000; leave it out."

_LITERALS: Final = frozenset({TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.INT})


class _ValuesRule(ValuesOfCorrectTypeRule):
    """Literals of the right type, refused in words that never repeat the value."""

    _variable: str | None = None

    @cached_property
    def _fed(self) -> dict[str, str]:
        return fed_arguments(self.context.document)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_args: Any) -> None:
        """A default value belongs to the argument that its variable feeds."""
        name = node.variable.name.value
        self._variable = self._fed.get(name, name)

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """Report what a literal lacks, and don't look inside it twice."""
        if input_type:
            argument = self._argument()

            def report(error: GraphQLError, _path: list[str | int]) -> None:
                if isinstance(error, UnreadableValueError):
                    more = {"code": "BAD_USER_INPUT", "argument": argument or self._variable}
                    self.report_error(GraphQLError(error.message, node, extensions=more))
                else:
                    self.report_error(GraphQLError(f"A value of type {input_type} is expected here.", node))

            validate_input_literal(node, input_type, report, hide_suggestions=True)
        return SKIP

    def _argument(self) -> str | None:
        field, argument = self.context.get_field_def(), self.context.get_argument()
        if field is None:
            return None
        return next((name for name, one in field.args.items() if one is argument), None)


_RULES: Final[list[type[ASTValidationRule]]] = [
    _ValuesRule if rule is ValuesOfCorrectTypeRule else rule
    for rule in specified_rules
    if rule is not OverlappingFieldsCanBeMergedRule
]


def faults(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a document that is within the limits; nothing if it is valid."""
    errors = validate(schema, document, _RULES, max_errors=MOST_ERRORS, hide_suggestions=True)
    return errors or list(conflicts(document))


def conflicts(document: DocumentNode) -> Iterator[GraphQLError]:
    """Fields that would be one in the answer and aren't the same question, in an otherwise valid document."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    merged = [[one.selection_set] for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    while merged:
        by_name: dict[str, list[FieldNode]] = {}
        for field in _fields(merged.pop(), fragments):
            by_name.setdefault((field.alias or field.name).value, []).append(field)
        for name, (first, *others) in by_name.items():
            other = next((one for one in others if not _same(first, one)), None)
            if other is not None:
                message = f"'{name}' asks two different things here: give one of them an alias."
                yield GraphQLError(message, [first, other])
                return
            below = [one.selection_set for one in (first, *others) if one.selection_set]
            if below:
                merged.append(below)


def _fields(sets: list[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode]) -> Iterator[FieldNode]:
    """The fields of selection sets that are merged, those of their fragments once."""
    visited: set[str] = set()
    waiting = deque(sets)
    while waiting:
        for one in waiting.popleft().selections:
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                waiting.append(one.selection_set)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in visited:
                visited.add(one.name.value)
                waiting.append(fragments[one.name.value].selection_set)


def _same(one: FieldNode, other: FieldNode) -> bool:
    if one.name.value != other.name.value or len(one.arguments or ()) != len(other.arguments or ()):
        return False
    return not one.arguments or _arguments(one) == _arguments(other)


def _arguments(field: FieldNode) -> dict[str, str]:
    return {argument.name.value: print_ast(argument.value) for argument in field.arguments or ()}


def unfit_literal(document: DocumentNode) -> GraphQLError | None:
    """The refusal of a literal anywhere in the document that could be a BSN, or that no text may be.

    A number that may be a BSN belongs in a variable; U+0000 is in no text of the register.
    """
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in _LITERALS:
            value = token.value or ""
            if passes_eleven_test(value.strip()):
                return _unfit(document, token.start, MAY_BE_A_BSN)
            if NUL in value:
                return _unfit(document, token.start, WITH_NUL)
        token = token.next
    return None


def _unfit(document: DocumentNode, place: int, message: str) -> GraphQLError:
    finder = _Enclosing(place)
    visit(document, finder)
    name = finder.argument or fed_arguments(document).get(finder.variable, finder.variable)
    return GraphQLError(
        message,
        source=document.loc.source if document.loc else None,
        positions=[place],
        extensions={"argument": name} if name else None,
    )


def never_null(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> dict[str, str]:
    """The variables that may be null by their own type and feed what may not be, each with an argument that it feeds.

    A default value makes such a use valid; a null that is sent all the same is a fault of the request, found when it
    runs (GraphQL, 6.4.1 and 5.8.5), so that an executor would tell it as a fault of the field.
    """
    nullable = {
        one.variable.name.value
        for one in operation.variable_definitions or ()
        if not isinstance(one.type, NonNullTypeNode)
    }
    found: dict[str, str] = {}
    if nullable:
        context = ValidationContext(schema, document, TypeInfo(schema), lambda _error: None)
        for usage in context.get_recursive_variable_usages(operation):
            name = usage.node.name.value
            if name in nullable and name not in found and isinstance(usage.type, GraphQLNonNull) and usage.node.loc:
                finder = _Enclosing(usage.node.loc.start)
                visit(document, finder)
                found[name] = finder.argument
    return found


class _Enclosing(Visitor):
    """The argument, or the variable whose default it is, around a place in the text."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.argument = ""
        self.variable = ""

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """An argument of a field or a directive."""
        if node.loc and node.loc.start <= self._place < node.loc.end:
            self.argument = node.name.value

    def enter_variable_definition(self, node: VariableDefinitionNode, *_args: Any) -> None:
        """A variable, with its default value."""
        if node.loc and node.loc.start <= self._place < node.loc.end:
            self.variable = node.variable.name.value


class _FedArguments(Visitor):
    """Which argument each variable feeds first."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._argument = ""

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """Remember the argument whose value is visited next."""
        self._argument = node.name.value

    def enter_variable(self, node: VariableNode, *_args: Any) -> None:
        """A variable inside an argument's value; its definition comes before any argument."""
        if self._argument:
            self.found.setdefault(node.name.value, self._argument)


def fed_arguments(document: DocumentNode) -> dict[str, str]:
    """The first argument that each variable of a document feeds."""
    visitor = _FedArguments()
    for definition in document.definitions:
        if isinstance(definition, ExecutableDefinitionNode):
            visit(definition.selection_set, visitor)
    return visitor.found


class _Directives(Visitor):
    """Whether a directive stands anywhere."""

    found = False

    def enter_directive(self, _node: DirectiveNode, *_args: Any) -> VisitorAction:
        """There is one."""
        self.found = True
        return BREAK


def has_directives(document: DocumentNode) -> bool:
    """Whether what a document asks may depend on its variables."""
    visitor = _Directives()
    visit(document, visitor)
    return visitor.found
