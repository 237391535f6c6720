"""Letters in the portals: a list, a letter that is opened once, its file, how it comes, and a reaction to it."""

import re
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from domain.bsn import Bsn, passes_eleven_test
from domain.letters import LetterChannel
from domain.roles import Role
from models.cases import StoredLetter
from portal.languages import Language, Texts
from portal.pages.employer.letters import MOST
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.letters import every_letter
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.fixtures.portal import DIGID, EHERKENNING, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch
from tests.fixtures.stored_letters import store

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
MINE, THEIRS = "/burger/brieven", "/werkgever/brieven"
CHANNEL = f"{MINE}/instellen"
LETTERS = every_letter()
TODAY = date(2026, 11, 23)
"""Of the portals' tests."""
NEW = NL("letters.new")

_people = (text for text in map(str, count(960_000_000)) if passes_eleven_test(text))
_companies = map(str, count(95_000_000))


@pytest.fixture
def bsn() -> str:
    """A citizen to whom nobody wrote yet."""
    return next(_people)


@pytest.fixture
def kvk() -> str:
    """An organisation to which nobody wrote yet."""
    return next(_companies)


async def to_citizen(owner: Owner, bsn: str, kind: str = "deregistration refused", **changes: Any) -> StoredLetter:
    return await store(owner, LETTERS[kind], bsn=Bsn(bsn), **{"channel": LetterChannel.PORTAL, **changes})


async def to_employer(owner: Owner, kvk: str, kind: str = "employer copy", **changes: Any) -> StoredLetter:
    given = {"recipient": Role.EMPLOYER, "kvk": kvk, "channel": LetterChannel.PORTAL, **changes}
    return await store(owner, LETTERS[kind], **given)


async def citizen(browser: Browser, bsn: str) -> Browser:
    await browser.log_in(DIGID, bsn=bsn)
    return browser


async def employer(browser: Browser, *kvk: str, services: tuple[str, ...] = ("LETTERS",)) -> Browser:
    first, *others = kvk
    await browser.log_in(EHERKENNING, organisation=others, kvk=first, service=[*services])
    return browser


async def go(browser: Browser, address: str) -> Page:
    return await browser.get(address, site="same-origin")


def letters_of(page: Page) -> list[str]:
    """The addresses of the letters of a list."""
    return re.findall(rf'href="((?:{MINE}|{THEIRS})/[0-9a-f-]{{36}}[^"]*)"', page.html)


def number(page: Page) -> str | None:
    """The number in the main navigation."""
    found = re.search(r'nl-number-badge">([^<]+)<', page.html)
    return found and found[1]


# A citizen's


async def test_a_citizen_reads_letters_newest_first_and_the_number_says_how_many_are_new(
    browser: Browser, portal_owner: Owner, bsn: str
) -> None:
    for minutes in range(3):
        await to_citizen(portal_owner, bsn, minutes=minutes)
    newest = await to_citizen(portal_owner, bsn, "receipt", minutes=5)
    await citizen(browser, bsn)
    page = await go(browser, MINE)
    assert (number(page), page.html.count(NEW)) == ("4", 4)
    assert letters_of(page)[0] == f"{MINE}/{newest.id}"
    opened = await go(browser, letters_of(page)[0])
    assert opened.says(newest.letter.subject, NL("letters.announced", day="26 november 2026"))
    assert number(opened) == "3"
    again = await go(browser, MINE)
    assert (number(again), again.html.count(NEW)) == ("3", 3)


async def test_who_has_no_letters_is_told_so_without_a_number(browser: Browser, bsn: str) -> None:
    page = await go(await citizen(browser, bsn), MINE)
    assert page.says(NL("letters.none"))
    assert number(page) is None


async def test_a_letter_shown_again_is_asked_and_recorded_no_more(
    browser: Browser, portal_owner: Owner, watch: Watch, bsn: str
) -> None:
    letter = await to_citizen(portal_owner, bsn)
    await citizen(browser, bsn)
    assert await watch.asked() == []  # not for the number either
    page = await go(browser, f"{MINE}/{letter.id}")
    assert len(await watch.asked()) == 1
    assert re.fullmatch(rf"{MINE}/antwoord/[\w-]{{22}}", page.path)
    for _ in range(3):
        assert (await go(browser, page.path)).says(letter.letter.subject)
    english = await go(browser, f"/taal/en?terug={page.path}")
    assert english.says(EN("letters.in_dutch"), letter.letter.subject)
    assert '<article class="portal-letter" lang="nl">' in english.html
    assert await watch.asked() == []
    first = await portal_owner.fetchval("select read_at from cases.letter where id = $1", letter.id)
    await go(browser, f"{MINE}/{letter.id}")
    assert await portal_owner.fetchval("select read_at from cases.letter where id = $1", letter.id) == first


