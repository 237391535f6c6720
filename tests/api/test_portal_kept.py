"""What was typed when the session ended is there again after logging in: for the same user, on the same page, once."""

from typing import Any

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import DIGID, EHERKENNING, SUWINET, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
PERSON = "/werkgever/doelgroepregister/persoon"
LOG = "/burger/wie-heeft-gekeken"
TYPED = {"reden": "APPLICANT", "bsn": people.TWO_GROUNDS}


async def too_late(browser: Browser, slug: str, path: str, typed: dict[str, str], user: str = "een") -> Page:
    """Send a form after the session ended, by logging out in another window."""
    await browser.log_in(slug, user=user)
    page = await browser.get(path)
    other = browser.twin()
    await other.send(page, "/uitloggen")
    over = await browser.send(page, path, {**typed})
    assert over.status == 403
    assert over.says(NL("session_over.title"), NL("session_over.text"), NL("session_over.kept"))
    return over


async def again(browser: Browser, over: Page, slug: str, **typed: str | list[str]) -> Page:
    """Log in from that page."""
    form = await browser.send(over, f"/login/{slug}")
    return await browser.fill_in(form, **typed)


@pytest.mark.parametrize(
    ("slug", "path", "typed"),
    [
        (EHERKENNING, PERSON, TYPED),
        (SUWINET, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.TWO_GROUNDS, "datum": "1-2-2020"}),
    ],
    ids=["employer", "Suwinet"],
)
async def test_what_the_same_user_typed_is_there_again_once_and_nothing_was_asked(
    browser: Browser, watch: Watch, slug: str, path: str, typed: dict[str, str]
) -> None:
    over = await too_late(browser, slug, path, typed)
    page = await again(browser, over, slug, user="een")
    assert (page.status, page.path, page.tables) == (200, path, [])
    fields = dict(page.form(path).fields)
    assert fields.pop("bedrijf", "1") == "1"
    assert {**fields, "csrf": ""} == {"csrf": "", **typed}
    assert await watch.asked() == []
    fresh = dict((await browser.get(path)).form(path).fields)
    assert typed["bsn"] not in fresh.values()
    assert (await browser.send(page, path)).tables != []
    assert len(await watch.asked()) in {1, 2}
    for answer in browser.answers:
        assert people.TWO_GROUNDS not in str(answer.request.url) + answer.headers.get("location", "")


async def test_what_another_user_typed_is_not_shown(browser: Browser, watch: Watch) -> None:
    over = await too_late(browser, EHERKENNING, PERSON, TYPED)
    page = await again(browser, over, EHERKENNING, user="twee")
    assert (page.status, page.path) == (200, PERSON)
    assert people.TWO_GROUNDS not in page.html
    assert await watch.asked() == []


async def test_what_was_typed_for_one_portal_is_not_shown_in_another(browser: Browser) -> None:
    over = await too_late(browser, EHERKENNING, PERSON, TYPED)
    form = dict(over.form(f"/login/{EHERKENNING}").fields)
    page = await browser.fill_in(await browser.post(f"/login/{SUWINET}", form), user="een")
    assert (page.path, people.TWO_GROUNDS in page.html) == ("/suwinet", False)


@pytest.mark.parametrize("mark", ["", "x", "x.y", "."])
async def test_fields_without_the_mark_of_an_earlier_session_are_nobodys(browser: Browser, mark: str) -> None:
    """So nobody fills in somebody else's form beforehand."""
    typed = {"csrf": mark, "terug": PERSON, "veld.bsn": people.TWO_GROUNDS}
    page = await browser.fill_in(await browser.post(f"/login/{EHERKENNING}", typed))
    assert (page.status, page.path) == (200, PERSON)
    assert people.TWO_GROUNDS not in page.html


async def test_fields_of_one_page_are_not_shown_on_another(browser: Browser) -> None:
    over = await too_late(browser, EHERKENNING, PERSON, TYPED)
    form = {**dict(over.form(f"/login/{EHERKENNING}").fields), "terug": "/werkgever/doelgroepregister"}
    page = await browser.fill_in(await browser.post(f"/login/{EHERKENNING}", form), user="een")
    assert page.path == "/werkgever/doelgroepregister"
    assert people.TWO_GROUNDS not in (await browser.get(PERSON)).html


async def test_who_logged_in_in_another_window_meanwhile_still_gets_them_back(browser: Browser) -> None:
    over = await too_late(browser, EHERKENNING, PERSON, TYPED)
    await browser.log_in(EHERKENNING, user="een")
    page = await again(browser, over, EHERKENNING, user="een")
    assert (page.status, page.path) == (200, PERSON)
    assert dict(page.form(PERSON).fields)["bsn"] == people.TWO_GROUNDS


async def test_the_mark_of_the_holder_says_nothing_of_who_it_is(site: Site) -> None:
    one, same, other = site.browser(), site.browser(), site.browser()
    marks = []
    for browser, user in ((one, "een"), (same, "een"), (other, "twee")):
        page = await browser.log_in(EHERKENNING, user=user)
        marks.append(page.data["csrf"].split("."))
    assert [len(mark) for mark in marks] == [2, 2, 2]
    assert marks[0][1] == marks[1][1] != marks[2][1]
    assert len({mark[0] for mark in marks}) == 3
    assert all(len(mark[1]) == 32 and int(mark[1], 16) for mark in marks)


async def test_a_page_without_fields_says_nothing_of_keeping_them(browser: Browser) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(PERSON)
    await browser.twin().send(page, "/uitloggen")
    over = await browser.get(PERSON)
    assert over.status == 403
    assert not over.says(NL("session_over.kept"))
    home = await again(browser, over, EHERKENNING)
    assert home.path == PERSON


