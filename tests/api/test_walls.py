"""The second and the third wall, each alone, with those before it switched off."""

import time
from datetime import date
from inspect import isawaitable
from types import SimpleNamespace

import asyncpg
import pytest
from graphql import ExecutionResult, execute, parse

from auth.visibility import POLICY
from domain.roles import Role
from graph.context import Context
from graph.errors import FieldNotVisibleError
from graph.schema import SCHEMA, guarded
from models import roles
from models.database import ServingPools
from tests.api.conftest import SEAL, TODAY, URL, principal
from tests.conftest import ROLE_PREFIX, Database
from tests.fixtures import people
from tests.fixtures.operations import coordinates, golden, operation, paths


async def past_the_plan(serving: ServingPools, role: Role, query: str, variables: dict[str, object]) -> ExecutionResult:
    """Execute against the whole schema, as if there were no first wall."""
    context = Context(await principal(role, **_claims(role)), TODAY, serving, SEAL, URL, time.time)
    result = execute(SCHEMA, parse(query), context_value=context, variable_values=variables)
    return await result if isawaitable(result) else result


def _claims(role: Role) -> dict[str, object]:
    return {"bsn": people.RAN_ON} if role is Role.CITIZEN else {}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("coordinate", [one for one in coordinates() if len(POLICY[one].roles) < len(Role)])
async def test_a_resolver_refuses_a_hidden_field_that_got_past_the_plan(
    serving: ServingPools, role: Role, coordinate: str
) -> None:
    for way in paths(coordinate):
        result = await past_the_plan(serving, role, *operation(way, role))
        hidden = [step for step, _ in way if role not in golden()[step]]
        refused = [error.original_error for error in result.errors or ()]
        if hidden:
            assert [type(one) for one in refused] == [FieldNotVisibleError] * len(refused)
            assert {one.coordinate for one in refused if isinstance(one, FieldNotVisibleError)} == {hidden[0]}
            assert people.SECRET_REASON not in str(result.data)
        else:
            assert not [one for one in refused if isinstance(one, FieldNotVisibleError)]


async def test_a_resolver_refuses_a_field_that_the_policy_does_not_know(serving: ServingPools) -> None:
    resolve = guarded("Person.secret", lambda _source, _info: "secret")
    info = SimpleNamespace(context=Context(await principal(Role.ASSESSOR), TODAY, serving, SEAL, URL, time.time))
    with pytest.raises(FieldNotVisibleError):
        resolve(None, info)


async def test_an_employers_connection_cannot_reach_a_ground(serving: ServingPools) -> None:
    for statement in (
        "select * from register.ground",
        "select grounds from register.registration",
        "select * from serve.suwinet_look_up(array[999900067], array[date '2020-01-01'])",
        "select * from serve.assessor_periods(999900067, date '2020-01-01', date '2020-12-31')",
        "select birth_date from register.person",
        "table register.event",
        "update register.registration set ends_on = null",
        "insert into register.ground (bsn) values (1)",
        "delete from register.person",
        "truncate register.employment",
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


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("table", ["person", "ground", "event", "payroll", "employment", "registration", "delivery"])
async def test_no_serving_role_can_read_a_table(serving: ServingPools, role: Role, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await serving.call(role, f"select * from register.{table}")


@pytest.mark.parametrize("role", Role)
async def test_a_serving_role_executes_its_own_functions_only(
    serving: ServingPools, register: Database, role: Role
) -> None:
    owner = await asyncpg.connect(register.owner)
    functions = await owner.fetch(
        "select oid::regprocedure::text as call, proname from pg_proc where pronamespace = 'serve'::regnamespace"
    )
    await owner.close()
    for function in functions:
        nulls = ", ".join(f"null::{one}" for one in function["call"].partition("(")[2][:-1].split(",") if one)
        statement = f"select * from serve.{function['proname']}({nulls})"
        if function["proname"].startswith(f"{role.value.lower()}_") or function["proname"] == "revision":
            await serving.call(role, statement)
        else:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await serving.call(role, statement)


async def test_the_columns_of_a_roles_functions_are_those_it_may_see(serving: ServingPools) -> None:
    asked = ([999900067], [date(2026, 11, 23)])
    for role, columns in {
        Role.CITIZEN: ["place", "registered", "ends_on"],
        Role.EMPLOYER: ["place", "registered", "ends_on"],
        Role.SUWINET: [
            "place",
            "registered",
            "ends_on",
            "counting_from",
            "ground_codes",
            "ground_starts",
            "ground_ends",
        ],
        Role.ASSESSOR: [
            "place",
            "registered",
            "ends_on",
            "counting_from",
            "ground_codes",
            "ground_starts",
            "ground_ends",
            "ground_end_reasons",
        ],
    }.items():
        [row] = await serving.call(role, f"select * from serve.{role.value.lower()}_look_up($1, $2)", *asked)
        assert list(row.keys()) == columns


async def test_a_grant_too_many_is_noticed(owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools) -> None:
    await owner.execute(
        f"grant execute on function serve.suwinet_periods(integer, date, date) to {ROLE_PREFIX}_employer"
    )
    await owner.execute(f"grant usage on schema register to {ROLE_PREFIX}_citizen")
    await owner.execute(f"grant select (bsn) on register.ground to {ROLE_PREFIX}_citizen")
    assert await roles.drift(pools, Role.EMPLOYER) == ["executes suwinet_periods(integer,date,date), too much"]
    assert "reaches table ground, too much" in await roles.drift(pools, Role.CITIZEN)
    await owner.execute(
        f"revoke execute on function serve.assessor_periods(integer, date, date) from {ROLE_PREFIX}_assessor"
    )
    assert await roles.drift(pools, Role.ASSESSOR) == ["lacks: executes assessor_periods(integer,date,date)"]


async def test_a_right_on_the_database_is_noticed(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    name = await owner.fetchval("select current_database()")
    await owner.execute(f'grant create, temporary on database "{name}" to {ROLE_PREFIX}_citizen')
    assert await roles.drift(pools, Role.CITIZEN) == ["may create or use temporary tables, too much"]
