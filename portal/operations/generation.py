"""Typed Python of the operations: `<audience>/__init__.py` has a function for each, and the types of its answer.

An object of the root, or one that is asked with arguments, is never None here: the register answers null for it only
beside an error, and then there are no data. What it may have none of stands in `_OR_NONE`.
"""

import pkgutil
from collections.abc import Generator, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    build_schema,
    get_named_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    parse,
    type_from_ast,
)
from graphql.pyutils import camel_to_snake
from graphql.type import GraphQLType

import domain
from portal.operations import id_of, texts

_SCHEMAS: Final = Path(__file__).parents[2] / "schema"
_SCALARS: Final = {
    "BSN": "str",
    "Boolean": "bool",
    "Date": "date",
    "DateTime": "AwareDatetime",
    "Float": "float",
    "ID": "str",
    "Int": "int",
    "PayrollTaxNumber": "str",
    "String": "str",
}
_IMPORTS: Final = {"date": "datetime", "AwareDatetime": "pydantic", "Literal": "typing"}
_KEYWORDS: Final = {"from"}
_OF_DOMAIN: Final = {"Sector": "WorkSector"}
"""What the domain calls an enum of the schema, where that is another name."""
_ROOTS: Final = {"Query", "Viewer", "Mutation"}
_OR_NONE: Final = {"quarterReport", "yearMonitor"}
PUBLIC: Final = "public"
"""The audience without a log-in; its operations are written by the whole schema, and it may ask less."""
_HEAD: Final = '"""Generated from the operations beside it by `python -m portal.operations`."""'


class GenerationError(Exception):
    """An operation asks what this can't write as Python; it says what."""


def modules() -> dict[str, str]:
    """The generated modules as they should be, by their path.

    Raises:
        GenerationError: an operation asks what can't be written.
    """
    by_audience: dict[str, dict[str, str]] = {}
    for path, text in texts().items():
        audience, name = path.removesuffix(".graphql").split("/")
        by_audience.setdefault(audience, {})[name] = text
    return {
        f"{audience}/__init__.py": code(build_schema(_schema_of(audience)), operations)
        for audience, operations in by_audience.items()
    }


def code(schema: GraphQLSchema, operations: dict[str, str]) -> str:
    """The module of some operations, their texts by their names.

    Raises:
        GenerationError: one asks what can't be written.
    """
    return _Module(schema).code(operations)


def _schema_of(audience: str) -> str:
    if audience == PUBLIC:
        return (_SCHEMAS.parent / "schema.graphql").read_text(encoding="utf-8")
    return (_SCHEMAS / f"{audience}.graphql").read_text(encoding="utf-8")


