"""The migrations: from empty to the newest revision, down and up again, and what they grant."""

import asyncio
import io
import sys
from datetime import date

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from domain.roles import Role
from models import roles
from models.database import USERS, Frontend, ServingPools, User
from models.imports import ImportRefusedError
from server.commands.migrate import alembic_config, head, migrate
from server.errors import CommandError
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.patience import PATIENCE

OURS = """(select oid from pg_namespace
    where nspname in ('register', 'log', 'portal', 'serve', 'authorisation', 'cases'))"""
ACL = "(select string_agg(one::text, ',' order by one::text) from unnest({}) as one)"
EVERYTHING = (
    f"""select oid::regprocedure::text, pg_get_functiondef(oid), {ACL.format("proacl")}, obj_description(oid)
        from pg_proc where pronamespace in {OURS} and prokind = 'f'
            and prolang <> (select oid from pg_language where lanname = 'c')
        order by 1""",
    f"""select c.oid::regclass::text, {ACL.format("relacl")}, obj_description(c.oid), attname,
            row_number() over (partition by c.oid order by attnum) as place,
            format_type(atttypid, atttypmod), attnotnull, col_description(c.oid, attnum)
        from pg_class c left join pg_attribute a on a.attrelid = c.oid and attnum > 0 and not attisdropped
        where relnamespace in {OURS} order by 1, place""",
    f"""select conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace in {OURS} and contype <> 'n' order by 1, 2""",
    f"""select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger
        where tgrelid in (select oid from pg_class where relnamespace in {OURS}) and not tgisinternal order by 1, 2""",
    f"""select typname, obj_description(oid), (select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum
            where enumtypid = t.oid) from pg_type t where typnamespace in {OURS} and typtype = 'e' order by 1""",
    f"select nspname, {ACL.format('nspacl')}, obj_description(oid) from pg_namespace where oid in {OURS} order by 1",
    "select oldest, newest from register.builds",
)
"""What a database is, but for its rows, the order of its grants, and what only later servers keep."""


async def test_an_empty_database_is_brought_to_the_newest_revision(pools: ServingPools) -> None:
    for user in USERS:
        assert await roles.revision(pools, user) == head()


async def test_the_newest_revision_goes_down_and_up_again(database: Database, pools: ServingPools) -> None:
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, "base")
    owner = await asyncpg.connect(database.owner)
    left = await owner.fetch(
        "select relname from pg_class where relnamespace = 'register'::regnamespace and relkind = 'r'"
    )
    await owner.close()
    assert [row["relname"] for row in left] == ["alembic_version"]
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await roles.drift(pools, Role.SUWINET) == []


async def test_what_each_revision_changed_is_back_when_it_goes_down(database: Database, owner: Owner) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(ROLE_PREFIX))
    revisions = [script.revision for script in scripts.walk_revisions()]
    made: dict[str, list[list[tuple[object, ...]]]] = {}
    for revision in (*revisions, *reversed(revisions)):
        await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, revision)
        found = [[tuple(row) for row in await owner.fetch(one)] for one in EVERYTHING]
        assert made.setdefault(revision, found) == found


A_RECORD = """
    insert into log.record (lane, number, at, decision, role, organisation_id, organisation, user_pseudonym,
        subject_count, purpose, fields, legal_basis, operation, trace, hash)
    select 1, 1, now(), 'DISCLOSED', 'CITIZEN', '', '', id, 1, 'OWN_DATA', 'Person.registered', 'AVG 15', '', id, ''
    from decode(repeat('00', 16), 'hex') as id"""
WAITS = "select exists (select from pg_locks where not granted and pid <> pg_backend_pid())"


async def test_a_record_that_is_being_written_is_not_thrown_away_with_a_downgrade(
    database: Database, owner: Owner
) -> None:
    writes = owner.transaction()
    await writes.start()
    await owner.execute(A_RECORD)
    going = asyncio.create_task(migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, "base"))
    async with asyncio.timeout(PATIENCE):
        while not await owner.fetchval(WAITS):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)
    await writes.commit()
    with pytest.raises(CommandError, match=r"refuses \(P0001\)"):
        await going
    assert await owner.fetchval("select count(*) from log.record") == 1


