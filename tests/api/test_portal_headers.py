"""The headers of every answer of the portals, and the language that they are in."""

import re
from urllib.parse import urlsplit

import pytest

from portal.languages import Language, Texts
from tests.fixtures.portal import ASSESSOR, DIGID, EHERKENNING, SUWINET, Site
from tests.fixtures.portal_browser import Browser, Page, attributes
from tests.fixtures.portal_provider import TwoProviders, begun

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
LOOK_UP = "/werkgever/doelgroepregister"
PUBLIC = [
    "/",
    "/kom-ik-in-aanmerking",
    "/over-het-register",
    "/toegankelijkheid",
    "/privacy",
    "/uitgelogd",
    "/sessie-voorbij",
]
OWN = {
    DIGID: ["/burger", "/burger/wie-heeft-gekeken", "/burger/wie-heeft-gekeken?van=x", "/burger/uitschrijven"],
    EHERKENNING: [
        "/werkgever", "/werkgever/bedrijf", "/werkgever/extra-bedrijf", f"{LOOK_UP}/persoon/antwoord/x",
        LOOK_UP, f"{LOOK_UP}?type=x", f"{LOOK_UP}/persoon",
        f"{LOOK_UP}/overzicht",
    ],
    SUWINET: ["/suwinet"],
    ASSESSOR: ["/beoordelen", "/beoordelen/vastleggen"],
}  # fmt: skip
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def fault(page: Page, language: str = "nl") -> dict[str, str | None]:
    """The headers of a page that aren't as they should be."""
    wanted = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": POLICY,
        "content-language": language,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "vary": "cookie",
        "set-cookie": None,
        "server": "doelgroepregister",
        "location": None,
    }
    return {name: page.headers.get(name) for name, value in wanted.items() if page.headers.get(name) != value}


@pytest.mark.parametrize("path", [*PUBLIC, "/login/nobody", "/niets", "/burger/niets", "/taal/de", "/werkgever/a/b"])
async def test_each_page_for_everybody_has_them_all(browser: Browser, path: str) -> None:
    page = await browser.get(path, follow=False)
    assert fault(page) == {}
    known = path in PUBLIC
    assert page.status == (200 if known else 404)
    assert page.says(NL("failed.unknown.title")) is not known


@pytest.mark.parametrize(("slug", "path"), [(slug, path) for slug, paths in OWN.items() for path in paths])
async def test_each_page_of_a_portal_has_them_all_logged_in_or_not(site: Site, slug: str, path: str) -> None:
    browser = site.browser()
    assert fault(await browser.get(path, follow=False, site="same-origin")) == {}
    await browser.log_in(slug)
    page = await browser.get(path, follow=False, site="same-origin")
    assert fault(page) == {}
    assert page.data.keys() == {"session-seconds-idle", "session-seconds-left", "csrf", "session-over"}
    other = site.browser()
    await other.log_in(SUWINET if slug == DIGID else DIGID)
    refused = await other.get(path, follow=False)
    assert (refused.status, fault(refused)) == (403, {})


async def test_an_answer_to_a_form_has_them_all(browser: Browser) -> None:
    page = await browser.log_in(SUWINET)
    answered = await browser.send(page, "/suwinet", {"doel": "ASSESSMENT", "bsn": "999900006"})
    assert (answered.status, fault(answered)) == (200, {})
    refused = await browser.post("/suwinet", {"csrf": "x"})
    assert (refused.status, fault(refused)) == (403, {})
    elsewhere = await browser.post("/suwinet", {}, {"sec-fetch-site": "cross-site"})
    assert (elsewhere.status, fault(elsewhere)) == (403, {})


async def test_a_page_that_takes_a_cookie_back_has_all_others(two: TwoProviders) -> None:
    browser = two.site.browser()
    page = await (await begun(browser, two.citizens)).end(iss=None)
    assert fault(page).keys() == {"set-cookie"}
    assert attributes(page.response).keys() == {"__Host-log-in"}


@pytest.mark.parametrize("ended", [False, True])
async def test_a_form_that_goes_on_to_a_provider_does_so_by_a_page(two: TwoProviders, *, ended: bool) -> None:
    browser = two.site.browser()
    if ended:
        page = await (await begun(browser, two.citizens)).end()
        page = await browser.send(await browser.get("/burger"), "/uitloggen", follow=False)
    else:
        page = await browser.post(two.citizens.path, {"csrf": "x.y", "terug": "/burger"}, follow=False)
    assert page.status == 200
    assert fault(page).keys() == {"set-cookie"}
    onward = page.headers["refresh"].removeprefix("0; url=")
    assert onward.startswith(two.citizens.url if not ended else "http")
    assert page.links[NL("onward.button")] == onward