async def test_page_and_file_of_a_letter_say_the_same(browser: Browser, portal_owner: Owner, bsn: str) -> None:
    for minutes, name in enumerate(LETTERS):
        await to_citizen(portal_owner, bsn, name, minutes=minutes)
    page = await go(await citizen(browser, bsn), MINE)
    addresses = letters_of(page)
    assert len(addresses) == len(LETTERS)
    for address in addresses:
        page = await go(browser, address)
        file = await go(browser, page.links[NL("letters.download")])
        assert file.headers["content-type"] == "application/pdf"
        assert 'filename="brief-2026-11-26.pdf"' in file.headers["content-disposition"]
        article = page.html.partition("<article")[2].partition(">")[2].partition("</article>")[0]
        said = re.sub(r"<dt>(.*?)</dt>", r"\1", article)
        text = squeezed(unescaped(re.sub(r"<[^>]+>", "", said)))
        assert text == TaggedPdf(file.response.content).text


def unescaped(html: str) -> str:
    for entity, sign in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        html = html.replace(entity, sign)
    return html


async def test_another_persons_letter_and_none_are_unknown_pages(
    browser: Browser, portal_owner: Owner, bsn: str, kvk: str
) -> None:
    anothers, employers = await to_citizen(portal_owner, next(_people)), await to_employer(portal_owner, kvk)
    await citizen(browser, bsn)
    for letter in (anothers.id, employers.id, "0" * 8 + "-0000-4000-8000-" + "0" * 12, "x", "antwoord"):
        page = await go(browser, f"{MINE}/{letter}")
        assert (page.status, page.says(NL("failed.unknown.title"))) == (404, True)
    assert await portal_owner.fetchval("select read_at from cases.letter where id = $1", anothers.id) is None


async def test_older_letters_are_a_page_further_and_a_cursor_of_another_leads_to_the_newest(
    browser: Browser, portal_owner: Owner, bsn: str
) -> None:
    for minutes in range(27):
        await to_citizen(portal_owner, bsn, minutes=minutes)
    page = await go(await citizen(browser, bsn), MINE)
    assert (len(letters_of(page)), NL("letters.newest") in page.links) == (25, False)
    older = await go(browser, page.links[NL("letters.older")].replace("&amp;", "&"))
    assert len(letters_of(older)) == 2
    assert older.links[NL("letters.newest")] == MINE
    assert NL("letters.older") not in older.links
    assert not set(letters_of(older)) & set(letters_of(page))
    wrong = await browser.get(f"{MINE}?na=x", site="same-origin", follow=False)
    assert (wrong.status, wrong.location) == (303, MINE)


async def test_letters_come_as_their_reader_chooses(browser: Browser, bsn: str) -> None:
    page = await go(await citizen(browser, bsn), CHANNEL)
    assert dict(page.form(CHANNEL).fields)["kanaal"] == "PAPER"
    saved = await browser.send(page, CHANNEL, {"kanaal": "PORTAL"})
    assert saved.says(NL("letter_channel.PORTAL.saved"))
    assert dict((await go(browser, CHANNEL)).form(CHANNEL).fields)["kanaal"] == "PORTAL"
    nothing = await browser.send(page, CHANNEL, {"kanaal": "FAX"})
    assert (nothing.status, nothing.says(NL("letter_channel.missing"))) == (400, True)


async def test_a_letter_on_paper_is_not_said_to_have_been_announced_here(
    browser: Browser, portal_owner: Owner, bsn: str
) -> None:
    letter = await to_citizen(portal_owner, bsn, channel=LetterChannel.PAPER, printed_on=date(2026, 12, 1))
    page = await go(await citizen(browser, bsn), f"{MINE}/{letter.id}")
    assert page.says(NL("letters.on_paper"), "1 december 2026")
    assert not page.says("Bekendgemaakt op")


async def test_a_letter_made_after_midnight_here_is_of_that_day(
    browser: Browser, portal_owner: Owner, bsn: str
) -> None:
    letter = await to_citizen(portal_owner, bsn, announced_at=datetime(2026, 11, 26, 23, 30, tzinfo=UTC))
    page = await go(await citizen(browser, bsn), f"{MINE}/{letter.id}")
    assert page.says(NL("letters.announced", day="27 november 2026"))


# The number


async def test_the_number_is_asked_once_for_many_pages(browser: Browser, portal_owner: Owner, bsn: str) -> None:
    await to_citizen(portal_owner, bsn)
    await citizen(browser, bsn)
    assert number(await go(browser, "/burger")) == "1"
    await to_citizen(portal_owner, bsn)
    assert number(await go(browser, "/burger")) == "1"
    assert number(await go(browser, "/privacy")) == "1"
    assert number(await go(browser, MINE)) == "2"
    assert number(await go(browser, "/burger")) == "2"


