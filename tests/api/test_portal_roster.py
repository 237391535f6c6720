"""The employer's overview of own staff: nobody, a table of pages, or a file; and no number in any address."""

import re

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people, portal_people
from tests.fixtures.portal import EHERKENNING
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Asked, Watch
from tests.fixtures.portal_people import FIFTY, PAYROLLS, SEVENTY, STAFF, THIRTY

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
ROSTER = "/werkgever/doelgroepregister/overzicht"
SIZE = "RosterConnection.totalCount RosterConnection.presentation"
ROWS = (
    f"{SIZE} RosterConnection.edges RosterEdge.node RosterEntry.bsn RosterEntry.payrollTaxNumber "
    "RosterEntry.registrationEndDate"
)
MONTHS = [f"{year}-{month:02}" for year, months in ((2026, 11), (2025, 12)) for month in range(months, 0, -1)]
HEADER = ["#Nummer", "Burgerservicenummer", "Loonheffingennummer", "Einddatum registratie"]


async def shown(browser: Browser, kvk: str, year: str = "2026", number: str = "alle", query: str = "") -> Page:
    """Log in for an organisation, and ask for a roster; then perhaps for another part of it."""
    await browser.log_in(EHERKENNING, organisation=[], kvk=kvk)
    page = await browser.send(await browser.get(ROSTER), ROSTER, {"peiljaar": year, "nummer": number})
    return await browser.get(f"{page.path}?{query}", site="same-origin") if query else page


def rows(kvk: str, first: int, last: int) -> list[list[str]]:
    """The rows of a roster, counted from 1."""
    return [[str(number), STAFF[number - 1], PAYROLLS[kvk], ""] for number in range(first, last + 1)]


async def test_the_page_itself_asks_nothing_and_offers_ones_own(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(ROSTER)
    form = page.form(ROSTER)
    assert form.options == {
        "peiljaar": ["", *(str(year) for year in range(2026, 2012, -1)), *MONTHS],
        "nummer": ["alle", "1", "2"],
    }
    assert [one for one in form.fields if one[0] != "csrf"] == [("bedrijf", "1"), ("nummer", "alle")]
    assert page.says(
        "Kies peiljaar of loonmaand *",
        "november 2026",
        "januari 2025",
        "Alle loonheffingennummers",
        "Tonen",
        "800000006L01",
        "800000006L02",
    )
    assert page.tables == []
    assert await watch.asked() == []


async def test_nobody_is_said_in_words(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, people.SECOND_KVK)
    assert page.says(
        "In 2026 stond geen van uw werknemers in het register.",
        "Uitzendkrachten en gedetacheerden vraagt u op met een BSN.",
        "Zoekresultaten doelgroepregistratie",
        NL("employer.notice"),
    )
    assert not page.says("0 resultaten")
    assert page.links["Eén persoon opvragen met een BSN"] == "/werkgever/doelgroepregister"
    assert page.tables == []
    assert "bestand" not in page.html
    assert await watch.asked() == [Asked("ROSTER", ROWS, 0)]


async def test_an_organisation_without_numbers_is_told_so(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING, organisation=[], kvk=portal_people.WITHOUT_NUMBERS)
    page = await browser.get(ROSTER)
    assert page.says(NL("roster.no_payrolls_heading"), NL("roster.no_payrolls"))
    assert ROSTER not in [form.action for form in page.forms]
    assert await watch.asked() == []


@pytest.mark.parametrize(("kvk", "count"), [(THIRTY, 30), (FIFTY, 50)])
async def test_up_to_fifty_are_a_table_of_ten_a_page(browser: Browser, watch: Watch, kvk: str, count: int) -> None:
    page = await shown(browser, kvk)
    assert page.says(f"{count} resultaten gevonden", NL("roster.end_date"), NL("roster.ends_at_once"))
    assert page.tables == [[HEADER, *rows(kvk, 1, 10)]]
    assert page.links["Download als CSV"] == f"{page.path}/bestand.csv"
    assert page.links["Download voor Excel"] == f"{page.path}/bestand.xlsx"
    assert "Vorige pagina" not in page.links
    for number in range(2, count // 10 + 1):
        page = await browser.get(page.links["Volgende pagina"], site="same-origin")
        assert page.tables == [[HEADER, *rows(kvk, number * 10 - 9, number * 10)]]
    assert "Volgende pagina" not in page.links
    before = await browser.get(page.links["Vorige pagina"], site="same-origin")
    assert before.tables == [[HEADER, *rows(kvk, count - 19, count - 10)]]
    on_paper = re.findall(r'number">(\d+)</td>', before.html)
    assert on_paper == [str(number) for number in range(1, count + 1)]
    assert await watch.asked() == [Asked("ROSTER", ROWS, count)]


async def test_more_than_fifty_are_a_file_and_nobody_is_shown(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, SEVENTY)
    assert page.says("70 resultaten gevonden", NL("roster.file_only"))
    assert page.tables == []
    assert not re.search(r"\b9999\d{5}\b", page.html)
    assert await watch.asked() == [Asked("ROSTER", ROWS, 70)]


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("per=20", 1, 20),
        ("per=25&pagina=2", 26, 30),
        ("per=10&pagina=3", 21, 30),
        ("per=20&pagina=2", 21, 30),
        ("per=5", 1, 10),
        ("per=1000", 1, 10),
        ("per=x&pagina=x", 1, 10),
        ("pagina=0", 1, 10),
        ("pagina=4", 1, 10),
        ("pagina=-1", 1, 10),
        ("pagina=99999999999999999999", 1, 10),
        ("pagina=²", 1, 10),
    ],
)
async def test_pages_have_ten_twenty_or_twenty_five_rows(browser: Browser, query: str, first: int, last: int) -> None:
    page = await shown(browser, THIRTY, query=query)
    assert page.status == 200
    assert page.tables == [[HEADER, *rows(THIRTY, first, last)]]


