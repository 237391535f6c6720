"""The HTTP side of bearer tokens: the Authorization header, the challenges, and the resource's metadata."""

import re
from string import ascii_letters, digits
from typing import Final

from auth.errors import InsufficientAssuranceError, InvalidTokenError, TokenFault
from auth.tokens.issuers import Trust

METADATA_PATH: Final = "/.well-known/oauth-protected-resource"

# The characters of a token in HTTP (RFC 9110 section 5.6.2), and of a bearer token (RFC 6750 section 2.1).
_TOKEN: Final = (ascii_letters + digits + "!#$%&'*+-.^_`|~").encode()
_B64TOKEN: Final = (ascii_letters + digits + "-._~+/").encode()
_QUOTABLE: Final = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")


def bearer_token(*headers: str | None) -> str | None:
    """The bearer token of a request's Authorization header; None if it has none, or another scheme's.

    Give every Authorization header of the request. A token is read from nowhere else, so never from the
    query string or the body (RFC 6750 section 5.3).

    Raises:
        InvalidTokenError: there are several headers, or it isn't a bearer token's syntax.
    """
    given = [header for header in headers if header is not None]
    if not given:
        return None
    scheme, _, credentials = given[0].partition(" ")
    if len(given) == 1 and scheme.lower() == "bearer":
        token = credentials.lstrip(" ")
        if _only(_B64TOKEN, token.rstrip("=")):
            return token
    elif len(given) == 1 and _only(_TOKEN, scheme) and "," not in credentials:
        return None
    raise InvalidTokenError(TokenFault.AUTHORIZATION_HEADER)


def _only(characters: bytes, text: str) -> bool:
    """Whether the text is one or more of these characters; much faster than a regular expression."""
    return text != "" and text.isascii() and not text.encode("ascii").translate(None, characters)


def challenge(error: InvalidTokenError | InsufficientAssuranceError | None, metadata_url: str) -> str:
    """The WWW-Authenticate value that goes with a 401 for this error; None: there was no token."""
    if error is None:
        return token_wanted(metadata_url)
    if isinstance(error, InsufficientAssuranceError):
        return higher_assurance_wanted(error.acr_values, metadata_url)
    return valid_token_wanted(metadata_url)


def token_wanted(metadata_url: str) -> str:
    """There was no token: no error code, and where to learn who issues tokens (RFC 6750 section 3.1, RFC 9728)."""
    return _challenge(resource_metadata=metadata_url)


def valid_token_wanted(metadata_url: str) -> str:
    """The token isn't acceptable; it doesn't say why (RFC 6750 section 3.1)."""
    return _challenge(error="invalid_token", resource_metadata=metadata_url)


def higher_assurance_wanted(acr_values: tuple[str, ...], metadata_url: str) -> str:
    """The log-in was at too low a level, and which would do (RFC 9470 section 3)."""
    return _challenge(
        error="insufficient_user_authentication",
        error_description="A log-in at a higher level of assurance is required",
        acr_values=" ".join(acr_values),
        resource_metadata=metadata_url,
    )


def _challenge(**parameters: str) -> str:
    for name, value in parameters.items():
        if _QUOTABLE.fullmatch(value) is None:
            raise ValueError(f"The {name} of a challenge has a character that can't stand between quotes.")
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in parameters.items())


def resource_metadata(trust: Trust, name: str = "Doelgroepregister") -> dict[str, str | list[str]]:
    """The metadata document of this API as a protected resource (RFC 9728 section 2)."""
    return {
        "resource": trust.audience,
        "authorization_servers": list(trust.issuers),
        "bearer_methods_supported": ["header"],
        "resource_name": name,
    }
