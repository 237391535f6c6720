"""The pages for what went wrong: each says what to do next, and gives back what was typed."""

from collections.abc import Mapping
from typing import Final

import structlog
from pydantic import ValidationError
from starlette.responses import Response

from auth.login.sessions import SESSION_COOKIE
from domain.roles import Role
from portal.api import ApiError
from portal.cookies import drop_cookie
from portal.frame import HOMES
from portal.page_request import PageRequest

log = structlog.get_logger()

_FAILURES: Final[Mapping[str, tuple[str, int]]] = {
    "UNAVAILABLE": ("unavailable", 503),
    "TIMEOUT": ("timeout", 503),
    "RATE_LIMITED": ("rate_limited", 429),
    "FORBIDDEN": ("forbidden", 403),
    "PURPOSE_NOT_ALLOWED": ("forbidden", 403),
    "FIELD_NOT_VISIBLE": ("forbidden", 403),
    "INSUFFICIENT_ASSURANCE": ("forbidden", 403),
    "BAD_USER_INPUT": ("form", 400),
}


async def session_over(request: PageRequest, back: str | None = None, fields: dict[str, str] | None = None) -> Response:
    """The page that says that one has to log in again, and keeps what was typed, and where: by default, here."""
    role = request.role or Role.CITIZEN
    here = request.path if request.role else HOMES[role]
    response = await request.page(
        "session_over.html",
        403,
        providers=request.portal.providers.of(role),
        back=back or here,
        path=back or here,
        fields=_typed(request) if fields is None else fields,
        csrf=request.form.get("csrf", ""),
        crumbs=[],
    )
    drop_cookie(response, SESSION_COOKIE)
    return response


async def unfit(request: PageRequest, error: ValidationError) -> Response:
    """The page for an answer that isn't of its type; logged are the type, where and how, and nothing of what it is."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]  # else the name that was sent
    log.error("data are not of their type", type=error.title, at=".".join(map(str, place)), fault=first["type"])
    return await failed(request, "internal", 500)


async def failed_with(request: PageRequest, code: str, error: ApiError | None = None) -> Response:
    """The page for what the register answered."""
    if code == "UNAUTHENTICATED":
        request.visitor = None
        return await session_over(request)
    name, status = _FAILURES.get(code, ("internal", 500))
    wait = error.retry_after if error else None
    response = await failed(request, name, status, wait=wait, trace_id=error.trace_id if error else None)
    if status in {429, 503}:
        response.headers["retry-after"] = str(wait or 5)
    return response


async def failed(
    request: PageRequest, name: str, status: int, *, wait: int | None = None, trace_id: str | None = None
) -> Response:
    """A page that says what went wrong and what to do next; what was typed can be sent again from it.

    Args:
        request: what was asked.
        name: the entry in the catalogue's table `failed`.
        status: the HTTP status.
        wait: in how many seconds it may work again.
        trace_id: by which its makers find what went wrong.
    """
    minutes = max(1, -(-wait // 60)) if wait else None
    typed = _typed(request)
    return await request.page(
        "failed.html",
        status,
        name=name,
        minutes=minutes,
        trace_id=trace_id,
        fields=typed,
        action=request.http.url.path,
    )


def _typed(request: PageRequest) -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf"}
