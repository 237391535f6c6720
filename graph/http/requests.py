"""From an HTTP request to what it asks, or to a clear 4xx: GraphQL over HTTP, before any GraphQL is read."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from graph.http.trusted_documents import ARGUMENT, DocumentId, PersistedQuery

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"

BODY: Final = "doelgroepregister.body"
"""Where an ASGI scope has the body of a request that passed the edge, which waits for all of it."""

_SHORT: Final = 200
"""Characters of a header field whose reading is remembered."""
_MOST_RANGES: Final = 50
_MOST_PARAMETERS: Final = 10

_UTF_8: Final = frozenset({"utf-8", "utf8"})
_PERSISTED: Final = "persistedQuery"
_PARAMETERS: Final = frozenset({"query", ARGUMENT, "operationName", "variables", "extensions"})


class Request(NamedTuple):
    """What a client asks: a document by its text, its id, or the hash of what would be its text."""

    document: str | DocumentId | PersistedQuery
    operation_name: str | None
    variables: dict[str, Any]


class RequestHeaders:
    """The headers of a request, read by their names in lower case. `raw`: as ASGI has them."""

    __slots__ = ("_first", "raw")

    def __init__(self, given: Sequence[tuple[bytes, bytes]]) -> None:
        self.raw = given
        self._first = dict(given)
        if len(self._first) != len(given):  # one that is there twice
            self._first = dict(reversed(given))

    def first(self, name: bytes) -> str | None:
        """The first header of this name."""
        value = self._first.get(name)
        return None if value is None else value.decode("latin-1")

    def all(self, name: bytes) -> list[str]:
        """All headers of this name."""
        if name not in self._first:
            return []
        return [value.decode("latin-1") for one, value in self.raw if one == name]


class Malformed(Exception):  # noqa: N818 - it is an answer
    """A request that isn't GraphQL over HTTP; always a 4xx, whatever the media type of the answer.

    `argument` is the parameter that is wrong, where the message is about one.
    """

    def __init__(self, status: int, message: str, argument: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.argument = argument


def answer_type(accept: str | None) -> str | None:
    """The media type of the answer: the one the client likes best, or None if it accepts neither.

    Who likes both as much gets the one named first, and who names neither gets application/json, as older clients
    expect. Of a long header the first ranges count.
    """
    return (_liked_best if len(accept or "") <= _SHORT else _liked_best.__wrapped__)(accept)


@lru_cache(100)
def _liked_best(accept: str | None) -> str | None:
    ranges: dict[str, float] = {}
    for part in (accept or "*/*").split(",", _MOST_RANGES)[:_MOST_RANGES]:
        media_range, *parameters = [piece.strip().lower() for piece in part.split(";", _MOST_PARAMETERS)]
        ranges[media_range] = next((_quality(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
    anything = ranges.get("application/*", ranges.get("*/*", 0.0))
    named = [one for one in ranges if one in {JSON, GRAPHQL_JSON}]
    best = max([*named, JSON, GRAPHQL_JSON], key=lambda one: ranges.get(one, anything))
    return best if ranges.get(best, anything) > 0 else None


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def check_type(headers: RequestHeaders) -> None:
    """Look at what a body is said to be, before it is read.

    Raises:
        Malformed: it isn't JSON in UTF-8.
    """
    refused = _refused_type(headers.first(b"content-type"), headers.first(b"content-encoding"))
    if refused:
        raise Malformed(415, refused)


async def received(receive: Receive, most_bytes: int) -> bytes:
    """A body that is still to come, of a request that didn't pass the edge.

    Raises:
        Malformed: it is too large, or isn't whole.
    """
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Malformed(400, "The request was cut off.")
        body += message.get("body", b"")
        if len(body) > most_bytes:
            raise _too_large(413, most_bytes)
        more = message.get("more_body", False)
    return body


def posted(body: bytes) -> Request:
    """The request in a body.

    Raises:
        Malformed: it isn't JSON in UTF-8 with a document.
    """
    return _request(_json(body, "The body"))


def _refused_type(content_type: str | None, content_encoding: str | None) -> str | None:
    """Why a body of this type can't be read; None if it can."""
    if len(content_type or "") > _SHORT or len(content_encoding or "") > _SHORT:
        return f"Send the query as {JSON}, and say so in a few words."
    return _unreadable(content_type, content_encoding)


@lru_cache(100)
def _unreadable(content_type: str | None, content_encoding: str | None) -> str | None:
    media_type, *parameters = [piece.strip().lower() for piece in (content_type or "").split(";")]
    if media_type != JSON:
        return f"Send the query as {JSON}."
    if any(one.startswith("charset=") and one[8:].strip('"') not in _UTF_8 for one in parameters):
        return "Send the query in UTF-8."
    if (content_encoding or "identity").strip().lower() != "identity":
        return "Send the query as it is, without a content encoding."
    return None


def queried(scope: Scope, most_bytes: int) -> Request:
    """The request in a query string.

    Raises:
        Malformed: it is no UTF-8, has no document or one parameter twice, or is too large.
    """
    if len(scope["query_string"]) > most_bytes:
        raise _too_large(414, most_bytes)
    try:
        pairs = parse_qsl(
            scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except ValueError as error:
        raise Malformed(400, "The query string can't be read, or has too many parameters.") from error
    sent: dict[str, Any] = {}
    for name, value in pairs:
        if name in sent:
            raise Malformed(400, "A parameter is given twice.")
        if name in _PARAMETERS:
            sent[name] = value
    for name in ("variables", "extensions"):
        if name in sent:
            sent[name] = _json(sent[name].encode(), f"`{name}`")
    return _request(sent)


def _too_large(status: int, most_bytes: int) -> Malformed:
    return Malformed(status, f"A request has at most {most_bytes} bytes.")


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed(400, f"{what} is not JSON in UTF-8, or is nested too deeply.") from error


def _request(sent: Any) -> Request:
    if not isinstance(sent, dict):
        raise Malformed(400, 'The body is a JSON object: {"query": ..., "variables": ...}.')
    name, variables = sent.get("operationName"), sent.get("variables")
    if name is not None and not isinstance(name, str):
        raise Malformed(400, "`operationName` is not a string.")
    if variables is not None and not isinstance(variables, dict):
        raise Malformed(400, "`variables` is not an object.")
    extensions = sent.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise Malformed(400, "`extensions` is not an object.")
    document = _document(sent.get("query"), sent.get(ARGUMENT), extensions or {})
    return Request(document, name or None, variables or {})


def _document(query: object, named: object, extensions: dict[str, Any]) -> str | DocumentId | PersistedQuery:
    if named is None:
        if isinstance(query, str):
            return query
        if query is None and _PERSISTED in extensions:
            return _persisted(extensions[_PERSISTED])
        raise Malformed(400, f"`query` is missing or is not a string; send it, or a `{ARGUMENT}`.", "query")
    if query is not None:
        raise Malformed(400, f"Send a `query` or a `{ARGUMENT}`, not both.", ARGUMENT)
    document = DocumentId.read(named)
    if document is None:
        raise Malformed(400, f"`{ARGUMENT}` is not `sha256:` and 64 lower-case hexadecimal digits.", ARGUMENT)
    return document


def _persisted(sent: object) -> PersistedQuery:
    """Apollo's persisted query; its text, where it is sent as well, is what counts."""
    digest = sent.get("sha256Hash") if isinstance(sent, dict) else None
    if not isinstance(digest, str):
        raise Malformed(400, f"`extensions.{_PERSISTED}` has no `sha256Hash`; send it, or the `query`.", "extensions")
    return PersistedQuery(digest)
