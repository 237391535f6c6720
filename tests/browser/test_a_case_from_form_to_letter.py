"""A deregistration as the three see it who have to do with it: the citizen, the assessor and the employer."""

import re
from datetime import timedelta
from typing import Final

import pytest
from playwright.async_api import Page, expect

from domain.grounds import GroundCode
from server.clock import today_in_the_netherlands
from server.demo.data import EXAMPLE_SECOND_ORGANISATION as EMPLOYED_BY
from server.demo.data import staff
from tests.browser.conftest import Opening, Tab
from tests.browser.people import ASSESSOR, SECOND_ASSESSOR, SECOND_EMPLOYER, Citizen, follow, heading, press
from tests.fixtures.pdf_text import TaggedPdf

pytestmark = pytest.mark.browser

MAY_LEAVE: Final = (GroundCode.SPECIAL_EDUCATION, GroundCode.FORMER_WSW, GroundCode.TRANSITIONAL)
LEAVES: Final = [one.bsn for one in staff() if one.organisation is EMPLOYED_BY and one.code in MAY_LEAVE][-1]
DEREGISTERING: Final = Citizen(LEAVES)
WHY: Final = "U voldoet aan de voorwaarden om uitgeschreven te worden."
MISSING: Final = "Schrijf op of u nu hulp van de gemeente krijgt."
UNTIL: Final = today_in_the_netherlands() + timedelta(14)


async def chooses_the_portal_for_letters(page: Page) -> None:
    await page.goto("/burger/brieven/instellen")
    await page.locator("input[name=kanaal]").first.check()
    await press(page, "Opslaan")


async def saves_reopens_and_sends(tab: Tab) -> str:
    """The number of the case."""
    page = tab.page
    await page.goto("/burger/uitschrijven")
    await tab.see("case-1-start")
    await follow(page, "Begin")
    await tab.see("case-2-question")
    await press(page, "Bewaren en later verder")
    await tab.see("case-3-saved")
    await follow(page, "Ga verder")
    await page.get_by_label("Ja, ik vraag UWV om mij uit te schrijven").check()
    await press(page, "Verzoek versturen")
    await expect(page.get_by_role("main")).to_contain_text("Wij hebben uw verzoek ontvangen")
    await tab.see("case-4-receipt")
    found = re.search(r"D-\d{4}-\d+", await page.inner_text("main"))
    assert found is not None
    return found[0]


async def finds(page: Page, number: str) -> None:
    """An assessor finds a case in the worklist."""
    await page.goto("/beoordelen?soort=DEREGISTRATION")
    while await page.get_by_role("link", name=number, exact=True).count() == 0:
        await follow(page, "Volgende")
    await follow(page, number)


async def takes_and_asks(tab: Tab, number: str) -> None:
    page = tab.page
    await finds(page, number)
    await expect(page.get_by_role("main")).to_contain_text("Ja, toekennen mag.")
    await tab.see("case-5-before-it-is-taken")
    await press(page, "Pak deze zaak")
    await follow(page, "Aanvulling vragen")
    await page.get_by_label("Wat ontbreekt er?").fill(MISSING)
    await page.get_by_label("Uiterste dag voor de aanvulling").fill(f"{UNTIL:%d-%m-%Y}")
    await tab.see("case-6-what-is-missing")
    await press(page, "Verder")
    await expect(page.get_by_role("main")).to_contain_text("De termijn stopt vandaag.")
    await tab.see("case-6-what-it-makes-of-the-term")
    await press(page, "Aanvulling vragen")
    await expect(page.get_by_role("main")).to_contain_text("De aanvulling is gevraagd.")
    await tab.see("case-7-stands-still")


async def answers(tab: Tab) -> None:
    page = tab.page
    await page.goto("/burger/verzoeken")
    await tab.see("case-8-waits-for-the-citizen")
    async with page.expect_navigation():
        await page.get_by_role("link", name="Bekijk de vraag").first.click()
    await expect(page.get_by_role("main")).to_contain_text(MISSING)
    await page.get_by_label("Uw antwoord").fill("Nee, ik krijg geen hulp van de gemeente.")
    await press(page, "Antwoord versturen")
    await expect(page.get_by_role("main")).to_contain_text("Wij hebben uw antwoord ontvangen.")
    await tab.see("case-9-answered")


