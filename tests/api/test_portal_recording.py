"""Recording and correcting facts in the assessors' portal: one sees first what will change."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.database import ServingPools
from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.facts import differences
from tests.fixtures.portal import ASSESSOR, served
from tests.fixtures.portal_browser import Browser, Page

NL, EN = Texts(Language.NL), Texts(Language.EN)
RECORD, CHANGE = "/beoordelen/vastleggen", "/beoordelen/vastleggen/wijziging"
LOOK, DO = {"stap": "bekijken"}, {"stap": "vastleggen"}


@pytest.fixture
async def browser(peopled: Owner, pools: ServingPools, tmp_path: Path) -> AsyncIterator[Browser]:  # noqa: ARG001
    """An assessor's browser, on a register of this test's own."""
    async with served(pools, tmp_path) as site:
        made = site.browser()
        await made.log_in(ASSESSOR)
        yield made


async def found(browser: Browser, bsn: str) -> Page:
    return await browser.send(await browser.get(RECORD), RECORD, {"bsn": bsn})


async def begun(browser: Browser, page: Page, what: str) -> Page:
    """Press the first button of this kind on the page of a person."""
    form = next(one for one in page.forms if dict(one.fields).get("wat") == what)
    return await browser.post(CHANGE, form.fields)


async def test_an_event_is_shown_before_it_is_recorded_and_recorded_once(browser: Browser, peopled: Owner) -> None:
    page = await found(browser, people.SINCE_2008)
    assert page.says(NL("record.person_title"), people.SINCE_2008)
    form = await begun(browser, page, "gebeurtenis")
    preview = await browser.send(form, CHANGE, {"soort": "EMIGRATION", "datum": "2-11-2026", **LOOK})
    assert preview.status == 200
    assert preview.says(NL("record.changes"), NL("record.not_yet"), NL("record.letters.DECISION"))
    assert preview.says(NL("record.events.EMIGRATION"), "2 november 2026")
    rows = {row[0]: row[1:] for row in preview.tables[0]}
    assert rows[NL("record.registered")] == [NL("record.yes"), NL("record.no")]
    assert rows[NL("record.periods")][1].endswith("01-11-2026")
    events = "select count(*) from register.event where bsn = $1"
    before = await peopled.fetchval(events, int(people.SINCE_2008))

    done = await browser.send(preview, CHANGE, {**DO})
    again = await browser.send(preview, CHANGE, {**DO})

    for page in (done, again):
        assert page.says(NL("record.saved.gebeurtenis"), "Emigratie")
        assert page.path.startswith(f"{RECORD}/antwoord/")
    assert await peopled.fetchval(events, int(people.SINCE_2008)) == before + 1
    assert await differences(peopled) == {}
    addresses = [str(answer.request.url) for answer in browser.answers]
    assert not any(people.SINCE_2008 in address for address in addresses)


async def test_a_ground_is_recorded_stopped_corrected_and_withdrawn(browser: Browser, peopled: Owner) -> None:
    form = await begun(browser, await found(browser, people.NEVER_HEARD_OF), "grondslag")
    typed = {"grond": "PARTICIPATION_ACT_INDICATION", "begin": "1-2-2020", "geboren": "1-1-1999"}
    preview = await browser.send(form, CHANGE, {**typed, **LOOK})
    assert preview.says(NL("record.letters.ADMISSION_NOTICE"))
    page = await browser.send(preview, CHANGE, {**DO})
    assert page.says(NL("record.saved.grondslag"), NL("record.yes"))

    form = await begun(browser, page, "stoppen")
    preview = await browser.send(form, CHANGE, {"eind": "1-1-2026", "reden": "Recht gestopt.", **LOOK})
    assert preview.says("1 februari 2020", "1 januari 2026", "Recht gestopt.")
    page = await browser.send(preview, CHANGE, {**DO})
    assert page.says(NL("record.saved.stoppen"), "01-01-2026", "Recht gestopt.")

    form = await begun(browser, page, "verbeteren")
    assert dict(form.form(CHANGE).fields)["begin"] == "01-02-2020"
    typed = {"hoe": "anders", "grond": "WAJONG", "begin": "1-3-2020", "reden": "Verkeerde grondslag."}
    preview = await browser.send(form, CHANGE, {**typed, **LOOK})
    assert preview.says(NL("record.how.anders"), "Wajong met arbeidsvermogen", "1 maart 2020", "Verkeerde grondslag.")
    page = await browser.send(preview, CHANGE, {**DO})
    assert page.says(NL("record.saved.verbeteren"), "Verkeerde grondslag.", NL("record.past"))

    form = await begun(browser, page, "verbeteren")
    preview = await browser.send(form, CHANGE, {"hoe": "intrekken", "reden": "Een ander was bedoeld.", **LOOK})
    assert preview.says(NL("record.letters.CORRECTION"), NL("record.how.intrekken"), "Een ander was bedoeld.")
    assert "1 maart 2020" not in preview.html.partition("<table")[0]
    page = await browser.send(preview, CHANGE, {**DO})
    assert page.says(NL("record.no_facts"), "Een ander was bedoeld.")
    assert await differences(peopled) == {}


async def test_what_is_refused_is_said_in_words_and_keeps_what_was_typed(browser: Browser) -> None:
    form = await begun(browser, await found(browser, people.SINCE_2008), "gebeurtenis")
    empty = await browser.send(form, CHANGE, {**LOOK})
    assert empty.status == 400
    assert empty.says(NL("record.event_missing"), NL("fields.date_wrong"))
    later = await browser.send(empty, CHANGE, {"soort": "EMIGRATION", "datum": "1-1-2030", **LOOK})
    assert later.status == 400
    assert later.says("Deze dag is nog niet geweest.")
    assert '<li lang="nl">Deze dag is nog niet geweest.' in later.html
    assert {"soort": "EMIGRATION", "datum": "1-1-2030"}.items() <= dict(later.form(CHANGE).fields).items()


async def test_one_goes_back_from_the_preview_to_what_was_typed(browser: Browser) -> None:
    form = await begun(browser, await found(browser, people.SINCE_2008), "gebeurtenis")
    preview = await browser.send(form, CHANGE, {"soort": "EMIGRATION", "datum": "2-11-2026", **LOOK})
    back = await browser.send(preview, CHANGE, {"stap": "terug"})
    assert {"soort": "EMIGRATION", "datum": "2-11-2026"}.items() <= dict(back.form(CHANGE).fields).items()


async def test_who_comes_to_the_form_without_a_person_is_led_to_where_one_is_found(browser: Browser) -> None:
    page = await browser.get(CHANGE)
    assert urlsplit(page.url).path == RECORD


async def test_a_bsn_that_is_none_is_said_to_be_so(browser: Browser) -> None:
    page = await found(browser, "123456789")
    assert (page.status, page.says(NL("forms.bsn_test"))) == (400, True)


async def test_all_of_it_is_there_in_english(browser: Browser) -> None:
    await browser.get(f"/taal/en?terug={RECORD}", site="same-origin")
    form = await begun(browser, await found(browser, people.SINCE_2008), "gebeurtenis")
    preview = await browser.send(form, CHANGE, {"soort": "DEATH", "datum": "2-11-2026", **LOOK})
    assert preview.says(EN("record.changes"), EN("record.letters.none"))
