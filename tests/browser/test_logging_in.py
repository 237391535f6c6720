"""Logging in and out with the simulator: what one comes back to, and what is left in the browser."""

from contextlib import suppress
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.async_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import Opening
from tests.browser.people import (
    BASIS,
    CITIZEN,
    EMPLOYER,
    OFFICER,
    Citizen,
    Employer,
    Person,
    follow,
    heading,
    log_in,
    log_out,
    press,
    to_the_simulator,
)

pytestmark = pytest.mark.browser

EVERYBODY = pytest.mark.parametrize("person", [CITIZEN, EMPLOYER, OFFICER], ids=["citizen", "employer", "officer"])
SESSION = "__Host-session"
LOG_IN = "__Host-log-in"
INSIDE = {"/burger": "Doelgroepregister", "/werkgever": "Diensten", "/suwinet": "Doelgroepregister raadplegen"}
OVER = "U bent niet meer ingelogd"


async def cookies(context: BrowserContext) -> dict[str, str]:
    return {one["name"]: one["value"] for one in await context.cookies()}


async def is_inside(page: Page, person: Person) -> None:
    await heading(page, INSIDE[person.home])
    await expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()


@EVERYBODY
async def test_who_cancels_is_not_logged_in_and_can_try_again(opening: Opening, person: Person) -> None:
    async with opening() as tab:
        page = tab.page
        await to_the_simulator(page, person)
        await press(page, "Annuleren")
        await heading(page, "U bent niet ingelogd")
        assert SESSION not in await cookies(tab.context)
        await tab.see(f"log-in-cancelled{person.home.replace('/', '-')}")
        await follow(page, person.button.replace("Inloggen", "Opnieuw inloggen"))
        await person.fill_in(page)
        await press(page, "Inloggen")
        await is_inside(page, person)


@pytest.mark.parametrize(
    ("low", "enough", "why"),
    [
        (Citizen(CITIZEN.bsn, BASIS), CITIZEN, "alleen uw gebruikersnaam en wachtwoord"),
        (Employer(level="EH2+"), EMPLOYER, "een niveau dat lager is dan EH3"),
    ],
    ids=["citizen", "employer"],
)
async def test_who_logged_in_too_weakly_is_told_so_and_gets_further_from_there(
    opening: Opening, low: Person, enough: Person, why: str
) -> None:
    async with opening() as tab:
        page = tab.page
        await log_in(page, low)
        await heading(page, "U moet veiliger inloggen")
        await expect(page.get_by_role("main")).to_contain_text(why)
        assert SESSION not in await cookies(tab.context)
        await tab.see(f"step-up{low.home.replace('/', '-')}")
        await follow(page, low.button.replace("Inloggen", "Opnieuw inloggen"))
        assert await page.get_by_text("U bent al ingelogd").count() == 0
        await enough.fill_in(page)
        await press(page, "Inloggen")
        await is_inside(page, enough)


async def test_one_comes_back_to_the_page_one_asked_for_and_to_no_other_site(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.goto("/burger/wie-heeft-gekeken?van=1-1-2020")
        await follow(page, CITIZEN.button)
        await CITIZEN.fill_in(page)
        await press(page, "Inloggen")
        assert page.url == f"{tab.watch.home}/burger/wie-heeft-gekeken?van=1-1-2020"
        for away in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "/suwinet"):
            await page.goto(f"/login/digid-simulator?terug={away}")
            await page.get_by_role("button", name="Verder als").click()
            await page.wait_for_url(f"{tab.watch.home}/burger")