class _Module:
    """Writes the operations of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._enums = dict(_enums_of_domain())
        self._classes: dict[str, str] = {}
        self._imports = {"Operation": "portal.operations.operation", "Selection": "portal.operations.operation"}

    def code(self, operations: dict[str, str]) -> str:
        """The module, of texts by the names of their operations."""
        parts = [part for name, text in operations.items() for part in self._operation(name, text)]
        return "\n\n\n".join([f"{_HEAD}\n\n{self._import_lines()}", *parts]) + "\n"

    def _operation(self, name: str, text: str) -> Iterator[str]:
        operation, *others = parse(text, no_location=True).definitions
        root = (
            self._schema.get_root_type(operation.operation) if isinstance(operation, OperationDefinitionNode) else None
        )
        if not isinstance(operation, OperationDefinitionNode) or others or root is None:
            raise GenerationError(f"{name} isn't one operation.")
        yield from self._selection(name, name, root, operation)
        arguments, variables = [], []
        for one in operation.variable_definitions or ():
            graphql_type = type_from_ast(self._schema, one.type)
            if graphql_type is None:
                raise GenerationError(f"{name}: there is no type of ${one.variable.name.value}.")
            argument = _python(one.variable.name.value)
            yield from self._inputs(name, graphql_type)
            arguments.append(f"    {argument}: {self._type(name, graphql_type, None)},\n")
            variables.append(f'            "{one.variable.name.value}": {argument},\n')
        signature = f"(\n    *,\n{''.join(arguments)})" if arguments else "()"
        given = f"{{\n{''.join(variables)}        }}" if variables else "{}"
        yield (
            f"def {camel_to_snake(name)}{signature} -> Operation[{name}]:\n"
            f'    """{name}.graphql."""\n'
            f"    return Operation(\n"
            f'        "{name}",\n'
            f'        "{id_of(text)}",\n'
            f"        {name},\n"
            f"        {given},\n"
            f"    )"
        )

    def _selection(
        self,
        operation: str,
        name: str,
        parent: GraphQLObjectType,
        node: OperationDefinitionNode | FieldNode | InlineFragmentNode,
        *,
        is_member: bool = False,
    ) -> Iterator[str]:
        """The class of what is asked of an object; those of the objects in it come before it."""
        lines = []
        if is_member:
            self._imports |= {"Literal": _IMPORTS["Literal"], "Field": "pydantic"}
            lines.append(f'    typename: Literal["{parent.name}"] = Field(alias="__typename")\n')
        for field in node.selection_set.selections if node.selection_set else ():
            if not isinstance(field, FieldNode) or field.alias or field.directives:
                raise GenerationError(f"{operation}: a fragment, an alias or a directive can't be written as Python.")
            if field.name.value not in parent.fields:
                raise GenerationError(f"{operation}: this audience's {parent.name} has no {field.name.value}.")
            asked = field.name.value
            definition = parent.fields[asked]
            inner = get_named_type(definition.type)
            of_object = f"{operation}{inner}"
            if isinstance(inner, GraphQLObjectType):
                yield from self._selection(operation, of_object, inner, field)
            elif isinstance(inner, GraphQLUnionType):
                of_object = yield from self._members(operation, inner, field)
            annotation = self._type(operation, definition.type, of_object)
            may_be_none = asked in _OR_NONE or not (
                is_non_null_type(definition.type) or definition.args or parent.name in _ROOTS
            )
            if isinstance(definition.type, GraphQLObjectType) and may_be_none:
                annotation = f"{annotation} | None"
            lines.append(f"    {_python(asked)}: {annotation}\n")
        fields = "".join(lines).rstrip()
        if name not in self._classes:
            self._classes[name] = fields
            yield f'class {name}(Selection):\n    """What {operation}.graphql asks of {parent.name}."""\n\n{fields}'
        elif self._classes[name] != fields:
            raise GenerationError(f"{operation}: ask the same of every {parent.name}.")

    def _members(self, operation: str, union: GraphQLUnionType, node: FieldNode) -> Generator[str, None, str]:
        """The classes of what is asked of each type of a union, which `__typename` tells; returns how it is written."""
        first, *asked = node.selection_set.selections if node.selection_set else ()
        members = {one.name: one for one in union.types}
        names = [
            one.type_condition.name.value for one in asked if isinstance(one, InlineFragmentNode) and one.type_condition
        ]
        if not (isinstance(first, FieldNode) and first.name.value == "__typename") or sorted(names) != sorted(members):
            raise GenerationError(f"{operation}: ask of {union.name} its __typename, then once of each of its types.")
        for name, one in zip(names, asked, strict=True):
            assert isinstance(one, InlineFragmentNode)  # noqa: S101 - each has a name
            yield from self._selection(operation, f"{operation}{name}", members[name], one, is_member=True)
        return " | ".join(f"{operation}{name}" for name in names)

    def _inputs(self, operation: str, graphql_type: GraphQLType) -> Iterator[str]:
        """The classes of the input objects in a type; those in one come before it."""
        named = get_named_type(graphql_type)
        if not isinstance(named, GraphQLInputObjectType) or named.name in self._classes:
            return
        lines = []
        for name, one in named.fields.items():
            yield from self._inputs(operation, one.type)
            annotation = self._type(operation, one.type, None)
            if not is_required_input_field(one):
                self._imports["NotRequired"] = "typing"
                annotation = f"NotRequired[{annotation}]"
            lines.append(f"    {name}: {annotation}\n")
        self._imports["TypedDict"] = "typing"
        self._classes[named.name] = "".join(lines)
        yield f'class {named.name}(TypedDict):\n    """The input of this name."""\n\n{"".join(lines).rstrip()}'

    def _type(self, operation: str, graphql_type: GraphQLType, of_object: str | None) -> str:
        """The annotation of a type; an object's is the class of its name."""
        if is_non_null_type(graphql_type):
            return self._present(operation, graphql_type.of_type, of_object)
        found = self._present(operation, graphql_type, of_object)
        return found if isinstance(graphql_type, GraphQLObjectType) else f"{found} | None"

    def _present(self, operation: str, graphql_type: GraphQLType, of_object: str | None) -> str:
        if is_list_type(graphql_type):
            return f"list[{self._type(operation, graphql_type.of_type, of_object)}]"
        if isinstance(graphql_type, GraphQLObjectType | GraphQLUnionType) and of_object is not None:
            return of_object
        if isinstance(graphql_type, GraphQLInputObjectType):
            return graphql_type.name
        if isinstance(graphql_type, GraphQLEnumType):
            return self._enum(graphql_type)
        found = _SCALARS.get(str(graphql_type))
        if found is None:
            raise GenerationError(f"{operation}: nothing here says what a {graphql_type} is in Python.")
        if found in _IMPORTS:
            self._imports[found] = _IMPORTS[found]
        return found

    def _enum(self, graphql_type: GraphQLEnumType) -> str:
        """The domain's own enum; of one that only the API has, or has a part of, its values."""
        values = list(graphql_type.values)
        known = self._enums.get(_OF_DOMAIN.get(graphql_type.name, graphql_type.name))
        if known is None or set(values) < set(known):
            self._imports["Literal"] = _IMPORTS["Literal"]
            return f"Literal[{', '.join(f'{value!r}' for value in values)}]".replace("'", '"')
        if list(known) != values:
            raise GenerationError(f"{graphql_type.name} of the schema isn't the one of {known.__module__}.")
        self._imports[known.__name__] = known.__module__
        return known.__name__

    def _import_lines(self) -> str:
        """Those of the standard library, of others, of ours, as ruff sorts them."""
        groups: list[list[str]] = [[], [], []]
        for module in sorted(set(self._imports.values())):
            names = sorted(name for name, its in self._imports.items() if its == module)
            group = 2 if module.partition(".")[0] in {"domain", "portal"} else 1 if module == "pydantic" else 0
            groups[group].append(f"from {module} import {', '.join(names)}")
        return "\n\n".join("\n".join(group) for group in groups if group)


def _enums_of_domain() -> Iterator[tuple[str, type[StrEnum]]]:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        for name, one in vars(import_module(module.name)).items():
            if isinstance(one, type) and issubclass(one, StrEnum) and one.__module__ == module.name:
                yield name, one


def _python(name: str) -> str:
    """A name of GraphQL as Python writes it; the aliases of `TypedData` are the way back."""
    written = camel_to_snake(name)
    return f"{written}_" if written in _KEYWORDS else written
