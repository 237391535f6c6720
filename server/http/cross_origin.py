"""Scripts of other sites that may read the API's answers: cross-origin resource sharing (the Fetch standard, CORS)."""

from collections.abc import Collection
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_METHODS: Final = ("GET", "POST")
_HEADERS: Final = ("authorization", "traceparent", "tracestate")
_EXPOSED: Final = ("Retry-After", "WWW-Authenticate")


class CrossOrigin:
    """Lets the scripts of some origins read what some paths answer, refusals too; never by a cookie.

    Args:
        app: what answers.
        origins: whose scripts, each as browsers send it in `Origin`.
        asked: the path whose answers are never stored, so that one without `Origin` goes on as it is.
        stored: the path whose answers caches may keep: each says that it differs by `Origin`.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str], asked: str, stored: str) -> None:
        self._app = app
        self._asked = asked
        self._stored = stored
        self._shared = CORSMiddleware(
            app,
            allow_origins=frozenset(origins),
            allow_methods=_METHODS,
            allow_headers=_HEADERS,
            expose_headers=_EXPOSED,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        shared = scope["type"] == "http" and (
            scope["path"] == self._stored or (scope["path"] == self._asked and b"origin" in dict(scope["headers"]))
        )
        await (self._shared if shared else self._app)(scope, receive, send)
