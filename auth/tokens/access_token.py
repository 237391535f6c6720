"""Access tokens: JWTs as RFC 9068 has them, verified once and remembered."""

import json
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact

from auth.errors import InsufficientAssuranceError, InvalidTokenError, TokenFault
from auth.principal import Principal
from auth.tokens.claims import numeric_date, principal_of, text
from auth.tokens.issuers import Issuer, Trust
from auth.tokens.keys import ALGORITHMS, VerificationKey

__all__ = ["InsufficientAssuranceError", "InvalidTokenError", "TokenFault", "TokenVerifier"]

MAX_TOKEN: Final = 8192
LEEWAY: Final = 30
REMEMBERED: Final = 10_000
REMEMBERED_FOR: Final = 600

_TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})


class _Registry(JWSRegistry):
    """Our algorithms and no other. Without joserfc's limit of 512 bytes to a header: the token has its own limit."""

    max_header_length = MAX_TOKEN

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]  # the parent's would warn that EdDSA is now called Ed25519 (RFC 9864)


_REGISTRY: Final = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)


class TokenVerifier:
    """Turns an access token into the principal it speaks for, or refuses it.

    A verified token is remembered by its SHA-256 hash, for ten minutes and never beyond its `exp`: so a key
    that its issuer withdraws doesn't live on in remembered tokens, and is out of use within twenty minutes
    (ten of the key set, ten here). A refused token isn't remembered.
    """

    def __init__(self, trust: Trust, clock: Callable[[], float] = time.time) -> None:
        self.trust = trust
        self._clock = clock
        self._remembered: OrderedDict[bytes, tuple[float, float, Principal]] = OrderedDict()

    async def verify(self, token: str) -> Principal:
        """The principal of this token (RFC 9068 section 4).

        Raises:
            InvalidTokenError: it isn't acceptable.
            InsufficientAssuranceError: its user logged in at too low a level.
            UnavailableError: its issuer's keys can't be had now.
        """
        if len(token) > MAX_TOKEN:
            raise InvalidTokenError(TokenFault.TOO_LONG)
        if not token.isascii():
            raise InvalidTokenError(TokenFault.MALFORMED)
        return self.remembered(token) or await self._verify(token)

    def remembered(self, token: str) -> Principal | None:
        """The principal of this token, if it was verified not long ago."""
        digest = _digest(token)
        known = self._remembered.get(digest)
        if known is None:
            return None
        valid_from, valid_until, principal = known
        if valid_from <= self._clock() < valid_until:
            self._remembered.move_to_end(digest)
            return principal
        del self._remembered[digest]
        return None

    async def _verify(self, token: str) -> Principal:
        parsed = _parse(token)
        if parsed is None:
            raise InvalidTokenError(TokenFault.MALFORMED)
        signature, claims = parsed
        header = signature.headers()
        algorithm = _check_header(header)
        name = claims.get("iss")
        entries = self.trust.issuers.get(name) if isinstance(name, str) else None
        if entries is None:
            raise InvalidTokenError(TokenFault.ISSUER)
        now = self._clock()
        key = await _key(entries[0], header.get("kid"), algorithm, _age(claims, now))
        _check_signature(signature, key)
        valid_from, valid_until = self._check_claims(claims, now)
        principal = principal_of(claims, entries)
        self._remembered[_digest(token)] = (valid_from, min(valid_until, now + REMEMBERED_FOR), principal)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return principal

    def _check_claims(self, claims: Mapping[str, object], now: float) -> tuple[float, float]:
        """Check what every token has (RFC 9068 section 2.2); gives the moments between which it is valid."""
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if self.trust.audience not in audiences or not all(isinstance(one, str) for one in audiences):
            raise InvalidTokenError(TokenFault.AUDIENCE)
        if "cnf" in claims:
            raise InvalidTokenError(TokenFault.SENDER_CONSTRAINED)
        valid_until = numeric_date(claims.get("exp")) + LEEWAY
        valid_from = numeric_date(claims.get("iat")) - LEEWAY
        if "nbf" in claims:
            valid_from = max(valid_from, numeric_date(claims["nbf"]) - LEEWAY)
        for name in ("sub", "jti"):
            text(claims.get(name))
        if now >= valid_until:
            raise InvalidTokenError(TokenFault.EXPIRED)
        if now < valid_from:
            raise InvalidTokenError(TokenFault.NOT_YET_VALID)
        return valid_from, valid_until


async def _key(issuer: Issuer, kid: object, algorithm: str, age: float) -> VerificationKey:
    """Only the issuer's own published keys count: `jwk`, `jku`, `x5c` and `x5u` of a header are never looked at."""
    key = await issuer.keys.find(kid, algorithm, age) if isinstance(kid, str | None) else None
    if key is None:
        raise InvalidTokenError(TokenFault.KEY)
    return key


def _age(claims: Mapping[str, object], now: float) -> float:
    """How long ago it says that it was issued; a token that doesn't say is never good, so whatever its key is."""
    try:
        return now - numeric_date(claims.get("iat"))
    except InvalidTokenError:
        return math.inf


def _check_signature(signature: CompactSignature, key: VerificationKey) -> None:
    try:
        good = validate_compact(signature, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError):
        good = False
    if not good:
        raise InvalidTokenError(TokenFault.SIGNATURE)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def _parse(token: str) -> tuple[CompactSignature, dict[str, object]] | None:
    """The parts of the token, nothing of it verified; None if it isn't a JWT in compact form.

    No exception leaves: one that a parser raised might carry a piece of the token.
    """
    try:
        signature = extract_compact(token.encode("ascii"), registry=_REGISTRY)
        claims = json.loads(signature.payload)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return (signature, claims) if isinstance(signature.headers(), dict) and isinstance(claims, dict) else None


def _check_header(header: Mapping[str, object]) -> str:
    """The algorithm of a header that is as it should be (RFC 9068 section 4, RFC 8725 section 3)."""
    algorithm, media_type = header.get("alg"), header.get("typ")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise InvalidTokenError(TokenFault.ALGORITHM)
    if not isinstance(media_type, str) or media_type.lower() not in _TYPES:
        raise InvalidTokenError(TokenFault.TYPE)
    if "crit" in header or "b64" in header:
        raise InvalidTokenError(TokenFault.CRITICAL_HEADER)
    return algorithm
