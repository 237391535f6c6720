"""The second and the third wall, each alone, with those before it switched off."""

from collections.abc import Mapping
from functools import cache
from inspect import isawaitable
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from graphql import ExecutionResult, execute, parse
from graphql.execution.values import VariableValues

from auth.principal import Principal
from auth.visibility.policy import POLICY
from domain.bsn import Bsn
from domain.errors import BadUserInputError, ForbiddenError, NotAuthorisedError
from domain.letters import LetterChannel
from domain.roles import Role, Service
from graph.engine.coordinates import handed_over
from graph.engine.document import Document
from graph.engine.guard import Guarded
from graph.engine.variables import Variables
from graph.errors import FieldNotVisibleError
from graph.schema.build import SCHEMA
from models import roles
from models.database import ServingPools
from models.disclosure import DisclosureRecord
from tests.api.conftest import context_of, principal
from tests.conftest import ROLE_PREFIX, Database
from tests.fixtures import people
from tests.fixtures.letters import every_letter
from tests.fixtures.operations import coordinates, golden, operation, paths
from tests.fixtures.stored_letters import MADE_AT, store


async def past_the_plan(
    serving: ServingPools, who: Principal, query: str, variables: dict[str, object]
) -> ExecutionResult:
    """Execute against the whole schema, as if there were no first wall."""
    document = read(query)
    values = Variables(SCHEMA, document, document.operations[0]).coerced(variables)
    assert isinstance(values, VariableValues)
    handed_over_by_path = handed_over(document, document.operations[0], values)
    context = context_of(serving, who)._replace(handed_over=handed_over_by_path)
    result = execute(SCHEMA, document.node, context_value=context, variable_values=variables)
    return await result if isawaitable(result) else result


@cache
def read(query: str) -> Document:
    """The document of a text, which several roles ask."""
    return Document(SCHEMA, parse(query))


@pytest.fixture(scope="module")
async def principals() -> Mapping[Role, Principal]:
    """Somebody of each role, who has all that it may have."""
    more: Mapping[Role, dict[str, object]] = {
        Role.CITIZEN: {"bsn": people.RAN_ON},
        Role.EMPLOYER: {"services": list(Service), "administrator": True},
    }
    return {role: await principal(role, **more.get(role, {})) for role in Role}


@pytest.fixture(scope="module", autouse=True)
async def letter_to_the_employer(register: Database) -> None:
    """A letter that the employer sees, so that something of it could be told."""
    owner = await asyncpg.connect(register.owner)
    letter = every_letter()["reaction asked"]
    await store(
        owner,
        letter,
        bsn=Bsn(people.RAN_ON),
        channel=LetterChannel.PORTAL,
        recipient=Role.EMPLOYER,
        kvk=people.KVK,
        reaction="Wij zien geen bezwaar.",
        reacted_at=MADE_AT,
    )
    await owner.close()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("coordinate", [one for one in coordinates() if len(POLICY[one].roles) < len(Role)])
async def test_a_resolver_refuses_a_hidden_field_that_got_past_the_plan(
    serving: ServingPools, own_case: str, principals: Mapping[Role, Principal], role: Role, coordinate: str
) -> None:
    for way in paths(coordinate):
        result = await past_the_plan(serving, principals[role], *operation(way, role, own_case))
        hidden = [step for step, _ in way if role not in golden()[step]]
        refused = [error.original_error for error in result.errors or ()]
        refused_fields = {one.coordinate for one in refused if isinstance(one, FieldNotVisibleError)}
        steps = [step for step, _ in way]
        whose = steps[0].startswith("Mutation.") or steps[0] == "Query.case" or "Viewer.cases" in steps
        if hidden and hidden[0] not in {steps[0], "Viewer.cases"} and whose:
            # whose it is comes first: then nothing is answered, hidden or not
            assert refused_fields or [type(one) for one in refused] in ([ForbiddenError], [BadUserInputError])
            assert refused_fields <= {hidden[0]}
        elif hidden:
            assert [type(one) for one in refused] == [FieldNotVisibleError] * len(refused)
            assert refused_fields == {hidden[0]}
            assert people.SECRET_REASON not in str(result.data)
        else:
            assert not refused_fields


