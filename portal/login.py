"""Logging in and out: to the identity provider and back, the session's end, and staying logged in."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auth.errors import InsufficientAssuranceError
from auth.login import LogInError, LogInFault, Provider
from auth.public_url import is_at
from auth.sessions import LOG_IN_SECONDS
from domain.errors import UnavailableError
from domain.roles import Role
from portal.frame import HOMES
from portal.sessions import LOG_IN_COOKIE, SESSION_COOKIE, drop_cookie, set_cookie
from portal.visits import PRIVATE, Portal, Visit, back_to, endpoint, failed

log = structlog.get_logger()

_MOVED: Final = "verplaatst"
_KEPT: Final = "veld."
"""What a field is called that is kept for after the log-in."""


def routes(portal: Portal) -> list[Route]:
    """The paths of a log-in."""
    return [
        Route("/login/{slug}", endpoint(portal, begin, own_csrf=True, by_head=False), methods=["GET", "POST"]),
        Route("/login/{slug}/callback", endpoint(portal, complete, by_head=False), methods=["GET"]),
        Route("/uitloggen", endpoint(portal, log_out), methods=["POST"]),
        Route("/uitgelogd", endpoint(portal, logged_out), methods=["GET"]),
        Route("/sessie", _stay(portal), methods=["POST"]),
        Route("/sessie-voorbij", endpoint(portal, session_is_over), methods=["GET"]),
    ]


async def begin(visit: Visit) -> Response:
    """Send somebody to the identity provider of the path."""
    request, portal = visit.request, visit.portal
    provider = portal.providers.get(request.path_params["slug"])
    if provider is None:
        return await failed(visit, "unknown", 404)
    visit.role = _role(provider)
    sent = visit.form or request.query_params
    back = back_to(sent.get("terug")) or _home(provider)
    anew = "opnieuw" in request.query_params
    moved = _MOVED in request.query_params  # who comes here by another name once more, is called so by a proxy
    if request.method == "GET" and not moved and not is_at(portal.url, request.headers.get("host", "")):
        told = {"terug": back, **({"opnieuw": "ja"} if anew else {}), _MOVED: "ja"}
        return visit.redirect(f"{portal.url}{request.url.path}?{urlencode(told)}")
    memory: dict[str, object] = {}
    request.scope["session"] = memory
    try:
        there = await provider.begin(request, anew=anew)
    except UnavailableError:
        return await _came_to_nothing(visit, provider, LogInFault.AWAY, back, ended=False)
    started = await portal.sessions.log_ins.start(
        {
            "back": back,
            "memory": memory,
            "kept": {"csrf": visit.form.get("csrf", ""), "fields": {"path": back, "fields": _typed(visit)}},
        },
        LOG_IN_SECONDS,
    )
    response = await visit.onward(there, provider.label) if visit.form else visit.redirect(there)
    set_cookie(response, LOG_IN_COOKIE, started.cookie)
    return response


async def complete(visit: Visit) -> Response:
    """What the identity provider sent somebody back with."""
    request, portal = visit.request, visit.portal
    log_ins = portal.sessions.log_ins
    started = await log_ins.find(request.cookies.get(LOG_IN_COOKIE))
    provider = portal.providers.get(request.path_params["slug"])
    if provider is None:
        return await failed(visit, "unknown", 404)
    visit.role = _role(provider)
    if started is None or not provider.began(request, started.holds["memory"]):
        fault = LogInFault.TOO_LATE if started is None else LogInFault.FAILED
        return await _came_to_nothing(visit, provider, fault, ended=started is None)  # another tab's log-in goes on
    await log_ins.end(started)  # whatever comes of it, it is over
    request.scope["session"] = started.holds["memory"]
    back = started.holds["back"]
    try:
        who = await provider.complete(request, portal.verifier)
    except (LogInError, UnavailableError) as error:
        fault = error.fault if isinstance(error, LogInError) else LogInFault.AWAY
        return await _came_to_nothing(visit, provider, fault, back)
    except InsufficientAssuranceError:
        page = await visit.page("step_up.html", 403, provider=provider, back=back, path=back, crumbs=[])
        drop_cookie(page, LOG_IN_COOKIE)
        return page
    role = who.principal.role
    if role not in HOMES:
        return await _came_to_nothing(visit, provider, LogInFault.FAILED, back)
    if visit.visitor is not None:
        await portal.sessions.end(visit.visitor)
    session = await portal.sessions.log_in(who, provider.slug, portal.now(), started.holds["kept"])
    response = visit.redirect(back if back.startswith(HOMES[role]) else HOMES[role])
    set_cookie(response, SESSION_COOKIE, session.cookie)
    drop_cookie(response, LOG_IN_COOKIE)
    return response


def _typed(visit: Visit) -> dict[str, str]:
    """What is kept for after the log-in."""
    return {name.removeprefix(_KEPT): value for name, value in visit.form.items() if name.startswith(_KEPT)}


async def _came_to_nothing(
    visit: Visit, provider: Provider, fault: LogInFault, back: str | None = None, *, ended: bool = True
) -> Response:
    log.info("log-in came to nothing", provider=provider.slug, fault=fault.value)
    back, away = back or _home(provider), fault is LogInFault.AWAY
    told = {"fault": fault.value.lower(), "provider": provider, "back": back, "path": back, "fields": _typed(visit)}
    mark = visit.form.get("csrf", "")  # of who typed the fields, who may not be who is logged in by now
    page = await visit.page("log_in_failed.html", 503 if away else 400, **told, mark=mark, crumbs=[])
    if away:
        page.headers["retry-after"] = "5"
    if ended:
        drop_cookie(page, LOG_IN_COOKIE)
    return page


async def log_out(visit: Visit) -> Response:
    """End the session here, and go on to where the one at the identity provider is ended."""
    if visit.visitor is None:
        return visit.redirect("/uitgelogd")
    await visit.portal.sessions.end(visit.visitor)
    provider = visit.portal.providers.get(visit.visitor.provider)
    there = await provider.log_out_url() if provider else None
    response = await visit.onward(there, provider.label) if provider and there else visit.redirect("/uitgelogd")
    drop_cookie(response, SESSION_COOKIE)
    return response


async def logged_out(visit: Visit) -> Response:
    """The page after logging out."""
    return await visit.page("logged_out.html")


async def session_is_over(visit: Visit) -> Response:
    """The page that scripts go to when the time is over; who did something meanwhile is still logged in."""
    if visit.visitor is not None:
        return visit.redirect(HOMES[visit.visitor.role])
    return await visit.page("session_ended.html", homes={role.value.lower(): home for role, home in HOMES.items()})


def _stay(portal: Portal) -> Callable[[Request], Awaitable[JSONResponse]]:
    """POST /sessie with X-CSRF-Token: stay logged in. Answers in how many seconds the session ends."""

    async def stay(request: Request) -> JSONResponse:
        sessions, visitor = portal.sessions, None
        try:
            if sessions.marked(request.cookies, request.headers.get("x-csrf-token")):
                visitor = await sessions.visitor(request.cookies)
        except UnavailableError:
            return JSONResponse({}, 503, {**PRIVATE, "retry-after": "5"})
        if visitor is None:
            return JSONResponse({}, 403, PRIVATE)
        return JSONResponse({"idle": visitor.session.idle, "left": visitor.session.lasts}, headers=PRIVATE)

    return stay


def _role(provider: Provider) -> Role | None:
    """The portal that a provider belongs to."""
    return next((role for role in HOMES if role in provider.issuer.roles), None)


def _home(provider: Provider) -> str:
    role = _role(provider)
    return HOMES[role] if role else "/"
