"""Every page of the portals and of the simulator, in every state: who sees it, and how one gets there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_OTHER_BSN, EXAMPLE_REGISTERED_BSN
from tests.browser.authorisations import ADMINISTRATOR, authorised, edited, nothing_left, saved, slower
from tests.browser.letters import (
    ASKS,
    COPY,
    EMPLOYER_READER,
    EMPLOYERS_LETTERS,
    LETTERS,
    READER,
    REFUSED,
    opened,
    reacted,
)
from tests.browser.on_file import on_file, previewed
from tests.browser.people import (
    ASSESSOR,
    BASIS,
    CITIZEN,
    EMPLOYER,
    LAPSED_CITIZEN,
    OFFICER,
    SECOND_EMPLOYER,
    TWO_EMPLOYERS,
    WITHOUT_SERVICES,
    Citizen,
    Employer,
    Person,
    employer_of,
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


async def _cancelled(page: Page) -> None:
    await to_the_simulator(page, CITIZEN)
    await press(page, "Annuleren")


async def _wrong_number(page: Page) -> None:
    await page.goto(PERSON)
    await page.get_by_label(BSN).fill("123456789")
    await page.keyboard.press("Tab")
    await expect(page.locator("#bsn-error")).to_be_visible()


async def _being_sent(page: Page) -> None:
    await page.goto("/burger")
    await page.route("**/burger", lambda route: route.fulfill(status=204))
    await page.get_by_role("button", name="Controleren").click()
    await expect(page.locator(".portal-busy")).to_have_text("Wij kijken het na.")


async def _without_a_session(page: Page) -> None:
    await page.goto("/suwinet")
    await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
    await page.context.clear_cookies()
    await press(page, "Raadplegen")


async def _without_the_mark(page: Page) -> None:
    await page.goto("/suwinet")
    await page.get_by_label(BSN).fill(EXAMPLE_REGISTERED_BSN)
    await page.evaluate("document.querySelector('main input[name=csrf]').remove()")
    await press(page, "Raadplegen")


async def _onward(page: Page) -> None:
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


def _unanswered(path: str, begin: str, following: str) -> Reach:
    async def reach(page: Page) -> None:
        await page.goto(path)
        await press(page, begin)
        await press(page, following)

    return reach


DEREGISTER: Final = "/burger/uitschrijven"
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


async def _received(page: Page) -> None:
    """The receipt, as it is shown again."""
    await requested()(page)
    await page.goto(f"{page.url}?nieuw")


async def _withdrawn(page: Page) -> None:
    await requested(link="/intrekken")(page)
    await press(page, "Ja, trek mijn verzoek in")


ADMISSION: Final = ("/kom-ik-in-aanmerking", "Beginnen", "Verder")
ADMISSION_ENGLISH: Final = ("/en/kom-ik-in-aanmerking", "Begin", "Next")

PLACES: Final = (
    Place("start", None, at("/")),
    Place("admission", None, at(ADMISSION[0])),
    Place("admission-question", None, after(*ADMISSION[:2])),
    Place("admission-unanswered", None, _unanswered(*ADMISSION), 400),
    Place("admission-yes", None, questioned(*ADMISSION, wajong="ja")),
    Place("admission-several", None, questioned(*ADMISSION, wsw_indication="ja", wiw_or_id_job="ja")),
    Place("admission-no", None, questioned(*ADMISSION, special_education="ja")),
    Place("admission-unknown", None, questioned(*ADMISSION, otherwise="weet-niet")),
    Place("admission-english", None, in_english(questioned(*ADMISSION_ENGLISH, wajong="ja"))),
    Place("admission-question-english", None, in_english(after(*ADMISSION_ENGLISH[:2]))),
    Place("about", None, at("/over-het-register")),
    Place("accessibility", None, at("/toegankelijkheid")),
    Place("privacy", None, at("/privacy")),
    Place("unknown", None, at("/bestaat-niet"), 404),
    Place("unknown-language", None, at("/taal/xx"), 404),
    Place("logged-out", None, at("/uitgelogd")),
    Place("session-ended", None, at("/sessie-voorbij")),
    Place("onward", None, _onward, 204),
    Place("log-in-citizen", None, at("/burger")),
    Place("log-in-employer", None, at("/werkgever")),
    Place("log-in-suwinet", None, at("/suwinet")),
    Place("log-in-assessor", None, at("/beoordelen")),
    Place("log-in-cancelled", None, _cancelled, 400),
    Place("log-in-too-late", None, at("/login/suwinet-simulator/callback"), 400),
    Place("step-up-citizen", None, logged_in_as(Citizen(EXAMPLE_REGISTERED_BSN, BASIS)), 403),
    Place("step-up-employer", None, logged_in_as(Employer(level="EH2+")), 403),
    Place("simulator-digid", None, simulated(CITIZEN)),
    Place("simulator-digid-wrong", None, simulated(CITIZEN, bsn="123"), 422),
    Place("simulator-eherkenning", None, simulated(EMPLOYER)),
    Place("simulator-eherkenning-wrong", None, simulated(EMPLOYER, user="", kvk="12"), 422),
    Place("simulator-suwinet", None, simulated(OFFICER)),
    Place("simulator-suwinet-wrong", None, simulated(OFFICER, user=""), 422),
    Place("simulator-uwv", None, simulated(ASSESSOR)),
    Place("simulator-already", CITIZEN, at("/login/digid-simulator")),
    Place("simulator-stop", None, at("/simulator/digid/authorize"), 400),
    Place("simulator-logged-out", None, at("/simulator/eherkenning/logout")),
    Place(
        "simulator-logged-out-elsewhere",
        None,
        at("/simulator/suwinet/logout?post_logout_redirect_uri=https://elsewhere.example/"),
        400,
    ),
    Place("citizen", CITIZEN, at("/burger")),
    Place("citizen-being-sent", CITIZEN, _being_sent, 204),
    Place("citizen-yes", CITIZEN, after("/burger", "Controleren")),
    Place("citizen-no", LAPSED_CITIZEN, after("/burger", "Controleren")),
    Place("citizen-deregister", CITIZEN, at(DEREGISTER)),
    Place("citizen-deregister-no-need", LAPSED_CITIZEN, at(DEREGISTER)),
    Place("citizen-deregister-step", CITIZEN, at(DEREGISTER_STEP)),
    Place("citizen-deregister-nothing-chosen", CITIZEN, asking(""), 400),
    Place("citizen-deregister-not", CITIZEN, asking("nee")),
    Place("citizen-deregister-kept", KEEPER, asking("", "Bewaren en later verder")),
    Place("citizen-cases-none", CITIZEN, at(CASES)),
    Place("citizen-cases", APPLICANT, requested(path=CASES)),
    Place("citizen-case", APPLICANT, requested()),
    Place("citizen-case-received", APPLICANT, _received),
    Place("citizen-case-withdraw", APPLICANT, requested(link="/intrekken")),
    Place("citizen-case-withdrawn", WAVERER, _withdrawn),
    Place("citizen-deregister-asked-already", APPLICANT, at(DEREGISTER)),
    Place("citizen-disclosures", CITIZEN, at("/burger/wie-heeft-gekeken")),
    Place("citizen-disclosures-none", CITIZEN, at("/burger/wie-heeft-gekeken?van=1-1-2020&tot=2-1-2020")),
    Place("citizen-disclosures-wrong", CITIZEN, at("/burger/wie-heeft-gekeken?van=x&tot=32-1-2020"), 400),
    Place("citizen-letters", READER, at(LETTERS)),
    Place("citizen-letters-older", READER, after_link(LETTERS, "Oudere brieven")),
    Place("citizen-letters-none", LAPSED_CITIZEN, at(LETTERS)),
    Place("citizen-letter", READER, opened(LETTERS, REFUSED)),
    Place("citizen-letter-on-paper", READER, opened(LETTERS, "Wij hebben uw")),
    Place("citizen-letter-unknown", READER, at(f"{LETTERS}/x"), 404),
    Place("citizen-letter-over", READER, at(f"{LETTERS}/antwoord/x"), 404),
    Place("citizen-letter-channel", READER, at(f"{LETTERS}/instellen")),
    Place("citizen-letter-channel-saved", READER, after(f"{LETTERS}/instellen", "Opslaan")),
    Place("citizen-warned", CITIZEN, warned(), alone=True),
    Place("citizen-warned-in-vain", CITIZEN, warned(fails=True), alone=True),
    Place("citizen-bound", CITIZEN, warned(800), alone=True),
    Place("other-role", CITIZEN, at("/werkgever"), 403),
    Place("employer-choose", TWO_EMPLOYERS, at("/werkgever/bedrijf")),
    Place("employer-choose-wrong", TWO_EMPLOYERS, after("/werkgever/bedrijf", "Verder"), 400),
    Place("employer-another", EMPLOYER, at("/werkgever/extra-bedrijf")),
    Place("employer", EMPLOYER, at("/werkgever")),
    Place("employer-letters", EMPLOYER_READER, at(EMPLOYERS_LETTERS)),
    Place("employer-letters-new", EMPLOYER_READER, at(f"{EMPLOYERS_LETTERS}?nieuw=ja")),
    Place("employer-letters-none", employer_of(0), at(EMPLOYERS_LETTERS)),
    Place("employer-letters-forbidden", WITHOUT_SERVICES, at(EMPLOYERS_LETTERS), 403),
    Place("employer-letter", EMPLOYER_READER, opened(EMPLOYERS_LETTERS, COPY)),
    Place("employer-letter-of-another-company", EMPLOYER_READER, at(f"{EMPLOYERS_LETTERS}/x?bedrijf=2"), 409),
    Place("employer-letter-asks", EMPLOYER_READER, opened(EMPLOYERS_LETTERS, ASKS)),
    Place("employer-reaction-empty", EMPLOYER_READER, reacted(""), 400),
    Place("employer-reaction-long", EMPLOYER_READER, reacted("te lang " * 130), 400),
    Place("employer-reaction-sent", EMPLOYER_READER, reacted("Onze werknemer doet het goed.")),
    Place("authorisations", ADMINISTRATOR, authorised),
    Place("authorisation", ADMINISTRATOR, edited),
    Place("authorisation-nothing-left", ADMINISTRATOR, nothing_left),
    Place("authorisation-conflict", ADMINISTRATOR, slower, 409),
    Place("authorisations-saved", ADMINISTRATOR, saved),
    Place("employer-without-services", WITHOUT_SERVICES, at("/werkgever")),
    Place("about-employer", EMPLOYER, at("/over-het-register")),
    Place("employer-type", EMPLOYER, at("/werkgever/doelgroepregister")),
    Place("employer-type-wrong", EMPLOYER, after("/werkgever/doelgroepregister", "Verder"), 400),
    Place("employer-type-without-services", WITHOUT_SERVICES, at("/werkgever/doelgroepregister")),
    Place("employer-forbidden", WITHOUT_SERVICES, at(ROSTER), 403),
    Place("employer-person", EMPLOYER, at(PERSON)),
    Place("employer-person-empty", EMPLOYER, after(PERSON, "Opvragen"), 400),
    Place("employer-person-wrong-number", EMPLOYER, _wrong_number),
    Place("employer-person-yes", EMPLOYER, asked("Een sollicitant", EXAMPLE_REGISTERED_BSN)),
    Place("employer-person-no", EMPLOYER, asked("Een uitzendkracht", EXAMPLE_OTHER_BSN)),
    Place("roster", EMPLOYER, at(ROSTER)),
    Place("roster-wrong", EMPLOYER, after(ROSTER, "Tonen"), 400),
    Place("roster-table", employer_of(50), shown(query="per=10&pagina=2")),
    Place("roster-nobody", employer_of(0), shown()),
    Place("roster-this-year", employer_of(49), shown("2026")),
    Place("roster-answer-over", EMPLOYER, at(f"{ROSTER}/antwoord/x"), 404),
    Place("roster-file-only", SECOND_EMPLOYER, shown("2025")),
    Place("roster-no-payrolls", Employer((), other=staff.WITHOUT_PAYROLL), at(ROSTER)),
    Place("suwinet", OFFICER, at("/suwinet")),
    Place("suwinet-empty", OFFICER, after("/suwinet", "Raadplegen"), 400),
    Place("suwinet-wrong-day", OFFICER, consulted(EXAMPLE_REGISTERED_BSN, "1-1-2012"), 400),
    Place("suwinet-yes", OFFICER, consulted(EXAMPLE_REGISTERED_BSN)),
    Place("suwinet-as-of", OFFICER, consulted(EXAMPLE_REGISTERED_BSN, "1-7-2018")),
    Place("suwinet-no", OFFICER, consulted(EXAMPLE_OTHER_BSN)),
    Place("worklist", ASSESSOR, at("/beoordelen")),
    Place("worklist-filtered", ASSESSOR, at("/beoordelen?te-laat=ja&soort=DEREGISTRATION&behandelaar=ik")),
    Place("case-of-nobody", ASSESSOR, at("/beoordelen/zaken/x"), 403),
    Place("record", ASSESSOR, at("/beoordelen/vastleggen")),
    Place("record-empty", ASSESSOR, after("/beoordelen/vastleggen", "Opzoeken"), 400),
    Place("record-person", ASSESSOR, on_file(EXAMPLE_REGISTERED_BSN)),
    Place("record-event", ASSESSOR, on_file(EXAMPLE_REGISTERED_BSN, "Gebeurtenis vastleggen")),
    Place(
        "record-event-empty",
        ASSESSOR,
        on_file(EXAMPLE_REGISTERED_BSN, "Gebeurtenis vastleggen", "Bekijken wat er verandert"),
        400,
    ),
    Place("record-preview", ASSESSOR, previewed),
    Place("session-over", OFFICER, _without_a_session, 403),
    Place("form-over", OFFICER, _without_the_mark, 403),
    Place("accessibility-english", None, at("/en/toegankelijkheid")),
    Place("start-english", None, in_english(at("/"))),
    Place("log-in-english", None, in_english(at("/werkgever"))),
    Place("deregister-english", CITIZEN, in_english(at(DEREGISTER))),
    Place("deregister-step-english", CITIZEN, in_english(asking("", "Send request")), 400),
    Place("cases-english", APPLICANT, in_english(requested(path=CASES))),
    Place("case-english", APPLICANT, in_english(requested())),
    Place("citizen-english", CITIZEN, in_english(after("/burger", "Check"))),
    Place("citizen-letters-english", READER, in_english(at(LETTERS))),
    Place("citizen-letter-english", READER, in_english(opened(LETTERS, REFUSED))),
    Place("citizen-letter-channel-english", READER, in_english(at(f"{LETTERS}/instellen"))),
    Place("employer-letters-english", EMPLOYER_READER, in_english(at(EMPLOYERS_LETTERS))),
    Place("employer-letter-english", EMPLOYER_READER, in_english(opened(EMPLOYERS_LETTERS, COPY))),
    Place("authorisations-english", ADMINISTRATOR, in_english(authorised)),
    Place("roster-english", employer_of(49), in_english(shown())),
    Place("suwinet-english", OFFICER, in_english(consulted(EXAMPLE_REGISTERED_BSN, "1-7-2018", button="Look up"))),
    Place("suwinet-empty-english", OFFICER, in_english(after("/suwinet", "Look up")), 400),
)