async def test_a_resolver_refuses_a_field_that_the_policy_does_not_know(serving: ServingPools) -> None:
    resolve: Any = Guarded("Person.secret", lambda _source, _info: "secret")
    info = SimpleNamespace(context=context_of(serving, await principal(Role.ASSESSOR)))
    with pytest.raises(FieldNotVisibleError):
        resolve(None, info)


async def test_an_employers_connection_cannot_reach_a_ground(serving: ServingPools) -> None:
    for statement in (
        "select * from register.ground",
        "select grounds from register.registration",
        with_nulls(next(one for one in roles.GRANTED[Role.SUWINET] if one.startswith("suwinet_detailed_look_up"))),
        with_nulls(next(one for one in roles.GRANTED[Role.ASSESSOR] if one.startswith("assessor_periods"))),
        "select birth_date from register.person",
        "table register.event",
        "update register.registration set ends_on = null",
        "insert into register.ground (bsn) values (1)",
        "delete from register.person",
        "truncate register.employment",
        "table log.record",
        "select subject from log.subject",
        "insert into log.record (lane) values (1)",
        "update log.lane set number = 0",
        "update log.consulted set in_hour = 0",
        "delete from log.record",
        "truncate log.record",
        "alter table log.record disable trigger append_only",
        "drop table log.record_default",
        "select log.append(1, null, null, null, null, false)",
        "select log.make_months(1)",
        "select serve.prepare_log()",
        "select serve.log_heads()",
        "copy register.person to stdout",
        "create table serve.mine (x int)",
        "create temporary table mine (x int)",
        "set role postgres",
        "create role mine",
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
    ):
        for role in (Role.CITIZEN, Role.EMPLOYER):
            with pytest.raises(
                (asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedObjectError, asyncpg.InvalidParameterValueError)
            ):
                await serving.call(role, statement)


