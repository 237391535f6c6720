"""Trusted documents: asked by their id, and all that a role may run where that is so configured."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest

from domain.roles import Role
from models.database import ServingPools
from portal import operations
from tests.api.conftest import Answer, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, eventually, refusals, subject

PUBLISHED = json.loads((operations.HERE / "manifest.json").read_text(encoding="utf-8"))
IDS = {path: document_id for document_id, path in PUBLISHED.items()}
GRAPHQL_JSON = "application/graphql-response+json"
CLIENT = IDS["suwinet/Client.graphql"]
CLIENTS: dict[str, object] = {"bsn": people.RAN_ON, "purpose": "REINTEGRATION"}
UNKNOWN = f"sha256:{'0' * 64}"
ROSTER: dict[str, object] = {"organisation": people.KVK, "year": 2022}
ONLY = frozenset({Role.SUWINET, Role.EMPLOYER})


async def send(
    client: httpx2.AsyncClient, role: Role | None, body: Mapping[str, object], accept: str = GRAPHQL_JSON
) -> Answer:
    headers = {"accept": accept} | ({} if role is None else {"authorization": f"Bearer {token(role)}"})
    response = await client.post("/graphql", json=body, headers=headers)
    return Answer(response.status_code, response.json(), response.headers, response.content)


@pytest.fixture
async def strict(serving: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a service where Suwinet and employers may run trusted documents only."""
    async with client_of(serving, trusted_only=ONLY) as opened:
        yield opened


async def test_the_rest_of_a_request_is_as_with_a_text(client: httpx2.AsyncClient) -> None:
    body = {"documentId": CLIENT, "query": None, "operationName": "Client", "variables": CLIENTS, "extensions": {}}
    answer = await send(client, Role.SUWINET, body)
    assert answer.data["person"]["registered"] is True
    other = await send(client, Role.SUWINET, {**body, "operationName": "Other"})
    assert (other.status, other.codes) == (400, ["GRAPHQL_VALIDATION_FAILED"])
    without = await send(client, Role.SUWINET, {"documentId": CLIENT})
    assert (without.status, set(without.codes)) == (400, {"BAD_USER_INPUT"})


async def test_an_id_may_come_by_get_where_queries_may(serving: ServingPools) -> None:
    document_id = IDS["employer/MyOrganisations.graphql"]
    async with client_of(serving, queries_by_get=True) as client:
        client.headers["authorization"] = f"Bearer {token(Role.EMPLOYER)}"
        response = await client.get("/graphql", params={"documentId": document_id})
        assert response.json()["data"]["viewer"]["organisations"][0]["id"] == people.KVK
        both = await client.get("/graphql", params={"documentId": document_id, "query": "{ __typename }"})
        assert both.status_code == 400


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, "application/json"])
@pytest.mark.parametrize(
    ("body", "argument"),
    [
        ({}, "query"),
        ({"documentId": None}, "query"),
        ({"query": 1}, "query"),
        ({"documentId": CLIENT, "query": "{ __typename }"}, "documentId"),
        ({"documentId": CLIENT, "query": ""}, "documentId"),
        ({"documentId": ""}, "documentId"),
        ({"documentId": 1}, "documentId"),
        ({"documentId": [CLIENT]}, "documentId"),
        ({"documentId": CLIENT.upper()}, "documentId"),
        ({"documentId": CLIENT[:-1]}, "documentId"),
        ({"documentId": f"{CLIENT}\n"}, "documentId"),
        ({"documentId": f"md5:{'0' * 32}"}, "documentId"),
    ],
)
async def test_neither_both_and_what_is_no_id_are_bad_requests(
    client: httpx2.AsyncClient, body: dict[str, Any], argument: str, accept: str
) -> None:
    answer = await send(client, Role.SUWINET, body, accept)
    assert answer.status == 400
    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_USER_INPUT", "argument": argument}]
    assert "documentId" in answer.errors[0]["message"]
    assert "data" not in answer.body


@pytest.mark.parametrize("unknown", [UNKNOWN, UNKNOWN.removeprefix("sha256:"), "0" * 32, "Client"])
@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL_JSON, 400), ("application/json", 200)])
@pytest.mark.parametrize("role", [None, Role.SUWINET])
async def test_an_id_that_nobody_published_says_what_to_send(
    client: httpx2.AsyncClient, role: Role | None, accept: str, status: int, unknown: str
) -> None:
    answer = await send(client, role, {"documentId": unknown, "variables": CLIENTS}, accept)
    assert answer.status == status
    assert answer.body == {
        "errors": [
            {
                "message": "No published document has this id: send a known id, or the text of the query.",
                "extensions": {"code": "BAD_USER_INPUT", "argument": "documentId"},
            }
        ]
    }


