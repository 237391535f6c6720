"""As much of HTTP/1.1 as a client needs that sends one request after the other over one connection."""

from typing import Final, NamedTuple

_END: Final = b"\r\n\r\n"
_LINE: Final = b"\r\n"
_LENGTH: Final = b"\r\ncontent-length:"
_CHUNKED: Final = b"\r\ntransfer-encoding: chunked"
_STATUS: Final = slice(9, 12)


class Answer(NamedTuple):
    """A status and a body."""

    status: int
    body: bytes


def request(port: int, token: str, body: str) -> bytes:
    """The bytes of a question."""
    content = body.encode()
    head = (
        "POST /graphql HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Authorization: Bearer {token}",
        "Accept: application/json",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    )
    return "\r\n".join([*head, "", ""]).encode() + content


def parsed(received: bytes) -> Answer | None:
    """The answer, once it is there as a whole."""
    end = received.find(_END)
    if end < 0:
        return None
    head = received[: end + 2].lower()
    start = end + len(_END)
    place = head.find(_LENGTH)
    if place >= 0:
        length = int(head[place + len(_LENGTH) : head.index(_LINE, place + len(_LINE))])
        body = received[start : start + length] if len(received) >= start + length else None
    elif _CHUNKED in head:
        body = _joined(received, start)
    else:
        raise ValueError(f"an answer without a length: {head!r}")
    return None if body is None else Answer(int(head[_STATUS]), body)


def _joined(received: bytes, place: int) -> bytes | None:
    chunks: list[bytes] = []
    while (end := received.find(_LINE, place)) >= 0:
        size = int(received[place:end].partition(b";")[0], 16)
        place = end + len(_LINE) + size + len(_LINE)
        if len(received) < place:
            return None
        if size == 0:
            return b"".join(chunks)
        chunks.append(received[end + len(_LINE) : place - len(_LINE)])
    return None
