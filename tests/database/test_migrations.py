"""The migrations: from empty to the newest revision, down and up again, and what they grant."""

import asyncpg
import pytest

from domain.roles import Role
from models import roles
from models.database import ServingPools
from server.migrating import head, migrate
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database


async def test_an_empty_database_is_brought_to_the_newest_revision(pools: ServingPools) -> None:
    for role in Role:
        assert await roles.revision(pools, role) == head()


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


@pytest.mark.parametrize("role", Role)
async def test_a_serving_role_may_execute_its_own_functions_and_nothing_else(pools: ServingPools, role: Role) -> None:
    assert await roles.drift(pools, role) == []


@pytest.mark.parametrize("role", Role)
async def test_a_statement_of_a_serving_role_is_given_up_after_a_time(pools: ServingPools, role: Role) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    rows = await pools.call(role, "select name, setting from pg_settings where name = any ($1)", list(names))
    assert {row["name"]: row["setting"] for row in rows} == {
        "statement_timeout": "5000",
        "lock_timeout": "2000",
        "idle_in_transaction_session_timeout": "5000",
    }


@pytest.mark.parametrize("role", Role)
async def test_a_serving_role_is_nothing_more_than_a_log_in(
    owner: "asyncpg.Connection[asyncpg.Record]", role: Role
) -> None:
    name = f"{ROLE_PREFIX}_{role.value.lower()}"
    row = await owner.fetchrow(
        "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls"
        " from pg_roles where rolname = $1",
        name,
    )
    assert row is not None
    assert tuple(row) == (False, False, False, False, True, False, False)
