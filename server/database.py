"""Finding the database, by the same environment for every command: DATABASE_URL, or the embedded one in DATA_DIR."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import asyncpg
import structlog

from models.database import USERS, RoleLogIns, ServingPools, Sizes, User
from models.dsn import Dsn
from models.faults import Fault
from models.hosts import FAILURES, Hosts
from models.outages import Outages
from models.passwords import Passwords
from server.clock import clock
from server.errors import CommandError
from server.postgres import EmbeddedPostgres, EmbeddedPostgresError
from server.secrets import Secrets, load_secrets
from server.secrets_file import complete
from server.settings import Settings

log = structlog.get_logger()


ANY_DAY: Final = "insert into register.any_day default values on conflict do nothing"
"""Lets the database be asked about any day, as a service does that has a day of its own (TODAY)."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where the database is: `owner` is a DSN, with the owner's password."""

    owner: str = field(repr=False)
    embedded: EmbeddedPostgres | None = None


@contextmanager
def database(settings: Settings, *, make: bool = False) -> Iterator[Database]:
    """The database while it is needed; an embedded one runs as long as anybody holds it.

    Args:
        settings: where it is.
        make: whether to make an embedded one where there is none; else that is refused, and nothing is written.

    Raises:
        CommandError: it can't be had.
    """
    with _database(settings, make=make) as where:
        if settings.today is not None:
            asyncio.run(_let_any_day_be_asked(where))
        yield where


async def _let_any_day_be_asked(where: Database) -> None:
    """Let a database of development be asked about TODAY, though it was migrated without; another's own day stays."""
    with suppress(CommandError, asyncpg.PostgresError):
        owner = await connect(where)
        try:
            await owner.execute(ANY_DAY)
        finally:
            await owner.close()


@contextmanager
def _database(settings: Settings, *, make: bool) -> Iterator[Database]:
    if settings.database_url is not None:
        yield Database(settings.database_url)
        return
    embedded = EmbeddedPostgres(settings.data_dir)
    try:
        if not make and not embedded.is_made():
            raise CommandError(
                f"There is no database in {embedded.data_dir}: check DATA_DIR, or set DATABASE_URL;"
                " `migrate` makes one."
            )
        with embedded.hold() as info:
            place = f"{info.database}?host={quote(info.host, safe='')}&port={info.port}"
            yield Database(f"postgresql://{info.user}:{info.password}@/{place}", embedded)
    except EmbeddedPostgresError as error:
        raise CommandError(str(error)) from error


def own_secrets(settings: Settings) -> Secrets:
    """The keys of this installation. An embedded or a development installation makes its own once."""
    if settings.secrets_file is None and (settings.database_url is None or settings.development):
        complete(settings.keys_file, clock(settings.today)())
    return load_secrets(settings.keys_file)


def role_passwords(settings: Settings) -> dict[User, str]:
    """The passwords that the serving roles get."""
    return {user: passwords[0] for user, passwords in _ring_of_passwords(settings).items()}


def serving_pools(settings: Settings, where: Database, outages: Outages | None = None) -> ServingPools:
    """The pools of the serving roles. When their passwords are wrong, the file of keys is read again."""

    def again() -> dict[User, list[str]]:
        try:
            return _ring_of_passwords(settings)
        except CommandError as error:
            log.error("the keys can't be read again", reason=str(error))  # noqa: TRY400 - its own words say it all
            return {}

    passwords = Passwords(_ring_of_passwords(settings), again)
    log_ins = RoleLogIns(Hosts.of_roles(where.owner), settings.role_prefix, passwords)
    sizes = Sizes(settings.connections_per_role, settings.download_connections)
    return ServingPools(log_ins, sizes, outages=outages)


def _ring_of_passwords(settings: Settings) -> dict[User, list[str]]:
    secrets = own_secrets(settings)
    return {user: secrets.role_passwords(settings.role_prefix, user) for user in USERS}


def database_name(settings: Settings) -> str:
    """What the database is called."""
    return Dsn.parse(settings.database_url).database if settings.database_url else "doelgroepregister"


async def connect(where: Database) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of the owner.

    Raises:
        CommandError: the database can't be reached, or refuses the owner.
    """
    try:
        return await Hosts.of_owner(where.owner).owner()
    except FAILURES as error:
        raise CommandError(Fault.of_database(error).sentence) from error
