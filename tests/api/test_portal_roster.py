"""The employer's overview of own staff: nobody, a table of pages, or a file; and no number in any address."""

import re
from urllib.parse import parse_qs, urlsplit

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
HEADER = ["#Nummer", "Burgerservicenummer", "Loonheffingnummer", "Einddatum registratie"]


async def shown(browser: Browser, kvk: str, query: str = "peiljaar=2026") -> Page:
    """Log in for an organisation, and ask for a roster."""
    await browser.log_in(EHERKENNING, organisation=[], kvk=kvk)
    return await browser.get(f"{ROSTER}?{query}", site="same-origin")


def rows(kvk: str, first: int, last: int) -> list[list[str]]:
    """The rows of a roster, counted from 1."""
    return [[str(number), STAFF[number - 1], PAYROLLS[kvk], ""] for number in range(first, last + 1)]


async def test_the_page_itself_asks_nothing_and_offers_ones_own(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(ROSTER)
    form = page.form(ROSTER)
    assert form.options == {
        "peiljaar": ["", *(str(year) for year in range(2026, 2012, -1))],
        "keuze": ["alle", "een"],
        "nummer": ["", "1", "2"],
    }
    assert form.fields == [("bedrijf", "1"), ("keuze", "alle")]
    assert page.says("Kies peiljaar *", "Alle loonheffingennummers", "Tonen", "800000006L01", "800000006L02")
    assert page.tables == []
    assert await watch.asked() == []


async def test_nobody_is_said_in_words(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, people.SECOND_KVK)
    assert page.says("0 resultaten gevonden", "Zoekresultaten doelgroepregistratie", NL("employer.notice"))
    assert page.tables == []
    assert "bestand" not in page.html
    assert await watch.asked() == [Asked("ROSTER", SIZE, 0)]


async def test_an_organisation_without_numbers_is_told_so(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, portal_people.WITHOUT_NUMBERS, "")
    assert page.says(NL("roster.no_payrolls_heading"), NL("roster.no_payrolls"))
    assert ROSTER not in [form.action for form in page.forms]
    assert await watch.asked() == []


@pytest.mark.parametrize(("kvk", "count"), [(THIRTY, 30), (FIFTY, 50)])
async def test_up_to_fifty_are_a_table_of_ten_a_page(browser: Browser, watch: Watch, kvk: str, count: int) -> None:
    page = await shown(browser, kvk)
    assert page.says(f"{count} resultaten gevonden", NL("roster.end_date"), NL("roster.ends_at_once"))
    assert page.tables == [[HEADER, *rows(kvk, 1, 10)]]
    assert page.links["Download als CSV"] == f"{ROSTER}/bestand?peiljaar=2026"
    assert "Vorige pagina" not in page.links
    assert await watch.asked() == [Asked("ROSTER", SIZE, count), Asked("ROSTER", ROWS, count)]
    for number in range(2, count // 10 + 1):
        page = await browser.get(page.links["Volgende pagina"], site="same-origin")
        assert page.tables == [[HEADER, *rows(kvk, number * 10 - 9, number * 10)]]
    assert "Volgende pagina" not in page.links
    before = await browser.get(page.links["Vorige pagina"], site="same-origin")
    assert before.tables == [[HEADER, *rows(kvk, count - 19, count - 10)]]


async def test_more_than_fifty_are_a_file_and_nobody_is_shown(browser: Browser, watch: Watch) -> None:
    page = await shown(browser, SEVENTY)
    assert page.says("70 resultaten gevonden", NL("roster.csv_only"))
    assert page.tables == []
    assert not re.search(r"\b9999\d{5}\b", page.html)
    assert await watch.asked() == [Asked("ROSTER", SIZE, 0)]


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
    page = await shown(browser, THIRTY, f"peiljaar=2026&{query}")
    assert page.status == 200
    assert page.tables == [[HEADER, *rows(THIRTY, first, last)]]


async def test_another_size_begins_at_the_first_page(browser: Browser) -> None:
    page = await shown(browser, FIFTY, "peiljaar=2026&pagina=3")
    assert {size: page.links[size] for size in ("20", "25")} == {
        size: f"{ROSTER}?peiljaar=2026&per={size}&pagina=1" for size in ("20", "25")
    }


async def test_one_number_is_chosen_by_its_place(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(ROSTER)
    for place, number, bsn in (("1", "800000006L01", people.RAN_ON), ("2", "800000006L02", people.TWO_GROUNDS)):
        one = await browser.send(page, ROSTER, {"peiljaar": "2023", "keuze": "een", "nummer": place})
        assert one.tables == [[HEADER, ["1", bsn, number, ""]]]
        assert await watch.asked() == [Asked("ROSTER", SIZE), Asked("ROSTER", ROWS)]
        assert one.links["Download als CSV"] == f"{ROSTER}/bestand?bedrijf=1&peiljaar=2023&keuze=een&nummer={place}"
        file = await browser.get(one.links["Download als CSV"], site="same-origin")
        assert file.response.text.splitlines()[1:] == [f"{bsn};{number};"]
        await watch.asked()
    both = await browser.send(page, ROSTER, {"peiljaar": "2023", "keuze": "alle", "nummer": "1"})
    assert [row[1] for row in both.tables[0][1:]] == [people.RAN_ON, people.TWO_GROUNDS]


async def test_a_payroll_tax_number_that_holds_a_bsn_never_stands_in_an_address(browser: Browser) -> None:
    page = await shown(browser, portal_people.SOLE_TRADER, "peiljaar=2026&keuze=een&nummer=1")
    assert page.tables == [[HEADER, ["1", STAFF[0], portal_people.SOLE_TRADERS_PAYROLL, ""]]]
    await browser.get(page.links["Download als CSV"], site="same-origin")
    addresses = [str(answer.request.url) + answer.headers.get("location", "") for answer in browser.answers]
    addresses += [link for answer in browser.answers for link in Page(answer).links.values()]
    addresses += [form.action for answer in browser.answers for form in Page(answer).forms]
    assert len(addresses) > 30
    for address in addresses:
        assert portal_people.SOLE_TRADERS_BSN not in address
        assert STAFF[0] not in address


@pytest.mark.parametrize(
    ("query", "field", "text"),
    [
        ("peiljaar=", "peiljaar", "roster.year_missing"),
        ("peiljaar=2012", "peiljaar", "roster.year_missing"),
        ("peiljaar=2027", "peiljaar", "roster.year_missing"),
        ("peiljaar=٢٠٢٦", "peiljaar", "roster.year_missing"),
        ("peiljaar=2026&keuze=geen", "keuze", "roster.choice_missing"),
        ("peiljaar=2026&keuze=een", "nummer", "roster.payroll_missing"),
        ("peiljaar=2026&keuze=een&nummer=", "nummer", "roster.payroll_missing"),
        ("peiljaar=2026&keuze=een&nummer=0", "nummer", "roster.payroll_missing"),
        ("peiljaar=2026&keuze=een&nummer=2", "nummer", "roster.payroll_missing"),
        ("peiljaar=2026&keuze=een&nummer=800000018L01", "nummer", "roster.payroll_missing"),
    ],
)
async def test_a_choice_that_cannot_be_is_said_at_its_field_and_nothing_is_asked(
    browser: Browser, watch: Watch, query: str, field: str, text: str
) -> None:
    page = await shown(browser, THIRTY, query)
    assert page.status == 400
    assert page.links[NL(text)] == f"#{field}"
    assert page.tables == []
    file = await browser.get(f"{ROSTER}/bestand?{query}", follow=False, site="same-origin")
    assert (file.status, file.location) == (303, ROSTER)
    assert await watch.asked() == []


async def test_a_link_to_a_file_is_made_when_it_is_wanted_and_names_nobody(browser: Browser, watch: Watch) -> None:
    await shown(browser, THIRTY)
    await watch.asked()
    led = await browser.get(f"{ROSTER}/bestand?peiljaar=2026", follow=False, site="same-origin")
    assert await watch.asked() == [Asked("ROSTER", "RosterConnection.csv Download.url Download.expiresAt", 0)]
    assert re.fullmatch(r"/downloads/[A-Za-z0-9_-]+\.csv", led.location)
    file = await browser.get(led.location, site="same-origin")
    assert file.headers["content-disposition"] == f'attachment; filename="doelgroepregister-{THIRTY}-2026.csv"'
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(file.response.text.splitlines()) == 31


async def test_the_year_that_was_chosen_stays_chosen(browser: Browser) -> None:
    page = await shown(browser, THIRTY, "peiljaar=2021&keuze=een&nummer=1")
    assert dict(page.form(ROSTER).fields) == {"bedrijf": "1", "peiljaar": "2021", "keuze": "een", "nummer": "1"}
    query = parse_qs(urlsplit(page.links["2"]).query)
    assert query == {"peiljaar": ["2021"], "keuze": ["een"], "nummer": ["1"], "per": ["10"], "pagina": ["2"]}
