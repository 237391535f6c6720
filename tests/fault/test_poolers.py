"""Connections at start: a pooler that doesn't keep sessions, and too few of them, are refused with the word."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from domain.roles import Role
from models.connections import are_sessions, room
from models.database import USERS, role_name
from models.disclosure import prove_writable
from server.commands.migrate import migrate
from server.secrets import load_secrets
from server.secrets_file import make
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, pools_at
from tests.fixtures.process import Installation
from tests.fixtures.servers import OWNER, PASSWORD, Server, dsn_of, pgbouncer, primary
from tests.unit.test_secrets_file import FIRST

pytestmark = pytest.mark.fault
REGISTER = "postgres"


def passwords() -> dict[str, str]:
    """Of the owner and of the serving roles, as a pooler needs them."""
    return {OWNER: PASSWORD, **{role_name(ROLE_PREFIX, user): ROLE_PASSWORDS[user] for user in USERS}}


@pytest.fixture
def server(migrated: Path) -> Iterator[Server]:
    with primary(of=migrated) as made:
        yield made


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        ("transaction", ""),
        ("transaction", "server_round_robin = 1\nmin_pool_size = 5"),
        ("transaction", "server_round_robin = 1\nmin_pool_size = 2\ndefault_pool_size = 2"),
        ("transaction", "default_pool_size = 1"),
        ("statement", ""),
    ],
)
async def test_a_pooler_whose_connections_are_no_sessions_is_told(server: Server, mode: str, more: str) -> None:
    with pgbouncer(server, mode, passwords(), more) as place:
        pools = pools_at(dsn_of(REGISTER, place))
        opened = [await pools.log_ins.connection(Role.AUDITOR) for _ in range(2)]
        await asyncio.gather(*(one.execute("select pg_sleep(0.3)") for one in opened))  # so that it opens as many
        assert not await are_sessions(*opened)
        for connection in opened:
            connection.terminate()


async def test_a_pooler_that_keeps_sessions_and_the_server_itself_are_good(server: Server) -> None:
    rows: list[bytes] = []

    async def take(piece: bytes) -> None:
        rows.append(piece)

    with pgbouncer(server, "session", passwords()) as place:
        for dsn in (dsn_of(REGISTER, place), server.dsn(REGISTER)):
            pools = pools_at(dsn)
            opened = [await pools.log_ins.connection(Role.AUDITOR) for _ in range(2)]
            assert await are_sessions(*opened)
            for connection in opened:
                connection.terminate()
            await prove_writable(pools)
            await pools.copy(Role.EMPLOYER, "select current_setting('statement_timeout')", to=take)
            await pools.close()
    assert b"".join(rows) == b"2min\n2min\n"


async def test_room_is_what_is_left_to_ordinary_roles(server: Server) -> None:
    pools = pools_at(server.dsn(REGISTER))
    connection = await pools.log_ins.connection(Role.AUDITOR)
    before = await room(connection)
    assert before.allowed == 117  # three are the superuser's
    others = [await asyncpg.connect(server.dsn(REGISTER)) for _ in range(5)]
    assert await room(connection) == (117, before.taken + 5)
    await others[0].execute(f'alter database "{REGISTER}" connection limit 40')
    assert (await room(connection)).allowed == 40
    for other in (*others, connection):
        await other.close()


def test_what_pools_open_at_most_is_their_sum_with_all_that_is_apart() -> None:
    pools = pools_at("postgresql://nowhere/none")
    assert pools.most == 7 * 4 + 4 + 2 + 1  # two count figures, one sends messages
    pools.dedicated(Role.AUDITOR)
    pools.dedicated(*Role)
    assert pools.most == 7 * 4 + 4 + 2 + 1 + 1 + 6


@pytest.fixture
async def installation(server: Server, tmp_path: Path) -> Installation:
    file = tmp_path / "secrets.toml"
    make(file, FIRST)
    keys = load_secrets(file)
    await migrate(server.dsn(), ROLE_PREFIX, {user: keys.role_password(ROLE_PREFIX, user) for user in USERS})
    more = {"DATABASE_URL": server.dsn(), "SECRETS_FILE": str(file), "ROLE_PREFIX": ROLE_PREFIX, "DEVELOPMENT": "1"}
    return Installation(tmp_path, more=more)


def refused(installation: Installation) -> subprocess.CompletedProcess[str]:
    done = installation.command("serve", check=False)
    assert done.returncode == 1
    return done


async def test_the_service_refuses_a_pooler_in_transaction_mode_and_more_connections_than_there_can_be(
    server: Server, installation: Installation
) -> None:
    keys = load_secrets(Path(installation.more["SECRETS_FILE"]))
    known = {role_name(ROLE_PREFIX, user): keys.role_password(ROLE_PREFIX, user) for user in USERS}
    with pgbouncer(server, "transaction", {OWNER: PASSWORD, **known}) as place:
        installation.more["DATABASE_URL"] = dsn_of(REGISTER, place)
        last = refused(installation).stderr.splitlines()[-1]
        assert last.startswith("doelgroepregister: DATABASE_URL leads to a pooler in transaction mode")
        assert PASSWORD not in last
    installation.more |= {"DATABASE_URL": server.dsn(), "WORKERS": "4"}
    last = refused(installation).stderr.splitlines()[-1]
    assert "connections (4 x " in last
    assert "the database allows 117: lower WORKERS" in last


async def test_connections_that_others_have_now_are_a_warning(server: Server) -> None:
    from server.connections import _check

    pools = pools_at(server.dsn(REGISTER))
    others = [await asyncpg.connect(server.dsn(REGISTER)) for _ in range(90)]
    with capture_logs() as lines:
        await _check(pools, 1)
    for other in others:
        await other.close()
    [line] = lines
    assert (line["log_level"], line["may_open"], line["allowed"]) == ("warning", 35, 117)
    assert line["taken_by_others"] >= 90
