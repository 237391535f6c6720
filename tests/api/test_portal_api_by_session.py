"""What a session opens besides pages: /graphql with the mark in a header, files by a link, and staying logged in."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.fixtures import people, portal_people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import DIGID, EHERKENNING, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Asked, Watch
from tests.fixtures.suwinet_messages import PATH, enveloped, request_of
from tests.fixtures.tokens import JWT

pytest_plugins = ["tests.fixtures.portal_fixtures"]

ME = "{ viewer { person { registered } } }"
ROSTER = "/werkgever/doelgroepregister/overzicht"
HEADER = b"\xef\xbb\xbfBurgerservicenummer;Loonheffingnummer;Einddatum registratie\r\n"


async def graphql(browser: Browser, query: str, **headers: str) -> httpx2.Response:
    """Ask as a script of our own page does, with the cookies of a browser."""
    cookie = f"__Host-session={browser.session}"
    return await browser.http.post(
        f"{browser.url}/graphql", json={"query": query}, headers={"cookie": cookie, **headers}
    )


async def csrf(browser: Browser, slug: str, **typed: Any) -> str:
    """Log in; gives the mark of the session."""
    page = await browser.log_in(slug, **typed)
    mark = page.data["csrf"]
    assert mark == page.form("/uitloggen").csrf
    return mark


async def test_the_api_is_asked_with_a_session_and_its_mark(browser: Browser, watch: Watch) -> None:
    mark = await csrf(browser, DIGID)
    answer = await graphql(browser, ME, **{"x-csrf-token": mark})
    assert answer.json() == {"data": {"viewer": {"person": {"registered": True}}}}
    assert await watch.asked() == [Asked("OWN_DATA", "Person.registered")]


@pytest.mark.parametrize("given", [None, "", "x", "another's"])
async def test_without_the_sessions_own_mark_the_api_knows_nobody(site: Site, watch: Watch, given: str | None) -> None:
    browser = site.browser()
    await csrf(browser, DIGID)
    marks = {"another's": await csrf(site.browser(), DIGID)}
    headers = {} if given is None else {"x-csrf-token": marks.get(given, given)}
    answer = await graphql(browser, ME, **headers)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "www-authenticate" in answer.headers
    assert await watch.asked() == []


async def test_a_session_is_no_token_of_a_neighbour_that_sends_soap(browser: Browser, watch: Watch) -> None:
    mark = await csrf(browser, DIGID)
    headers = {"cookie": f"__Host-session={browser.session}", "x-csrf-token": mark, "content-type": "text/xml"}
    message = enveloped(request_of(people.RAN_ON))
    answer = await browser.http.post(f"{browser.url}{PATH}", content=message, headers=headers)
    assert answer.status_code == 401  # not 403, which who is known is told
    assert await watch.asked() == []


async def test_the_mark_without_the_cookie_is_nothing(browser: Browser, watch: Watch) -> None:
    mark = await csrf(browser, DIGID)
    answer = await browser.http.post(f"{browser.url}/graphql", json={"query": ME}, headers={"x-csrf-token": mark})
    assert answer.status_code == 401
    assert await watch.asked() == []


@pytest.mark.parametrize("scheme", ["Bearer x", "Basic eDp5", ""])
async def test_a_session_never_helps_out_a_bad_token(browser: Browser, watch: Watch, scheme: str) -> None:
    mark = await csrf(browser, DIGID)
    answer = await graphql(browser, ME, authorization=scheme, **{"x-csrf-token": mark})
    assert answer.status_code == 401
    assert await watch.asked() == []


async def test_no_answer_of_the_api_hands_out_a_token(browser: Browser) -> None:
    mark = await csrf(browser, DIGID)
    answer = await graphql(browser, "{ viewer { role assuranceLevel } }", **{"x-csrf-token": mark})
    assert answer.json()["data"]["viewer"]["role"] == "CITIZEN"
    for one in (*browser.answers, answer):
        assert not JWT.search(f"{one.text} {one.headers}")


async def test_a_session_that_was_logged_out_is_nobody_to_the_api(browser: Browser, watch: Watch) -> None:
    page = await browser.log_in(DIGID)
    thief, mark = browser.twin(), page.data["csrf"]
    await browser.send(page, "/uitloggen")
    assert (await graphql(thief, ME, **{"x-csrf-token": mark})).status_code == 401
    assert await watch.asked() == []


async def asked(browser: Browser, kvk: str, user: str = "een") -> Page:
    """Log in, and ask for this year's roster."""
    await browser.log_in(EHERKENNING, organisation=[], kvk=kvk, user=user)
    return await browser.send(await browser.get(ROSTER), ROSTER, {"peiljaar": "2026"})