async def test_what_an_id_asks_is_visible_by_role_as_any_text_is(client: httpx2.AsyncClient) -> None:
    answer = await send(client, Role.EMPLOYER, {"documentId": CLIENT, "variables": CLIENTS})
    assert (answer.status, set(answer.codes)) == (403, {"FIELD_NOT_VISIBLE"})
    anonymous = await send(client, None, {"documentId": CLIENT, "variables": CLIENTS})
    assert (anonymous.status, anonymous.codes) == (401, ["UNAUTHENTICATED"])


@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL_JSON, 403), ("application/json", 200)])
@pytest.mark.parametrize(
    "text",
    [
        "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }",
        "{ __typename }",
        '{ __type(name: "Query") { fields { name } } }',
        "{ nothing }",
        "{",
        "",
        operations.documents()[CLIENT].replace("registered", "registered grounds { endDate }"),
        operations.documents()[CLIENT].replace("registered", "registered t: __typename"),
        operations.documents()[CLIENT] + "query Other { viewer { role } }",
    ],
)
async def test_a_role_that_is_kept_to_trusted_documents_runs_no_other(
    strict: httpx2.AsyncClient, text: str, accept: str, status: int
) -> None:
    answer = await send(strict, Role.SUWINET, {"query": text, "variables": {"bsn": people.RAN_ON}}, accept)
    assert answer.status == status
    assert answer.body == {
        "errors": [
            {
                "message": "Only the published documents may be run with this role.",
                "extensions": {"code": "FORBIDDEN"},
            }
        ]
    }


async def test_such_a_role_runs_the_trusted_ones_by_id_and_by_text(strict: httpx2.AsyncClient) -> None:
    text = operations.documents()[CLIENT]
    texts = (text, text.rstrip(), text + "# more", text.replace("registered", "registered __typename"))
    for document in ({"documentId": CLIENT}, *({"query": one} for one in texts)):
        answer = await send(strict, Role.SUWINET, {**document, "variables": CLIENTS})
        assert answer.data["person"]["registered"] is True
    answer = await send(strict, Role.SUWINET, {"documentId": UNKNOWN})
    assert (answer.status, answer.codes) == (400, ["BAD_USER_INPUT"])


async def test_other_roles_and_visitors_run_what_they_like(strict: httpx2.AsyncClient) -> None:
    assert (await send(strict, Role.ASSESSOR, {"query": "{ viewer { role } }"})).codes == []
    assert (await send(strict, None, {"query": "{ jobTargets { year } }"})).codes == []


async def test_a_document_that_was_not_published_is_recorded_as_refused(peopled: Owner, pools: ServingPools) -> None:
    text = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { grounds { code } } }"
    async with client_of(pools, trusted_only=ONLY) as client:
        await asker(client)(Role.SUWINET, text, {"bsn": people.RAN_ON})
        await send(client, Role.SUWINET, {"documentId": UNKNOWN})
        await eventually(lambda: refusals(peopled), 1)
    [entry] = await entries(peopled)
    assert (entry.decision, entry.role, entry.fields, entry.subjects) == ("FORBIDDEN", "SUWINET", ("Query",), ())
    assert await entries(peopled, text) == [entry]


async def test_a_roster_discloses_everyone_in_it_once_and_its_link_nobody(peopled: Owner, pools: ServingPools) -> None:
    async with client_of(pools) as client:
        for name in ("RosterFile", "Roster"):
            document_id = IDS[f"employer/{name}.graphql"]
            answer = await send(client, Role.EMPLOYER, {"documentId": document_id, "variables": ROSTER})
            assert answer.codes == []
    everyone = tuple(sorted([subject(people.RAN_ON), subject(people.TWO_GROUNDS)]))
    assert [(one.purpose, one.subjects) for one in await entries(peopled)] == [
        ("ROSTER", ()),
        ("ROSTER", everyone),
    ]
    link = operations.documents()[IDS["employer/RosterFile.graphql"]]
    digest = await peopled.fetchval("select operation from log.record order by at, lane, number limit 1")
    assert digest == hashlib.sha256(link.encode()).digest()


async def test_the_log_names_a_document_the_same_however_it_was_sent(peopled: Owner, pools: ServingPools) -> None:
    text = operations.documents()[CLIENT]
    async with client_of(pools) as client:
        await asker(client)(Role.SUWINET, text, CLIENTS)
        await send(client, Role.SUWINET, {"documentId": CLIENT, "variables": CLIENTS})
    assert len(await entries(peopled, text)) == 2
