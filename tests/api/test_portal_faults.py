"""What goes wrong is a page that says what to do next, with the right status; and what was typed isn't lost."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from auth.login.encrypted_sessions import Sessions
from domain.roles import Role
from models.stored_sessions import StoredSessions
from portal.api import Api, ApiError
from portal.languages import Language, Texts
from portal.operations.monitor import report_files
from tests.conftest import Database, pools_at
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, replace_body
from tests.fixtures.portal import EHERKENNING, SESSION_KEYS, SUWINET, UNBOUNDED, Site, free_port, running, served
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch
from tests.fixtures.portal_provider import scripted

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
SUWINET_FORM = {"doel": "ASSESSMENT", "bsn": people.RAN_ON, "datum": "1-2-2020"}
PERSON = "/werkgever/doelgroepregister/persoon"


class ScriptedApi:
    """An API at another address, as API_URL may name one, that answers what a test tells it."""

    def __init__(self) -> None:
        self.body = b""
        self.seconds = 0.0
        self.asked: list[Any] = []

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        self.asked.append(await request.json())
        await asyncio.sleep(self.seconds)
        return Response(self.body, media_type="application/json")


@pytest.fixture(scope="module")
async def api() -> AsyncIterator[tuple[ScriptedApi, str]]:
    """It, and where it is."""
    listening, url = free_port()
    scripted_api = ScriptedApi()
    app = Starlette(routes=[Route("/graphql", scripted_api.answer, methods=["POST"])])
    async with running(app, listening):
        yield scripted_api, url


@pytest.fixture(scope="module")
async def elsewhere(
    portal_register: Database, tmp_path_factory: pytest.TempPathFactory, api: tuple[ScriptedApi, str]
) -> AsyncIterator[Site]:
    """The portals, which ask that API."""
    folder = tmp_path_factory.mktemp("elsewhere")
    async with served(portal_register.pools(), folder, api_url=api[1]) as site:
        yield site


@asynccontextmanager
async def asking_nobody(register: Database, folder: Path) -> AsyncIterator[Site]:
    """The portals, whose API isn't there."""
    listening, url = free_port()
    listening.close()
    async with served(register.pools(), folder, api_url=url) as site:
        yield site


CODES: dict[str, tuple[str, int, str | None]] = {
    "UNAVAILABLE": ("unavailable", 503, "5"),
    "TIMEOUT": ("timeout", 503, "5"),
    "RATE_LIMITED": ("rate_limited", 429, "5"),
    "FORBIDDEN": ("forbidden", 403, None),
    "PURPOSE_NOT_ALLOWED": ("forbidden", 403, None),
    "FIELD_NOT_VISIBLE": ("forbidden", 403, None),
    "INSUFFICIENT_ASSURANCE": ("forbidden", 403, None),
    "BAD_USER_INPUT": ("form", 400, None),
    "GRAPHQL_PARSE_FAILED": ("internal", 500, None),
    "GRAPHQL_VALIDATION_FAILED": ("internal", 500, None),
    "QUERY_TOO_COMPLEX": ("internal", 500, None),
    "INTERNAL": ("internal", 500, None),
    "SOMETHING_NEW": ("internal", 500, None),
}


def keeps(page: Page, action: str, typed: dict[str, str]) -> bool:
    """Whether the page has a form that sends what was typed again."""
    form = page.form(action)
    sent = dict(form.fields)
    return (form.method, sent.pop("csrf") != "", sent) == ("post", True, typed) and page.says(NL("failed.kept"))


@pytest.mark.parametrize("code", CODES)
async def test_every_error_of_the_api_has_its_page_and_what_was_typed_is_kept(
    elsewhere: Site, api: tuple[ScriptedApi, str], code: str
) -> None:
    name, status, wait = CODES[code]
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    api[0].body = b'{"errors": [{"message": "SECRET", "extensions": {"code": "%s"}}], "data": null}' % code.encode()
    page = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert (page.status, page.headers.get("retry-after")) == (status, wait)
    assert page.says(NL(f"failed.{name}.title"), NL(f"failed.{name}.text"), NL(f"failed.{name}.next"))
    assert keeps(page, "/suwinet", SUWINET_FORM)
    assert page.links[NL("failed.home")] == "/suwinet"
    assert "SECRET" not in page.html
    assert api[0].asked[-1]["variables"] == {"bsn": people.RAN_ON, "purpose": "ASSESSMENT", "date": "2020-02-01"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1, ("one", 1)), (60, ("one", 1)), (61, ("other", 2)), (3600, ("other", 60)), (86_400, ("other", 1440))],
)
async def test_how_long_to_wait_is_said_in_minutes_and_in_the_header(
    elsewhere: Site, api: tuple[ScriptedApi, str], seconds: int, text: tuple[str, int]
) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    api[0].body = b'{"errors": [{"extensions": {"code": "RATE_LIMITED", "retryAfter": %d}}]}' % seconds
    page = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert (page.status, page.headers["retry-after"]) == (429, str(seconds))
    assert page.says(NL("failed.wait", count=text[1]))
    assert not page.says(NL("failed.rate_limited.next"))


