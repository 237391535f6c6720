"""GraphiQL's page over HTTP, its examples, and the development route that hands out tokens."""

import json
import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.types import ASGIApp

from auth.development.issuer import DevelopmentIssuer
from models.database import ServingPools
from portal import graphiql
from server import development
from server.commands.migrate import head
from server.composition import Parts, build
from tests.api.conftest import PSEUDONYMS, SEAL, SESSION_KEYS, TODAY, TRUST
from tests.fixtures.tokens import AUDIENCE

HOME = "http://127.0.0.1:8000"
OURS = {"origin": HOME, "sec-fetch-site": "same-origin", "x-development-login": "graphiql"}
LOGINS = development.logins(TODAY)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.fixture(scope="module")
def in_development(serving: ServingPools, tmp_path_factory: pytest.TempPathFactory) -> ASGIApp:
    """The service with a development issuer."""
    issuer = DevelopmentIssuer(tmp_path_factory.mktemp("issuer"), "http://localhost/issuer", AUDIENCE)
    trust = TRUST.including(issuer.as_issuer())
    return build(
        Parts(
            pools=serving,
            trust=trust,
            today=lambda: TODAY,
            url=HOME,
            head=head(),
            seal=SEAL,
            pseudonyms=PSEUDONYMS,
            session_keys=SESSION_KEYS,
            development=issuer,
        )
    )


