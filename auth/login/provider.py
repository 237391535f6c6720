"""Logging in with an identity provider: authorization code, PKCE, nonce, and the issuer named in the answer.

OpenID Connect Core 1.0 by Authlib's Starlette client, with RFC 7636 (S256), RFC 8707 (the token is asked for this API)
and RFC 9207 (so that one provider's answer is never taken for another's). A log-in counts only when its access token
is one that the API itself would accept.
"""

import asyncio
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.errors import JoseError
from starlette.requests import Request

from auth.discovery import DIRECT, Outgoing, discover, is_address
from auth.errors import InvalidTokenError
from auth.login.credentials import client_credential
from auth.principal import Principal
from auth.tokens.access_token import TokenVerifier
from auth.tokens.claims import ASSURANCE_FLOOR
from auth.tokens.issuers import Issuer, IssuersFileError, Trust
from auth.tokens.keys import ALGORITHMS
from domain.errors import UnavailableError
from domain.roles import Role

log = structlog.get_logger()

METADATA_SECONDS: Final = 600.0
RETRY_SECONDS: Final = 5.0
"""The pause after a provider could not be reached."""
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
_FAILURES: Final = (
    *(AuthlibBaseError, JoseError, InvalidTokenError, RuntimeError),
    *(ValueError, TypeError, KeyError, AttributeError),  # an answer of another shape than it should have
)


class LogInFault(StrEnum):
    """Why a log-in came to nothing."""

    CANCELLED = "CANCELLED"
    TOO_LATE = "TOO_LATE"
    FAILED = "FAILED"
    AWAY = "AWAY"


class LogInError(Exception):
    """A log-in came to nothing; `fault` says why, for the page and the log."""

    def __init__(self, fault: LogInFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, repr=False)
class LoggedIn:
    """Who logged in, with the access token for the API."""

    principal: Principal
    token: str


