"""The employer's portal: for whom one acts, and what one may do there."""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.portal import EHERKENNING
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch
from tests.fixtures.portal_provider import TwoProviders, begun

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
LOOK_UP = "/werkgever/doelgroepregister"
PERSON, ROSTER = f"{LOOK_UP}/persoon", f"{LOOK_UP}/overzicht"
BLOCKS = {"look_up": LOOK_UP, "jobs": "/werkgever/banenafspraak", "letters": "/werkgever/brieven"}


def blocks(page: Page) -> dict[str, str]:
    """The blocks of the home page, by the table of the catalogue that has their texts."""
    found = {}
    for name in BLOCKS:
        title = NL(f"employer.blocks.{name}.title")
        if title in page.links:
            assert page.says(NL(f"employer.blocks.{name}.text"))
            found[name] = page.links[title]
    return found


# Services


@pytest.mark.parametrize(
    ("services", "shown"),
    [
        (["ROSTER", "PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS"], ["look_up", "jobs", "letters"]),
        (["ROSTER"], ["look_up", "jobs"]),
        (["PERSON_LOOKUP"], ["look_up"]),
        (["LETTERS"], ["letters"]),
        (["AUTHORISATIONS"], []),
        ([], []),
    ],
)
async def test_home_has_only_the_blocks_of_ones_own_services(
    browser: Browser, watch: Watch, services: list[str], shown: list[str]
) -> None:
    page = await browser.log_in(EHERKENNING, service=services)
    assert (page.status, page.path) == (200, "/werkgever")
    assert page.says("Eerste Voorbeeld B.V. KvK-nummer 90000001", "Diensten")
    assert blocks(page) == {name: BLOCKS[name] for name in shown}
    assert page.says(NL("employer.no_services_heading"), NL("employer.no_services")) is not bool(shown)
    assert await watch.asked() == []


@pytest.mark.parametrize(
    ("services", "paths"),
    [
        (["PERSON_LOOKUP"], [ROSTER]),
        (["ROSTER", "LETTERS"], [PERSON]),
        ([], [ROSTER, PERSON]),
    ],
)
async def test_a_page_of_a_service_one_is_not_authorised_for_refuses(
    browser: Browser, watch: Watch, services: list[str], paths: list[str]
) -> None:
    page = await browser.log_in(EHERKENNING, service=services)
    for path in paths:
        refused = await browser.get(path, site="same-origin")
        assert refused.status == 403
        assert refused.says(NL("failed.forbidden.title"), NL("failed.forbidden.text"), NL("failed.forbidden.next"))
        assert refused.links[NL("failed.home")] == "/werkgever"
    if PERSON in paths:
        form = {"csrf": page.data["csrf"], "reden": "EMPLOYEE", "bsn": people.RAN_ON}
        refused = await browser.post(PERSON, form)
        assert refused.status == 403
        assert refused.says(NL("failed.forbidden.title"))
    assert await watch.asked() == []


@pytest.mark.parametrize(
    ("services", "types"),
    [
        (["ROSTER", "PERSON_LOOKUP"], ["", "loonheffingennummer", "bsn"]),
        (["ROSTER"], ["", "loonheffingennummer"]),
        (["PERSON_LOOKUP"], ["", "bsn"]),
    ],
)
async def test_the_type_of_question_is_one_that_one_may_ask(
    browser: Browser, services: list[str], types: list[str]
) -> None:
    await browser.log_in(EHERKENNING, service=services)
    page = await browser.get(LOOK_UP)
    assert page.says(*(NL(f"employer.{text}") for text in ("intro", "intro_by_payroll", "intro_by_bsn", "notice")))
    assert page.form(LOOK_UP).options == {"type": types}
    assert page.says("Type *", "Maak een keuze", "Velden met een * moet u invullen.")
    there = {"bsn": PERSON, "loonheffingennummer": ROSTER}
    for name, path in there.items():
        led = await browser.send(page, LOOK_UP, {"type": name}, follow=False)
        assert (led.status, led.headers.get("location")) == ((303, path) if name in types else (400, None))
    wrong = await browser.send(page, LOOK_UP, {"type": ""})
    assert wrong.status == 400
    assert wrong.links[NL("employer.type_missing")] == "#type"


async def test_without_a_service_there_is_nothing_to_choose(browser: Browser) -> None:
    await browser.log_in(EHERKENNING, service=["LETTERS"])
    page = await browser.get(LOOK_UP)
    assert page.says(NL("employer.no_services_heading"), NL("employer.no_services"))
    assert [form.action for form in page.forms] == ["/uitloggen"] * 2


@pytest.mark.parametrize(
    ("path", "name"),
    [("extra-bedrijf", "another")],
)
async def test_what_comes_later_says_what_to_do_now(browser: Browser, path: str, name: str) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get(f"/werkgever/{path}")
    assert page.status == 200
    assert page.says(*(NL(f"later.{name}.{part}") for part in ("title", "text", "next")))


async def test_what_never_comes_is_a_page_that_is_not_there(browser: Browser) -> None:
    await browser.log_in(EHERKENNING)
    page = await browser.get("/werkgever/alles/later")
    assert page.status == 404
    assert page.says(NL("failed.unknown.title"))


# Organisations


