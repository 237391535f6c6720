"""What other windows keep of who logs out: nothing."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Opening, Tab
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, Officer, heading, log_in, log_out, press

pytestmark = pytest.mark.browser

OVER = "U bent niet meer ingelogd"
BSN = "Burgerservicenummer (BSN)"
KEPT = "Wat u had ingevuld, is bewaard."
LOG = "/burger/wie-heeft-gekeken"


async def type_in(page: Page) -> None:
    await page.get_by_label("Beoordeling").check()
    await page.get_by_label(BSN).fill(CITIZEN.bsn)


async def is_empty(page: Page) -> None:
    """Nothing of what was typed is there, seen or unseen."""
    await heading(page, OVER)
    assert CITIZEN.bsn not in await page.content()
    assert KEPT not in await page.inner_text("main")
    assert not [name for name in await page.locator("input").evaluate_all("all => all.map((one) => one.name)")
                if name.startswith("veld.")]  # fmt: skip


async def in_another_window(tab: Tab) -> Page:
    page = await tab.context.new_page()
    await page.goto(OFFICER.home)
    return page


async def test_what_was_typed_in_another_window_goes_when_one_logs_out(opening: Opening) -> None:
    async with opening() as tab:
        await log_in(tab.page, OFFICER)
        other = await in_another_window(tab)
        await type_in(tab.page)
        await log_out(other)
        await tab.page.wait_for_url("**/sessie-voorbij?terug=%2Fsuwinet")
        await is_empty(tab.page)


async def test_a_log_out_that_fails_leaves_other_windows_as_they_are(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.clock.install()
        await log_in(page, OFFICER)
        other = await in_another_window(tab)
        await type_in(page)
        await other.get_by_role("banner").locator("input[name=csrf]").evaluate("one => { one.value = 'x'; }")
        async with other.expect_response("**/uitloggen") as refused:
            await other.get_by_role("button", name="Uitloggen").click()
        assert (await refused.value).status == 403
        await page.clock.run_for(60_000)
        await expect(page.get_by_label(BSN)).to_have_value(CITIZEN.bsn)
        assert page.url.endswith(OFFICER.home)


async def test_so_does_what_was_kept_when_the_time_was_over(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await log_in(page, OFFICER)
        await type_in(page)
        await tab.context.clear_cookies(name="__Host-session")
        await press(page, "Raadplegen")
        await heading(page, OVER)
        await expect(page.get_by_role("main")).to_contain_text(KEPT)
        other = await tab.context.new_page()
        await log_in(other, OFFICER)
        assert await page.locator(f"[value='{CITIZEN.bsn}']").count() == 1  # the same user may still want it
        await log_out(other)
        await page.wait_for_url("**/sessie-voorbij")
        await is_empty(page)


@pytest.mark.parametrize("then", [Officer("medewerker-2"), EMPLOYER], ids=["of the same portal", "of another"])
async def test_so_it_does_when_somebody_else_logs_in(opening: Opening, then: Officer) -> None:
    async with opening() as tab:
        await log_in(tab.page, OFFICER)
        await type_in(tab.page)
        other = await tab.context.new_page()
        await other.goto(f"/login/{'suwinet' if then.home == OFFICER.home else 'eherkenning'}-simulator?opnieuw=ja")
        await then.fill_in(other)
        async with tab.page.expect_navigation(url=f"**{then.home}"):
            await press(other, "Inloggen")
        assert CITIZEN.bsn not in await tab.page.content()


async def test_a_period_that_was_typed_and_not_sent_is_kept_when_the_time_is_over(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.clock.install()
        await log_in(page, CITIZEN)
        await page.goto(LOG)
        await page.get_by_text("Kies een periode").click()
        await page.get_by_label("Vanaf").fill("1-2-2020")
        await page.clock.fast_forward(900 * 1000)  # the page's clock, not the service's: it is kept, and comes back
        async with page.expect_navigation(url=f"**{LOG}"):
            await page.clock.run_for(2000)
        await expect(page.get_by_label("Vanaf")).to_be_visible()
        await expect(page.get_by_label("Vanaf")).to_have_value("1-2-2020")
        await tab.see("period-kept")


async def test_nothing_is_said_to_be_kept_of_a_form_that_nobody_filled_in(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.clock.install()
        await log_in(page, EMPLOYER)
        for path in ("/werkgever/doelgroepregister", "/werkgever/doelgroepregister/overzicht", "/werkgever/bedrijf"):
            await page.goto(path)
            await page.clock.fast_forward(900 * 1000)
            async with page.expect_request("**/sessie-voorbij**") as left:
                await page.clock.run_for(2000)
            assert (await left.value).method == "GET"
            await page.wait_for_url(f"**{path}")
