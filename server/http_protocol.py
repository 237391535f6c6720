"""uvicorn's HTTP protocol with two things it lacks: one write a response, and a time limit for a request's header."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS: Final = 10.0
"""How long a connection may be silent, or the header of a request may take."""
_LARGE: Final = 1 << 16


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

    _too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, whose first request must come soon."""
        super().connection_made(_Joining(transport, self.loop))  # type: ignore[arg-type]
        self._wait_for_header()

    def on_message_begin(self) -> None:
        """A request begins: its header must be complete in time."""
        self._wait_for_header()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The header is there."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_header(self) -> None:
        self._stop_waiting()
        self._too_late = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
