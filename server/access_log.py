"""One line a request: method, route, status and duration; never a path, a query string or an address."""

from time import perf_counter
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("access")

_UNKNOWN: Final = "unknown route"
_FOLDERS: Final = ("/downloads/", "/static/")


class AccessLog:
    """Wraps an application. What a client puts in a path is logged only if it is one of our routes."""

    def __init__(self, app: ASGIApp, routes: frozenset[str]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and log that."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = perf_counter()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            log.info(
                "request",
                method=scope["method"] if scope["method"].isalpha() else "unknown method",
                route=self._route(scope["path"]),
                status=status,
                milliseconds=round((perf_counter() - started) * 1000, 1),
            )

    def _route(self, path: str) -> str:
        """Our own name for a path: itself, or the folder it is in."""
        return path if path in self._routes else next((one for one in _FOLDERS if path.startswith(one)), _UNKNOWN)
