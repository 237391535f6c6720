"""What tests share: a real PostgreSQL, real migrations, real tokens.

The server is the embedded one, once a run, or the one DATABASE_URL names (its owner, who may create databases and
roles). The migrations run once into a template, named by what they say; each test that writes gets a copy of its own.
"""

import gc
import hashlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from models.database import USERS, RoleLogIns, ServingPools, User, role_name
from models.hosts import Hosts
from models.outages import Outages
from models.passwords import Passwords
from server.commands.migrate import migrate
from server.postgres import EmbeddedPostgres
from tests.fixtures.hasty import hasty_programs, in_memory, tablespace

ROOT = Path(__file__).parents[1]
ROLE_PREFIX = "dgr_test"
ROLE_PASSWORDS: dict[User, str] = {user: f"only-for-tests-{user.value.lower()}" for user in USERS}


gc.disable()  # until all tests are imported: what is imported stays

for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:  # of a run in the background; what it starts would inherit that
        signal.signal(number, lambda _number, _frame: None)

SLOW = ("fault", "browser", "clients")
LONG = ROOT / "tests" / "property"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What only a person wants of a run."""
    parser.addoption("--pictures", action="store_true", help="leave pictures of the pages in .data/screenshots")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow kinds, in their random order: so none is left for the end, when other workers idle."""
    items.sort(key=lambda item: (not any(map(item.get_closest_marker, SLOW)), LONG not in item.path.parents))


def pytest_collection_finish() -> None:
    """Look for garbage in what tests make only: looking through eleven thousand tests took a twelfth of their time."""
    gc.freeze()
    gc.enable()


def pools_at(dsn: str, passwords: Mapping[User, str] = ROLE_PASSWORDS, outages: Outages | None = None) -> ServingPools:
    """The serving roles' connections to a database, with the passwords of tests."""
    known = Passwords({user: [password] for user, password in passwords.items()})
    return ServingPools(RoleLogIns(Hosts.of_roles(dsn), ROLE_PREFIX, known), outages=outages)


TEMPLATE_LOCK = 0x74657374


@dataclass(frozen=True)
class Database:
    """A database of the test server: DSNs of its owner, and without a user."""

    owner: str
    serving: str

    @classmethod
    def named(cls, name: str, of: str) -> "Database":
        parts = urlsplit(of)._replace(path=f"/{name}")
        return cls(urlunsplit(parts), urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))

    def pools(self) -> ServingPools:
        """The serving roles' connections; on a busy machine one waits longer for them than the product does."""
        return pools_at(f"{self.serving}{'&' if urlsplit(self.serving).query else '?'}connect_timeout=60")

    async def connection(self, user: User) -> "asyncpg.Connection[asyncpg.Record]":
        """One of a serving user's, made by hand."""
        name = role_name(ROLE_PREFIX, user)
        return await asyncpg.connect(self.serving, user=name, password=ROLE_PASSWORDS[user])


@dataclass(frozen=True)
class Template:
    """A database that nobody is connected to, and where copies of it go."""

    name: str
    place: str

    def of(self, other: Database) -> "Template":
        """Another database to copy from, to the same place."""
        return replace(self, name=urlsplit(other.owner).path[1:])

    def __str__(self) -> str:
        return f'"{self.name}"{self.place}'


EXTERNAL = os.environ.get("DATABASE_URL")  # noqa: TID251 - a test run's own choice of server
DATA = ROOT / ".data" / "tests"


@pytest.fixture(scope="session")
def memory() -> Iterator[Path | None]:
    """Where the embedded server may have databases in memory: there, one is copied and dropped in a moment."""
    with nullcontext() if EXTERNAL else in_memory(DATA) as directory:
        yield directory


@pytest.fixture(scope="session")
def postgres(memory: Path | None) -> Iterator[str]:  # noqa: ARG001 - it is there before the server starts
    """The DSN of the test server, as its owner."""
    if EXTERNAL:
        yield EXTERNAL
        return
    with EmbeddedPostgres(DATA, binaries=hasty_programs(DATA.parent)).hold() as info:
        yield f"postgresql://{info.user}:{info.password}@/{info.database}?host={info.host}&port={info.port}"


@pytest.fixture(scope="session")
async def template(postgres: str, memory: Path | None) -> "Template":
    """A migrated database to copy from; made by whichever worker comes first."""
    migrations = sorted(file for file in (ROOT / "migrations").rglob("*") if file.suffix in {".py", ".sql"})
    text = "".join(file.read_text() for file in migrations)
    text += (ROOT / "models" / "roles.py").read_text()
    name = f"dgr_template_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    server = await asyncpg.connect(postgres)
    try:
        await server.execute("select pg_advisory_lock($1)", TEMPLATE_LOCK)
        if not await server.fetchval("select exists (select from pg_database where datname = $1)", name):
            draft = f"{name}_{uuid4().hex[:8]}"
            await server.execute(f'create database "{draft}"')
            made = Database.named(draft, postgres)
            await migrate(made.owner, ROLE_PREFIX, ROLE_PASSWORDS, any_day=True)
            owner = await asyncpg.connect(made.owner)
            await owner.execute("create extension if not exists pg_stat_statements with schema register")
            await owner.close()
            await server.execute(f'alter database "{draft}" rename to "{name}"')
        place = f" tablespace {await tablespace(server, memory)}" if memory else ""
    finally:
        await server.close()
    return Template(name, place)


MakeDatabase = Callable[[], Awaitable[Database]]


@pytest.fixture(scope="session")
async def make_database(postgres: str, template: Template) -> AsyncIterator[MakeDatabase]:
    """Makes copies of the migrated template; they are dropped at the end."""
    async with AsyncExitStack() as stack:

        async def make() -> Database:
            return await stack.enter_async_context(_copy(postgres, template))

        yield make


@asynccontextmanager
async def _copy(postgres: str, template: Template) -> AsyncIterator[Database]:
    name = f"dgr_test_{uuid4().hex[:12]}"
    server = await asyncpg.connect(postgres)
    await server.execute(f'create database "{name}" template {template} strategy file_copy')
    await server.execute(f'revoke temporary, create on database "{name}" from public')  # isn't copied
    await server.close()
    try:
        yield Database.named(name, postgres)
    finally:
        await _drop(postgres, name)


async def _drop(postgres: str, name: str) -> None:
    server = await asyncpg.connect(postgres)
    await server.execute(f'drop database if exists "{name}" with (force)')
    await server.close()


@pytest.fixture
def copied_template(template: Template) -> Template:
    """What this test's own register is a copy of: an empty one."""
    return template


@pytest.fixture
async def database(postgres: str, copied_template: Template) -> AsyncIterator[Database]:
    """A migrated register of this test's own."""
    async with _copy(postgres, copied_template) as made:
        yield made


@pytest.fixture
async def owner(database: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The owner's connection to this test's own register."""
    connection = await asyncpg.connect(database.owner)
    yield connection
    await connection.close()


@pytest.fixture
async def pools(database: Database) -> AsyncIterator[ServingPools]:
    """The serving roles' connections to this test's own register."""
    opened = database.pools()
    yield opened
    await opened.close()
