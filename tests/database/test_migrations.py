"""The migrations: from empty to the newest revision, down and up again, and what they grant."""

import asyncpg
import pytest

from domain.roles import Role
from models import roles
from models.database import USERS, ServingPools, User
from server.migrating import head, migrate
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database


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


async def test_what_a_revision_replaced_is_back_when_it_goes_down(database: Database) -> None:
    owner = await asyncpg.connect(database.owner)
    found: list[dict[str, tuple[str, str]]] = []
    for revision in ("base", "0003", "head", "0003"):
        await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, revision)
        functions = await owner.fetch(
            """select proname, pg_get_functiondef(oid) as text, proacl::text as rights from pg_proc
            where pronamespace = to_regnamespace('serve')"""
        )
        found.append({one["proname"]: (" ".join(one["text"].split()), one["rights"]) for one in functions})
    await owner.close()
    assert found[1] == found[3]
    assert "from_time" not in found[1]["citizen_disclosures"][0]
    assert "from_time" in found[2]["citizen_disclosures"][0]


@pytest.mark.parametrize("role", USERS)
async def test_a_serving_role_may_execute_its_own_functions_and_nothing_else(pools: ServingPools, role: User) -> None:
    assert await roles.drift(pools, role) == []


@pytest.mark.parametrize("role", USERS)
async def test_a_statement_of_a_serving_role_is_given_up_after_a_time(pools: ServingPools, role: User) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    rows = await pools.call(role, "select name, setting from pg_settings where name = any ($1)", list(names))
    assert {row["name"]: row["setting"] for row in rows} == {
        "statement_timeout": "5000",
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
