"""Logging in with an identity provider that the product didn't write: npm's oidc-provider, for each role."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from joserfc.jwk import ECKey, RSAKey
from playwright.async_api import Page, expect

from domain.roles import Role
from server.demo.data import EXAMPLE_ORGANISATION, EXAMPLE_REGISTERED_BSN
from tests.browser.conftest import Visiting
from tests.external import free_port
from tests.fixtures.peer_provider import Account, Peer, Started, started
from tests.fixtures.process import Installation

pytestmark = pytest.mark.browser

BASIS = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
LOA2 = "urn:etoegang:core:assurance-class:loa2"
LOA3 = "urn:etoegang:core:assurance-class:loa3"
PASSWORD = "urn:example:password"
TWO_FACTORS = "urn:example:two-factors"
AWKWARD = "a+secret/with%41:signs& a space="
"""A secret that reaches the provider only if it is encoded as RFC 6749 section 2.3.1 has it."""

OFFICE = {"oin": "00000099000000010000", "name": "UWV (voorbeeld)", "kind": "UWV"}


def accounts(*levels: str, name: str, **claims: object) -> tuple[Account, ...]:
    """One person at several levels of assurance: the first by the name itself, the others with a number behind it."""
    return tuple(
        Account(f"{name}{number or ''}", level, f"{name}-at-the-provider", claims)
        for number, level in enumerate(levels)
    )


CITIZEN = Peer(
    "Ander DigiD",
    Role.CITIZEN,
    "ES256",
    (MIDDEN,),
    (
        *accounts(MIDDEN, BASIS, name="anne", role="CITIZEN", bsn=EXAMPLE_REGISTERED_BSN),
        *accounts(MIDDEN, name="eve", role="SUWINET", organisation=OFFICE),
    ),
    AWKWARD,
)
EMPLOYER = Peer(
    "Andere eHerkenning",
    Role.EMPLOYER,
    "RS256",
    (LOA3,),
    accounts(LOA3, LOA2, name="bob", role="EMPLOYER", kvk=EXAMPLE_ORGANISATION.kvk, services=["PERSON_LOOKUP"]),
    ECKey.generate_key("P-256"),
)
OFFICER = Peer(
    "Ander Suwinet",
    Role.SUWINET,
    "PS256",
    (TWO_FACTORS,),
    accounts(TWO_FACTORS, PASSWORD, name="chris", role="SUWINET", organisation=OFFICE),
    RSAKey.generate_key(2048),
)
PEERS = (CITIZEN, EMPLOYER, OFFICER)
HOMES = {CITIZEN.name: "/burger", EMPLOYER.name: "/werkgever", OFFICER.name: "/suwinet"}

FAILED = "Inloggen is niet gelukt"
CANCELLED = "U bent niet ingelogd"
TOO_LATE = "Het inloggen duurde te lang"
STEP_UP = "U moet veiliger inloggen"


@pytest.fixture(scope="module")
def port() -> int:
    """The register's port."""
    return free_port()


@pytest.fixture(scope="module")
def providers(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Started]:
    """The providers, which know the register's portals."""
    with started(PEERS, f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("providers")) as running:
        yield running


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, port: int, providers: Started) -> Iterator[Installation]:
    """What `make run` starts, with these providers beside its simulator."""
    folder = tmp_path_factory.mktemp("register")
    made = Installation(folder, port, {"ISSUERS_FILE": str(providers.issuers_file)})
    try:
        with made.running():
            yield made
    finally:
        made.remove()


async def go_to_log_in(page: Page, peer: Peer) -> None:
    """From the portal's page to the provider."""
    await page.goto(HOMES[peer.name])
    await page.get_by_role("link", name=f"Inloggen met {peer.label}", exact=True).click()


async def identify(page: Page, name: str) -> None:
    """Answer the provider's question who it is."""
    await expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    await page.get_by_label("Name").fill(name)
    await page.get_by_role("button", name="Log in").click()


async def log_in(page: Page, peer: Peer, name: str) -> None:
    """All of it."""
    await go_to_log_in(page, peer)
    await identify(page, name)


