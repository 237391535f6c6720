"""`models/schema.sql` says what is stored: all of it, as it is, each table and column with what it is."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from migrations import schema
from migrations.functions import ROLES
from models import catalog
from server.commands.migrate import head
from tests.conftest import ROLE_PREFIX, ROOT, Database, Template
from tests.fixtures.disclosure_log import Owner

COMMENTS = """
    with ours as (select oid, nspname from pg_namespace where nspname = any ($1)),
    tables as (select c.oid, nspname || '.' || relname as name from pg_class c join ours on ours.oid = relnamespace
        where relkind in ('r', 'p') and not relispartition and relname <> 'alembic_version')
    select 'schema ' || nspname as what, obj_description(oid, 'pg_namespace') as comment from ours
    union all select 'table ' || name, obj_description(oid, 'pg_class') from tables
    union all select 'column ' || name || '.' || attname, col_description(oid, attnum)
        from tables join pg_attribute on attrelid = oid and attnum > 0 and not attisdropped
    union all select 'type ' || nspname || '.' || typname, obj_description(t.oid, 'pg_type')
        from pg_type t join ours on ours.oid = typnamespace where typtype = 'e'"""


@pytest.fixture
async def by_psql(postgres: str, template: Template) -> AsyncIterator[Owner]:  # noqa: ARG001 - which made the roles
    """The owner of a database that only the file made."""
    name = f"dgr_test_{uuid4().hex[:12]}"
    server = await asyncpg.connect(postgres)
    await server.execute(f'create database "{name}"')
    await server.execute(f'revoke temporary, create on database "{name}" from public')  # as `migrate` does
    connection = await asyncpg.connect(Database.named(name, postgres).owner)
    text = re.sub(
        r"(?m)^\\ir (.*)$",
        lambda found: (ROOT / "models" / found[1]).read_text("utf-8"),
        schema.FILE.read_text("utf-8"),
    )
    await connection.execute(text.replace(ROLES, f'"{ROLE_PREFIX}_'))
    yield connection
    await connection.close()
    await server.execute(f'drop database "{name}" with (force)')
    await server.close()


async def test_the_committed_file_is_what_the_migrations_make(owner: Owner) -> None:
    assert await schema.text_of(owner.fetch, ROLE_PREFIX) == schema.FILE.read_text("utf-8"), "run `make generate`"


async def test_it_is_the_whole_of_it(by_psql: Owner) -> None:
    await by_psql.execute("insert into register.alembic_version values ($1)", head())
    assert catalog.differences(await catalog.read(by_psql.fetch, ROLE_PREFIX), catalog.known()) == []
    printed, written = await schema.text_of(by_psql.fetch, ROLE_PREFIX), schema.FILE.read_text("utf-8")
    assert re.sub(r"(?m)^ *-- .*\n", "", printed) == re.sub(r"(?m)^ *-- .*\n", "", written)


async def test_everything_that_is_stored_says_in_one_sentence_what_it_is(owner: Owner) -> None:
    rows = await owner.fetch(COMMENTS, schema.SCHEMAS)
    assert len(rows) > 100
    assert [row["what"] for row in rows if not re.fullmatch(r"[A-Za-z].{9,149}[^.]", row["comment"] or "")] == []
