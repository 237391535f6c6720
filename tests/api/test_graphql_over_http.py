"""GraphQL over HTTP: the audits of npm's graphql-http, and what they don't ask about."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from domain.roles import Role
from graph.engine.limits import Limits
from models.database import ServingPools
from tests.api.conftest import Ask, client_of, parts_of, token
from tests.fixtures import people
from tests.fixtures.npm import Npm, serving_at

GRAPHQL_JSON = "application/graphql-response+json"
PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"


@pytest.fixture
async def by_get(serving: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the service with queries by GET switched on, as a municipality."""
    async with client_of(serving, queries_by_get=True, limits=Limits(body_bytes=10_000)) as opened:
        opened.headers["authorization"] = f"Bearer {token(Role.SUWINET)}"
        yield opened


async def test_all_61_audits_pass(npm: Npm, serving: ServingPools) -> None:
    async with serving_at(parts_of(serving, queries_by_get=True)) as url:
        said = await npm.run("audits.mjs", url, token=token(Role.SUWINET))
    results: list[dict[str, str]] = json.loads(said)
    assert [one for one in results if one["status"] != "ok"] == []
    assert len(results) == 61


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*;q=0.5", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (GRAPHQL_JSON.upper(), GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, application/json; charset=utf-8", GRAPHQL_JSON),
        (f"application/json, {GRAPHQL_JSON}", "application/json"),
        (f"application/json;q=0.9, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.1, */*;q=0.5", "application/json"),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        (f"text/html, {GRAPHQL_JSON}; q=0.1", GRAPHQL_JSON),
    ],
)
async def test_the_answer_comes_as_the_client_likes_best(
    client: httpx2.AsyncClient, accept: str | None, answered: str
) -> None:
    request = client.build_request("POST", "/graphql", json={"query": "{ __typename }"})
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    response = await client.send(request)
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", f"{GRAPHQL_JSON};q=no", "image/*, text/*"])
async def test_an_answer_that_the_client_does_not_accept_is_a_406(client: httpx2.AsyncClient, accept: str) -> None:
    response = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"accept": accept})
    assert response.status_code == 406


async def test_a_request_error_has_no_data_and_a_status_by_media_type(ask: Ask) -> None:
    for query in ("{", "{ nothing }"):
        assert (await ask(Role.SUWINET, query)).status == 400
        answer = await ask(Role.SUWINET, query, accept="application/json")
        assert answer.status == 200
        assert "data" not in answer.body


@pytest.mark.parametrize("operation", [None, "C", ""])
async def test_which_of_several_operations_must_be_said(ask: Ask, operation: str | None) -> None:
    answer = await ask(Role.SUWINET, "query A { __typename } query B { viewer { role } }", operation=operation)
    assert (answer.status, answer.codes) == (400, ["GRAPHQL_VALIDATION_FAILED"])
    assert "operationName" in answer.errors[0]["message"]


async def test_the_operation_that_is_named_runs(ask: Ask) -> None:
    text = "query A { __typename } query B { viewer { role } }"
    assert (await ask(Role.SUWINET, text, operation="A")).data == {"__typename": "Query"}
    assert (await ask(Role.SUWINET, text, operation="B")).data == {"viewer": {"role": "SUWINET"}}


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b'{"query": "\xff"}', {}, 400),
        (b'{"query": "\\ud800"}', {}, 400),
        (b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 2_000 + b"1" + b"}" * 2_001, {}, 400),
        (b'{"query": NaN}', {}, 400),
        (b"[]", {}, 400),
        (b"", {}, 400),
        (b'{"query": "{ __typename }"}', {"content-type": ""}, 415),
        (b'{"query": "{ __typename }"}', {"content-type": "application/jsonp"}, 415),
        (b'{"query": "{ __typename }"}', {"content-type": 'application/json; charset="utf-16"'}, 415),
        (b"{ __typename }", {"content-type": "application/graphql"}, 415),
        (b'{"query": "{ __typename }"}', {"content-encoding": "gzip"}, 415),
        (b'{"query": "' + b" " * 99_990 + b'"}', {}, 413),
    ],
)
async def test_what_is_no_request_is_a_clear_4xx(
    client: httpx2.AsyncClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    sent = {"content-type": "application/json", "authorization": f"Bearer {token(Role.SUWINET)}"} | headers
    response = await client.post("/graphql", content=content, headers=sent)
    assert response.status_code == status
    assert [error["extensions"] for error in response.json()["errors"]] == [{"code": "BAD_USER_INPUT"}]


async def test_a_body_without_a_length_is_counted_while_it_comes(client: httpx2.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 10_000
            yield b" " * 10_000

    response = await client.post("/graphql", content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert sent <= 120_000


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; CHARSET=utf8"])
async def test_utf_8_by_any_name_is_read(client: httpx2.AsyncClient, charset: str) -> None:
    headers = {"content-type": f"Application/JSON{charset}"}
    response = await client.post("/graphql", content='{"query": "{ é: __typename }"}', headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
async def test_only_post_unless_configured(client: httpx2.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql", params={"query": "{ __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_options_says_which_methods_there_are(client: httpx2.AsyncClient, by_get: httpx2.AsyncClient) -> None:
    response = await client.options("/graphql")
    assert (response.status_code, response.headers["allow"], response.content) == (204, "POST", b"")
    assert (await by_get.options("/graphql")).headers["allow"] == "GET, POST"


async def test_a_query_by_get_answers_as_by_post_where_it_is_switched_on(by_get: httpx2.AsyncClient) -> None:
    asked: dict[str, Any] = {"query": PERSON, "variables": {"bsn": people.RAN_ON}}
    posted = await by_get.post("/graphql", json=asked)
    params = {"query": PERSON, "variables": json.dumps({"bsn": people.RAN_ON}), "operationName": "", "other": "x"}
    response = await by_get.get("/graphql", params=params)
    assert (response.status_code, response.json()) == (200, posted.json())
    assert response.json()["data"] == {"person": {"registered": True}}
    assert response.headers["cache-control"] == "no-store"
    by_head = await by_get.head("/graphql", params=params)  # it would be recorded, and hand over nothing
    assert (by_head.status_code, by_head.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("variables={}", 400),
        ("query=%FF", 400),
        ("query={__typename}&query={__typename}", 400),
        ("query={__typename}&variables=[]", 400),
        ("query={__typename}&variables={", 400),
        ("query={__typename}&extensions=1", 400),
        ("query={__typename}" + "&x=1" * 40, 400),
        ("query=" + "%20" * 4_000, 414),
        ("query=mutation{__typename}", 405),
    ],
)
async def test_a_query_string_that_is_no_request_is_a_clear_4xx(
    by_get: httpx2.AsyncClient, query: str, status: int
) -> None:
    response = await by_get.get(f"/graphql?{query}", headers={"accept": GRAPHQL_JSON})
    assert response.status_code == status
    assert "data" not in response.json()


async def test_the_limit_of_a_body_is_a_setting(serving: ServingPools) -> None:
    async with client_of(serving, limits=Limits(body_bytes=30)) as small:
        assert (await small.post("/graphql", json={"query": "{ __typename }"})).status_code == 200
        response = await small.post("/graphql", json={"query": "{ __typename  __typename }"})
    assert response.status_code == 413
    assert response.json()["errors"][0]["message"] == "A request has at most 30 bytes."
