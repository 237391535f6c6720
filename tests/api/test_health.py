"""Whether the service lives and is ready, what it publishes, and that nothing personal gets out beside the answer."""

import asyncpg
import httpx2
import pytest

from domain.roles import Role
from models.database import ServingPools
from server.migrating import head
from tests.api.conftest import Ask, asker, client_of, token
from tests.conftest import ROLE_PREFIX, pools_at
from tests.fixtures import people
from tests.fixtures.disclosure_log import replace_body

QUERY = "query($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }"

WITHOUT_PARTITIONS = """do $$ declare part text; begin
    for part in select inhrelid::regclass::text from pg_inherits where inhparent = 'log.record'::regclass loop
        execute format('alter table log.record detach partition %s', part);
    end loop; end $$"""


async def test_a_service_with_its_database_is_ready(client: httpx2.AsyncClient) -> None:
    for path, status in (("/health/live", "live"), ("/health/ready", "ready")):
        response = await client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": status})
        assert response.headers["cache-control"] == "no-store"


async def test_a_service_whose_database_has_drifted_is_not_ready(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("create function serve.spy() returns int language sql as 'select 1'")
    async with client_of(pools) as client:
        response = await client.get("/health/ready")
    assert response.status_code == 503
    assert "citizen: executes spy(), too much" in response.json()["problems"]


async def test_a_service_whose_roles_lost_their_rights_is_not_ready(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute(f"revoke execute on function serve.revision() from {ROLE_PREFIX}_auditor")
    async with client_of(pools) as client:
        response = await client.get("/health/ready")
    assert (response.status_code, response.json()["problems"]) == (503, ["auditor: lacks: executes revision()"])


async def test_a_service_at_another_revision_is_not_ready(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("update register.alembic_version set version_num = '0000'")
    async with client_of(pools) as client:
        response = await client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["problems"] == [f"the database is at revision 0000, not {head()}: run migrate"]


@pytest.mark.parametrize(
    "fault",
    [
        "alter table log.lane rename to elsewhere",
        "alter table log.lane add check (number < 0) not valid",
        "alter table log.record add check (false) not valid",
        "alter table log.subject add check (false) not valid",
        WITHOUT_PARTITIONS,
        "drop schema log cascade",
    ],
)
async def test_a_service_that_cannot_write_the_log_is_not_ready(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, fault: str
) -> None:
    await owner.execute(fault)
    async with client_of(pools) as client:
        response = await client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "not ready")


async def test_asking_whether_it_is_ready_leaves_nothing_in_the_log(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    async with client_of(pools) as client:
        assert (await client.get("/health/ready")).status_code == 200
    assert await owner.fetchval("select count(*) from log.record") == 0
    assert await owner.fetchval("select max(number) from log.lane") == 0


async def test_without_its_database_the_service_lives_is_not_ready_and_discloses_nothing() -> None:
    nowhere = pools_at("postgresql://127.0.0.1:9/nowhere")
    async with client_of(nowhere) as away:
        assert (await away.get("/health/live")).status_code == 200
        assert (await away.get("/health/ready")).status_code == 503
        for accept in ("application/json", "application/graphql-response+json"):
            answer = await asker(away)(Role.EMPLOYER, QUERY, {"bsn": people.RAN_ON}, accept=accept)
            assert (answer.status, answer.codes) == (503, ["UNAVAILABLE"])
            assert answer.body["data"] is None
            assert answer.headers["retry-after"] == "5"


async def test_the_resource_says_who_issues_its_tokens(client: httpx2.AsyncClient) -> None:
    response = await client.get("/.well-known/oauth-protected-resource")
    assert response.json() == {
        "resource": "https://register.example/graphql",
        "authorization_servers": ["https://issuer.example", "https://digid.example"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Doelgroepregister",
    }


async def test_the_schema_is_public_whole_and_by_role(client: httpx2.AsyncClient) -> None:
    whole = await client.get("/schema.graphql")
    assert "type Ground" in whole.text
    citizen = await client.get("/schema.graphql", params={"role": "CITIZEN"})
    assert "type Ground" not in citizen.text
    assert "type Person" in citizen.text
    unknown = await client.get("/schema.graphql", params={"role": "KING"})
    assert unknown.status_code == 400
    assert "CITIZEN" in unknown.text


async def test_the_start_page_stands_under_a_strict_policy(client: httpx2.AsyncClient) -> None:
    page = await client.get("/")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "<script" not in page.text
    assert (await client.get("/static/portal.css")).status_code == 200


async def test_what_goes_wrong_inside_is_masked(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, capsys: pytest.CaptureFixture[str]
) -> None:
    await replace_body(owner, "serve.employer_roster", "begin raise exception 'secret %', of_kvk; end", "plpgsql")
    query = "query($o: ID!) { roster(organisation: $o, year: 2025) { totalCount } }"
    async with client_of(pools) as client:
        answer = await asker(client)(Role.EMPLOYER, query, {"o": people.KVK})
    assert answer.codes == ["INTERNAL"]
    assert answer.errors[0]["message"] == "Something went wrong here; report it with the trace id."
    assert len(answer.errors[0]["extensions"]["traceId"]) == 32
    assert "secret" not in answer.raw.decode()
    assert people.KVK not in answer.raw.decode()
    assert answer.errors[0]["extensions"]["traceId"] in "".join(capsys.readouterr())


async def test_what_goes_wrong_where_the_log_is_written_says_nothing_of_it(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await replace_body(owner, "serve.employer_look_up", "begin raise exception 'secret %', bsns; end")
    async with client_of(pools) as client:
        answer = await asker(client)(Role.EMPLOYER, QUERY, {"bsn": people.RAN_ON})
    assert (answer.status, answer.codes, answer.body["data"]) == (503, ["UNAVAILABLE"], None)
    assert "secret" not in answer.raw.decode()
    assert people.RAN_ON not in answer.raw.decode()


async def test_a_bsn_in_a_path_or_a_query_string_is_not_logged(
    client: httpx2.AsyncClient, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"authorization": f"Bearer {token(Role.EMPLOYER)}"}
    await client.get(f"/graphql/{people.RAN_ON}", headers=headers)
    await client.post(
        f"/graphql?bsn={people.RAN_ON}&access_token={token(Role.EMPLOYER)}", json={"query": people.RAN_ON}
    )
    await ask(Role.EMPLOYER, QUERY, {"bsn": people.RAN_ON})
    written = "".join(capsys.readouterr())
    assert "request" in written
    assert people.RAN_ON not in written
    assert token(Role.EMPLOYER)[:20] not in written
