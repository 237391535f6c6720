"""Granian, as every process of the service runs it: applications on sockets that are listened on already.

Granian's own supervisor is not used (decision 15); its embedded server is, one for each socket.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from granian.asgi import LifespanProtocol
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined] # not re-exported
from granian.server.embed import Server
from starlette.types import ASGIApp

from server.errors import CommandError
from server.http.lame_duck import LameDuck
from server.http.listening import BACKLOG, Listener

log = structlog.get_logger()

HEADER_SECONDS: Final = 10.0
"""How long a connection may be silent between requests, and the header of a request may take."""
_BUFFER_BYTES: Final = 32 * 1024
"""What of a request is read before its header section must be complete."""
_ONLY_LEVELS: Final = {"incremental": True, "handlers": {}, "formatters": {}, "loggers": {}}
"""Granian's logging as it is configured elsewhere: its own handlers would write what nobody redacts."""


class HttpServer:
    """Applications that answer on sockets, until told to stop.

    Args:
        app: has a lifespan, and answers on all but the last socket.
        served: the sockets, and what answers on each.
        connections: how many there may be at the same time on each socket; others wait to be accepted.
        lame_duck: what tells the applications that the process was told to stop.
    """

    def __init__(
        self,
        app: ASGIApp,
        served: Sequence[tuple[Listener, ASGIApp]],
        connections: int,
        lame_duck: LameDuck,
    ) -> None:
        self._app = app
        self._served = served
        self._connections = connections
        self._lame_duck = lame_duck
        self._told = asyncio.Event()

    def stop(self) -> None:
        """Tell it to stop."""
        self._told.set()

    async def serve(self, lame_duck_seconds: float, grace: float, started: Callable[[], None]) -> None:
        """Serve until told to stop, go on for a while, then answer what is under way.

        Args:
            lame_duck_seconds: how long it accepts connections yet after it was told to stop.
            grace: how long requests under way then get to be answered.
            started: called when it answers.

        Raises:
            CommandError: it doesn't start, or ends by itself.
        """
        lifespan = LifespanProtocol(self._app)
        await lifespan.startup()
        if lifespan.exc is not None or lifespan.interrupt:
            raise CommandError("The service can't be started.") from lifespan.exc
        servers = [_OnSocket(app, one, self._connections) for one, app in self._served]
        serving = [asyncio.ensure_future(server.serve()) for server in servers]
        told = asyncio.ensure_future(self._told.wait())
        started()
        await asyncio.wait([*serving, told], return_when=asyncio.FIRST_COMPLETED)
        if not told.done():
            raise CommandError("The HTTP server has ended by itself.")
        self._lame_duck.begin()
        await asyncio.sleep(lame_duck_seconds)
        for server in servers:
            server.stop()  # type: ignore[no-untyped-call] # inherited, and so not excluded by its module
        _, late = await asyncio.wait(serving, timeout=grace)
        if late:
            log.warning("requests were not answered in time", seconds=grace)
        await lifespan.shutdown()


class _OnSocket(Server):
    """Granian's embedded server on a socket that somebody else made."""

    def __init__(self, app: ASGIApp, listener: Listener, connections: int) -> None:
        super().__init__(
            app,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backpressure=connections,
            http1_settings=HTTP1Settings(header_read_timeout=int(HEADER_SECONDS * 1000), max_buffer_size=_BUFFER_BYTES),
            log_level=LogLevels.error,
            log_dictconfig=_ONLY_LEVELS,
        )
        self._listener = listener

    def _init_shared_socket(self) -> None:
        """Hand over the socket, which Granian closes when it accepts no more."""
        is_unix = self._listener.is_unix
        descriptor = self._listener.socket.detach()
        self._shd = SocketHolder(descriptor, is_unix, BACKLOG)  # type: ignore[call-arg,assignment] # as Granian's own
