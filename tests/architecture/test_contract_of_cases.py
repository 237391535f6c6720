"""The schema has all that clients of cases rely on, to the letter: names, arguments, types, vocabularies."""

from collections.abc import Iterator

import pytest
from graphql import (
    DefinitionNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

from graph.schema.build import printed
from tests.conftest import ROOT

CONTRACT = (ROOT / "tests" / "fixtures" / "contract_cases.graphql").read_text(encoding="utf-8")


def lines(text: str) -> set[str]:
    """What a schema promises, a line each."""
    return {line for definition in parse(text).definitions for line in _of(definition)}


def _of(definition: DefinitionNode) -> Iterator[str]:
    if isinstance(definition, EnumTypeDefinitionNode):
        yield from (f"{definition.name.value}.{one.name.value}" for one in definition.values or ())
    elif isinstance(definition, UnionTypeDefinitionNode):
        yield f"{definition.name.value} = {' | '.join(sorted(one.name.value for one in definition.types or ()))}"
    elif isinstance(definition, ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InputObjectTypeDefinitionNode):
        for one in definition.fields or ():
            own = f"{definition.name.value}.{one.name.value}"
            yield f"{own}: {print_ast(one.type)}"
            if isinstance(one, FieldDefinitionNode):
                yield from (_argument(own, each) for each in one.arguments or ())


def _argument(own: str, argument: InputValueDefinitionNode) -> str:
    return f"{own}({argument.name.value}: {print_ast(argument.type)})"


def test_all_that_the_contract_promises_is_there() -> None:
    assert lines(CONTRACT) - lines(printed()) == set()


@pytest.mark.parametrize("kind", ["CaseState", "CaseKind", "CaseAction", "RefusalCode", "LetterKind", "EventKind"])
def test_a_vocabulary_of_the_contract_has_no_other_value(kind: str) -> None:
    ours, theirs = ({one for one in lines(text) if one.startswith(f"{kind}.")} for text in (printed(), CONTRACT))
    assert ours == theirs
