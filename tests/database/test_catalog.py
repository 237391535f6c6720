"""What an owner or a role changes in the database besides its rows is noticed, by what the build knows."""

from functools import partial

import pytest

from domain.roles import Role
from models import catalog
from models.database import ServingPools
from server.commands.migrate import head
from server.http.health import Readiness
from tests.conftest import ROLE_PREFIX, Database
from tests.fixtures.disclosure_log import Owner


async def changes(owner: Owner) -> list[str]:
    found = catalog.differences(await catalog.read(owner.fetch, ROLE_PREFIX), catalog.known())
    assert found is not None
    return found


async def test_the_committed_catalog_is_what_the_migrations_make(owner: Owner) -> None:
    found = await catalog.read(owner.fetch, ROLE_PREFIX)
    assert catalog.FILE.read_text(encoding="utf-8") == catalog.text(found), "run `make generate`"
    assert await changes(owner) == []


async def test_every_role_reads_the_same_of_it(owner: Owner, pools: ServingPools) -> None:
    seen = await catalog.read(owner.fetch, ROLE_PREFIX)
    for role in Role:
        assert await catalog.read(partial(pools.call, role), ROLE_PREFIX) == seen


DROP = """create function public.drop_it() returns trigger language plpgsql as 'begin return null; end';
    create trigger a_drop before insert on log.record for each row when (new.organisation_id = '90000012')
    execute function public.drop_it()"""
TOUCHED = "function serve.touch_log(integer)"
ATTACKS: dict[str, tuple[str, list[str]]] = {
    "a trigger that drops records": (DROP, ["trigger a_drop of log.record is of no migration"]),
    "a trigger on a month": (
        DROP.replace("on log.record", "on log.record_default"),
        ["trigger a_drop of log.record_default is of no migration"],
    ),
    "a trigger that is off": (
        "alter table log.record_default disable trigger no_emptying",
        ["trigger no_emptying of log.record_default was changed"],
    ),
    "a rule": (
        "create rule nothing as on insert to log.consulted do instead nothing",
        ["rule nothing of log.consulted is of no migration"],
    ),
    "a policy": (
        "create policy any_row on log.record using (false); alter table log.record force row level security",
        ["policy any_row of log.record is of no migration", "relation log.record was changed"],
    ),
    "a function that writes nothing": (
        (
            "create or replace function serve.touch_log(of_lane integer) returns void language plpgsql security definer"
            " set search_path = pg_catalog, pg_temp as 'begin end'"
        ),
        [f"{TOUCHED} was changed"],
    ),
    "a function with another search path": (
        f"alter {TOUCHED} set search_path = public",
        [f"{TOUCHED} was changed"],
    ),
    "a function with the caller's rights": (f"alter {TOUCHED} security invoker", [f"{TOUCHED} was changed"]),
    "a function more": (
        "create function serve.more() returns integer language sql as 'select 1'",
        [
            "function serve.more() is of no migration",
            "grant on function serve.more() of EXECUTE to everybody is of no migration",
        ],
    ),
    "a grant to everybody": (
        f"grant execute on {TOUCHED} to public",
        [f"grant on {TOUCHED} of EXECUTE to everybody is of no migration"],
    ),
    "a grant on a column": (
        f"grant select (bsn) on register.ground to {ROLE_PREFIX}_citizen",
        ["grant on column register.ground.bsn of SELECT to role citizen is of no migration"],
    ),
    "a right that may be granted on": (
        f"grant usage on schema serve to {ROLE_PREFIX}_citizen with grant option",
        ["grant on schema serve of USAGE to role citizen was changed"],
    ),
    "a right outside": (
        f"create schema elsewhere; grant usage on schema elsewhere to {ROLE_PREFIX}_citizen",
        ["right or property of role citizen: schema elsewhere is of no migration"],
    ),
    "rights of what is to come": (
        "alter default privileges in schema log grant select on tables to public",
        ["is of no migration"],
    ),
    "a check less": (
        "alter table log.record drop constraint record_trace_check",
        ["constraint record_trace_check of log.record is missing"],
    ),
    "an index less": ("drop index log.record_subject", ["index log.record_subject is missing"]),
    "a table that a crash empties": (
        "alter table portal.session set unlogged",
        ["relation portal.session was changed"],
    ),
    "a key that grows back": (
        "alter table log.lane alter column key set default 1",
        ["column log.lane.key was changed"],
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_its_owner_changes_is_noticed(owner: Owner, pools: ServingPools, attack: str) -> None:
    statements, told = ATTACKS[attack]
    await owner.execute(statements)
    found = await changes(owner)
    for one in told:
        assert any(line.endswith(one) for line in found), found
    assert await Readiness(pools, head())._found() != []


@pytest.mark.parametrize("setting", ["synchronous_commit = off", "statement_timeout = 0", "search_path = public"])
async def test_a_setting_that_a_role_changes_for_itself_is_noticed(
    owner: Owner, pools: ServingPools, setting: str
) -> None:
    name = await owner.fetchval("select current_database()")
    await pools.call(Role.EMPLOYER, f'alter role {ROLE_PREFIX}_employer in database "{name}" set {setting}')
    setting_name = setting.partition(" ")[0]
    assert await changes(owner) == [f"setting {setting_name} of role employer in this database is of no migration"]


async def test_a_month_that_is_left_out_or_more_is_no_change_and_one_that_is_other_is(owner: Owner) -> None:
    last = await owner.fetchval(
        "select max(relname) from pg_class where relname like 'subject\\_2%' and relkind = 'r' "
        "and relnamespace = 'log'::regnamespace"
    )
    await owner.execute(f"drop table log.{last}")
    assert await changes(owner) == []
    await owner.execute("select log.make_months(5)")
    assert await changes(owner) == []
    await owner.execute(f"drop trigger no_emptying on log.{last}")
    assert await changes(owner) == [f"trigger no_emptying of log.{last} is missing"]


async def test_of_another_revision_nothing_is_said(owner: Owner, database: Database) -> None:  # noqa: ARG001
    await owner.execute("update register.alembic_version set version_num = 'newer'")
    assert catalog.differences(await catalog.read(owner.fetch, ROLE_PREFIX), catalog.known()) is None
