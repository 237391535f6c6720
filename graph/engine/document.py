"""The facts of a document, found in one walk: what every check of it, and the plan, is made from.

Each node is visited once, and a fragment where it is defined: the walk is linear in the length of the document, not in
what that would expand to. The document need not be valid: what the schema doesn't know of is None.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TokenKind,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    visit,
)

_CONDITIONS: Final = frozenset({"skip", "include"})


@dataclass(slots=True)
class Field:
    """A field that is asked of a type, by its definition in the schema."""

    node: FieldNode
    parent: GraphQLNamedType | None
    definition: GraphQLField | None
    selection_set: "SelectionSet | None"


@dataclass(slots=True)
class FragmentSpread:
    """A fragment that is spread, by its name."""

    node: FragmentSpreadNode
    name: str


@dataclass(slots=True)
class InlineFragment:
    """A fragment that stands where it is spread."""

    node: InlineFragmentNode
    selection_set: "SelectionSet"


SelectionSet = list[Field | FragmentSpread | InlineFragment]


class VariableUsage(NamedTuple):
    """A variable that stands in the value of an argument, and the type of the value there.

    `argument` names the argument, and the input fields that lead to it: `input.bsn`.
    """

    name: str
    type: GraphQLInputType | None
    argument: str


N = TypeVar("N", bound=OperationDefinitionNode | FragmentDefinitionNode)


@dataclass(slots=True)
class Definition(Generic[N]):
    """An operation or a fragment, by itself: what it spreads is another's.

    Attributes:
        selection_set: what it asks.
        depth: its selection sets inside one another.
        spreads: the fragments that it spreads, each with the depth of the deepest selection set that does.
        usages: its variables where they are used.
        conditions: the variables that its @skip and @include ask.
        directives: how many stand at the definition itself, and at its variables.
        directive_names: the names of its directives, those of its selections too.
        introspects: whether it asks for `__schema` or `__type`.
        takes_arguments: whether it is a fragment with variables of its own, or spreads one with arguments.
    """

    node: N
    selection_set: SelectionSet = field(default_factory=list)
    depth: int = 0
    spreads: dict[str, int] = field(default_factory=dict)
    usages: list[VariableUsage] = field(default_factory=list)
    conditions: dict[str, None] = field(default_factory=dict)
    directives: int = 0
    directive_names: set[str] = field(default_factory=set)
    introspects: bool = False
    takes_arguments: bool = False


Operation = Definition[OperationDefinitionNode]
Fragment = Definition[FragmentDefinitionNode]


class Document:
    """A document and its facts.

    Attributes:
        schema: what it was walked by.
        node: the document as it was parsed.
        operations: in order.
        fragments: by name; of two of one name the last.
        fragment_count: how many there are, whatever their names.
        fed: the first argument that each variable feeds, or the input field of it: `input.bsn`.
    """

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        """Walk over a parsed document."""
        walk = _Walk(schema)
        self.schema = schema
        self.node = node
        self.operations: list[Operation] = []
        self.fragments: dict[str, Fragment] = {}
        self.fragment_count = 0
        for one in node.definitions:
            if isinstance(one, OperationDefinitionNode):
                self.operations.append(walk.definition(one))
            elif isinstance(one, FragmentDefinitionNode):
                self.fragments[one.name.value] = walk.definition(one)
                self.fragment_count += 1
        self.fed = walk.fed
        self._arguments = walk.arguments
        self._variables = walk.variables
        self._depths: dict[str, int] = {}

    @property
    def tokens(self) -> int:
        """How many lexical tokens its text has, without comments."""
        token, count = self.node.loc.start_token if self.node.loc else None, 0
        while token is not None:
            count += token.kind is not TokenKind.COMMENT
            token = token.next
        return count

    def depth(self, definition: Operation | Fragment) -> int:
        """The selection sets of a definition inside one another, with those of the fragments that it spreads."""
        return max([definition.depth, *(level + self._depth(name) for name, level in definition.spreads.items())])

    def _depth(self, name: str) -> int:
        if name not in self._depths:
            self._depths[name] = 0  # while it is open: what spreads itself, or isn't there, is for validation to say
            if name in self.fragments:
                self._depths[name] = self.depth(self.fragments[name])
        return self._depths[name]

    def reached(self, operation: Operation) -> list[Operation | Fragment]:
        """An operation, and the fragments that it spreads, directly or through others, in graphql-core's order."""
        names = list(dict.fromkeys(_spreads(operation.selection_set)))
        reached: list[Operation | Fragment] = [operation]
        for name in names:  # which grows
            fragment = self.fragments.get(name)
            if fragment is not None:
                reached.append(fragment)
                names += [one for one in dict.fromkeys(_spreads(fragment.selection_set)) if one not in names]
        return reached

    def conditions(self, operation: Operation) -> list[str]:
        """The variables that decide what an operation skips and includes."""
        return list(dict.fromkeys(name for one in self.reached(operation) for name in one.conditions))

    def argument_at(self, place: int) -> str | None:
        """The argument around a place in the text, with the input fields that lead to it: `input.bsn`.

        Around a variable's default it is the argument that the variable feeds. Of a document that also defines types,
        the arguments of their directives count.
        """
        arguments = [*self._arguments]
        for one in self.node.definitions:
            if not isinstance(one, OperationDefinitionNode | FragmentDefinitionNode):
                visit(one, _Arguments(arguments))
        argument = next((one for one in arguments if _is_around(one, place)), None)
        if argument is not None:
            return ".".join([argument.name.value, *_fields_at(argument.value, place)])
        variable = next((one for one in self._variables if _is_around(one, place)), None)
        if variable is None:
            return None
        name = variable.variable.name.value
        inside = _fields_at(variable.default_value, place) if variable.default_value else ()
        return ".".join([self.fed.get(name, name), *inside])


