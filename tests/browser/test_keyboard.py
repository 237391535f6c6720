"""Every journey by the keyboard alone."""

import pytest
from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.conftest import Opening
from tests.browser.keyboard import Keyboard
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, TWO_EMPLOYERS, Person, heading
from tests.browser.ways import PERSON, ROSTER, after, asked, consulted, shown, warned

pytestmark = pytest.mark.browser

BSN = "Burgerservicenummer (BSN)"
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, [tabindex='0']")];
  const seen = all.filter((one) => one.checkVisibility() && !one.closest("dialog"));
  const groups = new Set(seen.filter((one) => one.type === "radio").map((one) => one.name));
  return seen.filter((one) => one.type !== "radio").length + groups.size;
}"""
"""What one can tab to: of radio buttons, one of a group."""


async def skipped(page: Page) -> None:
    """The first tab stop leads past the header."""
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Direct naar de inhoud")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_a_citizen_gets_from_the_beginning_to_the_answer_and_out_again(opening: Opening) -> None:
    async with opening() as tab:
        page, keys = tab.page, Keyboard(tab.page)
        await page.goto("/")
        await skipped(page)
        await tab.see("keyboard-skipped")
        await keys.press(page.get_by_role("link", name="Ik ben burger"))
        await skipped(page)
        await keys.press(page.get_by_role("link", name=CITIZEN.button))
        others = page.locator("input[name=citizen]")
        await keys.choose(others.first, others.nth(1))
        await keys.type(page.get_by_label("Of een ander burgerservicenummer (BSN)"), EXAMPLE_REGISTERED_BSN)
        levels = page.locator("input[name=level]")
        await keys.choose(levels.first, levels.nth(2))
        await tab.see("keyboard-simulator")
        await keys.press(page.get_by_role("button", name="Inloggen"))
        await skipped(page)
        await keys.press(page.get_by_role("button", name="Controleren"), "Space")
        await expect(page.locator("h2:focus")).to_contain_text("Ja, u staat in het doelgroepregister.")
        await keys.press(page.get_by_role("link", name="Bekijk wie uw gegevens heeft bekeken"))
        await keys.to(page.locator("summary", has_text="Kies een periode"))
        await page.keyboard.press("Enter")
        await keys.to(page.get_by_label("Vanaf"))
        await tab.see("keyboard-table")
        await keys.to(page.get_by_role("button", name="Uitloggen"), "Shift+Tab")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await heading(page, "U bent uitgelogd")


async def test_an_employer_asks_for_a_person_and_for_a_roster(opening: Opening) -> None:
    async with opening(EMPLOYER) as tab:
        page, keys = tab.page, Keyboard(tab.page)
        await page.goto("/werkgever")
        await skipped(page)
        await keys.press(page.get_by_role("link", name="Opvragen registratie doelgroepregister"))
        await keys.to(page.get_by_label("Type"))
        await page.keyboard.type("Burger")
        await keys.press(page.get_by_role("button", name="Verder"))
        reasons = page.locator("input[name=reden]")
        await keys.choose(reasons.first, reasons.nth(2))
        await keys.type(page.get_by_label(BSN), EXAMPLE_REGISTERED_BSN)
        async with page.expect_navigation():
            await page.keyboard.press("Enter")  # in the field
        await expect(page.locator("h3:focus")).to_contain_text("Ja, deze persoon staat")
        await tab.see("keyboard-person")

        await page.goto("/werkgever/doelgroepregister")
        await keys.to(page.get_by_label("Type"))
        await page.keyboard.press("ArrowDown")
        await keys.press(page.get_by_role("button", name="Verder"))
        await keys.to(page.get_by_label("Kies peiljaar"))
        await page.keyboard.type("2025")
        results = page.get_by_role("heading", name="Zoekresultaten")
        await keys.press(page.get_by_role("button", name="Tonen"))
        await expect(results).to_be_focused()
        await keys.press(page.get_by_role("link", name="Volgende pagina"))
        assert page.url.endswith("&pagina=2")
        await expect(results).to_be_focused()  # from where one goes on, not from the top
        await keys.to(page.get_by_role("link", name="Download als CSV"))
        await tab.see("keyboard-roster")
        async with page.expect_download():
            await page.keyboard.press("Enter")


async def test_an_officer_consults_and_consults_again(opening: Opening) -> None:
    async with opening(OFFICER) as tab:
        page, keys = tab.page, Keyboard(tab.page)
        await page.goto("/suwinet")
        for day in ("", "1-7-2018"):
            purposes = page.locator("input[name=doel]")
            await keys.choose(purposes.first, purposes.nth(1))
            await keys.type(page.get_by_label(BSN), EXAMPLE_REGISTERED_BSN)
            await keys.type(page.get_by_label("Zoals het stond op"), day)
            await keys.press(page.get_by_role("button", name="Raadplegen"), "Space")
            await expect(page.locator("h3:focus")).to_contain_text("Geregistreerd in")
        await expect(page.get_by_role("main")).to_contain_text("Zoals het stond op 1 juli 2018")


async def test_after_an_error_one_is_at_the_summary_and_gets_to_the_field(opening: Opening) -> None:
    for person, path, button, first in (
        (OFFICER, "/suwinet", "Raadplegen", "doel"),
        (EMPLOYER, PERSON, "Opvragen", "reden"),
        (EMPLOYER, ROSTER, "Tonen", "peiljaar"),
        (EMPLOYER, "/werkgever/doelgroepregister", "Verder", "type"),
        (TWO_EMPLOYERS, "/werkgever/bedrijf", "Verder", "bedrijf"),
        (CITIZEN, "/burger/wie-heeft-gekeken", "Toon deze periode", "van"),
    ):
        async with opening(person) as tab:
            page, keys = tab.page, Keyboard(tab.page)
            await page.goto(path)
            if first == "van":
                await keys.to(page.locator("summary", has_text="Kies een periode"))
                await page.keyboard.press("Enter")
                await keys.type(page.locator("#van"), "gisteren")
            await keys.press(page.get_by_role("button", name=button))
            summary = page.locator(".portal-summary")
            await expect(summary).to_be_focused()
            await expect(summary).to_be_in_viewport()
            await tab.see(f"keyboard-error-{first}")
            await keys.to(summary.get_by_role("link").first)
            await page.keyboard.press("Enter")
            await expect(page.locator(f"#{first}")).to_be_focused()
            await expect(page.locator(f"#{first}")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
async def test_the_focus_is_at_the_answer_when_it_comes(opening: Opening, *, javascript: bool) -> None:
    """So that a screen reader begins there."""
    for person, reach, text in (
        (CITIZEN, after("/burger", "Controleren"), "Antwoord: Ja, u staat in het doelgroepregister."),
        (CITIZEN, after("/burger/wie-heeft-gekeken?van=1-1-2020", "Toon deze periode"), "Bekeken gegevens"),
        (EMPLOYER, asked("Een werknemer", EXAMPLE_REGISTERED_BSN), "Antwoord: Ja, deze persoon staat in het doelgr"),
        (EMPLOYER, shown("2025"), "Zoekresultaten doelgroepregistratie"),
        (EMPLOYER, shown("2025", query="pagina=1"), "Zoekresultaten doelgroepregistratie"),
        (OFFICER, consulted(EXAMPLE_REGISTERED_BSN), "Antwoord: Geregistreerd in het doelgroepregister"),
    ):
        async with opening(person, javascript=javascript) as tab:
            await reach(tab.page)
            heading = tab.page.locator(":focus")
            await expect(heading).to_contain_text(text)
            await expect(heading).to_be_in_viewport()
            assert await heading.evaluate("one => one.matches('h2, h3')")
            assert (await tab.page.title()).startswith("Antwoord: ")


async def test_a_wrong_number_is_told_at_its_field_and_holds_nobody_there(opening: Opening) -> None:
    async with opening(OFFICER) as tab:
        page, keys = tab.page, Keyboard(tab.page)
        await page.goto("/suwinet")
        await keys.type(page.get_by_label(BSN), "123456789")
        await page.keyboard.press("Tab")
        await expect(page.get_by_label("Zoals het stond op")).to_be_focused()
        await expect(page.locator("#bsn-error")).to_contain_text("Dit is geen geldig burgerservicenummer.")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.type(EXAMPLE_REGISTERED_BSN)
        await expect(page.locator("#bsn-error")).to_have_count(0)
        await page.keyboard.type("0")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")  # then all that is wrong is told together
        await expect(page.locator(".portal-summary")).to_be_focused()
        assert await page.locator(".portal-summary a").count() == 2
        await expect(page.locator("#bsn-error")).to_contain_text("Vul ze alle negen in.")


@pytest.mark.parametrize(
    ("person", "path"),
    [(None, "/"), (CITIZEN, "/burger"), (EMPLOYER, ROSTER), (OFFICER, "/suwinet")],
    ids=["start", "citizen", "roster", "suwinet"],
)
async def test_the_focus_passes_everything_once_and_leaves(opening: Opening, person: Person | None, path: str) -> None:
    async with opening(person) as tab:
        await tab.page.goto(path)
        keys = Keyboard(tab.page)
        if await tab.page.locator("[autofocus]").count():
            await keys.once_around()  # from the answer to the end
        around = await keys.once_around()
        assert len(around) == await tab.page.evaluate(STOPS), around


async def test_the_dialog_holds_the_focus_until_one_answers(opening: Opening) -> None:
    async with opening(CITIZEN) as tab:
        page, keys = tab.page, Keyboard(tab.page)
        await warned()(page)
        stay = page.get_by_role("button", name="Ingelogd blijven")
        await expect(stay).to_be_focused()
        held = {await keys.tab() for _ in range(6)}
        assert held <= {None, "BUTTON Ingelogd blijven", "BUTTON Uitloggen"}
        assert "BUTTON Uitloggen" in held
        async with page.expect_response("**/sessie") as stayed:
            await page.keyboard.press("Escape")
        assert (await stayed.value).status == 200
        await expect(page.get_by_role("alertdialog")).to_be_hidden()


async def test_escape_closes_the_dialog_of_an_end_that_nothing_moves(opening: Opening) -> None:
    async with opening(CITIZEN) as tab:
        page = tab.page
        await warned(800)(page)
        await expect(page.get_by_role("button", name="Verder")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("alertdialog")).to_be_hidden()
        await page.clock.run_for(3000)
        await expect(page.get_by_role("alertdialog")).to_be_hidden()
        assert not [one for one in tab.watch.requests if one.url.endswith("/sessie")]
