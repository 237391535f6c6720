"""Persisted queries of Apollo's and urql's clients, and the trusted documents of other publishers."""

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from domain.roles import Role
from models.database import ServingPools
from portal import operations
from server.errors import CommandError
from server.trusted_documents import documents_of_others
from tests.api.conftest import client_of, parts_of, token
from tests.api.test_trusted_documents import GRAPHQL_JSON, IDS, send
from tests.fixtures import people
from tests.fixtures.npm import Npm, serving_at

ONE_PERSON = operations.documents()[IDS["employer/OnePerson.graphql"]]
ROSTER = operations.documents()[IDS["employer/Roster.graphql"]]
APPLICANT: dict[str, object] = {"bsn": people.RAN_ON, "purpose": "APPLICANT"}
OF_OTHERS = """# of a payroll package
query Staff($organisation: ID!, $year: Int!) { viewer { ...Mine }
  roster(organisation: $organisation, year: $year) { edges { node { bsn registrationEndDate } } } }
fragment Mine on Viewer { organisations { id } }"""
STAFF: dict[str, object] = {"organisation": people.KVK, "year": 2022}
UNPUBLISHED = "query($bsn: BSN!, $purpose: Purpose!) { person(bsn: $bsn, purpose: $purpose) { registered } }"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hashed(value: object, **more: object) -> dict[str, object]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": value}}, **more}