def _is_around(node: Node, place: int) -> bool:
    return node.loc is not None and node.loc.start <= place < node.loc.end


def _fields_at(value: ValueNode, place: int) -> Iterator[str]:
    """The input fields of a literal that are around a place, the outermost first."""
    inside: Node | None = value
    while inside is not None:
        parts: Sequence[Node] = ()
        if isinstance(inside, ObjectFieldNode):
            yield inside.name.value
            parts = (inside.value,)
        elif isinstance(inside, ObjectValueNode):
            parts = inside.fields
        elif isinstance(inside, ListValueNode):
            parts = inside.values
        inside = next((one for one in parts if _is_around(one, place)), None)


def _spreads(selection_set: SelectionSet) -> Iterator[str]:
    """The fragments that a selection set spreads; those of the last set inside it first, as graphql-core finds them."""
    open_sets = [selection_set]
    while open_sets:
        for one in open_sets.pop():
            if isinstance(one, FragmentSpread):
                yield one.name
            elif one.selection_set:
                open_sets.append(one.selection_set)


class _Arguments(Visitor):
    """Finds the arguments of what isn't executable."""

    def __init__(self, found: list[ArgumentNode]) -> None:
        super().__init__()
        self._found = found

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """One of a directive."""
        self._found.append(node)


class _Walk:
    """Visits definitions in order, and their parts in the order of the text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.arguments: list[ArgumentNode] = []
        self.variables: list[VariableDefinitionNode] = []
        self.fed: dict[str, str] = {}
        self._schema = schema
        self._here: Operation | Fragment

    def definition(self, node: N) -> Definition[N]:
        """The facts of an operation or a fragment."""
        here = self._here = Definition[Any](node)
        for one in node.variable_definitions or ():
            self.variables.append(one)
            here.directives += len(one.directives or ())
            for directive in one.directives or ():
                self._arguments(directive.arguments or (), None)
        here.directives += len(node.directives or ())
        self._directives(node.directives or ())
        kind: GraphQLNamedType | None
        if isinstance(node, OperationDefinitionNode):
            kind = self._schema.get_root_type(node.operation)
        else:
            kind = self._schema.type_map.get(node.type_condition.name.value)
            here.takes_arguments = bool(node.variable_definitions)
        before = len(here.usages)
        here.selection_set = self._selections(node.selection_set, kind, 1)
        for usage in here.usages[before:]:
            self.fed.setdefault(usage.name, usage.argument)
        return here

    def _selections(self, node: SelectionSetNode, parent: GraphQLNamedType | None, level: int) -> SelectionSet:
        here = self._here
        here.depth = max(here.depth, level)
        selections: SelectionSet = []
        for one in node.selections:
            if isinstance(one, FieldNode):
                selections.append(self._field(one, parent, level))
            elif isinstance(one, FragmentSpreadNode):
                name = one.name.value
                here.spreads[name] = max(here.spreads.get(name, 0), level)
                here.takes_arguments |= bool(one.arguments)
                self._directives(one.directives or ())
                selections.append(FragmentSpread(one, name))
            elif isinstance(one, InlineFragmentNode):
                kind = self._schema.type_map.get(one.type_condition.name.value) if one.type_condition else parent
                self._directives(one.directives or ())
                selections.append(InlineFragment(one, self._selections(one.selection_set, kind, level + 1)))
        return selections

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, level: int) -> Field:
        name = node.name.value
        definition = self._schema.get_field(parent, name) if is_composite_type(parent) else None
        self._here.introspects |= name in {"__schema", "__type"}
        if node.arguments:
            self._arguments(node.arguments, definition.args if definition else None)
        if node.directives:
            self._directives(node.directives)
        if node.selection_set is None:
            return Field(node, parent, definition, None)
        kind = get_named_type(definition.type) if definition else None
        return Field(node, parent, definition, self._selections(node.selection_set, kind, level + 1))

    def _directives(self, nodes: Iterable[DirectiveNode]) -> None:
        for node in nodes:
            name, before = node.name.value, len(self._here.usages)
            self._here.directive_names.add(name)
            known = self._schema.get_directive(name)
            self._arguments(node.arguments or (), known.args if known else None)
            if name in _CONDITIONS:
                self._here.conditions |= dict.fromkeys(usage.name for usage in self._here.usages[before:])

    def _arguments(self, nodes: Iterable[ArgumentNode], definitions: dict[str, GraphQLArgument] | None) -> None:
        for node in nodes:
            self.arguments.append(node)
            name = node.name.value
            known = definitions.get(name) if definitions else None
            self._value(node.value, known.type if known else None, name)

    def _value(self, node: ValueNode, kind: GraphQLInputType | None, argument: str) -> None:
        """Find the variables of a value, which may be nested deeper than functions can call each other."""
        waiting: list[tuple[ValueNode, GraphQLInputType | None, str]] = [(node, kind, argument)]
        while waiting:
            node, kind, path = waiting.pop()
            if isinstance(node, VariableNode):
                self._here.usages.append(VariableUsage(node.name.value, kind, path))
            elif isinstance(node, ListValueNode):
                whole: Any = get_nullable_type(kind) if kind else None
                item = whole.of_type if is_list_type(whole) else whole
                waiting += [(one, item, path) for one in reversed(node.values)]
            elif isinstance(node, ObjectValueNode):
                named = get_named_type(kind) if kind else None
                fields = named.fields if isinstance(named, GraphQLInputObjectType) else {}
                inner = [(one.value, fields.get(one.name.value), f"{path}.{one.name.value}") for one in node.fields]
                waiting += [(value, known.type if known else None, below) for value, known, below in reversed(inner)]
