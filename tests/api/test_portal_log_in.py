"""Logging in at the portals: what is asked of the provider, where one comes back, and how one gets away with less."""

import pytest

from auth.tokens.claims import ASSURANCE_FLOOR
from domain.roles import Role
from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.kept_sessions import sessions
from tests.fixtures.log_in_simulator import BASIS, LOA2
from tests.fixtures.portal import ASSESSOR, DIGID, EHERKENNING, MONITOR, SUWINET, Site
from tests.fixtures.portal_browser import Browser, attributes
from tests.fixtures.portal_provider import SECRET, TwoProviders, begun
from tests.fixtures.tokens import AUDIENCE

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
OURS = ["/burger/wie-heeft-gekeken", "/burger?a=1&b=%3F", "/burger/uitschrijven"]
NOT_OURS = [
    "//evil.example/burger",
    "https://evil.example/burger",
    "/\\evil.example",
    "\\\\evil.example",
    "/burger\r\nset-cookie: a=b",
    "/burger\x00",
    "/burger\t",
    "javascript:alert(1)",
    "burger",
    "",
    "/bürger",
]


async def test_the_provider_is_asked_for_a_code_with_pkce_for_this_api_alone(two: TwoProviders) -> None:
    journey = await begun(two.site.browser(), two.citizens)
    address, _, _ = journey.address.partition("?")
    secrets = {name: journey.asked.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert address == f"{two.citizens.url}/authorize"
    assert journey.asked == {
        "response_type": "code",
        "client_id": "portal-at-this-one",
        "redirect_uri": f"{two.site.url}/login/citizens/callback",
        "scope": "openid",
        "resource": AUDIENCE,
        "acr_values": " ".join(ASSURANCE_FLOOR[Role.CITIZEN]),
        "code_challenge_method": "S256",
    }
    assert [len(secrets["state"]), len(secrets["nonce"]), len(secrets["code_challenge"])] == [30, 20, 43]
    again = await begun(two.site.browser(), two.citizens)
    assert all(again.asked[name] != value for name, value in secrets.items())
    assert SECRET not in journey.address


async def test_the_code_is_changed_with_the_verifier_and_the_secret_in_the_header_alone(two: TwoProviders) -> None:
    journey = await begun(two.site.browser(), two.citizens)
    await journey.end(code="the-code")
    [asked] = two.citizens.asked
    verifier = asked.pop("code_verifier")
    assert len(verifier) == 48
    assert journey.verifier_fits(verifier)
    assert asked == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": f"{two.site.url}/login/citizens/callback",
        "resource": AUDIENCE,
        "authorization": "Basic cG9ydGFsLWF0LXRoaXMtb25lOmEtc2VjcmV0LW9mLXRoZS1wb3J0YWxz",
    }


async def test_who_logged_in_comes_back_where_the_link_was_and_has_one_cookie(two: TwoProviders) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens, "/burger/wie-heeft-gekeken")
    assert browser.cookies.keys() == {("/", "__Host-log-in")}
    page = await journey.end()
    assert (page.status, page.location) == (303, "/burger/wie-heeft-gekeken")
    assert page.headers["cache-control"] == "no-store"
    assert browser.cookies.keys() == {("/", "__Host-session")}
    given = attributes(page.response)
    assert given.keys() == {"__Host-session", "__Host-log-in"}
    assert given["__Host-log-in"]["max-age"] == "0"


@pytest.mark.parametrize("path", OURS)
async def test_a_path_of_ours_is_gone_back_to(two: TwoProviders, path: str) -> None:
    assert (await (await begun(two.site.browser(), two.citizens, path)).end()).location == path


@pytest.mark.parametrize("path", NOT_OURS)
async def test_any_other_address_to_go_back_to_is_the_portals_home(two: TwoProviders, path: str) -> None:
    journey = await begun(two.site.browser(), two.citizens, path)
    assert (await journey.end()).location == "/burger"


@pytest.mark.parametrize("path", ["/werkgever", "/suwinet", "/graphiql", "/", "/simulator/digid/logout"])
async def test_who_logged_in_goes_to_the_portal_of_the_own_role(two: TwoProviders, path: str) -> None:
    assert (await (await begun(two.site.browser(), two.citizens, path)).end()).location == "/burger"


async def test_a_log_in_begun_at_another_host_name_goes_to_the_public_address_first(site: Site) -> None:
    browser = site.browser()
    port = site.url.rpartition(":")[2]
    for host in (f"localhost:{port}", "evil.example", f"127.0.0.1.evil.example:{port}"):
        page = await browser.get(f"/login/{DIGID}?terug=/burger/uitschrijven&opnieuw=ja", follow=False, host=host)
        assert page.status == 303
        assert page.location == f"{site.url}/login/{DIGID}?terug=%2Fburger%2Fuitschrijven&opnieuw=ja&verplaatst=ja"
        assert browser.cookies == {}


async def test_nobody_is_sent_to_and_fro_behind_a_proxy_with_a_host_name_of_its_own(site: Site) -> None:
    first = await site.browser().get(f"/login/{DIGID}?terug=/burger", follow=False, host="proxied.internal")
    again = await site.browser().get(first.location, follow=False, host="proxied.internal")
    assert again.location.startswith(f"{site.url}/simulator/")


