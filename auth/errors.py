"""Why a caller is refused at the door, as facts: `auth/challenges.py` words them for the client."""

from enum import StrEnum

from domain.errors import RegisterError


class TokenFault(StrEnum):
    """What is wrong with a token. For logs and metrics only: a client learns no more than `invalid_token`."""

    AUTHORIZATION_HEADER = "AUTHORIZATION_HEADER"
    TOO_LONG = "TOO_LONG"
    MALFORMED = "MALFORMED"
    TYPE = "TYPE"
    ALGORITHM = "ALGORITHM"
    CRITICAL_HEADER = "CRITICAL_HEADER"
    ISSUER = "ISSUER"
    KEY = "KEY"
    SIGNATURE = "SIGNATURE"
    AUDIENCE = "AUDIENCE"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SENDER_CONSTRAINED = "SENDER_CONSTRAINED"
    ROLE = "ROLE"
    CLAIM = "CLAIM"


class InvalidTokenError(RegisterError):
    """The access token is not acceptable (RFC 6750 section 3.1, `invalid_token`).

    Attributes:
        reason: which check failed, for the log. Never the token, never the value of a claim.
    """

    code = "UNAUTHENTICATED"

    def __init__(self, reason: TokenFault) -> None:
        super().__init__("The access token is not valid; ask the issuer for a new one.")
        self.reason = reason


class InsufficientAssuranceError(RegisterError):
    """The token is good, but its user logged in at too low a level (RFC 9470).

    Attributes:
        acr_values: the levels that would do, in order of preference.
    """

    code = "INSUFFICIENT_ASSURANCE"

    def __init__(self, acr_values: tuple[str, ...]) -> None:
        super().__init__("This needs a log-in at a higher level of assurance.")
        self.acr_values = acr_values
