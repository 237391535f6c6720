"""The employer's portal: the organisation, the services one is authorised for, and one person by BSN."""

import pytest
from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_ORGANISATION, EXAMPLE_OTHER_BSN, EXAMPLE_REGISTERED_BSN, EXAMPLE_UNKNOWN_BSN
from server.demo.data import EXAMPLE_SECOND_ORGANISATION as SECOND
from tests.browser.conftest import Opening
from tests.browser.people import EMPLOYER, TWO_EMPLOYERS, Employer, follow, heading, log_in, press

pytestmark = pytest.mark.browser

ASKS = "Opvragen registratie doelgroepregister"
LETTERS = "Brieven"
JOBS = "Onze banenafspraak"
AUTHORISATIONS = "Machtigingen"
BY_BSN = "Burgerservicenummer (BSN)"
BY_PAYROLL = "Loonheffingennummer(s)"
PERSON = "Burgerservicenummer van uw sollicitant of werknemer"
LOOK_UP = "/werkgever/doelgroepregister"
NOT_ALLOWED = "U bent voor geen dienst gemachtigd"


async def options(page: Page) -> list[str]:
    return await page.get_by_label("Type").locator("option").all_inner_texts()


async def ask(page: Page, reason: str, bsn: str) -> None:
    await page.get_by_label(reason, exact=True).check()
    await page.get_by_label(BY_BSN).fill(bsn)
    await press(page, "Opvragen")


async def cells(page: Page) -> list[str]:
    return await page.locator("tbody td").all_inner_texts()


