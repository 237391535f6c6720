"""Whose tokens are accepted, by the settings."""

from typing import Final

from auth.development.issuer import DevelopmentIssuer
from auth.tokens.issuers import Issuer, IssuersFileError, Trust, load_issuers
from server.errors import CommandError
from server.settings import Settings

DEVELOPMENT_ISSUER: Final = "http://localhost/development-issuer"
DEVELOPMENT_AUDIENCE: Final = "http://localhost/graphql"


def development_issuer(settings: Settings, audience: str = DEVELOPMENT_AUDIENCE) -> DevelopmentIssuer:
    """The issuer of this machine; only where DEVELOPMENT says so."""
    if not settings.development:
        raise CommandError("The development issuer exists only with DEVELOPMENT=1, or under `run`.")
    return DevelopmentIssuer(settings.data_dir, DEVELOPMENT_ISSUER, audience)


def including(trust: Trust, *own: Issuer) -> Trust:
    """The same, and issuers of development.

    Raises:
        CommandError: ISSUERS_FILE has what one of them has.
    """
    try:
        return trust.including(*own)
    except ValueError as error:
        raise CommandError(f"ISSUERS_FILE beside the issuers of development: {error}.") from None


def trust_of(settings: Settings) -> Trust:
    """Whose tokens are accepted: those of ISSUERS_FILE, and in development the development issuer's.

    Raises:
        CommandError: nobody is trusted, or the file can't be used.
    """
    trust = Trust.of(DEVELOPMENT_AUDIENCE)
    if settings.issuers_file is not None:
        try:
            trust = load_issuers(settings.issuers_file, development=settings.development, outgoing=settings.outgoing)
        except IssuersFileError as error:
            raise CommandError(str(error)) from None
    if settings.development:
        trust = including(trust, development_issuer(settings, trust.audience).as_issuer())
    if not trust.issuers:
        raise CommandError("Nobody's tokens are trusted: set ISSUERS_FILE, or DEVELOPMENT=1 on your own machine.")
    return trust
