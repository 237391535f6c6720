"""GraphiQL in a real browser, on the service that `make run` starts."""

import asyncio
import json
import re
import shlex

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Picture, Scheme, Visiting
from tests.browser.graphiql_page import (
    RUN,
    act_as,
    open_tab,
    opened,
    ready,
    run,
    shown,
    stored,
    text_of,
    violations,
    within,
)

pytestmark = pytest.mark.browser

DOCS = "[aria-label='Show Documentation Explorer']"
HISTORY = "[aria-label='Show History']"
REFUSED = "Failed to load resource: the server responded with a status of 403 (Forbidden)"
GRAPHIQLS_OWN = {"nested-interactive"}  # its tabs hold buttons
START = "citizen-registered"
FIRST_ANSWERS: dict[str, dict[str, object]] = {
    "none": {"year": 2015, "government": 3000, "market": 6000, "total": 9000, "structural": False},
    "citizen-registered": {"registered": True, "registrationEndDate": None, "bsn": "999900006"},
    "citizen-other": {"registered": False, "registrationEndDate": None, "bsn": "999900018"},
    "employer": {"id": "90000012", "name": "Voorbeeldwerkgever Een B.V."},
    "employer-second": {"id": "90000023", "name": "Voorbeeldgemeente Twee"},
    "uwv": {"code": "WAJONG", "startDate": "2014-03-01", "endDate": "2016-03-10"},
    "municipality": {"code": "PRACTICE_ROUTE", "startDate": "2019-05-01", "endDate": None},
    "assessor": {"endReason": "conditions no longer met"},
    "monitor": {"role": "MONITOR"},
    "auditor": {"role": "AUDITOR"},
}


async def test_the_page_loads_without_a_violation_an_error_or_another_host(visiting: Visiting) -> None:
    async with visiting() as visit:
        await opened(visit.page)
        for login in ("uwv", "citizen-registered"):
            await act_as(visit.page, login)
            await run(visit.page)
        await visit.page.click(DOCS)
        assert visit.console == []
        assert visit.elsewhere == []
        assert await visit.page.evaluate("window.violations") == []


async def test_whoever_one_acts_as_gets_an_answer_of_their_own(visiting: Visiting) -> None:
    async with visiting() as visit:
        await opened(visit.page)
        options = await visit.page.locator("#login option").evaluate_all("options => options.map((one) => one.value)")
        assert options == list(FIRST_ANSWERS)
        for login, part in sorted(FIRST_ANSWERS.items(), key=lambda one: one[0] != START):
            if login != START:
                await act_as(visit.page, login)
            answer = await run(visit.page)
            assert "errors" not in answer
            assert within(answer, part), login
            await expect(visit.page.locator("#said")).to_have_text("Antwoord: HTTP 200")


