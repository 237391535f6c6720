"""A visit to a page: who comes, in which language, with what form; and how a page answers, whatever goes wrong.

Every page takes this way: the language, the form and where it comes from, the session, the role, the CSRF mark, the
page itself. What was typed is never lost: a page that can't be shown gives it back in a form to send again.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from auth.forms import has_controls, posted_form
from auth.login.provider import Providers
from auth.login.sessions import SESSION_COOKIE, PortalSessions, Visitor
from auth.tokens.access_token import TokenVerifier
from domain.errors import RegisterError
from domain.roles import Role
from portal.api import Api, ApiError
from portal.cookies import drop_cookie
from portal.frame import HOMES, places, whose
from portal.help import NO_HELP, Help
from portal.languages import Language, Texts
from portal.log_ins import ClientAddresses, LogInsUnderWay
from portal.operations.operation import Data, Operation
from portal.rendering import render

log = structlog.get_logger()

LANGUAGE_COOKIE: Final = "__Host-language"
PRIVATE: Final = {"cache-control": "no-store", "referrer-policy": "same-origin", "x-content-type-options": "nosniff"}
"""What every answer says, a redirect too."""

_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "vary": "cookie",
}

_MOST_FIELDS: Final = 60


@dataclass(frozen=True, slots=True)
class Portal:
    """What the pages are made of.

    Attributes:
        url: the public address.
        api: the register.
        sessions: who is logged in.
        providers: where one logs in.
        verifier: tells what an access token says.
        today: the day in the Netherlands.
        now: the clock, in seconds since 1970.
        log_ins: those under way.
        addresses: where requests come from.
        development: whether the data are made up.
        help: who can help.
    """

    url: str
    api: Api
    sessions: PortalSessions
    providers: Providers
    verifier: TokenVerifier
    today: Callable[[], date]
    now: Callable[[], float]
    log_ins: LogInsUnderWay = field(default_factory=LogInsUnderWay)
    addresses: ClientAddresses = field(default_factory=ClientAddresses)
    development: bool = False
    help: Help = NO_HELP

    @property
    def origin(self) -> str:
        """The origin of the pages."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(slots=True)
class Visit:
    """One request for a page."""

    portal: Portal
    request: Request
    texts: Texts
    role: Role | None = None
    visitor: Visitor | None = None
    form: dict[str, str] = field(default_factory=dict)
    came_from: Role | None = None
    restored: bool = False

    @property
    def viewer(self) -> Visitor:
        """Who is logged in; a page for a role is shown to nobody else."""
        if self.visitor is None:
            raise ApiError("UNAUTHENTICATED")
        return self.visitor

    @property
    def path(self) -> str:
        """The page's own path; with its query, unless that is only what another way of sending would carry."""
        query = self.request.url.query
        return f"{self.request.url.path}?{query}" if query and self.request.method == "GET" else self.request.url.path

    async def ask(self, operation: Operation[Data]) -> Data:
        """Ask the register, as who is logged in, one of the operations of this portal.

        Raises:
            ApiError: it was refused.
            ValidationError: the answer isn't one to this operation.
        """
        return await self.portal.api.ask(self.viewer.token, operation)

    async def kept(self) -> dict[str, str]:
        """What was typed here before the log-in; once."""
        kept = self.visitor.session.data.get("kept") if self.visitor else None
        if not kept or kept["path"] != self.request.url.path:
            return {}
        self.visitor = await self.portal.sessions.change(self.viewer, kept=None)
        self.restored = True
        fields: dict[str, str] = kept["fields"]
        return fields

    async def page(self, template: str, status: int = 200, **given: Any) -> HTMLResponse:
        """A page of this portal; see base.html for what the context may have."""
        now = datetime.fromtimestamp(self.portal.now(), UTC)
        usual: dict[str, Any] = {"path": self.path, "development": self.portal.development, "now": now}
        usual["help"] = self.portal.help
        given["answered_at"] = given.get("answered_at") or now
        context = usual | {"csrf": self.form.get("csrf", ""), "typed": bool(self.form) or self.restored} | given
        context["faults"] = {fault["field"]: fault["text"] for fault in context.get("errors", ())}
        role = self.role or (self.visitor.role if self.visitor else self.came_from)
        if role is not None:
            context = {"portal": role.value.lower(), "home": HOMES[role]} | context
        if self.visitor is not None:
            session = self.visitor.session
            until = now + timedelta(seconds=session.idle)
            context |= {
                "who": whose(self.texts, self.visitor),
                "places": places(self.texts, self.visitor, self.request.url.path),
                "csrf": self.visitor.csrf,
                "session": {"idle": session.idle, "left": session.max_age, "until": until},
            }
        response = HTMLResponse(render(template, self.texts, **context), status)
        response.headers.update({**_HEADERS, **PRIVATE, "content-language": self.texts.language.value})
        return response

    async def onward(self, url: str, name: str) -> HTMLResponse:
        """Go on to a page of others, after a form: by a page, so that forms lead to us only, whatever they do there."""
        self.visitor = None
        response = await self.page("onward.html", url=url, name=name, crumbs=[])
        response.headers["refresh"] = f"0; url={url}"
        return response

    def redirect(self, path: str) -> Response:
        """Go on to another page."""
        return RedirectResponse(path, 303, PRIVATE)


