"""A session that ends: the warning, staying logged in, and what was typed when it had ended."""

import asyncio
import re
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, Page, expect

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.conftest import Opening
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, Officer, heading, log_in, press
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

IDLE = 36
LASTS = 60
OVER = "U bent niet meer ingelogd"
SOON = "U wordt bijna uitgelogd"
STAY = "Ingelogd blijven"
BSN = "Burgerservicenummer (BSN)"
PERIOD = "/burger/wie-heeft-gekeken?van=1-1-2020&tot=2-1-2020"
AGAIN = "Opnieuw inloggen met Suwinet-simulator"


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A service whose sessions end soon."""
    more = {"SESSION_IDLE_SECONDS": str(IDLE), "SESSION_SECONDS": str(LASTS), "DEMO": "0"}
    made = Installation(tmp_path_factory.mktemp("short"), more=more)
    try:
        with made.running():
            yield made
    finally:
        made.remove()


def dialog(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name=SOON)


async def test_a_session_warns_lasts_longer_and_ends(opening: Opening, short: Installation) -> None:
    """Several windows, each a browser of its own, wait at the same time."""
    async with asyncio.TaskGroup() as windows:
        windows.create_task(_left_alone(opening, short))
        windows.create_task(_left_alone_without_javascript(opening, short))
        windows.create_task(_extended_until_it_may_no_longer(opening, short))
        windows.create_task(_typed_and_sent_too_late(opening, short, OFFICER))
        windows.create_task(_typed_and_sent_too_late(opening, short, Officer("medewerker-2")))
        windows.create_task(_typed_and_sent_too_late(opening, short, OFFICER, javascript=True))


async def _left_alone(opening: Opening, short: Installation) -> None:
    async with opening(CITIZEN, at=short) as tab:
        page = tab.page
        await page.goto(PERIOD)
        await expect(dialog(page)).to_be_visible(timeout=IDLE * 1000)
        await expect(page.get_by_role("button", name=STAY)).to_be_focused()
        await page.wait_for_url(re.compile("/sessie-voorbij"), timeout=IDLE * 1000)
        await heading(page, OVER)
        await tab.see("session-ended")
        await page.go_back()
        await expect(page.locator("html")).not_to_contain_text("Uitloggen")
        await page.go_forward()
        await heading(page, OVER)
        await press(page, "Opnieuw inloggen met DigiD-simulator")
        await CITIZEN.fill_in(page)
        await press(page, "Inloggen")
        await page.wait_for_url(f"**{PERIOD}")


async def _left_alone_without_javascript(opening: Opening, short: Installation) -> None:
    """The page can't go away by itself: who reloads it is told, once, and comes back to it."""
    async with opening(CITIZEN, at=short, javascript=False) as tab:
        page = tab.page
        await page.goto(PERIOD)
        await asyncio.sleep(IDLE + 1)
        answer = await page.reload()
        assert answer is not None
        assert answer.status == 403
        await heading(page, OVER)
        await expect(page.locator("html")).not_to_contain_text("Uitloggen")
        await press(page, "Opnieuw inloggen met DigiD-simulator")
        await CITIZEN.fill_in(page)
        await press(page, "Inloggen")
        await page.wait_for_url(f"**{PERIOD}")


async def _extended_until_it_may_no_longer(opening: Opening, short: Installation) -> None:
    async with opening(EMPLOYER, at=short) as tab:
        page = tab.page
        began = time.monotonic()
        await page.get_by_role("link", name="Opvragen registratie doelgroepregister").focus()
        await expect(dialog(page)).to_be_visible(timeout=IDLE * 1000)
        described = page.locator("#session-text")
        warned = re.compile(r"^Over ([3-9]|1[0-2]) seconden loggen wij u uit\. U hebt een tijd niets gedaan\.")
        await expect(dialog(page)).to_have_accessible_description(warned)
        await tab.see("session-warning")
        async with page.expect_response("**/sessie") as stayed:
            await page.keyboard.press("Escape")
        assert (await stayed.value).status == 200
        await expect(dialog(page)).to_be_hidden()
        await expect(page.get_by_role("link", name="Opvragen registratie doelgroepregister")).to_be_focused()
        # Past the first end, and it still lives; then comes the end that nothing moves.
        await expect(dialog(page)).to_be_visible(timeout=IDLE * 1000)
        assert time.monotonic() - began > IDLE
        await expect(described).to_contain_text("U bent zo lang ingelogd als mag. Langer kan niet.")
        assert await page.get_by_role("button", name=STAY).count() == 0
        await expect(page.get_by_role("button", name="Verder")).to_be_focused()
        await tab.see("session-bound")
        await page.keyboard.press("Enter")
        await expect(dialog(page)).to_be_hidden()
        await page.wait_for_url(re.compile("/sessie-voorbij"), timeout=IDLE * 1000)
        assert time.monotonic() - began > LASTS - 2
        await heading(page, OVER)