async def test_the_number_is_of_the_chosen_organisation_and_of_who_may_read_its_letters(
    site: Site, portal_owner: Owner, kvk: str
) -> None:
    await to_employer(portal_owner, kvk)
    without = await employer(site.browser(), kvk, services=("ROSTER",))
    page = await go(without, "/werkgever")
    assert (number(page), NL("frame.places.letters") in page.html) == (None, False)
    one = await employer(site.browser(), kvk, "90000001")
    page = await go(one, "/werkgever/bedrijf")
    places = page.form("/werkgever/bedrijf").options["bedrijf"]
    names = {place: page.html.index(f'value="{place}"') for place in places}
    shown = set()
    for place in names:
        home = await one.send(page, "/werkgever/bedrijf", {"bedrijf": place})
        shown.add((number(home), f"{kvk}" in home.html))
    assert ("1", True) in shown
    assert ("1", False) not in shown


# An employer's


async def test_an_employer_is_told_that_looking_is_recorded_and_the_person_sees_who_did(
    site: Site, portal_owner: Owner, watch: Watch, bsn: str, kvk: str
) -> None:
    letter = await to_employer(portal_owner, kvk, bsn=Bsn(bsn))
    browser = await employer(site.browser(), kvk)
    assert await watch.asked() == []
    page = await go(browser, THEIRS)
    assert page.says(NL("letters.recorded"))
    assert page.tables[0][1][2:] == ["999990019", NEW]
    await watch.asked()
    opened = await go(browser, letters_of(page)[0])
    assert opened.says(letter.letter.subject)
    [asked] = await watch.asked()
    assert "Mutation.markLetterRead" in asked.fields
    await go(browser, opened.path)
    assert await watch.asked() == []
    looked = await go(await citizen(site.browser(), bsn), "/burger/wie-heeft-gekeken")
    assert looked.says(NL("shown.letters"))
    again = await go(browser, THEIRS)
    assert again.tables[0][1][3].startswith("Gelezen op ")


async def test_only_new_letters_are_listed_when_only_those_are_wanted(
    browser: Browser, portal_owner: Owner, kvk: str
) -> None:
    await to_employer(portal_owner, kvk)
    read = await to_employer(portal_owner, kvk, read_at=datetime(2026, 11, 22, 12, tzinfo=UTC))
    page = await go(await employer(browser, kvk), THEIRS)
    assert len(letters_of(page)) == 2
    fewer = await go(browser, page.links[NL("letters.only_new", count=1)])
    assert [str(read.id) in address for address in letters_of(fewer)] == [False]
    await go(browser, letters_of(fewer)[0])
    nothing = await go(browser, fewer.path + "?nieuw=ja")
    assert nothing.says(NL("letters.none_new"))


async def test_who_may_not_read_letters_is_told_whom_to_ask(browser: Browser, portal_owner: Owner, kvk: str) -> None:
    letter = await to_employer(portal_owner, kvk, "reaction asked")
    await employer(browser, kvk, services=("ROSTER",))
    for path in (THEIRS, f"{THEIRS}/{letter.id}", f"{THEIRS}/{letter.id}/reactie"):
        page = await go(browser, path)
        assert (page.status, page.says(NL("failed.letters.title"), NL("failed.letters.next"))) == (403, True)
    assert await portal_owner.fetchval("select read_at from cases.letter where id = $1", letter.id) is None


async def test_a_letter_of_the_company_of_another_tab_is_not_opened_under_this_ones_name(
    browser: Browser, portal_owner: Owner, kvk: str
) -> None:
    letter = await to_employer(portal_owner, kvk)
    await employer(browser, kvk, "90000001")
    choose = await go(browser, "/werkgever/bedrijf")
    first, second = choose.form("/werkgever/bedrijf").options["bedrijf"]
    addresses = []
    for place in (first, second):
        await browser.send(choose, "/werkgever/bedrijf", {"bedrijf": place})
        addresses += letters_of(await go(browser, THEIRS))
    [address] = [one for one in addresses if str(letter.id) in one]
    own = address.rpartition("=")[2]
    for place in (first, second):
        await browser.send(choose, "/werkgever/bedrijf", {"bedrijf": place})
        page = await go(browser, address)
        assert page.status == (200 if place == own else 409)
        assert page.says(letter.letter.subject) == (place == own)


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
    anothers = await to_employer(portal_owner, next(_companies), "reaction asked", answer_until=date(2026, 12, 9))
    form = page.form(f"{THEIRS}/{letter.id}/reactie")
    fields = form.filled_in({"reactie": "Niet van mij."})
    sent = await browser.post(f"{THEIRS}/{anothers.id}/reactie", fields)
    assert (sent.status, sent.says(NL("failed.unknown.title"))) == (404, True)
    assert await portal_owner.fetchval("select reaction from cases.letter where id = $1", anothers.id) is None