Handler = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(
    portal: Portal, handler: Handler, role: Role | None = None, *, own_csrf: bool = False, by_head: bool = True
) -> Endpoint:
    """A page for everybody, or for one role.

    Args:
        portal: what the pages are made of.
        handler: shows the page.
        role: who may see it; None: everybody, logged in or not.
        own_csrf: whether the handler itself looks at what proves that the request is the page's own.
        by_head: whether HEAD is answered; never for a role, where it would be recorded and hand over nothing.
    """

    async def answer(request: Request) -> Response:
        visit = Visit(portal, request, Texts(_language(request)), role)
        try:
            if request.method == "HEAD" and not (by_head and role is None):
                return Response(status_code=405, headers={"allow": "GET", **PRIVATE})
            return await _answered(visit, handler, own_csrf=own_csrf)
        except ApiError as error:
            return await _failed_with(visit, error.code, error)
        except RegisterError as error:
            return await _failed_with(visit, error.code)
        except ValidationError as error:
            log.error("an answer is not of its type", **_unfit(error))  # noqa: TRY400 - what it holds is nobody's here
            return await failed(visit, "internal", 500)
        except Exception:
            log.exception("a page failed")
            return await failed(visit, "internal", 500)

    return answer


async def _answered(visit: Visit, handler: Handler, *, own_csrf: bool) -> Response:
    request, portal = visit.request, visit.portal
    posted = request.method == "POST"
    if posted and not _from_our_own_page(request, portal.origin):
        return await failed(visit, "elsewhere", 403)
    if posted:
        form = await _form(request)
        if form is None:
            return await failed(visit, "form", 400)
        if any(map(has_controls, form.values())):
            return await failed(visit, "characters", 400)
        visit.form = form
    elif visit.role and any(has_controls(text) for _, text in request.query_params.multi_items()):
        return await failed(visit, "characters", 400)  # of a form that is sent by GET
    visit.visitor = await portal.sessions.visitor(request.cookies)
    refused = await _refused(visit, visit.role)
    marked = visit.visitor is None or own_csrf or portal.sessions.marked(request.cookies, visit.form.get("csrf"))
    if refused is None and posted and not marked:
        refused = await failed(visit, "form_over", 403)
    return refused or await handler(visit)


async def _refused(visit: Visit, role: Role | None) -> Response | None:
    """The page for who isn't logged in, not any more, or as somebody else; None: go on."""
    if role is None or (visit.visitor is not None and visit.visitor.role is role):
        return None
    if visit.visitor is not None:
        return await visit.page("other_role.html", 403, role=visit.visitor.role.value, there=HOMES[visit.visitor.role])
    if visit.request.method == "GET" and SESSION_COOKIE not in visit.request.cookies:
        return await visit.page("log_in.html", providers=visit.portal.providers.of(role), crumbs=[])
    return await session_over(visit)


async def session_over(visit: Visit, back: str | None = None, fields: dict[str, str] | None = None) -> Response:
    """The page that says that one has to log in again, and keeps what was typed, and where: by default, here."""
    role = visit.role or Role.CITIZEN
    here = visit.path if visit.role else HOMES[role]
    response = await visit.page(
        "session_over.html",
        403,
        providers=visit.portal.providers.of(role),
        back=back or here,
        path=back or here,
        fields=_typed(visit) if fields is None else fields,
        csrf=visit.form.get("csrf", ""),
        crumbs=[],
    )
    drop_cookie(response, SESSION_COOKIE)
    return response


async def _failed_with(visit: Visit, code: str, error: ApiError | None = None) -> Response:
    """The page for what the register answered."""
    if code == "UNAUTHENTICATED":
        visit.visitor = None
        return await session_over(visit)
    name, status = _FAILURES.get(code, ("internal", 500))
    wait = error.retry_after if error else None
    response = await failed(visit, name, status, wait=wait, trace_id=error.trace_id if error else None)
    if status in {429, 503}:
        response.headers["retry-after"] = str(wait or 5)
    return response


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


async def failed(
    visit: Visit, name: str, status: int, *, wait: int | None = None, trace_id: str | None = None
) -> Response:
    """A page that says what went wrong and what to do next; what was typed can be sent again from it.

    Args:
        visit: the visit.
        name: the entry in the catalogue's table `failed`.
        status: the HTTP status.
        wait: in how many seconds it may work again.
        trace_id: by which its makers find what went wrong.
    """
    minutes = max(1, -(-wait // 60)) if wait else None
    typed = _typed(visit)
    return await visit.page(
        "failed.html",
        status,
        name=name,
        minutes=minutes,
        trace_id=trace_id,
        fields=typed,
        action=visit.request.url.path,
    )


def _unfit(error: ValidationError) -> dict[str, str]:
    """What may be logged of what isn't of its type: which type, where, and how; nothing of what it is."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]  # else the name that was sent
    return {"type": error.title, "at": ".".join(map(str, place)), "fault": first["type"]}


def _typed(visit: Visit) -> dict[str, str]:
    return {name: value for name, value in visit.form.items() if name != "csrf"}


def back_to(path: str | None) -> str | None:
    """A path of ours to go back to; None if it is anything else."""
    ours = path is not None and path.isascii() and path.isprintable() and path.startswith("/")
    return path if ours and path and not path.startswith("//") and "\\" not in path else None


def _language(request: Request) -> Language:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return Language(chosen) if chosen in set(Language) else Language.NL


def _from_our_own_page(request: Request, origin: str) -> bool:
    site = request.headers.get("sec-fetch-site")
    return site == "same-origin" if site is not None else request.headers.get("origin") == origin


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form, each once; None if it isn't a form of ours."""
    pairs = await posted_form(request, _MOST_FIELDS)
    fields = dict(pairs or ())
    return None if pairs is None or len(fields) != len(pairs) else fields
