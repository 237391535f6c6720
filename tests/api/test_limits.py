"""What asks too much is refused before anything is read, in words that say which limit; what takes too long ends."""

import asyncio

import asyncpg
import pytest

from domain.roles import Role
from graph.engine.limits import Limits
from models.database import ServingPools
from models.roles import LOCK_SECONDS
from server.settings import Settings
from tests.api.conftest import Ask, asker, client_of
from tests.conftest import ROLE_PREFIX, Database
from tests.fixtures import people
from tests.fixtures.bombs import BOMBS, Bomb
from tests.fixtures.disclosure_log import replace_body

PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"
SUWINET = f"{ROLE_PREFIX}_suwinet"
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
    monkeypatch.setenv("FIGURES_SECONDS", "25")
    limits = Settings.read().limits
    assert limits == Limits(root_fields=1, body_bytes=5000, operation_seconds=2.5, figures_seconds=25)
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
        (f'{{ viewer {{ role @x(y: {{ z: "{people.RAN_ON}" }}) }} }}', "y.z"),
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


PERIODS = PERSON.replace("{ registered }", "{ registeredPeriods(year: 2026) { from } }")


@pytest.mark.parametrize(
    ("query", "table", "seconds"),
    [(PERSON, "register.registration", LOCK_SECONDS + 0.5), (PERIODS, "log.subject", 0.1)],
    ids=["shared with others", "its own"],
)
async def test_an_operation_that_takes_too_long_is_answered_and_its_statement_ends(  # noqa: PLR0917 - fixtures
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, database: Database, query: str, table: str,
    seconds: float,
) -> None:  # fmt: skip
    """A statement that others' look-ups share ends by the role's own timeout; one of its own with the operation."""
    watcher = await asyncpg.connect(database.owner)
    async with client_of(pools, limits=Limits(operation_seconds=1)) as client:
        ask = asker(client)
        assert (await ask(Role.SUWINET, PERIODS, {"bsn": people.RAN_ON})).data["person"] is not None
        await replace_body(
            owner,
            "serve.suwinet_periods",
            "begin perform pg_sleep(4); return; end" if query == PERIODS else "begin return; end",
        )
        async with owner.transaction():
            await owner.execute(f"lock table {table} in access exclusive mode")
            asking = asyncio.ensure_future(ask(Role.SUWINET, query, {"bsn": people.RAN_ON}))
            while not await watcher.fetchval(BUSY, SUWINET):  # noqa: ASYNC110 - a database has no event to wait for
                await asyncio.sleep(0.01)
            answer = await asking
            assert (answer.status, answer.codes) == (503, ["TIMEOUT"])
            assert answer.body["data"] is None
            assert answer.headers["retry-after"] == "5"
            async with asyncio.timeout(seconds):
                while await watcher.fetchval(BUSY, SUWINET):  # noqa: ASYNC110 - the same
                    await asyncio.sleep(0.01)
        assert (await ask(Role.SUWINET, PERSON, {"bsn": people.RAN_ON})).data == {"person": {"registered": False}}
    await watcher.close()


async def test_an_operation_that_the_database_gives_up_on_is_a_timeout_too(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await replace_body(owner, "serve.employer_look_up", "begin raise exception using errcode = '57014'; end")
    async with client_of(pools) as client:
        query = PERSON.replace("REINTEGRATION", "APPLICANT")
        answer = await asker(client)(Role.EMPLOYER, query, {"bsn": people.RAN_ON})
    assert (answer.status, answer.codes) == (503, ["TIMEOUT"])
    assert answer.headers["retry-after"] == "5"


FIGURES = ["quarterReport(year: 2025, quarter: 1) { extraJobs }", "yearMonitor(year: 2025) { total { jobs } }"]


@pytest.mark.parametrize("figures", FIGURES)
@pytest.mark.parametrize("counted", [True, False], ids=["counted in time", "counted too late"])
async def test_figures_may_take_longer_than_anything_else_and_not_for_ever(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, figures: str, *, counted: bool
) -> None:
    limits = Limits(operation_seconds=0.2, figures_seconds=60 if counted else 0.5)
    async with client_of(pools, limits=limits) as client:
        async with owner.transaction():
            await owner.execute("lock table register.employment in access exclusive mode")
            asking = asyncio.ensure_future(asker(client)(Role.MONITOR, f"{{ {figures} }}"))
            done, _ = await asyncio.wait([asking], timeout=1 if counted else None)
            assert bool(done) is not counted
        answer = await asking
    assert (answer.status, answer.codes) == ((200, []) if counted else (503, ["TIMEOUT"]))
