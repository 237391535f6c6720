"""Replies: what goes back over HTTP before it is written, as ASGI's messages or in one piece."""

from typing import Final, NamedTuple, TypeAlias

import orjson
from starlette.types import Message

from graph.errors import JsonObject
from graph.http.requests import GRAPHQL_JSON, JSON

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]


class Reply(NamedTuple):
    """A response. Its header has all but the content's length, which follows from the body."""

    status: int
    headers: Headers
    body: bytes


_ALWAYS: Final = (
    (b"cache-control", b"no-store"),
    (b"vary", b"accept, authorization, cookie"),
    (b"x-content-type-options", b"nosniff"),
)
_WITH_BODY: Final = {
    media_type: (*_ALWAYS, (b"content-type", f"{media_type}; charset=utf-8".encode()))
    for media_type in (JSON, GRAPHQL_JSON)
}


def replied(status: int, content: JsonObject | None, media_type: str, more: tuple[tuple[str, str], ...] = ()) -> Reply:
    """The reply with this content, or with none, and more header fields."""
    headers = _ALWAYS if content is None else _WITH_BODY[media_type]
    if more:
        headers = (*headers, *((name.encode("latin-1"), value.encode("latin-1")) for name, value in more))
    return Reply(status, headers, b"" if content is None else orjson.dumps(content))


def messages(reply: Reply) -> tuple[Message, Message]:
    """What sends it by ASGI."""
    length = ((b"content-length", b"%d" % len(reply.body)),) if reply.body else ()
    return (
        {"type": "http.response.start", "status": reply.status, "headers": [*reply.headers, *length]},
        {"type": "http.response.body", "body": reply.body},
    )
