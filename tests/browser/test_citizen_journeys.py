"""Mijn UWV as a citizen sees it: the question, its answer, and who has looked."""

import re

import pytest
from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_ORGANISATION, EXAMPLE_UNKNOWN_BSN
from tests.browser.conftest import Opening
from tests.browser.people import (
    CITIZEN,
    EMPLOYER,
    LAPSED_CITIZEN,
    OFFICER,
    Citizen,
    follow,
    heading,
    log_in,
    log_out,
    press,
    to_the_simulator,
)
from tests.fixtures import staff
from tests.fixtures.process import Installation

pytestmark = pytest.mark.browser

LOOKED = "Bekijk wie uw gegevens heeft bekeken"
WHO_LOOKED = "Wie heeft mijn gegevens bekeken?"
YES = "Ja, u staat in het doelgroepregister."
NO = "Nee, u staat niet in het doelgroepregister."
REGISTRATION = "of u in het register staat; de einddatum van uw registratie"


async def checked(page: Page) -> None:
    await press(page, "Controleren")


async def rows(page: Page) -> list[list[str]]:
    """The table's cells, as they are shown."""
    found = await page.locator("tbody tr").all()
    return [await row.locator("td").all_inner_texts() for row in found]


async def test_a_registered_citizen_logs_in_is_told_yes_and_learns_how_to_get_out(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.goto("/")
        await follow(page, "Ik ben burger")
        await tab.see("citizen-log-in")
        await to_the_simulator(page, CITIZEN)
        await heading(page, "Inloggen met DigiD")
        await page.get_by_label("Iemand die in het register staat").check()
        await tab.see("simulator-digid")
        await press(page, "Inloggen")
        await heading(page, "Doelgroepregister")
        assert await page.locator(".portal-crumbs li").all_inner_texts() == [
            "Persoonlijke gegevens",
            "Doelgroepregister",
        ]
        await expect(page.get_by_role("main")).not_to_contain_text("u staat")
        await tab.see("citizen")

        await checked(page)
        answer = page.locator("main [role=status]").first
        await expect(answer).to_contain_text(YES)
        await expect(answer).to_contain_text("Er is geen einddatum: u staat voor onbepaalde tijd in het register.")
        assert page.url.startswith(f"{tab.watch.home}/burger/antwoord/")
        await tab.see("citizen-yes")

        await follow(page, "Uitschrijven uit het doelgroepregister")
        await heading(page, "Uitschrijven uit het doelgroepregister")
        await tab.see("citizen-deregister")
        await follow(page, "Toch niet: terug naar Doelgroepregister")
        await heading(page, "Doelgroepregister")
        await log_out(page)
        await tab.see("logged-out")


@pytest.mark.parametrize("bsn", [LAPSED_CITIZEN.bsn, EXAMPLE_UNKNOWN_BSN])
async def test_who_is_not_or_was_never_in_the_register_is_told_no(opening: Opening, bsn: str) -> None:
    async with opening() as tab:
        await log_in(tab.page, Citizen(bsn))
        await checked(tab.page)
        await expect(tab.page.locator("main [role=status]").first).to_contain_text(NO)
        assert await tab.page.get_by_role("link", name="Uitschrijven").count() == 0
        await tab.see("citizen-no")


async def test_a_citizen_sees_what_an_employer_and_suwinet_looked_up_just_before(opening: Opening) -> None:
    bsn = staff.LOOKED_AT
    async with opening(EMPLOYER) as tab:
        await tab.page.goto("/werkgever/doelgroepregister/persoon")
        await tab.page.get_by_label("Een sollicitant").check()
        await tab.page.get_by_label("Burgerservicenummer (BSN)").fill(bsn)
        await press(tab.page, "Opvragen")
    async with opening(OFFICER) as tab:
        await tab.page.goto("/suwinet")
        await tab.page.get_by_label("Re-integratie").check()
        await tab.page.get_by_label("Burgerservicenummer (BSN)").fill(bsn)
        await press(tab.page, "Raadplegen")
    async with opening(Citizen(bsn)) as tab:
        page = tab.page
        await checked(page)
        await follow(page, LOOKED)
        await heading(page, WHO_LOOKED)
        whens, *others = zip(*await rows(page), strict=True)
        seen = list(zip(*others, strict=True))
        own = ("Uzelf", "U bekeek uw eigen gegevens.", REGISTRATION, "Privacywet (AVG), artikel 15")
        assert seen[0] == own  # the newest; this look at the list itself is in the next one
        assert [one for one in seen if one[0] != "Uzelf"] == [
            (
                "UWV (voorbeeld)",
                "UWV of de gemeente helpt u om werk te vinden of te houden.",
                f"{REGISTRATION}; vanaf wanneer u meetelt; waarom u in het register staat",
                "Wfsv 38d lid 2",
            ),
            (
                EXAMPLE_ORGANISATION.name,
                "Een werkgever wilde weten of een sollicitant meetelt voor de banenafspraak.",
                REGISTRATION,
                "Wfsv 38d lid 7",
            ),
        ]
        assert all(re.fullmatch(r"\d\d-\d\d-20\d\d, \d\d:\d\d\suur", when) for when in whens)
        await tab.see("citizen-disclosures")


async def test_the_period_of_who_looked_is_checked_and_may_hold_nothing(opening: Opening) -> None:
    async with opening(CITIZEN) as tab:
        page = tab.page
        await page.goto("/burger/wie-heeft-gekeken")
        await page.get_by_text("Kies een periode").click()
        for since, until, fault, field in (
            ("32-1-2026", "", "Deze dag bestaat niet.", "van"),
            ("", "morgen", "Dit is geen datum.", "tot"),
            ("2-1-2020", "1-1-2020", "Deze dag ligt voor de eerste dag van de periode.", "tot"),
        ):
            await page.get_by_label("Vanaf").fill(since)
            await page.get_by_label("Tot en met").fill(until)
            await press(page, "Toon deze periode")
            await expect(page.locator(".portal-summary a")).to_contain_text(fault)
            await expect(page.locator(f"#{field}-error")).to_contain_text(fault)
            await expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
            assert (await page.title()).startswith("Fout: ")
            assert await page.get_by_label("Vanaf").input_value() == since
            assert await page.locator("table").count() == 0
        await tab.see("citizen-disclosures-error")

        await page.get_by_label("Vanaf").fill("1/1/2020")
        await page.get_by_label("Tot en met").fill("2020-01-02")
        await press(page, "Toon deze periode")
        await expect(page.get_by_role("main")).to_contain_text("In deze periode heeft niemand uw gegevens bekeken.")
        await tab.see("citizen-disclosures-none")


async def test_more_than_a_hundred_entries_come_in_pages(opening: Opening, staffed: Installation) -> None:
    bsn = staff.LOOKED_AT_OFTEN
    token = staffed.command("token", "--role", "suwinet").stdout.strip()
    query = "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { registered } }"
    for _ in range(102):
        staffed.ask(token, query, {"bsn": bsn})
    async with opening(Citizen(bsn)) as tab:
        page = tab.page
        await follow(page, LOOKED)
        assert len(await rows(page)) == 100
        assert await page.get_by_role("link", name="Naar de nieuwste").count() == 0
        await follow(page, "Volgende pagina")
        older = await rows(page)
        assert [row[2] for row in older] == ["UWV of de gemeente beoordeelde of u bij de doelgroep hoort."] * 2
        assert await page.get_by_role("link", name="Volgende pagina").count() == 0
        await tab.see("citizen-disclosures-older")
        await follow(page, "Naar de nieuwste")
        newest = await rows(page)
        assert [row[1] for row in newest] == ["Uzelf"] + ["UWV (voorbeeld)"] * 98  # two looks of one's own are one row
        assert newest[0][2] == "U bekeek 2 keer uw eigen gegevens."