async def test_a_callback_counts_once(two: TwoProviders, portal_owner: Owner) -> None:
    before = await sessions(portal_owner)
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    stolen = browser.twin()
    assert len(await sessions(portal_owner, before)) == 1
    assert (await journey.end()).status == 303
    journey.browser = stolen
    page = await journey.end()
    assert page.status == 400
    assert page.says(NL("log_in_failed.too_late.title"))
    assert stolen.cookies == {}
    assert len(two.citizens.asked) == 1
    assert len(await sessions(portal_owner, before)) == 1


async def test_who_cancelled_is_told_so_and_can_try_again(two: TwoProviders, portal_owner: Owner) -> None:
    before = await sessions(portal_owner)
    browser = two.site.browser()
    journey = await begun(browser, two.citizens, "/burger/wie-heeft-gekeken")
    page = await journey.end(code=None, error="access_denied")
    assert page.status == 400
    assert page.says(NL("log_in_failed.cancelled.title"), NL("log_in_failed.cancelled.text"))
    again = page.links[NL("log_in_failed.again", name="Citizens")]
    assert again == "/login/citizens?terug=/burger/wie-heeft-gekeken"
    assert browser.cookies == {}
    assert await sessions(portal_owner, before) == set()


@pytest.mark.parametrize(
    ("slug", "level", "portal"), [(DIGID, BASIS, "citizen"), (EHERKENNING, LOA2, "employer")], ids=["DigiD", "EH"]
)
async def test_too_low_a_level_leads_to_a_page_that_says_how_to_do_better(
    browser: Browser, portal_owner: Owner, slug: str, level: str, portal: str
) -> None:
    before = await sessions(portal_owner)
    page = await browser.log_in(slug, level=level)
    assert page.status == 403
    assert page.says(NL("step_up.title"), NL(f"step_up.why.{portal}"), NL(f"step_up.what.{portal}"))
    assert ("/", "__Host-session") not in browser.cookies
    assert ("/", "__Host-log-in") not in browser.cookies
    assert await sessions(portal_owner, before) == set()
    home = {"citizen": "/burger", "employer": "/werkgever"}[portal]
    again = page.links[NL("step_up.button", name="DigiD-simulator" if slug == DIGID else "eHerkenning-simulator")]
    assert again == f"/login/{slug}?opnieuw=ja&terug={home}"
    form = await browser.get(again)
    assert "&prompt=login&" in f"{form.url}&"
    assert not form.says("U bent al ingelogd")
    assert (await browser.fill_in(form)).path == home


async def test_a_provider_that_does_not_answer_is_called_by_its_name_and_the_register_is_not_blamed(
    two: TwoProviders, portal_owner: Owner
) -> None:
    before = await sessions(portal_owner)
    browser = two.site.browser()
    journey = await begun(browser, two.citizens, "/burger/wie-heeft-gekeken")
    two.citizens.status = 503
    page = await journey.end()
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert page.title == "Inloggen met Citizens kan nu niet — Doelgroepregister"
    assert page.says("De inlogdienst Citizens geeft geen antwoord. Het register zelf werkt wel.")
    assert page.says("Wacht een paar minuten en probeer het dan opnieuw.")
    assert not page.says(NL("failed.unavailable.title"))
    assert page.links["Opnieuw inloggen met Citizens"] == "/login/citizens?terug=/burger/wie-heeft-gekeken"
    assert browser.cookies == {}
    assert await sessions(portal_owner, before) == set()


async def test_a_provider_that_is_not_there_is_no_page(browser: Browser) -> None:
    for path in ("/login/nobody", "/login/nobody/callback?code=1&state=2"):
        page = await browser.get(path)
        assert page.status == 404
        assert page.says(NL("failed.unknown.title"))
        assert browser.cookies == {}


@pytest.mark.parametrize(
    ("slug", "role", "home"),
    [
        (DIGID, "citizen", "/burger"),
        (SUWINET, "suwinet", "/suwinet"),
        (ASSESSOR, "assessor", "/beoordelen"),
        (MONITOR, "monitor", "/monitor"),
    ],
    ids=["DigiD", "Suwinet", "UWV", "SZW"],
)
async def test_a_portal_shows_who_is_not_logged_in_how_to_log_in(
    browser: Browser, slug: str, role: str, home: str
) -> None:
    page = await browser.get(f"{home}?a=1&b=2")
    assert page.status == 200
    assert page.says(NL(f"log_in.headings.{role}"), NL(f"log_in.why.{role}"), NL(f"log_in.how.{role}"))
    names = {
        DIGID: "DigiD-simulator",
        SUWINET: "Suwinet-simulator",
        ASSESSOR: "UWV-simulator",
        MONITOR: "SZW-simulator",
    }
    label = NL("log_in.button", name=names[slug])
    assert page.links[label] == f"/login/{slug}?terug={home}%3Fa%3D1%26b%3D2"
    assert browser.cookies == {}


async def test_the_whole_way_shows_no_number_in_any_address(browser: Browser) -> None:
    page = await browser.log_in(DIGID)
    await browser.send(page, "/burger")
    assert len(browser.answers) == 7
    for answer in browser.answers:
        assert people.RAN_ON not in str(answer.request.url)
        assert people.RAN_ON not in answer.headers.get("location", "")
