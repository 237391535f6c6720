"""The monitor in a browser: figures are chosen by keyboard, and charts are read in each window and on paper."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.figures import MONITOR
from tests.browser.people import heading

pytestmark = pytest.mark.browser

_SMALLEST = """() => Math.min(...[...document.querySelectorAll("figure svg text")]
  .filter((one) => one.checkVisibility())
  .map((one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a))"""
"""The smallest letters of the charts that are seen, in pixels."""


_OVER = """() => [...document.querySelectorAll("figure svg.chart")].filter((one) => one.checkVisibility())
  .flatMap((svg) => {
    const box = (one) => one.getBoundingClientRect();
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const texts = [...svg.querySelectorAll("text")];
    const others = (text) => [...texts.slice(texts.indexOf(text) + 1), ...svg.querySelectorAll("rect")];
    return texts.flatMap((text) => others(text).filter((one) => over(box(text), box(one)))
      .map((one) => `${text.textContent} over ${one.textContent || one.getAttribute("class")}`));
  })"""
"""Texts of the charts that are seen that lie over another, or over a bar; a box has some room above its letters."""


async def drawings(page: Page) -> tuple[int, int]:
    """How many narrow and wide drawings are seen."""
    shown = [page.locator(f".chart--{size}:visible") for size in ("narrow", "wide")]
    return await shown[0].count(), await shown[1].count()


async def test_a_quarter_is_chosen_broken_down_and_sorted_by_keyboard(opening: Opening) -> None:
    async with opening(MONITOR) as tab:
        page = tab.page
        await page.goto("/monitor")
        await heading(page, "Extra banen voor de banenafspraak")
        await page.get_by_label("Periode").focus()
        await page.keyboard.type("3e kwartaal 2025")
        await page.get_by_label("Uitsplitsing").focus()
        await page.keyboard.type("Naar arb")
        await page.get_by_role("button", name="Tonen").focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=2, name="3e kwartaal 2025")).to_be_visible()
        table = page.get_by_role("table").last
        assert await table.get_by_role("row").count() == 1 + 36
        link = table.get_by_role("link", name="Aan het werk")
        await link.focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        sorted_by = page.get_by_role("columnheader", name="Aan het werk", exact=True)
        await expect(sorted_by).to_have_attribute("aria-sort", "descending")


@pytest.mark.parametrize("path", ["/monitor", "/monitor/jaar"])
async def test_letters_of_charts_are_fourteen_pixels_or_more_and_over_nothing_in_each_window(
    opening: Opening, path: str
) -> None:
    async with opening(MONITOR) as tab:
        await tab.page.goto(path)
        charts = await tab.page.locator("figure.portal-chart").count()
        for width in (320, 500, 639, 640, 700, 1280):
            await tab.page.set_viewport_size({"width": width, "height": 800})
            assert await tab.page.evaluate(_SMALLEST) >= 14
            assert await tab.page.evaluate(_OVER) == []
            assert await drawings(tab.page) == ((charts, 0) if width < 640 else (0, charts))


async def test_a_chart_has_its_table_beneath_it_and_on_paper_it_is_open(opening: Opening) -> None:
    async with opening(MONITOR) as tab:
        page = tab.page
        await page.goto("/monitor/jaar")
        table = page.locator("figure table").first
        await expect(table).to_be_hidden()
        await page.get_by_text("Toon de cijfers als tabel").first.click()
        await expect(table).to_be_visible()
        await page.reload()
        await page.emulate_media(media="print")
        await expect(table).to_be_visible()
        await expect(page.get_by_label("Jaar", exact=True)).to_be_hidden()
        await tab.picture(page, "monitor-on-paper")