LAPSED_BEFORE = """
    insert into register.registration (bsn, from_day, until_day, after_day, registered_from, ends_on, counting_from,
        rule_set, person, grounds, cause) values
    (999900018, '2013-01-01', '2015-06-30', null, '2012-05-01', null, '2013-01-01', null, 1, '{1}', null),
    (999900018, '2015-06-30', '2018-01-01', '2015-06-30', '2012-05-01', '2017-12-31', '2013-01-01', 'TWO_YEARS', 1,
        '{1}', 'LAPSED')"""


async def test_registrations_derived_under_the_old_day_are_derived_again_by_migrate(
    database: Database, pools: ServingPools
) -> None:
    """The law's day moved to 2017-12-30: whoever had left on 2017-12-31 by the old rules is back after `migrate`."""
    owner = await asyncpg.connect(database.owner)
    await owner.execute("insert into register.person (bsn, birth_date, delivery) values (999900018, '1985-01-31', 1)")
    await owner.execute(
        "insert into register.ground (bsn, code, start_date, end_date, delivery)"
        " values (999900018, 'WAJONG', '2012-05-01', '2015-06-30', 1)"
    )
    await owner.execute(LAPSED_BEFORE)
    await owner.execute("insert into register.recompute_due (reason) values ('suspended from 2017-12-30')")
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    found = await owner.fetch("select from_day, ends_on, cause from register.registration order by from_day")
    due = await owner.fetchval("select count(*) from register.recompute_due")
    await owner.close()
    assert [tuple(row) for row in found] == [
        (date(2013, 1, 1), None, None),
        (date(2015, 6, 30), date(2017, 12, 31), None),
        (date(2017, 12, 30), date(2028, 12, 31), None),
        (date(2020, 1, 1), None, None),
    ]
    assert due == 0
    assert await roles.revision(pools, Role.EMPLOYER) == head()


async def test_migrate_shows_on_a_terminal_that_it_derives(
    database: Database, owner: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    await owner.execute("insert into register.recompute_due (reason) values ('the rules changed')")
    monkeypatch.setattr(sys, "stderr", written := io.StringIO())
    monkeypatch.setattr(written, "isatty", lambda: True)
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert "deriving registrations ...\n" in written.getvalue()


async def test_no_service_answers_while_registrations_are_to_be_derived_again(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("insert into register.recompute_due (reason) values ('the rules changed')")
    assert [await roles.revision(pools, user) for user in USERS] == ["recompute due"] * len(USERS)


async def test_migrate_refuses_to_derive_while_an_import_runs_and_does_it_the_next_time(
    database: Database, owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    await owner.execute("insert into register.recompute_due (reason) values ('the rules changed')")
    async with owner.transaction():
        await owner.execute("lock table register.delivery in share update exclusive mode")
        with pytest.raises(ImportRefusedError, match="try again when it is done"):
            await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await roles.revision(pools, Role.SUWINET) == "recompute due"
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await roles.revision(pools, Role.SUWINET) == head()


@pytest.mark.parametrize("role", USERS)
async def test_a_serving_role_may_execute_its_own_functions_and_nothing_else(pools: ServingPools, role: User) -> None:
    assert await roles.drift(pools, role) == []


@pytest.mark.parametrize("role", USERS)
async def test_a_statement_of_a_serving_role_is_given_up_after_a_time(pools: ServingPools, role: User) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    rows = await pools.call(role, "select name, setting from pg_settings where name = any ($1)", list(names))
    assert {row["name"]: row["setting"] for row in rows} == {
        "statement_timeout": "60000" if role is Frontend.STATISTICS else "5000",
        "lock_timeout": "2000",
        "idle_in_transaction_session_timeout": "5000",
    }


@pytest.mark.parametrize("role", USERS)
async def test_a_serving_role_is_nothing_more_than_a_log_in(
    owner: "asyncpg.Connection[asyncpg.Record]", role: User
) -> None:
    name = f"{ROLE_PREFIX}_{role.value.lower()}"
    row = await owner.fetchrow(
        "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls"
        " from pg_roles where rolname = $1",
        name,
    )
    assert row is not None
    assert tuple(row) == (False, False, False, False, True, False, False)
