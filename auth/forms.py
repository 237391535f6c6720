"""A form that a browser posts, read with bounds."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

MOST_BYTES: Final = 20_000
MOST_FIELDS: Final = 100

_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"


async def posted_form(request: Request, most_fields: int = MOST_FIELDS) -> list[tuple[str, str]] | None:
    """The names and values of the body, in their order; None if it is no form, or more than `MOST_BYTES` or fields."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media_type != _MEDIA_TYPE:
        return None
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most_fields)
    except ValueError:
        return None
