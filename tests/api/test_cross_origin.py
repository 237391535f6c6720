"""CORS: which sites' scripts a browser lets read answers, of what, and that it is off unless it is switched on."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from domain.roles import Role
from models.database import ServingPools
from server.http.edge.limits import EdgeLimits
from tests.api.conftest import Ask, asker, client_of, token

APP, OTHER = "https://app.example", "https://second.example:8443"
EVIL = "https://evil.example"
SHARED = ("/graphql", "/schema.graphql")
OWN = (
    *("/burger", "/werkgever", "/suwinet", "/login/digid", "/graphiql", "/downloads/abc.csv", "/downloads/abc.xlsx"),
    *("/health/live", "/health/ready", "/.well-known/oauth-protected-resource", "/nowhere", "/graphql/", "/sessie"),
)
QUERY = "{ jobTargets { edges { node { year } } } }"


@pytest.fixture
async def shared(pools: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """The service, where two sites may read answers."""
    async with client_of(pools, cors_origins=frozenset({APP, OTHER})) as opened:
        yield opened


def cors(headers: httpx2.Headers) -> dict[str, str]:
    """What a response says to browsers about other origins."""
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


def preflight(origin: str, method: str = "POST", headers: str = "authorization,content-type") -> dict[str, str]:
    """What a browser asks before it sends a request of a script."""
    return {
        "origin": origin, "access-control-request-method": method, "access-control-request-headers": headers,
    }  # fmt: skip


@pytest.mark.parametrize("path", [*SHARED, *OWN])
async def test_nobody_elses_script_reads_anything_unless_it_is_switched_on(
    client: httpx2.AsyncClient, path: str
) -> None:
    for response in (
        await client.options(path, headers=preflight(APP)),
        await client.get(path, headers={"origin": APP}),
        await client.post(path, headers={"origin": APP}),
    ):
        assert cors(response.headers) == {}
        assert "origin" not in response.headers.get("vary", "").lower()


@pytest.mark.parametrize("origin", [APP, OTHER])
async def test_the_scripts_of_a_site_that_is_named_read_answers(shared: httpx2.AsyncClient, origin: str) -> None:
    answer = await asker(shared)(Role.EMPLOYER, "{ viewer { role } }", headers={"origin": origin})
    assert answer.data == {"viewer": {"role": "EMPLOYER"}}
    assert cors(answer.headers) == {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "Retry-After, WWW-Authenticate",
    }
    assert answer.headers["vary"].endswith(", Origin")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", SHARED)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_browser_that_asks_before_is_told_what_may_be_sent(
    shared: httpx2.AsyncClient, path: str, method: str
) -> None:
    response = await shared.options(path, headers=preflight(APP, method, "authorization, content-type, traceparent"))
    assert response.status_code == 200
    told = cors(response.headers)
    assert told["access-control-allow-origin"] == APP
    assert told["access-control-allow-methods"] == "GET, POST"
    allowed = {name.strip().lower() for name in told["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "accept", "traceparent"} <= allowed
    assert "access-control-allow-credentials" not in told
    assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize(
    "asked",
    [
        preflight(EVIL), preflight("null"), preflight(f"{APP}.evil.example"), preflight(APP.replace("https", "http")),
        preflight(f"{APP}:8443"), preflight(APP.upper()), preflight(f"{APP}, {EVIL}"),
        preflight(APP, "DELETE"), preflight(APP, headers="x-csrf-token"), preflight(APP, headers="cookie"),
    ],
)  # fmt: skip
async def test_what_may_not_be_sent_is_refused_before_it_is(shared: httpx2.AsyncClient, asked: dict[str, str]) -> None:
    response = await shared.options("/graphql", headers=asked)
    assert response.status_code == 400
    if asked["origin"] != APP:
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", [EVIL, "null", f"{APP}.evil.example", APP.upper(), f"{APP}/", "*", ""])
async def test_the_scripts_of_any_other_site_read_nothing(shared: httpx2.AsyncClient, origin: str) -> None:
    for response in (
        await shared.post("/graphql", json={"query": QUERY}, headers={"origin": origin}),
        await shared.get("/schema.graphql", headers={"origin": origin}),
    ):
        assert response.status_code == 200
        assert "access-control-allow-origin" not in response.headers
        assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize("path", OWN)
async def test_portals_downloads_and_the_rest_are_never_shared(shared: httpx2.AsyncClient, path: str) -> None:
    for response in (
        await shared.options(path, headers=preflight(APP)),
        await shared.get(path, headers={"origin": APP}),
        await shared.post(path, headers={"origin": APP}),
    ):
        assert cors(response.headers) == {}


async def test_no_answer_says_that_cookies_may_be_sent(shared: httpx2.AsyncClient) -> None:
    headers = {"origin": APP, "cookie": "__Host-session=abc", "x-csrf-token": "abc"}
    response = await shared.post("/graphql", json={"query": "{ viewer { role } }"}, headers=headers)
    assert response.status_code == 401
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b'{"query": "{ viewer { role } }"}', 401),
        ({"authorization": "Bearer abc"}, b'{"query": "{ viewer { role } }"}', 401),
        ({"content-type": "text/plain"}, b"x", 415),
        ({}, b"{", 400),
        ({"accept": "image/png"}, b"{}", 406),
        ({}, b" " * 3_000_000, 413),
    ],
)
async def test_a_refusal_can_be_read_too(
    shared: httpx2.AsyncClient, headers: dict[str, str], body: bytes, status: int
) -> None:
    usual = {"content-type": "application/json", "accept": "application/graphql-response+json", "origin": APP}
    response = await shared.post("/graphql", content=body, headers={**usual, **headers})
    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == APP


async def test_that_there_is_too_much_to_do_can_be_read_too(pools: ServingPools) -> None:
    edge = EdgeLimits(in_flight_role=0)
    async with client_of(pools, cors_origins=frozenset({APP}), edge=edge) as client:
        headers = {"origin": APP, "authorization": f"Bearer {token(Role.EMPLOYER)}"}
        response = await client.post("/graphql", json={"query": "{ viewer { role } }"}, headers=headers)
    assert response.status_code == 503
    assert response.headers["access-control-allow-origin"] == APP
    assert "Retry-After" in response.headers["access-control-expose-headers"]


async def test_without_an_origin_an_answer_is_the_same_as_ever(shared: httpx2.AsyncClient, ask: Ask) -> None:
    for role in (None, Role.EMPLOYER):
        there, here = await asker(shared)(role, QUERY), await ask(role, QUERY)
        assert (there.status, there.raw, there.headers) == (here.status, here.raw, here.headers)


async def test_a_schema_that_a_cache_keeps_says_that_it_differs_by_origin(shared: httpx2.AsyncClient) -> None:
    assert (await shared.get("/schema.graphql")).headers["vary"] == "Origin"
    response = await shared.get("/schema.graphql?role=EMPLOYER", headers={"origin": APP})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, APP)


async def test_options_that_no_browser_asked_in_advance_are_answered_as_ever(shared: httpx2.AsyncClient) -> None:
    response = await shared.options("/graphql", headers={"origin": APP})
    assert (response.status_code, response.headers["allow"]) == (204, "POST")
