"""An employer reacts to a letter that asks for it."""

from datetime import date
from typing import Any

import pytest

from models.cases import StoredLetter
from portal.languages import Language, Texts
from portal.pages.employer.letters import MOST
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_letters import COMPANIES, NL, THEIRS, employer, go, to_employer

pytest_plugins = ["tests.fixtures.portal_fixtures"]


async def asks(owner: Owner, browser: Browser, kvk: str, **changes: Any) -> tuple[StoredLetter, Page]:
    """A letter that asks for a reaction, opened."""
    given = {"answer_until": date(2026, 12, 9), **changes}
    letter = await to_employer(owner, kvk, "reaction asked", **given)
    return letter, await go(await employer(browser, kvk), f"{THEIRS}/{letter.id}")


async def test_an_employer_reacts_once_and_the_letter_says_so(browser: Browser, portal_owner: Owner, kvk: str) -> None:
    letter, page = await asks(portal_owner, browser, kvk)
    action = f"{THEIRS}/{letter.id}/reactie"
    assert page.says(NL("reaction.until", day=date(2026, 12, 9)))
    text = "Onze werknemer doet het goed.\r\nWij willen dat dat zo blijft."
    sent = await browser.send(page, action, {"reactie": text})
    assert sent.says(NL("reaction.sent"), letter.letter.subject)
    assert action not in {form.action for form in sent.forms}
    stored = "select reaction from cases.letter where id = $1"
    assert await portal_owner.fetchval(stored, letter.id) == text.replace("\r\n", "\n")
    twice = await browser.send(page, action, {"reactie": text})  # back, and sent once more
    assert twice.says(NL("reaction.sent"))
    other = await browser.send(page, action, {"reactie": "Iets anders.", "sleutel": "a" * 32})
    assert (other.status, other.says(NL("reaction.done"), "Iets anders.")) == (409, True)
    assert await portal_owner.fetchval(stored, letter.id) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_a_reaction_that_is_empty_or_too_long_is_given_back_to_be_mended(
    browser: Browser, portal_owner: Owner, kvk: str, language: str
) -> None:
    letter, page = await asks(portal_owner, browser, kvk)
    action, texts = f"{THEIRS}/{letter.id}/reactie", Texts(Language(language))
    await browser.get(f"/taal/{language}?terug=/werkgever")
    empty = await browser.send(page, action, {"reactie": " \r\n "})
    assert (empty.status, empty.says(texts("reaction.missing"))) == (400, True)
    typed = "\r\n".join(["regel"] * 167)  # 1,001 characters, where a line's end is one
    long = await browser.send(empty, action, {"reactie": typed})
    assert (long.status, long.says(texts("reaction.long", most=MOST, count=1))) == (400, True)
    assert typed.replace("\r\n", "\n") in long.html
    sent = await browser.send(long, action, {"reactie": typed[:-1]})
    assert sent.says(texts("reaction.sent"))


async def test_what_asks_nothing_or_can_be_answered_no_more_has_no_form(
    site: Site, portal_owner: Owner, kvk: str
) -> None:
    _, late = await asks(portal_owner, site.browser(), kvk, answer_until=date(2026, 11, 22))
    assert late.says(NL("reaction.was_until", day=date(2026, 11, 22)))
    browser = await employer(site.browser(), kvk)
    copy = await to_employer(portal_owner, kvk)
    page = await go(browser, f"{THEIRS}/{copy.id}")
    for one in (late, page):
        assert not [form.action for form in one.forms if "reactie" in form.action]
    assert not page.says(NL("reaction.title"))
    sent = await browser.send(
        await go(browser, f"{THEIRS}/{copy.id}/reactie"), f"{THEIRS}/{copy.id}/reactie", {"reactie": "Hallo."}
    )
    assert (sent.status, sent.says(NL("reaction.done"))) == (409, True)


async def test_a_reaction_typed_before_the_log_in_ended_is_there_after_it(
    browser: Browser, portal_owner: Owner, kvk: str
) -> None:
    letter, page = await asks(portal_owner, browser, kvk)
    action = f"{THEIRS}/{letter.id}/reactie"
    await browser.post("/uitloggen", {"csrf": page.form(action).csrf})
    over = await browser.send(page, action, {"reactie": "Eerste regel.\r\nTweede regel."})
    assert (over.status, over.says(NL("session_over.title"))) == (403, True)
    [form] = [one for one in over.forms if one.action.startswith("/login/")]
    log_in = await browser.post(form.action, form.fields)
    back = await browser.fill_in(log_in, organisation=[], kvk=kvk, service=["LETTERS"])
    assert (back.status, back.path) == (200, action)
    assert "Eerste regel.\nTweede regel." in back.html.replace("\r\n", "\n")
    assert await portal_owner.fetchval("select reaction from cases.letter where id = $1", letter.id) is None


async def test_nobody_elses_letter_takes_a_reaction(browser: Browser, portal_owner: Owner, kvk: str) -> None:
    letter, page = await asks(portal_owner, browser, kvk)
    anothers = await to_employer(portal_owner, next(COMPANIES), "reaction asked", answer_until=date(2026, 12, 9))
    form = page.form(f"{THEIRS}/{letter.id}/reactie")
    fields = form.filled_in({"reactie": "Niet van mij."})
    sent = await browser.post(f"{THEIRS}/{anothers.id}/reactie", fields)
    assert (sent.status, sent.says(NL("failed.unknown.title"))) == (404, True)
    assert await portal_owner.fetchval("select reaction from cases.letter where id = $1", anothers.id) is None