async def expect_heading(page: Page, text: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(text)


async def expect_logged_in(page: Page, peer: Peer) -> None:
    await expect(page).to_have_url(re.compile(f"^http://127.0.0.1:[0-9]+{HOMES[peer.name]}$"))
    await expect(page.get_by_role("banner").get_by_role("button", name="Uitloggen")).to_be_visible()


async def expect_logged_out(page: Page, peer: Peer) -> None:
    await page.goto(HOMES[peer.name])
    await expect(page.get_by_role("link", name=f"Inloggen met {peer.label}", exact=True)).to_be_visible()


def check_addresses(requested: list[str]) -> None:
    """No token and no BSN stood in an address."""
    assert len(requested) > 5
    assert not [url for url in requested if EXAMPLE_REGISTERED_BSN in url or re.search("[=.]eyJ", url)]


async def test_the_log_in_page_offers_the_provider_beside_the_simulator(visiting: Visiting) -> None:
    async with visiting() as visit:
        for peer, simulated in zip(PEERS, ("DigiD", "eHerkenning", "Suwinet"), strict=True):
            await visit.page.goto(HOMES[peer.name])
            buttons = await visit.page.get_by_role("link", name="Inloggen met").all_inner_texts()
            assert buttons == [f"Inloggen met {peer.label}", f"Inloggen met {simulated}-simulator"]


async def test_a_citizen_logs_in_and_reads_that_they_are_registered(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await log_in(page, CITIZEN, "anne")
        await expect_logged_in(page, CITIZEN)
        await page.get_by_role("button", name="Controleren").click()
        await expect(page.get_by_role("main")).to_contain_text("Ja, u staat in het doelgroepregister.")
        check_addresses(visit.requested)
        assert visit.console == []


async def test_an_employers_user_logs_in_and_looks_an_applicant_up(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await log_in(page, EMPLOYER, "bob")
        await expect_logged_in(page, EMPLOYER)
        await expect(page.get_by_role("banner")).to_contain_text(EXAMPLE_ORGANISATION.name)
        await page.goto("/werkgever/doelgroepregister/persoon")
        await page.get_by_label("Een sollicitant").check()
        await page.get_by_label("Burgerservicenummer (BSN)").fill(EXAMPLE_REGISTERED_BSN)
        await page.get_by_role("button", name="Opvragen").click()
        await expect(page.get_by_role("main")).to_contain_text("Ja, deze persoon staat in het doelgroepregister.")
        check_addresses(visit.requested)
        assert visit.console == []


async def test_an_officer_logs_in_and_reads_a_clients_grounds(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await log_in(page, OFFICER, "chris")
        await expect_logged_in(page, OFFICER)
        await page.get_by_label("Re-integratie").check()
        await page.get_by_label("Burgerservicenummer (BSN)").fill(EXAMPLE_REGISTERED_BSN)
        await page.get_by_role("button", name="Raadplegen").click()
        await expect(page.get_by_role("main")).to_contain_text("Geregistreerd in het doelgroepregister")
        await expect(page.get_by_role("table").locator("tbody tr")).to_have_count(2)
        check_addresses(visit.requested)
        assert visit.console == []


async def test_logging_out_ends_the_log_in_at_the_provider_too(visiting: Visiting, providers: Started) -> None:
    async with visiting() as visit:
        page = visit.page
        await log_in(page, CITIZEN, "anne")
        await expect_logged_in(page, CITIZEN)
        await page.context.clear_cookies(name="__Host-session")
        await go_to_log_in(page, CITIZEN)
        await expect_logged_in(page, CITIZEN)  # the provider remembered
        other = await page.context.new_page()
        await other.goto("/burger")
        await page.get_by_role("banner").get_by_role("button", name="Uitloggen").click()
        await expect_heading(page, "Sign out?")
        await expect_heading(other, "U bent niet meer ingelogd")  # though the provider's page may never come back
        await other.close()
        assert page.url.startswith(providers.issuers[CITIZEN.name])
        await page.get_by_role("button", name="Yes, sign me out").click()
        await expect_heading(page, "U bent uitgelogd")
        assert page.url == f"{visit.home}/uitgelogd"
        await go_to_log_in(page, CITIZEN)
        await expect_heading(page, "Who are you?")
        assert visit.console == []


async def test_whoever_cancels_at_the_provider_is_told_so(visiting: Visiting) -> None:
    async with visiting() as visit:
        await go_to_log_in(visit.page, OFFICER)
        await visit.page.get_by_role("button", name="Cancel").click()
        await expect_heading(visit.page, CANCELLED)
        await expect_logged_out(visit.page, OFFICER)


@pytest.mark.parametrize(
    ("peer", "name", "wrong"),
    [
        (CITIZEN, "anne", "another secret"),
        (EMPLOYER, "bob", ECKey.generate_key("P-256").as_pem(private=True).decode()),
    ],
    ids=["secret", "key"],
)
async def test_a_wrong_secret_or_key_of_the_portals_shows_that_the_log_in_failed(
    visiting: Visiting, providers: Started, peer: Peer, name: str, wrong: str
) -> None:
    file = peer.credential_file(providers.folder)
    right = file.read_text(encoding="utf-8")
    async with visiting() as visit:
        file.write_text(wrong, encoding="utf-8")
        try:
            await log_in(visit.page, peer, name)
            await expect_heading(visit.page, FAILED)
        finally:
            file.write_text(right, encoding="utf-8")
        assert f"{peer.name}: invalid_client" in providers.output()
        await expect_logged_out(visit.page, peer)
        await go_to_log_in(visit.page, peer)
        await expect_logged_in(visit.page, peer)  # with the right one, at once


@pytest.mark.parametrize(
    ("peer", "name"), [(CITIZEN, "anne"), (EMPLOYER, "bob"), (OFFICER, "chris")], ids=["citizen", "employer", "officer"]
)
async def test_who_logged_in_at_too_low_a_level_is_asked_to_do_so_at_a_higher_one(
    visiting: Visiting, peer: Peer, name: str
) -> None:
    async with visiting() as visit:
        await log_in(visit.page, peer, f"{name}1")
        await expect_heading(visit.page, STEP_UP)
        await visit.page.get_by_role("link", name=f"Opnieuw inloggen met {peer.label}").click()
        await identify(visit.page, name)  # though the provider remembers
        await expect_logged_in(visit.page, peer)


async def test_a_provider_that_speaks_for_a_role_that_is_not_its_own_lets_nobody_in(visiting: Visiting) -> None:
    async with visiting() as visit:
        await log_in(visit.page, CITIZEN, "eve")
        await expect_heading(visit.page, FAILED)
        for peer in (CITIZEN, OFFICER):
            await expect_logged_out(visit.page, peer)


async def test_an_answer_that_names_another_provider_or_none_is_refused(visiting: Visiting, providers: Started) -> None:
    own, other = providers.issuers[CITIZEN.name], providers.issuers[OFFICER.name]
    async with visiting() as visit:
        for named in ([other], [], [other, own]):
            answer = await callback(visit.page, CITIZEN, "anne")
            assert [value for name, value in answer if name == "iss"] == [own]
            rest = [(name, value) for name, value in answer if name != "iss"]
            where = f"{visit.home}/login/{CITIZEN.name}/callback"
            await visit.page.goto(f"{where}?{urlencode([*rest, *(('iss', issuer) for issuer in named)])}")
            await expect_heading(visit.page, FAILED)
            await visit.page.goto(f"{where}?{urlencode(answer)}")
            await expect_heading(visit.page, TOO_LATE)  # the log-in is over
            await expect_logged_out(visit.page, CITIZEN)
        answer = await callback(visit.page, CITIZEN, "anne")
        await visit.page.goto(f"{where}?{urlencode(answer)}")
        await expect_logged_in(visit.page, CITIZEN)  # as it was


async def callback(page: Page, peer: Peer, name: str) -> list[tuple[str, str]]:
    """Log in at the provider up to its answer, which isn't brought to the portal; gives what the answer says."""
    await page.context.clear_cookies(name=f"{peer.name}-session")
    await go_to_log_in(page, peer)
    await expect_heading(page, "Who are you?")
    answer = await page.request.post(page.url, form={"name": name, "do": "log-in"}, max_redirects=0)
    answer = await page.request.get(answer.headers["location"], max_redirects=0)
    assert answer.status == 303
    return parse_qsl(urlsplit(answer.headers["location"]).query, strict_parsing=True)