async def test_a_trace_id_is_shown_for_who_reports_it(elsewhere: Site, api: tuple[ScriptedApi, str]) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    trace = "0af7651916cd43dd8448eb211c80319c"
    api[0].body = b'{"errors": [{"extensions": {"code": "INTERNAL", "traceId": "%s"}}]}' % trace.encode()
    page = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert page.says(NL("failed.trace", number=trace))


async def test_a_token_that_the_api_refuses_means_logging_in_again(
    elsewhere: Site, api: tuple[ScriptedApi, str]
) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    api[0].body = b'{"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}]}'
    page = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert page.status == 403
    assert page.says(NL("session_over.title"), NL("session_over.kept"))
    assert ("/", "__Host-session") not in browser.cookies
    sent = dict(page.form(f"/login/{SUWINET}").fields)
    assert sent.pop("csrf")
    assert sent == {"terug": "/suwinet", **{f"veld.{name}": value for name, value in SUWINET_FORM.items()}}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b"7", b"{}", b'{"data": null}', b'{"data": {}}', b'{"errors": [{}]}',
     b'{"errors": ["x"]}', b'{"errors": "x"}', b'{"errors": [{"extensions": null}]}', b'{"data": {"person": null}}'],
)  # fmt: skip
async def test_an_api_that_answers_nonsense_is_a_page_too(
    elsewhere: Site, api: tuple[ScriptedApi, str], body: bytes
) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    api[0].body = body
    page = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert page.status in {500, 503}
    name = "internal" if page.status == 500 else "unavailable"
    assert page.says(NL(f"failed.{name}.title"), NL(f"failed.{name}.text"))
    assert keeps(page, "/suwinet", SUWINET_FORM)


GROUND = {
    "code": "WAJONG", "name": "Wajong", "legalBasis": "Wajong", "startDate": "2015-01-01", "endDate": None,
    "countsFor": ["JOB_AGREEMENT"],
}  # fmt: skip
AS_OF = {"registered": True, "registrationEndDate": None, "countingStartDate": "2015-01-01", "grounds": [GROUND]}


def told(data: object) -> bytes:
    return json.dumps({"data": data}).encode()


def as_of(**changed: object) -> object:
    """An answer to what Suwinet asked, but for this."""
    return {"person": {"asOf": {name: value for name, value in (AS_OF | changed).items() if value != "NOT SENT"}}}


@pytest.mark.parametrize(
    ("data", "at", "fault"),
    [
        (as_of(registered="SECRET"), "person.asOf.registered", "bool_type"),
        (as_of(registered=1), "person.asOf.registered", "bool_type"),
        (as_of(registered=None), "person.asOf.registered", "bool_type"),
        (as_of(registered="NOT SENT"), "person.asOf.registered", "missing"),
        (as_of(registrationEndDate="NOT SENT"), "person.asOf.registrationEndDate", "missing"),
        (as_of(registrationEndDate="31-12-2028"), "person.asOf.registrationEndDate", "date_parsing"),
        (as_of(registrationEndDate="2028-02-30"), "person.asOf.registrationEndDate", "date_parsing"),
        (as_of(registrationEndDate=20281231), "person.asOf.registrationEndDate", "date_type"),
        (as_of(SECRET="SECRET"), "person.asOf", "extra_forbidden"),
        (as_of(registration_end_date=None), "person.asOf", "extra_forbidden"),
        (as_of(grounds=None), "person.asOf.grounds", "list_type"),
        (as_of(grounds=[GROUND, {**GROUND, "countsFor": ["SECRET"]}]), "person.asOf.grounds.1.countsFor.0", "enum"),
        (as_of(grounds=[{**GROUND, "name": None}]), "person.asOf.grounds.0.name", "string_type"),
        ({"person": {"asOf": None}}, "person.asOf", "model_type"),
        ({"person": AS_OF}, "person.asOf", "missing"),
        ({"SECRET": AS_OF}, "person", "missing"),
        ("SECRET", "", "model_type"),
    ],
)
async def test_an_answer_of_another_type_is_a_page_and_one_line_without_what_it_holds(
    elsewhere: Site, api: tuple[ScriptedApi, str], data: object, at: str, fault: str
) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    api[0].body = told(data)
    with capture_logs() as logs:
        failed = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert failed.status == 500
    assert failed.says(NL("failed.internal.title"), NL("failed.internal.text"), NL("failed.internal.next"))
    assert keeps(failed, "/suwinet", SUWINET_FORM)
    [line] = [line for line in logs if line["event"] != "request"]
    place = f"data.{at}".removesuffix(".")
    event = "data are not of their type"
    wanted = {"type": "Reply[ClientAsOf]", "at": place, "fault": fault, "event": event, "log_level": "error"}
    assert line == wanted
    assert "SECRET" not in f"{logs}{failed.html}"
    assert people.RAN_ON not in str(logs)