async def test_who_acts_for_several_chooses_and_may_change_it(browser: Browser, watch: Watch) -> None:
    page = await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK], kvk="90000099", kvk_name="X")
    assert (page.status, page.path) == (200, "/werkgever/bedrijf")
    assert page.says(NL("employer.choose_title"), NL("employer.choose_legend"))
    assert page.says("KvK-nummer 90000001", "KvK-nummer 90000002", "KvK-nummer 90000099")
    form = page.form("/werkgever/bedrijf")
    assert form.options == {"bedrijf": ["1", "2", "3"]}
    assert page.links["Een extra bedrijf toevoegen"] == "/werkgever/extra-bedrijf"
    for path in ("/werkgever", LOOK_UP, PERSON, ROSTER):
        asked = (await browser.get(path, follow=False)).location
        assert asked.partition("?")[0] == "/werkgever/bedrijf"
        assert parse_qs(urlsplit(asked).query).get("terug", ["/werkgever"]) == [path]
    home = await browser.send(page, "/werkgever/bedrijf", {"bedrijf": "2"})
    assert home.says("Tweede Voorbeeld N.V. KvK-nummer 90000002")
    for path in (LOOK_UP, PERSON, ROSTER):
        assert (await browser.get(path)).says("Tweede Voorbeeld N.V. KvK-nummer 90000002")
    again = await browser.get(home.links["Wijzigen voor welk bedrijf"])
    assert dict(again.form("/werkgever/bedrijf").fields)["bedrijf"] == "2"
    home = await browser.send(again, "/werkgever/bedrijf", {"bedrijf": "1"})
    assert home.says("Eerste Voorbeeld B.V. KvK-nummer 90000001")
    assert await watch.asked() == []


@pytest.mark.parametrize("place", ["0", "3", "-1", "1.0", "90000003", "9" * 50, "", "²", "1 ", None])
async def test_an_organisation_of_another_is_never_offered_or_taken(browser: Browser, place: str | None) -> None:
    page = await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK])
    assert people.FOREIGN_KVK not in page.html
    assert "Derde" not in page.html
    wrong = await browser.send(page, "/werkgever/bedrijf", {"bedrijf": place})
    assert wrong.status == 400
    assert wrong.links[NL("employer.choose_missing")] == "#bedrijf"
    assert (await browser.get("/werkgever", follow=False)).location == "/werkgever/bedrijf"


async def test_a_name_from_the_log_in_is_text_wherever_it_stands(browser: Browser) -> None:
    name = "<img src=x onerror=alert(1)>\"'"
    page = await browser.log_in(EHERKENNING, organisation=[people.KVK], kvk="90000077", kvk_name=name)
    chosen = await browser.send(page, "/werkgever/bedrijf", {"bedrijf": "2"})
    assert chosen.says(f"{name} KvK-nummer 90000077")
    assert "<img" not in page.html + chosen.html


async def test_an_organisation_that_has_only_an_rsin_is_known_by_it(two: TwoProviders) -> None:
    browser = two.site.browser()
    two.employers.access = {"kvk": None, "rsin": "800000079", "name": "Zesde"}
    await (await begun(browser, two.employers)).end()
    assert (await browser.get("/werkgever")).says("Zesde RSIN 800000079")


async def test_an_organisation_without_a_known_name_is_its_number_once(two: TwoProviders) -> None:
    browser = two.site.browser()
    two.employers.access = {"kvk": "90000077", "name": None}
    await (await begun(browser, two.employers)).end()
    for path, text in (("/werkgever", "KvK-nummer 90000077"), ("/taal/en?terug=/werkgever", "KvK number 90000077")):
        page = await browser.get(path, site="same-origin")
        assert text in page.lines
        assert page.html.count("90000077") == 1


async def test_among_several_too_one_without_a_known_name_is_its_number_once(two: TwoProviders) -> None:
    browser = two.site.browser()
    several = [{"kvk": "90000077", "name": "90000077"}, {"rsin": "800000079"}, {"kvk": people.KVK, "name": "Eerste"}]
    two.employers.access = {"kvk": None, "name": None, "organisations": several}
    await (await begun(browser, two.employers)).end()
    page = await browser.get("/werkgever/bedrijf")
    first = page.lines.index("KvK-nummer 90000077")
    assert page.lines[first : first + 4] == ["KvK-nummer 90000077", "RSIN 800000079", "Eerste", "KvK-nummer 90000001"]
    home = await browser.send(page, "/werkgever/bedrijf", {"bedrijf": "2"})
    assert (home.html.count("800000079"), home.says("RSIN 800000079")) == (1, True)


# Another organisation, chosen in another tab


async def test_a_question_for_one_organisation_is_never_asked_for_another(browser: Browser, watch: Watch) -> None:
    await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK])
    await browser.send(await browser.get("/werkgever/bedrijf"), "/werkgever/bedrijf", {"bedrijf": "1"})
    person, roster = await browser.get(PERSON), await browser.get(ROSTER)
    await browser.send(await browser.get("/werkgever/bedrijf"), "/werkgever/bedrijf", {"bedrijf": "2"})
    await watch.asked()
    for page, action, typed in (
        (person, PERSON, {"reden": "APPLICANT", "bsn": people.RAN_ON}),
        (roster, ROSTER, {"peiljaar": "2026"}),
    ):
        answer = await browser.send(page, action, {**typed})
        assert answer.status == 400
        assert answer.says(NL("employer.changed", name="Tweede Voorbeeld N.V."))
        assert answer.tables == []
    assert await watch.asked() == []


@pytest.mark.parametrize("path", ["/werkgever", PERSON, ROSTER])
async def test_a_page_whose_content_nobody_would_get_is_not_made(browser: Browser, watch: Watch, path: str) -> None:
    await browser.log_in(EHERKENNING)
    headers = {"cookie": f"__Host-session={browser.session}"}
    answer = await browser.http.request("HEAD", f"{browser.url}{path}", headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert await watch.asked() == []
