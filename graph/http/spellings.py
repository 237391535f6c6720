"""The spellings of a document: what a client library makes of it before it sends it, or the hash of it.

Apollo's and urql's clients print a document anew and ask `__typename` of every object below the operation. Neither
changes what is asked, so a document is recognised by what is left when both are undone.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    REMOVE,
    DocumentNode,
    FieldNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    VisitorAction,
    print_ast,
    visit,
)

_TYPENAME: Final = "__typename"


class _WithoutTypename(Visitor):
    """Takes out every plain `__typename`."""

    def enter_field(self, node: FieldNode, *_args: Any) -> VisitorAction:
        """Leave it out, unless it is renamed or depends on a directive."""
        plain = node.name.value == _TYPENAME and not node.alias and not node.directives
        return REMOVE if plain else None


class _WithTypename(Visitor):
    """Asks `__typename` last in each selection below the operation that has no field of introspection."""

    def leave_selection_set(self, node: SelectionSetNode, _key: object, parent: object, *_args: Any) -> Any:
        """The selections with one more."""
        if isinstance(parent, OperationDefinitionNode) or any(
            isinstance(one, FieldNode) and one.name.value.startswith("__") for one in node.selections
        ):
            return None
        return SelectionSetNode(selections=(*node.selections, FieldNode(name=NameNode(value=_TYPENAME))))


def essence(document: DocumentNode) -> str:
    """The same text for all spellings of a document."""
    return print_ast(visit(document, _WithoutTypename()))


def spellings(text: str, document: DocumentNode) -> Iterator[str]:
    """The texts in which clients send a document: as it stands, and printed, as it is or with `__typename`.

    graphql-js leaves an empty line between definitions, urql's printer doesn't.
    """
    yield text
    for one in (document, visit(document, _WithTypename())):
        printed = [print_ast(definition) for definition in one.definitions]
        yield "\n\n".join(printed)
        yield "\n".join(printed)


def sha256(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
