"""The portals' own role in the database: four functions about sessions, which nobody else may execute."""

import asyncpg
import pytest

from domain.roles import Role
from models import roles
from models.database import Frontend, ServingPools
from models.roles import GRANTED
from server.commands.migrate import migrate
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database
from tests.fixtures.disclosure_log import Owner

PORTAL = f"{ROLE_PREFIX}_portal"
CALLS = {
    "portal_session_start": "select serve.portal_session_start('\\x00', '\\x00', 1, 1)",
    "portal_session_use": "select * from serve.portal_session_use('\\x00')",
    "portal_session_change": "select serve.portal_session_change('\\x00', '\\x00')",
    "portal_session_end": "select serve.portal_session_end('\\x00')",
}
FORBIDDEN = [
    "select count(*) from portal.session",
    "select content from portal.session limit 1",
    "delete from portal.session",
    "insert into portal.session values ('\\x00', '\\x00', 1, now(), now())",
    "update portal.session set ends_at = 'infinity'",
    "truncate portal.session",
    "select count(*) from register.person",
    "select count(*) from log.record",
    "select serve.take_lane()",
    "select serve.log_heads()",
    "select * from serve.employer_organisations('{}', '{}')",
    "create table portal.more ()",
    "create schema more",
    "create temporary table more ()",
    f'set role "{ROLE_PREFIX}_suwinet"',
]


def test_the_portals_may_do_exactly_this() -> None:
    assert GRANTED[Frontend.PORTAL] == {
        "levels()",
        "revision()",
        "portal_session_start(bytea,bytea,integer,integer)",
        "portal_session_use(bytea)",
        "portal_session_change(bytea,bytea)",
        "portal_session_end(bytea)",
    }


@pytest.mark.parametrize("role", Role)
async def test_no_viewers_role_reaches_a_session(serving: ServingPools, role: Role) -> None:
    for statement in (*CALLS.values(), "select count(*) from portal.session"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await serving.call(role, statement)


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_portals_role_reaches_nothing_else(serving: ServingPools, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await serving.call(Frontend.PORTAL, statement)


async def test_the_functions_cannot_be_led_astray_by_a_schema_of_somebody(owner: Owner) -> None:
    """A security-definer function without a fixed search path runs whatever its caller puts first."""
    found = await owner.fetch(
        """select proname, prosecdef, proconfig from pg_proc
        where pronamespace = 'serve'::regnamespace and proname like 'portal%' order by proname"""
    )
    assert [tuple(row) for row in found] == [
        (name, True, ["search_path=pg_catalog, pg_temp"]) for name in sorted(CALLS)
    ]


async def test_a_right_too_much_and_one_too_few_are_drift(owner: Owner, pools: ServingPools) -> None:
    assert await roles.drift(pools, Frontend.PORTAL) == []
    await owner.execute(f'grant usage on schema portal to "{PORTAL}"')
    await owner.execute(f'grant select on portal.session to "{PORTAL}"')
    await owner.execute(f'grant execute on function serve.take_lane() to "{PORTAL}"')
    await owner.execute(f'revoke execute on function serve.portal_session_end(bytea) from "{PORTAL}"')
    assert await roles.drift(pools, Frontend.PORTAL) == [
        "executes take_lane(), too much",
        "reaches table session, too much",
        "uses schema portal, too much",
        "lacks: executes portal_session_end(bytea)",
    ]


async def test_a_session_of_the_portals_is_drift_for_a_viewers_role(owner: Owner, pools: ServingPools) -> None:
    await owner.execute(f'grant execute on function serve.portal_session_use(bytea) to "{ROLE_PREFIX}_suwinet"')
    assert await roles.drift(pools, Role.SUWINET) == ["executes portal_session_use(bytea), too much"]


async def test_down_leaves_nothing_of_the_portals_and_up_brings_it_back(
    database: Database, owner: Owner, pools: ServingPools
) -> None:
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, "base")
    left = await owner.fetch(
        """select nspname as name from pg_namespace where nspname in ('portal', 'serve')
        union all select proname from pg_proc where proname like 'portal\\_%'"""
    )
    assert left == []
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await roles.drift(pools, Frontend.PORTAL) == []


async def test_starting_a_session_does_not_read_all_others(owner: Owner) -> None:
    await owner.execute(
        """insert into portal.session select sha256(n::text::bytea), '\\x00', 900, now(), now() + interval '1 hour'
        from generate_series(1, 20000) n"""
    )
    await owner.execute("vacuum analyze portal.session")
    counted = """select pg_stat_force_next_flush()::text, pg_stat_clear_snapshot()::text, seq_scan
        from pg_stat_user_tables where relid = 'portal.session'::regclass"""
    before = await owner.fetchrow(counted)
    for number in range(3):
        await owner.execute("select serve.portal_session_start($1, '\\x00', 900, 60)", bytes([number] * 32))
        await owner.execute("select pg_stat_force_next_flush()")
    after = await owner.fetchrow(counted)
    assert before is not None
    assert after is not None
    assert after["seq_scan"] == before["seq_scan"]
