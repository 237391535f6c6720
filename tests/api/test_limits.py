"""What asks too much is refused before anything is read, in words that say which limit; what takes too long ends."""

import asyncio

import asyncpg
import pytest

from domain.roles import Role
from graph.limits import Limits
from models.database import ServingPools
from server.settings import Settings
from tests.api.conftest import Ask, asker, client_of
from tests.conftest import ROLE_PREFIX, Database
from tests.fixtures import people
from tests.fixtures.bombs import BOMBS, Bomb

PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"
SUWINET = f"{ROLE_PREFIX}_suwinet"
CONNECTIONS = "select pid from pg_stat_activity where datname = current_database() and usename = $1 order by pid"
BUSY = "select count(*) from pg_stat_activity where datname = current_database() and usename = $1 and state = 'active'"


@pytest.mark.parametrize("bomb", [one for one in BOMBS if one.limit], ids=lambda bomb: bomb.name)
async def test_a_bomb_is_refused_by_name_number_and_status(ask: Ask, bomb: Bomb) -> None:
    answer = await ask(Role.SUWINET, bomb.document, {"bsns": [people.RAN_ON]})
    assert (answer.status, answer.codes) == (400, ["QUERY_TOO_COMPLEX"])
    said = answer.errors[0]["extensions"]
    assert (said["limit"], said["maximum"]) == (bomb.limit, getattr(Limits(), bomb.limit))
    assert said["actual"] > said["maximum"]
    assert f"{said['actual']} exceeds {said['maximum']}" in answer.errors[0]["message"]
    assert "data" not in answer.body


async def test_a_visitor_without_a_token_meets_the_same_limits(ask: Ask) -> None:
    answer = await ask(None, "{ " + "jobTargets { year } " * 61 + "}")
    assert (answer.status, answer.codes) == (400, ["QUERY_TOO_COMPLEX"])


async def test_an_older_client_gets_the_refusal_with_status_200(ask: Ask) -> None:
    answer = await ask(Role.SUWINET, "{" + " viewer { role }" * 61 + "}", accept="application/json")
    assert (answer.status, answer.codes) == (200, ["QUERY_TOO_COMPLEX"])


