"""The roster as an employer sees it, as a table or as a file, with none, one, 49, 50, 51 and 5,000 persons in it."""

import itertools
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.people import Employer, employer_of, heading, press
from tests.fixtures import staff

pytestmark = pytest.mark.browser

ROSTER = "/werkgever/doelgroepregister/overzicht"
ENDED = "31-12-2028"
"""What the rules of 2019 said of a ground that stopped in 2016; today there is no end date."""

HEADER = "Burgerservicenummer;Loonheffingnummer;Einddatum registratie"


async def show(page: Page, year: int = 2019) -> None:
    await page.goto(ROSTER)
    await page.get_by_label("Kies peiljaar").select_option(str(year))
    await press(page, "Tonen")


async def rows(page: Page) -> list[list[str]]:
    found: list[list[str]] = await page.locator("tbody").evaluate_all(
        "bodies => bodies.flatMap((body) => [...body.rows].filter((row) => row.checkVisibility()))"
        ".map((row) => [...row.cells].map((one) => one.innerText))"
    )
    return found


async def downloaded(page: Page) -> tuple[str, bytes]:
    """The name and the content of the file."""
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download als CSV").click()
    file = await download.value
    return file.suggested_filename, Path(await file.path()).read_bytes()


def table(rows: list[tuple[str, str]], end: str, first: int = 1) -> list[list[str]]:
    return [[str(number), bsn, payroll, end] for number, (bsn, payroll) in enumerate(rows, first)]


def file_of(rows: list[tuple[str, str]], end: str) -> bytes:
    lines = [HEADER, *(f"{bsn};{payroll};{end}" for bsn, payroll in rows), ""]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()


async def test_nobody_is_no_table_and_no_file(opening: Opening) -> None:
    async with opening(employer_of(0)) as tab:
        await show(tab.page)
        await expect(tab.page.locator(".portal-found")).to_contain_text("In 2019 stond geen van uw werknemers")
        assert await tab.page.locator("table").count() == 0
        assert await tab.page.get_by_text("Download als CSV").count() == 0
        await tab.see("roster-0")


async def test_an_organisation_that_the_register_does_not_know_has_no_roster(opening: Opening) -> None:
    async with opening(Employer((), other=staff.WITHOUT_PAYROLL, name="Onbekend B.V.")) as tab:
        await tab.page.goto(ROSTER)
        await expect(tab.page.get_by_role("main")).to_contain_text("Geen loonheffingennummers bekend")
        assert await tab.page.get_by_role("button", name="Tonen").count() == 0
        await tab.see("roster-no-payrolls")


@pytest.mark.parametrize("size", [1, 49, 50])
async def test_up_to_fifty_are_a_table_and_a_file(opening: Opening, size: int) -> None:
    employer = staff.EMPLOYERS[size]
    async with opening(employer_of(size)) as tab:
        page = tab.page
        for year, end in ((2019, ENDED), (2025, "")):
            await show(page, year)
            found = "1 resultaat gevonden" if size == 1 else f"{size} resultaten gevonden"
            await expect(page.locator(".portal-found")).to_have_text(found)
            assert await page.locator("thead th").all_inner_texts() == [
                "#\nNummer",
                "Burgerservicenummer",
                "Loonheffingennummer",
                "Einddatum registratie",
            ]
            assert await rows(page) == table(employer.rows[:10], end)
            assert await downloaded(page) == (
                f"doelgroepregister-{employer.kvk}-{year}.csv",
                file_of(employer.rows, end),
            )
            await tab.see(f"roster-{size}-{year}")


@pytest.mark.parametrize("size", [51, 5_000])
async def test_more_than_fifty_are_only_a_file(opening: Opening, size: int) -> None:
    employer = staff.EMPLOYERS[size]
    async with opening(employer_of(size)) as tab:
        page = tab.page
        await show(page)
        found = f"{size:,} resultaten gevonden".replace(",", ".")
        await expect(page.locator(".portal-found")).to_have_text(found)
        await expect(page.get_by_role("main")).to_contain_text("Meer dan 50 resultaten tonen wij niet op deze pagina.")
        assert await page.locator("table").count() == 0
        assert staff.staff(1)[0] not in await page.content()
        assert await downloaded(page) == (f"doelgroepregister-{employer.kvk}-2019.csv", file_of(employer.rows, ENDED))
        await tab.see(f"roster-{size}")


