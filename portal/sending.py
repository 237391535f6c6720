"""A form that does something when it is sent: once, whatever comes between."""

from typing import Final

from starlette.responses import Response

from portal.api import ApiError
from portal.endpoint import Handler
from portal.failures import failed
from portal.page_request import PageRequest

_AWAY: Final = frozenset({"UNAVAILABLE", "TIMEOUT"})
_RETRY_SECONDS: Final = 5


def sending(handler: Handler) -> Handler:
    """A page with such a form: while the register is away it says that nothing was sent, and keeps what was typed."""

    async def answer(request: PageRequest) -> Response:
        try:
            return await handler(request)
        except ApiError as error:
            if request.http.method != "POST" or error.code not in _AWAY:
                raise
            response = await failed(request, "unsent", 503, wait=error.retry_after, trace_id=error.trace_id)
            response.headers["retry-after"] = str(error.retry_after or _RETRY_SECONDS)
            return response

    return answer
