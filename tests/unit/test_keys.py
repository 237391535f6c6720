"""Keys of issuers: which are taken from a real web server, when it is asked, and what happens when it is away."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from auth.errors import InvalidTokenError, TokenFault
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from auth.tokens.keys import RemoteKeys
from domain.errors import UnavailableError
from domain.roles import Role
from tests.fixtures.patience import PATIENT
from tests.fixtures.tokens import AUDIENCE, Clock, KeyServer, SigningIssuer


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as server:
        yield server


def remote(server: KeyServer, clock: Clock, path: str | None = "/jwks", timeout: float = PATIENT.seconds) -> RemoteKeys:
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
    assert await keys.find("unknown", "ES256") is None
    for n in range(50):
        with pytest.raises(UnavailableError):
            await keys.find(f"unknown-{n}", "ES256")
    assert len(server.requests) == 2
    clock.now = 29.9
    with pytest.raises(UnavailableError) as caught:
        await keys.find("unknown", "ES256")
    assert caught.value.retry_after == 1
    assert len(server.requests) == 2
    clock.now = 30
    assert await keys.find("unknown", "ES256") is None
    assert len(server.requests) == 3


async def test_two_rotations_within_thirty_seconds_refuse_no_good_token(server: KeyServer) -> None:
    first, second, third = (SigningIssuer(server.url) for _ in range(3))
    clock = Clock()
    server.publish("/jwks", first.jwks())
    verifier = TokenVerifier(Trust.of(AUDIENCE, first.issuer(keys=remote(server, clock))), clock)
    await verifier.verify(first.token(Role.MONITOR))
    server.publish("/jwks", {"keys": [first.jwk(), second.jwk()]})
    await verifier.verify(second.token(Role.MONITOR))
    server.publish("/jwks", {"keys": [second.jwk(), third.jwk()]})
    clock.now += 10
    token = third.token(Role.MONITOR, iat=clock.now - 1)
    with pytest.raises(UnavailableError) as caught:
        await verifier.verify(token)
    assert caught.value.retry_after == 20
    clock.now += 20
    assert (await verifier.verify(token)).role is Role.MONITOR
    assert server.requests == ["/jwks"] * 3


async def test_a_token_older_than_the_set_is_refused_at_once_whatever_others_ask(server: KeyServer) -> None:
    issuer, stranger = SigningIssuer(server.url), SigningIssuer(server.url)
    clock = Clock()
    server.publish("/jwks", issuer.jwks())
    verifier = TokenVerifier(Trust.of(AUDIENCE, issuer.issuer(keys=remote(server, clock))), clock)
    await verifier.verify(issuer.token(Role.MONITOR))
    with pytest.raises(InvalidTokenError):
        await verifier.verify(stranger.token(Role.MONITOR, jti="the one that had the set fetched"))
    for changes in ({"iat": clock.now - 31}, {"iat": None}, {"iat": "now"}, {"iat": 1e300}):
        with pytest.raises(InvalidTokenError) as caught:
            await verifier.verify(stranger.token(Role.MONITOR, **changes))
        assert caught.value.reason is TokenFault.KEY
    assert len(server.requests) == 2


async def test_who_joins_a_fetch_that_began_before_learns_nothing_of_a_newer_key(server: KeyServer) -> None:
    issuer = SigningIssuer(server.url)
    server.publish("/jwks", issuer.jwks())
    server.delay = 0.3
    keys = remote(server, Clock(0))
    first = asyncio.create_task(keys.find(issuer.kid, "ES256"))
    await asyncio.sleep(0.1)
    with pytest.raises(UnavailableError) as caught:
        await keys.find("newer", "ES256")
    assert caught.value.retry_after == 1
    assert await first is not None
    assert await keys.find("newer", "ES256") is None
    assert server.requests == ["/jwks", "/jwks"]


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
    with pytest.raises(UnavailableError):  # nobody knows, since the issuer can't be asked
        await keys.find("unknown", "ES256")
    assert await keys.find("unknown", "ES256", age=700) is None
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
    assert [record.levelname for record in caplog.records if record.name == "auth.tokens.keys"] == ["WARNING"]
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
