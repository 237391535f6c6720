"""What a request is told that gets no further than the edge."""

from typing import Final

import orjson
from starlette.types import Scope, Send

from graph.http.requests import JSON, RequestHeaders, answer_type
from graph.suwinet.contract import PATH as SUWINET_PATH
from graph.suwinet.envelope import FAULT_ACTION, written
from graph.suwinet.faults import SoapFault

_GRAPHQL_PATH: Final = "/graphql"
_OVERLOADED: Final = 503


class Refused(Exception):  # noqa: N818 - it is an answer
    """A request that is refused, for a reason that its sender can do something about.

    Attributes:
        status: the HTTP status.
        retry_after: in how many seconds it may come again, if that is worth trying.
        closes: whether the connection is of no more use, since nobody knows where the next request begins.
    """

    def __init__(self, status: int, message: str, *, retry_after: int | None = None, closes: bool = True) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.closes = closes

    async def answer(self, scope: Scope, send: Send) -> None:
        """Tell it: as GraphQL over HTTP at /graphql, as a SOAP fault to Suwinet, as plain text anywhere else."""
        media_type, body = "text/plain", f"{self}\n".encode()
        code = "UNAVAILABLE" if self.status == _OVERLOADED else "BAD_USER_INPUT"
        if scope["path"] == _GRAPHQL_PATH:
            accept = RequestHeaders(scope["headers"]).first(b"accept")
            media_type = (self.status != 431 and answer_type(accept)) or JSON  # noqa: PLR2004 - that may be too long
            body = orjson.dumps({"errors": [{"message": str(self), "extensions": {"code": code}}]})
        elif scope["path"] == SUWINET_PATH:
            media_type, body = (
                "text/xml",
                written(SoapFault(self.status, str(self), code).element(), FAULT_ACTION, None),
            )
        headers = [
            (b"cache-control", b"no-store"),
            (b"content-length", b"%d" % len(body)),
            (b"content-type", f"{media_type}; charset=utf-8".encode()),
            (b"x-content-type-options", b"nosniff"),
        ]
        if self.retry_after is not None:
            headers.append((b"retry-after", b"%d" % self.retry_after))
        if self.closes and scope["http_version"].startswith("1"):
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