async def test_it_starts_as_somebody_and_links_to_the_schema_of_the_role(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        assert await page.locator("#login").input_value() == START
        schema = page.get_by_role("link", name="Schema van deze rol")
        await expect(schema).to_have_attribute("href", "/schema.graphql?role=CITIZEN")
        await act_as(page, "uwv")
        await expect(schema).to_have_attribute("href", "/schema.graphql?role=SUWINET")
        assert (await page.request.get("/schema.graphql?role=SUWINET")).status == 200
        await act_as(page, "none")
        await expect(schema).to_have_attribute("href", "/schema.graphql")


async def test_a_query_is_copied_as_curl_without_the_token(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await opened(page)
        await act_as(page, "uwv")
        await page.get_by_role("button", name="Kopieer als curl").click()
        await expect(page.locator("#said")).to_have_text("Gekopieerd. Zet uw token in de variabele TOKEN.")
        copied = str(await page.evaluate("navigator.clipboard.readText()"))
        words = shlex.split(copied.replace("\\\n", ""))
        assert words[:2] == ["curl", f"{visit.home}/graphql"]
        assert "Authorization: Bearer $TOKEN" in words
        assert "eyJ" not in copied
        body = json.loads(words[words.index("--data") + 1])
        assert body["query"].strip() == (await text_of(page, ".graphiql-query-editor")).strip()
        assert body["variables"]["bsn"] == "999900006"


async def test_a_query_without_a_token_is_copied_without_one(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await opened(page)
        await act_as(page, "none")
        await page.get_by_role("button", name="Kopieer als curl").click()
        await expect(page.locator("#said")).to_have_text("Gekopieerd.")
        copied = str(await page.evaluate("navigator.clipboard.readText()"))
        assert "authorization" not in copied.lower()
        assert "TOKEN" not in copied
        words = shlex.split(copied.replace("\\\n", ""))
        headers = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
        answer = await page.request.post(words[1], headers=headers, data=words[words.index("--data") + 1])
        assert within(await answer.json(), FIRST_ANSWERS["none"])
        await act_as(page, "uwv")
        await page.get_by_role("button", name="Kopieer als curl").click()
        await expect(page.locator("#said")).to_have_text("Gekopieerd. Zet uw token in de variabele TOKEN.")


async def test_each_employer_sees_the_roster_of_their_own_staff(visiting: Visiting) -> None:
    async with visiting() as visit:
        await opened(visit.page)
        for login, shown_as in (("employer", "TABLE"), ("employer-second", "CSV_ONLY")):
            await act_as(visit.page, login)
            await open_tab(visit.page, "Roster")
            answer = await run(visit.page)
            assert "errors" not in answer, answer
            roster = answer["data"]["roster"]
            assert roster["presentation"] == shown_as
            assert len(roster["edges"]) == 10
            assert roster["pageInfo"]["hasNextPage"]


async def test_the_refusal_of_a_hidden_field_is_shown_as_it_came(visiting: Visiting) -> None:
    async with visiting() as visit:
        await opened(visit.page)
        await act_as(visit.page, "citizen-registered")
        await open_tab(visit.page, "Refused")
        answer = await run(visit.page)
        assert [error["extensions"]["coordinate"] for error in answer["errors"]] == [
            "Person.countingStartDate",
            "Person.grounds",
        ]
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"FIELD_NOT_VISIBLE"}
        assert "data" not in answer
        await expect(visit.page.locator("#said")).to_have_text("Antwoord: HTTP 403")
        assert visit.console == [REFUSED]


async def test_the_documentation_is_of_the_present_role_only(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        explorer = page.locator(".graphiql-doc-explorer")
        types = page.locator(".graphiql-doc-explorer-type-name")
        await page.click(DOCS)
        for login, has_ground in (("uwv", True), ("citizen-registered", False), ("assessor", True), ("none", False)):
            await act_as(page, login)
            if not await explorer.is_visible():
                await page.click(DOCS)
            await expect(types.filter(has_text=re.compile("^JobTarget$"))).to_have_count(1)
            await expect(types.filter(has_text=re.compile("^Ground$"))).to_have_count(int(has_ground))


async def test_nothing_of_another_role_stays_on_the_page(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        await act_as(page, "uwv")
        await run(page)
        await page.click(HISTORY)
        await expect(page.locator(".graphiql-history-items")).to_contain_text("Client")
        await act_as(page, "citizen-other")
        if not await page.locator(".graphiql-history").is_visible():
            await page.click(HISTORY)
        await expect(page.locator(".graphiql-history")).not_to_contain_text("Client")
        assert "REINTEGRATION" not in await page.content()
        assert "WAJONG" not in await page.content()
        assert "999900006" not in await page.content()


async def test_a_new_role_begins_with_its_own_tabs_however_soon_one_switches(visiting: Visiting) -> None:
    """GraphiQL writes what it remembers half a second late."""
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        before = "MyRegistration"
        for pause, login, first in (
            (0.0, "uwv", "Client"),
            (0.2, "citizen-registered", "MyRegistration"),
            (0.4, "employer", "MyOrganisations"),
            (0.45, "assessor", "Assessment"),
            (0.5, "monitor", "WhatIMaySee"),
            (0.6, "none", "ExtraJobs"),
        ):
            await open_tab(page, "Refused")
            await open_tab(page, before)
            await asyncio.sleep(pause)
            await act_as(page, login)
            titles = await page.locator(".graphiql-tab-button").all_inner_texts()
            assert titles[0] == first
            assert titles[-1] == "Refused"
            assert titles.count("Refused") == 1
            before = first


async def test_the_chosen_colours_stay_when_one_switches(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        await page.click("[aria-label='Open settings dialog']")
        await page.click("[data-theme='dark']")
        await page.keyboard.press("Escape")
        for login in ("uwv", "auditor"):
            await act_as(page, login)
            assert await page.evaluate("document.body.className") == "graphiql-dark"
        paper = "(place) => getComputedStyle(place).backgroundColor"
        await page.click("[aria-label='Open settings dialog']")
        for place in ("body", ".graphiql-container", ".graphiql-dialog"):
            assert await page.locator(place).evaluate(paper) == "rgb(16, 25, 28)", place
        assert await stored(page) == [0, 0, 0, 0, 0]


async def test_who_switches_twice_in_a_row_is_the_last_one(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        await page.evaluate(
            """() => { for (const login of ["assessor", "auditor"]) {
                 const menu = document.getElementById("login");
                 menu.value = login;
                 menu.dispatchEvent(new Event("change"));
               } }"""
        )
        await expect(page.locator(".graphiql-tab").first).to_contain_text("WhatIMaySee")
        await ready(page)
        assert within(await run(page), {"role": "AUDITOR"})


async def test_nothing_is_kept_by_the_browser_and_nothing_stands_in_a_url(visiting: Visiting) -> None:
    async with visiting() as visit:
        await opened(visit.page)
        for login in ("uwv", "citizen-registered"):
            await act_as(visit.page, login)
            await run(visit.page)
        await visit.page.click(HISTORY)
        assert await stored(visit.page) == [0, 0, 0, 0, 0]
        assert visit.page.url == f"{visit.home}/graphiql"
        assert not [url for url in visit.requested if re.search(r"\d{9}|eyJ|[?#]", url)]
        await visit.page.reload()
        await expect(visit.page.locator(RUN)).to_be_visible()
        assert await visit.page.locator("#login").input_value() == START
        assert await stored(visit.page) == [0, 0, 0, 0, 0]


async def test_without_a_token_of_the_new_role_the_old_one_is_gone(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        await act_as(page, "uwv")
        await page.route("**/development/token", lambda route: route.fulfill(status=403, json={"message": "no"}))
        await page.select_option("#login", "auditor")
        await expect(page.locator("#said")).to_have_text("Er kwam geen token voor deze log-in (HTTP 403).")
        await expect(page.locator("#graphiql > *")).to_have_count(0)
        await page.unroute("**/development/token")
        await page.select_option("#login", "monitor")
        await ready(page)
        assert within(await run(page), {"role": "MONITOR"})


async def test_the_keyboard_reaches_the_menu_and_the_run_button(visiting: Visiting) -> None:
    async with visiting() as visit:
        page = visit.page
        await opened(page)
        reached: list[str] = []
        for _ in range(40):
            await page.keyboard.press("Tab")
            active = await page.evaluate("`${document.activeElement.id} ${document.activeElement.className}`")
            reached.append(active)
            if active == "login ":
                async with page.expect_response(lambda response: "__schema" in (response.request.post_data or "")):
                    await page.keyboard.type("Monitor")
                await expect(page.locator(".graphiql-tab").first).to_contain_text("WhatIMaySee")
                await ready(page)
            if RUN[1:] in active:
                break
        assert "login " in reached
        assert RUN[1:] in reached[-1], reached
        await page.keyboard.press("Enter")
        assert within(await shown(page), {"role": "MONITOR"})
        for _ in reached:
            await page.keyboard.press("Shift+Tab")
            if await page.evaluate("document.activeElement.id") == "login":
                break
        else:
            pytest.fail("the keyboard doesn't get back to the menu")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_nothing_scrolls_sideways(visiting: Visiting, picture: Picture, width: int, scheme: Scheme) -> None:
    async with visiting(width=width, scheme=scheme) as visit:
        page = visit.page
        await opened(page)
        await act_as(page, "uwv")
        for step, tab in (("answer", "Client"), ("refusal", "Refused")):
            await open_tab(page, tab)
            await run(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await picture(page, f"graphiql-{step}-{scheme}-{width}")
        await page.get_by_role("button", name="Documentatie", exact=True).click()
        await expect(page.locator(".graphiql-doc-explorer")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await picture(page, f"graphiql-docs-{scheme}-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_our_own_parts_are_accessible(visiting: Visiting, scheme: Scheme) -> None:
    async with visiting(scheme=scheme) as visit:
        await opened(visit.page)
        await act_as(visit.page, "uwv")
        await run(visit.page)
        assert await violations(visit.page, {"exclude": [["#graphiql"]]}) == set()
        graphiqls = {one.partition(":")[0] for one in await violations(visit.page, {"include": [["#graphiql"]]})}
        assert graphiqls <= GRAPHIQLS_OWN
