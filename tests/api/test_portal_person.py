"""One person by BSN, as an employer asks and reads it."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from portal.languages import Language, Texts
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.portal import EHERKENNING, SUWINET, Site, served
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Asked, Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
LOOK_UP = "/werkgever/doelgroepregister"
PERSON, ROSTER = f"{LOOK_UP}/persoon", f"{LOOK_UP}/overzicht"
FIELDS = "Person.registered Person.registrationEndDate"


async def look_up(browser: Browser, **typed: str) -> Page:
    """Ask for one person."""
    page = await browser.get(PERSON)
    return await browser.send(page, PERSON, {**typed})


async def test_the_question_says_what_it_is_for_and_asks_the_reason_first(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(PERSON)
    assert page.says("Burgerservicenummer van uw sollicitant of werknemer", "Wie is deze persoon voor u? *")
    assert page.says("Een werknemer", "Een sollicitant", "Een uitzendkracht", "Een gedetacheerde werknemer")
    assert page.form(PERSON).options == {"reden": ["EMPLOYEE", "APPLICANT", "AGENCY_WORKER", "SECONDED_WORKER"]}
    assert page.says("Burgerservicenummer (BSN) *", "Opvragen", NL("employer.notice"))
    assert await watch.asked() == []


@pytest.mark.parametrize(
    ("bsn", "typed", "registered"),
    [
        (people.TWO_GROUNDS, people.TWO_GROUNDS, True),
        (people.LEADING_ZERO, "0100 00.008", True),
        (people.LAPSED, " 9999-00-018 ", False),
        (people.DEAD, people.DEAD, False),
        (people.NEVER_HEARD_OF, people.NEVER_HEARD_OF, False),
    ],
)
async def test_one_person_is_a_yes_or_no_and_an_end_date(
    browser: Browser, watch: Watch, bsn: str, typed: str, *, registered: bool
) -> None:
    await browser.log_in(EHERKENNING)
    page = await look_up(browser, reden="SECONDED_WORKER", bsn=typed)
    assert page.status == 200
    assert page.tables == [[["BSN", "Is geregistreerd", "Einddatum"], [bsn, "Ja" if registered else "Nee", ""]]]
    texts = ("is_registered", "yes_means") if registered else ("not_registered", "no_means")
    assert page.title == "Antwoord: Burgerservicenummer van uw sollicitant of werknemer — Doelgroepregister"
    assert page.says(*(NL(f"employer.{text}") for text in texts), NL("employer.notice"), "Dit antwoord is van ")
    assert page.says(NL("roster.end_date")) is registered  # of a no, an empty end date says nothing
    assert await watch.asked() == [Asked("SECONDED_WORKER", FIELDS)]
    assert all(bsn not in str(answer.request.url) for answer in browser.answers)


@pytest.fixture
async def in_2018(portal_register: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """The service in the years when registrations ended."""
    async with served(portal_register.pools(), tmp_path, today=date(2018, 6, 1)) as opened:
        yield opened


async def test_an_end_date_is_written_as_the_language_does(in_2018: Site) -> None:
    employer, citizen = in_2018.browser(), in_2018.browser()
    await employer.log_in(EHERKENNING)
    page = await look_up(employer, reden="EMPLOYEE", bsn=people.RAN_ON)
    assert page.tables[0][1] == [people.RAN_ON, "Ja", "31-12-2028"]
    await employer.get("/taal/en", site="same-origin")
    page = await look_up(employer, reden="EMPLOYEE", bsn=people.RAN_ON)
    assert page.tables[0][1] == [people.RAN_ON, "Yes", "31 Dec 2028"]
    page = await citizen.send(await citizen.log_in("digid-simulator", bsn=people.RAN_ON), "/burger")
    assert page.says("De einddatum is 31 december 2028. Dat is de laatste dag dat u meetelt voor de banenafspraak.")


BAD = {
    "": "fields.bsn_missing",
    "  . -": "fields.bsn_missing",
    "12345678": "forms.bsn_eight",
    "1234567890": "forms.bsn_digits",
    "99990001x": "forms.bsn_digits",
    "٩٩٩٩٠٠٠١٨": "forms.bsn_digits",
    "999900019": "forms.bsn_test",
    "000000000": "forms.bsn_test",
    '"><script>': "forms.bsn_digits",
}


@pytest.mark.parametrize("bsn", BAD)
async def test_a_number_that_cannot_be_one_is_said_at_the_field_and_nothing_is_asked(
    browser: Browser, watch: Watch, bsn: str
) -> None:
    await browser.log_in(EHERKENNING)
    page = await look_up(browser, reden="EMPLOYEE", bsn=bsn)
    assert page.status == 400
    assert page.title.startswith("Fout: ")
    assert page.links[NL(BAD[bsn])] == "#bsn"
    assert page.says(f"Fout: {NL(BAD[bsn])}")
    sent = dict(page.form(PERSON).fields)
    assert (sent["bsn"], sent["reden"]) == (bsn, "EMPLOYEE")
    assert "<script>" not in page.html
    assert await watch.asked() == []


@pytest.mark.parametrize("reason", [None, "", "OWN_DATA", "ASSESSMENT", "ROSTER", "employee", "x"])
async def test_without_a_reason_of_an_employer_nothing_is_asked(
    browser: Browser, watch: Watch, reason: str | None
) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(PERSON)
    page = await browser.send(page, PERSON, {"reden": reason, "bsn": people.RAN_ON})
    assert page.status == 400
    assert page.links[NL("employer.reason_missing")] == "#reden"
    assert dict(page.form(PERSON).fields)["bsn"] == people.RAN_ON
    assert page.tables == []
    assert await watch.asked() == []


async def test_an_employer_never_sees_a_ground_or_a_counting_date_anywhere(site: Site) -> None:
    officer, employer = site.browser(), site.browser()
    asked = await officer.log_in(SUWINET)
    page = await officer.send(asked, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.TWO_GROUNDS})
    [_, *grounds] = page.tables[0]
    counting = page.lines[page.lines.index(NL("suwinet.counting")) + 1]
    secrets = {cell for row in grounds for cell in row[:3] if cell} | {counting}
    assert secrets == {
        "Wajong met arbeidsvermogen",
        "01-01-2015",
        "05-05-2019",
        "Praktijkroute",
        "01-06-2017",
        "1 januari 2015",
    }
    await employer.log_in(EHERKENNING)
    await look_up(employer, reden="EMPLOYEE", bsn=people.TWO_GROUNDS)
    for year in range(2013, 2027):
        page = await employer.send(await employer.get(ROSTER), ROSTER, {"peiljaar": str(year)})
        await employer.get(f"{page.path}/bestand.csv", site="same-origin")
    for path in ("/werkgever", LOOK_UP, PERSON, "/werkgever/extra-bedrijf"):
        await employer.get(path)
    words = {
        *secrets,
        "Wajong",
        "WAJONG",
        "PRACTICE_ROUTE",
        "2015-01-01",
        "Grondslag",
        "meetellen Wet",
        people.SECRET_REASON,
    }
    seen = "".join(answer.text for answer in employer.answers)
    assert people.TWO_GROUNDS in seen
    assert [word for word in sorted(words) if word in seen] == []


async def test_whoever_is_not_registered_is_the_same_page_to_the_last_letter(browser: Browser) -> None:
    """So nobody learns that somebody once was in the register, or died."""
    await browser.log_in(EHERKENNING)
    pages = set()
    for bsn in (people.LAPSED, people.PROTECTED, people.DEAD, people.WITHOUT_GROUND, people.NEVER_HEARD_OF):
        page = await look_up(browser, reden="EMPLOYEE", bsn=bsn)
        assert page.tables[0][1] == [bsn, "Nee", ""]
        moving = r'data-session-seconds-left="\d+"|Ingelogd tot \d\d:\d\d|Dit antwoord is van [^.]*|antwoord/[\w-]+'
        pages.add(re.sub(moving, "", page.html).replace(bsn, "BSN"))
    assert len(pages) == 1
