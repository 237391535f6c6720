"""*Kom ik in aanmerking?* in a browser: without JavaScript, by keyboard, back and anew; nothing of it stays there."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.people import heading, press
from tests.browser.ways import ADMISSION, questioned

pytestmark = pytest.mark.browser

PATH, BEGIN, NEXT = ADMISSION
ADMITTED = "U komt waarschijnlijk in aanmerking voor het doelgroepregister."


async def answer(page: Page, **chosen: str) -> None:
    names = await page.locator("input[type=radio]").evaluate_all("all => all.map(one => one.name)")
    for name in dict.fromkeys(names):
        await page.locator(f"input[name={name}][value={chosen.get(name, 'nee')}]").check()
    await press(page, NEXT)


@pytest.mark.parametrize("javascript", [True, False])
async def test_it_ends_with_the_ground_and_the_article_and_leaves_nothing_in_the_browser(
    opening: Opening, javascript: bool
) -> None:
    async with opening(javascript=javascript) as tab:
        page = tab.page
        await questioned(*ADMISSION, wajong="ja")(page)
        await expect(page.get_by_role("main")).to_contain_text(ADMITTED)
        await expect(page.get_by_role("main")).to_contain_text("Wfsv 38b lid 1 onder c")
        assert page.url.endswith(PATH)
        assert await tab.context.cookies() == []
        state = await tab.context.storage_state()
        assert state["origins"] == []
        await press(page, "Vorige vraag")
        await expect(page.locator("input[name=protected_work_finding][value=nee]")).to_be_checked()


async def test_reloading_a_page_asks_the_same_and_one_goes_back_by_its_own_button_and_to_the_start_by_the_browsers(
    opening: Opening,
) -> None:
    async with opening() as tab:
        page = tab.page
        await page.goto(PATH)
        await press(page, BEGIN)
        await page.go_back()
        await expect(page.get_by_role("main")).to_contain_text("Wij bewaren niets")
        await press(page, BEGIN)
        await answer(page, wajong="ja")
        second = await page.locator("main").inner_text()
        await page.reload()
        assert await page.locator("main").inner_text() == second
        await answer(page)
        await press(page, "Vorige vraag")
        assert await page.locator("main").inner_text() == second
        await expect(page.locator("input[name=permanently_without_possibilities][value=nee]")).to_be_checked()


async def test_it_can_be_done_by_keyboard_alone(opening: Opening) -> None:
    async with opening(width=320) as tab:
        page = tab.page
        await page.goto(PATH)
        await heading(page, "Kom ik in aanmerking?")
        await page.get_by_role("button", name=BEGIN).focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await page.locator("input[type=radio]").first.focus()
        for _ in range(3):
            await page.keyboard.press("Space")
            await page.keyboard.press("Tab")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator("input[name=permanently_without_possibilities]")).to_have_count(3)
