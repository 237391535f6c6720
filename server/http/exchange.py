"""The response to one request: what every header has of the service, and what the access log notes."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.lame_duck import LameDuck


class BegunError(RuntimeError):
    """A response is begun that has begun before."""


class Exchange:
    """Sends the response to one request.

    Attributes:
        status: the response's; 0 before it has begun.
    """

    __slots__ = ("_lame_duck", "_send", "status")

    def __init__(self, send: Send, lame_duck: LameDuck) -> None:
        self._send = send
        self._lame_duck = lame_duck
        self.status = 0

    def send(self, message: Message) -> Awaitable[None]:
        """Send a message of it.

        Raises:
            BegunError: it would be a second response.
        """
        if message["type"] == "http.response.start":
            if self.status:
                raise BegunError
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._lame_duck.fields]
        return self._send(message)


def sending(app: ASGIApp, lame_duck: LameDuck) -> ASGIApp:
    """The application, whose responses say this too."""

    def answer(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return app(scope, receive, Exchange(send, lame_duck).send)

    return answer
