"""Keys of a JWK set: which are taken to verify with."""

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from auth.tokens.keys import KeySet, LocalKeys, RemoteKeys
from tests.fixtures.tokens import SigningIssuer

GOOD = SigningIssuer("https://good.example")


async def test_symmetric_and_private_keys_are_ignored_and_the_others_kept() -> None:
    private = SigningIssuer("https://private.example")
    secret = OctKey.generate_key(256).as_dict(private=True)
    document = {"keys": [{**secret, "kid": "oct"}, private.private_jwk(), GOOD.jwk()]}
    keys = LocalKeys(document)
    assert await keys.find(private.kid, "ES256") is None
    assert await keys.find("oct", "ES256") is None
    assert await keys.find(GOOD.kid, "ES256") is not None


@pytest.mark.parametrize("private", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_any_private_member_makes_a_key_unusable(private: str) -> None:
    assert KeySet.read({"keys": [GOOD.jwk(**{private: "AAAA"})]}).entries == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "oct"},
        {"kty": "AKP"},
        {"kty": 7},
        {"kty": ["EC"]},
        {"kty": None},
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"crv": ["P-256"]},
        {"crv": None},
        {"x": 7},
        {"x": ""},
        {"x": "AAAA"},
        {"y": None},
        {"use": "enc"},
        {"use": ["sig"]},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"alg": "RS256"},
        {"alg": "ES384"},
        {"alg": "HS256"},
        {"alg": "none"},
        {"alg": ["ES256"]},
        {"kid": 7},
    ],
    ids=repr,
)
def test_a_key_that_is_not_for_verifying_with_our_algorithms_is_ignored(changes: dict[str, object]) -> None:
    assert KeySet.read({"keys": [GOOD.jwk(**changes)]}).entries == ()


def test_foreign_curves_and_weak_rsa_keys_are_ignored() -> None:
    weak = "".join(("x", "A" * 170))
    for jwk in (
        ECKey.generate_key("P-384").as_dict(private=False),
        ECKey.generate_key("secp256k1").as_dict(private=False),
        {"kty": "OKP", "crv": "X25519", "x": "A" * 43},
        {"kty": "RSA", "n": weak, "e": "AQAB"},
        {"kty": "RSA", "n": "x" * 11_000, "e": "AQAB"},
        {"kty": "RSA", "n": "x" * 342, "e": "AQ"},
        {"kty": "RSA", "n": 7, "e": "AQAB"},
        {"kty": "RSA"},
    ):
        assert KeySet.read({"keys": [jwk]}).entries == ()


def test_an_rsa_key_without_algorithm_serves_both_rsa_algorithms_only() -> None:
    jwk = {**RSAKey.generate_key(2048).as_dict(private=False), "kid": "rsa"}
    keys = KeySet.read({"keys": [jwk]})
    assert keys.find("rsa", "PS256") is not None
    assert keys.find("rsa", "RS256") is not None
    assert keys.find("rsa", "ES256") is None


def test_without_key_id_only_the_single_key_for_the_algorithm_is_found() -> None:
    other = SigningIssuer("https://other.example")
    rsa = SigningIssuer("https://rsa.example", "RS256")
    assert KeySet.read({"keys": [GOOD.jwk(), rsa.jwk()]}).find(None, "ES256") is not None
    assert KeySet.read({"keys": [GOOD.jwk(), other.jwk()]}).find(None, "ES256") is None


@pytest.mark.parametrize("document", [None, [], "keys", 7, {}, {"keys": None}, {"keys": {}}, {"keys": "x"}])
def test_what_is_no_key_set_is_an_error(document: object) -> None:
    with pytest.raises(ValueError, match="not a JWK set"):
        KeySet.read(document)


def test_strange_entries_of_a_set_are_ignored() -> None:
    entries: list[object] = [None, 7, "x", [], {}, GOOD.jwk()]
    assert len(KeySet.read({"keys": entries}).entries) == 1


def test_keys_print_without_key_material() -> None:
    printed = repr(KeySet.read(GOOD.jwks())) + repr(RemoteKeys("https://a.example")) + repr(GOOD.issuer())
    assert str(GOOD.jwk()["x"]) not in printed
