"""Every form works without JavaScript."""

import pytest
from playwright.async_api import expect

from server.demo.data import EXAMPLE_REGISTERED_BSN
from server.demo.data import EXAMPLE_SECOND_ORGANISATION as SECOND
from tests.browser.conftest import Opening
from tests.browser.people import (
    CITIZEN,
    OFFICER,
    TWO_EMPLOYERS,
    follow,
    heading,
    log_in,
    log_out,
    press,
    to_the_simulator,
)

pytestmark = pytest.mark.browser

BSN = "Burgerservicenummer (BSN)"


async def test_a_citizens_forms_work(opening: Opening) -> None:
    async with opening(javascript=False) as tab:
        page = tab.page
        await to_the_simulator(page, CITIZEN)
        await press(page, "Annuleren")
        await heading(page, "U bent niet ingelogd")
        await log_in(page, CITIZEN)
        await press(page, "Controleren")
        await expect(page.get_by_role("main")).to_contain_text("Ja, u staat in het doelgroepregister.")
        await follow(page, "Bekijk wie uw gegevens heeft bekeken")
        await page.get_by_text("Kies een periode").click()
        await page.get_by_label("Vanaf").fill("eergisteren")
        await press(page, "Toon deze periode")
        await expect(page.locator(".portal-summary")).to_be_focused()
        await tab.see("no-javascript-citizen")
        await page.get_by_label("Vanaf").fill("1-1-2020")
        await page.get_by_label("Tot en met").fill("2-1-2020")
        await press(page, "Toon deze periode")
        await expect(page.get_by_role("main")).to_contain_text("In deze periode heeft niemand")
        await follow(page, "English")
        await heading(page, "Who has looked at my data?")
        await follow(page, "Nederlands")
        await log_out(page)


async def test_an_employers_forms_work(opening: Opening) -> None:
    async with opening(javascript=False) as tab:
        page = tab.page
        await log_in(page, TWO_EMPLOYERS)
        await page.get_by_label(SECOND.name).check()
        await press(page, "Verder")
        await follow(page, "Opvragen registratie doelgroepregister")
        await page.get_by_label("Type").select_option(label=BSN)
        await press(page, "Verder")
        await page.get_by_label("Een werknemer").check()
        for typed, fault in (
            ("123", "Vul ze alle negen in."),
            ("123456789", "Dit is geen geldig burgerservicenummer."),
        ):
            await page.get_by_label(BSN).fill(typed)
            await press(page, "Opvragen")
            await expect(page.locator(".portal-summary a")).to_contain_text(fault)
            await expect(page.locator("#bsn-error")).to_contain_text(fault)
        await tab.see("no-javascript-person")
        await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
        await press(page, "Opvragen")
        await expect(page.get_by_role("main")).to_contain_text("Ja, deze persoon staat in het doelgroepregister.")

        await page.goto("/werkgever/doelgroepregister/overzicht")
        await page.get_by_label("Kies peiljaar").select_option("2025")
        await press(page, "Tonen")
        await expect(page.locator(".portal-found")).to_have_text("70 resultaten gevonden")
        await tab.see("no-javascript-roster")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download als CSV").click()
        assert (await download.value).suggested_filename == f"doelgroepregister-{SECOND.kvk}-2025.csv"
        await log_out(page)


async def test_an_officers_form_works(opening: Opening) -> None:
    async with opening(javascript=False) as tab:
        page = tab.page
        await log_in(page, OFFICER)
        await press(page, "Raadplegen")
        await expect(page.locator(".portal-summary")).to_be_focused()
        await page.get_by_label("Re-integratie").check()
        await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
        await page.get_by_label("Zoals het stond op").fill("1-7-2018")
        await press(page, "Raadplegen")
        await expect(page.get_by_role("main")).to_contain_text("Zoals het stond op 1 juli 2018")
        await tab.see("no-javascript-suwinet")
        await log_out(page)