async def test_a_limit_is_a_setting(serving: ServingPools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMIT_ROOT_FIELDS", "1")
    monkeypatch.setenv("LIMIT_BODY_BYTES", "5000")
    monkeypatch.setenv("OPERATION_SECONDS", "2.5")
    limits = Settings.read().limits
    assert limits == Limits(root_fields=1, body_bytes=5000, operation_seconds=2.5)
    async with client_of(serving, limits=limits) as client:
        answer = await asker(client)(Role.SUWINET, "{ viewer { role } __typename }")
        assert answer.errors[0]["extensions"] == {
            "code": "QUERY_TOO_COMPLEX",
            "limit": "root_fields",
            "maximum": 1,
            "actual": 2,
        }


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        (f'{{ person(bsn: "{people.RAN_ON}", purpose: REINTEGRATION) {{ registered }} }}', "bsn"),
        (f"{{ person(bsn: {people.RAN_ON}, purpose: REINTEGRATION) {{ registered }} }}", "bsn"),
        (f'{{ person(bsn: """ {people.RAN_ON} """, purpose: REINTEGRATION) {{ registered }} }}', "bsn"),
        (f'{{ person(bsn: "\\u0039{people.RAN_ON[1:]}", purpose: REINTEGRATION) {{ registered }} }}', "bsn"),
        (PERSON.replace("$bsn: BSN!", f'$bsn: BSN! = "{people.RAN_ON}"'), "bsn"),
        (f'query($b: [BSN!]! = ["{people.RAN_ON}"]) {{ persons(bsns: $b, purpose: REINTEGRATION) {{ bsn }} }}', "bsns"),
        (f'{{ persons(bsns: ["{people.RAN_ON}"], purpose: REINTEGRATION) {{ registered }} }}', "bsns"),
        (f"query($unused: Int = {people.RAN_ON}) {{ __typename }}", "unused"),
        (f'{{ viewer {{ role @x(y: {{ z: "{people.RAN_ON}" }}) }} }}', "y"),
        (f'{{ nothing(at: ["{people.RAN_ON}"]) }}', "at"),
        (f'query Q {{ __typename }} query R {{ person(bsn: "{people.DEAD}") {{ registered }} }}', "bsn"),
    ],
)
async def test_a_bsn_belongs_in_a_variable_wherever_it_stands(ask: Ask, query: str, argument: str) -> None:
    answer = await ask(Role.SUWINET, query, operation="Q" if "query Q" in query else None)
    assert (answer.status, answer.codes) == (400, ["BAD_USER_INPUT"])
    assert answer.errors[0]["extensions"]["argument"] == argument
    assert "in a variable, never in the text of a query" in answer.errors[0]["message"]
    assert people.RAN_ON not in answer.raw.decode()
    assert "data" not in answer.body


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ viewr { role } }", {}),
        ("{ viewer { rol } }", {}),
        ("{ person(bns: 1) { registered } }", {}),
        ("query($bsn: BSM!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }", {}),
        ("{ ...F } fragment F on Querry { __typename }", {}),
        ("{ viewer { role @skipp(if: true) } }", {}),
        ("{ viewer { role @skip(iff: true) } }", {}),
        ("query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATIE) { registered } }", {"bsn": people.RAN_ON}),
        ("query($p: Purpose!) { person(bsn: $p, purpose: $p) { registered } }", {"p": "REINTEGRATIE"}),
        ("query($p: [Purpose!]!) { __typename }", {"p": ["REINTEGRATIE", "ASSESMENT"]}),
        ("{ __type(nam: 1) { name } }", {}),
        ("query A { __typename } query B { __typename }", {}),
    ],
)
async def test_nothing_suggests_a_name(ask: Ask, query: str, variables: dict[str, object]) -> None:
    for role in (None, Role.CITIZEN, Role.SUWINET):
        answer = await ask(role, query, variables)
        assert answer.codes
        assert "did you mean" not in answer.raw.decode().lower()
        assert "REINTEGRATION" not in answer.raw.decode()


async def test_an_operation_that_takes_too_long_is_cancelled_in_the_database_too(
    register: Database, serving: ServingPools
) -> None:
    blocker, watcher = await asyncpg.connect(register.owner), await asyncpg.connect(register.owner)
    async with client_of(serving, limits=Limits(operation_seconds=1)) as client:
        ask = asker(client)
        await ask(Role.SUWINET, PERSON, {"bsn": people.RAN_ON})  # so that there is a connection
        before = await watcher.fetch(CONNECTIONS, SUWINET)
        async with blocker.transaction():
            await blocker.execute("lock table register.registration in access exclusive mode")
            asking = asyncio.ensure_future(ask(Role.SUWINET, PERSON, {"bsn": people.RAN_ON}))
            while not await watcher.fetchval(BUSY, SUWINET):  # noqa: ASYNC110 - a database has no event to wait for
                await asyncio.sleep(0.01)
            answer = await asking
            assert (answer.status, answer.codes) == (503, ["TIMEOUT"])
            assert answer.body["data"] is None
            assert answer.headers["retry-after"] == "5"
            assert await watcher.fetchval(BUSY, SUWINET) == 0
        assert (await ask(Role.SUWINET, PERSON, {"bsn": people.RAN_ON})).data == {"person": {"registered": True}}
        assert await watcher.fetch(CONNECTIONS, SUWINET) == before
    await blocker.close()
    await watcher.close()


async def test_an_operation_that_the_database_gives_up_on_is_a_timeout_too(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute(
        "create or replace function serve.employer_look_up(bsns integer[], days date[]) "
        "returns table (place bigint, registered boolean, ends_on date) language plpgsql security definer as "
        "$$ begin raise exception using errcode = '57014'; end $$"
    )
    async with client_of(pools) as client:
        query = PERSON.replace("REINTEGRATION", "APPLICANT")
        answer = await asker(client)(Role.EMPLOYER, query, {"bsn": people.RAN_ON})
    assert (answer.status, answer.codes) == (503, ["TIMEOUT"])
    assert answer.headers["retry-after"] == "5"