async def test_an_answer_of_its_type_is_shown(elsewhere: Site, api: tuple[ScriptedApi, str]) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    api[0].body = told(as_of())
    shown = await browser.send(page, "/suwinet", {**SUWINET_FORM})
    assert shown.status == 200
    assert [table[1:] for table in shown.tables] == [
        [["Wajong", "01-01-2015", "", "Wajong", NL("suwinet.counts_for.JOB_AGREEMENT")]]
    ]


async def test_an_error_is_one_whatever_the_data_beside_it(elsewhere: Site, api: tuple[ScriptedApi, str]) -> None:
    browser = elsewhere.browser()
    page = await browser.log_in(SUWINET)
    for data in (as_of(), {"person": None}, "SECRET"):
        api[0].body = json.dumps({"data": data, "errors": [{"extensions": {"code": "FORBIDDEN"}}]}).encode()
        page = await browser.send(page, "/suwinet", {**SUWINET_FORM})
        assert page.status == 403
        assert page.says(NL("failed.forbidden.title"))


async def test_an_api_that_is_not_there_is_unavailable(portal_register: Database, tmp_path: Path) -> None:
    async with asking_nobody(portal_register, tmp_path) as site:
        browser = site.browser()
        page = await browser.send(await browser.log_in(SUWINET), "/suwinet", {**SUWINET_FORM})
        assert (page.status, page.headers["retry-after"]) == (503, "5")
        assert page.says(NL("failed.unavailable.title"))
        assert keeps(page, "/suwinet", SUWINET_FORM)


async def test_without_the_database_who_is_not_logged_in_still_reads_what_there_is(tmp_path: Path) -> None:
    away = pools_at("postgresql://127.0.0.1:1/none")
    async with served(away, tmp_path) as site:
        browser = site.browser()
        for path in ("/", "/burger", "/privacy", "/over-het-register", "/sessie-voorbij"):
            assert (await browser.get(path)).status == 200
        page = await browser.get(f"/login/{SUWINET}")
        assert (page.status, page.headers["retry-after"]) == (503, "5")
        assert page.says(NL("failed.unavailable.title"))
        assert browser.cookies == {}
        browser.cookies["/", "__Host-session"] = "A" * 43
        for path in ("/burger", "/werkgever"):
            page = await browser.get(path)
            assert page.status == 503
            assert page.says(NL("failed.unavailable.title"))
        assert ("/", "__Host-session") in browser.cookies
        mark = Sessions(StoredSessions(away), SESSION_KEYS, "session", 1).mark(f"csrf {'A' * 43}")
        headers = {"cookie": f"__Host-session={'A' * 43}", "x-csrf-token": mark}
        stay = await browser.http.post(f"{site.url}/sessie", headers=headers)
        assert (stay.status_code, stay.headers["retry-after"], stay.json()) == (503, "5", {})


async def test_a_look_up_that_the_database_gives_up_on_says_so_and_can_be_sent_again(
    browser: Browser, watch: Watch, portal_owner: Owner
) -> None:
    page = await browser.log_in(SUWINET)
    async with portal_owner.transaction():
        await portal_owner.execute("lock table register.registration in access exclusive mode")
        page = await browser.send(page, "/suwinet", {**SUWINET_FORM, "datum": ""})
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert page.says(NL("failed.unavailable.title"), NL("failed.unavailable.text"), NL("failed.unavailable.next"))
    assert keeps(page, "/suwinet", {**SUWINET_FORM, "datum": ""})
    assert page.tables == []
    assert await watch.asked() == []
    page = await browser.send(page, "/suwinet")
    assert (page.status, len(page.tables), len(await watch.asked())) == (200, 1, 1)


