"""The fields of a form that was sent, of which one name may have several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from starlette.requests import Request

from auth.forms import has_controls, posted_form


@dataclass(frozen=True, slots=True, repr=False)
class Fields:
    """The values of each field, in the order in which they were sent."""

    values: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> Self:
        """Gather the values that have one name."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return cls(values)

    def all(self, name: str) -> Sequence[str]:
        """The values of this name."""
        return self.values.get(name, ())

    def text(self, name: str) -> str:
        """The one value of this name, without white space around it; empty if there is none, or more than one."""
        values = self.all(name)
        return values[0].strip() if len(values) == 1 else ""

    @property
    def readable(self) -> bool:
        """Whether no value has a control character in it, which nobody typed."""
        return not any(has_controls(value) for values in self.values.values() for value in values)

    def has(self, name: str, value: str) -> bool:
        """Whether this value was chosen."""
        return value in self.all(name)


async def read_fields(request: Request) -> Fields | None:
    """The fields of the body; None if it is no form, or too large."""
    pairs = await posted_form(request)
    return None if pairs is None else Fields.of(pairs)
