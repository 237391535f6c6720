"""Bringing a database to the newest revision, with its serving roles."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Final

import asyncpg
import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError as AlembicError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from models import catalog, roles
from models.database import User
from models.faults import Fault
from models.hosts import FAILURES, Hosts
from models.imports import recompute
from models.levels import LEVEL, Levels
from server.database import ANY_DAY
from server.errors import CommandError
from server.progress import Terminal

log = structlog.get_logger()

# No serving role can take a table's lock, as it can an advisory one. Alembic's own work isn't in the way of this mode.
_ONE_AT_A_TIME: Final = """
    set local idle_in_transaction_session_timeout = 0;
    set local lock_timeout = 0;
    lock table register.alembic_version in share update exclusive mode"""
# As Alembic makes it, so that there is a table to lock.
_FIRST: Final = """
    create schema if not exists register;
    create table if not exists register.alembic_version (
        version_num varchar(32) not null, constraint alembic_version_pkc primary key (version_num))"""
_ITS_OWN_DAY: Final = "delete from register.any_day"
_TRIES: Final = 10
_CONCURRENTLY: Final = "XX000"  # "tuple concurrently updated"
_OLDEST_SERVER: Final = 15
_NAMED: Final = 3
_BASELINE: Final = "0013"
"""The first revision that this build knows, and the last of version 0.1.0, which had those from 0001 on."""


def alembic_config(role_prefix: str) -> Config:
    """How Alembic finds the migrations, in a checkout or an installed wheel."""
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.attributes["role_prefix"] = role_prefix
    return config


@cache
def head() -> str:
    """The newest revision."""
    newest = ScriptDirectory.from_config(alembic_config("doelgroepregister")).get_current_head()
    if newest is None:
        raise CommandError("The migrations are missing from this installation.")
    return newest


def owner_engine(dsn: str) -> AsyncEngine:
    """An engine of the database's owner, for migrations; each use opens a connection of its own."""
    return create_async_engine("postgresql+asyncpg://", async_creator=Hosts.of_owner(dsn).owner, poolclass=NullPool)


async def migrate(
    owner_dsn: str, role_prefix: str, passwords: Mapping[User, str], revision: str = "head", *, any_day: bool = False
) -> None:
    """Make or set right the serving roles, upgrade, and derive what a changed rule asks; one at a time, others wait.

    `any_day`: whether a service that has a day of its own (TODAY) asks the database.

    Raises:
        CommandError: the server is too old, can't be reached, or the owner may not do it; or the database is of before
            version 0.1.0, or of that version and not as it made it.
        ImportRefusedError: registrations are to be derived again while an import runs.
    """
    engine = owner_engine(owner_dsn)
    try:
        async with _turn(owner_dsn) as holder, engine.connect() as connection:
            database = (await connection.execute(text("select current_database()"))).scalar_one()
            await _ensure_roles(connection, role_prefix, database, passwords)
            await _check_origin(holder, role_prefix, revision)
            await connection.run_sync(_upgrade, role_prefix, revision)
            if revision == "head":
                await connection.execute(text(ANY_DAY if any_day else _ITS_OWN_DAY))
            await connection.commit()
            await _derive_if_due(owner_dsn)
    except AlembicError as error:
        raise CommandError(f"{str(error).rstrip('.')}; see `migrate --help`.") from None
    except (DBAPIError, *FAILURES) as error:
        raise CommandError(f"The database can't be migrated: {Fault.of_database(error).clause}.") from error
    finally:
        await engine.dispose()


async def _ensure_roles(
    connection: AsyncConnection, role_prefix: str, database: str, passwords: Mapping[User, str]
) -> None:
    """Make the roles or set them right. They are the whole cluster's: another database's migration may do so too."""
    for left in reversed(range(_TRIES)):
        try:
            await roles.ensure(connection, role_prefix, database, passwords)
            await connection.commit()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _CONCURRENTLY or not left:
                raise
            await connection.rollback()
        else:
            return


async def _check_origin(holder: "asyncpg.Connection[asyncpg.Record]", role_prefix: str, target: str) -> None:
    """Go on from the baseline only where the database is what the baseline makes, and from nothing before it.

    Raises:
        CommandError: it isn't, or is of before.
    """
    current = await holder.fetchval("select max(version_num) from register.alembic_version")
    if current is None or len(current) != len(_BASELINE) or not current.isdigit() or current > _BASELINE:
        return
    if current < _BASELINE:
        raise CommandError(
            f"The database is at revision {current}, from before version 0.1.0: run `migrate` of 0.1.0 first."
        )
    if target in {current, "base"}:
        return
    changes = await _changes_since_baseline(holder, role_prefix)
    if changes:
        raise CommandError(
            "The database isn't as version 0.1.0 made it, so it was not migrated; set it right first: "
            f"{_first(changes)}."
        )


