"""Providers of other kinds: those that know the portals by a key, and those that don't name themselves."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.roles import Role
from portal.languages import Language, Texts
from tests.conftest import Database
from tests.fixtures.portal import Site, served
from tests.fixtures.portal_provider import ScriptedProvider, begun, scripted

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
KEYS: dict[str, ECKey | RSAKey | OKPKey] = {
    "ES256": ECKey.generate_key("P-256"),
    "PS256": RSAKey.generate_key(2048),
    "EdDSA": OKPKey.generate_key("Ed25519"),
}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Several:
    """The service, and providers by their label."""

    site: Site
    providers: dict[str, ScriptedProvider]


@pytest.fixture(scope="module")
async def several(portal_register: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Several]:
    """One provider for each kind of key; one that never names itself; one that has no credential of ours."""
    folder = tmp_path_factory.mktemp("several")
    providers = {}
    async with AsyncExitStack() as stack:
        for algorithm, key in KEYS.items():
            file = folder / f"{algorithm}.pem"
            file.write_bytes(key.as_pem(private=True))
            file.chmod(0o600)
            providers[algorithm] = await stack.enter_async_context(
                scripted(algorithm, Role.CITIZEN, folder, client_secret_file=None, client_key_file=file)
            )
        for label in ("silent", "public"):
            settings: dict[str, Path | None] = {"client_secret_file": None} if label == "public" else {}
            providers[label] = await stack.enter_async_context(scripted(label, Role.CITIZEN, folder, **settings))
        del providers["silent"].metadata["authorization_response_iss_parameter_supported"]
        del providers["silent"].metadata["end_session_endpoint"]
        entries = [one.entry for one in providers.values()]
        site = await stack.enter_async_context(served(portal_register.pools(), folder, *entries, simulated=False))
        yield Several(site, providers)


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # RFC 9864 has another name for it, which few providers know
@pytest.mark.parametrize("algorithm", KEYS)
async def test_the_portals_prove_who_they_are_by_their_key(several: Several, algorithm: str) -> None:
    provider = several.providers[algorithm]
    provider.reset()
    page = await (await begun(several.site.browser(), provider)).end()
    assert (page.status, page.location) == (303, "/burger")
    [asked] = provider.asked
    assert asked["client_assertion_type"] == ASSERTION
    assert (asked["authorization"], "client_secret" in asked) == ("", False)
    told = jwt.decode(asked["client_assertion"], KEYS[algorithm], algorithms=[algorithm])
    assert told.header["alg"] == algorithm
    assert [told.claims[name] for name in ("iss", "sub", "aud")] == [
        "portal-at-this-one", "portal-at-this-one", f"{provider.url}/token",
    ]  # fmt: skip
    assert time.time() < told.claims["exp"] <= time.time() + 3600
    assert told.claims["jti"]


async def test_each_proof_is_another(several: Several) -> None:
    provider = several.providers["ES256"]
    provider.reset()
    for _ in range(2):
        await (await begun(several.site.browser(), provider)).end()
    first, second = (one["client_assertion"] for one in provider.asked)
    assert first != second


async def test_a_portal_without_a_credential_sends_its_name_alone(several: Several) -> None:
    provider = several.providers["public"]
    provider.reset()
    assert (await (await begun(several.site.browser(), provider)).end()).status == 303
    [asked] = provider.asked
    assert (asked["client_id"], asked["authorization"]) == ("portal-at-this-one", "")
    assert "client_secret" not in asked


async def test_a_provider_that_never_names_itself_need_not(several: Several) -> None:
    provider = several.providers["silent"]
    assert (await (await begun(several.site.browser(), provider)).end(iss=None)).status == 303


@pytest.mark.parametrize("issuer", ["https://evil.example", ""])
async def test_but_may_not_be_called_another(several: Several, issuer: str) -> None:
    page = await (await begun(several.site.browser(), several.providers["silent"])).end(iss=issuer)
    assert page.status == 400
    assert page.says(NL("log_in_failed.failed.title"))


async def test_a_state_of_one_provider_is_nothing_to_another(several: Several) -> None:
    """Also where the answer doesn't say whose it is."""
    browser = several.site.browser()
    journey = await begun(browser, several.providers["public"])
    page = await browser.get(
        f"{several.providers['silent'].path}/callback?code=1&state={journey.asked['state']}", follow=False
    )
    assert page.status == 400
    assert ("/", "__Host-session") not in browser.cookies


async def test_where_a_provider_has_no_place_to_log_out_the_portal_says_good_bye(several: Several) -> None:
    browser = several.site.browser()
    await (await begun(browser, several.providers["silent"])).end()
    page = await browser.send(await browser.get("/burger"), "/uitloggen")
    assert (page.status, page.path) == (200, "/uitgelogd")
    assert page.says(NL("logged_out.title"), NL("logged_out.text"))


async def test_the_log_in_page_offers_every_provider_of_the_role(several: Several) -> None:
    page = await several.site.browser().get("/burger")
    offered = [link for text, link in page.links.items() if text.startswith("Inloggen met")]
    assert offered == [f"/login/{one.lower()}?terug=/burger" for one in ("ES256", "PS256", "EdDSA", "silent", "public")]
    other = await several.site.browser().get("/werkgever")
    assert other.says(NL("log_in.none_heading"), NL("log_in.none"))
    assert "/login/" not in other.html
