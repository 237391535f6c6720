"""The body of a request: whole and not too long, or not at all. Nobody further on waits for a client."""

from starlette.types import Message, Receive

from server.http.edge.refusal import Refused


class HungUp(Exception):  # noqa: N818 - nobody is told
    """The client went away before it had sent all."""


async def received(length: int | None, receive: Receive, most_bytes: int) -> bytes:
    """The whole body of a request that has one.

    Args:
        length: what its header says; None: it doesn't.
        receive: gives its pieces.
        most_bytes: how long it may be.

    Raises:
        Refused: it is too long.
        HungUp: the client went away.
    """
    if length is not None and length > most_bytes:
        raise _too_long(most_bytes)
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise HungUp
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > most_bytes:
            raise _too_long(most_bytes)
        pieces.append(piece)
        # Granian tells the end of a body in a message of its own: what is known to be whole doesn't wait for that one.
        if size == length or not message.get("more_body", False):
            return b"".join(pieces)


class Whole:
    """Receives a body that is there, and then what the server says of the connection."""

    __slots__ = ("_body", "_receive")

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        """The next message."""
        body = self._body
        if body is None:
            return await self._receive()
        self._body = None
        return {"type": "http.request", "body": body, "more_body": False}


def _too_long(most_bytes: int) -> Refused:
    return Refused(413, f"A request has at most {most_bytes} bytes.")