@pytest.fixture
async def strict(serving: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a service where employers may run trusted documents only, those of a payroll package included."""
    others = {"b61b879c1eb0040bce65d70c8adfb1ae9360f52f": OF_OTHERS}
    async with client_of(serving, trusted_only=frozenset({Role.EMPLOYER}), documents_of_others=others) as opened:
        yield opened


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, "application/json"])
@pytest.mark.parametrize("role", [None, Role.EMPLOYER])
async def test_a_hash_that_nobody_published_has_clients_send_the_text(
    client: httpx2.AsyncClient, role: Role | None, accept: str
) -> None:
    for value in (digest(UNPUBLISHED), "", "x", digest(ONE_PERSON).upper()):
        answer = await send(client, role, hashed(value, variables=APPLICANT), accept)
        assert (answer.status, answer.body) == (
            200,
            {
                "errors": [
                    {
                        "message": "PersistedQueryNotSupported",
                        "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
                    }
                ]
            },
        )


async def test_a_text_that_was_sent_with_its_hash_is_not_stored(client: httpx2.AsyncClient) -> None:
    both = hashed(digest(UNPUBLISHED), query=UNPUBLISHED, variables=APPLICANT)
    assert (await send(client, Role.EMPLOYER, both)).data == {"person": {"registered": True}}
    alone = await send(client, Role.EMPLOYER, hashed(digest(UNPUBLISHED), variables=APPLICANT))
    assert alone.codes == ["PERSISTED_QUERY_NOT_SUPPORTED"]


async def test_a_published_hash_runs_its_document(client: httpx2.AsyncClient) -> None:
    answer = await send(client, Role.EMPLOYER, hashed(digest(ONE_PERSON), variables=APPLICANT))
    assert answer.data == {"person": {"registered": True, "registrationEndDate": None}}


async def test_a_published_hash_asks_no_more_than_its_text_may(client: httpx2.AsyncClient) -> None:
    answer = await send(client, Role.MONITOR, hashed(digest(ONE_PERSON), variables=APPLICANT))
    assert (answer.status, answer.codes) == (403, ["FIELD_NOT_VISIBLE"])
    assert (await send(client, None, hashed(digest(ONE_PERSON), variables=APPLICANT))).status == 401


@pytest.mark.parametrize("value", [None, 1, {}, ["x"]])
async def test_a_persisted_query_without_its_hash_is_a_bad_request(client: httpx2.AsyncClient, value: object) -> None:
    for body in (hashed(value), {"extensions": {"persistedQuery": value}}):
        answer = await send(client, Role.EMPLOYER, body)
        assert answer.status == 400
        assert answer.errors[0]["extensions"] == {"code": "BAD_USER_INPUT", "argument": "extensions"}


async def test_a_hash_may_come_by_get_where_queries_may(serving: ServingPools) -> None:
    async with client_of(serving, queries_by_get=True) as client:
        client.headers["authorization"] = f"Bearer {token(Role.EMPLOYER)}"
        sent = {name: json.dumps(value) for name, value in hashed(digest(ONE_PERSON), variables=APPLICANT).items()}
        response = await client.get("/graphql", params=sent)
    assert response.json()["data"]["person"]["registered"] is True


@pytest.mark.parametrize("document", [ONE_PERSON, OF_OTHERS, ROSTER])
async def test_apollos_and_urqls_clients_run_a_published_document_by_its_hash(
    npm: Npm, serving: ServingPools, document: str
) -> None:
    variables = {**STAFF, **APPLICANT}
    parts = parts_of(serving, trusted_only=frozenset({Role.EMPLOYER}), documents_of_others={"staff": OF_OTHERS})
    async with serving_at(parts) as url:
        said = await npm.run("persisted.mjs", url, document, json.dumps(variables), token=token(Role.EMPLOYER))
    found = json.loads(said)
    for client in ("apollo", "urql"):
        assert found[client]["sent"] == ["hash"]
        assert found[client]["data"]


async def test_apollos_and_urqls_clients_fall_back_to_the_text_of_any_other_document(
    npm: Npm, serving: ServingPools
) -> None:
    async with serving_at(parts_of(serving)) as url:
        said = await npm.run("persisted.mjs", url, UNPUBLISHED, json.dumps(APPLICANT), token=token(Role.EMPLOYER))
    found = json.loads(said)
    for client in ("apollo", "urql"):
        assert found[client]["sent"] == ["hash", "text"]
        assert found[client]["data"]["person"]["registered"] is True


async def test_a_role_kept_to_trusted_documents_runs_those_of_others_however_a_client_writes_them(
    strict: httpx2.AsyncClient,
) -> None:
    with_typename = OF_OTHERS.replace("id }", "id __typename }").replace(
        "registrationEndDate", "registrationEndDate __typename"
    )
    for body in (
        {"query": OF_OTHERS},
        {"query": " ".join(OF_OTHERS.partition("\n")[2].split())},
        {"query": with_typename},
        {"documentId": "b61b879c1eb0040bce65d70c8adfb1ae9360f52f"},
        hashed("b61b879c1eb0040bce65d70c8adfb1ae9360f52f"),
        hashed(digest(OF_OTHERS)),
    ):
        answer = await send(strict, Role.EMPLOYER, {**body, "variables": STAFF})
        assert len(answer.data["roster"]["edges"]) == 2
    more = OF_OTHERS.replace("registrationEndDate", "registrationEndDate payrollTaxNumber")
    for text in (
        more,
        OF_OTHERS + " query More { viewer { role } }",
        with_typename.replace("__typename", "t: __typename"),
    ):
        answer = await send(strict, Role.EMPLOYER, {"query": text, "variables": STAFF, "operationName": "Staff"})
        assert answer.codes == ["FORBIDDEN"]


def manifest(folder: Path, content: object, name: str = "documents.json") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "content",
    [
        {"b61b879c1eb0040bce65d70c8adfb1ae9360f52f": OF_OTHERS},  # graphql-codegen's, SHA-1
        {digest(OF_OTHERS): OF_OTHERS},  # graphql-codegen's, SHA-256
        {"4b3ba7a3d0d2b3fd4bb2b3b6c4d54bb1": OF_OTHERS},  # relay-compiler's, MD5
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": digest(OF_OTHERS), "name": "Staff", "type": "query", "body": OF_OTHERS}],
        },
    ],
)
def test_a_manifest_of_each_kind_is_read(tmp_path: Path, content: dict[str, object]) -> None:
    assert list(documents_of_others(manifest(tmp_path, content)).values()) == [OF_OTHERS]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"),
        ([], "is not an object of ids and documents"),
        ({"x": 1}, "has an entry that is no id with the text of a document"),
        ({"with a blank": "{ __typename }"}, "has an entry that is no id"),
        ({"format": "apollo-persisted-query-manifest"}, "has an entry that is no id"),
        ({"format": "apollo-persisted-query-manifest", "operations": [{"id": "x"}]}, "has an entry that is no id"),
        ({"x": "query {"}, "x is not a GraphQL document"),
        ({f"sha256:{'0' * 64}": "{ __typename }"}, "is not the SHA-256 of its document"),
    ],
)
def test_what_is_no_manifest_stops_the_start_in_one_line_that_names_the_file(
    tmp_path: Path, content: object, words: str
) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        documents_of_others(manifest(tmp_path, content))
    assert "documents.json" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_manifests_may_share_a_document_and_not_an_id_for_two(tmp_path: Path) -> None:
    manifest(tmp_path, {"a": OF_OTHERS}, "one.json")
    assert documents_of_others(manifest(tmp_path, {"a": OF_OTHERS}, "two.json")) == {"a": OF_OTHERS}
    with pytest.raises(CommandError, match=r"two\.json gives an id of another manifest"):
        documents_of_others(manifest(tmp_path, {"a": "{ __typename }"}, "two.json"))


def test_a_directory_without_a_manifest_or_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has no manifest"):
        documents_of_others(tmp_path)
    with pytest.raises(CommandError, match="can't be read"):
        documents_of_others(tmp_path / "none")
    assert documents_of_others(None) == {}
