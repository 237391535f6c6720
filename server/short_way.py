"""The short way of a request: its header and body at once to what answers, and the reply back in one write.

uvicorn's own way, with a scope, an event, three messages and their checks, costs a third of what a look-up does. Only
what comes as a whole and is of no special kind goes the short way, so whatever is out of the ordinary stays uvicorn's.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from functools import lru_cache
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from graph.replies import Headers, Reply

Replier: TypeAlias = Callable[[list[tuple[bytes, bytes]], bytes], Coroutine[Any, Any, Reply]]
"""Answers a POST, given its header fields (their names in lower case) and its whole body."""

ShortWays: TypeAlias = Mapping[bytes, Replier]
"""What answers by the short way, by the target of the request as it was sent."""

Listener: TypeAlias = tuple[str, int | None] | None
"""The address that a connection came in at."""

log = logging.getLogger("uvicorn.error")

_FAILED: Final = Reply(500, ((b"content-type", b"text/plain; charset=utf-8"),), b"Internal Server Error")
_NO_VALUE: Final = re.compile(b"[\x00-\x08\x0a-\x1f\x7f]")


@runtime_checkable
class HasShortWays(Protocol):
    """An application, some of whose requests may go the short way."""

    def short_ways(self, listener: Listener) -> ShortWays:
        """Those of connections that came in at this address."""
        ...


def short_ways(app: object, listener: Listener) -> ShortWays:
    """Those of an application that may have none."""
    return app.short_ways(listener) if isinstance(app, HasShortWays) else {}


class Connection(Protocol):
    """What an exchange needs of the connection that it takes place on."""

    async def writable(self) -> None:
        """Wait until the client has read enough of what was written before."""
        ...

    def stamp(self) -> bytes:
        """The header lines that every response has."""
        ...

    def reply(self, response: bytes, *, keep_alive: bool) -> None:
        """Write a whole response; the next request has its turn."""
        ...


class Exchange:
    """A request on the short way, and its reply. It is to uvicorn's protocol what a cycle of its own is."""

    __slots__ = ("_connection", "disconnected", "keep_alive", "message_event", "response_complete")

    def __init__(self, connection: Connection, *, keep_alive: bool) -> None:
        self._connection = connection
        self.keep_alive = keep_alive
        self.disconnected = False
        self.response_complete = False
        self.message_event = _NOBODY_WAITS

    async def take_place(self, replying: Coroutine[Any, Any, Reply]) -> None:
        """Wait for the reply, and write it."""
        try:
            status, fields, body = await replying
            head = _head(status, fields)
        except BaseException:  # as uvicorn does: whatever it is, the client gets an answer
            log.exception("Exception in an application")
            status, fields, body = _FAILED
            head = _head(status, fields)
            self.keep_alive = False
        await self._connection.writable()
        if self.disconnected:
            return
        self.response_complete = True
        ending = b"\r\n%b" if self.keep_alive else b"connection: close\r\n\r\n%b"
        self._connection.reply(
            b"%bcontent-length: %d\r\n%b" % (head, len(body), self._connection.stamp()) + ending % body,
            keep_alive=self.keep_alive,
        )


@lru_cache(64)
def _head(status: int, fields: Headers) -> bytes:
    if any(_NO_VALUE.search(value) for _, value in fields):
        raise ValueError("a header field has a control character")
    return STATUS_LINE[status] + b"".join(b"%b: %b\r\n" % field for field in fields)


class _Nobody(asyncio.Event):
    """An event that nobody waits for."""

    def set(self) -> None:
        """Tell nobody."""


_NOBODY_WAITS: Final = _Nobody()
