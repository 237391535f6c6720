"""A request for a page: who asks, in which language, with what form; and what a page answers with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from auth.login.provider import Providers
from auth.login.sessions import PortalSessions, Visitor
from auth.tokens.access_token import TokenVerifier
from domain.roles import Role
from portal.api import Api, ApiError
from portal.frame import HOMES, places, whose
from portal.help import NO_HELP, Help
from portal.kept_forms import KeptForm
from portal.languages import ENGLISH, Texts, in_english
from portal.log_ins_under_way import ClientAddresses, LogInsUnderWay
from portal.operations.operation import Data, Operation
from portal.rendering import render
from portal.typesetting import Typesetter
from portal.unread_letters import PATIENCE, unread_letters

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
        typesetter: makes documents.
        log_ins: those under way.
        addresses: where requests come from.
        development: whether the data are made up.
        help: who can help.
        unread_seconds: how long a page waits for the number of letters that weren't opened yet.
    """

    url: str
    api: Api
    sessions: PortalSessions
    providers: Providers
    verifier: TokenVerifier
    today: Callable[[], date]
    now: Callable[[], float]
    typesetter: Typesetter
    log_ins: LogInsUnderWay = field(default_factory=LogInsUnderWay)
    addresses: ClientAddresses = field(default_factory=ClientAddresses)
    development: bool = False
    help: Help = NO_HELP
    unread_seconds: float = PATIENCE

    @property
    def origin(self) -> str:
        """The origin of the pages."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(slots=True)
class PageRequest:
    """One request for a page."""

    portal: Portal
    http: Request
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
        query = self.http.url.query
        return f"{self.http.url.path}?{query}" if query and self.http.method == "GET" else self.http.url.path

    async def ask(self, operation: Operation[Data], *, counts: bool = False) -> Data:
        """Ask the register, as who is logged in, one of the operations of this portal.

        Args:
            operation: the operation, with its variables.
            counts: whether figures are counted for it.

        Raises:
            ApiError: it was refused.
            ValidationError: the answer isn't one to this operation.
        """
        return await self.portal.api.ask(self.viewer.token, operation, counts=counts)

    async def ask_own(self, operation: Operation[Data]) -> Data | None:
        """The same of something by its id; None if it isn't theirs, or isn't there: nobody is told which.

        Raises:
            ApiError, ValidationError: as above.
        """
        try:
            return await self.ask(operation)
        except ApiError as refused:
            if refused.code in {"FORBIDDEN", "BAD_USER_INPUT"}:
                return None
            raise

    async def ask_as_anybody(self, operation: Operation[Data]) -> Data:
        """Ask the register what everybody may, whoever is logged in.

        Raises:
            ApiError, ValidationError: as above.
        """
        return await self.portal.api.ask(None, operation)

    @property
    def addresses(self) -> dict[str, str]:
        """The address of a page for everybody in each language, for search engines."""
        dutch = self.http.url.path.removeprefix(ENGLISH) or "/"
        return {"nl": f"{self.portal.url}{dutch}", "en": f"{self.portal.url}{in_english(dutch)}"}

    async def kept(self) -> dict[str, str]:
        """What was typed here before the log-in; once."""
        data = self.visitor.session.data.get("kept") if self.visitor else None
        kept = KeptForm.model_validate(data) if data else None
        if kept is None or kept.path != self.http.url.path:
            return {}
        self.visitor = await self.portal.sessions.change(self.viewer, kept=None)
        self.restored = True
        return kept.fields

    async def page(self, template: str, status: int = 200, **given: Any) -> HTMLResponse:
        """A page of this portal; see base.html for what the context may have."""
        now = datetime.fromtimestamp(self.portal.now(), UTC)
        unread = await unread_letters(self, asking=status < HTTPStatus.BAD_REQUEST)
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
                "places": places(self.texts, self.visitor, self.http.url.path, unread),
                "csrf": self.visitor.csrf,
                "session": {"idle": session.idle, "left": session.max_age, "until": until},
            }
        response = HTMLResponse(render(template, self.texts, **context), status)
        response.headers.update({**_HEADERS, **PRIVATE, "content-language": self.texts.language.value})
        return response

    async def onward(self, url: str, name: str, *, is_over: bool = False) -> HTMLResponse:
        """Go on to a page of others, after a form: by a page, so that forms lead to us only, whatever they do there.

        If the log-in `is_over` the page tells other windows, for the others' page may not come back.
        """
        self.visitor = None
        response = await self.page("onward.html", url=url, name=name, is_over=is_over, crumbs=[])
        response.headers["refresh"] = f"0; url={url}"
        return response

    def redirect(self, path: str) -> Response:
        """Go on to another page."""
        return RedirectResponse(path, 303, PRIVATE)


def back_to(path: str | None) -> str | None:
    """A path of ours to go back to; None if it is anything else."""
    ours = path is not None and path.isascii() and path.isprintable() and path.startswith("/")
    return path if ours and path and not path.startswith("//") and "\\" not in path else None