REDIRECTS = ["/login/" + DIGID, "/taal/en?terug=/", "/taal/nl", f"{LOOK_UP}?type=bsn"]


@pytest.mark.parametrize("path", REDIRECTS)
async def test_a_redirect_is_not_kept_and_tells_nobody_where_one_comes_from(browser: Browser, path: str) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(path, follow=False)
    assert page.status == 303
    found = {name: page.headers.get(name) for name in ("cache-control", "x-content-type-options", "referrer-policy")}
    assert found == {
        "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    }  # fmt: skip
    assert attributes(page.response).keys() == (
        {"__Host-log-in"} if path.startswith("/login") else {"__Host-language"} if path.startswith("/taal") else set()
    )


async def test_a_path_that_is_not_there_is_a_line_for_who_reads_no_html(site: Site) -> None:
    answer = await site.http.get(f"{site.url}/niets", headers={"accept": "application/json"})
    assert (answer.status_code, answer.text) == (404, "Not Found")
    posted = await site.http.post(f"{site.url}/niets", headers={"accept": "text/html"})
    assert (posted.status_code, posted.text) == (404, "Not Found")


@pytest.mark.parametrize(
    ("path", "method"),
    [("/burger", "DELETE"), ("/", "POST"), ("/burger/wie-heeft-gekeken", "POST"), ("/uitloggen", "GET")],
)
async def test_another_method_is_refused(site: Site, path: str, method: str) -> None:
    assert (await site.http.request(method, f"{site.url}{path}")).status_code == 405


@pytest.mark.parametrize("path", [*PUBLIC, "/burger", "/niets", "/graphiql"])
async def test_all_that_a_browser_loads_for_a_page_is_there(browser: Browser, path: str) -> None:
    """The icon too, which browsers ask for where a page names none."""
    page = await browser.http.get(f"{browser.url}{path}", headers={"accept": "text/html"})
    loaded = re.findall(r'<(?:link|script|img)[^>]* (?:href|src)="([^"]*)"', page.text)
    assert {"/static/icon.svg", "data:,"}.intersection(loaded)  # what names no icon asks for one
    for address in (*(one for one in loaded if one != "data:,"), "/favicon.ico"):
        answer = await browser.get(address)
        assert answer.status == 200, address
    assert (answer.path, answer.headers["content-type"]) == ("/static/icon.svg", "image/svg+xml")


# Language


async def test_a_language_is_remembered_for_a_year_in_a_cookie_that_names_it(browser: Browser) -> None:
    assert (await browser.get("/")).says(NL("start.citizen.title"))
    page = await browser.get("/taal/en?terug=/privacy", follow=False)
    assert page.location == "/en/privacy"
    assert attributes(page.response) == {
        "__Host-language": {
            "": "en", "max-age": "31536000", "path": "/", "secure": True, "httponly": True, "samesite": "lax",
        }
    }  # fmt: skip
    page = await browser.get("/")
    assert page.says(EN("start.citizen.title"))
    assert fault(page, "en") == {}
    assert page.links["Nederlands"] == "/taal/nl?terug=/en"
    await browser.get("/taal/nl")
    assert (await browser.get("/")).says(NL("start.citizen.title"))


@pytest.mark.parametrize("value", ["de", "EN", "nl,en", "", "<script>"])
async def test_a_language_that_is_not_there_is_dutch(browser: Browser, value: str) -> None:
    browser.cookies["/", "__Host-language"] = value
    assert (await browser.get("/")).html.startswith('<!doctype html>\n<html lang="nl">')


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "%0d%0aset-cookie:a=b", "/%09/evil.example"]
)
async def test_another_language_leads_back_to_a_page_of_ours_only(browser: Browser, back: str) -> None:
    page = await browser.get(f"/taal/en?terug={back}", follow=False)
    assert page.location == "/en"
    assert "a" not in attributes(page.response)


async def test_the_link_to_another_language_keeps_what_a_page_was_asked(browser: Browser) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(f"{LOOK_UP}?type=&x=%C3%A9", site="same-origin")
    there = await browser.get(page.links["English"], follow=False, site="same-origin")
    assert urlsplit(there.location).query == "type=&x=%C3%A9"
