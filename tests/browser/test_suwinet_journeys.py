"""Suwinet as an officer sees it: a purpose, a person, today or as it stood on a day."""

import pytest
from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_OTHER_BSN, EXAMPLE_REGISTERED_BSN, EXAMPLE_UNKNOWN_BSN
from tests.browser.conftest import Opening
from tests.browser.people import OFFICER, Officer, follow, heading, log_in, log_out, press, to_the_simulator

pytestmark = pytest.mark.browser

BSN = "Burgerservicenummer (BSN)"
DAY = "Zoals het stond op"
WAJONG = [
    "Wajong met arbeidsvermogen",
    "01-03-2014",
    "10-03-2016",
    "Wfsv 38b lid 1 onder c",
    "banenafspraak, quotumheffing",
]
PRACTICE = ["Praktijkroute", "01-05-2019", "", "Wfsv 38b lid 1 onder a", "banenafspraak, quotumheffing"]
WHY = ("Doel", "Beoordeling: nagaan of iemand bij de doelgroep hoort")
COUNTING = "Begin meetellen Wet banenafspraak en quotumheffing"


async def consult(page: Page, bsn: str, day: str = "") -> None:
    await page.get_by_label("Beoordeling").check()
    await page.get_by_label(BSN).fill(bsn)
    await page.get_by_label(DAY).fill(day)
    await press(page, "Raadplegen")


async def data(page: Page) -> list[tuple[str, str]]:
    """The pairs of the list."""
    terms = await page.locator("dt").all_inner_texts()
    return list(zip(terms, await page.locator("dd").all_inner_texts(), strict=True))


async def grounds(page: Page) -> list[list[str]]:
    return [await row.locator("td").all_inner_texts() for row in await page.locator("tbody tr").all()]


async def test_an_officer_sees_whether_since_when_and_why_someone_is_registered(opening: Opening) -> None:
    async with opening() as tab:
        page = tab.page
        await page.goto("/")
        await follow(page, "Ik werk bij UWV of een gemeente")
        await tab.see("suwinet-log-in")
        await to_the_simulator(page, OFFICER)
        await page.get_by_label("Gemeente (voorbeeld)").check()
        await tab.see("simulator-suwinet")
        await press(page, "Inloggen")
        await heading(page, "Doelgroepregister raadplegen")
        await expect(page.locator(".portal-who__name")).to_have_text("Gemeente (voorbeeld)")
        labels = await page.locator("main form :is(legend, .utrecht-form-field__label)").all_inner_texts()
        assert labels == ["Waarvoor hebt u de gegevens nodig? *", f"{BSN} *", DAY]
        await tab.see("suwinet")

        await consult(page, EXAMPLE_REGISTERED_BSN)
        main = page.get_by_role("main")
        await expect(main.get_by_role("status").first).to_contain_text("Geregistreerd in het doelgroepregister")
        await expect(main).to_contain_text("Antwoord voor vandaag")
        assert await data(page) == [
            (BSN, EXAMPLE_REGISTERED_BSN),
            WHY,
            ("Einddatum registratie", "Onbepaalde tijd"),
            (COUNTING, "1 maart 2014"),
        ]
        assert sorted(await grounds(page)) == sorted([WAJONG, PRACTICE])
        assert "conditions no longer met" not in await page.content()
        await tab.see("suwinet-yes")
        await log_out(page)


async def test_it_is_shown_as_it_stood_on_a_day(opening: Opening) -> None:
    async with opening(OFFICER) as tab:
        page = tab.page
        await page.goto("/suwinet")
        for day, end, shown in (
            ("1-7-2018", "31 december 2028", [WAJONG]),
            ("01/05/2015", "Onbepaalde tijd", [[*WAJONG[:2], "", *WAJONG[3:]]]),
            ("2019-06-01", "Onbepaalde tijd", [WAJONG, PRACTICE]),
        ):
            await consult(page, EXAMPLE_REGISTERED_BSN, day)
            assert ("Einddatum registratie", end) in await data(page)
            assert (COUNTING, "1 maart 2014") in await data(page)
            assert sorted(await grounds(page)) == sorted(shown)
            await tab.see(f"suwinet-as-of-{day.replace('/', '-')}")
        await expect(page.get_by_role("main")).to_contain_text("Zoals het stond op 1 juni 2019")


@pytest.mark.parametrize(
    ("bsn", "day"),
    [
        (EXAMPLE_OTHER_BSN, ""),
        (EXAMPLE_UNKNOWN_BSN, ""),
        (EXAMPLE_UNKNOWN_BSN, "1-7-2018"),
        (EXAMPLE_REGISTERED_BSN, "1-1-2014"),
    ],
)
async def test_who_is_not_registered_on_the_day_or_unknown_gets_the_same_no(
    opening: Opening, bsn: str, day: str
) -> None:
    async with opening(OFFICER) as tab:
        page = tab.page
        await page.goto("/suwinet")
        await consult(page, bsn, day)
        main = page.get_by_role("main")
        await expect(main.get_by_role("status").first).to_contain_text("Niet geregistreerd in het doelgroepregister")
        await expect(main).to_contain_text(
            "De persoon was op die dag niet geregistreerd, of is onbekend in het register."
            if day
            else "De persoon is niet of niet meer geregistreerd, of onbekend in het register."
        )
        assert await data(page) == [(BSN, bsn), WHY]
        assert await grounds(page) == []
        await tab.see("suwinet-no")


async def test_without_a_purpose_a_number_or_a_day_of_the_register_nothing_is_asked(opening: Opening) -> None:
    async with opening(OFFICER) as tab:
        page = tab.page
        await page.goto("/suwinet")
        await press(page, "Raadplegen")
        assert await page.locator(".portal-summary a").all_inner_texts() == [
            "Kies waarvoor u de gegevens nodig hebt.",
            "Vul een burgerservicenummer in.",
        ]
        await tab.see("suwinet-empty")
        for day, fault in (
            ("31-4-2020", "Deze dag bestaat niet."),
            ("31-12-2012", "Kies een dag van 1 januari 2013 tot en met"),
            ("1-1-2100", "Kies een dag van 1 januari 2013 tot en met"),
        ):
            await consult(page, EXAMPLE_REGISTERED_BSN, day)
            await expect(page.locator(".portal-summary a")).to_contain_text(fault)
            await expect(page.locator("#datum-error")).to_contain_text(fault)
            assert await page.get_by_label(BSN).input_value() == EXAMPLE_REGISTERED_BSN
            assert await page.get_by_label(DAY).input_value() == day
            assert await data(page) == []
        await tab.see("suwinet-wrong-day")


async def test_the_officers_name_is_nowhere_on_the_pages(opening: Opening) -> None:
    async with opening() as tab:
        await log_in(tab.page, Officer(user="Jansje de Vries"))
        await consult(tab.page, EXAMPLE_REGISTERED_BSN)
        assert "Jansje" not in await tab.page.content()
