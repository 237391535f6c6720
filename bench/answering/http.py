"""As much of HTTP/1.1 as a client needs that sends one request after the other over one connection."""

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple, cast

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


class Connection(asyncio.Protocol):
    """A connection that waits for at most one answer."""

    def __init__(self, answered: Callable[["Connection", Answer], None], lost: Callable[[], None]) -> None:
        self._answered = answered
        self._lost = lost
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are not of that class

    def send(self, question: bytes) -> None:
        """Ask; only after the answer to what was asked before."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._transport.write(question)

    def data_received(self, data: bytes) -> None:
        """Hand on an answer that is complete."""
        self._received = self._received + data if self._received else data
        answer = parsed(self._received)
        if answer is not None:
            self._received = b""
            self._answered(self, answer)

    def connection_lost(self, _error: Exception | None) -> None:
        """No more answers will come."""
        self._lost()

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()