async def test_a_fault_of_our_own_says_nothing_of_it_but_the_number_to_report(
    database: Database, owner: Owner, tmp_path: Path
) -> None:
    async with served(database.pools(), tmp_path) as site:
        browser, form = site.browser(), {"reden": "EMPLOYEE", "bsn": people.RAN_ON}
        await browser.log_in(EHERKENNING)
        page = await browser.get(PERSON)
        await replace_body(owner, "serve.employer_organisations", "begin raise exception 'SECRET'; end", "plpgsql")
        page = await browser.send(page, PERSON, {**form})
    assert page.status == 500
    assert page.says(NL("failed.internal.title"), NL("failed.internal.text"), NL("failed.internal.next"))
    [number] = re.findall(r"noem dit nummer: ([0-9a-f]{32})\.", page.html)
    assert page.says(NL("failed.trace", number=number))
    assert keeps(page, PERSON, {"bedrijf": "1", **form})
    assert "SECRET" not in page.html


async def test_who_asked_too_many_persons_is_told_when_to_come_back(portal_register: Database, tmp_path: Path) -> None:
    quotas = UNBOUNDED._replace(user_hour=1)
    async with served(portal_register.pools(), tmp_path, quotas=quotas) as site:
        browser = site.browser()
        await browser.log_in(EHERKENNING, user="veelvrager")
        form = {"reden": "EMPLOYEE", "bsn": people.RAN_ON}
        pages = [await browser.send(await browser.get(PERSON), PERSON, {**form}) for _ in range(3)]
        assert pages[0].status == 200
        page = pages[-1]  # an hour may have begun in between
        assert page.status == 429
        assert page.says(NL("failed.rate_limited.title"), NL("failed.rate_limited.text"))
        assert 1 <= int(page.headers["retry-after"]) <= 3600
        assert keeps(page, PERSON, {"bedrijf": "1", **form})


async def test_a_provider_that_is_away_keeps_what_was_typed(portal_register: Database, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(scripted("One", Role.SUWINET, tmp_path))
        del one.metadata["token_endpoint"]
        site = await stack.enter_async_context(served(portal_register.pools(), tmp_path, one.entry, simulated=False))
        browser = site.browser()
        typed = {"csrf": "x.y", "terug": "/suwinet", "veld.bsn": people.RAN_ON}
        page = await browser.post("/login/one", typed)
        assert (page.status, page.headers["retry-after"]) == (503, "5")
        assert page.says("Inloggen met One kan nu niet", NL("session_over.kept"), "Opnieuw inloggen met One")
        assert dict(page.form("/login/one").fields) == typed
        page = await browser.get("/login/one?terug=/suwinet")
        assert page.status == 503
        assert page.links["Opnieuw inloggen met One"] == "/login/one?terug=/suwinet"
        assert not page.says(NL("session_over.kept"))
        assert browser.cookies == {}


async def test_what_the_register_refused_says_no_more_than_that(browser: Browser, watch: Watch) -> None:
    page = await browser.log_in(EHERKENNING, service=["ROSTER"])
    sent = {"csrf": page.data["csrf"], "reden": "EMPLOYEE", "bsn": people.RAN_ON}
    refused = await browser.post(PERSON, sent)
    assert refused.status == 403
    assert refused.tables == []
    assert await watch.asked() == []


async def test_figures_that_are_counted_are_waited_for_longer_than_other_answers(api: tuple[ScriptedApi, str]) -> None:
    scripted_api, url = api
    scripted_api.body, scripted_api.seconds = (
        b'{"data": {"reports": {"edges": [], "pageInfo": {"hasNextPage": false, "endCursor": null}}}}',
        1,
    )
    asked = report_files(first=1, after=None)
    async with AsyncClient(base_url=url, timeout=0.2, trust_env=False) as client:
        patient = Api(client, figures_seconds=60)
        try:
            with pytest.raises(ApiError, match="UNAVAILABLE"):
                await patient.ask(None, asked)
            assert (await patient.ask(None, asked, counts=True)).reports.edges == []
        finally:
            scripted_api.seconds = 0
