"""Keys of issuers: which are taken from a real web server, when it is asked, and what happens when it is away."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from auth.errors import InvalidTokenError, TokenFault
from auth.issuers import Trust
from auth.keys import KeySet, LocalKeys, RemoteKeys
from auth.tokens import TokenVerifier
from domain.errors import UnavailableError
from domain.roles import Role
from tests.fixtures.tokens import AUDIENCE, Clock, KeyServer, SigningIssuer


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as server:
        yield server


def remote(server: KeyServer, clock: Clock, path: str | None = "/jwks", timeout: float = 5.0) -> RemoteKeys:
    uri = None if path is None else f"{server.url}{path}"
    return RemoteKeys(server.url, uri, allow_http=True, clock=clock, timeout=timeout)


async def test_keys_are_fetched_when_first_needed_and_kept_for_ten_minutes(server: KeyServer) -> None:
    issuer, clock = SigningIssuer(server.url), Clock(0)
    server.publish("/jwks", issuer.jwks())
    keys = remote(server, clock)
    assert server.requests == []
    key = await keys.find(issuer.kid, "ES256")
    assert key is not None
    assert key.thumbprint() == issuer.key.thumbprint()
    clock.now = 599
    assert await keys.find(issuer.kid, "ES256") is key
    assert server.requests == ["/jwks"]
    clock.now = 600
    await keys.find(issuer.kid, "ES256")
    assert server.requests == ["/jwks", "/jwks"]


async def test_64_concurrent_first_verifications_make_one_fetch(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    server.publish("/jwks", issuer.jwks())
    server.delay = 0.2
    verifier = TokenVerifier(Trust.of(AUDIENCE, issuer.issuer(keys=remote(server, Clock(0)))), Clock())
    tokens = [issuer.token(Role.MONITOR, jti=str(n)) for n in range(64)]
    principals = await asyncio.gather(*(verifier.verify(token) for token in tokens))
    assert len(principals) == 64
    assert server.requests == ["/jwks"]


async def test_64_concurrent_tokens_of_a_rotated_key_make_one_more_fetch(server: KeyServer) -> None:
    old, new = SigningIssuer(server.url), SigningIssuer(server.url)
    server.publish("/jwks", old.jwks())
    verifier = TokenVerifier(Trust.of(AUDIENCE, old.issuer(keys=remote(server, Clock(0)))), Clock())
    await verifier.verify(old.token(Role.MONITOR))
    server.publish("/jwks", {"keys": [old.jwk(), new.jwk()]})
    server.delay = 0.2
    await asyncio.gather(*(verifier.verify(new.token(Role.MONITOR, jti=str(n))) for n in range(64)))
    assert server.requests == ["/jwks", "/jwks"]


async def test_a_caller_who_goes_away_does_not_end_the_fetch_for_the_others(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    server.publish("/jwks", issuer.jwks())
    server.delay = 0.3
    keys = remote(server, Clock(0))
    first = asyncio.create_task(keys.find(issuer.kid, "ES256"))
    second = asyncio.create_task(keys.find(issuer.kid, "ES256"))
    await asyncio.sleep(0.1)
    first.cancel()
    assert await second is not None
    assert first.cancelled()
    assert server.requests == ["/jwks"]


async def test_unknown_key_ids_fetch_again_once_per_thirty_seconds(server: KeyServer) -> None:
    issuer, clock = SigningIssuer(server.url), Clock(0)
    server.publish("/jwks", issuer.jwks())
    keys = remote(server, clock)
    await keys.find(issuer.kid, "ES256")
    for n in range(50):
        assert await keys.find(f"unknown-{n}", "ES256") is None
    assert len(server.requests) == 2
    clock.now = 29.9
    assert await keys.find("unknown", "ES256") is None
    assert len(server.requests) == 2
    clock.now = 30
    assert await keys.find("unknown", "ES256") is None
    assert len(server.requests) == 3


async def test_an_unknown_key_id_on_the_very_first_fetch_asks_once(server: KeyServer) -> None:
    server.publish("/jwks", SigningIssuer(server.url).jwks())
    assert await remote(server, Clock(0)).find("unknown", "ES256") is None
    assert server.requests == ["/jwks"]


async def test_a_withdrawn_key_stops_verifying_also_for_remembered_tokens(
    server: KeyServer,
) -> None:
    old, new = SigningIssuer(server.url), SigningIssuer(server.url)
    clock = Clock()
    server.publish("/jwks", old.jwks())
    verifier = TokenVerifier(Trust.of(AUDIENCE, old.issuer(keys=remote(server, clock))), clock)
    token = old.token(Role.SUWINET, exp=clock.now + 86_400)
    await verifier.verify(token)
    server.publish("/jwks", new.jwks())
    clock.now += 600
    with pytest.raises(InvalidTokenError) as caught:
        await verifier.verify(token)
    assert caught.value.reason is TokenFault.KEY


@pytest.mark.parametrize(
    "failure", ["500", "404", "redirect", "no JSON", "no set", "too long", "compressed", "too deep"]
)
async def test_the_last_good_set_serves_for_a_day_while_fetching_fails(server: KeyServer, failure: str) -> None:
    issuer, clock = SigningIssuer(server.url), Clock(0)
    server.publish("/jwks", issuer.jwks())
    server.publish("/elsewhere", issuer.jwks())
    keys = remote(server, clock)
    await keys.find(issuer.kid, "ES256")
    match failure:
        case "500" | "404":
            server.publish("/jwks", issuer.jwks(), int(failure))
        case "redirect":
            server.publish("/jwks", b"", 302, {"Location": f"{server.url}/elsewhere"})
        case "no JSON":
            server.publish("/jwks", b"<html>")
        case "no set":
            server.publish("/jwks", [issuer.jwk()])
        case "too long":
            server.publish("/jwks", {**issuer.jwks(), "filler": "x" * 256 * 1024})
        case "compressed":
            server.publish("/jwks", issuer.jwks(), headers={"Content-Encoding": "gzip"})
        case _:
            server.publish("/jwks", b"[" * 100_000)
    clock.now = 600
    assert await keys.find(issuer.kid, "ES256") is not None
    assert len(server.requests) == 2
    clock.now = 629
    assert await keys.find(issuer.kid, "ES256") is not None
    assert await keys.find("unknown", "ES256") is None
    assert len(server.requests) == 2
    clock.now = 86_399
    assert await keys.find(issuer.kid, "ES256") is not None
    clock.now = 86_400
    with pytest.raises(UnavailableError):
        await keys.find(issuer.kid, "ES256")
    server.publish("/jwks", issuer.jwks())
    clock.now += 30
    assert await keys.find(issuer.kid, "ES256") is not None
    assert "/elsewhere" not in server.requests


async def test_a_server_that_is_gone_after_a_good_fetch_does_no_harm() -> None:
    clock = Clock()
    with KeyServer() as server:
        issuer = SigningIssuer(server.url)
        server.publish("/jwks", issuer.jwks())
        verifier = TokenVerifier(Trust.of(AUDIENCE, issuer.issuer(keys=remote(server, clock))), clock)
        await verifier.verify(issuer.token(Role.MONITOR))
    clock.now += 3600
    issuer.now += 3600
    assert (await verifier.verify(issuer.token(Role.MONITOR))).role is Role.MONITOR


async def test_without_any_good_set_the_answer_is_unavailable_not_unauthenticated(
    server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer, clock = SigningIssuer(server.url), Clock(0)
    verifier = TokenVerifier(Trust.of(AUDIENCE, issuer.issuer(keys=remote(server, clock))), Clock())
    token = issuer.token(Role.MONITOR)
    with caplog.at_level(logging.DEBUG, "auth"):
        for _ in range(5):
            with pytest.raises(UnavailableError) as caught:
                await verifier.verify(token)
    assert caught.value.code == "UNAVAILABLE"
    assert server.requests == ["/jwks"]
    assert [record.levelname for record in caplog.records if record.name == "auth.keys"] == ["WARNING"]
    assert issuer.kid not in caplog.text
    assert token not in caplog.text
    server.publish("/jwks", issuer.jwks())
    clock.now = 5
    assert (await verifier.verify(token)).role is Role.MONITOR


async def test_a_server_that_drips_its_answer_is_given_up(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    server.publish("/jwks", issuer.jwks())
    server.drip = 0.05
    with pytest.raises(UnavailableError):
        await remote(server, Clock(0), timeout=0.5).find(issuer.kid, "ES256")


async def test_an_empty_set_withdraws_every_key(server: KeyServer) -> None:
    issuer, clock = SigningIssuer(server.url), Clock(0)
    server.publish("/jwks", issuer.jwks())
    keys = remote(server, clock)
    assert await keys.find(issuer.kid, "ES256") is not None
    server.publish("/jwks", {"keys": []})
    clock.now = 600
    assert await keys.find(issuer.kid, "ES256") is None


# Discovery


OAUTH = "/.well-known/oauth-authorization-server"
OIDC = "/.well-known/openid-configuration"


async def test_the_key_address_comes_from_rfc_8414_metadata(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    address = server.publish("/keys", issuer.jwks())
    server.publish(OAUTH, {"issuer": server.url, "jwks_uri": address})
    assert await remote(server, Clock(0), None).find(issuer.kid, "ES256") is not None
    assert server.requests == [OAUTH, "/keys"]


async def test_or_else_from_openid_connect_discovery(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    address = server.publish("/keys", issuer.jwks())
    server.publish(OIDC, {"issuer": server.url, "jwks_uri": address})
    assert await remote(server, Clock(0), None).find(issuer.kid, "ES256") is not None
    assert server.requests == [OAUTH, OIDC, "/keys"]


@pytest.mark.parametrize("path", ["/realms/one", "/realms/one/"])
async def test_an_issuer_with_a_path_has_its_metadata_where_each_standard_says(server: KeyServer, path: str) -> None:
    url = f"{server.url}{path}"
    issuer = SigningIssuer(url)
    address = server.publish("/keys", issuer.jwks())
    server.publish(f"/realms/one{OIDC}", {"issuer": url, "jwks_uri": address})
    keys = RemoteKeys(url, allow_http=True, clock=Clock(0))
    assert await keys.find(issuer.kid, "ES256") is not None
    assert server.requests == [f"{OAUTH}/realms/one", f"/realms/one{OIDC}", "/keys"]


@pytest.mark.parametrize("claimed", ["https://digid.example", "", None, 7])
async def test_metadata_of_another_issuer_is_not_used(server: KeyServer, claimed: object) -> None:
    issuer = SigningIssuer(server.url)
    address = server.publish("/keys", issuer.jwks())
    for path in (OAUTH, OIDC):
        server.publish(path, {"issuer": claimed, "jwks_uri": address})
    with pytest.raises(UnavailableError):
        await remote(server, Clock(0), None).find(issuer.kid, "ES256")
    assert "/keys" not in server.requests


@pytest.mark.parametrize(
    "address", [None, 7, "", "/keys", "file:///etc/passwd", "ftp://x.example", "https://a@b.example"]
)
async def test_metadata_without_a_usable_address_gives_no_keys(server: KeyServer, address: object) -> None:
    server.publish(OAUTH, {"issuer": server.url, "jwks_uri": address})
    with pytest.raises(UnavailableError):
        await remote(server, Clock(0), None).find("any", "ES256")
    assert server.requests == [OAUTH]


async def test_outside_development_metadata_names_no_http_address(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    address = server.publish("/keys", issuer.jwks())
    server.publish(OAUTH, {"issuer": server.url, "jwks_uri": address})
    with pytest.raises(UnavailableError):
        await RemoteKeys(server.url, clock=Clock(0)).find(issuer.kid, "ES256")
    assert "/keys" not in server.requests


# Which keys of a set are taken


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
