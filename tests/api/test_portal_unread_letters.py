"""The number of unread letters in the main navigation."""

from pathlib import Path

from tests.conftest import Database
from tests.fixtures.disclosure_log import Owner, replace_body
from tests.fixtures.portal import DIGID, Site, served
from tests.fixtures.portal_browser import Browser
from tests.fixtures.portal_letters import MINE, NL, citizen, employer, go, number, to_citizen, to_employer

pytest_plugins = ["tests.fixtures.portal_fixtures"]


async def test_the_number_is_asked_once_for_many_pages(browser: Browser, portal_owner: Owner, bsn: str) -> None:
    await to_citizen(portal_owner, bsn)
    await citizen(browser, bsn)
    assert number(await go(browser, "/burger")) == "1"
    await to_citizen(portal_owner, bsn)
    assert number(await go(browser, "/burger")) == "1"
    assert number(await go(browser, "/privacy")) == "1"
    assert number(await go(browser, MINE)) == "2"
    assert number(await go(browser, "/burger")) == "2"


async def test_the_number_is_no_look_at_anybody(browser: Browser, portal_owner: Owner, bsn: str) -> None:
    await to_citizen(portal_owner, bsn)
    home = await (await citizen(browser, bsn)).get("/burger", site="same-origin")
    assert number(home) == "1"
    looked = await go(browser, "/burger/wie-heeft-gekeken")
    assert looked.says(NL("disclosures.nobody"))


async def test_no_page_fails_for_want_of_the_number_nor_asks_for_it_again_at_once(
    browser: Browser, portal_owner: Owner, bsn: str
) -> None:
    await to_citizen(portal_owner, bsn)
    await portal_owner.execute("alter function serve.citizen_unread rename to citizen_unread_elsewhere")
    try:
        home = await browser.log_in(DIGID, bsn=bsn)
    finally:
        await portal_owner.execute("alter function serve.citizen_unread_elsewhere rename to citizen_unread")
    assert (home.status, number(home), "Brieven" in home.links) == (200, None, True)
    assert number(await go(browser, "/burger")) is None
    assert number(await go(browser, MINE)) == "1"


async def test_no_page_waits_long_for_the_number(database: Database, owner: Owner, tmp_path: Path, bsn: str) -> None:
    await to_citizen(owner, bsn)
    await replace_body(owner, "serve.citizen_unread", "select pg_sleep(4); select 1::bigint")
    async with served(database.pools(), tmp_path, unread_seconds=0.2) as site:
        home = await site.browser().log_in(DIGID, bsn=bsn)
    assert (home.status, number(home), "Brieven" in home.links) == (200, None, True)


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
