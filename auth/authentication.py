"""Authentication: from the headers of a request to who asks, or to the challenge that says how to log in.

A bearer token counts as it is sent; a portal's session stands for the token it holds. So one check admits both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import structlog

from auth.challenges import METADATA_PATH, bearer_token, challenge
from auth.errors import InsufficientAssuranceError, InvalidTokenError
from auth.login.sessions import PortalSessions
from auth.principal import Principal
from auth.tokens.access_token import TokenVerifier

log = structlog.get_logger()


class Credentials(NamedTuple):
    """The headers that tell who asks. An Authorization header, whatever its scheme, makes the cookie count for nothing.

    Attributes:
        authorization: every Authorization header.
        cookie: the Cookie header as it came; None without one, or beside an Authorization header.
        csrf: the X-CSRF-Token header, which a page of ours sends with the cookie and another site can't.
        navigation: a browser comes here by following a link, which sends no such header.
    """

    authorization: list[str]
    cookie: str | None
    csrf: str | None
    navigation: bool

    @classmethod
    def of(cls, headers: Sequence[tuple[bytes, bytes]], *, navigation: bool = False) -> Self:
        """Those of a request, from its headers as ASGI has them."""
        authorization = [value.decode("latin-1") for name, value in headers if name == b"authorization"]
        if authorization:
            return cls(authorization, None, None, navigation)
        cookies, csrf = list[str](), None
        for name, value in headers:
            if name == b"cookie":  # HTTP/2 may part it (RFC 9113 section 8.2.3)
                cookies.append(value.decode("latin-1"))
            elif name == b"x-csrf-token" and csrf is None:
                csrf = value.decode("latin-1")
        return cls(authorization, "; ".join(cookies) or None, csrf, navigation)


@dataclass(frozen=True, slots=True)
class Challenge(Exception):  # noqa: N818 - it is an answer, RFC 6750's word for it
    """A log-in that can't be accepted: what to tell, and the WWW-Authenticate header that says how to do better."""

    code: str
    message: str
    www_authenticate: str


class Authenticator:
    """Accepts the bearer tokens that the verifier accepts, sent as such or held by a portal's session.

    Args:
        verifier: tells whom a token speaks for.
        url: the public address of the service.
        sessions: those of the portals; None: there are none.
    """

    def __init__(self, verifier: TokenVerifier, url: str, sessions: PortalSessions | None = None) -> None:
        self._verifier = verifier
        self._metadata_url = f"{url}{METADATA_PATH}"
        self._sessions = sessions

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        """The viewer, or None without a token or a session.

        The client isn't told what was wrong with a token; the log is.

        Raises:
            Challenge: the token, or that of the session, can't be accepted.
            UnavailableError: it can't be verified now.
        """
        if not credentials.authorization and credentials.cookie is None:
            return None
        if len(credentials.authorization) == 1:
            scheme, _, sent = credentials.authorization[0].partition(" ")
            known = self._verifier.remembered(sent) if scheme == "Bearer" else None
            if known is not None:
                return known
        try:
            token = bearer_token(*credentials.authorization)
            if token is None:
                token = await self._of_session(credentials)
            return None if token is None else await self._verifier.verify(token)
        except InvalidTokenError as error:
            log.info("token refused", reason=error.reason.value)
            raise self._refused(error) from None
        except InsufficientAssuranceError as error:
            log.info("assurance level too low")
            raise self._refused(error) from None

    def challenge(self) -> str:
        """The WWW-Authenticate header for a request without a token."""
        return challenge(None, self._metadata_url)

    async def _of_session(self, credentials: Credentials) -> str | None:
        if self._sessions is None or credentials.cookie is None:
            return None
        return await self._sessions.bearer(credentials.cookie, credentials.csrf, navigation=credentials.navigation)

    def _refused(self, error: InvalidTokenError | InsufficientAssuranceError) -> Challenge:
        return Challenge(error.code, str(error), challenge(error, self._metadata_url))