async def test_a_file_is_downloaded_by_following_the_link(browser: Browser, watch: Watch) -> None:
    page = await asked(browser, portal_people.SEVENTY)
    assert [one.persons for one in await watch.asked()] == [70]
    link = page.links["Download als CSV"]
    assert link == f"{page.path}/bestand.csv"
    file = await browser.get(link, site="same-origin")
    assert file.status == 200
    assert urlsplit(file.url).path.startswith("/downloads/")
    payroll = portal_people.PAYROLLS[portal_people.SEVENTY]
    lines = "".join(f"{bsn};{payroll};\r\n" for bsn in portal_people.STAFF)
    assert file.response.content == HEADER + lines.encode()
    assert file.headers["cache-control"] == "no-store"
    assert (await watch.asked())[-1] == Asked(
        "ROSTER", "RosterEntry.bsn RosterEntry.payrollTaxNumber RosterEntry.registrationEndDate", 70
    )


@pytest.mark.parametrize("who", ["another user", "another organisation", "a citizen", "nobody"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_link_to_a_file_is_nothing_to_anybody_else(site: Site, watch: Watch, who: str, kind: str) -> None:
    owner, other = site.browser(), site.browser()
    page = await asked(owner, portal_people.THIRTY, "eigenaar")
    link = (await owner.get(f"{page.path}/bestand.{kind}", follow=False, site="same-origin")).location
    log_ins: dict[str, dict[str, Any]] = {
        "another user": {"organisation": [], "kvk": portal_people.THIRTY, "user": "ander"},
        "another organisation": {"organisation": [], "kvk": portal_people.FIFTY, "user": "eigenaar"},
    }
    if who in log_ins:
        await other.log_in(EHERKENNING, **log_ins[who])
    elif who == "a citizen":
        await other.log_in(DIGID)
    await watch.asked()
    refused = await other.get(link)
    assert refused.status == (401 if who == "nobody" else 404)
    assert portal_people.STAFF[0] not in refused.html
    assert await watch.asked() == []
    assert (await owner.get(link)).status == 200


async def test_another_site_that_leads_to_a_roster_has_nothing_asked(browser: Browser, watch: Watch) -> None:
    """Following a link sends the cookie along; it would count as this user's look at everybody in it."""
    await browser.log_in(EHERKENNING, organisation=[], kvk=portal_people.THIRTY)
    page = await browser.get(f"{ROSTER}?bedrijf=1&peiljaar=2026&nummer=alle", site="cross-site")
    assert (page.status, page.tables) == (200, [])
    assert await watch.asked() == []


async def test_staying_logged_in_takes_the_mark_in_a_header(site: Site) -> None:
    browser = site.browser()
    mark = await csrf(browser, DIGID)
    others = await csrf(site.browser(), DIGID)
    cookie = {"cookie": f"__Host-session={browser.session}"}
    for headers, status in (
        (cookie, 403),
        ({**cookie, "x-csrf-token": ""}, 403),
        ({**cookie, "x-csrf-token": others}, 403),
        ({"x-csrf-token": mark}, 403),
        ({**cookie, "x-csrf-token": mark}, 200),
    ):
        answer = await browser.http.post(f"{browser.url}/sessie", headers=headers, data={"csrf": mark})
        assert answer.status_code == status
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
        if status == 200:
            assert answer.json().keys() == {"idle", "left"}
            assert (answer.json()["idle"], 14_390 <= answer.json()["left"] <= 14_400) == (900, True)
        else:
            assert answer.json() == {}


async def test_staying_logged_in_moves_the_end_of_idling(browser: Browser, portal_owner: Owner) -> None:
    mark = await csrf(browser, DIGID)
    key = hashlib.sha256(browser.session.encode()).digest()
    await portal_owner.execute(
        "update portal.session set used_at = clock_timestamp() - interval '890 s' where id = $1", key
    )
    headers = {"cookie": f"__Host-session={browser.session}", "x-csrf-token": mark}
    answer = await browser.http.post(f"{browser.url}/sessie", headers=headers)
    assert answer.json()["idle"] == 900
    age = await portal_owner.fetchval(
        "select extract(epoch from clock_timestamp() - used_at)::int from portal.session where id = $1", key
    )
    assert age <= 5


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_staying_logged_in_is_asked_by_post_alone(browser: Browser, method: str) -> None:
    assert (await browser.http.request(method, f"{browser.url}/sessie")).status_code == 405


async def test_who_acts_for_one_gets_no_roster_of_another_by_the_api_either(browser: Browser, watch: Watch) -> None:
    mark = await csrf(browser, EHERKENNING, organisation=[people.KVK])
    await watch.asked()
    answer = await graphql(
        browser, f'{{ roster(organisation: "{people.SECOND_KVK}", year: 2026) {{ totalCount }} }}',
        **{"x-csrf-token": mark},
    )  # fmt: skip
    assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await watch.asked() == []
