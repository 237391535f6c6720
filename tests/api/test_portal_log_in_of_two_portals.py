"""One provider for two portals: an entry for each, with a client, a label and a redirect URI of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from auth.tokens.issuers import Issuer
from domain.roles import Role
from portal.frame import HOMES
from portal.languages import Language, Texts
from tests.conftest import Database
from tests.fixtures.portal import Site, served
from tests.fixtures.portal_provider import ScriptedProvider, begun, scripted
from tests.fixtures.tokens import DIGID

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)


@dataclass(frozen=True)
class Shared:
    """The service, and the provider that both its portals log in with."""

    site: Site
    provider: ScriptedProvider
    citizens: Issuer
    employers: Issuer

    def ask_for(self, role: Role) -> ScriptedProvider:
        """The provider as the portal of this role knows it; it says that its users have that role."""
        self.provider.reset()
        self.provider.entry = self.citizens if role is Role.CITIZEN else self.employers
        self.provider.role = role
        return self.provider


@pytest.fixture(scope="module")
async def shared(portal_register: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shared]:
    """The same provider twice."""
    folder: Path = tmp_path_factory.mktemp("shared")
    async with scripted("Citizens here", Role.CITIZEN, folder) as provider:
        citizens = replace(provider.entry, minimum_acr=(f"{DIGID}MobileTwoFactorContract",), client_id="citizens")
        employers = replace(
            provider.entry, roles=frozenset({Role.EMPLOYER}), label="Employers here", client_id="employers"
        )
        async with served(portal_register.pools(), folder, citizens, employers, simulated=False) as site:
            yield Shared(site, provider, citizens, employers)


@pytest.mark.parametrize(
    ("role", "home", "client"), [(Role.CITIZEN, "/burger", "citizens"), (Role.EMPLOYER, "/werkgever", "employers")]
)
async def test_each_portal_is_logged_in_to_by_its_own_entry(shared: Shared, role: Role, home: str, client: str) -> None:
    browser, provider = shared.site.browser(), shared.ask_for(role)
    offered = [link for text, link in (await browser.get(home)).links.items() if text.startswith("Inloggen met")]
    assert offered == [f"{provider.path}?terug={home}"]
    journey = await begun(browser, provider)
    assert (journey.asked["client_id"], journey.asked["redirect_uri"]) == (
        client,
        f"{shared.site.url}{provider.path}/callback",
    )
    page = await journey.end()
    assert (page.status, page.location) == (303, home)
    assert (await browser.get(home)).status == 200


@pytest.mark.parametrize(("asked", "told"), [(Role.CITIZEN, Role.EMPLOYER), (Role.EMPLOYER, Role.CITIZEN)])
async def test_the_client_of_one_portal_logs_nobody_in_to_the_other(shared: Shared, asked: Role, told: Role) -> None:
    browser, provider = shared.site.browser(), shared.ask_for(asked)
    provider.role = told
    page = await (await begun(browser, provider)).end()
    assert page.status == 400
    assert page.says(NL("log_in_failed.failed.title"))
    assert ("/", "__Host-session") not in browser.cookies


async def test_the_answer_to_one_portal_is_nothing_at_the_address_of_the_other(shared: Shared) -> None:
    browser = shared.site.browser()
    journey = await begun(browser, shared.ask_for(Role.CITIZEN))
    address = f"/login/{shared.employers.slug}/callback"
    page = await browser.get(f"{address}?code=1&state={journey.asked['state']}&iss={shared.provider.url}", follow=False)
    assert page.status == 400
    assert ("/", "__Host-session") not in browser.cookies
    assert shared.provider.asked == []


@pytest.mark.parametrize(("role", "name"), [(Role.SUWINET, "suwinet"), (Role.ASSESSOR, "assessor")])
async def test_one_entry_for_two_portals_logs_in_to_the_one_that_one_came_from(
    portal_register: Database, tmp_path: Path, role: Role, name: str
) -> None:
    async with scripted("Officers", role, tmp_path) as provider:
        both = replace(provider.entry, roles=frozenset({Role.SUWINET, Role.ASSESSOR}))
        async with served(portal_register.pools(), tmp_path, both, simulated=False) as site:
            browser, home = site.browser(), HOMES[role]
            offered = (await browser.get(home)).links["Inloggen met Officers"]
            assert offered == f"{provider.path}?terug={home}"
            failed = await (await begun(browser, provider, f"{home}?a=1")).end(code=None, error="access_denied")
            assert failed.says(NL("log_in_failed.cancelled.title"), f"{NL(f'base.portals.{name}')}, Doelgroepregister")
            page = await (await begun(browser, provider, home)).end()
            assert (page.status, page.location) == (303, home)
            elsewhere = next(one for one in both.roles if one is not role)
            page = await (await begun(browser, provider, HOMES[elsewhere])).end()
            assert (page.status, page.location) == (303, home)  # the token says whose portal it is
