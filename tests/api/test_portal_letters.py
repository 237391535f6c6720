"""Letters in the portals: a list, a letter that is opened once, its file, and how it comes."""

import re
from datetime import UTC, date, datetime

from domain.bsn import Bsn
from domain.letters import LetterChannel
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.fixtures.portal import Site
from tests.fixtures.portal_browser import Browser
from tests.fixtures.portal_letters import (
    CHANNEL,
    EN,
    LETTERS,
    MINE,
    NEW,
    NL,
    PEOPLE,
    THEIRS,
    citizen,
    employer,
    go,
    letters_of,
    number,
    to_citizen,
    to_employer,
)
from tests.fixtures.portal_log import Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]


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
    anothers, employers = await to_citizen(portal_owner, next(PEOPLE)), await to_employer(portal_owner, kvk)
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
