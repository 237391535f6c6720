"""Selections: the fields of an object in the order of the answer, each with what reads and what completes it."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, NamedTuple

from graphql import (
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    default_field_resolver,
    default_type_resolver,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.executor import Executor
from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined, gather_with_cancel

from graph.engine.compile.columns import ReadColumn, attributes, constant, objects
from graph.engine.compile.completion import Fields, Selection, completion
from graph.engine.compile.execution import COROUTINE, Execution, FieldInfo, settle
from graph.engine.compile.fields import Field
from graph.engine.compile.leaves import leaf_of
from graph.engine.compile.paths import Path
from graph.engine.guard import Guarded
from graph.engine.limits import FIELD_BYTES, SELECTED_BYTES, SELECTION_BYTES

Get = Callable[[Any], Any]


class Entry(NamedTuple):
    """One field of an object.

    If `get` is there, it reads the field: a value whose type is among `unchanged` stays as it is, one whose type is
    in `by_type` is completed by that function, unless it answers None, and any other goes through the field. Without
    `get`, the field is given the object.
    """

    key: str
    get: Get | None
    unchanged: frozenset[type]
    by_type: dict[type, Get]
    field: Field


_NONE: Final = frozenset[type]()
_NULL: Final = frozenset({type(None)})
_NOTHING: Final[dict[type, Get]] = {}


class Source(NamedTuple):
    """What an operation is compiled from."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    root: GraphQLObjectType

    @property
    def details(self) -> dict[str, FragmentDetails]:
        """The fragments as graphql-core's collection wants them."""
        return {name: FragmentDetails(one) for name, one in self.fragments.items()}


_Fields = dict[str, "tuple[Entry, ReadColumn | None] | None"]
"""The fields of an object by their keys, each with its column if it is an attribute; None is `__typename`."""


class Parts:
    """What the places of one operation, and its outcomes, have in common, each made once.

    So a fragment that is spread a hundred times is compiled once, and another outcome makes only what differs.

    `known` has a field by its key, its nodes and the fields below it, and the fields of an object by what they are.
    What of that goes by identity stays what it is: it is kept with the part, and the nodes by the source. `bytes` is
    what all of them take.
    """

    __slots__ = ("bytes", "known")

    def __init__(self) -> None:
        """Nothing yet."""
        self.known: dict[tuple[object, ...], tuple[Any, object]] = {}
        self.bytes = 0


