"""From an Authorization header to a viewer, or to the challenge that says how to log in."""

import structlog

from auth.challenges import METADATA_PATH, bearer_token, challenge
from auth.errors import InsufficientAssuranceError, InvalidTokenError
from auth.principal import Principal
from auth.tokens import TokenVerifier
from graph.http import Challenge

log = structlog.get_logger()


class BearerGate:
    """Admits bearer tokens that the verifier accepts. `url` is the public address of the service."""

    def __init__(self, verifier: TokenVerifier, url: str) -> None:
        self._verifier = verifier
        self._metadata_url = f"{url}{METADATA_PATH}"

    async def admit(self, authorization: list[str]) -> Principal | None:
        """The viewer, or None without a token. The client isn't told what was wrong with a token; the log is."""
        try:
            token = bearer_token(*authorization)
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

    def _challenge(self, error: InvalidTokenError | InsufficientAssuranceError) -> Challenge:
        return Challenge(error.code, str(error), challenge(error, self._metadata_url))
