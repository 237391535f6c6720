"""uvicorn's HTTP protocol, with one write a response, and one look a second at all connections instead of their timers.

A timer of the event loop costs some 13 microseconds each time it is set and taken back, and uvicorn sets one after each
response. A limit for how long a request's header may take it lacks. `short_way` says what else is done here.
"""

import asyncio
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final
from weakref import WeakSet

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from server.short_way import Exchange, Replier, ShortWays, short_ways

SILENT_SECONDS: Final = 10.0
"""How long a connection may be silent between requests, and the header of a request may take."""
_LOOK_SECONDS: Final = 1.0
_LARGE: Final = 1 << 16
_LOOKED_AFTER: Final = WeakSet[ServerState]()


class _Joining:
    """A transport that writes what comes in one step of the event loop at once: a header and its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []
        self._size = 0
        self.is_closing: Callable[[], bool] = transport.is_closing

    def write(self, data: bytes) -> None:
        """Write soon; at once when much is waiting, so that a slow reader is noticed."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        self._size += len(data)
        if self._size > _LARGE:
            self._flush()

    def write_at_once(self, data: bytes) -> None:
        """Write now, after what is waiting."""
        self._flush()
        self._transport.write(data)

    def _flush(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            self._transport.write(data)

    def close(self) -> None:
        """Write what is waiting, then close."""
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Protocol(HttpToolsProtocol):
    """One connection."""

    _silent_since: float | None = None
    """Since when a header has been waited for; None while a request is answered."""
    _short_ways: ShortWays = MappingProxyType({})
    _replier: Replier | None = None
    """What answers the request that is being read, as long as that may go the short way."""
    _fields: int
    """How many header fields it has: more that come after the body don't count."""
    _body: list[bytes]
    _stamped: tuple[list[tuple[bytes, bytes]], bytes] = ([], b"")
    """uvicorn's default header fields, which it makes anew each second, and how they are written."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, whose first request must come soon."""
        if self.server_state not in _LOOKED_AFTER:
            _LOOKED_AFTER.add(self.server_state)
            self.loop.call_later(_LOOK_SECONDS, _close_the_silent, self.loop, self.server_state)
        self._joining = _Joining(transport, self.loop)
        super().connection_made(self._joining)  # type: ignore[arg-type]
        self._silent_since = self.loop.time()
        if self.limit_concurrency is None:
            self._short_ways = short_ways(self.app, self.server)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        if self._replier is not None:  # the request comes in pieces
            self._begin_as_uvicorn()

    def on_message_begin(self) -> None:
        """A request begins: its header must be complete in time."""
        if self._silent_since is not None:
            self._silent_since = self.loop.time()
        self.url = b""
        self.headers = []
        self.expect_100_continue = False

    def on_headers_complete(self) -> None:
        """The header is there."""
        self._silent_since = None
        replier, parser = self._short_ways.get(self.url), self.parser
        if (
            replier is not None
            and (self.cycle is None or self.cycle.response_complete)  # type: ignore[redundant-expr] # None at first
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and not parser.should_upgrade()
            and not self.expect_100_continue
        ):
            self._replier = replier
            self._fields = len(self.headers)
            self._body = []
        else:
            self._begin_as_uvicorn()

    def on_body(self, body: bytes) -> None:
        """A part of the body is there."""
        if self._replier is None:
            super().on_body(body)
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """The request is there as a whole."""
        if self._replier is None:
            super().on_message_complete()
            return
        headers = self.headers if len(self.headers) == self._fields else self.headers[: self._fields]
        exchange = Exchange(self, keep_alive=self.parser.should_keep_alive())
        self.cycle = exchange  # type: ignore[assignment] # which has what uvicorn asks of a cycle
        task = self.loop.create_task(exchange.take_place(self._replier(headers, b"".join(self._body))))
        self._replier = None
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _begin_as_uvicorn(self) -> None:
        """Leave a request whose header is complete, and perhaps a part of its body, to uvicorn."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers.extend(headers)
        super().on_headers_complete()
        if self._replier is not None:
            self._replier = None
            for part in self._body:
                super().on_body(part)

    async def writable(self) -> None:
        """Wait until the client has read enough of what was written before."""
        if self.flow.write_paused:
            await self.flow.drain()

    def stamp(self) -> bytes:
        """The header lines that every response has."""
        fields = self.server_state.default_headers
        if self._stamped[0] is not fields:
            self._stamped = fields, b"".join(b"%b: %b\r\n" % field for field in fields)
        return self._stamped[1]

    def reply(self, response: bytes, *, keep_alive: bool) -> None:
        """Write a whole response; the next request has its turn."""
        self._joining.write_at_once(response)
        if not keep_alive:
            self._joining.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """A request is answered; the next, if it has come already, has its turn."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        else:
            self._silent_since = self.loop.time()

    def close_if_silent(self, since: float) -> None:
        """Close the connection if nothing has come since then."""
        if self._silent_since is not None and self._silent_since < since:
            self.transport.close()


def _close_the_silent(loop: asyncio.AbstractEventLoop, state: ServerState) -> None:
    for connection in list(state.connections):
        if isinstance(connection, Protocol):
            connection.close_if_silent(loop.time() - SILENT_SECONDS)
    if state.connections:
        loop.call_later(_LOOK_SECONDS, _close_the_silent, loop, state)
    else:
        _LOOKED_AFTER.discard(state)
