"""What GET answers of a file that a sealed link names, beside the file: nothing of it is kept anywhere."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.authentication import Authenticator, Challenge, Credentials
from auth.principal import Principal
from domain.errors import ForbiddenError, RegisterError, UnavailableError
from graph.context import Context, Register
from graph.cursors import BrokenSealError
from graph.disclosure_records import refused
from graph.errors import extensions
from graph.http.trace import trace_of

PRIVATE: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_STATUS: Final = {"FORBIDDEN": 403, "INTERNAL": 500, "UNAVAILABLE": 503, "TIMEOUT": 503}


class LinkParts(NamedTuple):
    """What answers who follows a link."""

    authenticator: Authenticator
    register: Register
    today: Callable[[], date]


async def viewer_of(request: Request, authenticator: Authenticator) -> Principal:
    """Who asks, by session or token.

    Raises:
        Challenge: nobody has logged in.
    """
    principal = await authenticator.authenticate(Credentials.of(request.scope["headers"], navigation=True))
    if principal is None:
        raise Challenge("UNAUTHENTICATED", "Log in to download this.", authenticator.challenge())
    return principal


def not_get() -> Response:
    """The answer to another method: Starlette lets HEAD in, which would record someone and hand over nothing."""
    return _fault(405, "Download this by GET.", {"code": "BAD_USER_INPUT"}, {"allow": "GET"})


def no_such_kind(message: str) -> Response:
    """The answer to a file of another kind than there are."""
    return _fault(404, message, {"code": "BAD_USER_INPUT"})


def link_over() -> Response:
    """The answer to a link that isn't ours, isn't this log-in's, or is over; the same for each."""
    return _fault(404, "This link is over, or belongs to another log-in; ask for a new one.", {"code": "FORBIDDEN"})


def challenged(challenge: Challenge) -> Response:
    """The answer to who must log in first."""
    headers = {"www-authenticate": challenge.www_authenticate}
    return _fault(401, challenge.message, {"code": challenge.code}, headers)


def failed(error: RegisterError) -> Response:
    """The answer when the file can't be given."""
    status = _STATUS.get(error.code, 400)
    wait = error.retry_after if isinstance(error, UnavailableError) else 5
    headers = {"retry-after": str(wait)} if status == 503 else {}  # noqa: PLR2004 - unavailable
    return _fault(status, str(error), extensions(error), headers)


async def by_link(
    request: Request,
    parts: LinkParts,
    operation: bytes,
    fields: str,
    reply: Callable[[Context], Awaitable[Response]],
) -> Response:
    """What a reply makes for who follows a sealed link; what isn't theirs is recorded, and told like what isn't there.

    Args:
        request: the request.
        parts: who tells who asks, the register, and the day.
        operation: what names the request in the log.
        fields: what the file hands over, as coordinates.
        reply: makes the answer, or raises what a link or the register raises.
    """
    context: Context | None = None
    try:
        viewer, trace = await viewer_of(request, parts.authenticator), trace_of(request.headers.get("traceparent"))
        context = Context(viewer, parts.today(), parts.register, operation, trace)
        return await reply(context)
    except Challenge as challenge:
        return challenged(challenge)
    except (BrokenSealError, ForbiddenError):
        if context is not None:
            parts.register.log.refuse(context.viewer.role, refused(context, fields), ForbiddenError.code)
        return link_over()
    except RegisterError as error:
        return failed(error)


def _fault(status: int, message: str, details: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    errors = {"errors": [{"message": message, "extensions": details}]}
    return JSONResponse(errors, status, headers={**PRIVATE, **(headers or {})})
