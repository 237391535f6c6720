"""The edge: an ASGI application around the application."""

from asyncio import CancelledError
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.http.requests import BODY
from server.http.edge.body import HungUp, Whole, received
from server.http.edge.header import settled
from server.http.edge.limits import EdgeLimits
from server.http.edge.places import BUSY
from server.http.edge.refusal import Refused
from server.http.edge.under_way import UnderWay
from server.http.exchange import BegunError

log = structlog.get_logger()

RETRY_SECONDS: Final = 2


class Edge:
    """Hands on requests that are there as a whole and for which there is room.

    Args:
        app: what answers them.
        most_bytes: how long a body may be.
        limits: what else a request may take.
        always: the paths that are answered however many others are; nothing bounds those, so they take no body.
        shed: told of each request that is refused as there are too many, by the name of the limit, `all`.
    """

    def __init__(
        self,
        app: ASGIApp,
        most_bytes: int,
        limits: EdgeLimits,
        always: frozenset[str],
        shed: Callable[[str], None] = lambda _limit: None,
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._body_seconds = limits.body_seconds
        self._always = always
        self._shed = shed
        self._under_way = UnderWay(limits.in_flight, limits.body_seconds, limits.request_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        under_way, whole, task = self._under_way, False, None
        try:
            scope["headers"], length = settled(scope["headers"], scope["http_version"])
            self._check(scope["path"], length)
            task = under_way.wait()
            if length != 0:
                scope[BODY] = body = await received(length, receive, self._most_bytes)
                receive = Whole(body, receive)
                if under_way.is_full:
                    raise self._too_busy()
            under_way.answer(task)
            whole = True
            await self._app(scope, receive, send)
        except Refused as refused:
            await refused.answer(scope, send)
        except (HungUp, ClientDisconnect):
            return  # nobody is there to be told
        except CancelledError:
            if task is None or not under_way.was_late(task):
                raise
            with suppress(BegunError):  # then it is cut short: what is left of its length tells the client
                await self._late(whole=whole).answer(scope, send)
        finally:
            if task is not None:
                under_way.end(task)

    def _check(self, path: str, length: int | None) -> None:
        """Refuse what there is no room for, before any of its body is waited for."""
        if path in self._always:
            if length != 0:
                raise Refused(413, "A request to this path has no body: send it without one.")
        elif self._under_way.is_full or (length != 0 and not self._under_way.has_room_to_wait()):
            raise self._too_busy()

    def _too_busy(self) -> Refused:
        self._shed("all")
        return Refused(503, BUSY, retry_after=RETRY_SECONDS, closes=False)

    def _late(self, *, whole: bool) -> Refused:
        if whole:
            log.warning("an answer took too long")
            return Refused(503, "The answer took too long; try again later.", retry_after=RETRY_SECONDS)
        return Refused(408, f"The body of a request must be there in {self._body_seconds:g} seconds.")
