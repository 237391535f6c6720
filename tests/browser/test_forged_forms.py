"""A form that isn't the page's own is refused, whoever is logged in."""

import pytest
from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.conftest import Opening
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, heading, log_in, press

pytestmark = pytest.mark.browser

BSN = "Burgerservicenummer (BSN)"
FORGED = """<!doctype html><title>Win a prize</title>
<form method="post" action="{home}/suwinet">
<input name="csrf" value="{csrf}"><input name="doel" value="REINTEGRATION"><input name="bsn" value="{bsn}">
<button>Win</button></form>"""


async def forged(page: Page, origin: str, home: str, csrf: str = "") -> None:
    """Go to a page of that origin, and press its button."""
    html = FORGED.format(home=home, csrf=csrf, bsn=EXAMPLE_REGISTERED_BSN)
    await page.route(f"{origin}/**", lambda route: route.fulfill(body=html, content_type="text/html"))
    await page.goto(f"{origin}/")
    await press(page, "Win")


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "http://127.0.0.1:9", "http://localhost:9"])
async def test_a_form_of_another_origin_is_refused_even_with_the_right_mark(opening: Opening, origin: str) -> None:
    """On another port the browser sends the cookie along: it is the same site."""
    async with opening(OFFICER) as tab:
        page = tab.page
        await page.goto("/suwinet")
        csrf = await page.locator("main input[name=csrf]").input_value()
        await forged(page, origin, tab.watch.home, csrf)
        await heading(page, "Dit formulier komt van een andere website")
        assert tab.watch.documents[-1].status == 403
        assert "WAJONG" not in (shown := await page.content())
        assert "Geregistreerd in het doelgroepregister" not in shown
        await tab.see("forged")
        tab.watch.requests = [one for one in tab.watch.requests if not one.url.startswith(f"{origin}/")]
        await page.goto("/suwinet")
        await heading(page, "Doelgroepregister raadplegen")


async def test_a_form_without_its_mark_asks_nothing_and_can_be_sent_again(opening: Opening) -> None:
    async with opening(OFFICER) as tab:
        page = tab.page
        await page.goto("/suwinet")
        await page.get_by_label("Re-integratie").check()
        await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
        await page.evaluate("document.querySelector('main input[name=csrf]').remove()")
        await press(page, "Raadplegen")
        assert tab.watch.documents[-1].status == 403
        await heading(page, "Dit formulier is verlopen")
        assert EXAMPLE_REGISTERED_BSN not in await page.inner_text("body")
        await tab.see("form-over")
        await press(page, "Probeer het opnieuw")
        await expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("Geregistreerd in")
        assert await page.get_by_label(BSN).input_value() == ""  # for the next person


async def test_a_form_of_an_earlier_log_in_is_not_taken_for_the_present_one(opening: Opening) -> None:
    async with opening() as tab:
        first = tab.page
        # As a window that doesn't hear of it.
        await first.add_init_script("window.BroadcastChannel = class extends EventTarget { postMessage() {} }")
        await log_in(first, CITIZEN)
        second = await tab.context.new_page()
        await second.goto("/login/eherkenning-simulator")
        await EMPLOYER.fill_in(second)
        await press(second, "Inloggen")
        await heading(second, "Diensten")
        await press(first, "Controleren")
        await heading(first, "U bent ergens anders ingelogd")
        assert "Ja, u staat" not in await first.content()
