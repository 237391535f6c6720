"""How an assessor gets to what is on file of a person, to its cases, and to what a change of it would come to."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.people import press


def on_file(bsn: str, *buttons: str) -> Callable[[Page], Awaitable[None]]:
    """What is on file of a person, to an assessor; then on by the first of each of these buttons."""

    async def reach(page: Page) -> None:
        await page.goto("/beoordelen/vastleggen")
        await page.locator("#bsn").fill(bsn)
        await press(page, "Opzoeken")
        for button in buttons:
            await press(page, button)

    return reach


def cases_of(bsn: str) -> Callable[[Page], Awaitable[None]]:
    """The cases of a person, to an assessor."""

    async def reach(page: Page) -> None:
        await page.goto("/beoordelen/zoeken")
        await page.locator("#bsn").fill(bsn)
        await press(page, "Opzoeken")

    return reach


async def previewed(page: Page) -> None:
    """What a registered person's emigration would change."""
    await on_file(EXAMPLE_REGISTERED_BSN, "Gebeurtenis vastleggen")(page)
    await page.get_by_label("Emigratie").check()
    await page.locator("#datum").fill("1-11-2026")
    await press(page, "Bekijken wat er verandert")
