"""A migration that the command writes goes up to what the files say, and down to what was before."""

import shutil
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from migrations.__main__ import migrated, write
from migrations.functions import files, without_comments
from server.commands.migrate import owner_engine
from tests.conftest import ROLE_PREFIX, ROOT, Database
from tests.database.test_migrations import EVERYTHING
from tests.fixtures.disclosure_log import Owner


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The migrations and the functions' files, to change."""
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations", ignore=unwanted)
    shutil.copytree(ROOT / "models" / "sql", tmp_path / "models" / "sql", ignore=unwanted)
    return tmp_path


async def go(database: Database, checkout: Path, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(checkout / "migrations"))
    config.attributes["role_prefix"] = ROLE_PREFIX

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)

    engine = owner_engine(database.owner)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


async def state(owner: Owner) -> list[list[tuple[object, ...]]]:
    return [[tuple(row) for row in await owner.fetch(one)] for one in EVERYTHING]


async def test_functions_that_are_changed_added_and_taken_away_go_up_and_down(
    database: Database, owner: Owner, checkout: Path
) -> None:
    before = await state(owner)
    [served] = await owner.fetch("select oldest, newest from serve.levels()")
    sql = checkout / "models" / "sql" / "serve"
    levels, use, end = (sql / f"{name}.sql" for name in ("levels", "portal_session_use", "portal_session_end"))
    levels.write_text(levels.read_text().replace("b.oldest, b.newest from", "b.oldest + 7, b.newest + 7 from"))
    use.write_text(use.read_text().replace("(of_id bytea)", "(of_id bytea, unused text)"))
    end.unlink()
    (sql / "portal_hour.sql").write_text(
        "-- The hour: 'HH24:MI'.\ncreate or replace function serve.portal_hour() returns text language sql as $$\n"
        "    select to_char(now(), 'HH24:MI') $$;\n\nrevoke execute on function serve.portal_hour from public;\n\n"
        'grant execute on function serve.portal_hour to "doelgroepregister_portal";\n'
    )
    module = write("Hours of the portals.", checkout)
    assert module.name.endswith("_hours_of_the_portals.py")
    assert without_comments(migrated(checkout)) == without_comments(files(checkout))

    await go(database, checkout, "head")
    assert [tuple(row) for row in await owner.fetch("select * from serve.levels()")] == [(served[0] + 7, served[1] + 7)]
    made = await owner.fetch(
        """select proname, has_function_privilege($1, oid, 'execute'), proacl::text like '{=X%' from pg_proc
        where pronamespace = 'serve'::regnamespace and proname ~ 'portal_(hour|session_(use|end))' order by 1""",
        f"{ROLE_PREFIX}_portal",
    )
    assert [tuple(row) for row in made] == [("portal_hour", True, False), ("portal_session_use", True, False)]
    assert len((await owner.fetchval("select serve.portal_hour()")).split(":")) == 2
    with pytest.raises(asyncpg.UndefinedFunctionError):
        await owner.execute("select serve.portal_session_use('')")

    await go(database, checkout, "-1", down=True)
    assert await state(owner) == before


async def test_a_migration_of_no_function_is_a_place_for_what_one_writes_by_hand(
    database: Database, owner: Owner, checkout: Path
) -> None:
    before = await state(owner)
    module = write("A column", checkout)
    for direction, statement in (("up", "add column note text"), ("down", "drop column note")):
        file = module.with_suffix(f".{direction}.sql")
        file.write_text(f"{file.read_text()}\nalter table register.delivery {statement};\n")
    await go(database, checkout, "head")
    assert await owner.fetchval("select count(note) from register.delivery") == 0
    await go(database, checkout, "-1", down=True)
    assert [len(rows) for rows in await state(owner)] == [len(rows) for rows in before]
