"""What was typed when the session ended is there again after logging in: for the same user, on the same page, once."""

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.portal import EHERKENNING, SUWINET, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
PERSON = "/werkgever/doelgroepregister/persoon"
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
