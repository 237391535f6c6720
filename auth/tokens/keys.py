"""The issuers' public keys: which are accepted, and how they are fetched and kept (RFC 7517, RFC 8414)."""

import asyncio
import base64
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from math import inf
from typing import Final, Protocol, Self

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from auth.discovery import DIRECT, ClientFactory, discover, fetch_json, is_address
from domain.errors import UnavailableError

VerificationKey = ECKey | RSAKey | OKPKey

ALGORITHMS: Final[Mapping[str, tuple[str, str | None]]] = {
    "ES256": ("EC", "P-256"),
    "PS256": ("RSA", None),
    "RS256": ("RSA", None),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
"""The accepted algorithms, all asymmetric, each with its key type and curve. RFC 9864 calls EdDSA `Ed25519`."""

TIME_TO_LIVE: Final = 600.0
"""For so many seconds a fetched set isn't asked for again, unless for an unknown key id."""
COOLDOWN: Final = 30.0
"""The pause between two fetches for an unknown key id, and after a failed fetch while a good set serves."""
RETRY: Final = 5.0
"""The pause after a failed fetch while there is no good set."""
CLOCK_SKEW: Final = 30.0
"""How far an issuer's clock may be from ours."""
MAX_STALENESS: Final = 86_400.0
"""For so long the last good set serves while fetching fails."""

_IMPORTERS: Final[Mapping[str, type[VerificationKey]]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
_PUBLIC_MEMBERS: Final = ("kty", "crv", "x", "y", "n", "e")
_PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
_RSA_BITS: Final = range(2048, 8193)

_AWAY: Final = "The keys of the token's issuer can't be fetched now; try again later."

_log = logging.getLogger(__name__)


class KeySource(Protocol):
    """Where the keys of one issuer come from."""

    async def find(self, kid: str | None, algorithm: str, age: float = 0.0) -> VerificationKey | None:
        """The key of this id for this algorithm, or None if the issuer has no such key.

        Args:
            kid: the id.
            algorithm: what the key is for.
            age: how many seconds ago the token was issued, by what it says.

        Raises:
            UnavailableError: the issuer's keys can't be had now, so nothing can be said about a token.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Entry:
    kid: str | None
    key_type: str
    curve: str | None
    algorithm: str | None
    key: VerificationKey

    def fits(self, algorithm: str) -> bool:
        if (self.key_type, self.curve) != ALGORITHMS[algorithm]:
            return False
        return self.algorithm is None or self.algorithm == algorithm or self.key_type == "OKP"


@dataclass(frozen=True, slots=True)
class KeySet:
    """The usable keys of a JWK set (RFC 7517 section 5).

    Symmetric keys, private keys, keys for encryption, weak or foreign keys and whatever can't be read
    are left out: RFC 7517 has a reader ignore what it doesn't understand, and here a left-out key only
    means that what it signed is refused.
    """

    entries: tuple[_Entry, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, document: object) -> Self:
        """Take a parsed JWK set.

        Raises:
            ValueError: it isn't a JWK set.
        """
        keys = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(keys, list):
            raise ValueError("not a JWK set")  # noqa: TRY004 - the document is wrong, not the call
        return cls(tuple(entry for jwk in keys if isinstance(jwk, dict) and (entry := _read(jwk)) is not None))

    def find(self, kid: str | None, algorithm: str) -> VerificationKey | None:
        """The key of this id for this algorithm; without an id, the only key for the algorithm."""
        fitting = [entry.key for entry in self.entries if (kid is None or entry.kid == kid) and entry.fits(algorithm)]
        return fitting[0] if len(fitting) == 1 or (fitting and kid is not None) else None


def _read(jwk: dict[str, object]) -> _Entry | None:
    """The key, or None if it isn't one to verify with."""
    kid, key_type, curve, algorithm = (jwk.get(name) for name in ("kid", "kty", "crv", "alg"))
    key_ops = jwk.get("key_ops", ["verify"])
    if (
        not _PRIVATE_MEMBERS.isdisjoint(jwk)
        or not isinstance(kid, str | None)
        or not isinstance(key_type, str)
        or not isinstance(curve, str | None)
        or not isinstance(algorithm, str | None)
        or (key_type, curve) not in ALGORITHMS.values()
        or (algorithm is not None and ALGORITHMS.get(algorithm) != (key_type, curve))
        or jwk.get("use", "sig") != "sig"
        or not isinstance(key_ops, list)
        or "verify" not in key_ops
    ):
        return None
    members: dict[str, str | list[str]] = {
        name: value for name in _PUBLIC_MEMBERS if isinstance(value := jwk.get(name), str)
    }
    try:
        if key_type == "RSA" and _bits(jwk["n"]) not in _RSA_BITS:
            return None
        key = _IMPORTERS[key_type].import_key(members)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return _Entry(kid, key_type, curve, algorithm, key)


def _bits(number: object) -> int:
    """The length of a base64url number."""
    if not isinstance(number, str):
        raise TypeError
    return int.from_bytes(base64.urlsafe_b64decode(number + "=" * (-len(number) % 4)), "big").bit_length()


class LocalKeys:
    """Keys that are at hand: those of the development issuer."""

    __slots__ = ("_keys",)

    def __init__(self, document: object) -> None:
        self._keys = KeySet.read(document)

    async def find(self, kid: str | None, algorithm: str, age: float = 0.0) -> VerificationKey | None:  # noqa: ARG002 - these don't change
        """The key of this id for this algorithm, or None."""
        return self._keys.find(kid, algorithm)


@dataclass(slots=True, eq=False)
class RemoteKeys:
    """The keys that an issuer publishes, at a configured address or at the one its metadata names.

    They are fetched when first needed and kept for `TIME_TO_LIVE` seconds. Callers who wait at the same
    time share one fetch. An unknown key id has them fetched again, at most once per `COOLDOWN`; meanwhile nobody knows
    whether a token that is newer than the set is signed with a newer key. If a fetch fails, the last good set serves
    until it is `MAX_STALENESS` old. An address inside a token is never used.
    """

    issuer: str
    jwks_uri: str | None = None
    _: KW_ONLY
    allow_http: bool = False
    clock: Callable[[], float] = time.monotonic
    client: ClientFactory = DIRECT.client
    timeout: float = DIRECT.seconds
    _keys: KeySet | None = field(default=None, init=False, repr=False)
    _fetched_at: float = field(default=-inf, init=False, repr=False)
    _failed_at: float = field(default=-inf, init=False, repr=False)
    _looked_again_at: float = field(default=-inf, init=False, repr=False)
    _flight: asyncio.Task[bool] | None = field(default=None, init=False, repr=False)

    async def find(self, kid: str | None, algorithm: str, age: float = 0.0) -> VerificationKey | None:
        """The key of this id for this algorithm, or None if the issuer has no such key.

        Raises:
            UnavailableError: the keys can't be fetched, and there is no set that is fresh enough; or the token is as
                new as the set, and its key may be newer.
        """
        due = self._due()
        is_newest = due and await self._refresh()
        key = self._current().find(kid, algorithm)
        if key is None and not due and self._may_look_again():
            is_newest = await self._refresh()
            key = self._current().find(kid, algorithm)
        if key is None and not is_newest and age <= self.clock() - self._fetched_at + CLOCK_SKEW:
            raise UnavailableError(_AWAY, self._pause())
        return key

    @property
    def age(self) -> float | None:
        """The seconds since the keys were last fetched; None before that."""
        return None if self._keys is None else self.clock() - self._fetched_at

    def _current(self) -> KeySet:
        if self._keys is None or self.clock() - self._fetched_at >= MAX_STALENESS:
            raise UnavailableError(_AWAY, math.ceil(RETRY))
        return self._keys

    def _pause(self) -> int:
        """In how many seconds the set may be fetched again for an unknown key id."""
        return math.ceil(max(1.0, max(self._looked_again_at, self._failed_at) + COOLDOWN - self.clock()))

    def _due(self) -> bool:
        now = self.clock()
        age = now - self._fetched_at
        pause = COOLDOWN if age < MAX_STALENESS else RETRY
        return age >= TIME_TO_LIVE and now - self._failed_at >= pause

    def _may_look_again(self) -> bool:
        if self._flight is not None:
            return True
        now = self.clock()
        if now - self._looked_again_at < COOLDOWN or now - self._failed_at < COOLDOWN:
            return False
        self._looked_again_at = now
        return True

    async def _refresh(self) -> bool:
        """Fetch them, or wait for who does; whether they are all that the issuer has published until now."""
        begun = self._flight is None
        if self._flight is None:
            self._flight = asyncio.create_task(self._fetch())
            self._flight.add_done_callback(self._landed)
        fetched = await asyncio.shield(self._flight)  # a caller who goes away doesn't take the fetch along
        return begun and fetched

    def _landed(self, _: asyncio.Task[bool]) -> None:
        self._flight = None

    async def _fetch(self) -> bool:
        begun_at = self.clock()
        try:
            async with asyncio.timeout(self.timeout), self.client() as client:
                address = self.jwks_uri or await self._discover(client)
                document = await fetch_json(client, address)
                if document is None:
                    raise ValueError("no JWK set at this address")  # noqa: TRY301 - one place handles all failures
                keys = KeySet.read(document)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, RecursionError) as error:
            self._failed_at = self.clock()
            _log.warning("The keys of issuer %s could not be fetched: %s.", self.issuer, type(error).__name__)
            return False
        self._keys, self._fetched_at = keys, begun_at
        return True

    async def _discover(self, client: httpx2.AsyncClient) -> str:
        address = (await discover(client, self.issuer)).get("jwks_uri")
        if not isinstance(address, str) or not is_address(address, allow_http=self.allow_http):
            raise ValueError("the issuer's metadata names no usable jwks_uri")
        return address
