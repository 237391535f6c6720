"""Who may do what at an organisation of long names, and how one gets to the pages that say it."""

from typing import Final

from playwright.async_api import Page

from tests.browser.letters import LONG_NAME
from tests.browser.people import Employer, Person, log_in, press

ADMINISTRATOR: Final = Employer(
    (), other="95000003", name=LONG_NAME, user="beheerder-van-de-personeelsadministratie", administrator=True
)
SECOND_ADMINISTRATOR: Final = Employer((), other="95000003", name=LONG_NAME, user="tweede", administrator=True)
COLLEAGUE: Final = Employer(
    (), other="95000003", name=LONG_NAME, user="medewerkerpersoneelszakenensalarisadministratie.noordholland"
)
AUTHORISATIONS: Final = "/werkgever/machtigingen"


async def beside(page: Page, person: Person) -> Page:
    """A page of somebody else, who has just logged in in a browser of their own."""
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(base_url="/".join(page.url.split("/")[:3]))
    theirs = await context.new_page()
    await log_in(theirs, person)
    return theirs


async def authorised(page: Page) -> None:
    """The overview of who may do what, with somebody of a long name in it."""
    await page.goto("/werkgever")
    await (await beside(page, COLLEAGUE)).context.close()
    await page.goto(AUTHORISATIONS)


async def edited(page: Page) -> None:
    await authorised(page)
    async with page.expect_navigation():
        await page.locator("tbody tr", has_text=COLLEAGUE.user).get_by_role("link").click()


async def saved(page: Page) -> None:
    await edited(page)
    await press(page, "Opslaan")


async def nothing_left(page: Page) -> None:
    await edited(page)
    for box in await page.locator("main input[type=checkbox]").all():
        await box.uncheck()
    await press(page, "Opslaan")


async def slower(page: Page) -> None:
    """Another administrator saves first."""
    await edited(page)
    theirs = await beside(page, SECOND_ADMINISTRATOR)
    await theirs.goto(page.url)
    box = theirs.get_by_label("Eén persoon opvragen")
    await box.set_checked(not await box.is_checked())
    await press(theirs, "Opslaan")
    await theirs.context.close()
    await press(page, "Opslaan")
