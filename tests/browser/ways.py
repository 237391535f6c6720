"""How one gets to a page of the portals, or of the simulator, in a state."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.people import (
    CITIZEN,
    OFFICER,
    Citizen,
    Person,
    log_in,
    press,
    to_the_simulator,
)
from tests.fixtures import staff

APPLICANT, KEEPER, WAVERER = (Citizen(bsn) for bsn in staff.staff(3))
"""Registered citizens: with a request, with a form that was kept, and who withdraws."""
Reach = Callable[[Page], Awaitable[object]]
BSN: Final = "Burgerservicenummer (BSN)"
PERSON: Final = "/werkgever/doelgroepregister/persoon"
ROSTER: Final = "/werkgever/doelgroepregister/overzicht"
JOBS: Final = "/werkgever/banenafspraak"
QUOTA: Final = "/werkgever/banenafspraak/quotum"


@dataclass(frozen=True)
class Place:
    """A page in a state.

    Attributes:
        name: of its pictures.
        person: who is logged in.
        reach: how one gets there.
        status: of the page.
        alone: whether no other page can be shown in the same window afterwards.
    """

    name: str
    person: Person | None
    reach: Reach
    status: int = 200
    alone: bool = False


def at(path: str) -> Reach:
    """By its address."""

    async def reach(page: Page) -> None:
        await page.goto(path)

    return reach


def after(path: str, button: str) -> Reach:
    """By a button of that page, with nothing filled in."""

    async def reach(page: Page) -> None:
        await page.goto(path)
        await press(page, button)

    return reach


def after_link(path: str, link: str) -> Reach:
    """By a link of that page."""

    async def reach(page: Page) -> None:
        await page.goto(path)
        await press(page, link, role="link")

    return reach


def in_english(reach: Reach) -> Reach:
    async def reached(page: Page) -> None:
        await page.goto("/taal/en?terug=/over-het-register")
        await reach(page)

    return reached


def asked(label: str, bsn: str) -> Reach:
    """The employer's answer."""

    async def reach(page: Page) -> None:
        await page.goto(PERSON)
        await page.get_by_label(label, exact=True).check()
        await page.get_by_label(BSN).fill(bsn)
        await press(page, "Opvragen")

    return reach


def consulted(bsn: str, day: str = "", *, button: str = "Raadplegen") -> Reach:
    """Suwinet's answer, in either language."""

    async def reach(page: Page) -> None:
        await page.goto("/suwinet")
        await page.locator("[name=doel]").first.check()
        await page.locator("#bsn").fill(bsn)
        await page.locator("#datum").fill(day)
        await press(page, button)

    return reach


def shown(year: str = "2019", *, number: str = "alle", query: str = "") -> Reach:
    """The employer's roster of a year, in either language; then perhaps another part of it."""

    async def reach(page: Page) -> None:
        await page.goto(ROSTER)
        await page.locator("#peiljaar").select_option(year)
        await page.locator("#nummer").select_option(number)
        async with page.expect_navigation():
            await page.locator("main form button").click()
        if query:
            await page.goto(f"{page.url}?{query}")

    return reach


async def jobs_of_a_year(page: Page) -> None:
    """The jobs of an employer's own employees."""
    await page.goto(JOBS)
    await page.locator("#jaar").select_option("2019")
    async with page.expect_navigation():
        await page.locator("main form button").click()


async def quota_calculated(page: Page) -> None:
    """The quota, worked out."""
    await page.goto(QUOTA)
    await page.locator("#jaar").select_option("2024")
    await page.get_by_label("Overheid").check()
    for field in ("#uren", "#uren-ervoor"):
        await page.locator(field).fill("1.500.000")
    async with page.expect_navigation():
        await page.locator("main form button").click()


def simulated(person: Person, **typed: str) -> Reach:
    """The simulator's page; with something typed: what it says of that."""

    async def reach(page: Page) -> None:
        await to_the_simulator(page, person)
        if typed:
            for box in await page.locator("input[type=checkbox]").all():
                await box.uncheck()
            for name, text in typed.items():
                await page.locator(f"#{name}").fill(text)
            await press(page, "Inloggen")

    return reach


def logged_in_as(person: Person) -> Reach:
    async def reach(page: Page) -> None:
        await log_in(page, person)

    return reach


async def cancelled(page: Page) -> None:
    await to_the_simulator(page, CITIZEN)
    await press(page, "Annuleren")


async def wrong_number(page: Page) -> None:
    await page.goto(PERSON)
    await page.get_by_label(BSN).fill("123456789")
    await page.keyboard.press("Tab")
    await expect(page.locator("#bsn-error")).to_be_visible()


