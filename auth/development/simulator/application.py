"""The simulator as a whole: five providers behind one door that opens on this machine only."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from auth.development.issuer import is_on_this_machine, refuse_unless_loopback
from auth.development.key_file import shared_secret, signing_key
from auth.development.simulator.authorization import Client
from auth.development.simulator.codes import Codes
from auth.development.simulator.digid import Digid
from auth.development.simulator.eherkenning import Eherkenning
from auth.development.simulator.log_in import LogIn
from auth.development.simulator.log_out import LogOut
from auth.development.simulator.login_form import LoginForm
from auth.development.simulator.pages import HEADERS, Pages
from auth.development.simulator.people import DemoAssessor, DemoCitizen, DemoOrganisation
from auth.development.simulator.provider import SCOPE, Provider
from auth.development.simulator.seal import Seal, derived_key
from auth.development.simulator.sealed_sessions import Sessions
from auth.development.simulator.suwinet import Suwinet
from auth.development.simulator.szw import Szw
from auth.development.simulator.token_endpoint import TokenEndpoint
from auth.development.simulator.uwv import Uwv
from auth.discovery import DIRECT
from auth.principal import OfficialOrganisation
from auth.tokens.claims import ASSURANCE_FLOOR
from auth.tokens.issuers import Issuer
from auth.tokens.keys import RemoteKeys

CLIENT_ID: Final = "portal"
CLIENT_SECRET_FILE: Final = "simulator-client-secret"  # noqa: S105 - a file's name
SECRET_FILE: Final = "simulator-secret"  # noqa: S105 - the same


class Simulator:
    """An ASGI application that plays DigiD, eHerkenning, Suwinet, UWV's own log-in and the ministry's, for the portals.

    Processes with the same directory are one simulator: they have the same keys, and a code that one of them made
    can be used with any of them, once.

    Args:
        directory: DATA_DIR; keys, secrets and the marks of used codes are made in it.
        url: the address at which it is mounted; the issuers' URLs begin with it.
        audience: the API, which access tokens are for (RFC 8707).
        redirect_to: the public URL of the portals.
        citizens: whom one can be with DigiD by a click.
        organisations: whom one can act for with eHerkenning by a click.
        officials: whom one can work for with Suwinet.
        assessors: whom one can be at UWV.
        assessing: whom those work for.
        monitoring: whom one can work for who makes statistics.
        key_seconds: how long the API and the portals wait for its keys.
        clock: the seconds since 1970.

    Raises:
        ValueError: the address isn't a loopback address, or a file holds no key or secret.
        OSError: a file can't be made or read.
    """

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        directory: Path,
        url: str,
        audience: str,
        redirect_to: str,
        *,
        citizens: Sequence[DemoCitizen],
        organisations: Sequence[DemoOrganisation],
        officials: Sequence[OfficialOrganisation],
        assessors: Sequence[DemoAssessor],
        assessing: OfficialOrganisation,
        monitoring: OfficialOrganisation,
        key_seconds: float = DIRECT.seconds,
        clock: Callable[[], float] = time.time,
    ) -> None:
        refuse_unless_loopback(urlsplit(url).hostname or "")
        self._directory = directory
        self._url = url
        self._audience = audience
        self._portal = redirect_to
        self._clock = clock
        self._key_seconds = key_seconds
        self._secret = shared_secret(directory / SECRET_FILE)
        self._client_secret = shared_secret(directory / CLIENT_SECRET_FILE)
        portal = urlsplit(redirect_to)
        self._pages = Pages(urlsplit(url).path, f"{portal.scheme}://{portal.netloc}")
        forms: tuple[LoginForm, ...] = (
            Digid(citizens),
            Eherkenning(organisations),
            Suwinet(officials),
            Uwv(assessors, assessing),
            Szw([monitoring]),
        )
        self._issuers = tuple(self._issuer(form) for form in forms)
        self._providers = {
            form.slug: self._provider(form, issuer) for form, issuer in zip(forms, self._issuers, strict=True)
        }
        routes = [
            route
            for provider, issuer in zip(self._providers.values(), self._issuers, strict=True)
            for route in self._of(provider, issuer)
        ]
        routes.append(Route(self._pages.stylesheet_path, self._pages.stylesheet))
        self._router = Router(routes, redirect_slashes=False)

    def issuers(self) -> tuple[Issuer, ...]:
        """The entries in what is trusted, with how the portals log in."""
        return self._issuers

    def subject(self, slug: str, user: str) -> tuple[str, str]:
        """The issuer of a provider, and the subject by which its tokens name a user.

        Args:
            slug: that of the provider: `digid`, `eherkenning`, `suwinet`, `uwv` or `szw`.
            user: the BSN; the user name; the user name, a space and the body's OIN.
        """
        provider = self._providers[slug]
        return provider.issuer, provider.pseudonym(user)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, if it comes from this machine and was sent to it by a name of its own."""
        if scope["type"] == "http":
            client = scope.get("client")
            if not is_on_this_machine(client[0] if client else "", Headers(scope=scope).get("host", "")):
                refusal = PlainTextResponse("De simulator is er alleen op deze computer zelf.\n", 403, HEADERS)
                await refusal(scope, receive, send)
                return
        await self._router(scope, receive, send)

    def _issuer(self, form: LoginForm) -> Issuer:
        url = f"{self._url}/{form.slug}"
        return Issuer(
            url,
            frozenset({form.role}),
            RemoteKeys(url, allow_http=True, timeout=self._key_seconds),
            label=f"{form.name}-simulator",
            client_id=CLIENT_ID,
            client_secret_file=self._directory / CLIENT_SECRET_FILE,
            scope=(SCOPE,),
            acr_values=ASSURANCE_FLOOR.get(form.role, ()),
        )

    def _provider(self, form: LoginForm, issuer: Issuer) -> Provider:
        client = Client(
            id=CLIENT_ID,
            redirect_uri=f"{self._portal}/login/{issuer.slug}/callback",
            post_logout_redirect_uri=f"{self._portal}/uitgelogd",
            audience=self._audience,
        )
        key = signing_key(self._directory / f"simulator-{form.slug}.json", f"the {form.name} simulator")
        return Provider(issuer.issuer, form, client, key, derived_key(self._secret, f"{form.slug} pseudonyms"))

    def _of(self, provider: Provider, issuer: Issuer) -> list[Route]:
        """The endpoints of a provider."""
        url, clock = issuer.issuer, self._clock
        codes = Codes(Seal(self._secret, f"{url} code"), self._directory, clock)
        sessions = Sessions(Seal(self._secret, f"{url} session"), urlsplit(url).path, clock)
        log_in = LogIn(
            provider,
            self._pages,
            seal=Seal(self._secret, f"{url} request"),
            codes=codes,
            sessions=sessions,
            clock=clock,
        )
        tokens = TokenEndpoint(provider, self._client_secret, codes, clock)
        log_out = LogOut(provider, self._pages, sessions)
        path = f"/{provider.form.slug}"
        return [
            Route(f"{path}/.well-known/openid-configuration", provider.metadata),
            Route(f"{path}/jwks", provider.keys),
            Route(f"{path}/authorize", log_in.ask, methods=["GET"]),
            Route(f"{path}/authorize", log_in.decide, methods=["POST"]),
            Route(f"{path}/token", tokens.answer, methods=["POST"]),
            Route(f"{path}/logout", log_out.answer, methods=["GET", "POST"]),
        ]
