"""uvicorn's HTTP protocol, with one write a response, and one look a second at all connections instead of their timers.

A timer of the event loop costs some 13 microseconds each time it is set and taken back, and uvicorn sets one after each
response. A limit for how long a request's header may take it lacks.
"""

import asyncio
from typing import Any, Final
from weakref import WeakSet

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

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

    def write(self, data: bytes) -> None:
        """Write soon; at once when much is waiting, so that a slow reader is noticed."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        self._size += len(data)
        if self._size > _LARGE:
            self._flush()

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

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, whose first request must come soon."""
        if self.server_state not in _LOOKED_AFTER:
            _LOOKED_AFTER.add(self.server_state)
            self.loop.call_later(_LOOK_SECONDS, _close_the_silent, self.loop, self.server_state)
        super().connection_made(_Joining(transport, self.loop))  # type: ignore[arg-type]
        self._silent_since = self.loop.time()

    def on_message_begin(self) -> None:
        """A request begins: its header must be complete in time."""
        if self._silent_since is not None:
            self._silent_since = self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The header is there."""
        self._silent_since = None
        super().on_headers_complete()

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
