"""A count of every request, and a line for each that was refused or failed (at LOG_LEVEL=debug for each at all).

Method, route, status and duration; never a path, a query string or an address.
"""

import logging
from asyncio import CancelledError
from time import perf_counter
from typing import Final

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.http.exchange import Exchange
from server.http.health import READY_PATH, readiness
from server.http.lame_duck import LameDuck
from server.http.metrics import Metrics

log = structlog.get_logger("access")

_REFUSED: Final = 400
_HUNG_UP: Final = 499
"""What is noted when the client went away before there was an answer."""
_CLOSING: Final = {"cache-control": "no-store", "connection": "close"}
_UNKNOWN: Final = "unknown route"


class AccessLog:
    """Wraps an application. Of a path is logged what is ours: all of it, or the folder where a client's part begins.

    Args:
        app: what answers.
        routes: our paths, with `{` where something of a client's begins.
        metrics: count requests.
        lame_duck: whether the process was told to stop.
    """

    def __init__(self, app: ASGIApp, routes: frozenset[str], metrics: Metrics, lame_duck: LameDuck) -> None:
        self._app = app
        folders = {path.partition("{")[0] for path in routes if "{" in path}
        self._routes = frozenset(path for path in routes if "{" not in path)
        self._folders = sorted(folders, key=len, reverse=True)
        self._metrics = metrics
        self._lame_duck = lame_duck
        self._every_one = logging.getLogger("access").isEnabledFor(logging.DEBUG)
        metrics.routes({*self._routes, *folders, _UNKNOWN})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, log that, and count it; tell nothing of a fault of ours but that there was one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        exchange = Exchange(send, self._lame_duck)
        if self._lame_duck.begun and scope["path"] == READY_PATH:  # no failure, so neither counted nor noted
            await readiness(["it stops"])(scope, receive, exchange.send)
            return
        try:
            await self._app(scope, receive, exchange.send)
        except Exception:  # of a response that has begun, the client misses a part of its content length
            log.exception("a request failed")
            if not exchange.status:
                await PlainTextResponse("Internal Server Error", 500, _CLOSING)(scope, receive, exchange.send)
        except CancelledError:  # when the process stops, and its time is over
            if not exchange.status:
                response = PlainTextResponse("The service stops; try again.\n", 503, _CLOSING)
                await response(scope, receive, exchange.send)
        finally:
            self._note(scope, exchange.status or _HUNG_UP, perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = self._route(scope["path"])
        self._metrics.request(route, status, seconds)
        if status >= _REFUSED or self._every_one:
            method = scope["method"] if scope["method"].isalpha() else "unknown method"
            log.info("request", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))

    def _route(self, path: str) -> str:
        """Our own name for a path: itself, or the narrowest folder it is in."""
        return path if path in self._routes else next((one for one in self._folders if path.startswith(one)), _UNKNOWN)
