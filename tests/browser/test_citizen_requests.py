"""A citizen asks to be taken out of the register: keeps the form, sends it, sees how far it is, and withdraws it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening
from tests.browser.people import Citizen, follow, heading, press
from tests.browser.ways import CASES, DEREGISTER, DEREGISTER_STEP
from tests.fixtures import staff

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = (Citizen(bsn) for bsn in staff.staff(6)[3:])
YES = "Ja, ik vraag UWV om mij uit te schrijven"


async def test_a_form_is_kept_reopened_sent_and_withdrawn(opening: Opening) -> None:
    async with opening(FIRST) as tab:
        page = tab.page
        await page.goto(DEREGISTER)
        await follow(page, "Begin")
        assert await page.locator("input[type=radio]:checked").count() == 0
        await press(page, "Bewaren en later verder")
        await expect(page.locator("h2:focus")).to_contain_text("Uw formulier is bewaard.")
        await follow(page, "Mijn verzoeken")
        await follow(page, "Uitschrijven uit het doelgroepregister")
        await follow(page, "Ga verder")
        await press(page, "Verzoek versturen")
        await expect(page.locator(".portal-summary")).to_be_focused()
        await expect(page.locator(".portal-summary")).to_contain_text("U hebt nog geen antwoord gekozen")
        await page.get_by_label(YES).check()
        await press(page, "Verzoek versturen")
        await expect(page.locator("h1:focus")).to_contain_text("Wij hebben uw verzoek ontvangen")
        await tab.see("citizen-request-received")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Ontvangstbewijs (PDF)").click()
        assert (await download.value).suggested_filename.startswith("brief-")
        await page.reload()
        await expect(page.locator("h1")).to_contain_text("Wij hebben uw verzoek ontvangen")
        await follow(page, "Verzoek intrekken")
        await heading(page, "Wilt u uw verzoek intrekken?")
        await press(page, "Ja, trek mijn verzoek in")
        await expect(page.locator("h2:focus")).to_contain_text("Uw verzoek is ingetrokken.")
        await tab.see("citizen-request-withdrawn")


async def test_back_and_sent_again_is_the_same_request(opening: Opening) -> None:
    async with opening(SECOND) as tab:
        page = tab.page
        await page.goto(DEREGISTER_STEP)
        await page.get_by_label(YES).check()
        form = await page.locator("main form").evaluate("one => [...new FormData(one)]")
        await press(page, "Verzoek versturen")
        receipt = page.url
        again = (
            "one => { const form = document.createElement('form'); form.method = 'post'; form.action = one[0];"
            " for (const [name, value] of one[1]) form.append(Object.assign(document.createElement('input'),"
            " {type: 'hidden', name, value})); document.body.append(form); form.submit(); }"
        )
        async with page.expect_navigation():
            await page.evaluate(again, [DEREGISTER_STEP, form])
        assert page.url == receipt
        await page.goto(CASES)
        assert await page.locator(".portal-cases__one").count() == 1


async def test_it_works_without_javascript(opening: Opening) -> None:
    async with opening(THIRD, javascript=False) as tab:
        page = tab.page
        await page.goto(DEREGISTER)
        await follow(page, "Begin")
        await press(page, "Verzoek versturen")
        await expect(page.locator("#zeker-error")).to_contain_text("Kies Ja of Nee.")
        await page.get_by_label("Nee, ik wil in het register blijven").check()
        await press(page, "Verzoek versturen")
        await heading(page, "U blijft in het register")
        await page.goto(DEREGISTER_STEP)
        await page.get_by_label(YES).check()
        await press(page, "Verzoek versturen")
        await expect(page.locator("h1")).to_contain_text("Wij hebben uw verzoek ontvangen")
        await follow(page, "Naar Mijn verzoeken")
        await follow(page, "Uitschrijven uit het doelgroepregister")
        await expect(page.get_by_role("main")).to_contain_text("UWV beslist uiterlijk op")
