"""Cases of the demo data in the assessors' portal: the first of a list, and what is done with it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from playwright.async_api import Page

from server.clock import today_in_the_netherlands
from server.demo.data import EXAMPLE_LEFT_BSN
from tests.browser.on_file import cases_of
from tests.browser.people import follow, press

Reach = Callable[[Page], Awaitable[None]]
_WORKLIST: Final = "/beoordelen"
_REPORT: Final = "soort=SPECIAL_EDUCATION_REPORT"
_ASSESSMENT: Final = "soort=WORK_CAPACITY_ASSESSMENT"
_MINE: Final = "status=IN_REVIEW&behandelaar=ik"
_NOBODYS: Final = "status=SUBMITTED"


def case_of(query: str, link: str = "") -> Reach:
    """The first case of a list; then on by a link of its page."""

    async def reach(page: Page) -> None:
        await page.goto(f"{_WORKLIST}?{query}")
        async with page.expect_navigation():
            await page.locator("tbody a").first.click()
        if link:
            await follow(page, link)

    return reach


not_taken: Final = case_of(_NOBODYS)
late: Final = case_of(f"{_MINE}&te-laat=ja")
suspended: Final = case_of("status=SUSPENDED&behandelaar=ik")
resumed: Final = case_of("status=SUSPENDED&behandelaar=ik", "Termijn weer laten lopen")
in_default: Final = case_of(f"{_NOBODYS}&te-laat=ja", "Ingebrekestelling vastleggen")
to_grant: Final = case_of(_MINE, "Besluit nemen")


def step(link: str, *buttons: str) -> Reach:
    """A form of a report that the assessor has taken; then on by its buttons, with nothing filled in."""

    async def reach(page: Page) -> None:
        await _taken(page, _REPORT)
        await follow(page, link)
        for button in buttons:
            await press(page, button)

    return reach


async def asked(page: Page) -> None:
    """What asking for completion makes of the term, before it is asked."""
    await step("Aanvulling vragen")(page)
    await page.locator("#ontbreekt").fill("het rapport van de school")
    await page.locator("#tot").fill(f"{today_in_the_netherlands() + timedelta(weeks=2):%d-%m-%Y}")
    await press(page, "Verder")


async def extended_too_soon(page: Page) -> None:
    """A term is extended to a day that is over: the register refuses it."""
    await step("Termijn verlengen")(page)
    await page.locator("#nieuw").fill("1-1-2020")
    await page.locator("#uitleg").fill("Wij wachten op de school.")
    await press(page, "Termijn verlengen")


async def forbidden(page: Page) -> None:
    """The form to decide where the law forbids a grant."""
    await _taken(page, _ASSESSMENT)
    if not await page.get_by_role("link", name="Besluit nemen").count():
        await follow(page, "Feiten vastleggen")
        for fact in await page.locator("main form input[type=radio][value=nee]").all():
            await fact.check()
        await press(page, "Feiten vastleggen")
    await follow(page, "Besluit nemen")


async def previewed(page: Page) -> None:
    """The letters of a grant, in full."""
    await to_grant(page)
    await page.locator("[name=besluit]").first.check()
    await page.locator("#motivering").fill("U voldoet aan de voorwaarden.\n\nVeel succes met uw werk.")
    await press(page, "Bekijk de brieven")


async def undecided(page: Page) -> None:
    """The form to decide, sent with nothing filled in."""
    await to_grant(page)
    await press(page, "Bekijk de brieven")


async def decided(page: Page) -> None:
    """A case that was decided: found by its person, as no list of work has it."""
    await cases_of(EXAMPLE_LEFT_BSN)(page)
    async with page.expect_navigation():
        await page.locator("tbody a").first.click()


async def _taken(page: Page, query: str) -> None:
    """The first case of a list, in the assessor's hands."""
    await case_of(query)(page)
    if await page.get_by_role("button", name="Pak deze zaak").count():
        await press(page, "Pak deze zaak")
