"""An OpenID provider: what it is called, what it publishes, and the tokens that it makes."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from joserfc.jwk import ECKey
from starlette.requests import Request
from starlette.responses import Response

from auth.development.issuing import ALGORITHM, access_token, published, signed
from auth.development.simulator.authorization import Client
from auth.development.simulator.codes import Grant
from auth.development.simulator.login_form import LoginForm
from auth.development.simulator.pages import document

SCOPE: Final = "openid"
ACCESS_LIFETIME: Final = 4 * 3600
"""Seconds: a portal's session can last as long, and there are no refresh tokens."""
ID_LIFETIME: Final = 300


@dataclass(frozen=True, slots=True)
class Provider:
    """One of the four.

    Attributes:
        issuer: its URL.
        form: its log-in page.
        client: the portal.
        key: what it signs with.
        pseudonym_key: what it makes pseudonyms with.
    """

    issuer: str
    form: LoginForm
    client: Client
    key: ECKey = field(repr=False)
    pseudonym_key: bytes = field(repr=False)

    async def metadata(self, _request: Request) -> Response:
        """OpenID Connect Discovery section 3, RFC 8414."""
        levels = [level.acr for level in self.form.levels] or [self.form.default_level]
        return document(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "end_session_endpoint": f"{self.issuer}/logout",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "subject_types_supported": ["public"],
                "scopes_supported": [SCOPE],
                "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr"],
                "acr_values_supported": levels,
                "prompt_values_supported": ["none", "login"],
                "ui_locales_supported": ["nl"],
                "authorization_response_iss_parameter_supported": True,
                "claims_parameter_supported": False,
                "request_parameter_supported": False,
                "request_uri_parameter_supported": False,
            }
        )

    async def keys(self, _request: Request) -> Response:
        """The JWK set (RFC 7517)."""
        return document(dict(published(self.key)))

    def tokens(self, grant: Grant, now: float) -> Mapping[str, object]:
        """The answer to a code that is good (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3)."""
        identity = grant.identity
        both = {"iss": self.issuer, "sub": self.pseudonym(identity.user), "acr": identity.acr}
        for_the_api = {
            **both,
            "aud": self.client.audience,
            "client_id": self.client.id,
            "auth_time": grant.authenticated_at,
            "role": self.form.role.value,
            **identity.claims,
        }
        for_the_portal = {
            **both,
            "aud": self.client.id,
            "iat": int(now),
            "exp": int(now) + ID_LIFETIME,
            "auth_time": grant.authenticated_at,
            **({} if grant.nonce is None else {"nonce": grant.nonce}),
        }
        return {
            "access_token": access_token(self.key, for_the_api, ACCESS_LIFETIME, now),
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFETIME,
            "id_token": signed(self.key, for_the_portal, "JWT"),
            "scope": SCOPE,
        }

    def pseudonym(self, user: str) -> str:
        """The same for the same user, and nothing that tells who that is."""
        digest = hmac.digest(self.pseudonym_key, user.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
