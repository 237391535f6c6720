"""The token endpoint: the portal changes a code for tokens (RFC 6749 section 4.1.3)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import Response

from auth.development.simulator.codes import Codes, Grant
from auth.development.simulator.fields import Fields, read_fields
from auth.development.simulator.pages import document
from auth.development.simulator.provider import Provider

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class TokenEndpoint:
    """The token endpoint of one provider.

    Args:
        provider: whose.
        secret: the portal's.
        codes: takes the codes.
        clock: the seconds since 1970.
    """

    def __init__(self, provider: Provider, secret: str, codes: Codes, clock: Callable[[], float]) -> None:
        self._provider = provider
        self._secret = secret
        self._codes = codes
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """POST: tokens, or why not (RFC 6749 section 5.2)."""
        if not self._is_the_portal(request.headers.get("authorization", "")):
            return document({"error": "invalid_client"}, 401, **{"www-authenticate": 'Basic realm="simulator"'})
        fields = await read_fields(request)
        error = "invalid_request" if fields is None else self._fault(fields)
        if fields is None or error is not None:
            return document({"error": error}, 400)
        grant = self._codes.take(fields.text("code"))
        if grant is None or not self._fits(grant, fields):
            return document({"error": "invalid_grant"}, 400)
        return document(self._provider.tokens(grant, self._clock()))

    def _is_the_portal(self, authorization: str) -> bool:
        """Whether these are the portal's name and secret (RFC 6749 section 2.3.1)."""
        scheme, _, credentials = authorization.partition(" ")
        try:
            name, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except ValueError:
            return False
        known = hmac.compare_digest(unquote_plus(name).encode(), self._provider.client.id.encode())
        right = hmac.compare_digest(unquote_plus(secret).encode(), self._secret.encode())
        return scheme.lower() == "basic" and known and right

    def _fault(self, fields: Fields) -> str | None:
        """What is wrong with the request, whatever the code is worth."""
        repeated = any(len(several) > 1 for name, several in fields.values.items() if name != "resource")
        if repeated or not fields.readable or not fields.text("grant_type"):
            return "invalid_request"
        if fields.text("grant_type") != "authorization_code":
            return "unsupported_grant_type"
        if not all(fields.text(name) for name in ("code", "redirect_uri", "code_verifier")):
            return "invalid_request"
        if any(resource != self._provider.client.audience for resource in fields.all("resource")):
            return "invalid_target"
        return None

    def _fits(self, grant: Grant, fields: Fields) -> bool:
        """Whether the code was made for this request (RFC 7636 section 4.6)."""
        verifier = fields.text("code_verifier")
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return (
            _VERIFIER.fullmatch(verifier) is not None
            and hmac.compare_digest(challenge, grant.code_challenge)
            and fields.text("redirect_uri") == grant.redirect_uri
            and grant.client_id == self._provider.client.id
        )
