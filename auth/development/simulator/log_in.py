"""The authorization endpoint: the page on which one logs in, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from auth.development.simulator.authorization import (
    AuthorizationRequest,
    RefusedRequestError,
    UnusableRequestError,
    answer_address,
)
from auth.development.simulator.codes import Codes, Grant
from auth.development.simulator.fields import Fields, read_fields
from auth.development.simulator.login_form import UnusableFieldsError, preselected
from auth.development.simulator.pages import Pages, redirect
from auth.development.simulator.provider import Provider
from auth.development.simulator.seal import Seal
from auth.development.simulator.sealed_sessions import Session, Sessions

_NETHERLANDS: Final = ZoneInfo("Europe/Amsterdam")
_UNREADABLE: Final = (
    "In het formulier staat een teken dat wij niet kunnen lezen. Misschien is het meegekomen toen u iets plakte. "
    "Ga terug, en typ het zelf in."
)
_SESSION_GONE: Final = "U bent niet meer ingelogd. Log hieronder opnieuw in."


class LogIn:
    """The authorization endpoint of one provider (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

    Args:
        provider: whose.
        pages: renders them.
        seal: of the portal's request, which goes along in the form so that nobody can alter it.
        codes: makes the codes.
        sessions: those of this provider.
        clock: the seconds since 1970.
    """

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        provider: Provider,
        pages: Pages,
        *,
        seal: Seal,
        codes: Codes,
        sessions: Sessions,
        clock: Callable[[], float],
    ) -> None:
        self._provider = provider
        self._pages = pages
        self._seal = seal
        self._codes = codes
        self._sessions = sessions
        self._clock = clock
        parts = urlsplit(provider.issuer)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    async def ask(self, http: Request) -> Response:
        """GET: show the page, if the request is in order."""
        try:
            request = AuthorizationRequest.read(http.query_params, self._provider.client, self._clock())
        except UnusableRequestError:
            return self._stop("De website die u hierheen stuurde, is hier niet bekend, of gaf een verkeerd adres op.")
        except RefusedRequestError as refused:
            return redirect(
                self._answer(error=refused.error, error_description=refused.description, state=refused.state)
            )
        return self._page(request, self._offered(http, request))

    async def decide(self, http: Request) -> Response:
        """POST: someone logs in, goes on as who was logged in already, or cancels."""
        if not self._from_our_own_page(http):
            return self._stop("Dit formulier komt niet van deze pagina.", 403)
        fields = await read_fields(http)
        if fields is not None and not fields.readable:
            return self._stop(_UNREADABLE)
        sealed = None if fields is None else self._seal.open(fields.text("request"))
        if fields is None or sealed is None:
            return self._stop("Dit formulier is niet compleet, of het is veranderd.")
        return self._decided(http, AuthorizationRequest.unsealed(sealed), fields)

    def _decided(self, http: Request, request: AuthorizationRequest, fields: Fields) -> Response:
        """What follows from a button of the page."""
        cancelled = self._answer(error="access_denied", state=request.state)
        if fields.text("action") == "cancel":
            return redirect(cancelled)
        if self._clock() >= request.expires_at:
            return self._stop("U was te laat met inloggen. Ga terug en probeer het opnieuw.", back=cancelled)
        if fields.text("action") == "continue":
            session = self._offered(http, request)
            if session is None:
                return self._page(request, None, messages={"session": _SESSION_GONE})
            return redirect(self._granted(request, session))
        try:
            identity = self._provider.form.identity(fields)
        except UnusableFieldsError as unusable:
            return self._page(request, self._offered(http, request), fields, unusable.messages)
        session = Session(identity, int(self._clock()))
        response = redirect(self._granted(request, session))
        self._sessions.begin(response, session)
        return response

    def _granted(self, request: AuthorizationRequest, session: Session) -> str:
        """The portal's address with a code."""
        client = self._provider.client
        grant = Grant(
            client_id=client.id,
            redirect_uri=client.redirect_uri,
            code_challenge=request.code_challenge,
            nonce=request.nonce,
            authenticated_at=session.authenticated_at,
            identity=session.identity,
        )
        return self._answer(code=self._codes.make(grant), state=request.state)

    def _answer(self, **parameters: str | None) -> str:
        """The portal's address with an answer, which says whose it is (RFC 9207)."""
        return answer_address(self._provider.client.redirect_uri, **parameters, iss=self._provider.issuer)

    def _offered(self, http: Request, request: AuthorizationRequest) -> Session | None:
        """The session that one can go on with: recent enough, and of a level that the portal asks for."""
        session = None if request.again else self._sessions.of(http)
        if session is None:
            return None
        age = self._clock() - session.authenticated_at
        recent = request.max_age is None or age <= request.max_age
        enough = not request.acr_values or session.identity.acr in request.acr_values
        return session if recent and enough else None

    def _page(
        self,
        request: AuthorizationRequest,
        session: Session | None,
        typed: Fields | None = None,
        messages: Mapping[str, str] | None = None,
    ) -> Response:
        form = self._provider.form
        if typed is None:
            typed = Fields({**form.beginning(), "level": [preselected(form, request.acr_values)]})
        until = datetime.fromtimestamp(request.expires_at, _NETHERLANDS)
        return self._pages.page(
            form.slug,
            422 if messages else 200,
            provider=form.name,
            action=urlsplit(f"{self._provider.issuer}/authorize").path,
            request=self._seal.close(asdict(request)),
            session=session and session.identity.label,
            until=f"{until:%H:%M}",
            levels=[(level.acr, level.label) for level in form.levels],
            typed=typed,
            messages=messages or {},
            **form.choices(),
        )

    def _stop(self, reason: str, status: int = 400, back: str | None = None) -> Response:
        return self._pages.page("stop", status, provider=self._provider.form.name, reason=reason, back=back)

    def _from_our_own_page(self, http: Request) -> bool:
        headers = http.headers
        return headers.get("origin") == self._origin and headers.get("sec-fetch-site", "same-origin") == "same-origin"
