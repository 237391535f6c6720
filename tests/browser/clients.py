"""How one gets to the pages of a municipality: what it applied for and reported of its clients."""

from typing import Final

from playwright.async_api import Page

from tests.browser.people import Officer, press
from tests.browser.ways import Reach

MUNICIPAL: Final = Officer(body="Gemeente (voorbeeld)")
FORMS_PAGE, CASES = "/suwinet/aanvragen", "/suwinet/zaken"


def of_client(state: str, link: str = "") -> Reach:
    """A case of the list in this state; and from there by a link."""

    async def reach(page: Page) -> None:
        await page.goto(CASES)
        row = page.locator("tbody tr").filter(has=page.locator(".portal-badge", has_text=state)).first
        async with page.expect_navigation():
            await row.get_by_role("link").click()
        if link:
            await press(page, link, role="link")

    return reach
