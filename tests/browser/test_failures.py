"""What a page says when the register, the quota or the identity provider says no, and how one goes on."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.async_api import Page, expect

from portal.help import Help
from portal.languages import Language, Texts
from portal.rendering import render
from server.demo.data import EXAMPLE_OTHER_BSN, EXAMPLE_REGISTERED_BSN, EXAMPLE_UNKNOWN_BSN
from tests.browser.conftest import Opening, Tab
from tests.browser.looking import faults
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, follow, heading, log_in, press
from tests.browser.ways import PERSON
from tests.external import free_port
from tests.fixtures.embedded import eventually, kill, supervisors_of
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

BSN = "Burgerservicenummer (BSN)"
AGAIN = "Probeer het opnieuw"
AWAY = "Het register is even niet bereikbaar"
ISSUERS = """audience = "http://localhost/graphql"
[[issuer]]
issuer = "http://127.0.0.1:{port}"
roles = ["CITIZEN"]
label = "Verre DigiD"
client_id = "portal"
client_secret_file = "{secret}"
"""


@pytest.fixture(scope="module")
def frail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A service of few questions an hour, and with one identity provider too many: it isn't there. In 2019."""
    folder = tmp_path_factory.mktemp("frail")
    (folder / "secret").write_text("a secret of the portal")
    (folder / "issuers.toml").write_text(ISSUERS.format(port=free_port(), secret=folder / "secret"))
    more = {"QUOTA_USER_HOUR": "2", "ISSUERS_FILE": str(folder / "issuers.toml"), "TODAY": "2019-04-01"}
    made = Installation(folder, more=more)
    try:
        with made.running():
            yield made
    finally:
        made.remove()


@contextmanager
def database_away(installation: Installation) -> Iterator[None]:
    """Nobody starts PostgreSQL again in this block."""
    supervisors = supervisors_of(installation.folder / "data")
    assert supervisors
    for pid in supervisors:
        os.kill(pid, signal.SIGSTOP)
    try:
        kill(installation.postmaster())
        yield
    finally:
        for pid in supervisors:
            os.kill(pid, signal.SIGCONT)
        eventually(lambda: installation.until_ready() > 0)


async def fill_in(page: Page, bsn: str) -> None:
    await page.get_by_label("Een sollicitant").check()
    await page.get_by_label(BSN).fill(bsn)


async def is_fit(tab: Tab, name: str) -> None:
    assert await faults(tab, name) == set()


async def test_without_its_database_a_page_says_so_and_keeps_what_was_typed(
    opening: Opening, frail: Installation
) -> None:
    async with opening(EMPLOYER, at=frail) as tab:
        page = tab.page
        await page.goto(PERSON)
        await fill_in(page, EXAMPLE_REGISTERED_BSN)
        with database_away(frail):
            await press(page, "Opvragen")
            for _ in range(2):
                answer = tab.watch.documents[-1]
                assert (answer.status, answer.headers["retry-after"]) == (503, "5")
                await heading(page, AWAY)
                await expect(page.get_by_role("main")).to_contain_text("Wat u hebt ingevuld, is niet weg.")
                await expect(page.get_by_role("main")).to_contain_text("Er zijn geen gegevens getoond.")
                assert EXAMPLE_REGISTERED_BSN not in await page.inner_text("body")
                await press(page, AGAIN)
            await is_fit(tab, "failed-unavailable")
            other = await tab.context.new_page()
            for path in ("/werkgever", "/burger"):
                gone = await other.goto(path)
                assert gone is not None
                assert gone.status == 503
                await heading(other, AWAY)
        await page.set_viewport_size({"width": 1280, "height": 900})
        await press(page, AGAIN)
        await expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("Ja, deze persoon staat")
        assert await page.locator("tbody td").all_inner_texts() == [EXAMPLE_REGISTERED_BSN, "Ja", "31-12-2028"]
        await tab.see("failed-and-back")


async def test_who_asked_too_much_is_told_how_many_minutes_to_wait(opening: Opening, frail: Installation) -> None:
    async with opening(OFFICER, at=frail) as tab:
        page = tab.page
        for bsn in (EXAMPLE_REGISTERED_BSN, EXAMPLE_OTHER_BSN, EXAMPLE_UNKNOWN_BSN):
            await page.goto("/suwinet")
            await page.get_by_label("Re-integratie").check()
            await page.get_by_label(BSN).fill(bsn)
            await press(page, "Raadplegen")
        answer = tab.watch.documents[-1]
        assert answer.status == 429
        seconds = int(answer.headers["retry-after"])
        assert 0 < seconds <= 3600
        await heading(page, "U hebt te veel personen opgevraagd")
        minutes = -(-seconds // 60)
        text = "Over een minuut" if minutes == 1 else f"Over {minutes} minuten"
        await expect(page.get_by_role("main")).to_contain_text(f"{text} kunt u het opnieuw proberen.")
        await expect(page.get_by_role("button", name=AGAIN)).to_be_visible()
        await is_fit(tab, "failed-rate-limited")


async def test_a_citizen_with_an_end_date_is_told_what_it_means(opening: Opening, frail: Installation) -> None:
    async with opening(CITIZEN, at=frail) as tab:
        await press(tab.page, "Controleren")
        await expect(tab.page.get_by_role("main").get_by_role("status").first).to_contain_text(
            "De einddatum is 31 december 2028. Dat is de laatste dag dat u meetelt voor de banenafspraak."
        )
        await tab.see("citizen-yes-until")


async def test_an_identity_provider_that_is_away_leaves_the_others(opening: Opening, frail: Installation) -> None:
    async with opening(at=frail) as tab:
        page = tab.page
        await page.goto("/burger")
        await tab.see("log-in-two-providers")
        await follow(page, "Inloggen met Verre DigiD")
        assert tab.watch.documents[-1].status == 503
        await heading(page, "Inloggen met Verre DigiD kan nu niet")
        await expect(page.get_by_role("main")).to_contain_text("Het register zelf werkt wel.")
        await tab.see("failed-provider")
        await follow(page, "Opnieuw inloggen met Verre DigiD")
        assert tab.watch.documents[-1].status == 503
        await is_fit(tab, "failed-provider")
        await log_in(page, CITIZEN)
        await heading(page, "Doelgroepregister")


@pytest.mark.parametrize(
    ("name", "language"), [("internal", Language.NL), ("internal", Language.EN), ("timeout", Language.NL)]
)
async def test_the_other_failures_are_pages_like_these(opening: Opening, name: str, language: Language) -> None:
    """As the portal renders them; tests/api/test_portal_faults.py has it show them."""
    page = render(
        "failed.html", Texts(language), name=name, minutes=None, trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        fields={"bsn": EXAMPLE_REGISTERED_BSN}, action="/suwinet", csrf="x", path="/suwinet", development=True,
        portal="suwinet", home="/suwinet", help=Help("088 123 45 67", "op werkdagen van 8 tot 17 uur"),
    )  # fmt: skip
    async with opening() as tab:
        await tab.page.route("**/suwinet", lambda route: route.fulfill(status=500, body=page, content_type="text/html"))
        await tab.page.goto("/suwinet")
        await expect(tab.page.get_by_role("main")).to_contain_text("4bf92f3577b34da6a3ce929d0e0e4736")
        await is_fit(tab, f"failed-{name}-{language}")