async def check_result(owner_dsn: str, role_prefix: str) -> None:
    """Look whether a database that was migrated is as the migrations make it, as `audit verify` does.

    Raises:
        CommandError: it isn't. Of one that was restored without its serving roles, their rights are missing, and
            everybody's aren't revoked.
    """
    try:
        owner = await Hosts.of_owner(owner_dsn).owner()
        try:
            found = await catalog.read(owner.fetch, role_prefix)
        finally:
            await owner.close()
    except FAILURES as error:
        raise CommandError(f"What was migrated can't be looked at: {Fault.of_database(error).clause}.") from error
    changes = catalog.differences(found, catalog.known())
    if changes:
        raise CommandError(
            f"The database is migrated, but isn't as the migrations make it: {_first(changes)}. "
            "If it was restored, do so again, with the serving roles first; else see `audit verify`."
        )


def _first(changes: list[str]) -> str:
    more = f", and {len(changes) - _NAMED} more" if len(changes) > _NAMED else ""
    return f"{'; '.join(changes[:_NAMED])}{more}"


async def _changes_since_baseline(holder: "asyncpg.Connection[asyncpg.Record]", role_prefix: str) -> list[str]:
    try:
        found = await catalog.read(holder.fetch, role_prefix)
    except (asyncpg.UndefinedFunctionError, asyncpg.InvalidSchemaNameError):  # which the catalogue asks
        return ["function serve.revision() is missing"]
    found = catalog.without_new_roles(found)
    found["revision"] = _BASELINE  # which may say that registrations are to be derived again
    return catalog.differences(found, catalog.known(catalog.FILE_OF_BASELINE)) or []


@asynccontextmanager
async def _turn(owner_dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Wait until nobody else migrates, and keep others waiting; gives the connection that does."""
    holder = await Hosts.of_owner(owner_dsn).owner()
    try:
        if holder.get_server_version().major < _OLDEST_SERVER:
            raise CommandError("The register needs PostgreSQL 15 or newer.")
        for _ in range(_TRIES):
            with suppress(asyncpg.UniqueViolationError, asyncpg.DuplicateSchemaError, asyncpg.DuplicateTableError):
                await holder.execute(_FIRST)  # two at once: one of them fails, and finds it there the next time
                break
        async with holder.transaction():
            await holder.execute(_ONE_AT_A_TIME)
            yield holder
    finally:
        await holder.close()


async def _derive_if_due(owner_dsn: str) -> None:
    """Derive all registrations again where a migration says that the rules have changed since they were."""
    owner = await Hosts.of_owner(owner_dsn).owner()
    try:
        if not await owner.fetchval("select to_regclass('register.recompute_due') is not null"):
            return
        reasons = await owner.fetchval("select array_agg(reason) from register.recompute_due")
        if reasons:
            with Terminal() as progress:
                await recompute(owner, progress=progress, apply=True)
            await owner.execute("delete from register.recompute_due where reason = any ($1)", reasons)
    finally:
        await owner.close()


def _upgrade(connection: Connection, role_prefix: str, revision: str) -> None:
    config = alembic_config(role_prefix)
    config.attributes["connection"] = connection
    current = (
        connection.execute(text("select to_regclass('register.alembic_version') is not null")).scalar_one()
        and connection.execute(text("select max(version_num) from register.alembic_version")).scalar_one()
    )
    if revision == "head" and current and not _is_known(config, current):
        _accept_newer(connection, current)
        return
    go = command.downgrade if _is_older(config, revision, current or None) else command.upgrade
    go(config, revision)


def _is_known(config: Config, revision: str) -> bool:
    return revision in {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}


def _accept_newer(connection: Connection, current: str) -> None:
    """Leave a database as it is that a newer build has migrated, if it still serves this one.

    Raises:
        CommandError: it doesn't.
    """
    if connection.execute(text("select to_regclass('register.builds') is null")).scalar_one():
        raise CommandError(f"This build doesn't know the database's revision {current}: start the build that made it.")
    row = connection.execute(text("select oldest, newest from register.builds")).one()
    problem = Levels(row.oldest, row.newest, current).problem(LEVEL)
    if problem is not None:
        raise CommandError(f"{problem[0].upper()}{problem[1:]}.")
    log.info("the database is newer than this build and serves it: it is left as it is", revision=current)


def _is_older(config: Config, revision: str, current: str | None) -> bool:
    """Whether a revision lies before the present one."""
    if current is None or revision == "head":
        return False
    if revision == "base":
        return True
    scripts = ScriptDirectory.from_config(config)
    return revision in {one.revision for one in scripts.iterate_revisions(current, "base")} - {current}