@pytest.fixture(scope="module")
async def developer(in_development: ASGIApp) -> AsyncIterator[httpx2.AsyncClient]:
    """A client on the same machine."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(in_development), base_url=HOME) as opened:
        yield opened


async def bearer(developer: httpx2.AsyncClient, login: graphiql.Login) -> dict[str, str]:
    """The Authorization header of a log-in."""
    if login.role is None:
        return {}
    answer = await developer.post(development.TOKEN_PATH, json={"login": login.name}, headers=OURS)
    assert answer.status_code == 200
    return {"authorization": f"Bearer {answer.json()['token']}"}


async def test_the_page_has_a_strict_policy(client: httpx2.AsyncClient, developer: httpx2.AsyncClient) -> None:
    for one in (client, developer):
        answer = await one.get("/graphiql")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "set-cookie" not in answer.headers


async def test_all_that_the_page_loads_is_served_here(client: httpx2.AsyncClient) -> None:
    text = (await client.get("/graphiql")).text
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?:", text)
    loaded = [path for path in re.findall(r'(?:src|href)="([^"]+)"', text) if path != "data:,"]
    assert len(loaded) == 8
    for path in loaded:
        assert path.startswith("/")
        assert (await client.get(path)).status_code == 200, path


async def test_the_start_page_leads_there(client: httpx2.AsyncClient) -> None:
    assert 'href="/graphiql"' in (await client.get("/")).text


async def test_in_production_there_is_no_menu_and_no_demo_data(client: httpx2.AsyncClient) -> None:
    text = (await client.get("/graphiql")).text
    assert "<select" not in text
    assert 'type="password"' in text
    examples = (await client.get("/graphiql/examples.json")).text
    assert not re.search(r"\d{8}", examples)
    assert sorted(json.loads(examples)) == ["ASSESSOR", "AUDITOR", "CITIZEN", "EMPLOYER", "MONITOR", "SUWINET", "none"]


async def test_in_production_nobody_hands_out_tokens(client: httpx2.AsyncClient) -> None:
    origin = str(client.base_url).rstrip("/")
    for method in ("GET", "POST"):
        answer = await client.request(
            method, development.TOKEN_PATH, json={"login": "uwv"}, headers={**OURS, "origin": origin}
        )
        assert answer.status_code == 404


async def test_in_development_there_is_a_menu_of_everybody(developer: httpx2.AsyncClient) -> None:
    text = (await developer.get("/graphiql")).text
    assert re.findall(r'<option value="([^"]+)"', text) == [
        "none",
        "citizen-registered",
        "citizen-other",
        "employer",
        "employer-second",
        "uwv",
        "municipality",
        "assessor",
        "monitor",
        "auditor",
    ]
    assert 'type="password"' not in text


@pytest.mark.parametrize("login", [one for one in LOGINS if one.role], ids=lambda login: login.name)
async def test_a_log_in_of_the_menu_gets_a_token_of_its_role(
    developer: httpx2.AsyncClient, login: graphiql.Login
) -> None:
    answer = await developer.post(development.TOKEN_PATH, json={"login": login.name}, headers=OURS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert list(answer.json()) == ["token"]
    asked = {"query": "{ viewer { role } }"}
    authorization = {"authorization": f"Bearer {answer.json()['token']}"}
    viewer = await developer.post("/graphql", json=asked, headers=authorization)
    assert viewer.json() == {"data": {"viewer": {"role": login.role}}}


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "http://localhost:8000"},
        {"origin": "null"},
        {"origin": None},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"x-development-login": None},
        {"content-type": "text/plain"},
        {"host": "rebound.example:8000", "origin": "http://rebound.example:8000"},
        {"host": "10.0.0.1:8000", "origin": "http://10.0.0.1:8000"},
    ],
    ids=str,
)
async def test_another_page_gets_no_token(developer: httpx2.AsyncClient, changes: dict[str, str | None]) -> None:
    headers = {**OURS, "content-type": "application/json", **changes}
    kept = {name: value for name, value in headers.items() if value is not None}
    answer = await developer.post(development.TOKEN_PATH, content=b'{"login": "uwv"}', headers=kept)
    assert answer.status_code == 403
    assert answer.json() == {"message": "Only the pages of this service get a token here."}
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["", "["])
async def test_a_host_that_cannot_be_gets_no_token(developer: httpx2.AsyncClient, host: str) -> None:
    headers = {**OURS, "content-type": "application/json", "host": host, "origin": f"http://{host}"}
    answer = await developer.post(development.TOKEN_PATH, content=b'{"login": "uwv"}', headers=headers)
    assert answer.status_code == 400  # RFC 9112, section 3.2
    assert "token" not in answer.text


async def test_another_machine_gets_no_token(in_development: ASGIApp) -> None:
    transport = httpx2.ASGITransport(in_development, client=("192.0.2.7", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url=HOME) as stranger:
        answer = await stranger.post(development.TOKEN_PATH, json={"login": "uwv"}, headers=OURS)
    assert answer.status_code == 403
    assert "token" not in answer.json()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"{}", b'{"login": 7}', b'{"login": "none"}', b"\xff"])
async def test_a_body_that_names_no_log_in_gets_the_list_of_them(developer: httpx2.AsyncClient, body: bytes) -> None:
    headers = {**OURS, "content-type": "application/json"}
    answer = await developer.post(development.TOKEN_PATH, content=body, headers=headers)
    assert answer.status_code == 400
    assert list(answer.json()) == ["message"]
    assert "municipality" in answer.json()["message"]


async def test_a_log_in_that_does_not_exist_is_not_repeated(developer: httpx2.AsyncClient) -> None:
    answer = await developer.post(development.TOKEN_PATH, json={"login": "999900006"}, headers=OURS)
    assert answer.status_code == 400
    assert "999900006" not in answer.text


async def test_a_token_is_never_got_by_get(developer: httpx2.AsyncClient) -> None:
    assert (await developer.get(development.TOKEN_PATH, headers=OURS)).status_code == 405


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.name)
async def test_each_example_is_answered_but_the_one_that_is_refused_on_purpose(
    developer: httpx2.AsyncClient, login: graphiql.Login
) -> None:
    accepts = {"accept": "application/graphql-response+json", **await bearer(developer, login)}
    *good, refused = (await developer.get("/graphiql/examples.json")).json()[login.name]
    assert good
    for example in good:
        variables = json.loads(example["variables"] or "{}")
        answer = await developer.post("/graphql", json={**example, "variables": variables}, headers=accepts)
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json()
        assert "on purpose" not in example["query"]
    variables = json.loads(refused["variables"] or "{}")
    answer = await developer.post("/graphql", json={**refused, "variables": variables}, headers=accepts)
    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    if login.role is None:
        assert (answer.status_code, codes) == (401, {"UNAUTHENTICATED"})
    else:
        assert (answer.status_code, codes) == (403, {"FIELD_NOT_VISIBLE"})
    assert "data" not in answer.json()
    assert "on purpose" in refused["query"]


async def test_each_variable_of_an_example_is_filled_in(developer: httpx2.AsyncClient) -> None:
    examples = (await developer.get("/graphiql/examples.json")).json()
    for example in [one for several in examples.values() for one in several]:
        declared = re.findall(r"\$(\w+):", example["query"])
        variables = json.loads(example["variables"] or "{}")
        assert list(variables) == declared
        assert "" not in [value for value in variables.values() if isinstance(value, str)]
        assert not re.search(r"\d{8}", example["query"])
