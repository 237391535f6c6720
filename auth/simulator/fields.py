"""The fields of a form that was sent, and how a body is read with bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import parse_qsl

from starlette.requests import Request

MAX_BODY: Final = 20_000
MAX_FIELDS: Final = 100

_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"


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

    def has(self, name: str, value: str) -> bool:
        """Whether this value was chosen."""
        return value in self.all(name)


async def read_fields(request: Request) -> Fields | None:
    """The fields of the body; None if it is no form, or one of more than `MAX_BODY` bytes or `MAX_FIELDS` fields."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    return Fields.of(pairs)
