"""Nothing personal is logged on any journey through the portals, at any level, before anything is taken out."""

import hashlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog

from domain.roles import Role
from server.telemetry import configure_logging
from tests.conftest import Database
from tests.fixtures import people, portal_people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.log_in_simulator import BASIS
from tests.fixtures.portal import DIGID, EHERKENNING, SUWINET, Site, served
from tests.fixtures.portal_browser import Browser, attributes
from tests.fixtures.portal_provider import SECRET, TwoProviders, begun, scripted

pytest_plugins = ["tests.fixtures.portal_fixtures"]

PERSON, ROSTER = "/werkgever/doelgroepregister/persoon", "/werkgever/doelgroepregister/overzicht"
TYPED = [people.RAN_ON, people.TWO_GROUNDS, people.LAPSED, portal_people.STAFF[0], "999900019", "12345678"]


class Lines(logging.Handler):
    """Every line as it came, with what it holds and with what went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        told = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self.text += f"{record.name} {record.msg!r} {record.args!r} {told}\n"


@pytest.fixture(params=["debug", "info"])
def lines(request: pytest.FixtureRequest) -> Iterator[Lines]:
    """What is logged, at a level that the product may be run at; nothing of it was redacted yet."""
    before = logging.root.handlers[:], logging.root.level
    found = Lines()
    try:
        configure_logging(request.param, "json")
        logging.root.handlers = [found]
        yield found
    finally:
        logging.captureWarnings(capture=False)
        logging.root.handlers, logging.root.level = before
        structlog.reset_defaults()


@pytest.fixture
async def sites(lines: Lines, portal_register: Database, tmp_path: Path) -> AsyncIterator[tuple[Site, TwoProviders]]:
    """The service, started with that logging: with the simulator, and with providers that say what they are told."""
    assert lines.text == ""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(served(portal_register.pools(), tmp_path))
        one = await stack.enter_async_context(scripted("One", Role.CITIZEN, tmp_path))
        two = await stack.enter_async_context(scripted("Two", Role.EMPLOYER, tmp_path))
        other = await stack.enter_async_context(
            served(portal_register.pools(), tmp_path, one.entry, two.entry, simulated=False)
        )
        yield site, TwoProviders(other, one, two)


async def journeys(site: Site) -> list[Browser]:
    """Everybody does what there is to do, and everything that can go wrong does."""
    citizen, employer, officer, weak, late = (site.browser() for _ in range(5))
    page = await citizen.log_in(DIGID, bsn=people.RAN_ON)
    await citizen.send(page, "/burger")
    await citizen.get("/burger/wie-heeft-gekeken?van=x")
    await citizen.get("/burger/wie-heeft-gekeken")
    await employer.log_in(EHERKENNING, user="j.jansen", organisation=[people.KVK, people.SECOND_KVK])
    page = await employer.get("/werkgever/bedrijf")
    await employer.send(page, "/werkgever/bedrijf", {"bedrijf": "1"})
    for bsn in (people.TWO_GROUNDS, "999900019", "12345678"):
        page = await employer.get(PERSON)
        await employer.send(page, PERSON, {"reden": "APPLICANT", "bsn": bsn})
    page = await employer.send(await employer.get(ROSTER), ROSTER, {"peiljaar": "2026"})
    for kind in ("csv", "xlsx"):
        await employer.get(f"{page.path}/bestand.{kind}", site="same-origin")
    await employer.get(f"/{people.TWO_GROUNDS}?bsn={people.TWO_GROUNDS}")
    await employer.post(PERSON, {"csrf": "x", "bsn": people.TWO_GROUNDS})
    await employer.post(PERSON, {"bsn": people.TWO_GROUNDS}, {"sec-fetch-site": "cross-site"})
    page = await officer.log_in(SUWINET, user="p.pietersen")
    await officer.send(page, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.LAPSED, "datum": "1-2-2020"})
    await officer.twin().send(page, "/uitloggen")
    over = await officer.send(page, "/suwinet", {"doel": "ASSESSMENT", "bsn": people.LAPSED})
    await officer.fill_in(await officer.send(over, f"/login/{SUWINET}"), user="p.pietersen")
    await weak.log_in(DIGID, bsn=people.TWO_GROUNDS, level=BASIS)
    await late.get(f"/login/{DIGID}/callback?code=secret-code&state=secret-state&iss=x")
    return [citizen, employer, officer, weak, late]


async def failures(two: TwoProviders) -> list[Browser]:
    """Log-ins that come to nothing, each in another way."""
    browsers = []
    for identity, access, answer, status in (
        ({"nonce": "x"}, {}, {}, 200),
        ({}, {"role": "SUWINET"}, {}, 200),
        ({}, {"bsn": "999900019"}, {}, 200),
        ({}, {}, {"id_token": "eyJ.not.good"}, 200),
        ({}, {}, {"error": "invalid_grant", "error_description": people.RAN_ON}, 400),
        ({}, {}, {}, 500),
    ):
        two.citizens.reset()
        two.citizens.identity, two.citizens.access = dict(identity), dict(access)
        two.citizens.answer, two.citizens.status = dict(answer), status
        browser = two.site.browser()
        page = await (await begun(browser, two.citizens)).end(code="secret-code")
        assert page.status in {400, 503}
        browsers.append(browser)
    return browsers


def secrets_of(browsers: list[Browser]) -> set[str]:
    """Every cookie, mark, code, state and nonce that went to and fro."""
    found = set()
    for answer in (answer for browser in browsers for answer in browser.answers):
        found |= {one[""] for one in attributes(answer).values() if one[""]}
        found |= {part for field in ("csrf",) for part in answer.text.split(f'name="{field}" value="')[1:]}
        found |= set(answer.request.url.params.values()) | set(answer.request.headers.get("cookie", "").split("=")[1:])
    marks = {one.partition('"')[0] for one in found}
    return {one for one in marks if len(one) > 10 and "/" not in one and ":" not in one} | {"secret-code"}


async def test_no_line_names_anybody_or_holds_a_secret(
    lines: Lines, sites: tuple[Site, TwoProviders], portal_owner: Owner
) -> None:
    site, two = sites
    browsers = [*await journeys(site), *await failures(two)]
    assert "'route': 'unknown route'" in lines.text
    assert "log-in came to nothing" in lines.text
    kept = secrets_of(browsers)
    assert len(kept) > 40
    names = ["jansen", "pietersen", "Voorbeeld", "Anne", "medewerker", SECRET, "eyJ", "Bearer"]
    for secret in (*TYPED, *names, *kept, *(quote(one) for one in kept)):
        assert secret not in lines.text, secret
    for row in await portal_owner.fetch("select id from portal.session"):
        assert row["id"].hex() not in lines.text
    for browser in browsers:
        for value in browser.cookies.values():
            assert hashlib.sha256(value.encode()).hexdigest() not in lines.text