@dataclass(slots=True, eq=False)
class Provider:
    """An identity provider as the portals use it.

    Attributes:
        issuer: its entry in ISSUERS_FILE, which has a `client_id`.
        audience: the API, for which the access token is asked.
        url: the portals' public address.
        allow_http: whether its addresses may be http, in development.
        outgoing: how it is reached.
    """

    issuer: Issuer
    audience: str
    url: str
    allow_http: bool = False
    outgoing: Outgoing = DIRECT
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _due_at: float = field(default=-inf, init=False, repr=False)

    @property
    def slug(self) -> str:
        """Its name in `/login/<slug>`."""
        return self.issuer.slug

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.issuer.label or self.slug

    @property
    def redirect_uri(self) -> str:
        """Where it sends people back to; each provider has one of its own."""
        return f"{self.url}/login/{self.slug}/callback"

    async def begin(self, request: Request, *, anew: bool = False) -> str:
        """Where to send somebody to log in. What must be known at the callback is put into `request.session`.

        Args:
            request: the request to log in.
            anew: whether the provider is to ask again who it is (`prompt=login`).

        Raises:
            UnavailableError: the provider can't be reached.
        """
        wanted: dict[str, str] = {"resource": self.audience}
        floors = [level for role in self.issuer.roles for level in ASSURANCE_FLOOR.get(role, ())]
        if levels := self.issuer.acr_values or self.issuer.minimum_acr or floors:
            wanted["acr_values"] = " ".join(levels)
        if anew:
            wanted["prompt"] = "login"
        app = self._app(await self.metadata())
        address: str = (await app.authorize_redirect(request, self.redirect_uri, **wanted)).headers["location"]
        return address

    def began(self, request: Request, memory: Mapping[str, object]) -> bool:
        """Whether the log-in that a callback is about is the one that this was remembered of."""
        return f"_state_{self.slug}_{request.query_params.get('state')}" in memory

    async def complete(self, request: Request, verifier: TokenVerifier) -> LoggedIn:
        """The end of a log-in, at the callback.

        Raises:
            LogInError: it was cancelled, is over, or isn't good.
            InsufficientAssuranceError: the level of assurance is too low.
            UnavailableError: the provider can't be reached.
        """
        metadata = await self.metadata()
        self._check_issuer(request, metadata)
        if request.query_params.get("error") == "access_denied":
            raise LogInError(LogInFault.CANCELLED)
        try:
            async with asyncio.timeout(2 * self.outgoing.seconds):  # the token and the keys, however slowly they come
                answer = await self._app(metadata).authorize_access_token(
                    request,
                    resource=self.audience,
                    claims_options={"iss": {"value": self.issuer.issuer}, "aud": {"value": self.issuer.client_id}},
                )
            if "userinfo" not in answer:
                raise LogInError(LogInFault.FAILED)  # no ID token: nobody says who it is
            token = answer["access_token"]
            principal = await verifier.verify(token)
        except (httpx2.HTTPError, TimeoutError) as error:
            raise UnavailableError("The identity provider can't be reached now; try again later.") from error
        except _FAILURES as error:
            log.info("log-in failed", provider=self.slug, error=type(error).__name__)
            raise LogInError(LogInFault.FAILED) from None
        if principal.issuer != self.issuer.issuer or principal.role not in self.issuer.roles:
            raise LogInError(LogInFault.FAILED)
        return LoggedIn(principal, token)

    async def log_out_url(self) -> str | None:
        """Where the log-in at the provider itself is ended (RP-Initiated Logout 1.0); None if it has no such place.

        No ID token goes along: it would stand in a URL.
        """
        try:
            address = (await self.metadata()).get("end_session_endpoint")
        except UnavailableError:
            return None
        if address is None:
            return None
        told = {"client_id": self.issuer.client_id, "post_logout_redirect_uri": f"{self.url}/uitgelogd"}
        return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"

    async def metadata(self) -> dict[str, Any]:
        """What the provider says of itself, of which only what is needed is kept.

        Raises:
            UnavailableError: it can't be had.
        """
        if self.clock() >= self._due_at:
            try:
                async with asyncio.timeout(self.outgoing.seconds), self.outgoing.client() as client:
                    self._known = self._checked(await discover(client, self.issuer.issuer))
                self._due_at = self.clock() + METADATA_SECONDS
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
                self._due_at = self.clock() + RETRY_SECONDS
                log.warning("a provider's metadata can't be had", provider=self.slug, error=type(error).__name__)
        if not self._known:
            raise UnavailableError("The identity provider can't be reached now; try again later.")
        return dict(self._known)

    def _checked(self, found: Mapping[str, object]) -> dict[str, Any]:
        known: dict[str, Any] = {
            name: found[name]
            for name in _ENDPOINTS
            if isinstance(address := found.get(name), str) and is_address(address, allow_http=self.allow_http)
        }
        if not {"authorization_endpoint", "token_endpoint", "jwks_uri"} <= known.keys():
            raise ValueError("the metadata lacks an endpoint")
        named = found.get("id_token_signing_alg_values_supported")
        algorithms = [one for one in named if one in ALGORITHMS] if isinstance(named, list) else []
        names_itself = found.get("authorization_response_iss_parameter_supported") is True
        return {
            **known,
            "issuer": self.issuer.issuer,
            "id_token_signing_alg_values_supported": algorithms or ["RS256"],
            "authorization_response_iss_parameter_supported": names_itself,
        }

    def _check_issuer(self, request: Request, metadata: Mapping[str, Any]) -> None:
        """RFC 9207 section 2.4."""
        named = request.query_params.getlist("iss")
        if named != [self.issuer.issuer] and (named or metadata["authorization_response_iss_parameter_supported"]):
            log.warning("an answer of another identity provider", provider=self.slug)
            raise LogInError(LogInFault.FAILED)

    def _app(self, metadata: Mapping[str, Any]) -> StarletteOAuth2App:
        issuer = self.issuer
        try:
            secret: object = client_credential(issuer)
        except IssuersFileError as error:
            log.error("nobody can log in", provider=self.slug, reason=str(error))  # noqa: TRY400 - its words say it all
            raise UnavailableError("The register can't log in with the identity provider now; try later.") from None
        method, methods = "none", []
        if isinstance(secret, tuple):
            secret, algorithm = secret
            method, methods = "private_key_jwt", [PrivateKeyJWT(metadata["token_endpoint"], alg=algorithm)]
        elif secret is not None:
            method, methods = "client_secret_basic", [("client_secret_basic", _basic)]
        return StarletteOAuth2App(
            StarletteIntegration(self.slug),
            self.slug,
            client_id=issuer.client_id,
            client_secret=secret,
            client_auth_methods=methods,
            client_kwargs={
                "scope": " ".join(dict.fromkeys(("openid", *issuer.scope))),
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": method,
                **self.outgoing.options(),
            },
            **metadata,
        )


def _basic(client: Any, _method: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """Name and secret as RFC 6749 section 2.3.1 has them: form-encoded, which Authlib's own leaves out."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return uri, headers, body


class Providers:
    """All identity providers that the portals can log in with, by their slug."""

    def __init__(self, trust: Trust, url: str, *, allow_http: bool = False, outgoing: Outgoing = DIRECT) -> None:
        self._all = {
            issuer.slug: Provider(issuer, trust.audience, url, allow_http, outgoing)
            for issuer in trust.entries
            if issuer.client_id is not None
        }

    def __iter__(self) -> Iterator[Provider]:
        """All of them."""
        return iter(self._all.values())

    def get(self, slug: str) -> Provider | None:
        """The one of this slug."""
        return self._all.get(slug)

    def of(self, role: Role) -> list[Provider]:
        """Those that a role logs in with."""
        return [provider for provider in self if role in provider.issuer.roles]