async def test_every_log_in_has_a_cookie_of_its_own_and_the_one_before_is_worth_nothing(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await to_the_simulator(page, CITIZEN)
        assert SESSION not in await cookies(tab.context)
        await CITIZEN.fill_in(page)
        await press(page, "Inloggen")
        first = await cookies(tab.context)
        assert LOG_IN not in first
        kept = next(one for one in await tab.context.cookies() if one["name"] == SESSION)
        assert (kept["httpOnly"], kept["secure"], kept["sameSite"], kept["expires"]) == (True, True, "Lax", -1)

        await page.goto("/login/digid-simulator")
        await heading(page, "Inloggen met DigiD")
        await tab.see("simulator-logged-in-already")
        await press(page, "Verder als Iemand die in het register staat")
        await is_inside(page, CITIZEN)
        second = await cookies(tab.context)
        assert second[SESSION] != first[SESSION]
        await is_refused(opening, first[SESSION])


async def is_refused(opening: Opening, cookie: str) -> None:
    """Whoever has that cookie is nobody."""
    async with opening() as tab:
        await tab.context.add_cookies(
            [{"name": SESSION, "value": cookie, "domain": "127.0.0.1", "path": "/", "secure": True, "httpOnly": True}]
        )
        answer = await tab.page.goto("/burger")
        assert answer is not None
        assert answer.status == 403
        await heading(tab.page, OVER)
        assert await cookies(tab.context) == {}
        await tab.see("session-over")


@EVERYBODY
async def test_logging_out_ends_the_session_here_and_at_the_provider(opening: Opening, person: Person) -> None:
    async with opening() as tab:
        page = tab.page
        await log_in(page, person)
        before = await cookies(tab.context)
        assert set(before) == {SESSION, "simulator-session"}
        await log_out(page)
        assert page.url == f"{tab.watch.home}/uitgelogd"
        assert await cookies(tab.context) == {}
        await to_the_simulator(page, person)
        assert await page.get_by_text("U bent al ingelogd").count() == 0
        await is_refused(opening, before[SESSION])


async def test_the_back_button_shows_nothing_after_logging_out(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await log_in(page, OFFICER)
        await page.get_by_label("Re-integratie").check()
        await page.get_by_label("Burgerservicenummer (BSN)").fill(CITIZEN.bsn)
        await press(page, "Raadplegen")
        await log_out(page)
        for _ in range(3):
            with suppress(Error):  # the answer to a form isn't asked again: the browser has a page of its own for that
                await page.go_back()
            for text in (CITIZEN.bsn, "Ingelogd tot", "Re-integratie"):
                await expect(page.locator("html")).not_to_contain_text(text)
            await expect(page.locator(f"[value='{CITIZEN.bsn}']")).to_have_count(0)


async def test_logging_out_in_one_window_ends_the_others(opening: Opening) -> None:
    async with opening() as tab:
        await log_in(tab.page, CITIZEN)
        others = [await tab.context.new_page() for _ in range(3)]
        for other in others:
            await other.goto("/burger/uitschrijven")
        await log_out(tab.page)
        for other in others:
            await heading(other, OVER)
            assert other.url == f"{tab.watch.home}/sessie-voorbij?terug=%2Fburger%2Fuitschrijven"
            assert await other.get_by_role("button", name="Uitloggen").count() == 0


async def test_the_page_of_another_role_says_where_one_is_logged_in(opening: Opening) -> None:
    async with opening(CITIZEN) as tab:
        page = tab.page
        for path in ("/werkgever", "/werkgever/doelgroepregister/persoon", "/suwinet"):
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status == 403
            await heading(page, "U bent ergens anders ingelogd")
            await expect(page.get_by_role("main")).to_contain_text("U bent ingelogd als burger.")
        await tab.see("other-role")
        await follow(page, "Ga verder waar u bent ingelogd")
        await is_inside(page, CITIZEN)


async def test_an_answer_that_nobody_waits_for_or_with_a_wrong_code_is_none(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        callback = "/login/digid-simulator/callback"
        await page.goto(f"{callback}?code=x&state=y")
        await heading(page, "Het inloggen duurde te lang")
        await tab.see("log-in-too-late")
        await to_the_simulator(page, CITIZEN)
        (state,) = parse_qs(urlsplit(page.url).query)["state"]
        other = await tab.context.new_page()
        for wrong, goes_on in (("y", True), (state, False)):
            told = {"code": "x", "state": wrong, "iss": f"{tab.watch.home}/simulator/digid"}
            await other.goto(f"{callback}?{urlencode(told)}")
            await heading(other, "Inloggen is niet gelukt")
            assert (LOG_IN in await cookies(tab.context)) == goes_on  # the one that waits in the first window
            assert SESSION not in await cookies(tab.context)
        await tab.picture(other, "portal-log-in-failed")
