"""What stands around each page: where one can go, whose log-in it is, who can help, and what search engines keep."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from portal.help import Help
from portal.languages import Language, Texts
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.portal import ASSESSOR, DIGID, EHERKENNING, MONITOR, SUWINET, Site, served
from tests.fixtures.portal_browser import Browser
from tests.fixtures.portal_log import Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
PUBLIC = {"/": "start.citizen.title", "/over-het-register": "about.why.title", "/privacy": "privacy.cookies.title",
          "/toegankelijkheid": "accessibility.status.title", "/cijfers": "figures.short"}  # fmt: skip
INSIDE = {
    DIGID: "/burger/wie-heeft-gekeken",
    EHERKENNING: "/werkgever/doelgroepregister",
    SUWINET: "/suwinet",
    ASSESSOR: "/beoordelen",
    MONITOR: "/monitor/rapporten",
}
NOINDEX = '<meta name="robots" content="noindex">'
PERSON = "/werkgever/doelgroepregister/persoon"


# Search engines


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_page_for_everybody_is_described_and_found_in_both_languages(browser: Browser, path: str) -> None:
    page = await browser.get(path)
    assert '<meta name="description" content="' in page.html
    assert NOINDEX not in page.html
    english = f"/en{path}".removesuffix("/")
    for language, address in (("nl", path), ("en", english)):
        assert f'<link rel="alternate" hreflang="{language}" href="{browser.url}{address}">' in page.html
    other = await browser.twin().get(english)
    assert (other.status, other.headers["content-language"]) == (200, "en")
    assert other.says(EN(PUBLIC[path]))


async def test_a_page_inside_is_left_out(browser: Browser) -> None:
    for slug, path in INSIDE.items():
        for page in (await browser.get(path), await browser.log_in(slug), await browser.get(path)):
            assert NOINDEX in page.html
            assert 'name="description"' not in page.html
    assert NOINDEX in (await browser.get("/bestaat-niet")).html


async def test_robots_are_told_where_nothing_is_for_them(browser: Browser) -> None:
    page = await browser.get("/robots.txt")
    assert (page.status, page.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert page.html.splitlines() == [
        "User-agent: *", "Disallow: /graphql", "Disallow: /downloads/", "Disallow: /login/", "Disallow: /taal/",
    ]  # fmt: skip


# English


async def test_an_english_address_is_english_and_so_is_what_follows(browser: Browser) -> None:
    page = await browser.get("/en/privacy")
    assert page.html.startswith('<!doctype html>\n<html lang="en">')
    assert page.links["About the register"] == "/en/over-het-register"
    assert (await browser.get("/burger")).headers["content-language"] == "en"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/en//evil.example/x",
        "/en///evil.example",
        "/en/\\evil.example",
        "https://evil.example",
        "/en//",
        "en",
    ],
)
async def test_no_choice_of_a_language_leads_away_from_here(browser: Browser, language: str, back: str) -> None:
    page = await browser.get(f"/taal/{language}?{urlencode({'terug': back})}", follow=False)
    assert page.status == 303
    assert urlsplit(page.location).netloc in {"", urlsplit(browser.url).netloc}
    assert not page.location.startswith("//")


async def test_who_chose_english_is_led_to_the_english_address_and_back(browser: Browser) -> None:
    page = await browser.get("/taal/en?terug=/privacy%3Fportaal%3Demployer", follow=False)
    assert page.location == "/en/privacy?portaal=employer"
    assert (await browser.get("/privacy", follow=False)).location == "/en/privacy"
    assert (await browser.get("/?portaal=employer", follow=False)).location == "/en?portaal=employer"
    page = await browser.get("/en/privacy")
    back = await browser.get(page.links["Nederlands"])
    assert (back.path, back.headers["content-language"]) == ("/privacy", "nl")


@pytest.mark.parametrize("path", ["/en/burger", "/en/niets", "/en/en", "/english", "/en/"])
async def test_only_pages_for_everybody_have_an_english_address(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status == 404


# The portal one came from


@pytest.mark.parametrize(
    ("slug", "path", "name"),
    [
        (DIGID, "/burger", "citizen"),
        (EHERKENNING, "/werkgever", "employer"),
        (SUWINET, "/suwinet", "suwinet"),
        (ASSESSOR, "/beoordelen", "assessor"),
        (MONITOR, "/monitor", "monitor"),
    ],
)
async def test_a_page_for_everybody_keeps_the_portal(browser: Browser, slug: str, path: str, name: str) -> None:
    before = await browser.get(path)
    about = await browser.get(before.links["Over het register"])
    assert about.says(f"{NL(f'base.portals.{name}')}, Doelgroepregister")
    assert about.links[f"{NL(f'base.portals.{name}')}, Doelgroepregister"] == path
    assert not about.says("Persoonlijke gegevens")  # that is the way to the portal, not to this page
    privacy = await browser.get(about.links["Privacy"])
    assert privacy.says(f"{NL(f'base.portals.{name}')}, Doelgroepregister")
    await browser.log_in(slug)
    about = await browser.get("/over-het-register")
    assert about.says(f"{NL(f'base.portals.{name}')}, Doelgroepregister", "Uitloggen")


@pytest.mark.parametrize("given", ["x", "ASSESSOR", "auditor", "", "<b>"])
async def test_a_portal_that_is_none_is_no_portal(browser: Browser, given: str) -> None:
    page = await browser.get(f"/privacy?portaal={given}")
    assert (page.status, page.links["Doelgroepregister"]) == (200, "/")


# Where one can go, and whose log-in it is


@pytest.mark.parametrize(
    ("services", "there"),
    [
        (["ROSTER"], {"Diensten": "/werkgever", "Opvragen": "/werkgever/doelgroepregister"}),
        (["PERSON_LOOKUP"], {"Diensten": "/werkgever", "Opvragen": "/werkgever/doelgroepregister"}),
        (["LETTERS", "AUTHORISATIONS"], {"Diensten": "/werkgever", "Brieven": "/werkgever/brieven"}),
    ],
)
async def test_the_menu_has_what_one_is_authorised_for(
    browser: Browser, services: list[str], there: dict[str, str]
) -> None:
    page = await browser.log_in(EHERKENNING, service=services)
    found = {
        name: page.links[name] for name in ("Diensten", "Opvragen", "Brieven", "Machtigingen") if name in page.links
    }
    assert found == there
    assert page.html.count('href="/werkgever" aria-current="page"') == 2  # on a large screen, and on a small one
    for path in {*there.values(), "/over-het-register"}:
        html = (await browser.get(path)).html
        assert html.count('aria-current="page">') - html.count('<span aria-current="page">') == (
            2 if path in there.values() else 0
        )


async def test_a_citizen_is_the_end_of_a_number_and_nothing_else(browser: Browser) -> None:
    page = await browser.log_in(DIGID, bsn=people.TWO_GROUNDS)
    assert page.says("Burgerservicenummer eindigt op 067")
    assert people.TWO_GROUNDS not in page.html
    assert people.TWO_GROUNDS[:-3] not in page.html


# Help


@pytest.fixture
async def helped(portal_register: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """The service with people who answer the telephone."""
    help_ = Help("088 000 11 22", "op werkdagen van 8.00 tot 17.00 uur", "hulp@uwv.example")
    async with served(portal_register.pools(), tmp_path, help=help_) as opened:
        yield opened


async def test_help_stands_at_the_same_place_on_every_page(helped: Site) -> None:
    browser = helped.browser()
    pages = [await browser.get(path) for path in (*PUBLIC, "/burger", "/bestaat-niet", "/sessie-voorbij")]
    pages += [
        await browser.log_in(DIGID),
        await browser.get("/burger/wie-heeft-gekeken"),
        await browser.get("/suwinet"),
    ]
    for page in pages:
        assert page.says("Hulp nodig?", "Bel", "088 000 11 22", "hulp@uwv.example")
        assert page.links["088 000 11 22"] == "tel:0880001122"
        after = page.html.partition("</main>")[2].lstrip()
        assert after.startswith('<section class="portal-help"')
    assert pages[-2].says(NL("help.password"))
    assert not pages[0].says(NL("help.password"))


@pytest.mark.parametrize(
    ("help_", "leads"),
    [
        (Help(mail="hulp@uwv.example"), "mailto:hulp@uwv.example?subject=Uw%20mening"),
        (Help("088 000 11 22", feedback="https://mening.example/register?a=1"), "https://mening.example/register?a=1"),
        (Help(feedback="mailto:mening@uwv.example"), "mailto:mening@uwv.example"),
        (Help("088 000 11 22"), None),
    ],
)
async def test_one_says_what_one_thinks_from_every_page(
    portal_register: Database, tmp_path: Path, help_: Help, leads: str | None
) -> None:
    async with served(portal_register.pools(), tmp_path, help=help_) as site:
        browser = site.browser()
        pages = [await browser.get(path) for path in (*PUBLIC, "/burger", "/bestaat-niet", "/sessie-voorbij")]
        pages += [await browser.log_in(slug) for slug in INSIDE]
        english = await browser.get("/taal/en?terug=/suwinet", site="same-origin")
    for page in pages:
        assert page.links.get("Uw mening") == leads
        assert page.says(NL("help.no_number")) is bool(leads)
    assert english.links.get("Your opinion") == leads


async def test_the_hours_are_dutch_on_an_english_page_too(helped: Site) -> None:
    page = await helped.browser().get("/en/privacy")
    assert '<span lang="nl">op werkdagen van 8.00 tot 17.00 uur</span>' in page.html


async def test_without_settings_no_page_makes_a_number_up(site: Site) -> None:
    assert "portal-help" not in (await site.browser().get("/")).html


# The session that ends where there is JavaScript


async def test_what_a_script_sends_when_the_time_is_over_is_kept_for_the_same_user(site: Site, watch: Watch) -> None:
    browser = site.browser()
    await browser.log_in(SUWINET, user="een")
    page = await browser.get("/suwinet")
    left = browser.twin()
    await browser.send(page, "/uitloggen")
    typed = {"csrf": page.data["csrf"], "terug": "/suwinet", "veld.bsn": people.TWO_GROUNDS, "veld.doel": "ASSESSMENT"}
    over = await left.post("/sessie-voorbij", typed)
    assert over.status == 403
    assert over.says(NL("session_over.title"), NL("session_over.kept"))
    form = await left.send(over, f"/login/{SUWINET}")
    again = await left.fill_in(form, user="een")
    assert again.path == "/suwinet"
    assert dict(again.form("/suwinet").fields)["bsn"] == people.TWO_GROUNDS
    assert await watch.asked() == []


async def test_who_is_still_logged_in_goes_on_with_what_was_typed_and_nothing_is_asked(
    browser: Browser, watch: Watch
) -> None:
    await browser.log_in(SUWINET)
    page = await browser.get("/suwinet")
    typed = {"csrf": page.data["csrf"], "terug": "/suwinet", "veld.bsn": people.TWO_GROUNDS, "veld.doel": "ASSESSMENT"}
    again = await browser.post("/sessie-voorbij", typed)
    assert (again.status, again.path) == (200, "/suwinet")
    assert dict(again.form("/suwinet").fields)["bsn"] == people.TWO_GROUNDS
    other = await browser.post("/sessie-voorbij", {**typed, "csrf": "x.y"})
    assert people.TWO_GROUNDS not in other.html
    assert await watch.asked() == []


async def test_the_page_after_the_time_is_over_leads_back_to_where_one_was(browser: Browser) -> None:
    page = await browser.get("/sessie-voorbij?terug=/werkgever/doelgroepregister/persoon")
    assert page.status == 403
    assert page.says("Werkgeversportaal, Doelgroepregister")
    assert ("terug", PERSON) in page.form(f"/login/{EHERKENNING}").fields
    for elsewhere in ("//evil.example", "/graphql", "/burgerlijk", "", "https://evil.example"):
        page = await browser.get(f"/sessie-voorbij?terug={elsewhere}")
        assert (page.status, [form.action for form in page.forms]) == (200, [])
        assert not [link for link in page.links.values() if not link.startswith(("/", "#"))]
        assert page.links[NL("session_over.to.citizen")] == "/burger"


# The choice of a company


async def test_a_link_to_a_page_survives_the_choice_of_a_company(browser: Browser) -> None:
    await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK])
    choose = await browser.get(f"{PERSON}?x=1")
    assert choose.path == "/werkgever/bedrijf"
    wrong = await browser.send(choose, "/werkgever/bedrijf", {"bedrijf": "9"})
    assert wrong.status == 400
    chosen = await browser.send(wrong, "/werkgever/bedrijf", {"bedrijf": "2"}, follow=False)
    assert chosen.location == f"{PERSON}?x=1"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/burger", "/werkgeverx", "/uitloggen"])
async def test_the_choice_of_a_company_leads_to_its_portal_only(browser: Browser, back: str) -> None:
    await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK])
    choose = await browser.get(f"/werkgever/bedrijf?terug={back}")
    form = {"csrf": choose.data["csrf"], "bedrijf": "1", "terug": back}
    assert (await browser.post("/werkgever/bedrijf", form, follow=False)).location == "/werkgever"
