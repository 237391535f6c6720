"""English by choice, which is remembered; on paper; and on a very large screen."""

import pytest
from playwright.async_api import expect

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.conftest import Opening
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, employer_of, follow, heading, log_in, press
from tests.browser.ways import after, asked, at, consulted, shown

pytestmark = pytest.mark.browser


async def test_english_is_chosen_on_a_page_shown_there_and_remembered(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.goto("/burger/wie-heeft-gekeken?van=1-1-2020")
        await heading(page, "Doelgroepregister")
        await follow(page, "English")
        assert page.url == f"{tab.watch.home}/burger/wie-heeft-gekeken?van=1-1-2020"
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.get_by_role("link", name="English")).to_have_attribute("aria-current", "true")
        await expect(page.get_by_role("link", name="Nederlands")).to_have_attribute("lang", "nl")
        assert await page.title() == "Log in — Doelgroepregister"
        assert tab.watch.documents[-1].headers["content-language"] == "en"
        await tab.see("english-log-in")

        other = await tab.context.new_page()
        await other.goto("/toegankelijkheid")
        assert other.url == f"{tab.watch.home}/en/toegankelijkheid"
        await heading(other, "Accessibility statement")
        (kept,) = [one for one in await tab.context.cookies() if one["name"] == "__Host-language"]
        assert kept["value"] == "en"
        assert kept["expires"] > 0  # not only until the browser closes
        await other.goto("/taal/nl?terug=//elsewhere.example/")
        assert other.url == f"{tab.watch.home}/"
        await expect(other.locator("html")).to_have_attribute("lang", "nl")


async def test_numbers_and_days_are_written_as_the_language_does(opening: Opening) -> None:
    async with opening(employer_of(50)) as tab:
        page = tab.page
        await shown()(page)
        await follow(page, "English")
        assert (await page.locator("tbody tr").first.locator("td").all_inner_texts())[-1] == "31 Dec 2028"
        await expect(page.locator(".portal-found")).to_have_text("50 results found")
        await tab.see("english-roster")
        await follow(page, "Nederlands")
        assert (await page.locator("tbody tr").first.locator("td").all_inner_texts())[-1] == "31-12-2028"
    async with opening(OFFICER) as tab:
        page = tab.page
        await page.goto("/taal/en?terug=/suwinet")
        await consulted(EXAMPLE_REGISTERED_BSN, "1-7-2018", button="Look up")(page)
        main = page.get_by_role("main")
        await expect(main).to_contain_text("The situation on 1 July 2018")
        await expect(main).to_contain_text("31 December 2028")
        await expect(main.locator("tbody td").nth(1)).to_have_text("1 Mar 2014", use_inner_text=True)
        await tab.see("english-suwinet")


async def test_on_paper_there_is_the_answer_and_nothing_to_press(opening: Opening) -> None:
    log = at("/burger/wie-heeft-gekeken?van=1-1-2020&tot=2-1-2020")
    for person, reach, name, texts in (
        (CITIZEN, after("/burger", "Controleren"), "citizen", ["Ja, u staat", "Er is geen einddatum"]),
        (CITIZEN, log, "disclosures", ["1 januari 2020", "2 januari 2020", "In deze periode heeft niemand"]),
        (
            OFFICER,
            consulted(EXAMPLE_REGISTERED_BSN),
            "suwinet",
            ["Geregistreerd in het", "Onbepaalde tijd", "Praktijk"],
        ),
        (EMPLOYER, asked("Een werknemer", EXAMPLE_REGISTERED_BSN), "person", ["Ja, deze persoon", "geen rechten"]),
        (employer_of(50), shown(), "roster", ["2019", "Alle loonheffingennummers", "50 resultaten"]),
    ):
        async with opening(person) as tab:
            page = tab.page
            await reach(page)
            await page.emulate_media(media="print")
            for text in ("Doelgroepregister", *texts, "Dit antwoord is van "):
                await expect(page.get_by_text(text).first).to_be_visible()
            for gone in (
                "a:not(.portal-brand)",
                "button",
                "form",
                "nav",
                "summary",
                ".portal-help",
                ".portal-demonstration",
            ):
                for one in await page.locator(gone).all():
                    await expect(one).to_be_hidden()
            if name == "roster":
                assert await page.locator("tbody tr:visible").count() == 50
            await expect(page.locator(".portal-who__name")).to_be_visible()  # whose answer it is
            assert "Nog iemand" not in await page.inner_text("main")
            assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
            await tab.see(f"print-{name}")


async def test_on_a_very_large_screen_the_lines_stay_short(opening: Opening) -> None:
    async with opening(width=3840, height=2160) as tab:
        page = tab.page
        await log_in(page, CITIZEN)
        await press(page, "Controleren")
        await tab.see("3840-citizen")
        letters = await page.locator(".portal-lead").evaluate(
            "element => element.clientWidth / parseFloat(getComputedStyle(element).fontSize)"
        )
        assert letters < 45  # em; some 90 letters
        await page.goto("/")
        await tab.see("3840-start")
