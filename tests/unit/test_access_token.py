"""Access tokens, as an attacker would make them: every token here is really signed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auth.errors import TokenFault
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from domain.roles import Role
from tests.fixtures.tokens import AUDIENCE, BROKER, DIGID_ISSUER, NOW, TRUST, Clock, SigningIssuer, refusal, segment


def verifier(clock: Clock | None = None) -> TokenVerifier:
    return TokenVerifier(TRUST, clock or Clock())


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "RS256", "EdDSA", "Ed25519"])
async def test_each_asymmetric_algorithm_verifies(algorithm: str) -> None:
    issuer = SigningIssuer("https://algorithms.example", algorithm)
    principal = await TokenVerifier(Trust.of(AUDIENCE, issuer.issuer()), Clock()).verify(issuer.token(Role.MONITOR))
    assert principal.role is Role.MONITOR


@pytest.mark.parametrize("header", ["EdDSA", "Ed25519"])
@pytest.mark.parametrize("published", ["EdDSA", "Ed25519"])
async def test_eddsa_and_ed25519_are_one_algorithm(header: str, published: str) -> None:
    issuer = SigningIssuer("https://algorithms.example", published)
    token = issuer.sign(issuer.claims(Role.MONITOR), {"alg": header})
    assert (await TokenVerifier(Trust.of(AUDIENCE, issuer.issuer()), Clock()).verify(token)).role is Role.MONITOR


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"])
async def test_the_type_is_an_access_tokens_in_any_case(typ: str) -> None:
    token = BROKER.sign(BROKER.claims(Role.MONITOR), {"typ": typ})
    assert (await verifier().verify(token)).role is Role.MONITOR


async def test_a_header_of_more_than_512_bytes_is_read() -> None:
    token = BROKER.sign(BROKER.claims(Role.MONITOR), {"x5c": ["QUJD" * 200]})
    assert (await verifier().verify(token)).role is Role.MONITOR


async def test_a_token_without_key_id_is_matched_to_an_issuers_only_key() -> None:
    token = BROKER.sign(BROKER.claims(Role.MONITOR), {"kid": None})
    assert (await verifier().verify(token)).role is Role.MONITOR


# Header and signature


def unsigned(algorithm: str, signature: bytes = b"") -> str:
    head = segment({"alg": algorithm, "typ": "at+jwt", "kid": BROKER.kid})
    return f"{head}.{segment(BROKER.claims(Role.SUWINET))}.{segment(signature)}"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", "HS256", "ES384", "ES256K", "RS512", "dir"])
async def test_any_other_algorithm_is_refused(algorithm: str) -> None:
    assert await refusal(unsigned(algorithm)) is TokenFault.ALGORITHM


@pytest.mark.parametrize("algorithm", [None, 256, ["ES256"], {"ES256": 1}, True])
async def test_an_algorithm_that_is_no_text_is_refused(algorithm: object) -> None:
    token = BROKER.sign(BROKER.claims(Role.SUWINET), {"alg": algorithm})
    assert await refusal(token) in {TokenFault.ALGORITHM, TokenFault.MALFORMED}


@pytest.mark.parametrize("shape", ["pem", "der", "raw"])
async def test_the_public_key_as_a_shared_secret_is_refused(shape: str) -> None:
    key = BROKER.key.public_key
    secrets = {
        "pem": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "der": key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "raw": json.dumps(BROKER.jwk()).encode(),
    }
    signed = unsigned("HS256").rpartition(".")[0]
    mac = hmac.new(secrets[shape], signed.encode(), hashlib.sha256).digest()
    assert await refusal(f"{signed}.{segment(mac)}") is TokenFault.ALGORITHM


@pytest.mark.parametrize("claimed", ["PS256", "RS256", "EdDSA", "Ed25519"])
async def test_an_algorithm_of_another_key_type_finds_no_key(claimed: str) -> None:
    token = BROKER.sign(BROKER.claims(Role.SUWINET), {"alg": claimed})
    assert await refusal(token) is TokenFault.KEY


async def test_a_key_published_for_one_algorithm_serves_no_other() -> None:
    issuer = SigningIssuer("https://ps256.example", "PS256")
    trust = Trust.of(AUDIENCE, issuer.issuer())
    token = issuer.sign(issuer.claims(Role.SUWINET), {"alg": "RS256"})
    assert await refusal(token, trust) is TokenFault.KEY


async def test_a_signature_of_another_issuers_key_is_refused_under_either_key_id() -> None:
    claims = BROKER.claims(Role.SUWINET)
    assert await refusal(DIGID_ISSUER.sign(claims)) is TokenFault.KEY
    assert await refusal(DIGID_ISSUER.sign(claims, {"kid": BROKER.kid})) is TokenFault.SIGNATURE


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
async def test_a_key_that_the_token_brings_along_is_not_used(member: str) -> None:
    attacker = SigningIssuer(BROKER.url)
    brought = {
        "jwk": attacker.jwk(),
        "jku": "https://attacker.example/jwks",
        "x5u": "https://attacker.example/certificate",
        "x5c": [base64.b64encode(attacker.key.as_der()).decode()],
    }
    token = attacker.sign(attacker.claims(Role.SUWINET), {member: brought[member]})
    assert await refusal(token) is TokenFault.KEY
    token = attacker.sign(attacker.claims(Role.SUWINET), {member: brought[member], "kid": BROKER.kid})
    assert await refusal(token) is TokenFault.SIGNATURE


@pytest.mark.parametrize("kid", [7, ["a"], {"a": 1}, True, "", "unknown", "../../dev/null", "' OR 1=1 --"])
async def test_a_strange_key_id_finds_no_key(kid: object) -> None:
    assert await refusal(BROKER.sign(BROKER.claims(Role.SUWINET), {"kid": kid})) is TokenFault.KEY


@pytest.mark.parametrize("typ", ["JWT", "jwt", None, "id+jwt", "at+jwt ", "application/jwt", 7, ["at+jwt"], "dpop+jwt"])
async def test_another_type_is_refused(typ: object) -> None:
    assert await refusal(BROKER.sign(BROKER.claims(Role.SUWINET), {"typ": typ})) is TokenFault.TYPE


@pytest.mark.parametrize("crit", [["exp"], ["b64"], [], "exp", 1, {}])
async def test_a_critical_header_is_refused(crit: object) -> None:
    token = BROKER.sign(BROKER.claims(Role.SUWINET), {"crit": crit, "exp": 1})
    assert await refusal(token) is TokenFault.CRITICAL_HEADER


async def test_an_unencoded_payload_is_refused() -> None:
    token = BROKER.sign(BROKER.claims(Role.SUWINET), {"crit": ["b64"], "b64": False})
    assert await refusal(token) in {TokenFault.CRITICAL_HEADER, TokenFault.MALFORMED}
    token = BROKER.sign(BROKER.claims(Role.SUWINET), {"b64": False})
    assert await refusal(token) is TokenFault.MALFORMED


async def test_a_changed_signature_header_or_payload_is_refused() -> None:
    head, payload, signature = BROKER.token(Role.MONITOR).split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    for changed in (b"", raw[:-1], raw + b"\0", bytes(64), b"\xff" * 64, raw[32:] + raw[:32], raw[:-1] + b"\0"):
        assert await refusal(f"{head}.{payload}.{segment(changed)}") is TokenFault.SIGNATURE
    other = BROKER.claims(Role.AUDITOR)
    assert await refusal(f"{head}.{segment(other)}.{signature}") is TokenFault.SIGNATURE
    for added in ("=", "==", "\n", " ", "AAAA"):
        assert await refusal(f"{head}.{payload}.{signature}{added}") is TokenFault.SIGNATURE
    longer = segment({"alg": "ES256", "typ": "at+jwt", "kid": BROKER.kid, "x": 1})
    assert await refusal(f"{longer}.{payload}.{signature}") is TokenFault.SIGNATURE


DEEP = b"[" * 3000
MALFORMED = {
    "empty": "",
    "dots": "..",
    "one part": "abc",
    "two parts": "abc.def",
    "four parts": BROKER.token(Role.MONITOR) + ".abc",
    "five parts, as if encrypted": "a.b.c.d.e",
    "standard base64": BROKER.token(Role.MONITOR).replace(".", "+.", 1),
    "a space": " " + BROKER.token(Role.MONITOR),
    "a null": "\0" * 20,
    "letters beyond ASCII": BROKER.token(Role.MONITOR) + "é",
    "a lone surrogate": BROKER.token(Role.MONITOR) + "\ud800",
    "full-width dots": BROKER.token(Role.MONITOR).replace(".", "\uff0e"),
    "header no JSON": f"{segment(b'{')}.{segment({})}.AAAA",
    "header no UTF-8": segment(b"\xff") + ".e30.AAAA",
    "header a list": f"{segment(['alg'])}.{segment({})}.AAAA",
    "header a text": f"{segment('alg')}.{segment({})}.AAAA",
    "header a number": f"{segment(7)}.{segment({})}.AAAA",
    "header too deep": f"{segment(DEEP)}.{segment({})}.AAAA",
    "header a long number": f"{segment(b'9' * 5000)}.{segment({})}.AAAA",
    "payload too deep": f"{segment({'alg': 'ES256'})}.{segment(DEEP)}.AAAA",
    "payload a list": BROKER.sign([BROKER.claims(Role.MONITOR)]),
    "payload null": BROKER.sign(None),
    "payload empty": BROKER.sign(b""),
    "payload no JSON": BROKER.sign(b"{'role': 'MONITOR'}"),
}


@pytest.mark.parametrize("token", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_jwt_is_malformed(token: str) -> None:
    assert await refusal(token) is TokenFault.MALFORMED


async def test_a_token_of_more_than_8192_characters_is_refused_before_any_work() -> None:
    fits = BROKER.token(Role.MONITOR)
    filler = "x" * ((8192 - len(fits)) * 3 // 4 - 60)
    assert (await verifier().verify(BROKER.token(Role.MONITOR, filler=filler))).role is Role.MONITOR
    assert await refusal(BROKER.token(Role.MONITOR, filler=filler + "x" * 100)) is TokenFault.TOO_LONG
    assert await refusal("x" * 8192) is TokenFault.MALFORMED
    assert await refusal("x" * 8193) is TokenFault.TOO_LONG
    assert await refusal("é" * 50_000_000) is TokenFault.TOO_LONG


# Claims that every token has


@pytest.mark.parametrize(
    "iss",
    [
        "https://elsewhere.example",
        "https://broker.example/",
        "HTTPS://broker.example",
        "",
        7,
        None,
        ["https://broker.example"],
    ],
)
async def test_an_unknown_issuer_is_refused(iss: object) -> None:
    assert await refusal(BROKER.token(Role.MONITOR, iss=iss)) is TokenFault.ISSUER


@pytest.mark.parametrize(
    "aud",
    [
        "https://register.example",
        f"{AUDIENCE}/",
        AUDIENCE.upper(),
        "",
        None,
        7,
        [],
        ["x"],
        [[AUDIENCE]],
        {AUDIENCE: 1},
        [AUDIENCE, 7],
    ],
)
async def test_another_audience_is_refused(aud: object) -> None:
    assert await refusal(BROKER.token(Role.MONITOR, aud=aud)) is TokenFault.AUDIENCE


async def test_one_audience_of_several_may_be_ours() -> None:
    token = BROKER.token(Role.MONITOR, aud=["https://other.example", AUDIENCE])
    assert (await verifier().verify(token)).role is Role.MONITOR


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("iss", TokenFault.ISSUER),
        ("aud", TokenFault.AUDIENCE),
        ("exp", TokenFault.CLAIM),
        ("iat", TokenFault.CLAIM),
        ("jti", TokenFault.CLAIM),
        ("sub", TokenFault.CLAIM),
        ("role", TokenFault.ROLE),
        ("organisation", TokenFault.CLAIM),
    ],
)
async def test_a_missing_claim_is_refused(name: str, fault: TokenFault) -> None:
    assert await refusal(BROKER.sign(BROKER.without(Role.SUWINET, name))) is fault


NO_DATES: list[object] = [None, "1770000300", True, [], {}, -1, float("nan"), float("inf"), 2**53, 10**400, "never"]


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", NO_DATES, ids=[repr(value)[:12] for value in NO_DATES])
async def test_a_moment_that_is_none_is_refused(name: str, value: object) -> None:
    assert await refusal(BROKER.token(Role.MONITOR, **{name: value})) is TokenFault.CLAIM


@pytest.mark.parametrize("name", ["sub", "jti"])
@pytest.mark.parametrize("value", ["", 7, None, ["a"], "a\nb", "\ud800", "\0", "x" * 256])
async def test_a_subject_or_id_that_is_no_text_is_refused(name: str, value: object) -> None:
    assert await refusal(BROKER.token(Role.MONITOR, **{name: value})) is TokenFault.CLAIM


@pytest.mark.parametrize(
    ("claims", "now", "fault"),
    [
        ({}, NOW + 329.9, None),
        ({}, NOW + 330, TokenFault.EXPIRED),
        ({}, NOW + 1_000_000, TokenFault.EXPIRED),
        ({"exp": NOW + 300.5}, NOW + 330.25, None),
        ({"exp": 0}, NOW, TokenFault.EXPIRED),
        ({}, NOW - 30, None),
        ({}, NOW - 30.1, TokenFault.NOT_YET_VALID),
        ({"iat": NOW + 31}, NOW, TokenFault.NOT_YET_VALID),
        ({"nbf": NOW + 30}, NOW, None),
        ({"nbf": NOW + 31}, NOW, TokenFault.NOT_YET_VALID),
        ({"nbf": NOW - 1000}, NOW - 31, TokenFault.NOT_YET_VALID),
    ],
)
async def test_moments_have_thirty_seconds_of_leeway(
    claims: Mapping[str, object], now: float, fault: TokenFault | None
) -> None:
    token = BROKER.token(Role.MONITOR, **claims)
    if fault is None:
        assert (await verifier(Clock(now)).verify(token)).role is Role.MONITOR
    else:
        assert await refusal(token, now=now) is fault


@pytest.mark.parametrize("cnf", [{"jkt": "abc"}, {"x5t#S256": "abc"}, {}, None, "abc"])
async def test_a_token_bound_to_its_sender_is_no_bearer_token(cnf: object) -> None:
    assert await refusal(BROKER.token(Role.MONITOR, cnf=cnf)) is TokenFault.SENDER_CONSTRAINED
