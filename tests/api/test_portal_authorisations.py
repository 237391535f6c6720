"""The page on which an administrator says what the users of an organisation may do."""

from portal.languages import Language, Texts
from tests.fixtures.portal import EHERKENNING, Site
from tests.fixtures.portal_browser import Browser, Page

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
PAGE = "/werkgever/machtigingen"
ALL = ["ROSTER", "PERSON_LOOKUP", "LETTERS"]


async def come(site: Site, user: str, administrator: str = "") -> tuple[Browser, Page]:
    """Log in as a user, in a browser of their own."""
    browser = site.browser()
    return browser, await browser.log_in(EHERKENNING, user=user, service=ALL, administrator=administrator)


async def edit(browser: Browser, user: str) -> Page:
    """The page on which a user's services are changed, by the link of the overview."""
    overview = await browser.get(PAGE, site="same-origin")
    name = f"{NL('authorisations.change')} {NL('authorisations.change_of', user=user)}"
    return await browser.get(overview.links[name], site="same-origin")


async def test_only_an_administrator_finds_the_page(site: Site) -> None:
    browser, home = await come(site, "piet")
    assert NL("employer.blocks.authorisations.title") not in home.links
    refused = await browser.get(PAGE, site="same-origin")
    assert (refused.status, refused.says(NL("failed.forbidden.title"))) == (403, True)
    _, home = await come(site, "anna", administrator="yes")
    assert home.links[NL("employer.blocks.authorisations.title")] == PAGE


async def test_what_is_unticked_is_gone_from_the_users_home_at_their_next_page(site: Site) -> None:
    theirs, home = await come(site, "bert")
    assert NL("employer.blocks.look_up.title") in home.links
    anna, _ = await come(site, "anna", administrator="yes")
    page = await edit(anna, "bert")
    assert page.title.startswith(NL("authorisations.edit_title", user="bert"))
    saved = await anna.send(page, page.path, {"dienst-ROSTER": None, "dienst-PERSON_LOOKUP": None})
    assert saved.says(NL("authorisations.saved", user="bert", services=NL("authorisations.services.LETTERS")))
    assert saved.path.startswith(f"{PAGE}/antwoord/")
    again = await theirs.get("/werkgever", site="same-origin")
    assert NL("employer.blocks.look_up.title") not in again.links
    assert NL("frame.places.look_up") not in again.links


async def test_a_user_whose_everything_is_taken_is_asked_about_once_more(site: Site) -> None:
    await come(site, "chris")
    anna, _ = await come(site, "anna", administrator="yes")
    page = await edit(anna, "chris")
    none = dict.fromkeys([f"dienst-{one}" for one in ALL])
    sure = await anna.send(page, page.path, none)
    assert sure.says(NL("authorisations.nothing_title", user="chris"))
    assert sure.links[NL("authorisations.back")] == page.path
    done = await anna.send(sure, page.path, {})
    assert done.says(NL("authorisations.saved_nothing", user="chris"))


async def test_who_was_slower_sees_what_the_other_did(site: Site) -> None:
    await come(site, "dirk")
    anna, _ = await come(site, "anna", administrator="yes")
    eva, _ = await come(site, "eva", administrator="yes")
    hers, theirs = await edit(anna, "dirk"), await edit(eva, "dirk")
    await anna.send(hers, hers.path, {"dienst-LETTERS": None})
    late = await eva.send(theirs, theirs.path, {"dienst-ROSTER": None})
    assert late.status == 409
    assert late.says("Een andere beheerder heeft dit om")
    twice = await anna.send(hers, hers.path, {"dienst-LETTERS": None})
    assert twice.says(
        NL("authorisations.saved", user="dirk", services="Overzicht van werknemers, Eén persoon opvragen")
    )
    done = await eva.send(late, late.path, {"dienst-ROSTER": None})
    assert done.says(NL("authorisations.saved", user="dirk", services=NL("authorisations.services.PERSON_LOOKUP")))


async def test_ones_own_administration_is_said_and_not_asked(site: Site) -> None:
    frans, _ = await come(site, "frans", administrator="yes")
    page = await edit(frans, "frans")
    assert page.says(NL("authorisations.own"))
    assert "dienst-AUTHORISATIONS" not in dict(page.form(page.path).fields)
    saved = await frans.send(page, page.path, dict.fromkeys([f"dienst-{one}" for one in ALL]))
    assert saved.says(NL("authorisations.saved", user="frans", services=NL("authorisations.services.AUTHORISATIONS")))


async def test_a_user_who_is_not_there_is_an_unknown_page(site: Site) -> None:
    anna, _ = await come(site, "anna", administrator="yes")
    for user in ("00" * 16, "x", "../x"):
        assert (await anna.get(f"{PAGE}/{user}", site="same-origin")).status == 404
