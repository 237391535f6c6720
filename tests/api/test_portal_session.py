"""Being logged in: the cookie, when it ends, and that an old or a stolen one opens nothing more than it must."""

import hashlib
import re

import pytest

from domain.roles import Role
from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import ASSESSOR, DIGID, EHERKENNING, SUWINET, UWV, Site
from tests.fixtures.portal_browser import Browser, attributes
from tests.fixtures.portal_provider import TwoProviders, begun
from tests.fixtures.tokens import JWT

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
GIVEN = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}


def name(cookie: str) -> bytes:
    """What the database keeps a session under."""
    return hashlib.sha256(cookie.encode()).digest()


async def lives(browser: Browser) -> bool:
    """Whether somebody is logged in with the cookies of this browser."""
    page = await browser.twin().get("/sessie-voorbij", follow=False)
    return page.status == 303


@pytest.mark.parametrize("slug", [DIGID, EHERKENNING, SUWINET, ASSESSOR])
async def test_the_cookies_are_the_hosts_own_and_say_nothing(browser: Browser, slug: str) -> None:
    await browser.log_in(slug)
    given: list[str] = []
    for answer in browser.answers:
        for cookie, attribute in attributes(answer).items():
            value = attribute.pop("")
            if cookie == "simulator-session":
                continue
            assert cookie in {"__Host-session", "__Host-log-in"}
            if value:
                assert attribute == GIVEN
                assert re.fullmatch(r"[A-Za-z0-9_-]{43}", value)
                given.append(value)
            else:
                assert attribute.pop("expires")
                assert attribute == {**GIVEN, "max-age": "0"}
    assert len(set(given)) == 2


async def test_the_database_keeps_of_a_log_in_nothing_that_can_be_read(site: Site, portal_owner: Owner) -> None:
    browser, employer = site.browser(), site.browser()
    await browser.log_in(DIGID)
    page = await employer.log_in(EHERKENNING, user="j.jansen")
    for one in (browser, employer):
        row = await portal_owner.fetchrow("select * from portal.session where id = $1", name(one.session))
        assert row is not None
        raw = row["id"] + row["content"]
        for secret in (people.RAN_ON, people.KVK, "Voorbeeld", "jansen", "token", "csrf", one.session):
            assert secret.encode() not in raw
        assert not JWT.search(raw.decode("latin-1"))
    csrf = page.form("/uitloggen").csrf
    everything = str([tuple(row) for row in await portal_owner.fetch("select * from portal.session")])
    for part in csrf.split("."):
        assert part not in everything


async def test_what_was_asked_of_a_provider_is_not_readable_either(two: TwoProviders, portal_owner: Owner) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    cookie = browser.cookies["/", "__Host-log-in"]
    content = await portal_owner.fetchval("select content from portal.session where id = $1", name(cookie))
    for secret in (journey.asked["state"], journey.asked["nonce"], "citizens", "/burger"):
        assert secret.encode() not in content


async def test_the_cookie_of_a_log_in_under_way_logs_nobody_in(two: TwoProviders) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    thief = two.site.browser()
    thief.cookies["/", "__Host-session"] = browser.cookies["/", "__Host-log-in"]
    assert (await thief.get("/burger")).status == 403
    await journey.end()
    other = two.site.browser()
    crossed = await begun(other, two.citizens)
    other.cookies["/", "__Host-log-in"] = browser.session
    assert (await crossed.end()).says(NL("log_in_failed.too_late.title"))


async def test_a_session_that_was_not_used_is_over(browser: Browser, portal_owner: Owner) -> None:
    await browser.log_in(DIGID)
    for seconds, alive in ((890, True), (905, False)):
        await portal_owner.execute(
            "update portal.session set used_at = clock_timestamp() - make_interval(secs => $2) where id = $1",
            name(browser.session), float(seconds),
        )  # fmt: skip
        assert await lives(browser) is alive
    page = await browser.get("/burger/wie-heeft-gekeken")
    assert page.status == 403
    assert page.says(NL("session_over.title"), NL("session_over.text"))
    assert attributes(page.response)["__Host-session"]["max-age"] == "0"
    assert page.form(f"/login/{DIGID}").fields == [("csrf", ""), ("terug", "/burger/wie-heeft-gekeken")]


async def test_a_session_is_over_at_its_end_however_much_it_is_used(browser: Browser, portal_owner: Owner) -> None:
    await browser.log_in(DIGID)
    ends = await portal_owner.fetchval(
        "select extract(epoch from ends_at - clock_timestamp())::int from portal.session where id = $1",
        name(browser.session),
    )
    assert 14_390 <= ends <= 14_400
    assert await lives(browser)
    await portal_owner.execute(
        "update portal.session set ends_at = clock_timestamp() where id = $1", name(browser.session)
    )
    assert not await lives(browser)


async def test_a_session_never_outlives_its_access_token(two: TwoProviders, portal_owner: Owner) -> None:
    now = int(await portal_owner.fetchval("select extract(epoch from clock_timestamp())::int"))
    two.citizens.access = {"iat": now, "exp": now + 120}
    browser = two.site.browser()
    await (await begun(browser, two.citizens)).end()
    page = await browser.get("/burger")
    assert 115 <= int(page.data["session-seconds-left"]) <= 120
    assert page.data["session-seconds-idle"] == page.data["session-seconds-left"]
    ends = await portal_owner.fetchval(
        "select extract(epoch from ends_at)::int from portal.session where id = $1", name(browser.session)
    )
    assert now + 115 <= ends <= now + 121


