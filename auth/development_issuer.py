"""The issuer of a developer's own machine: it vouches for anybody, so it never leaves the loopback address."""

import json
import os
import secrets
import stat
import time
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from auth.claims import ASSURANCE_FLOOR
from auth.issuers import Issuer
from auth.keys import LocalKeys
from auth.principal import OfficialKind
from domain.bsn import Bsn, passes_eleven_test
from domain.roles import Role, Service

KEY_FILE: Final = "development-issuer.json"
LIFETIME: Final = 3600

_ALGORITHM: Final = "ES256"
_KVK_DIGITS: Final = 8
_ACR: Final = ASSURANCE_FLOOR[Role.EMPLOYER][0]
# OINs that begin with 00000099 are for tests: no organisation has one.
_OFFICIAL: Final[Mapping[Role, Mapping[str, str]]] = {
    Role.SUWINET: {"oin": "00000099000000010000", "name": "UWV (voorbeeld)", "kind": "UWV"},
    Role.ASSESSOR: {"oin": "00000099000000010000", "name": "UWV (voorbeeld)"},
    Role.MONITOR: {"oin": "00000099000000020000", "name": "Ministerie van SZW (voorbeeld)"},
    Role.AUDITOR: {"oin": "00000099000000030000", "name": "Toezichthouder (voorbeeld)"},
}
_MUNICIPALITY: Final = {"oin": "00000099000000040000", "name": "Gemeente (voorbeeld)", "kind": "MUNICIPALITY"}


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


class DevelopmentIssuer:
    """Makes access tokens for every role, with a key of its own that stays in one file.

    The key is made once, when first needed, in a file that only its owner can read; processes that start
    at the same time end up with the same key.
    """

    def __init__(self, directory: Path, issuer_url: str, audience: str) -> None:
        self.issuer_url = issuer_url
        self.audience = audience
        self._key = _key(directory / KEY_FILE)

    def public_keys(self) -> dict[str, list[dict[str, str | list[str]]]]:
        """The JWK set to publish: no private member in it (RFC 7517)."""
        return {"keys": [self._key.as_dict(private=False, use="sig", alg=_ALGORITHM)]}

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
        moment = int(time.time() if now is None else now)
        claims: dict[str, object] = {
            "iss": self.issuer_url,
            "aud": self.audience,
            "client_id": "development",
            "iat": moment,
            "exp": moment + lifetime,
            "jti": secrets.token_urlsafe(16),
            "sub": user or f"development-{role.value.lower()}",
            "role": role.value,
            "acr": acr or ASSURANCE_FLOOR.get(role, (_ACR,))[0],
        }
        if role is Role.CITIZEN:
            claims["bsn"] = _citizen(bsn).value
        elif role is Role.EMPLOYER:
            claims |= _employer(organisations)
            claims["services"] = sorted(Service if services is None else services)
            claims["administrator"] = administrator
        else:
            municipal = role is Role.SUWINET and kind == "MUNICIPALITY"
            claims["organisation"] = dict(_MUNICIPALITY if municipal else _OFFICIAL[role])
        header = {"alg": _ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])


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


def _key(file: Path) -> ECKey:
    """The key in this file, which is made if it isn't there."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(file)
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, encoding="ascii") as stream:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            raise ValueError(f"Others can read {file}; delete it, and a new key is made.")
        try:
            key = ECKey.import_key(json.load(stream))
        except (JoseError, ValueError, KeyError, TypeError):
            key = None
    if key is None or not key.is_private or key.curve_name != "P-256":
        raise ValueError(f"{file} holds no key of the development issuer; delete it, and a new one is made.")
    return key


def _create(file: Path) -> None:
    """Write a new key, whole or not at all; a file that another process put there meanwhile stays."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            json.dump(ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True), stream)
            stream.flush()
            os.fsync(descriptor)
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
