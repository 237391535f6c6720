"""A database that version 0.1.0 made, migration by migration, is one that this version's baseline makes.

`tests/fixtures/database_of_0_1_0.sql` is its dump (pg_dump 15, `--inserts`), with an import and some consultations.
"""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from models import catalog, roles
from models.database import USERS
from server.commands.migrate import head, migrate
from server.errors import CommandError
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, ROOT, Database, Template
from tests.database.test_migrations import EVERYTHING
from tests.fixtures.deliveries import everything
from tests.fixtures.disclosure_log import Owner, broken_links, size

DUMP = ROOT / "tests" / "fixtures" / "database_of_0_1_0.sql"
BASELINE = "0013"
REVISION = "select version_num from register.alembic_version"


@pytest.fixture
async def bare(postgres: str, template: Template) -> AsyncIterator[Database]:  # noqa: ARG001 - which made the roles
    """An empty database."""
    name = f"dgr_test_{uuid4().hex[:12]}"
    server = await asyncpg.connect(postgres)
    await server.execute(f'create database "{name}"')
    yield Database.named(name, postgres)
    await server.execute(f'drop database "{name}" with (force)')
    await server.close()


@pytest.fixture
async def of_0_1_0(bare: Database) -> Database:
    """A database as version 0.1.0 left it."""
    loading = await asyncpg.connect(bare.owner)
    await loading.execute(DUMP.read_text("utf-8").replace(" doelgroepregister_", f" {ROLE_PREFIX}_"))
    await loading.close()
    return bare


@pytest.fixture
async def owner(of_0_1_0: Database) -> AsyncIterator[Owner]:
    """Its owner."""
    connection = await asyncpg.connect(of_0_1_0.owner)
    yield connection
    await connection.close()


async def test_the_baseline_makes_what_the_migrations_of_0_1_0_made(owner: Owner, database: Database) -> None:
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, "base")
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, BASELINE)
    made = await asyncpg.connect(database.owner)
    await owner.execute("select log.make_months(2)")  # those of the dump are of its day
    old, new = await catalog.read(owner.fetch, ROLE_PREFIX), await catalog.read(made.fetch, ROLE_PREFIX)
    old, new = map(catalog.without_new_roles, (old, new))
    assert catalog.text(old) == catalog.text(new) == catalog.FILE_OF_BASELINE.read_text("utf-8")
    for one in EVERYTHING:
        rows = [await connection.fetch(one) for connection in (owner, made)]
        texts = [{str(tuple(row)) for row in found} for found in rows]
        assert {one for one in texts[0] ^ texts[1] if "_20" not in one and "pg_stat_" not in one} == set()
    await made.close()


async def test_migrate_goes_on_from_a_database_of_0_1_0_with_all_that_is_in_it(
    owner: Owner, of_0_1_0: Database
) -> None:
    facts, records = await everything(owner), await size(owner)
    await migrate(of_0_1_0.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await owner.fetchval(REVISION) == head()
    assert await everything(owner) == facts
    assert (await size(owner), await broken_links(owner)) == (records, [])
    assert records == 8
    pools = of_0_1_0.pools()
    found = await catalog.read(owner.fetch, ROLE_PREFIX)
    assert catalog.differences(found, catalog.known()) == []
    assert [await roles.drift(pools, user) for user in USERS] == [[]] * len(USERS)
    await pools.close()


async def test_migrate_goes_on_from_a_database_of_0_1_0_whose_registrations_are_to_be_derived_again(
    owner: Owner, of_0_1_0: Database
) -> None:
    await owner.execute("insert into register.recompute_due (reason) values ('the rules changed')")
    await migrate(of_0_1_0.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await owner.fetchval("select serve.revision()") == head()


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ("drop trigger append_only on log.record", "trigger append_only of log.record is missing"),
        (
            f"grant select on register.ground to {ROLE_PREFIX}_employer",
            "grant on relation register.ground of SELECT to role employer is of no migration",
        ),
        ("alter function serve.touch_log security invoker", "function serve.touch_log(integer) was changed"),
        ("drop function serve.revision()", "function serve.revision() is missing"),
        ("drop schema serve cascade", "function serve.revision() is missing"),
        ("alter table register.person alter column bsn drop not null", "column register.person.bsn was changed"),
    ],
)
async def test_migrate_changes_nothing_of_a_database_of_0_1_0_that_was_changed(
    owner: Owner, of_0_1_0: Database, change: str, difference: str
) -> None:
    await owner.execute(change)
    with pytest.raises(CommandError) as refused:
        await migrate(of_0_1_0.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    begin = "The database isn't as version 0.1.0 made it, so it was not migrated; set it right first: "
    assert str(refused.value).startswith(begin)
    assert difference in str(refused.value)
    assert "\n" not in str(refused.value)
    assert await owner.fetchval(REVISION) == BASELINE
    await migrate(of_0_1_0.owner, ROLE_PREFIX, ROLE_PASSWORDS, BASELINE)  # which sets the roles right


@pytest.mark.parametrize("target", ["head", BASELINE, "base"])
async def test_a_database_from_before_0_1_0_is_told_to_migrate_with_that_first(
    owner: Owner, of_0_1_0: Database, target: str
) -> None:
    before = await everything(owner)
    for number in range(1, int(BASELINE)):
        await owner.execute("update register.alembic_version set version_num = $1", f"{number:04}")
        with pytest.raises(CommandError) as refused:
            await migrate(of_0_1_0.owner, ROLE_PREFIX, ROLE_PASSWORDS, target)
        assert str(refused.value) == (
            f"The database is at revision {number:04}, from before version 0.1.0: run `migrate` of 0.1.0 first."
        )
        assert await owner.fetchval(REVISION) == f"{number:04}"
    assert await everything(owner) == before
