"""Suwinet: a purpose, a BSN, perhaps a day; and the answer with its grounds."""

import re

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.portal import SUWINET
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Asked, Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
GROUND = "Ground.code Ground.name Ground.legalBasis Ground.startDate Ground.endDate Ground.countsFor"
TODAY = f"Person.registered Person.registrationEndDate Person.countingStartDate Person.grounds {GROUND}"
AS_OF = (
    "Person.asOf PersonAsOf.registered PersonAsOf.registrationEndDate PersonAsOf.countingStartDate "
    f"PersonAsOf.grounds {GROUND}"
)
COLUMNS = ["Grondslag", "Begindatum", "Geldt niet meer vanaf", "Wettelijke basis", "Telt mee voor"]


async def asked(browser: Browser, **typed: str | None) -> Page:
    """Log in and ask."""
    page = await browser.log_in(SUWINET)
    return await browser.send(page, "/suwinet", {**typed})


def data(page: Page) -> list[str]:
    """The lines of the answer."""
    assert page.title == "Antwoord: Doelgroepregister raadplegen — Doelgroepregister"
    lines = page.lines[: page.lines.index("Nog iemand raadplegen")]
    first = max(lines.index(one) for one in lines if one.startswith(("Antwoord voor", "Zoals het stond op")))
    last = "Grondslag voor opname" if "Grondslag voor opname" in lines else lines[-1]
    assert last.startswith(("Grondslag", "Dit antwoord is van "))
    return lines[first : lines.index(last)]


async def test_the_page_itself_asks_nothing_and_says_that_all_is_recorded(browser: Browser, watch: Watch) -> None:
    page = await browser.log_in(SUWINET)
    assert (page.status, page.path) == (200, "/suwinet")
    assert page.says(NL("suwinet.intro"), "Waarvoor hebt u de gegevens nodig? *", "UWV (voorbeeld)")
    assert page.form("/suwinet").options == {"doel": ["REINTEGRATION", "EMPLOYER_SERVICES", "ASSESSMENT"]}
    assert "medewerker-1" not in page.html
    assert await watch.asked() == []


async def test_who_is_registered_is_shown_with_grounds_and_counting_date(browser: Browser, watch: Watch) -> None:
    page = await asked(browser, doel="REINTEGRATION", bsn="9999.00.067")
    assert data(page) == [
        "Antwoord voor vandaag",
        "Antwoord: Geregistreerd in het doelgroepregister",
        "Burgerservicenummer (BSN)", people.TWO_GROUNDS,
        "Doel", NL("suwinet.purposes.REINTEGRATION"),
        "Einddatum registratie", "Onbepaalde tijd",
        "Begin meetellen Wet banenafspraak en quotumheffing", "1 januari 2015",
    ]  # fmt: skip
    [header, *grounds] = page.tables[0]
    assert header == COLUMNS
    assert [row[:3] for row in grounds] == [
        ["Wajong met arbeidsvermogen", "01-01-2015", "05-05-2019"],
        ["Praktijkroute", "01-06-2017", ""],
    ]
    assert [row[4] for row in grounds] == ["banenafspraak, quotumheffing"] * 2
    assert people.SECRET_REASON not in page.html
    assert await watch.asked() == [Asked("REINTEGRATION", TODAY)]


@pytest.mark.parametrize("bsn", [people.LAPSED, people.DEAD, people.WITHOUT_GROUND, people.NEVER_HEARD_OF])
async def test_who_is_not_registered_has_no_grounds_whatever_the_reason(
    browser: Browser, watch: Watch, bsn: str
) -> None:
    page = await asked(browser, doel="ASSESSMENT", bsn=bsn)
    assert data(page) == [
        "Antwoord voor vandaag",
        "Antwoord: Niet geregistreerd in het doelgroepregister",
        "De persoon is niet of niet meer geregistreerd, of onbekend in het register.",
        "Burgerservicenummer (BSN)", bsn,
        "Doel", NL("suwinet.purposes.ASSESSMENT"),
    ]  # fmt: skip
    assert page.tables == []
    assert await watch.asked() == [Asked("ASSESSMENT", TODAY)]


