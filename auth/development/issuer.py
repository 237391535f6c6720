"""The issuer of a developer's own machine: it vouches for anybody, so it never leaves the loopback address."""

import time
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from auth.development.issuing import OFFICIAL_ACR, access_token, published, role_claims
from auth.development.key_file import signing_key
from auth.principal import OfficialKind, OfficialOrganisation
from auth.tokens.claims import ASSURANCE_FLOOR
from auth.tokens.issuers import Issuer
from auth.tokens.keys import LocalKeys
from domain.bsn import Bsn
from domain.roles import Role, Service

KEY_FILE: Final = "development-issuer.json"
LIFETIME: Final = 3600

# OINs that begin with 00000099 are for tests: no organisation has one.
UWV: Final = OfficialOrganisation("00000099000000010000", "UWV (voorbeeld)", "UWV")
DATA_SERVICES: Final = OfficialOrganisation(UWV.oin, "UWV Gegevensdiensten (voorbeeld)")
MUNICIPALITY: Final = OfficialOrganisation("00000099000000040000", "Gemeente (voorbeeld)", "MUNICIPALITY")
MINISTRY: Final = OfficialOrganisation("00000099000000020000", "Ministerie van SZW (voorbeeld)")
_OFFICIAL: Final[Mapping[Role, OfficialOrganisation]] = {
    Role.SUWINET: UWV,
    Role.ASSESSOR: DATA_SERVICES,
    Role.MONITOR: MINISTRY,
    Role.AUDITOR: OfficialOrganisation("00000099000000030000", "Toezichthouder (voorbeeld)"),
}


def refuse_unless_loopback(host: str) -> None:
    """Let the development issuer be served on 127.0.0.0/8, ::1 and localhost only.

    Raises:
        ValueError: the host is another, or all of them (0.0.0.0, ::).
    """
    try:
        loopback = ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        loopback = host.lower() == "localhost"
    if not loopback:
        raise ValueError("The development issuer is served on a loopback address only; listen on 127.0.0.1.")


def is_on_this_machine(client: str, host: str) -> bool:
    """Whether a request came from this machine, and was sent to it by a name of its own.

    Args:
        client: the address that it came from; empty if unknown.
        host: its Host header.
    """
    try:
        refuse_unless_loopback(client)
        refuse_unless_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True


class DevelopmentIssuer:
    """Makes access tokens for every role, with a key of its own that stays in one file.

    The key is made once, when first needed, in a file that only its owner can read; processes that start
    at the same time end up with the same key.
    """

    def __init__(self, directory: Path, issuer_url: str, audience: str) -> None:
        self.issuer_url = issuer_url
        self.audience = audience
        self._key = signing_key(directory / KEY_FILE, "the development issuer")

    def public_keys(self) -> dict[str, list[dict[str, str | list[str]]]]:
        """The JWK set to publish: no private member in it (RFC 7517)."""
        return published(self._key)

    def as_issuer(self) -> Issuer:
        """The entry in what is trusted: every role."""
        return Issuer(self.issuer_url, frozenset(Role), LocalKeys(self.public_keys()))

    def token(  # noqa: PLR0913 - each is a claim
        self,
        role: Role,
        *,
        bsn: str | Bsn | None = None,
        organisations: Iterable[tuple[str, str | None]] = (),
        user: str | None = None,
        acr: str | None = None,
        administrator: bool = False,
        services: Iterable[Service] | None = None,
        kind: OfficialKind | None = None,
        lifetime: int = LIFETIME,
        now: float | None = None,
    ) -> str:
        """An access token (RFC 9068). What isn't the role's is left out.

        Args:
            role: whom it speaks for.
            bsn: the citizen's own.
            organisations: the employer's, each a KVK number (or an RSIN, of nine digits) and a name.
            user: the subject; one fixed pseudonym a role if left out.
            acr: the level of assurance; one that suffices if left out.
            administrator: whether the employer's user may hand out authorisations.
            services: what the employer's user is authorised for; everything if left out.
            kind: the Suwinet officer's organisation: UWV, which it is if left out, or a municipality.
            lifetime: in seconds.
            now: the moment of issue, in seconds since 1970.

        Raises:
            ValueError: a citizen without a BSN, an employer without an organisation, or a number that can't be one.
        """
        municipal = role is Role.SUWINET and kind == "MUNICIPALITY"
        own = role_claims(
            role,
            bsn=bsn,
            organisations=organisations,
            services=services,
            administrator=administrator,
            official=MUNICIPALITY if municipal else _OFFICIAL.get(role),
        )
        claims = {
            "iss": self.issuer_url,
            "aud": self.audience,
            "client_id": "development",
            "sub": user or f"development-{role.value.lower()}",
            "role": role.value,
            "acr": acr or ASSURANCE_FLOOR.get(role, (OFFICIAL_ACR,))[0],
            **own,
        }
        if role is Role.EMPLOYER and user is not None:
            claims["user_name"] = user
        return access_token(self._key, claims, lifetime, time.time() if now is None else now)
