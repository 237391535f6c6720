"""Citizens whose demo case has come somewhere, and how one gets to the pages that say so."""

from typing import Final

from playwright.async_api import Page, expect

from server.demo.data import APPLICANT_BSNS, EXAMPLE_COMPLETING_BSN, EXAMPLE_LEFT_BSN
from tests.browser.people import Citizen
from tests.browser.ways import CASES, Reach

ASKED: Final = Citizen(EXAMPLE_COMPLETING_BSN)
LATE: Final = Citizen("999900481")
TAKEN_OUT: Final = Citizen(EXAMPLE_LEFT_BSN)
KEPT_IN: Final = Citizen("999900365")
NOT_TREATED: Final = Citizen(APPLICANT_BSNS[5])
ADMITTED: Final = Citizen(APPLICANT_BSNS[6])


def listed(badge: str) -> Reach:
    """The list, in which a case has this badge."""

    async def reach(page: Page) -> None:
        await page.goto(CASES)
        await expect(page.locator(".portal-cases__one", has_text=badge).first).to_be_visible()

    return reach


def of_case(badge: str, below: str = "") -> Reach:
    """The page of that case, or one below it."""

    async def reach(page: Page) -> None:
        await listed(badge)(page)
        async with page.expect_navigation():
            await page.locator(".portal-cases__one", has_text=badge).first.get_by_role("link").first.click()
        if below:
            await page.goto(f"{page.url}{below}")

    return reach


def answered(badge: str, text: str) -> Reach:
    """What the page of the question says of an answer, in either language."""

    async def reach(page: Page) -> None:
        await of_case(badge, "/vraag")(page)
        await page.locator("main textarea").fill(text)
        async with page.expect_navigation():
            await page.locator("main form button").first.click()

    return reach
