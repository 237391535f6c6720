"""What a provider says of itself: how long it is believed, what of it is used, and what happens when it is away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from structlog.testing import capture_logs

from auth.login.provider import (
    METADATA_SECONDS,
    RETRY_SECONDS,
    LogInError,
    LogInFault,
    Provider,
    Providers,
)
from auth.tokens.issuers import Issuer, Trust
from auth.tokens.keys import LocalKeys
from domain.errors import UnavailableError
from domain.roles import Role
from tests.fixtures.patience import PATIENT
from tests.fixtures.tokens import AUDIENCE, Clock, KeyServer, SigningIssuer

URL = "https://register.example"
OIDC = "/.well-known/openid-configuration"


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as server:
        yield server


def entry(url: str, label: str = "Digi-D 2", **settings: Any) -> Issuer:
    """An issuer that one can log in with."""
    usual: dict[str, Any] = {"client_id": "portal"}
    return Issuer(url, frozenset({Role.CITIZEN}), LocalKeys({"keys": []}), label=label, **{**usual, **settings})


def provider(url: str, clock: Clock | None = None, *, allow_http: bool = True) -> Provider:
    """The provider there."""
    return Provider(entry(url), AUDIENCE, URL, allow_http=allow_http, outgoing=PATIENT, clock=clock or Clock(0))


def publish(server: KeyServer, **changes: object) -> None:
    """Publish good metadata, with changes; None leaves a member out."""
    metadata: dict[str, object] = {
        "issuer": server.url,
        "authorization_endpoint": f"{server.url}/authorize",
        "token_endpoint": f"{server.url}/token",
        "jwks_uri": f"{server.url}/jwks",
        **changes,
    }
    server.publish(OIDC, {name: value for name, value in metadata.items() if value is not None})


def asked(server: KeyServer) -> int:
    """How often the metadata were asked for."""
    return server.requests.count(OIDC)


async def test_metadata_are_fetched_when_first_needed_and_kept_for_ten_minutes(server: KeyServer) -> None:
    publish(server)
    clock = Clock(0)
    one = provider(server.url, clock)
    assert asked(server) == 0
    await one.metadata()
    clock.now = METADATA_SECONDS - 1
    await one.metadata()
    assert asked(server) == 1
    clock.now = METADATA_SECONDS
    await one.metadata()
    assert asked(server) == 2
    assert METADATA_SECONDS == 600


async def test_what_is_known_serves_while_the_provider_is_away_and_it_is_not_asked_at_each_page(
    server: KeyServer,
) -> None:
    publish(server)
    clock = Clock(0)
    one = provider(server.url, clock)
    known = await one.metadata()
    server.publish(OIDC, b"", 500)
    clock.now = METADATA_SECONDS
    for _ in range(5):
        assert await one.metadata() == known
    assert asked(server) == 2
    clock.now += RETRY_SECONDS
    publish(server, token_endpoint=f"{server.url}/elsewhere")
    assert (await one.metadata())["token_endpoint"] == f"{server.url}/elsewhere"


async def test_a_provider_that_was_never_reached_is_unavailable_and_left_alone_for_a_while(server: KeyServer) -> None:
    clock = Clock(0)
    one = provider(server.url, clock)
    for _ in range(5):
        with pytest.raises(UnavailableError) as caught:
            await one.metadata()
    assert server.url not in str(caught.value)
    assert asked(server) == 1
    publish(server)
    clock.now = RETRY_SECONDS
    assert (await one.metadata())["issuer"] == server.url


async def test_only_what_is_needed_is_kept_of_metadata(server: KeyServer) -> None:
    publish(
        server,
        end_session_endpoint=f"{server.url}/logout",
        userinfo_endpoint=f"{server.url}/userinfo",
        id_token_signing_alg_values_supported=["none", "HS256", "ES256", 7, "EdDSA", "RS512"],
        authorization_response_iss_parameter_supported=True,
        jwks={"keys": [SigningIssuer("x").jwk()]},
        scope="everything",
        client_kwargs={"verify": False},
        code_challenge_methods_supported=["plain"],
    )
    assert await provider(server.url).metadata() == {
        "issuer": server.url,
        "authorization_endpoint": f"{server.url}/authorize",
        "token_endpoint": f"{server.url}/token",
        "jwks_uri": f"{server.url}/jwks",
        "end_session_endpoint": f"{server.url}/logout",
        "id_token_signing_alg_values_supported": ["ES256", "EdDSA"],
        "authorization_response_iss_parameter_supported": True,
    }


@pytest.mark.parametrize("named", [None, [], ["none"], ["HS256"], "ES256", 7])
async def test_without_a_usable_algorithm_id_tokens_are_signed_by_rs256(server: KeyServer, named: object) -> None:
    publish(server, id_token_signing_alg_values_supported=named)
    assert (await provider(server.url).metadata())["id_token_signing_alg_values_supported"] == ["RS256"]


@pytest.mark.parametrize("said", [None, False, "true", 1, []])
async def test_only_true_means_that_a_provider_names_itself(server: KeyServer, said: object) -> None:
    publish(server, authorization_response_iss_parameter_supported=said)
    assert (await provider(server.url).metadata())["authorization_response_iss_parameter_supported"] is False


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", [None, 7, "", "/path", "ftp://x.example/", "https://a@b.example/", "javascript:1"])
async def test_metadata_without_a_usable_endpoint_are_none(server: KeyServer, name: str, address: object) -> None:
    publish(server, **{name: address})
    with pytest.raises(UnavailableError):
        await provider(server.url).metadata()


async def test_metadata_of_another_issuer_are_none(server: KeyServer) -> None:
    publish(server, issuer="https://evil.example")
    with pytest.raises(UnavailableError):
        await provider(server.url).metadata()


async def test_outside_development_an_endpoint_is_never_http(server: KeyServer) -> None:
    publish(server)
    with pytest.raises(UnavailableError):
        await provider(server.url, allow_http=False).metadata()


@pytest.mark.parametrize("address", ["http://logout.example", "javascript:alert(1)", 7])
async def test_a_log_out_address_that_cannot_be_used_is_left_out(server: KeyServer, address: object) -> None:
    https = {name: f"https://x.example/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    publish(server, **https, end_session_endpoint=address)
    one = provider(server.url, allow_http=False)
    assert await one.log_out_url() is None


async def test_a_provider_that_is_away_has_no_place_to_log_out(server: KeyServer) -> None:
    one = provider(server.url)
    assert await one.log_out_url() is None


@pytest.mark.parametrize("address", ["https://x.example/logout", "https://x.example/logout?realm=1"])
async def test_logging_out_there_names_the_portal_and_the_way_back_and_nobody(server: KeyServer, address: str) -> None:
    publish(server, end_session_endpoint=address)
    told = "client_id=portal&post_logout_redirect_uri=https%3A%2F%2Fregister.example%2Fuitgelogd"
    assert await provider(server.url).log_out_url() == f"{address}{'&' if '?' in address else '?'}{told}"


def test_providers_are_the_issuers_that_have_a_client_each_at_a_place_of_its_own() -> None:
    trust = Trust.of(
        AUDIENCE,
        entry("https://a.example", "Dígi D!"),
        entry("https://b.example", "eHerkenning (makelaar 2)"),
        entry("https://c.example", "Alleen tokens", client_id=None),
    )
    found = Providers(trust, URL)
    assert [(one.slug, one.label, one.redirect_uri) for one in found] == [
        ("digi-d", "Dígi D!", f"{URL}/login/digi-d/callback"),
        ("eherkenning-makelaar-2", "eHerkenning (makelaar 2)", f"{URL}/login/eherkenning-makelaar-2/callback"),
    ]
    assert [one.slug for one in found.of(Role.CITIZEN)] == ["digi-d", "eherkenning-makelaar-2"]
    assert found.of(Role.EMPLOYER) == []
    assert found.get("alleen-tokens") is None


async def test_a_client_whose_secret_is_gone_makes_its_provider_unavailable(server: KeyServer, tmp_path: Path) -> None:
    publish(server)
    there = replace(provider(server.url), issuer=entry(server.url, client_secret_file=tmp_path / "secret"))
    with capture_logs() as logs, pytest.raises(UnavailableError, match="can't log in with the identity provider now"):
        await there.begin(Request({"type": "http", "session": {}}))
    [told] = [one for one in logs if one["log_level"] == "error"]
    assert "secret (client_secret_file of" in told["reason"]
    (tmp_path / "secret").touch(mode=0o600)
    (tmp_path / "secret").write_text("secret")
    assert (await there.begin(Request({"type": "http", "session": {}}))).startswith(f"{server.url}/authorize")


def test_a_fault_is_all_that_an_error_says() -> None:
    assert str(LogInError(LogInFault.FAILED)) == "FAILED"