class Builder:
    """Makes the closures of one outcome. `flags` has the values of the variables that @skip and @include ask for.

    An `open` plan leaves the resolvers' own wall out: its `coordinates` are to be checked before each run.
    """

    def __init__(self, source: Source, flags: VariableValues, parts: Parts, *, is_open: bool) -> None:
        """`parts` has what was made already of the same source, and gets what is made."""
        self._source = source
        self._parts = parts
        self._known = parts.known
        self._fragments = source.details
        self._flags = flags
        self._is_open = is_open
        self.coordinates: set[str] = set()

    def root(self) -> Selection:
        """The fields of the operation."""
        source = self._source

        def collect(variables: VariableValues) -> GroupedFieldSet:
            return collect_fields(
                source.schema,
                self._fragments,
                variables,
                source.root,
                source.operation,
                hide_suggestions=True,
            ).grouped_field_set

        return self._fields(source.root, collect)

    def below_runtime_type(self, kind: GraphQLObjectType, field_info: FieldInfo) -> Selection:
        """The fields asked of an object, whose type was found out during a run."""
        was_open = self._is_open
        # it can't have been checked before the run: it keeps its own wall, all the way down
        self._is_open = False
        try:
            return self._below(kind, field_info.details)
        finally:
            self._is_open = was_open

    def _below(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Selection:
        source = self._source

        def collect(variables: VariableValues) -> GroupedFieldSet:
            return collect_subfields(
                source.schema,
                self._fragments,
                variables,
                source.operation,
                kind,
                details,
                hide_suggestions=True,
            ).grouped_field_set

        return self._fields(kind, collect)

    def runtime_type(
        self, name: Any, kind: GraphQLAbstractType, field_info: FieldInfo, info: GraphQLResolveInfo[Any], value: object
    ) -> GraphQLObjectType:
        """The object type that a value of an abstract type has.

        Raises:
            GraphQLError: it is none of its possible types.
        """
        source = self._source
        core = Executor[Any](
            source.schema,
            source.fragments,
            self._fragments,
            None,
            None,
            source.operation,
            self._flags,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
        )
        return core.ensure_valid_runtime_type(name, kind, field_info.details, info, value)

    def _fields(self, kind: GraphQLObjectType, collect: Callable[[VariableValues], GroupedFieldSet]) -> Selection:
        try:
            grouped = collect(self._flags)
        except GraphQLError:  # a null for @skip or @include: each run, and each object, has this error anew

            def refuse(execution: Execution, _path: Path | None, _source: Any) -> Any:
                collect(execution.variables)
                raise RuntimeError("the fields of a plan differ between its runs")

            return Selection(refuse, None)
        fields: _Fields = {}
        for key, details in grouped.items():
            name = details[0].node.name.value
            field = self._source.schema.get_field(kind, name)
            if field is None:
                continue  # as graphql-core does; validation doesn't let it come to this
            fields[key] = None if name == "__typename" else self._field(key, details, field, kind)
        place = (kind.name, *[(key, id(one)) for key, one in fields.items()])
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = _selection(kind, fields), fields
            self._parts.bytes += SELECTION_BYTES + SELECTED_BYTES * len(fields)
        made: Selection = known[0]
        return made

    def _field(
        self, key: str, details: list[FieldDetails], definition: GraphQLField, kind: GraphQLObjectType
    ) -> tuple[Entry, ReadColumn | None]:
        """A field, and its column if it is an attribute that can be read for many objects at once."""
        resolve = definition.resolve
        if self._is_open and isinstance(resolve, Guarded):
            self.coordinates.add(resolve.coordinate)
            resolve = resolve.inner
        named = get_named_type(definition.type)
        below = self._below(named, details) if is_object_type(named) else None
        nodes = [one.node for one in details]
        place = (kind.name, key, self._is_open, id(below), *map(id, nodes))
        known = self._known.get(place)
        if known is None:
            field_info = FieldInfo(key, details, nodes, definition.type, kind)
            known = self._entry(field_info, definition, resolve, below), below
            if not is_abstract_type(named):  # what is below one is found out by the outcome's own flags
                self._known[place] = known
                self._parts.bytes += FIELD_BYTES
        made: tuple[Entry, ReadColumn | None] = known[0]
        return made

    def _entry(
        self,
        field_info: FieldInfo,
        definition: GraphQLField,
        resolve: Callable[..., Any] | None,
        below: Selection | None,
    ) -> tuple[Entry, ReadColumn | None]:
        complete, column = completion(definition.type, field_info, below, self)
        field = Field(definition, resolve, field_info, complete)
        if field.attribute is None:
            return Entry(field_info.key, None, _NONE, _NOTHING, field), None
        get = attrgetter(field.attribute)
        leaf = leaf_of(definition.type)
        if leaf is not None:
            unchanged = leaf.unchanged if field.non_null else leaf.unchanged_or_null
            entry = Entry(field_info.key, get, unchanged, leaf.by_type, field)
        else:
            entry = Entry(field_info.key, get, _NONE if field.non_null else _NULL, _NOTHING, field)
        return entry, column and attributes(get, column)


def _selection(kind: GraphQLObjectType, fields: _Fields) -> Selection:
    template = {key: kind.name if one is None else None for key, one in fields.items()}
    columns = [constant(kind.name) if one is None else one[1] for one in fields.values()]
    known = [one for one in columns if one is not None]
    whole = objects(tuple(template), known) if len(known) == len(columns) else None
    return Selection(execute_fields(tuple(one[0] for one in fields.values() if one is not None), template), whole)


def execute_fields(  # noqa: C901 - all fields go through one loop, where each call would be a tenth of the time
    entries: tuple[Entry, ...], template: dict[str, Any]
) -> Fields:
    """What executes the fields of an object, all at once where they must be awaited.

    `template` has all keys in order, with the values that never differ.
    """

    def execute(execution: Execution, path: Path | None, source: Any) -> Any:
        row = template.copy()
        waiting: list[str] | None = None
        try:
            for key, get, unchanged, by_type, field in entries:
                if get is None:
                    value = field.execute(execution, path, source)
                else:
                    try:
                        value = get(source)
                        kind = type(value)
                        if kind in unchanged:
                            row[key] = value
                            continue
                        how = by_type.get(kind)
                        completed = None if how is None else how(value)
                    except Exception as error:  # noqa: BLE001 - whatever was raised is an error of the field
                        row[key] = field.handle_error(execution, path, error)  # type: ignore[func-returns-value] # a null, or it raises
                        continue
                    if completed is not None and completed is not Undefined:
                        row[key] = completed
                        continue
                    value = field.execute(execution, path, value)
                row[key] = value
                if type(value) is COROUTINE:
                    if waiting is None:
                        waiting = []
                    waiting.append(key)
        except Exception:
            if waiting is not None:
                settle([row[key] for key in waiting])
            raise
        return row if waiting is None else _together(row, waiting)

    return execute


async def _together(row: dict[str, Any], waiting: list[str]) -> dict[str, Any]:
    """The object, when the fields that must be awaited have come; one alone needs no task."""
    if len(waiting) == 1:
        key = waiting[0]
        row[key] = await row[key]
    else:
        row.update(zip(waiting, await gather_with_cancel(*(row[key] for key in waiting)), strict=True))
    return row
