"""Download mijn gegevens (AVG 15): what the register tells a citizen of themselves, all of it, and of nobody else."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx2
import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, get_named_type, is_object_type

from portal.pages.citizen import own_data
from tests.conftest import ROOT
from tests.fixtures.casework import Casework
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.own_data import EXPLANATION, FREE, KINDS, NL, PAGE, Official, download, logged_in, with_a_history
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.fixtures.portal import EHERKENNING, Site
from tests.fixtures.portal_log import Watch

pytest_plugins = ["tests.fixtures.own_data_fixtures"]

NOT_DATA = {
    "Case.actions": "what one may do next",
    "Case.letters": "by their ids: the letters stand beside the cases",
    "Letter.body": "the text of parts and reference",
    "Letter.pdf": "a link that is soon over",
    "CaseConnection.totalCount": "a count",
    "CaseConnection.overdueCount": "a count",
    "LetterConnection.unreadCount": "a count",
}
"""What a citizen may ask and the file has no line for, and why."""


def all_of(schema: GraphQLSchema, kind: str, until: str) -> str:
    """All that may be asked of a type, as a selection, but for what is no data."""
    named = schema.type_map[kind]
    assert isinstance(named, GraphQLObjectType)
    asked = []
    for name, one in named.fields.items():
        if f"{kind}.{name}" in NOT_DATA or name in {"cursor", "pageInfo"}:
            continue
        arguments = f'(first: 100, until: "{until}")' if name == "disclosures" else "(first: 100)" if one.args else ""
        below = get_named_type(one.type)
        asked.append(f"{name}{arguments}" + (f" {all_of(schema, below.name, until)}" if is_object_type(below) else ""))
    return "{ " + " ".join(asked) + " }"


async def test_the_json_is_all_that_the_register_tells_a_citizen_of_themselves(
    own_site: Site, own_casework: Casework, own_official: Official, somebody: str
) -> None:
    await with_a_history(own_casework, own_official, somebody)
    browser = await logged_in(own_site, somebody)
    file = json.loads((await download(browser, "json")).content)
    schema = build_schema((ROOT / "schema" / "citizen.graphql").read_text(encoding="utf-8"))
    page = await browser.get(PAGE, site="same-origin")
    told = await browser.http.post(
        f"{browser.url}/graphql",
        json={"query": "{ viewer { person " + all_of(schema, "Person", file["madeAt"]) + " } }"},
        headers={"cookie": f"__Host-session={browser.session}", "x-csrf-token": page.data["csrf"]},
    )
    person = told.json()["data"]["viewer"]["person"]
    lists = {name: [edge["node"] for edge in person.pop(name)["edges"]] for name in ("cases", "letters", "disclosures")}
    assert file["person"] == person == {
        "bsn": somebody, "registered": True, "registrationEndDate": None, "letterChannel": person["letterChannel"]
    }  # fmt: skip
    letters_of = {case["id"]: [one["id"] for one in case.pop("letters")] for case in file["cases"]}
    for name, nodes in lists.items():
        assert [moments(node) for node in file[name]] == [moments(node) for node in nodes]
        assert len(nodes) > 1 or name == "disclosures"
    assert file["complete"] is True
    assert [case["state"] for case in file["cases"]] == ["DRAFT", "SUBMITTED", "REJECTED"]
    assert sorted(one for of_case in letters_of.values() for one in of_case) == sorted(
        letter["id"] for letter in file["letters"]
    )
    assert any(one["role"] == "SUWINET" for one in file["disclosures"])
    assert EXPLANATION in {case["form"]["explanation"] for case in file["cases"] if case["form"]}


def moments(node: dict[str, Any]) -> dict[str, Any]:
    """Moments written in one way: by microseconds, or none of them."""
    return {name: re.sub(r"\.?0*Z$", "Z", one) if isinstance(one, str) else one for name, one in node.items()}


@pytest.mark.parametrize("kind", KINDS)
async def test_no_ground_reason_or_birth_date_is_in_a_file(
    own_site: Site, own_official: Official, somebody: str, kind: str
) -> None:
    await own_official.looks(somebody)
    answer = await download(await logged_in(own_site, somebody), kind)
    text = TaggedPdf(answer.content).text if kind == "pdf" else answer.text
    assert somebody in text
    for absent in ("WAJONG", "Wajong", "Geheime", "2014-03-01", "1maart2014", "2016-03-10", "1990", "countingStart"):
        assert absent not in text
    assert squeezed(NL("own_data.not_in_it")) in squeezed(text)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_is_kept_nowhere_and_named_after_its_day_only(own_site: Site, somebody: str, kind: str) -> None:
    browser = await logged_in(own_site, somebody)
    answer = await download(browser, kind)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == KINDS[kind]
    assert answer.headers["content-disposition"] == f'attachment; filename="mijn-gegevens-2026-11-23.{kind}"'
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    for one in browser.answers:
        sent = [str(one.request.url), str(one.headers)]
        assert not [text for text in sent if somebody in text]


async def test_the_page_asks_nothing_and_is_reached_from_where_one_looks_for_it(
    own_site: Site, own_watch: Watch, somebody: str
) -> None:
    browser = await logged_in(own_site, somebody)
    page = await browser.get(PAGE, site="same-origin")
    assert page.says(NL("own_data.title"), NL("own_data.not_in_it"), NL("own_data.download.json"))
    assert await own_watch.asked() == []
    for address in ("/burger", "/burger/wie-heeft-gekeken"):
        assert (await browser.get(address, site="same-origin")).links[NL("own_data.link")] == PAGE


@pytest.mark.parametrize("kind", KINDS)
async def test_a_download_is_recorded_as_the_look_at_oneself_that_it_is(
    own_site: Site, own_watch: Watch, somebody: str, kind: str
) -> None:
    browser = await logged_in(own_site, somebody)
    await download(browser, kind)
    asked = await own_watch.asked()
    assert {(one.purpose, one.persons) for one in asked} == {("OWN_DATA", 1)}
    fields = {field for one in asked for field in one.fields.split()}
    assert {"Person.bsn", "Person.cases", "Person.letters", "Person.disclosures"} <= fields
    looks = await browser.get("/burger/wie-heeft-gekeken", site="same-origin")
    assert looks.says(NL("shown.letters")) or NL("shown.letters") in " ".join(looks.lines)


async def test_reading_ones_letters_by_it_opens_none(
    own_site: Site, own_casework: Casework, own_official: Official, own_owner: Owner, somebody: str
) -> None:
    await with_a_history(own_casework, own_official, somebody)
    await download(await logged_in(own_site, somebody), "json")
    read = "select count(*) filter (where read_at is null), count(*) from cases.letter where bsn = $1"
    row = await own_owner.fetchrow(read, int(somebody))
    assert row is not None
    assert row[0] == row[1] > 1


async def test_nobody_else_gets_a_file_of_it(
    own_site: Site, own_casework: Casework, own_official: Official, own_watch: Watch, somebody: str
) -> None:
    await with_a_history(own_casework, own_official, somebody)
    another = await download(await logged_in(own_site, next(FREE)), "json")
    assert somebody not in another.text
    assert json.loads(another.content)["cases"] == json.loads(another.content)["letters"] == []
    await own_watch.asked()
    employer, nobody = own_site.browser(), own_site.browser()
    page = await employer.log_in(EHERKENNING)
    refused = await employer.post(PAGE, {"csrf": page.data["csrf"], "soort": "json"})
    assert refused.status == 403
    assert (await nobody.get(PAGE)).says(NL("log_in.why.citizen"))
    assert (await nobody.post(PAGE, {"soort": "json"})).response.headers["content-type"].startswith("text/html")
    assert await own_watch.asked() == []


@pytest.mark.parametrize("way", ["without the mark", "from another site", "by a link"])
async def test_no_other_site_can_have_a_file_made(own_site: Site, own_watch: Watch, somebody: str, way: str) -> None:
    browser = await logged_in(own_site, somebody)
    page = await browser.get(PAGE, site="same-origin")
    await own_watch.asked()
    fields = {"csrf": page.data["csrf"], "soort": "json"}
    if way == "without the mark":
        answer = await browser.post(PAGE, {**fields, "csrf": "x"})
    elif way == "from another site":
        elsewhere = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
        answer = await browser.post(PAGE, fields, elsewhere)
    else:
        answer = await browser.get(f"{PAGE}?soort=json", site="cross-site")
    assert answer.headers["content-type"].startswith("text/html")
    assert "content-disposition" not in answer.headers
    assert await own_watch.asked() == []


@pytest.mark.parametrize("kind", ["", "xml", "PDF", "../json"])
async def test_there_is_no_other_kind_of_file(own_site: Site, own_watch: Watch, somebody: str, kind: str) -> None:
    browser = await logged_in(own_site, somebody)
    answer = await browser.send(await browser.get(PAGE, site="same-origin"), PAGE, {"soort": kind})
    assert (answer.status, answer.says(NL("own_data.kind_missing"))) == (400, True)
    assert await own_watch.asked() == []


@asynccontextmanager
async def without_the_log(owner: Owner) -> AsyncIterator[None]:
    """A register that refuses a citizen who looked, as one does whose rights were set wrong."""
    role = await owner.fetchval(
        "select grantee from information_schema.routine_privileges "
        "where routine_name = 'citizen_disclosures' and grantee like '%citizen'"
    )
    await owner.execute(f"revoke execute on function serve.citizen_disclosures from {role}")
    try:
        yield
    finally:
        await owner.execute(f"grant execute on function serve.citizen_disclosures to {role}")


async def test_a_register_that_refuses_a_part_gives_a_page_and_no_half_a_file(
    own_site: Site, own_owner: Owner, somebody: str
) -> None:
    browser = await logged_in(own_site, somebody)
    page = await browser.get(PAGE, site="same-origin")
    async with without_the_log(own_owner):
        for kind in KINDS:
            answer = await browser.send(page, PAGE, {"soort": kind})
            assert answer.status in {500, 503}
            assert "content-disposition" not in answer.headers
            assert somebody not in answer.html


async def test_a_long_file_that_is_cut_off_cannot_be_taken_for_a_whole_one(
    own_site: Site, own_owner: Owner, monkeypatch: pytest.MonkeyPatch, somebody: str
) -> None:
    browser = await logged_in(own_site, somebody)
    monkeypatch.setattr(own_data, "_HELD", 100)
    came = b""
    async with without_the_log(own_owner):
        with suppress(httpx2.RemoteProtocolError):
            came = (await download(browser, "json")).content
    assert b'"complete"' not in came
    with pytest.raises(json.JSONDecodeError):
        json.loads(came)