async def being_sent(page: Page) -> None:
    await page.goto("/burger")
    await page.route("**/burger", lambda route: route.fulfill(status=204))
    await page.get_by_role("button", name="Controleren").click()
    await expect(page.locator(".portal-busy")).to_have_text("Wij kijken het na.")


async def without_a_session(page: Page) -> None:
    await page.goto("/suwinet")
    await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
    await page.context.clear_cookies()
    await press(page, "Raadplegen")


async def without_the_mark(page: Page) -> None:
    await page.goto("/suwinet")
    await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
    await page.evaluate("document.querySelector('main input[name=csrf]').remove()")
    await press(page, "Raadplegen")


async def onward(page: Page) -> None:
    """The page between ours and the provider's, which goes on by itself: here there is nothing to go on to."""
    await log_in(page, OFFICER)
    await page.route("**/simulator/**", lambda route: route.fulfill(status=204))
    await press(page, "Uitloggen")
    await expect(page.get_by_role("heading", level=1)).to_have_text("U gaat verder naar Suwinet-simulator")


def warned(left: int = 14_400, *, fails: bool = False) -> Reach:
    """The dialog, where the session ends in so many seconds at the latest."""

    async def reach(page: Page) -> None:
        await page.clock.install()
        await page.add_init_script(  # just before the page's own scripts run
            "document.addEventListener('readystatechange', () => {"
            f" if (document.readyState === 'interactive') document.body.dataset.sessionSecondsLeft = {left}; }});"
        )
        await page.goto("/burger")
        await page.clock.fast_forward(790 * 1000)
        await page.clock.run_for(1000)
        await expect(page.get_by_role("alertdialog")).to_be_visible()
        if fails:
            await page.route("**/sessie", lambda route: route.fulfill(status=503))
            await page.get_by_role("button", name="Ingelogd blijven").click()
            await expect(page.get_by_role("alert")).to_contain_text("Het is niet gelukt")

    return reach


def questioned(path: str, begin: str, following: str, otherwise: str = "nee", **chosen: str) -> Reach:
    """What the answers to the questions of *Kom ik in aanmerking?* come to."""

    async def reach(page: Page) -> None:
        await page.goto(path)
        await press(page, begin)
        while await page.locator("input[name=gevraagd]").count():
            names = await page.locator("input[type=radio]").evaluate_all("all => all.map(one => one.name)")
            for name in dict.fromkeys(names):
                await page.locator(f"input[name={name}][value={chosen.get(name, otherwise)}]").check()
            await press(page, following)

    return reach


def unanswered(path: str, begin: str, following: str) -> Reach:
    async def reach(page: Page) -> None:
        await page.goto(path)
        await press(page, begin)
        await press(page, following)

    return reach


DEREGISTER: Final = "/burger/uitschrijven"
APPLY: Final = "/burger/aanvragen"
OWN_DATA: Final = "/burger/mijn-gegevens"
DEREGISTER_STEP: Final = f"{DEREGISTER}/stap-1"
CASES: Final = "/burger/verzoeken"


def asking(answer: str = "ja", button: str = "Verzoek versturen") -> Reach:
    """The answer to the question of a deregistration; in either language by the button's name."""

    async def reach(page: Page) -> None:
        await page.goto(DEREGISTER_STEP)
        if answer:
            await page.locator(f"input[name=zeker][value={answer}]").check()
        await press(page, button)

    return reach


def requested(*, link: str = "", path: str = "") -> Reach:
    """The page of the newest request, which is made if there is none; then perhaps by a link of it further on."""

    async def reach(page: Page) -> None:
        await page.goto(DEREGISTER_STEP)
        if await page.locator("input[name=zeker]").count():
            await page.locator("input[name=zeker]").first.check()
            async with page.expect_navigation():
                await page.locator("main form button").first.click()
        await page.goto(CASES)
        if path == CASES:
            return
        async with page.expect_navigation():
            await page.locator(".portal-cases a").first.click()
        if link:
            await page.goto(f"{page.url}{link}")

    return reach


async def received(page: Page) -> None:
    """The receipt, as it is shown again."""
    await requested()(page)
    await page.goto(f"{page.url}?nieuw")


async def withdrawn(page: Page) -> None:
    await requested(link="/intrekken")(page)
    await press(page, "Ja, trek mijn verzoek in")


ADMISSION: Final = ("/kom-ik-in-aanmerking", "Beginnen", "Verder")
ADMISSION_ENGLISH: Final = ("/en/kom-ik-in-aanmerking", "Begin", "Next")
