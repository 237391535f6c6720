"""Logging in and out: to the identity provider and back, the session's end, and staying logged in."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auth.errors import InsufficientAssuranceError
from auth.login.encrypted_sessions import LOG_IN_SECONDS, Session
from auth.login.provider import LogInError, LogInFault, Provider
from auth.login.sessions import LOG_IN_COOKIE, SESSION_COOKIE
from auth.public_url import is_at
from domain.errors import UnavailableError
from domain.roles import Role
from portal.cookies import drop_cookie, set_cookie
from portal.endpoint import endpoint
from portal.failures import failed, session_over
from portal.frame import HOMES
from portal.kept_forms import KEPT, BegunLogIn, BegunLogIns, KeptForm, MarkedForm
from portal.page_request import PRIVATE, PageRequest, Portal, back_to

log = structlog.get_logger()

_MOST_TABS: Final = 5
"""How many log-ins one browser may have under way; the oldest is forgotten for one more."""
_WAIT_SECONDS: Final = 60
_MOVED: Final = "verplaatst"


def routes(portal: Portal) -> list[Route]:
    """The paths of a log-in."""
    return [
        Route("/login/{slug}", endpoint(portal, begin, own_csrf=True, by_head=False), methods=["GET", "POST"]),
        Route("/login/{slug}/callback", endpoint(portal, complete, by_head=False), methods=["GET"]),
        Route("/uitloggen", endpoint(portal, log_out), methods=["POST"]),
        Route("/uitgelogd", endpoint(portal, logged_out), methods=["GET"]),
        Route("/sessie", _stay(portal), methods=["POST"]),
        Route(
            "/sessie-voorbij", endpoint(portal, session_is_over, own_csrf=True, by_script=True), methods=["GET", "POST"]
        ),
    ]


async def begin(request: PageRequest) -> Response:
    """Send somebody to the identity provider of the path."""
    http, portal = request.http, request.portal
    provider = portal.providers.get(http.path_params["slug"])
    if provider is None:
        return await failed(request, "unknown", 404)
    sent = request.form or http.query_params
    asked = back_to(sent.get("terug"))
    request.role = _role(provider, asked)
    back = asked or _home(request.role)
    anew = "opnieuw" in http.query_params
    moved = _MOVED in http.query_params  # who comes here by another name once more, is called so by a proxy
    if http.method == "GET" and not moved and not is_at(portal.url, http.headers.get("host", "")):
        told = {"terug": back, **({"opnieuw": "ja"} if anew else {}), _MOVED: "ja"}
        return request.redirect(f"{portal.url}{http.url.path}?{urlencode(told)}")
    address = portal.addresses.of(http)
    too_many = portal.log_ins.begin(address)
    if too_many is not None:
        response = await failed(request, "log_ins", too_many, wait=_WAIT_SECONDS)
        response.headers["retry-after"] = str(_WAIT_SECONDS)
        return response
    memory: dict[str, object] = {}
    http.scope["session"] = memory
    try:
        there = await provider.begin(http, anew=anew)
    except UnavailableError:
        portal.log_ins.end(address)
        return await _came_to_nothing(request, provider, LogInFault.AWAY, back)
    begun = BegunLogIn(back=back, memory=memory, kept=_kept(request, back), address=address)
    try:
        cookie = await _remembered(request, begun)
    except UnavailableError:  # the register's fault, not the provider's, which the page says
        portal.log_ins.end(address)
        raise
    response = await request.onward(there, provider.label) if request.form else request.redirect(there)
    set_cookie(response, LOG_IN_COOKIE, cookie)
    return response


async def _remembered(request: PageRequest, begun: BegunLogIn) -> str:
    """Remember a log-in beside those that this browser began in other tabs; returns the cookie of all of them."""
    log_ins = request.portal.sessions.log_ins
    before = await log_ins.find(request.http.cookies.get(LOG_IN_COOKIE))
    others = _begun(before)[1 - _MOST_TABS :]
    started = await log_ins.start(BegunLogIns(begun=[*others, begun]).model_dump(), LOG_IN_SECONDS)
    if before is not None:
        await log_ins.end(before)
    return started.cookie


def _begun(session: Session | None) -> list[BegunLogIn]:
    return [] if session is None else BegunLogIns.model_validate(session.data).begun


async def complete(request: PageRequest) -> Response:
    """What the identity provider sent somebody back with."""
    http, portal = request.http, request.portal
    provider = portal.providers.get(http.path_params["slug"])
    if provider is None:
        return await failed(request, "unknown", 404)
    request.role = _role(provider, None)
    started = await portal.sessions.log_ins.find(http.cookies.get(LOG_IN_COOKIE))
    several = _begun(started)
    begun = next((one for one in several if provider.began(http, one.memory)), None)
    if started is None or begun is None:
        if request.visitor is not None:  # who loads the answer again is inside already
            return request.redirect(HOMES[request.visitor.role])
        fault = LogInFault.TOO_LATE if started is None else LogInFault.FAILED
        page = await _came_to_nothing(request, provider, fault)
        if started is None:
            drop_cookie(page, LOG_IN_COOKIE)
        return page
    others = [one for one in several if one is not begun]
    if others:  # another tab's log-in goes on
        await portal.sessions.log_ins.change(started, BegunLogIns(begun=others).model_dump())
    else:
        await portal.sessions.log_ins.end(started)
    portal.log_ins.end(begun.address)
    response = await _completed(request, provider, begun)
    if not others:
        drop_cookie(response, LOG_IN_COOKIE)
    return response


async def _completed(request: PageRequest, provider: Provider, begun: BegunLogIn) -> Response:
    """The end of a log-in, which is over now, whatever comes of it."""
    http, portal = request.http, request.portal
    http.scope["session"] = begun.memory
    back = begun.back
    request.role = _role(provider, back)
    try:
        who = await provider.complete(http, portal.verifier)
    except (LogInError, UnavailableError) as error:
        fault = error.fault if isinstance(error, LogInError) else LogInFault.AWAY
        return await _came_to_nothing(request, provider, fault, back, begun.kept)
    except InsufficientAssuranceError:
        again = {"provider": provider, "back": back, "path": back, **_to_send_again(request, begun.kept)}
        return await request.page("step_up.html", 403, **again, crumbs=[])
    role = who.principal.role
    if role not in HOMES:
        return await _came_to_nothing(request, provider, LogInFault.FAILED, back, begun.kept)
    if request.visitor is not None:
        await portal.sessions.end(request.visitor)
    kept = begun.kept.model_dump() if begun.kept else None
    session = await portal.sessions.log_in(who, provider.slug, portal.now(), kept)
    response = request.redirect(back if back.startswith(HOMES[role]) else HOMES[role])
    set_cookie(response, SESSION_COOKIE, session.cookie)
    return response


def _kept(request: PageRequest, back: str) -> MarkedForm | None:
    """What was typed, if it was by somebody who was logged in here; nobody else has the server keep anything."""
    mark, fields = request.form.get("csrf", ""), _typed(request)
    if not fields or not request.portal.sessions.is_marked_by_somebody(mark):
        return None
    return MarkedForm(csrf=mark, fields=KeptForm(path=back, fields=fields))


def _typed(request: PageRequest) -> dict[str, str]:
    """What is kept for after the log-in."""
    return {name.removeprefix(KEPT): value for name, value in request.form.items() if name.startswith(KEPT)}


def _to_send_again(request: PageRequest, kept: MarkedForm | None) -> dict[str, object]:
    """What was typed before the log-in, and the mark of who did, who may not be who is logged in by now."""
    if kept is not None:
        return {"fields": kept.fields.fields, "mark": kept.csrf}
    return {"fields": _typed(request), "mark": request.form.get("csrf", "")}


async def _came_to_nothing(
    request: PageRequest,
    provider: Provider,
    fault: LogInFault,
    back: str | None = None,
    kept: MarkedForm | None = None,
) -> Response:
    log.info("log-in came to nothing", provider=provider.slug, fault=fault.value)
    back, away = back or _home(request.role), fault is LogInFault.AWAY
    told = {"fault": fault.value.lower(), "provider": provider, "back": back, "path": back}
    again = _to_send_again(request, kept)
    page = await request.page("log_in_failed.html", 503 if away else 400, **told, **again, crumbs=[])
    if away:
        page.headers["retry-after"] = "5"
    return page


async def log_out(request: PageRequest) -> Response:
    """End the session here, and go on to where the one at the identity provider is ended."""
    if request.visitor is None:
        return request.redirect("/uitgelogd")
    await request.portal.sessions.end(request.visitor)
    provider = request.portal.providers.get(request.visitor.provider)
    there = await provider.log_out_url() if provider else None
    if provider and there:
        response: Response = await request.onward(there, provider.label, is_over=True)
    else:
        response = request.redirect("/uitgelogd")
    drop_cookie(response, SESSION_COOKIE)
    return response


async def logged_out(request: PageRequest) -> Response:
    """The page after logging out; who is logged in is led home."""
    if request.visitor is not None:
        return request.redirect(HOMES[request.visitor.role])
    return await request.page("logged_out.html")


async def session_is_over(request: PageRequest) -> Response:
    """The page that scripts go to when the time is over, with what was typed and where.

    Who did something meanwhile is still logged in, and goes on there, with what was typed if it is their own.
    """
    back = back_to((request.form or request.http.query_params).get("terug"))
    role = _portal(back)
    fields = _typed(request)
    if request.visitor is not None:
        there = back if back and role is request.visitor.role else HOMES[request.visitor.role]
        if fields and request.portal.sessions.marked(request.http.cookies, request.form.get("csrf")):
            kept = KeptForm(path=there, fields=fields)
            await request.portal.sessions.change(request.visitor, kept=kept.model_dump())
        return request.redirect(there)
    if back is None or role is None:
        homes = {role.value.lower(): home for role, home in HOMES.items()}
        return await request.page("session_ended.html", homes=homes)
    request.role = role
    return await session_over(request, back, fields)


def _stay(portal: Portal) -> Callable[[Request], Awaitable[JSONResponse]]:
    """POST /sessie with X-CSRF-Token: stay logged in. Answers in how many seconds the session ends."""

    async def stay(http: Request) -> JSONResponse:
        sessions, visitor = portal.sessions, None
        try:
            if sessions.marked(http.cookies, http.headers.get("x-csrf-token")):
                visitor = await sessions.visitor(http.cookies)
        except UnavailableError:
            return JSONResponse({}, 503, {**PRIVATE, "retry-after": "5"})
        if visitor is None:
            return JSONResponse({}, 403, PRIVATE)
        return JSONResponse({"idle": visitor.session.idle, "left": visitor.session.max_age}, headers=PRIVATE)

    return stay


def _role(provider: Provider, back: str | None) -> Role | None:
    """The portal that one logs in to with a provider: of several that it serves, the one that one came from."""
    served = [role for role in HOMES if role in provider.issuer.roles]
    came_from = _portal(back)
    return came_from if came_from in served else next(iter(served), None)


def _portal(path: str | None) -> Role | None:
    """The portal that a path is of, whatever its query."""
    without = (path or "").partition("?")[0]
    return next((role for role, home in HOMES.items() if f"{without}/".startswith(f"{home}/")), None)


def _home(role: Role | None) -> str:
    return HOMES[role] if role else "/"
