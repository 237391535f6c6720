"""A count of every request, and a line for each that was refused or failed (at LOG_LEVEL=debug for each at all).

Method, route, status and duration; never a path, a query string or an address.
"""

import logging
from functools import partial
from time import perf_counter
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.replies import Reply
from server.metrics import Metrics
from server.short_way import Listener, Replier, ShortWays, short_ways

log = structlog.get_logger("access")

_REFUSED: Final = 400
_HUNG_UP: Final = 499
"""What is noted when the client went away before there was an answer."""
_UNKNOWN: Final = "unknown route"
_FOLDERS: Final = ("/downloads/", "/static/", "/login/", "/simulator/", "/taal/", "/werkgever/")


class AccessLog:
    """Wraps an application. What a client puts in a path is logged only if it is one of our routes."""

    def __init__(self, app: ASGIApp, routes: frozenset[str], metrics: Metrics) -> None:
        self._app = app
        self._routes = routes
        self._metrics = metrics
        self._every_one = logging.getLogger("access").isEnabledFor(logging.DEBUG)
        metrics.routes({*routes, *_FOLDERS, _UNKNOWN})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, log that, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _HUNG_UP
        started = perf_counter()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            status = 500
            raise
        finally:
            method = scope["method"] if scope["method"].isalpha() else "unknown method"
            self._note(method, self._route(scope["path"]), status, perf_counter() - started)

    def short_ways(self, listener: Listener) -> ShortWays:
        """Those of the application, logged and counted."""
        found = short_ways(self._app, listener)
        return {target: partial(self._reply, self._route(target.decode()), way) for target, way in found.items()}

    async def _reply(self, route: str, way: Replier, headers: list[tuple[bytes, bytes]], body: bytes) -> Reply:
        started = perf_counter()
        status = 500
        try:
            reply = await way(headers, body)
            status = reply.status
            return reply
        finally:
            self._note("POST", route, status, perf_counter() - started)

    def _note(self, method: str, route: str, status: int, seconds: float) -> None:
        self._metrics.request(route, status, seconds)
        if status >= _REFUSED or self._every_one:
            log.info("request", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))

    def _route(self, path: str) -> str:
        """Our own name for a path: itself, or the folder it is in."""
        return path if path in self._routes else next((one for one in _FOLDERS if path.startswith(one)), _UNKNOWN)