@pytest.mark.parametrize("typed", ["1-1-2018", "01/01/2018", "2018-01-01", " 1.1.2018 ", "1 1 2018"])
async def test_another_day_is_asked_as_it_stood(browser: Browser, watch: Watch, typed: str) -> None:
    page = await asked(browser, doel="EMPLOYER_SERVICES", bsn=people.RAN_ON, datum=typed)
    assert data(page) == [
        "Zoals het stond op 1 januari 2018",
        "Antwoord: Geregistreerd in het doelgroepregister",
        "Zo stond het op 1 januari 2018. Dit kan nu anders zijn.",
        "Burgerservicenummer (BSN)", people.RAN_ON,
        "Doel", NL("suwinet.purposes.EMPLOYER_SERVICES"),
        "Einddatum registratie", "31 december 2028",
        "Begin meetellen Wet banenafspraak en quotumheffing", "1 maart 2014",
    ]  # fmt: skip
    assert [row[:3] for row in page.tables[0][1:]] == [["Wajong met arbeidsvermogen", "01-03-2014", "10-03-2016"]]
    assert await watch.asked() == [Asked("EMPLOYER_SERVICES", AS_OF)]


async def test_a_ground_end_after_that_day_is_not_shown(browser: Browser) -> None:
    page = await asked(browser, doel="ASSESSMENT", bsn=people.RAN_ON, datum="9-3-2016")
    assert [row[:3] for row in page.tables[0][1:]] == [["Wajong met arbeidsvermogen", "01-03-2014", ""]]


@pytest.mark.parametrize(("day", "good"), [("1-1-2013", True), ("31-12-2012", False), ("23-11-2026", True),
                                           ("24-11-2026", False), ("1-1-9999", False)])  # fmt: skip
async def test_a_day_is_one_from_2013_to_today(browser: Browser, watch: Watch, day: str, good: bool) -> None:
    page = await asked(browser, doel="ASSESSMENT", bsn=people.LEADING_ZERO, datum=day)
    assert page.status == (200 if good else 400)
    assert bool(await watch.asked()) is good
    if not good:
        fault = "Zoals het stond op: Kies een dag van 1 januari 2013 tot en met 23 november 2026."
        assert page.links[fault] == "#datum"


FAULTS: dict[str, tuple[dict[str, str | None], dict[str, str]]] = {
    "nothing": ({"doel": None, "bsn": ""}, {"doel": "suwinet.purpose_missing", "bsn": "fields.bsn_missing"}),
    "another's purpose": ({"doel": "EMPLOYEE", "bsn": people.RAN_ON}, {"doel": "suwinet.purpose_missing"}),
    "too short": ({"doel": "ASSESSMENT", "bsn": "12"}, {"bsn": "forms.bsn_digits"}),
    "fails the test": ({"doel": "ASSESSMENT", "bsn": "123456789"}, {"bsn": "forms.bsn_test"}),
    "no day": ({"doel": "ASSESSMENT", "bsn": people.RAN_ON, "datum": "30-2-2020"}, {"datum": "fields.date_unknown"}),
    "all": (
        {"doel": "x", "bsn": "x", "datum": "x"},
        {"doel": "suwinet.purpose_missing", "bsn": "forms.bsn_digits", "datum": "fields.date_wrong"},
    ),
}


@pytest.mark.parametrize("case", FAULTS)
async def test_a_fault_is_said_at_its_field_and_nothing_is_asked(browser: Browser, watch: Watch, case: str) -> None:
    typed, wrong = FAULTS[case]
    page = await asked(browser, **typed)
    assert page.status == 400
    assert page.title.startswith("Fout: ")
    summary = [(link[1:], text) for text, link in page.links.items() if link in {"#doel", "#bsn", "#datum"}]
    labels = {"datum": "Zoals het stond op: "}
    assert summary == [(field, labels.get(field, "") + NL(text)) for field, text in wrong.items()]
    kept = dict(page.form("/suwinet").fields)
    assert (kept["bsn"], kept["datum"]) == (typed["bsn"], typed.get("datum", ""))
    assert page.tables == []
    assert await watch.asked() == []


async def test_in_english_days_are_written_as_the_english_do(browser: Browser) -> None:
    await browser.log_in(SUWINET)
    page = await browser.get("/taal/en?terug=/suwinet", site="same-origin")
    page = await browser.send(page, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.RAN_ON, "datum": "1-1-2018"})
    assert page.says(EN("suwinet.yes"), "31 December 2028", "1 Mar 2014", "10 Mar 2016")
    assert re.findall(r'<span lang="nl">(.*?)</span></td>', page.html) == [
        "Wajong met arbeidsvermogen",
        "Wfsv 38b lid 1 onder c",
    ]


async def test_no_address_has_a_number_in_it(browser: Browser) -> None:
    await asked(browser, doel="ASSESSMENT", bsn=people.TWO_GROUNDS)
    for answer in browser.answers:
        assert people.TWO_GROUNDS not in f"{answer.request.url} {answer.headers}"