FACTS = ("person", "ground", "event", "payroll", "employment", "registration", "delivery")
TABLES = [f"register.{one}" for one in FACTS]
LOG = [f"log.{one}" for one in ["record", "record_default", "subject", "subject_default", "lane", "consulted", "audit"]]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("table", TABLES + LOG)
async def test_no_serving_role_can_read_a_table(serving: ServingPools, role: Role, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await serving.call(role, f"select * from {table}")


ALL_MAY = {"levels", "revision", "take_lane", "touch_log", "record_refusals"}
_LOGS = {"log_persons"}
MAY_BESIDES = {
    **dict.fromkeys((Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR, Role.MONITOR), _LOGS),
    Role.AUDITOR: {"log_heads", "prepare_log", *_LOGS},
}


def with_nulls(signature: str) -> str:
    """A call of a function of schema `serve` that gives it nothing."""
    name, _, types = signature.rstrip(")").partition("(")
    return f"select * from serve.{name}({', '.join(f'null::{one}' for one in types.split(',') if one)})"


@pytest.mark.parametrize("role", Role)
async def test_a_serving_role_executes_its_own_functions_only(
    serving: ServingPools, register: Database, role: Role
) -> None:
    owner = await asyncpg.connect(register.owner)
    functions = await owner.fetch(
        "select replace(proname || '(' || oidvectortypes(proargtypes) || ')', ', ', ',') as signature, proname as name "
        "from pg_proc where pronamespace = 'serve'::regnamespace"
    )
    await owner.close()
    executed = set()
    for function in functions:
        try:
            await serving.call(role, with_nulls(function["signature"]))
        except asyncpg.PostgresError as error:
            if str(error) == f"permission denied for function {function['name']}":
                continue
        except NotAuthorisedError:  # it runs, and says that nobody's organisation may
            pass
        executed.add(function["name"])
    own = {one["name"] for one in functions if one["name"].startswith(f"{role.value.lower()}_")}
    assert executed == own | ALL_MAY | MAY_BESIDES.get(role, set())
    assert {one.partition("(")[0] for one in roles.GRANTED[role]} == executed


async def test_the_columns_of_a_roles_functions_are_those_it_may_see(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    few = ["place", "wait", "registered", "ends_on"]
    more = [*few, "counting_from", "ground_codes", "ground_starts", "ground_ends"]
    of_grounds = ["ground_ids", "ground_codes", "ground_articles", "ground_starts", "ground_ends"]
    detailed = [*few, "counting_from", *of_grounds]
    told = {
        row["name"]: row["columns"]
        for row in await owner.fetch(
            "select proname as name, array(select name from unnest(proargnames, proargmodes) as a (name, mode) "
            "where mode = 't') as columns from pg_proc where pronamespace = 'serve'::regnamespace"
        )
    }
    assert {name: told[name] for name in told if name.endswith("_look_up")} == {
        "citizen_look_up": few,
        "employer_look_up": few,
        "suwinet_look_up": more,
        "assessor_look_up": [*more, "ground_end_reasons"],
        "suwinet_detailed_look_up": [*detailed[:5], *detailed[6:]],
        "assessor_detailed_look_up": [*detailed, "ground_end_reasons"],
    }
    assert told["suwinet_periods"] == told["assessor_periods"] == ["from_day", "until_day"]
    assert told["employer_roster"] == ["total", "payroll_tax_numbers", "bsns", "end_dates"]


LOOK_UP = "select * from serve.employer_look_up($1, $2, $3, $4, $5, $6)"


async def test_a_lane_of_another_role_or_of_nobody_is_refused(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    record = DisclosureRecord("", "", bytes(16), "EMPLOYEE", "", "", bytes(32), bytes(16), user_id=bytes(16)).line(
        bytes(16)
    )
    asked = (record, None, None, "999900067", "2026-11-23")
    [row] = await pools.call(Role.SUWINET, "select serve.take_lane() as lane")
    for lane in (row["lane"], 10**6):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="this lane is not one of the role"):
            await pools.call(Role.EMPLOYER, LOOK_UP, lane, *asked)
    assert await owner.fetchval("select count(*) from log.record") == 0
    assert len(await pools.logged(Role.EMPLOYER, LOOK_UP, *asked)) == 1
    assert await owner.fetchval("select count(*) from log.record") == 1


async def test_a_grant_too_many_is_noticed(owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools) -> None:
    periods = next(one for one in roles.GRANTED[Role.SUWINET] if one.startswith("suwinet_periods"))
    await owner.execute(f"grant execute on function serve.{periods} to {ROLE_PREFIX}_employer")
    await owner.execute(f"grant usage on schema register to {ROLE_PREFIX}_citizen")
    await owner.execute(f"grant select (bsn) on register.ground to {ROLE_PREFIX}_citizen")
    await owner.execute(f"grant usage on schema log to {ROLE_PREFIX}_monitor")
    await owner.execute(f"grant select on log.record to {ROLE_PREFIX}_monitor")
    assert await roles.drift(pools, Role.EMPLOYER) == [f"executes {periods}, too much"]
    assert "reaches table ground, too much" in await roles.drift(pools, Role.CITIZEN)
    monitor = await roles.drift(pools, Role.MONITOR)
    assert {"reaches table record, too much", "uses schema log, too much"} <= set(monitor)
    theirs = periods.replace("suwinet", "assessor")
    await owner.execute(f"revoke execute on function serve.{theirs} from {ROLE_PREFIX}_assessor")
    assert await roles.drift(pools, Role.ASSESSOR) == [f"lacks: executes {theirs}"]


async def test_a_right_on_the_database_is_noticed(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    name = await owner.fetchval("select current_database()")
    await owner.execute(f'grant create, temporary on database "{name}" to {ROLE_PREFIX}_citizen')
    assert await roles.drift(pools, Role.CITIZEN) == ["may create or use temporary tables, too much"]
