"""From a token, or a portal's session, to a viewer, or to the challenge that says how to log in."""

from typing import Protocol

import structlog

from auth.challenges import METADATA_PATH, bearer_token, challenge
from auth.errors import InsufficientAssuranceError, InvalidTokenError
from auth.principal import Principal
from auth.tokens import TokenVerifier
from graph.credentials import Challenge, Credentials

log = structlog.get_logger()


class SessionCredentials(Protocol):
    """Who knows the sessions of the portals."""

    async def bearer(self, cookie: str, csrf: str | None, *, navigation: bool) -> str | None:
        """The access token of the session that this Cookie header names.

        None: no live session, or (unless `navigation`) the CSRF header isn't the session's.

        Raises:
            UnavailableError: the sessions are away.
        """
        ...


class Gate:
    """Admits bearer tokens that the verifier accepts, sent as such or held by a session.

    Args:
        verifier: tells whom a token speaks for.
        url: the public address of the service.
        sessions: those of the portals; None: there are none.
    """

    def __init__(self, verifier: TokenVerifier, url: str, sessions: SessionCredentials | None = None) -> None:
        self._verifier = verifier
        self._metadata_url = f"{url}{METADATA_PATH}"
        self._sessions = sessions

    async def admit(self, credentials: Credentials) -> Principal | None:
        """The viewer, or None without a token. The client isn't told what was wrong with a token; the log is."""
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
            raise self._challenge(error) from None
        except InsufficientAssuranceError as error:
            log.info("assurance level too low")
            raise self._challenge(error) from None

    def challenge(self) -> str:
        """The challenge for who sent no token."""
        return challenge(None, self._metadata_url)

    async def _of_session(self, credentials: Credentials) -> str | None:
        if self._sessions is None or credentials.cookie is None:
            return None
        return await self._sessions.bearer(credentials.cookie, credentials.csrf, navigation=credentials.navigation)

    def _challenge(self, error: InvalidTokenError | InsufficientAssuranceError) -> Challenge:
        return Challenge(error.code, str(error), challenge(error, self._metadata_url))
