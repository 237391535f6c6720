"""The access token stays on the server, and a citizen service number on the page; and we would see it if not."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page

from server.demo.data import EXAMPLE_REGISTERED_BSN
from tests.browser.conftest import Opening
from tests.browser.people import CITIZEN, EMPLOYER, OFFICER, Person, log_in, log_out
from tests.browser.watch import bsns_in
from tests.browser.ways import after, asked, at, consulted, shown
from tests.fixtures.process import Installation
from tests.fixtures.tokens import JWT

pytestmark = pytest.mark.browser

PAGES = {
    CITIZEN: [after("/burger", "Controleren"), at("/burger/wie-heeft-gekeken")],
    EMPLOYER: [at("/werkgever"), asked("Een werknemer", EXAMPLE_REGISTERED_BSN), shown("2025")],
    OFFICER: [consulted(EXAMPLE_REGISTERED_BSN), consulted("999900018", "1-7-2018")],
}


@pytest.mark.parametrize("person", PAGES, ids=["citizen", "employer", "officer"])
async def test_no_answer_holds_the_token_and_nothing_but_pages_a_number(opening: Opening, person: Person) -> None:
    async with opening() as tab:
        await log_in(tab.page, person)
        for reach in PAGES[person]:
            await reach(tab.page)
            await stored_nothing(tab.page)
            body = await tab.watch.documents[-1].text()
            assert not JWT.search(re.sub(r'value="[^"]*"|href="[^"]*"', "", body))
            await tab.watch.faults()
        await log_out(tab.page)
        assert await tab.watch.faults() == []
        pages = [one.url for one in tab.watch.documents if one.status == 200]
        assert len(pages) >= len(PAGES[person]) + 3
        unread = [url for url in pages if url not in tab.watch.read]
        assert {urlsplit(url).path for url in unread} <= {"/uitloggen"}  # a page that goes on by itself at once


async def stored_nothing(page: Page) -> None:
    found = await page.evaluate(
        "(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,"
        " document.cookie, window.name])()"
    )
    assert found == [0, 0, 0, 0, 0, "", ""]


async def test_a_token_a_number_a_missing_file_and_another_host_would_be_seen(opening: Opening) -> None:
    async with opening() as tab:
        page, home = tab.page, tab.watch.home
        await page.goto("/graphiql")
        async with page.expect_response("**/development/token*") as told:
            await page.select_option("#login", "uwv")
        await (await told.value).finished()
        assert [one for one in await tab.watch.faults() if one.startswith("TOKEN ")] != []
        tab.watch.read.clear()
        await page.goto("/")
        await page.evaluate(
            """async () => {
              for (const path of ["/static/nothing.css", "/?bsn=999900006"]) await (await fetch(path)).text();
              await fetch("https://elsewhere.example/").catch(() => null);
            }"""
        )
        faults = " ".join(await tab.watch.faults())
        for seen in (f"404 {home}/static/nothing.css", f"{home}/?bsn=999900006", "Content Security Policy"):
            assert seen in faults
        tab.watch.forget()


async def test_the_log_at_its_most_talkative_names_nobody(opening: Opening, staffed: Installation) -> None:
    async with opening(OFFICER) as tab:
        await consulted(EXAMPLE_REGISTERED_BSN)(tab.page)
    written = staffed.output()
    assert "route=/suwinet status=200" in written
    databases = "".join(one.read_text(errors="replace") for one in (staffed.folder / "data").glob("**/*.log"))
    assert bsns_in(written + databases) == set()
    assert bsns_in(f"bsn={EXAMPLE_REGISTERED_BSN}") == {EXAMPLE_REGISTERED_BSN}
