"""A form that a browser posts, read with bounds, and what people type into one."""

import re
import unicodedata
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

MOST_BYTES: Final = 20_000
MOST_FIELDS: Final = 100

_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
_SPACES: Final = "\t\n\r"
_UNSEEN_OR_DASH: Final = {"Cf", "Pd"}
_BETWEEN_DIGITS: Final = re.compile(r"[\s.\-]")


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


def has_controls(text: str) -> bool:
    """Whether there are characters in it that nobody types or reads (Unicode's Cc), but for white space."""
    return any(unicodedata.category(sign) == "Cc" and sign not in _SPACES for sign in text)


def typed_digits(text: str) -> str:
    """The digits of a number, without the spaces, dots and dashes that people put between them.

    Nor the signs that come along unseen where it was copied from: marks of direction, joiners, a byte order mark.
    """
    return _BETWEEN_DIGITS.sub("", "".join(sign for sign in text if unicodedata.category(sign) not in _UNSEEN_OR_DASH))