async def test_a_page_says_until_when_and_each_use_moves_it(browser: Browser, portal_owner: Owner) -> None:
    page = await browser.log_in(DIGID)
    assert page.data["session-seconds-idle"] == "900"
    assert 14_390 <= int(page.data["session-seconds-left"]) <= 14_400
    await portal_owner.execute(
        """update portal.session set used_at = clock_timestamp() - interval '800 s',
        ends_at = clock_timestamp() + interval '1000 s' where id = $1""",
        name(browser.session),
    )
    page = await browser.get("/privacy")
    assert page.data["session-seconds-idle"] == "900"
    assert 995 <= int(page.data["session-seconds-left"]) <= 1000


async def test_logging_in_again_gives_another_cookie_and_the_old_one_is_dead(site: Site, portal_owner: Owner) -> None:
    browser = site.browser()
    await browser.log_in(DIGID)
    old = browser.twin()
    await browser.log_in(EHERKENNING)
    assert browser.session != old.session
    assert await lives(browser)
    assert not await lives(old)
    assert await portal_owner.fetchval("select id from portal.session where id = $1", name(old.session)) is None
    page = await old.get("/burger")
    assert page.status == 403
    assert "data-csrf" not in page.html


async def test_a_cookie_that_somebody_planted_never_becomes_a_session(browser: Browser) -> None:
    planted = "A" * 43
    browser.cookies["/", "__Host-session"] = planted
    await browser.log_in(DIGID)
    assert browser.session != planted
    thief = browser.twin()
    thief.cookies["/", "__Host-session"] = planted
    assert not await lives(thief)


async def test_logging_out_ends_the_session_here_and_then_at_the_provider(browser: Browser, site: Site) -> None:
    page = await browser.log_in(SUWINET)
    thief = browser.twin()
    gone = await browser.send(page, "/uitloggen", follow=False)
    told = f"client_id=portal&post_logout_redirect_uri={site.url.replace(':', '%3A').replace('/', '%2F')}%2Fuitgelogd"
    there = f"{site.url}/simulator/suwinet/logout?{told}"
    assert (gone.status, gone.headers["refresh"]) == (200, f"0; url={there}")
    assert ("/", "__Host-session") not in browser.cookies
    assert not await lives(thief)
    last = await browser.get(there)
    assert (last.path, last.says(NL("logged_out.title"), NL("logged_out.shared"))) == ("/uitgelogd", True)
    assert UWV.name not in last.html


async def test_who_is_logged_in_is_not_told_to_be_logged_out(browser: Browser) -> None:
    await browser.log_in(DIGID)
    page = await browser.get("/uitgelogd", follow=False)
    assert (page.status, page.location) == (303, "/burger")
    assert await lives(browser)


async def test_logging_out_twice_is_no_fault(browser: Browser) -> None:
    page = await browser.log_in(DIGID)
    await browser.send(page, "/uitloggen")
    again = await browser.send(page, "/uitloggen")
    assert (again.status, again.path) == (200, "/uitgelogd")


async def test_logging_out_leaves_other_browsers_alone(site: Site) -> None:
    one, other = site.browser(), site.browser()
    page = await one.log_in(DIGID)
    await other.log_in(DIGID)
    await one.send(page, "/uitloggen")
    assert await lives(other)


async def test_the_page_of_the_end_is_for_who_is_not_logged_in(browser: Browser) -> None:
    page = await browser.get("/sessie-voorbij")
    assert page.says(NL("session_over.title"), *(NL(f"session_over.to.{role.lower()}") for role in (
        Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)))  # fmt: skip
    for slug, home in (
        (DIGID, "/burger"),
        (EHERKENNING, "/werkgever"),
        (SUWINET, "/suwinet"),
        (ASSESSOR, "/beoordelen"),
    ):
        await browser.log_in(slug)
        assert (await browser.get("/sessie-voorbij", follow=False)).location == home


@pytest.mark.parametrize(
    ("slug", "path", "own"),
    [
        (DIGID, "/werkgever", "citizen"),
        (EHERKENNING, "/suwinet", "employer"),
        (SUWINET, "/burger", "suwinet"),
        (SUWINET, "/beoordelen", "suwinet"),
        (ASSESSOR, "/suwinet", "assessor"),
        (ASSESSOR, "/burger", "assessor"),
    ],
)
async def test_who_is_logged_in_as_another_is_told_so(browser: Browser, slug: str, path: str, own: str) -> None:
    await browser.log_in(slug)
    page = await browser.get(path)
    assert page.status == 403
    assert page.says(NL("other_role.title"), NL(f"other_role.text.{own}"))
    assert await lives(browser)


async def test_a_request_without_the_mark_is_no_use_of_the_session(browser: Browser, portal_owner: Owner) -> None:
    await browser.log_in(DIGID)
    used = "select used_at from portal.session where id = $1"
    before = await portal_owner.fetchval(used, name(browser.session))
    cookie = {"cookie": f"__Host-session={browser.session}"}
    for path in ("/sessie", "/graphql"):
        answer = await browser.http.post(f"{browser.url}{path}", headers=cookie, json={"query": "{ viewer { role } }"})
        assert answer.status_code in {401, 403}
    assert await portal_owner.fetchval(used, name(browser.session)) == before
