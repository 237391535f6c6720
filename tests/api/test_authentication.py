"""A portal's session in the place of a token: with the header that only its own pages send, or by following a link."""

import time
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from auth.authentication import Authenticator
from auth.tokens.access_token import TokenVerifier
from domain.roles import Role
from graph.engine.limits import Limits
from graph.http.downloads import RosterDownloads
from graph.http.endpoint import GraphQLEndpoint
from graph.http.trusted_documents import TrustedDocuments
from models.database import ServingPools
from models.disclosure import DisclosureLog
from tests.api.conftest import PSEUDONYMS, SESSION_KEYS, TODAY, TRUST, UNBOUNDED, URL, Ask, asker, register_of, token
from tests.fixtures import people
from tests.fixtures.sessions import OpenSessions

ROLE = "{ viewer { role } }"
CSV = "query($o: ID!) { roster(organisation: $o, year: 2022) { csv { url } } }"
METADATA = 'resource_metadata="https://register.example/.well-known/oauth-protected-resource"'


@pytest.fixture
def sessions(serving: ServingPools) -> OpenSessions:
    return OpenSessions(serving, SESSION_KEYS)


def client_of(pools: ServingPools, sessions: OpenSessions | None) -> httpx2.AsyncClient:
    """A client of the API and its downloads alone, with these sessions."""
    log = DisclosureLog(pools, PSEUDONYMS, UNBOUNDED)
    register = register_of(pools, log)
    authenticator = Authenticator(TokenVerifier(TRUST), URL, sessions.portal if sessions else None)
    graphql = GraphQLEndpoint(
        authenticator, register, lambda: TODAY, Limits(), TrustedDocuments({}), queries_by_get=True
    )
    downloads = RosterDownloads(authenticator, register, lambda: TODAY)
    app = Starlette(routes=[Route("/graphql", graphql), Route("/downloads/{link}.{kind}", downloads.answer)])
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL)


@pytest.fixture
async def client(serving: ServingPools, sessions: OpenSessions) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(serving, sessions) as opened:
        yield opened


@pytest.fixture
def ask(client: httpx2.AsyncClient) -> Ask:
    return asker(client)


@pytest.mark.parametrize("role", Role)
async def test_a_session_with_its_csrf_header_asks_as_its_token_does(
    ask: Ask, sessions: OpenSessions, role: Role
) -> None:
    answer = await ask(None, ROLE, headers=(await sessions.open(token(role))).headers)
    assert (answer.status, answer.data) == (200, {"viewer": {"role": role.value}})
    assert answer.headers["vary"] == "accept, authorization, cookie"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("csrf", [None, "", "guessed", "another's"])
async def test_a_cookie_without_its_own_csrf_header_is_no_log_in(
    ask: Ask, sessions: OpenSessions, csrf: str | None
) -> None:
    headers = {"cookie": (await sessions.open(token(Role.CITIZEN))).cookie}
    if csrf is not None:
        headers["x-csrf-token"] = (await sessions.open(token(Role.CITIZEN))).csrf if csrf == "another's" else csrf
    answer = await ask(None, ROLE, headers=headers)
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert answer.headers["www-authenticate"] == f"Bearer {METADATA}"
    assert "data" not in answer.body
    assert (await ask(None, "{ jobTargets { year } }", headers=headers)).codes == []


async def test_a_session_that_is_over_or_unknown_is_no_log_in(
    client: httpx2.AsyncClient, sessions: OpenSessions
) -> None:
    session = await sessions.open(token(Role.CITIZEN))
    await sessions.end()
    for cookie in (session.cookie, "__Host-session=", "__Host-session", "", "theme=dark", ";;=", "__Host-session=é"):
        headers = {b"cookie": cookie.encode(), b"x-csrf-token": session.csrf.encode()}
        response = await client.post("/graphql", json={"query": ROLE}, headers=headers)
        assert response.status_code == 401, cookie
        assert "data" not in response.json()


async def test_a_query_by_get_needs_the_csrf_header_too(client: httpx2.AsyncClient, sessions: OpenSessions) -> None:
    headers = (await sessions.open(token(Role.CITIZEN))).headers
    response = await client.get("/graphql", params={"query": ROLE}, headers={"cookie": headers["cookie"]})
    assert response.status_code == 401
    assert (await client.get("/graphql", params={"query": ROLE}, headers=headers)).status_code == 200


async def test_an_authorization_header_wins_over_the_cookie(ask: Ask, sessions: OpenSessions) -> None:
    headers = (await sessions.open(token(Role.CITIZEN))).headers
    assert (await ask(Role.SUWINET, ROLE, headers=headers)).data == {"viewer": {"role": "SUWINET"}}
    bad = await ask(None, ROLE, bearer="x.y.z", headers=headers)
    assert (bad.status, bad.headers["www-authenticate"]) == (401, f'Bearer error="invalid_token", {METADATA}')
    other = await ask(None, ROLE, headers={**headers, "authorization": "Basic dXNlcjpwYXNz"})
    assert (other.status, other.headers["www-authenticate"]) == (401, f"Bearer {METADATA}")


async def test_a_sessions_token_is_verified_like_any_other(ask: Ask, sessions: OpenSessions) -> None:
    over = await sessions.open(token(Role.CITIZEN, exp=int(time.time()) - 31))
    answer = await ask(None, ROLE, headers=over.headers)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, f'Bearer error="invalid_token", {METADATA}')
    low = await sessions.open(
        token(Role.CITIZEN, acr="urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport")
    )
    answer = await ask(None, ROLE, headers=low.headers)
    assert (answer.status, answer.codes) == (401, ["INSUFFICIENT_ASSURANCE"])


async def test_a_cookie_that_comes_in_several_headers_is_one(
    client: httpx2.AsyncClient, sessions: OpenSessions
) -> None:
    session = await sessions.open(token(Role.CITIZEN))
    several = [("cookie", one) for one in session.cookie.split("; ")]
    headers = [*several, ("x-csrf-token", session.csrf)]
    response = await client.post("/graphql", json={"query": ROLE}, headers=headers)
    assert (response.status_code, len(several)) == (200, 2)


async def test_a_file_is_downloaded_by_following_the_link_in_the_same_session(
    ask: Ask, client: httpx2.AsyncClient, sessions: OpenSessions
) -> None:
    bearer = token(Role.EMPLOYER)
    session = await sessions.open(bearer)
    url = (await ask(None, CSV, {"o": people.KVK}, headers=session.headers)).data["roster"]["csv"]["url"]
    by_cookie = await client.get(url, headers={"cookie": session.cookie})
    assert (by_cookie.status_code, len(by_cookie.text.splitlines())) == (200, 3)
    by_token = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
    assert by_token.content == by_cookie.content
    another = token(Role.EMPLOYER, jti="another log-in")
    for headers in (
        {"cookie": (await sessions.open(another)).cookie},
        {"cookie": session.cookie, "authorization": f"Bearer {another}"},
    ):
        response = await client.get(url, headers=headers)
        assert (response.status_code, people.RAN_ON in response.text) == (404, False)
    await sessions.end()
    over = await client.get(url, headers={"cookie": session.cookie})
    assert (over.status_code, people.RAN_ON in over.text) == (401, False)


async def test_a_service_without_portals_knows_no_cookie(serving: ServingPools, sessions: OpenSessions) -> None:
    async with client_of(serving, None) as client:
        answer = await asker(client)(None, ROLE, headers=(await sessions.open(token(Role.CITIZEN))).headers)
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
