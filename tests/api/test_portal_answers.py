"""The answer to a form is a page of its own: shown again, it asks nothing and records nothing."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from auth.login.encrypted_sessions import Sessions
from models.stored_sessions import StoredSessions
from portal.languages import Language, Texts
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.kept_sessions import sessions
from tests.fixtures.portal import DIGID, EHERKENNING, SESSION_KEYS, SUWINET, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch
from tests.fixtures.portal_people import PAYROLLS, STAFF, THIRTY

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
PERSON, ROSTER = "/werkgever/doelgroepregister/persoon", "/werkgever/doelgroepregister/overzicht"


class Form(NamedTuple):
    """A form that is answered."""

    slug: str
    path: str
    typed: dict[str, str]
    says: str
    in_english: str


FORMS = {
    "citizen": Form(DIGID, "/burger", {}, NL("citizen.yes"), EN("citizen.yes")),
    "person": Form(
        EHERKENNING, PERSON, {"reden": "APPLICANT", "bsn": people.TWO_GROUNDS},
        NL("employer.is_registered"), EN("employer.is_registered"),
    ),
    "roster": Form(EHERKENNING, ROSTER, {"peiljaar": "2023"}, "2 resultaten gevonden", "2 results found"),
    "Suwinet": Form(
        SUWINET, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.TWO_GROUNDS, "datum": "1-2-2020"},
        "Zoals het stond op 1 februari 2020", "The situation on 1 February 2020",
    ),
}  # fmt: skip
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


async def answered(browser: Browser, form: Form, **log_in: str) -> Page:
    """Log in, fill in the form and send it."""
    await browser.log_in(form.slug, **log_in)
    page = await browser.send(await browser.get(form.path), form.path, {**form.typed})
    assert page.status == 200
    assert page.says(form.says)
    return page


@EACH
async def test_a_form_leads_to_its_answer_at_an_address_that_says_nothing(browser: Browser, form: Form) -> None:
    await browser.log_in(form.slug)
    sent = await browser.send(await browser.get(form.path), form.path, {**form.typed}, follow=False)
    assert sent.status == 303
    assert re.fullmatch(rf"{form.path}/antwoord/[\w-]{{22}}", sent.location)
    assert sent.headers["cache-control"] == "no-store"


@EACH
async def test_an_answer_shown_again_is_the_same_and_asks_and_records_nothing(
    browser: Browser, watch: Watch, form: Form
) -> None:
    page = await answered(browser, form)
    assert len(await watch.asked()) == 1
    moving = r'data-session-seconds-left="\d+"|Ingelogd tot \d\d:\d\d'
    first = re.sub(moving, "", page.html)
    for _ in range(3):
        again = await browser.get(page.path, site="same-origin")
        assert re.sub(moving, "", again.html) == first
        await browser.get(form.path)  # and back
    english = await browser.get(page.links["English"], site="same-origin")
    assert english.path == page.path
    assert english.says(form.in_english)
    dutch = await browser.get(english.links["Nederlands"], site="same-origin")
    assert re.sub(moving, "", dutch.html) == first
    assert await watch.asked() == []


@EACH
async def test_two_tabs_keep_each_its_answer(browser: Browser, watch: Watch, form: Form) -> None:
    first = await answered(browser, form)
    second = await browser.twin().send(await browser.get(form.path), form.path, {**form.typed})
    assert first.path != second.path
    await watch.asked()
    for page in (first, second):
        assert (await browser.get(page.path)).says(form.says)
    assert await watch.asked() == []


@EACH
async def test_an_answer_is_nothing_to_anybody_else_and_nothing_after_logging_out(
    site: Site, watch: Watch, form: Form
) -> None:
    owner, other, stranger = site.browser(), site.browser(), site.browser()
    page = await answered(owner, form)
    same_user_elsewhere = site.browser()
    await same_user_elsewhere.log_in(form.slug)
    await other.log_in(form.slug, **({"bsn": people.LAPSED} if form.slug == DIGID else {"user": "een-ander"}))
    await watch.asked()
    for browser, status in ((other, 404), (same_user_elsewhere, 404), (stranger, 200)):
        seen = await browser.get(page.path)
        assert seen.status == status
        assert not seen.says(form.says)
        assert people.TWO_GROUNDS not in seen.html
    thief = owner.twin()
    await owner.send(page, "/uitloggen")
    assert (await thief.get(page.path)).status == 403
    await owner.log_in(form.slug)
    over = await owner.get(page.path)
    assert over.status == 404
    assert over.says(NL("answer_over.title"), NL("answer_over.text"))
    assert over.links[NL("answer_over.button")] == form.path
    assert await watch.asked() == []


@pytest.mark.parametrize("given", ["x", "A" * 22, "a.b", "%00", "é", "..%2f", "A" * 5000])
async def test_an_answer_that_is_not_there_is_a_page_that_says_so(browser: Browser, given: str) -> None:
    await browser.log_in(DIGID)
    page = await browser.get(f"/burger/antwoord/{given}")
    assert page.status == 404


async def test_an_answer_is_shown_on_the_page_of_its_form_only(browser: Browser) -> None:
    form = FORMS["person"]
    page = await answered(browser, form)
    assert (await browser.get(page.path.replace(PERSON, ROSTER))).status == 404
    assert (await browser.get(f"{page.path.replace(PERSON, ROSTER)}/bestand.csv")).status == 404


async def test_what_is_stored_of_an_answer_says_nothing_and_is_over_with_the_time_of_the_session(
    browser: Browser, portal_owner: Owner
) -> None:
    before = await sessions(portal_owner)
    page = await answered(browser, FORMS["Suwinet"])
    rows = await portal_owner.fetch(
        """select id, content, idle_seconds, extract(epoch from ends_at - used_at)::integer as lasts
        from portal.session order by used_at desc"""
    )
    answer_id = page.path.rpartition("/")[2]
    stored = b"".join(row["id"] + row["content"] for row in rows)
    for secret in (people.TWO_GROUNDS, "WAJONG", "Wajong", "ASSESSMENT", answer_id, "registered"):
        assert secret.encode() not in stored
    new = [row["lasts"] <= row["idle_seconds"] for row in rows if row["id"] not in before]
    assert sorted(new) == [False, True]  # the session, which may last longer, and its answer


@EACH
async def test_an_answer_that_was_kept_otherwise_is_a_page_that_says_it_failed_and_a_line_without_what_it_holds(
    browser: Browser, portal_register: Database, form: Form
) -> None:
    await browser.log_in(form.slug)
    page = form.path
    pools = portal_register.pools()
    answers = Sessions(StoredSessions(pools), SESSION_KEYS, "answer", 900)
    for number, holds in enumerate(({}, {"registered": "SECRET"}, {"found": None, "SECRET": 1}), 1):
        answer_id = f"A{number}" * 11
        await answers.start({"page": page, "at": 0, "holds": holds}, 900, f"{browser.session}.{answer_id}")
        with capture_logs() as logs:
            failed = await browser.get(f"{page}/antwoord/{answer_id}")
        assert (failed.status, failed.says(NL("failed.internal.title"))) == (500, True)
        lines = [line["event"] for line in logs if line["event"] != "request"]
        assert lines == ["data are not of their type"]
        assert "SECRET" not in f"{logs}{failed.html}"
    await pools.close()


async def test_who_asks_again_is_recorded_again(browser: Browser, watch: Watch) -> None:
    page = await answered(browser, FORMS["citizen"])
    again = await browser.send(page, "/burger")
    assert again.path != page.path
    assert len(await watch.asked()) == 2


@pytest.mark.parametrize("name", ["person", "Suwinet"])
async def test_after_an_answer_the_next_look_up_starts_empty(browser: Browser, name: str) -> None:
    form = FORMS[name]
    page = await answered(browser, form)
    fields = dict(page.form(form.path).fields)
    fields.pop("bedrijf", None)
    assert {field: value for field, value in fields.items() if field != "csrf" and value} == {}


async def test_an_answer_for_another_company_stays_the_answer_for_that_company(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK])
    choose = "/werkgever/bedrijf"
    await browser.send(await browser.get(choose), choose, {"bedrijf": "1"})
    form = FORMS["person"]
    page = await browser.send(await browser.get(PERSON), PERSON, {**form.typed})
    await browser.send(await browser.get(choose), choose, {"bedrijf": "2"})
    await watch.asked()
    again = await browser.get(page.path)
    asked_for = again.lines[again.lines.index("Gevraagd voor") + 1]
    assert asked_for == "Eerste Voorbeeld B.V., KvK-nummer 90000001"
    sent = await browser.send(again, PERSON, {**form.typed})
    assert sent.status == 400  # it is a form of the first company
    assert await watch.asked() == []


async def test_a_roster_is_paged_and_downloaded_from_its_answer(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING, organisation=[], kvk=THIRTY)
    page = await browser.send(await browser.get(ROSTER), ROSTER, {"peiljaar": "2026"})
    await watch.asked()
    for number in range(1, 4):
        shown = await browser.get(f"{page.path}?pagina={number}")
        assert [row[1] for row in shown.tables[0][1:]] == STAFF[number * 10 - 10 : number * 10]
    assert await watch.asked() == []
    file = await browser.get(shown.links["Download als CSV"], site="same-origin")
    assert file.response.text.splitlines()[1] == f"{STAFF[0]};{PAYROLLS[THIRTY]};"


CONTROLS = ["9999\x0000006", "\x1b[31m", "x\x7f", "\x85", "\x1c24-11-2026", "24\x1f11\x1d2026\x1e"]


@pytest.mark.parametrize("text", CONTROLS)
@pytest.mark.parametrize(
    ("slug", "path", "fields"),
    [
        (EHERKENNING, PERSON, ("reden", "bsn", "bedrijf", "csrf", "x")),
        (EHERKENNING, ROSTER, ("peiljaar", "nummer", "bedrijf")),
        (EHERKENNING, "/werkgever/bedrijf", ("bedrijf",)),
        (SUWINET, "/suwinet", ("doel", "bsn", "datum")),
        (DIGID, "/burger", ("csrf",)),
        (DIGID, f"/login/{DIGID}", ("terug", "veld.bsn", "csrf")),
    ],
)
async def test_a_control_character_in_any_field_is_refused_in_words(  # noqa: PLR0917 - a table
    browser: Browser, watch: Watch, slug: str, path: str, fields: tuple[str, ...], text: str
) -> None:
    await browser.log_in(slug)
    good = {"csrf": (await browser.get("/burger" if slug == DIGID else path)).data["csrf"]}
    for field in fields:
        page = await browser.post(path, {**good, field: text})
        assert page.status == 400
        assert page.says(NL("failed.characters.title"), NL("failed.characters.next"))
        assert text not in page.html
    assert await watch.asked() == []


@pytest.mark.parametrize("text", CONTROLS)
@pytest.mark.parametrize(
    ("slug", "path", "fields"),
    [
        (DIGID, "/burger/wie-heeft-gekeken", ("van", "tot", "na", "x")),
        (EHERKENNING, "/werkgever/doelgroepregister", ("type",)),
        (EHERKENNING, "/werkgever/bedrijf", ("terug",)),
    ],
)
async def test_so_is_one_in_a_form_that_is_sent_by_its_address(  # noqa: PLR0917 - a table
    browser: Browser, watch: Watch, slug: str, path: str, fields: tuple[str, ...], text: str
) -> None:
    await browser.log_in(slug)
    for field in fields:
        page = await browser.get(f"{path}?{urlencode({field: text})}")
        assert page.status == 400
        assert page.says(NL("failed.characters.title"), NL("failed.characters.next"))
        assert text not in page.html
    assert await watch.asked() == []


@pytest.mark.parametrize(
    "bsn", ["\u202d999900067\u202c", "9999\u200b00067", "\ufeff999900067", "9999\u201100\u2011067"]
)
async def test_a_pasted_number_is_read(browser: Browser, bsn: str) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.send(await browser.get(PERSON), PERSON, {"reden": "APPLICANT", "bsn": bsn})
    assert page.tables[0][1][:2] == [people.TWO_GROUNDS, "Ja"]
    await browser.log_in(SUWINET)
    page = await browser.send(await browser.get("/suwinet"), "/suwinet", {"doel": "ASSESSMENT", "bsn": bsn})
    assert page.says(NL("suwinet.yes"), people.TWO_GROUNDS)