async def test_another_size_begins_at_the_first_page(browser: Browser) -> None:
    page = await shown(browser, FIFTY, query="pagina=3")
    assert {size: page.links[size] for size in ("20", "25")} == {
        size: f"{page.path}?per={size}" for size in ("20", "25")
    }


async def test_one_number_is_chosen_by_its_place(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(ROSTER)
    for place, number, bsn in (("1", "800000006L01", people.RAN_ON), ("2", "800000006L02", people.TWO_GROUNDS)):
        one = await browser.send(page, ROSTER, {"peiljaar": "2023", "nummer": place})
        assert one.tables == [[HEADER, ["1", bsn, number, ""]]]
        assert await watch.asked() == [Asked("ROSTER", ROWS)]
        file = await browser.get(one.links["Download als CSV"], site="same-origin")
        assert file.response.text.splitlines()[1:] == [f"{bsn};{number};"]
        await watch.asked()
    both = await browser.send(page, ROSTER, {"peiljaar": "2023", "nummer": "alle"})
    assert [row[1] for row in both.tables[0][1:]] == [people.RAN_ON, people.TWO_GROUNDS]


PRESENT = ("telt de persoon tot en met die dag mee", "onbepaalde tijd", "De registratie stopt meteen")


@pytest.mark.parametrize("year", range(2020, 2026))
async def test_a_past_year_speaks_of_then_and_not_of_now(browser: Browser, year: int) -> None:
    page = await shown(browser, THIRTY, str(year))
    assert page.says(
        f"Deze mensen werkten in {year} bij u, en stonden toen in het register.", NL("roster.end_date_then")
    )
    assert [text for text in PRESENT if text in " ".join(page.lines)] == []


async def test_this_year_speaks_of_now(browser: Browser) -> None:
    page = await shown(browser, THIRTY)
    assert [text for text in PRESENT if text not in " ".join(page.lines)] == []
    assert page.says("de persoon zich uitschrijft.", "de persoon nooit meer kan werken;")
    assert not page.says("stonden toen in het register")


async def test_a_payroll_tax_number_that_holds_a_bsn_never_stands_in_an_address(browser: Browser) -> None:
    page = await shown(browser, portal_people.SOLE_TRADER, "2026", "1")
    assert page.tables == [[HEADER, ["1", STAFF[0], portal_people.SOLE_TRADERS_PAYROLL, ""]]]
    for kind in ("als CSV", "voor Excel"):
        await browser.get(page.links[f"Download {kind}"], site="same-origin")
    addresses = [str(answer.request.url) + answer.headers.get("location", "") for answer in browser.answers]
    addresses += [link for answer in browser.answers for link in Page(answer).links.values()]
    addresses += [form.action for answer in browser.answers for form in Page(answer).forms]
    assert len(addresses) > 30
    for address in addresses:
        assert portal_people.SOLE_TRADERS_BSN not in address
        assert STAFF[0] not in address


async def test_a_wage_month_is_a_table_without_end_dates_and_a_file_of_the_same(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, THIRTY, "2025-03")
    assert page.says("Loonmaand", "maart 2025", "30 resultaten gevonden", NL("roster.of_month"))
    assert not any(page.says(text) for text in ("Peiljaar", "stonden toen in het register", "Einddatum"))
    assert page.tables == [[HEADER[:3], *(row[:3] for row in rows(THIRTY, 1, 10))]]
    assert await watch.asked() == [Asked("ROSTER", ROWS, 30)]
    file = await browser.get(page.links["Download als CSV"], site="same-origin")
    assert file.headers["content-disposition"].endswith(f'"doelgroepregister-{THIRTY}-2025-03.csv"')
    assert file.response.text.splitlines()[1] == f"{STAFF[0]};{PAYROLLS[THIRTY]};2025-03"


async def test_nobody_in_a_wage_month_is_said_in_words(browser: Browser) -> None:
    page = await shown(browser, people.SECOND_KVK, "2026-11")
    assert page.says("In november 2026 stond geen van uw werknemers in het register.")
    assert page.tables == []


@pytest.mark.parametrize(
    ("typed", "field", "text"),
    [
        ({"peiljaar": ""}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": None}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "2012"}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "2027"}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "2026-12"}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "2024-12"}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "2026-1"}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "2026-13"}, "peiljaar", "roster.year_missing"),
        ({"peiljaar": "٢٠٢٦"}, "peiljaar", "roster.year_missing"),
        ({"nummer": ""}, "nummer", "roster.payroll_missing"),
        ({"nummer": "0"}, "nummer", "roster.payroll_missing"),
        ({"nummer": "2"}, "nummer", "roster.payroll_missing"),
        ({"nummer": "800000018L01"}, "nummer", "roster.payroll_missing"),
    ],
)
async def test_a_choice_that_cannot_be_is_said_at_its_field_and_nothing_is_asked(
    browser: Browser, watch: Watch, typed: dict[str, str | list[str] | None], field: str, text: str
) -> None:
    await browser.log_in(EHERKENNING, organisation=[], kvk=THIRTY)
    page = await browser.send(await browser.get(ROSTER), ROSTER, {"peiljaar": "2026", **typed})
    assert page.status == 400
    assert page.links[NL(text)] == f"#{field}"
    assert page.tables == []
    assert await watch.asked() == []


async def test_a_number_chosen_for_another_company_is_no_number_of_this_one(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING, organisation=[], kvk=THIRTY)
    page = await browser.send(await browser.get(ROSTER), ROSTER, {"peiljaar": "2026", "bedrijf": "2"})
    assert page.status == 400
    assert await watch.asked() == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_link_to_a_file_is_made_when_it_is_wanted_and_names_nobody(
    browser: Browser, watch: Watch, kind: str
) -> None:
    page = await shown(browser, THIRTY)
    await watch.asked()
    led = await browser.get(f"{page.path}/bestand.{kind}", follow=False, site="same-origin")
    assert await watch.asked() == [Asked("ROSTER", "RosterConnection.csv Download.url Download.expiresAt", 0)]
    assert re.fullmatch(rf"/downloads/[A-Za-z0-9_-]+\.{kind}", led.location)
    file = await browser.get(led.location, site="same-origin")
    assert file.headers["content-disposition"] == f'attachment; filename="doelgroepregister-{THIRTY}-2026.{kind}"'
    assert [one.persons for one in await watch.asked()] == [30]


async def test_there_is_no_other_kind_of_file(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, THIRTY)
    await watch.asked()
    for kind in ("pdf", "CSV", "xls", "csv.gz", "%00"):
        assert (await browser.get(f"{page.path}/bestand.{kind}", site="same-origin")).status == 404
    assert await watch.asked() == []


async def test_the_answer_says_what_was_asked_and_for_whom(browser: Browser) -> None:
    page = await shown(browser, THIRTY, "2021", "1")
    found = page.lines[page.lines.index("Zoekresultaten doelgroepregistratie") :]
    assert found[1:7] == [
        "Peiljaar", "2021", "Loonheffingennummer", PAYROLLS[THIRTY], "Gevraagd voor",
        f"Bedrijf {THIRTY}, KvK-nummer {THIRTY}",
    ]  # fmt: skip
