"""Whether the service lives and is ready, what it publishes, and that nothing personal gets out beside the answer."""

import asyncio
from contextlib import suppress

import asyncpg
import httpx2
import pytest
from starlette.requests import Request
from structlog.testing import capture_logs

from domain.errors import UnavailableError
from domain.roles import Role
from models import roles
from models.database import ServingPools
from models.levels import LEVEL
from server.commands.migrate import head
from server.http.health import Readiness
from tests.api.conftest import Ask, asker, client_of, token
from tests.conftest import ROLE_PREFIX, Database, pools_at
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


async def ready(pools: ServingPools, level: int = LEVEL) -> tuple[int, list[str]]:
    """What a build of a level says about itself."""
    async with client_of(pools, level=level) as client:
        response = await client.get("/health/ready")
    return response.status_code, response.json().get("problems", [])


async def test_an_old_and_a_new_build_are_ready_side_by_side_while_the_database_serves_both(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    old, new = LEVEL, LEVEL + 1
    missing = f"the database serves builds up to level {old}, this one is of level {new}: run `migrate`"
    gone = f"the database serves builds from level {new} on, this one is of level {old}: start a newer build"
    assert (await ready(pools, old), await ready(pools, new)) == ((200, []), (503, [missing]))

    await owner.execute("update register.alembic_version set version_num = '9998'")  # expand
    await owner.execute("create function serve.of_the_new_build() returns int language sql as 'select 1'")
    await owner.execute("update register.builds set newest = newest + 1")
    assert await ready(pools, old) == (200, [])

    await owner.execute("drop function serve.of_the_new_build()")  # which this code doesn't know, whatever its level
    assert (await ready(pools, old), await ready(pools, new)) == ((200, []), (200, []))

    await owner.execute("update register.builds set oldest = newest")  # contract
    assert (await ready(pools, old), await ready(pools, new)) == ((503, [gone]), (200, []))


async def test_a_right_that_an_old_build_knows_to_be_anothers_is_drift_beside_a_new_one_too(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("update register.builds set newest = newest + 1")
    periods = next(one for one in roles.GRANTED[Role.SUWINET] if one.startswith("suwinet_periods"))
    await owner.execute(f"grant execute on function serve.{periods} to {ROLE_PREFIX}_employer")
    await owner.execute(f"grant usage on schema log to {ROLE_PREFIX}_citizen")
    assert await ready(pools) == (
        503,
        ["citizen: uses schema log, too much", f"employer: executes {periods}, too much"],
    )


async def test_a_database_whose_registrations_follow_from_older_rules_serves_nobody(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("insert into register.recompute_due (reason) values ('the law')")
    due = "the rules have changed, and the registrations aren't derived from them yet: run `migrate`"
    assert await ready(pools) == (503, [due])


async def test_a_database_from_before_the_levels_asks_for_migrate(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("drop function serve.levels()")
    assert await ready(pools) == (503, [f"the database is older than this build, of revision {head()}: run `migrate`"])


async def test_a_service_is_ready_by_the_connections_of_its_look_ups(
    owner: "asyncpg.Connection[asyncpg.Record]", database: Database, pools: ServingPools
) -> None:
    """Others use up what connections the database allows: who has some goes on, who comes later can't."""
    name = await owner.fetchval("select current_database()")
    async with client_of(pools) as client, client_of(database.pools()) as later:
        assert (await client.get("/health/ready")).status_code == 200
        await owner.execute(f'alter database "{name}" connection limit 0')
        assert await both(client) == (200, 200)
        assert await both(later) == (503, 503)
        response = await later.get("/health/ready")
        await owner.execute(f'alter database "{name}" connection limit -1')
        used_up = "all connections that the database allows are in use (53300): "
        advice = "raise max_connections, or let its other clients use fewer"
        assert response.json()["problems"] == [used_up + advice]


async def both(client: httpx2.AsyncClient) -> tuple[int, int]:
    """Whether a service is ready, and what a look-up gets."""
    answer = await asker(client)(Role.EMPLOYER, QUERY, {"bsn": people.RAN_ON})
    return (await client.get("/health/ready")).status_code, answer.status


async def test_what_keeps_one_role_from_being_answered_is_told_of_that_role(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("alter table log.lane add check (role <> 'SUWINET') not valid")
    assert await ready(pools) == (503, ["suwinet: the database refuses (23514): look at its log"])


async def test_not_being_ready_is_logged_when_it_begins_and_when_it_ends(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    clock = iter(range(0, 1_000, 10))
    readiness = Readiness(pools, head(), now=lambda: float(next(clock)))
    request = Request({"type": "http"})
    with capture_logs() as lines:
        for statement in ("select 1", "update register.builds set newest = 7, oldest = 7", "select 1"):
            await owner.execute(statement)
            await readiness.answer(request)
        await owner.execute("update register.builds set oldest = 1, newest = $1", LEVEL)
        await readiness.answer(request)
        await readiness.answer(request)
    assert [(line["log_level"], line["event"]) for line in lines] == [("warning", "not ready"), ("info", "ready again")]


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


@pytest.mark.parametrize(("askers", "seconds"), [(50, 0.3), (8, 3.5)])
async def test_a_role_whose_connections_are_all_busy_answering_is_ready(
    pools: ServingPools, askers: int, seconds: float
) -> None:
    over = asyncio.Event()

    async def ask_again_and_again() -> None:
        while not over.is_set():
            with suppress(UnavailableError):
                await pools.call(Role.EMPLOYER, "select pg_sleep($1)", seconds)

    async with client_of(pools) as client, asyncio.TaskGroup() as asking:
        for _ in range(askers):
            asking.create_task(ask_again_and_again())
        await asyncio.sleep(0.1)
        response = await client.get("/health/ready")
        busy = pools.usage["employer"]
        over.set()
    assert (response.status_code, response.json()) == (200, {"status": "ready"})
    assert busy.in_use == 4
    assert busy.waiting >= 4


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


@pytest.mark.parametrize("path", ["", "/graphql"])
async def test_the_resource_says_who_issues_its_tokens(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(f"/.well-known/oauth-protected-resource{path}")
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