async def _typed_and_sent_too_late(
    opening: Opening, short: Installation, then: Officer, *, javascript: bool = False
) -> None:
    """Without JavaScript the page stays, and is sent; with it, it goes away by itself."""
    async with opening(OFFICER, at=short, javascript=javascript) as tab:
        page = tab.page
        await page.get_by_label("Beoordeling").check()
        await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
        if javascript:
            await expect(dialog(page)).to_be_visible(timeout=IDLE * 1000)
            assert re.match(r"Nog \d+ seconden: Doelgroepregister raadplegen", await page.title())
            await page.wait_for_url("**/sessie-voorbij", timeout=IDLE * 1000)
        else:
            await asyncio.sleep(IDLE + 1)
            await press(page, "Raadplegen")
        await heading(page, OVER)
        main = page.get_by_role("main")
        await expect(main).to_contain_text("Wat u had ingevuld, is bewaard.")
        await expect(main).not_to_contain_text(EXAMPLE_REGISTERED_BSN)
        await tab.see("session-over-kept")
        await press(page, AGAIN)
        await then.fill_in(page)
        await press(page, "Inloggen")
        await heading(page, "Doelgroepregister raadplegen")
        kept = then == OFFICER
        assert await page.get_by_label(BSN).input_value() == (EXAMPLE_REGISTERED_BSN if kept else "")
        assert await page.get_by_label("Beoordeling").is_checked() == kept
        assert await page.locator(".portal-answer").count() == 0
        await tab.see(f"session-over-{'same' if kept else 'another'}-user")
        await page.goto("/suwinet")
        assert await page.get_by_label(BSN).input_value() == ""  # once


async def test_the_warning_says_how_long_it_is_and_speaks_up_twice_a_minute(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.clock.install()
        await log_in(page, CITIZEN)
        await page.clock.fast_forward((900 - 121) * 1000)
        await expect(dialog(page)).to_be_hidden()
        await page.clock.run_for(2000)
        await expect(dialog(page)).to_be_visible()
        said = page.locator("[data-said]")
        await expect(said).to_have_text("")
        await expect(page.locator("[data-time]")).to_have_text("Over 2 minuten loggen wij u uit.")
        await page.clock.run_for(40_000)
        await expect(said).to_have_text("Over 90 seconden loggen wij u uit.")
        await page.clock.run_for(31_000)
        await expect(said).to_have_text("Over 60 seconden loggen wij u uit.")
        await expect(page.locator("[data-time]")).not_to_have_text("Over 60 seconden loggen wij u uit.")

        await page.route("**/sessie", lambda route: route.abort())
        await page.get_by_role("button", name=STAY).click()
        await expect(page.get_by_role("alert")).to_contain_text("Het is niet gelukt om u ingelogd te houden.")
        await tab.see("session-not-extended")
        tab.watch.complaints.clear()
        await page.unroute("**/sessie")
        await page.get_by_role("button", name=STAY).click()
        await expect(dialog(page)).to_be_hidden()

        await page.clock.fast_forward((900 - 100) * 1000)
        await page.clock.run_for(1000)
        await expect(dialog(page)).to_be_visible()
        await dialog(page).get_by_role("button", name="Uitloggen").click()
        await heading(page, "U bent uitgelogd")


async def test_a_window_that_is_used_keeps_the_others_from_warning(opening: Opening) -> None:
    async with opening() as tab:
        await tab.page.clock.install()
        await log_in(tab.page, CITIZEN)
        other = await tab.context.new_page()
        await other.goto("/burger")
        await other.clock.fast_forward(800 * 1000)
        await other.clock.run_for(1000)
        await expect(dialog(other)).to_be_visible()
        await tab.page.goto("/burger")
        await expect(dialog(other)).to_be_hidden()
