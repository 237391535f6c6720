"""Mijn UWV: what a citizen reads, word for word, and what was asked for it."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people, portal_people
from tests.fixtures.portal import DIGID, EHERKENNING, SUWINET, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Asked, Watch
from tests.fixtures.portal_provider import TwoProviders, begun

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
LOG = "/burger/wie-heeft-gekeken"
REGISTRATION = Asked("OWN_DATA", "Person.registered Person.registrationEndDate")
DISCLOSURES = [Asked(
    "OWN_DATA",
    "Person.disclosures DisclosureConnection.edges DisclosureEdge.node Disclosure.at Disclosure.role "
    "Disclosure.organisation Disclosure.purpose Disclosure.fields Disclosure.legalBasis DisclosureConnection.pageInfo "
    "PageInfo.hasNextPage PageInfo.endCursor",
)]  # fmt: skip


async def checked(browser: Browser, bsn: str) -> Page:
    """Log in and push the button."""
    return await browser.send(await browser.log_in(DIGID, bsn=bsn), "/burger")


def answer(page: Page) -> list[str]:
    """What the page says between its heading and the question."""
    first = next(place for place, line in enumerate(page.lines) if line.startswith("Antwoord: "))
    return page.lines[first : page.lines.index(NL("citizen.check"))]


def answered_at(page: Page) -> str:
    """The line that says of which moment the answer is."""
    [line] = [
        one for one in page.lines if re.fullmatch(r"Dit antwoord is van \d+ [a-z]+ \d{4} om \d\d:\d\d uur\.", one)
    ]
    return line


async def test_a_title_says_that_there_is_an_answer_and_never_which(browser: Browser) -> None:
    titles = {(await checked(browser, bsn)).title for bsn in (people.RAN_ON, people.LAPSED)}
    assert titles == {"Antwoord: Mijn UWV — Doelgroepregister"}
    assert (await browser.get(LOG)).title == "Wie heeft mijn gegevens bekeken? — Doelgroepregister"
    page = await browser.get(f"{LOG}?van=1-1-2020")
    assert page.title == "Antwoord: Wie heeft mijn gegevens bekeken? — Doelgroepregister"


async def test_the_page_itself_asks_nothing_and_says_what_it_is_for(browser: Browser, watch: Watch) -> None:
    page = await browser.log_in(DIGID)
    assert (page.status, page.path) == (200, "/burger")
    assert page.title == "Mijn UWV — Doelgroepregister"
    around = page.lines[page.lines.index("Uitloggen") + 1 :]
    assert around[:4] == ["Doelgroepregister", "Mijn verzoeken", "Brieven", "Wie heeft gekeken?"]
    crumbs = around[around.index("Persoonlijke gegevens") :][:2]
    assert crumbs == ["Persoonlijke gegevens", "Doelgroepregister"]
    assert page.says("Burgerservicenummer eindigt op 006 Ingelogd tot")
    assert page.says("Hieronder controleert u of u in het doelgroepregister staat.", "Controleren")
    assert page.links["Bekijk wie uw gegevens heeft bekeken"] == LOG
    assert not page.says("Ja, u staat") | page.says("Nee, u staat")
    assert await watch.asked() == []


async def test_who_is_registered_for_good_reads_so(browser: Browser, watch: Watch) -> None:
    page = await checked(browser, people.RAN_ON)
    assert answer(page) == [
        "Antwoord: Ja, u staat in het doelgroepregister.",
        "Er is geen einddatum: u staat voor onbepaalde tijd in het register.",
        NL("citizen.ends_at_once"),
        *(
            NL(f"citizen.end_reasons.{one}")
            for one in ("pension", "protected_work", "unable", "abroad", "deregistered")
        ),
        answered_at(page),
        "Uitschrijven uit het doelgroepregister",
    ]
    assert page.links["Uitschrijven uit het doelgroepregister"] == "/burger/uitschrijven"
    assert await watch.asked() == [REGISTRATION]


@pytest.mark.parametrize(
    "bsn", [people.LAPSED, people.PROTECTED, people.DEAD, people.WITHOUT_GROUND, people.NEVER_HEARD_OF]
)
async def test_who_is_not_registered_reads_the_same_whatever_the_reason(
    browser: Browser, watch: Watch, bsn: str
) -> None:
    page = await checked(browser, bsn)
    assert answer(page) == [
        "Antwoord: Nee, u staat niet in het doelgroepregister.",
        "U telt niet mee voor de banenafspraak. Misschien stond u er vroeger wel in, maar nu niet meer.",
        answered_at(page),
    ]
    assert "/burger/uitschrijven" not in page.html
    assert await watch.asked() == [REGISTRATION]


async def test_a_citizen_never_sees_a_ground_a_counting_date_or_a_number(browser: Browser) -> None:
    page = await checked(browser, people.TWO_GROUNDS)
    assert "WAJONG" not in page.written.upper()
    assert "PRAKTIJKROUTE" not in page.written.upper()
    assert not re.search(r"201[5-9]", page.written)
    for answered in browser.answers[3:]:
        assert people.TWO_GROUNDS not in answered.text


async def test_in_english_it_is_english(browser: Browser) -> None:
    await browser.log_in(DIGID)
    await browser.get("/taal/en?terug=/burger", site="same-origin")
    page = await browser.send(await browser.get("/burger"), "/burger")
    assert page.html.startswith('<!doctype html>\n<html lang="en">')
    assert page.headers["content-language"] == "en"
    assert page.says(EN("citizen.yes"), EN("citizen.indefinite"), EN("citizen.deregister"))


# Who has looked?


async def test_a_citizen_reads_who_looked_why_and_at_what(site: Site, watch: Watch) -> None:
    bsn = portal_people.OTHERS[0]
    employer, officer, citizen = site.browser(), site.browser(), site.browser()
    await employer.log_in(EHERKENNING, user="j.jansen")
    asked = await employer.get("/werkgever/doelgroepregister/persoon")
    await employer.send(asked, asked.path, {"reden": "APPLICANT", "bsn": bsn})
    asked = await officer.log_in(SUWINET, user="p.pietersen")
    await officer.send(asked, "/suwinet", {"doel": "REINTEGRATION", "bsn": bsn, "datum": "1-2-2020"})
    await checked(citizen, bsn)
    await watch.asked()
    page = await citizen.get(LOG)
    assert await watch.asked() == DISCLOSURES
    [header, *rows] = page.tables[0]
    assert header == ["Wanneer", "Wie", "Waarom", "Welke gegevens", "Volgens welke wet"]
    assert [row[1:] for row in rows] == [
        ["Uzelf", "U bekeek uw eigen gegevens.", "of u in het register staat; de einddatum van uw registratie",
         "Privacywet (AVG), artikel 15"],
        ["UWV (voorbeeld)", "UWV of de gemeente helpt u om werk te vinden of te houden.",
         "hoe het op een andere dag was; waarom u in het register staat", "Wfsv 38d lid 2"],
        ["Eerste Voorbeeld B.V.", "Een werkgever wilde weten of een sollicitant meetelt voor de banenafspraak.",
         "of u in het register staat; de einddatum van uw registratie", "Wfsv 38d lid 7"],
    ]  # fmt: skip
    for row in rows:
        assert re.fullmatch(r"\d\d-\d\d-\d{4}, \d\d:\d\d\suur", row[0])
    again = (await citizen.get(LOG)).tables[0][1:]
    assert again[1:] == rows[1:]
    own = again[0]  # the look at the page itself, and the one before it
    assert re.fullmatch(r".{10}, \d\d:\d\d\suur tot en met .{10}, \d\d:\d\d\suur", own[0])
    assert own[1:] == [
        "Uzelf", "U bekeek 2 keer uw eigen gegevens.",
        "wie uw gegevens heeft bekeken; of u in het register staat; de einddatum van uw registratie",
        "Privacywet (AVG), artikel 15",
    ]  # fmt: skip
    assert "jansen" not in page.html
    assert "pietersen" not in page.html
    assert bsn not in page.html


async def test_a_roster_is_told_once_to_each_of_its_persons_however_it_is_paged(site: Site) -> None:
    employer, citizen = site.browser(), site.browser()
    await citizen.log_in(DIGID, bsn=portal_people.STAFF[0])
    name = f"Bedrijf {portal_people.SOLE_TRADER}"

    async def told() -> list[list[str]]:
        return [row[2:4] for table in (await citizen.get(LOG)).tables for row in table if row[1] == name]

    before = await told()
    await employer.log_in(EHERKENNING, organisation=[], kvk=portal_people.SOLE_TRADER)
    roster = "/werkgever/doelgroepregister/overzicht"
    shown = await employer.send(await employer.get(roster), roster, {"peiljaar": "2026"})
    await employer.get(f"{shown.path}?per=25&pagina=2", site="same-origin")
    why = "Uw werkgever vroeg een overzicht van de eigen werknemers in het register."
    what = (
        "hoeveel werknemers in het register staan; of u in het register staat; het loonheffingennummer van uw "
        "werkgever; de einddatum van uw registratie"
    )
    assert await told() == [[why, what], *before]


async def test_ones_own_visits_are_one_line_and_do_not_push_others_from_the_page(site: Site, watch: Watch) -> None:
    bsn = portal_people.OTHERS[1]
    officer, browser = site.browser(), site.browser()
    await officer.send(await officer.log_in(SUWINET), "/suwinet", {"doel": "REINTEGRATION", "bsn": bsn})
    page = await browser.log_in(DIGID, bsn=bsn)
    for _ in range(30):
        page = await browser.send(page, "/burger")
    await watch.asked()
    rows = (await browser.get(LOG)).tables[0][1:]
    assert [row[1:3] for row in rows] == [
        ["Uzelf", "U bekeek 30 keer uw eigen gegevens."],
        ["UWV (voorbeeld)", "UWV of de gemeente helpt u om werk te vinden of te houden."],
    ]
    assert await watch.asked() == DISCLOSURES


async def test_a_hundred_stand_on_a_page_and_the_rest_behind_it(browser: Browser, watch: Watch) -> None:
    page = await browser.log_in(DIGID, bsn=portal_people.OTHERS[6])
    for _ in range(103):
        await browser.send(page, "/burger", follow=False)
    first = await browser.get(LOG)
    assert first.says("U bekeek 100 keer uw eigen gegevens.")
    assert "Naar de nieuwste" not in first.links
    await watch.asked()
    second = await browser.get(first.links["Volgende pagina"])
    assert await watch.asked() == DISCLOSURES
    assert second.says("U bekeek 3 keer uw eigen gegevens.")
    assert "Volgende pagina" not in second.links
    assert second.links["Naar de nieuwste"] == f"{LOG}?"


async def test_a_page_of_another_period_or_person_begins_anew(site: Site) -> None:
    browser, other = site.browser(), site.browser()
    page = await browser.log_in(DIGID, bsn=portal_people.OTHERS[2])
    for _ in range(101):
        await browser.send(page, "/burger", follow=False)
    link = (await browser.get(LOG)).links["Volgende pagina"]
    cursor = parse_qs(urlsplit(link).query)["na"][0]
    for period in ({"van": "1-1-2020"}, {"van": "", "tot": "1-1-2020"}):
        page = await browser.get(f"{LOG}?{urlencode({**period, 'na': cursor})}", follow=False)
        assert page.status == 303
        assert "na=" not in page.location
    await other.log_in(DIGID, bsn=portal_people.OTHERS[3])
    for cursors in (cursor, "x", "A" * 500, "é"):
        page = await other.get(f"{LOG}?{urlencode({'na': cursors})}")
        assert (page.status, page.path) == (200, LOG)


def day(offset: int) -> str:
    """A day as one types it, so many days from the real one: the log has real times."""
    at = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(days=offset)  # noqa: TID251 - as the log's clock is
    return f"{at.day}-{at.month}-{at.year}"


@pytest.mark.parametrize(
    ("period", "rows"),
    [
        ({"van": day(-1), "tot": day(1)}, True),
        ({"van": day(-1)}, True),
        ({"van": day(0), "tot": day(0)}, True),
        ({"van": day(1)}, False),
        ({"tot": day(-1)}, False),
        ({"tot": day(1)}, True),
        ({"van": day(2)}, False),
        ({"tot": day(-2)}, False),
        ({"van": "", "tot": ""}, True),
        ({"van": "31-12-9999"}, False),
        ({"tot": "31-12-9999"}, True),
        ({"van": "1-1-0001"}, True),
        ({"tot": "1-1-0001"}, False),
        ({"tot": "1/1/1900"}, False),
    ],
)
async def test_a_period_shows_what_was_in_it(browser: Browser, period: dict[str, str], rows: bool) -> None:
    await checked(browser, portal_people.OTHERS[4])
    page = await browser.get(f"{LOG}?{urlencode(period)}")
    assert page.status == 200
    assert bool(page.tables) is rows
    assert page.says("In deze periode heeft niemand uw gegevens bekeken.") is not rows
    form: Any = dict(page.form(LOG).fields)
    assert form == {"van": "", "tot": "", **period}


LABELS = {"van": "Vanaf", "tot": "Tot en met"}


async def test_two_wrong_days_are_two_lines_that_say_which(browser: Browser) -> None:
    await browser.log_in(DIGID)
    page = await browser.get(f"{LOG}?van=32/1/26&tot=morgen")
    wrong = NL("fields.date_wrong")
    summary = {text: link for text, link in page.links.items() if link in {"#van", "#tot"}}
    assert summary == {f"Vanaf: {wrong}": "#van", f"Tot en met: {wrong}": "#tot"}


async def test_a_period_is_written_out_with_what_was_found_in_it(browser: Browser) -> None:
    await browser.log_in(DIGID)
    page = await browser.get(f"{LOG}?van=1/2/2020&tot=2020-03-04")
    found = page.lines[page.lines.index("Bekeken gegevens") :]
    assert found[1:5] == ["Vanaf", "1 februari 2020", "Tot en met", "4 maart 2020"]
    assert answered_at(page) in found


async def test_an_employer_without_a_known_name_is_called_so_in_the_language_of_the_page(two: TwoProviders) -> None:
    bsn = portal_people.OTHERS[5]
    employer, citizen = two.site.browser(), two.site.browser()
    two.employers.access = {"kvk": "99999999", "name": None, "services": ["PERSON_LOOKUP"]}
    two.citizens.access = {"bsn": bsn}
    await (await begun(employer, two.employers)).end()
    person = "/werkgever/doelgroepregister/persoon"
    await employer.send(await employer.get(person), person, {"reden": "APPLICANT", "bsn": bsn})
    await (await begun(citizen, two.citizens)).end()
    for language, name in (("nl", "Werkgever zonder bekende naam"), ("en", "Employer whose name is not known")):
        page = await citizen.get(f"/taal/{language}?terug={LOG}", site="same-origin")
        assert name in [row[1] for row in page.tables[0]]
        assert "99999999" not in page.html


@pytest.mark.parametrize(
    ("period", "field", "text"),
    [
        ({"van": "gisteren"}, "van", "fields.date_wrong"),
        ({"tot": "31-2-2026"}, "tot", "fields.date_unknown"),
        ({"van": "2-1-2026", "tot": "1-1-2026"}, "tot", "fields.date_order"),
        ({"van": "<script>"}, "van", "fields.date_wrong"),
    ],
)
async def test_a_period_that_cannot_be_is_said_at_its_field_and_nothing_is_asked(
    browser: Browser, watch: Watch, period: dict[str, str], field: str, text: str
) -> None:
    await browser.log_in(DIGID)
    page = await browser.get(f"{LOG}?{urlencode(period)}")
    assert page.status == 400
    assert page.title.startswith("Fout: ")
    assert page.says(NL("forms.summary"))
    assert page.links[f"{LABELS[field]}: {NL(text)}"] == f"#{field}"
    assert page.says(f"Fout: {NL(text)}")
    assert dict(page.form(LOG).fields) == {"van": "", "tot": "", **period}
    assert "<script>" not in page.html
    assert page.tables == []
    assert await watch.asked() == []