async def grants(tab: Tab, number: str) -> None:
    page = tab.page
    await finds(page, number)
    await expect(page.get_by_role("main")).to_contain_text("Nee, ik krijg geen hulp van de gemeente.")
    await follow(page, "Besluit nemen")
    await page.get_by_label("Uitschrijven per").check()
    await page.get_by_label("Motivering").fill(WHY)
    await tab.see("case-10-decision")
    await press(page, "Bekijk de brieven")
    main = page.get_by_role("main")
    await expect(main).to_contain_text("Na versturen kunt u het besluit niet meer wijzigen.")
    await expect(main).to_contain_text(WHY)
    await tab.see("case-11-letters")
    await press(page, "Besluit vastleggen en versturen")
    await expect(main).to_contain_text("Het besluit is vastgelegd.")
    await tab.see("case-12-decided")


async def reads_the_decision(tab: Tab) -> None:
    page = tab.page
    await page.goto("/burger/brieven")
    await tab.see("case-13-letters-of-the-citizen")
    async with page.expect_navigation():
        await page.locator("main a", has_text="U bent uitgeschreven uit het doelgroepregister").first.click()
    article = page.locator("article.portal-letter")
    await expect(article).to_contain_text(WHY)
    await expect(article).to_contain_text("bezwaar")
    await tab.see("case-14-decision-letter")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download (PDF)").click()
    file = TaggedPdf((await (await waiting.value).path()).read_bytes())
    assert "".join(WHY.split()) in file.text
    await page.goto("/burger")
    await press(page, "Controleren")
    await expect(page.get_by_role("main")).to_contain_text("Nee, u staat niet in het doelgroepregister")


async def finds_the_copy(tab: Tab) -> None:
    page = tab.page
    await page.goto("/werkgever/brieven")
    async with page.expect_navigation():
        await page.locator("tbody tr", has_text=LEAVES).locator("a").first.click()
    article = page.locator("article.portal-letter")
    await expect(article).to_contain_text("telt vanaf")
    said = await article.inner_text()
    assert WHY not in said
    assert "verzoek" not in said
    await tab.see("case-15-copy-of-the-employer")


async def looks_up(tab: Tab) -> str:
    """What an employer is told of the person, today."""
    page = tab.page
    await page.goto("/werkgever/doelgroepregister/persoon")
    await page.get_by_label("Een werknemer", exact=True).check()
    await page.get_by_label("Burgerservicenummer (BSN)").fill(LEAVES)
    await press(page, "Opvragen")
    answer: str = await page.locator("tbody td").nth(1).inner_text()
    return answer


async def test_a_citizen_asks_an_assessor_decides_and_the_employer_finds_the_copy(opening: Opening) -> None:
    async with (
        opening(DEREGISTERING) as citizen,
        opening(ASSESSOR) as assessor,
        opening(SECOND_ASSESSOR) as other,
        opening(SECOND_EMPLOYER) as employer,
    ):
        assert await looks_up(employer) == "Ja"
        await chooses_the_portal_for_letters(citizen.page)
        number = await saves_reopens_and_sends(citizen)
        await finds(other.page, number)  # and leaves it open
        await takes_and_asks(assessor, number)
        await press(other.page, "Pak deze zaak")
        await expect(other.page.get_by_role("main")).to_contain_text("Een collega heeft deze zaak net gepakt.")
        await other.see("case-taken-by-another")
        await answers(citizen)
        assert await looks_up(employer) == "Ja"
        await grants(assessor, number)
        await reads_the_decision(citizen)
        await finds_the_copy(employer)
        assert await looks_up(employer) == "Nee"
        await heading(employer.page, "Burgerservicenummer van uw sollicitant of werknemer")