async def test_pages_of_ten_twenty_and_twenty_five(opening: Opening) -> None:
    employer = staff.EMPLOYERS[49]
    async with opening(employer_of(49)) as tab:
        page = tab.page
        await show(page)
        pages = page.get_by_role("navigation", name="Pagina’s")
        sizes = page.get_by_role("navigation", name="Resultaten per pagina")
        for size, last in ((10, 5), (20, 3), (25, 2)):
            async with page.expect_navigation():
                await sizes.get_by_role("link", name=str(size), exact=True).click()
            await expect(sizes.locator("[aria-current=true]")).to_have_text(str(size))
            assert await pages.locator("li a").all_inner_texts() == [str(number) for number in range(1, last + 1)]
            assert await rows(page) == table(employer.rows[:size], ENDED)
            assert await pages.get_by_role("link", name="Vorige pagina").count() == 0
            async with page.expect_navigation():
                await pages.get_by_role("link", name="Volgende pagina").click()
            await expect(pages.locator("[aria-current=page]")).to_have_text("2")
            assert await rows(page) == table(employer.rows[size : 2 * size], ENDED, size + 1)
            async with page.expect_navigation():
                await pages.get_by_role("link", name=f"Pagina {last}", exact=True).click()
            assert await rows(page) == table(employer.rows[(last - 1) * size :], ENDED, (last - 1) * size + 1)
            assert await pages.get_by_role("link", name="Volgende pagina").count() == 0
            await tab.see(f"roster-pages-of-{size}")
            async with page.expect_navigation():
                await pages.get_by_role("link", name="Vorige pagina").click()
            await expect(pages.locator("[aria-current=page]")).to_have_text(str(last - 1))


async def test_one_payroll_tax_number_or_all(opening: Opening) -> None:
    employer = staff.EMPLOYERS[50]
    async with opening(employer_of(50)) as tab:
        page = tab.page
        await page.goto(ROSTER)
        await heading(page, "Overzicht van uw werknemers in het doelgroepregister")
        await tab.see("roster-form")
        await press(page, "Tonen")
        assert await page.locator(".portal-summary a").all_inner_texts() == ["Kies een peiljaar of een loonmaand."]
        await tab.see("roster-no-year")
        await page.get_by_label("Kies peiljaar").select_option("2019")
        numbers = page.get_by_label("Loonheffingennummer")
        assert await numbers.locator("option").all_inner_texts() == ["Alle loonheffingennummers", *employer.payrolls]
        await numbers.select_option(label=employer.payrolls[1])
        await press(page, "Tonen")
        mine = [row for row in employer.rows if row[1] == employer.payrolls[1]]
        await expect(page.locator(".portal-found")).to_have_text("25 resultaten gevonden")
        assert await rows(page) == table(mine[:10], ENDED)
        assert (await downloaded(page))[1] == file_of(mine, ENDED)
        assert employer.payrolls[1] not in page.url


async def test_on_a_phone_a_row_is_a_card_and_still_a_row(opening: Opening) -> None:
    employer = staff.EMPLOYERS[1]
    async with opening(employer_of(1), width=320) as tab:
        page = tab.page
        await show(page)
        row = page.get_by_role("table").get_by_role("row").nth(1)
        assert await row.get_by_role("cell").count() == 4
        assert await page.get_by_role("columnheader").count() == 4
        for name, value in zip(("Burgerservicenummer", "Loonheffingennummer"), employer.rows[0], strict=True):
            await expect(row).to_contain_text(f"{name}{value}")
        assert await row.locator(".portal-table__label").first.is_visible()
        boxes = [await cell.bounding_box() for cell in await row.get_by_role("cell").all()]
        tops = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
        assert all(before[1] <= after[0] + 1 for before, after in itertools.pairwise(tops))
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await tab.see("roster-phone")