async def test_what_is_kept_is_escaped(browser: Browser) -> None:
    over = await too_late(browser, EHERKENNING, PERSON, {"reden": "x", "bsn": '"><script>alert(1)</script>'})
    assert "<script>alert" not in over.html
    page = await again(browser, over, EHERKENNING, user="een")
    assert "<script>alert" not in page.html
    assert dict(page.form(PERSON).fields)["bsn"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize(
    ("slug", "who", "path", "typed"),
    [
        (DIGID, {"bsn": people.TWO_GROUNDS}, LOG, {"van": "1-2-2020", "tot": "gisteren"}),
        (EHERKENNING, {}, "/werkgever/doelgroepregister", {"type": "bsn"}),
        (EHERKENNING, {}, "/werkgever/doelgroepregister/overzicht", {"peiljaar": "2025", "nummer": "1"}),
        (EHERKENNING, {}, PERSON, TYPED),
        (
            EHERKENNING,
            {"organisation": [people.KVK, people.SECOND_KVK]},
            "/werkgever/bedrijf",
            {"bedrijf": "2", "terug": PERSON},
        ),
        (SUWINET, {}, "/suwinet", {"doel": "ASSESSMENT", "bsn": "12", "datum": "1-2-2020"}),
    ],
)
async def test_what_a_script_sends_of_any_form_is_there_again_and_nothing_was_asked(  # noqa: PLR0917 - a table
    browser: Browser,
    watch: Watch,
    slug: str,
    who: dict[str, Any],
    path: str,
    typed: dict[str, str],
    ended: bool,
) -> None:
    await browser.log_in(slug, **who)
    before = await browser.get(path)
    assert " data-typed" not in before.html
    await watch.asked()
    if ended:
        await browser.twin().send(before, "/uitloggen")
    sent = {f"veld.{name}": value for name, value in typed.items()}
    page = await browser.post("/sessie-voorbij", {"csrf": before.data["csrf"], "terug": path, **sent})
    if ended:
        assert page.says(NL("session_over.kept"))
        page = await again(browser, page, slug, **who)
    assert (page.status, page.path) == (200, path)
    assert typed.items() <= dict(page.form(path).fields).items()
    assert " data-typed" in page.html
    assert {asked.purpose for asked in await watch.asked()} == ({"OWN_DATA"} if path == LOG else set())
    fresh = dict((await browser.get(path)).form(path).fields)
    assert not set(typed.values()) - {"1"} & set(fresh.values())


@pytest.mark.parametrize(
    ("slug", "path", "typed"),
    [(EHERKENNING, PERSON, {"reden": "APPLICANT", "bsn": "1"}), (SUWINET, "/suwinet", {"doel": "x", "bsn": "1"})],
)
async def test_a_page_says_to_scripts_that_it_has_what_was_sent_before(
    browser: Browser, slug: str, path: str, typed: dict[str, str]
) -> None:
    await browser.log_in(slug)
    page = await browser.send(await browser.get(path), path, {**typed})
    assert page.status == 400
    assert " data-typed" in page.html
    failed = await browser.post(path, {"csrf": "x.y", **typed})
    assert failed.says(NL("failed.kept"))
    assert " data-typed" in failed.html


async def test_where_fields_are_kept_for_later_a_script_lets_them_go_when_one_logs_out(site: Site) -> None:
    script = '<script type="module" src="/static/kept.js"></script>'
    browser = site.browser()
    over = await too_late(browser, EHERKENNING, PERSON, TYPED)
    assert script in over.html
    assert (await browser.get("/static/kept.js")).status == 200
    assert (await browser.get("/static/log-out.js")).status == 200
    page = await browser.get(PERSON)
    assert (page.status, script in page.html) == (200, False)


async def test_where_a_failure_gives_fields_back_to_nobody_known_they_go_too(site: Site, portal_owner: Owner) -> None:
    browser = site.browser()
    await browser.log_in(SUWINET)
    page = await browser.get("/suwinet")
    await portal_owner.execute("alter table portal.session rename to moved")
    try:
        failed = await browser.send(page, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.TWO_GROUNDS})
    finally:
        await portal_owner.execute("alter table portal.moved rename to session")
    assert failed.says(NL("failed.kept"))
    assert people.TWO_GROUNDS in dict(failed.form("/suwinet").fields).values()
    assert '<script type="module" src="/static/kept.js"></script>' in failed.html


async def test_what_was_typed_is_kept_when_the_log_in_is_cancelled(browser: Browser) -> None:
    over = await too_late(browser, SUWINET, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.TWO_GROUNDS})
    form = await browser.send(over, f"/login/{SUWINET}")
    cancelled = await browser.send(form, form.path, {"action": "cancel"})
    assert cancelled.says(NL("log_in_failed.cancelled.title", name="Suwinet-simulator"))
    assert cancelled.says(NL("session_over.kept"))
    page = await again(browser, cancelled, SUWINET, user="een")
    assert dict(page.form("/suwinet").fields)["bsn"] == people.TWO_GROUNDS


async def test_a_field_that_cannot_be_read_takes_no_other_with_it(browser: Browser) -> None:
    page = await browser.post(
        "/sessie-voorbij", {"csrf": "x.y", "terug": "/suwinet", "veld.doel": "ASSESSMENT", "veld.bsn": "99\x0099"}
    )
    assert page.status == 403
    fields = dict(page.form(f"/login/{SUWINET}").fields)
    assert (fields.get("veld.doel"), "veld.bsn" in fields) == ("ASSESSMENT", False)
