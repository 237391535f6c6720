"""Making tokens, for the issuers of development: the claims of each role, and the signature."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from joserfc import jwt
from joserfc.jwk import ECKey

from auth.principal import OfficialOrganisation
from auth.tokens.claims import ASSURANCE_FLOOR
from domain.bsn import Bsn, passes_eleven_test
from domain.roles import Role, Service

ALGORITHM: Final = "ES256"

OFFICIAL_ACR: Final = ASSURANCE_FLOOR[Role.EMPLOYER][0]
"""The level of assurance of an officer's log-in; the register asks none of them."""

_KVK_DIGITS: Final = 8


def role_claims(  # noqa: PLR0913 - each is a claim
    role: Role,
    *,
    bsn: str | Bsn | None = None,
    organisations: Iterable[tuple[str, str | None]] = (),
    services: Iterable[Service] | None = None,
    administrator: bool = False,
    official: OfficialOrganisation | None = None,
) -> dict[str, object]:
    """The claims that a role has of its own, as the API's contract has them. What isn't the role's is left out.

    Args:
        role: whom the token speaks for.
        bsn: the citizen's own.
        organisations: the employer's, each a KVK number (or an RSIN, of nine digits) and a name.
        services: what the employer's user is authorised for; everything if left out.
        administrator: whether the employer's user may hand out authorisations.
        official: the officer's organisation.

    Raises:
        ValueError: a role lacks what it needs, or a number can't be one.
    """
    if role is Role.CITIZEN:
        return {"bsn": _citizen(bsn).value}
    if role is Role.EMPLOYER:
        services = sorted(Service if services is None else services)
        return {**_employer(organisations), "services": services, "administrator": administrator}
    if official is None:
        raise ValueError("An officer's token needs an organisation; give it.")
    return {"organisation": _official(official)}


def access_token(key: ECKey, claims: Mapping[str, object], lifetime: int, now: float) -> str:
    """Sign an access token (RFC 9068 section 2).

    Args:
        key: the issuer's.
        claims: all but those that follow from the moment: `iat`, `exp` and `jti`.
        lifetime: in seconds.
        now: the moment of issue, in seconds since 1970.
    """
    moment = int(now)
    dated = {**claims, "iat": moment, "exp": moment + lifetime, "jti": secrets.token_urlsafe(16)}
    return signed(key, dated, "at+jwt")


def signed(key: ECKey, claims: Mapping[str, object], media_type: str) -> str:
    """A JWT of these claims, of the type that its header names (RFC 7519)."""
    header = {"alg": ALGORITHM, "typ": media_type, "kid": key.kid}
    return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])


def published(key: ECKey) -> dict[str, list[dict[str, str | list[str]]]]:
    """The JWK set to publish: no private member in it (RFC 7517)."""
    return {"keys": [key.as_dict(private=False, use="sig", alg=ALGORITHM)]}


def _citizen(bsn: str | Bsn | None) -> Bsn:
    if bsn is None:
        raise ValueError("A citizen's token needs a BSN; give one.")
    return bsn if isinstance(bsn, Bsn) else Bsn(bsn)


def _employer(organisations: Iterable[tuple[str, str | None]]) -> dict[str, object]:
    several = [_organisation(number, name) for number, name in organisations]
    if not several:
        raise ValueError("An employer's token needs an organisation; give its KVK number.")
    return dict(several[0]) if len(several) == 1 else {"organisations": several}


def _organisation(number: str, name: str | None) -> dict[str, str]:
    rsin = passes_eleven_test(number)
    if not rsin and not (len(number) == _KVK_DIGITS and number.isascii() and number.isdigit()):
        raise ValueError("An organisation has a KVK number of eight digits, or an RSIN; check it for a typing error.")
    claim = {"rsin" if rsin else "kvk": number}
    return claim if name is None else {**claim, "name": name}


def _official(organisation: OfficialOrganisation) -> dict[str, str]:
    claim = {"oin": organisation.oin, "name": organisation.name}
    return claim if organisation.kind is None else {**claim, "kind": organisation.kind}