async def test_who_acts_for_two_organisations_chooses_and_can_change(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.goto("/werkgever")
        await tab.see("employer-log-in")
        await log_in(page, TWO_EMPLOYERS)
        await heading(page, "Selecteer een bedrijf")
        await expect(page.get_by_role("radiogroup")).to_contain_text(f"KvK-nummer {SECOND.kvk}")
        await tab.see("employer-choose")
        await press(page, "Verder")
        await expect(page.locator(".portal-summary")).to_contain_text("Kies een bedrijf.")
        await tab.see("employer-choose-error")
        await page.goto("/werkgever")
        await heading(page, "Selecteer een bedrijf")

        for one, other in ((EXAMPLE_ORGANISATION, SECOND), (SECOND, EXAMPLE_ORGANISATION)):
            await page.get_by_label(one.name).check()
            await press(page, "Verder")
            await heading(page, "Diensten")
            for name in (ASKS, None):
                if name:
                    await follow(page, name)
                await expect(page.locator(".portal-who__name")).to_have_text(one.name)
                await expect(page.locator(".portal-who__number")).to_have_text(f"KvK-nummer {one.kvk}")
                assert other.name not in await page.content()
            await follow(page, "Wijzigen voor welk bedrijf")
            assert await page.get_by_label(one.name).is_checked()
        await follow(page, "Een extra bedrijf toevoegen")
        await heading(page, "Een extra bedrijf toevoegen")
        await tab.see("employer-another")


@pytest.mark.parametrize(
    ("services", "blocks", "types"),
    [
        (
            ("ROSTER", "PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS"),
            [ASKS, JOBS, LETTERS],
            [BY_PAYROLL, BY_BSN],
        ),
        (("ROSTER",), [ASKS, JOBS], [BY_PAYROLL]),
        (("PERSON_LOOKUP",), [ASKS], [BY_BSN]),
        (("LETTERS", "AUTHORISATIONS"), [LETTERS], []),
        ((), [], []),
    ],
)
async def test_a_user_sees_the_services_they_are_authorised_for_and_no_others(
    opening: Opening, services: tuple[str, ...], blocks: list[str], types: list[str]
) -> None:
    async with opening(Employer(services=services)) as tab:
        page = tab.page
        name = "-".join(services).lower() or "none"
        await page.goto("/werkgever")
        assert await page.locator(".portal-block h2").all_inner_texts() == blocks
        assert (NOT_ALLOWED in await page.inner_text("main")) == (not blocks)
        await tab.see(f"employer-home-{name}")
        await page.goto(LOOK_UP)
        assert (NOT_ALLOWED in await page.inner_text("main")) == (not types)
        if types:
            assert await options(page) == ["Maak een keuze", *types]
        else:
            assert await page.get_by_label("Type").count() == 0
        for path, type_ in ((f"{LOOK_UP}/persoon", BY_BSN), (f"{LOOK_UP}/overzicht", BY_PAYROLL)):
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status == (200 if type_ in types else 403)
            assert ("U bent hiervoor niet gemachtigd" in await page.inner_text("main")) == (type_ not in types)
        await tab.see(f"employer-last-{name}")


async def test_a_link_to_a_page_survives_the_choice_of_a_company(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await log_in(page, TWO_EMPLOYERS)
        await page.goto(f"{LOOK_UP}/persoon")
        await heading(page, "Selecteer een bedrijf")
        await press(page, "Verder")
        await page.get_by_label(SECOND.name).check()
        await press(page, "Verder")
        await heading(page, PERSON)


async def test_one_person_is_found_by_bsn_for_a_reason(opening: Opening) -> None:
    async with opening(EMPLOYER) as tab:
        page = tab.page
        await page.goto("/werkgever")
        await follow(page, ASKS)
        await heading(page, "Doelgroepregister")
        main = page.get_by_role("main")
        await expect(main).to_contain_text("U kunt hieraan geen rechten ontlenen.")
        await expect(main).to_contain_text("Gebruik voor een ander doel is verboden.")
        await tab.see("employer-type")
        await press(page, "Verder")
        await expect(page.locator(".portal-summary")).to_contain_text("Kies hoe u wilt zoeken.")
        await tab.see("employer-type-error")
        await page.get_by_label("Type").select_option(label=BY_BSN)
        await press(page, "Verder")
        await heading(page, PERSON)
        await tab.see("employer-person")

        for reason, bsn, answer, means in (
            ("Een werknemer", EXAMPLE_REGISTERED_BSN, "Ja", "De persoon telt mee voor de banenafspraak"),
            ("Een sollicitant", EXAMPLE_OTHER_BSN, "Nee", "De persoon telt niet, of niet meer, mee."),
            ("Een uitzendkracht", EXAMPLE_UNKNOWN_BSN, "Nee", "De persoon telt niet, of niet meer, mee."),
            ("Een gedetacheerde werknemer", "9999 00 006", "Ja", "De persoon telt mee voor de banenafspraak"),
        ):
            await ask(page, reason, bsn)
            await expect(main.get_by_role("status").first).to_contain_text(f"{answer}, deze persoon staat")
            await expect(main.get_by_role("status").first).to_contain_text(means)
            assert await page.locator("thead th").all_inner_texts() == ["BSN", "Is geregistreerd", "Einddatum"]
            assert await cells(page) == [bsn.replace(" ", ""), answer, ""]
            await expect(main.locator("dl")).to_contain_text(reason)
            assert await page.locator("main input:checked").count() == 0
            assert page.url.startswith(f"{tab.watch.home}{LOOK_UP}/persoon/antwoord/")
            mark = str(await page.locator("body").get_attribute("data-csrf"))
            written = (await page.content()).replace(mark, "")  # in which any short text may stand by chance
            assert "WAJONG" not in written
            assert "2014" not in written
            await tab.see(f"employer-person-{reason.split()[-1]}-{answer.lower()}")


async def test_a_person_is_not_asked_without_a_reason_or_with_a_number_that_is_none(opening: Opening) -> None:
    async with opening(EMPLOYER) as tab:
        page = tab.page
        await page.goto(f"{LOOK_UP}/persoon")
        await press(page, "Opvragen")
        assert await page.locator(".portal-summary a").all_inner_texts() == [
            "Kies wie deze persoon voor u is.",
            "Vul een burgerservicenummer in.",
        ]
        await tab.see("employer-person-empty")
        await page.get_by_label(BY_BSN).fill(EXAMPLE_REGISTERED_BSN)
        await press(page, "Opvragen")
        assert await page.locator(".portal-summary a").all_inner_texts() == ["Kies wie deze persoon voor u is."]
        assert await page.get_by_label(BY_BSN).input_value() == EXAMPLE_REGISTERED_BSN

        await page.get_by_label("Een werknemer").check()
        for typed, fault in (
            ("12345", "Vul ze alle negen in."),
            ("12345678", "Zet er een 0 voor."),
            ("123456789", "Dit is geen geldig burgerservicenummer."),
        ):
            sent = len(tab.watch.requests)
            await page.get_by_label(BY_BSN).fill(typed)
            await page.keyboard.press("Tab")
            await expect(page.locator("#bsn-error")).to_contain_text(fault)
            await expect(page.get_by_label(BY_BSN)).to_have_attribute("aria-describedby", "bsn-hint bsn-error")
            assert len(tab.watch.requests) == sent  # the browser said so itself
            await press(page, "Opvragen")
            await expect(page.locator(".portal-summary")).to_be_focused()
            await expect(page.locator(".portal-summary")).to_contain_text(fault)
            await tab.see(f"employer-person-wrong-{len(typed)}")
        await ask(page, "Een werknemer", EXAMPLE_REGISTERED_BSN)
        assert (await cells(page))[1] == "Ja"


async def test_a_form_that_is_being_sent_says_so_and_is_sent_once(opening: Opening) -> None:
    async with opening(EMPLOYER) as tab:
        page = tab.page
        await page.goto(f"{LOOK_UP}/persoon")
        await page.get_by_label("Een werknemer").check()
        await page.get_by_label(BY_BSN).fill(EXAMPLE_REGISTERED_BSN)
        released = await page.evaluate_handle("() => { window.sent = 0; }")
        await released.dispose()
        # The page stays, so that one can look at it.
        await page.evaluate(
            "document.addEventListener('submit', (event) => { window.sent += !event.defaultPrevented; })"
        )
        await page.route(f"**{LOOK_UP}/persoon", lambda route: route.fulfill(status=204))
        button = page.get_by_role("button", name="Opvragen")
        await button.click()
        await expect(page.locator(".portal-busy")).to_have_text("Wij kijken het na.")
        await expect(button).to_have_attribute("aria-disabled", "true")
        await tab.see("employer-person-busy")
        await button.click(force=True)
        assert await page.evaluate("window.sent") == 1
