"""A process that was told to stop, and answers a while yet: it isn't ready, and asks clients to go elsewhere.

A load balancer needs time to see that an instance goes. Meanwhile requests come, and are answered; each response
closes its connection, so that the next request goes to another instance.
"""

from collections.abc import Awaitable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.health import READY_PATH

_CLOSE = (b"connection", b"close")


class LameDuck:
    """Whether the process was told to stop."""

    def __init__(self) -> None:
        self._begun = False

    def begin(self) -> None:
        """It was."""
        self._begun = True

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, which from then on isn't ready, and whose responses close their connections."""

        def answer(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
            if not self._begun:
                return app(scope, receive, send)
            answering = _not_ready if scope["path"] == READY_PATH else app
            return answering(scope, receive, _closing(send))

        return answer


def _closing(send: Send) -> Send:
    def close(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), _CLOSE]}
        return send(message)

    return close


async def _not_ready(scope: Scope, receive: Receive, send: Send) -> None:
    response = JSONResponse(
        {"status": "not ready", "problems": ["it stops"]}, 503, headers={"cache-control": "no-store"}
    )
    await response(scope, receive, send)
