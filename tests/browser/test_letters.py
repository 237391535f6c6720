"""Letters as people read them: in the portal, as a file, on paper; and an employer who reacts to one."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.keyboard import Keyboard
from tests.browser.letters import (
    ASKS,
    COPY,
    EMPLOYER_OPENER,
    EMPLOYER_READER,
    EMPLOYER_WRITER,
    EMPLOYERS_LETTERS,
    LETTERS,
    NEW_ONES,
    OPENER,
    READER,
    REFUSED,
    opened,
)
from tests.browser.people import follow, heading, press
from tests.fixtures.pdf_text import TaggedPdf

pytestmark = pytest.mark.browser

ARTICLE = "article.portal-letter"
TEXTS = f"""[...document.querySelectorAll("{ARTICLE} :is(h1, h2, p, li, dt, dd)")].map((one) => one.textContent)"""


async def number(page: Page) -> str:
    """What the main navigation says of letters."""
    return await page.locator(".portal-places > nav a", has_text="Brieven").inner_text()


async def test_a_citizen_sees_how_many_letters_are_new_reads_one_and_keeps_it(opening: Opening) -> None:
    async with opening(OPENER) as tab:
        page = tab.page
        await page.goto("/burger")
        assert "2" in await number(page)
        await page.locator(".portal-places > nav a", has_text="Brieven").click()
        await heading(page, "Brieven")
        assert await page.locator(".portal-badge").all_inner_texts() == ["Nieuw", "Nieuw"]
        await tab.see("letters-citizen")
        async with page.expect_navigation():
            await page.locator("main a", has_text=REFUSED).click()
        await expect(page.locator(ARTICLE)).to_have_attribute("lang", "nl")
        assert "1" in await number(page)
        said = await page.evaluate(TEXTS)
        async with page.expect_download() as waiting:
            await page.get_by_role("link", name="Download (PDF)").click()
        download = await waiting.value
        assert download.suggested_filename == "brief-2026-11-26.pdf"
        file = TaggedPdf((await download.path()).read_bytes())
        assert "".join("".join(text.split()) for text in said) == file.text
        await tab.see("letters-citizen-letter")
        await page.evaluate("window.print = () => { window.printed = true; }")
        await page.get_by_role("button", name="Printen").click()
        assert await page.evaluate("window.printed")
        asked = len(tab.watch.requests)
        await page.reload()
        await follow(page, "English")
        await expect(page.get_by_text("This letter is in Dutch.")).to_be_visible()
        await follow(page, "Nederlands")
        assert [one.url for one in tab.watch.requests[asked:] if "/graphql" in one.url] == []
        await page.goto(LETTERS)
        assert await page.locator(".portal-badge").all_inner_texts() == ["Nieuw"]


async def test_a_letter_is_printed_without_what_stands_around_it(opening: Opening) -> None:
    async with opening(READER) as tab:
        page = tab.page
        await opened(LETTERS, REFUSED)(page)
        await page.emulate_media(media="print")
        await expect(page.locator(ARTICLE)).to_be_visible()
        for gone in ("nav", "button", ".portal-buttons", ".portal-help", "footer"):
            for one in await page.locator(gone).all():
                await expect(one).to_be_hidden()
        await tab.see("print-letter")
    async with opening(EMPLOYER_READER) as tab:
        page = tab.page
        await opened(EMPLOYERS_LETTERS, ASKS)(page)
        await page.emulate_media(media="print")
        await expect(page.locator(ARTICLE)).to_be_visible()
        await expect(page.locator("textarea")).to_be_hidden()
        await tab.see("print-letter-employer")


async def test_a_citizen_chooses_how_letters_come_by_the_keyboard(opening: Opening) -> None:
    async with opening(OPENER) as tab:
        page, keys = tab.page, Keyboard(tab.page)
        await page.goto(LETTERS)
        await keys.press(page.get_by_role("link", name="Instellen"))
        await heading(page, "Hoe wilt u uw brieven krijgen?")
        channels = page.locator("input[name=kanaal]")
        await keys.choose(channels.nth(1), channels.first)
        await keys.press(page.get_by_role("button", name="Opslaan"))
        await expect(page.locator("h2:focus")).to_contain_text("U krijgt uw brieven voortaan in dit portaal.")
        await tab.see("letters-channel")


async def test_an_employer_finds_a_copy_and_reacts_to_a_letter_that_asks(opening: Opening) -> None:
    async with opening(EMPLOYER_OPENER) as tab:
        page = tab.page
        await page.goto("/werkgever")
        assert "2" in await number(page)
        await follow(page, "Brieven")
        await expect(page.locator(".portal-lead")).to_contain_text("leggen wij dat vast")
        await tab.see("letters-employer")
        async with page.expect_navigation():
            await page.locator("tbody a", has_text=COPY).click()
        await expect(page.locator(ARTICLE)).to_contain_text("999990019")
        assert await page.locator("textarea").count() == 0
        await page.goto(EMPLOYERS_LETTERS)
        await follow(page, "Alleen nieuwe (1)")
        assert await page.locator("tbody tr").count() == 1
        async with page.expect_navigation():
            await page.locator("tbody a", has_text=ASKS).click()
        counter = page.locator("[data-counts]")
        await expect(counter).to_have_text("Tekens over: 1.000")
        await page.get_by_label("Wat wilt u ons zeggen?").fill("a" * 950)
        await expect(counter).to_have_text("Tekens over: 50")
        await expect(page.locator("[data-counted]")).to_have_text("Tekens over: 50")
        await page.get_by_label("Wat wilt u ons zeggen?").fill("a" * 1001)
        await expect(counter).to_have_text("Tekens te veel: 1")
        await press(page, "Versturen")
        await expect(page.locator(".portal-summary")).to_be_focused()
        await tab.see("letters-reaction-long")
        await page.get_by_label("Wat wilt u ons zeggen?").fill("Onze werknemer doet het goed.\nDat blijft zo.")
        await press(page, "Versturen")
        await expect(page.locator("h2:focus")).to_contain_text("Uw reactie is verstuurd")
        assert await page.locator("textarea").count() == 0
        await tab.see("letters-reaction-sent")


async def test_letters_are_read_and_answered_without_javascript(opening: Opening) -> None:
    async with opening(EMPLOYER_WRITER, javascript=False) as tab:
        page = tab.page
        await opened(NEW_ONES, ASKS)(page)
        await expect(page.get_by_role("button", name="Printen")).to_be_hidden()
        await press(page, "Versturen")
        await expect(page.locator(".portal-summary")).to_contain_text("Vul uw reactie in.")
        await page.get_by_label("Wat wilt u ons zeggen?").fill("Regel één.\nRegel twee.")
        await press(page, "Versturen")
        await expect(page.get_by_role("main")).to_contain_text("Uw reactie is verstuurd")
