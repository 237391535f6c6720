"""An operation to ask, and the types of its answer; `<audience>/__init__.py` has those of each portal, generated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


def _as_graphql_writes_it(name: str) -> str:
    """A field of an answer; one that is a keyword of Python has an underscore after it here."""
    return to_camel(name).rstrip("_")


class TypedData(BaseModel):
    """What has these fields and no others. Neither its repr nor an error tells what they hold."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", alias_generator=_as_graphql_writes_it, hide_input_in_errors=True
    )

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Nothing: a repr may come into a log."""
        return ()


class Selection(TypedData, strict=True):
    """What an operation asks of one object; a value of another type isn't made to fit."""


Data = TypeVar("Data", bound=Selection)


@dataclass(frozen=True, slots=True, repr=False)
class Operation(Generic[Data]):
    """One operation with its variables.

    Attributes:
        name: what its file is called.
        document_id: by which the register knows its text.
        data: the type of what it is answered.
        variables: by the names that the document gives them.
    """

    name: str
    document_id: str
    data: type[Data]
    variables: Mapping[str, object]
