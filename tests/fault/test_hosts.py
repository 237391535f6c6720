"""Several servers in DATABASE_URL: real ones, a primary and its standby, and one that never answers."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from domain.errors import UnavailableError
from domain.roles import Role
from models.database import ServingPools
from models.disclosure import prove_writable
from models.hosts import Hosts
from tests.conftest import pools_at
from tests.fixtures.patience import PATIENCE
from tests.fixtures.servers import Server, came_to, dsn_of, listening_in_vain, servers

pytestmark = pytest.mark.fault

REGISTER = "postgres"
WHERE = "select inet_server_port() as port"


@pytest.fixture
async def pair(migrated: Path) -> AsyncIterator[tuple[Server, Server]]:
    """A primary with a register, and its standby, which has it too."""
    with servers(migrated) as (primary, standby):
        await follows(standby)
        yield primary, standby


async def follows(standby: Server) -> None:
    """Wait until the standby has the register too."""
    asked = await asyncpg.connect(standby.dsn())
    async with asyncio.timeout(PATIENCE):
        while not await asked.fetchval("select to_regprocedure('serve.revision()') is not null"):  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.05)
    await asked.close()


async def promote(standby: Server) -> None:
    owner = await asyncpg.connect(standby.dsn())
    assert await owner.fetchval("select pg_promote(true, 60)")
    await owner.close()


async def port_of(pools: ServingPools) -> int:
    [row] = await pools.call(Role.AUDITOR, WHERE)
    port: int = row["port"]
    return port


async def test_the_server_that_writes_is_found_whatever_its_place_in_the_list(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    for places in ((primary, standby), (standby, primary)):
        pools = pools_at(dsn_of(REGISTER, *places))
        await prove_writable(pools)
        assert await port_of(pools) == primary.port
        await pools.close()
        owner = await Hosts.of_owner(dsn_of(REGISTER, *places)).owner()
        assert await owner.fetchval("select inet_server_port()") == primary.port
        await owner.close()


async def test_a_standby_alone_is_refused_and_answers_who_asks_for_any(pair: tuple[Server, Server]) -> None:
    _, standby = pair
    with pytest.raises(UnavailableError):
        await port_of(pools_at(standby.dsn(REGISTER)))
    pools = pools_at(f"{standby.dsn(REGISTER)}?target_session_attrs=any")
    assert await port_of(pools) == standby.port
    with pytest.raises(UnavailableError):
        await prove_writable(pools)
    await pools.close()


async def test_after_a_failover_every_call_is_answered_by_the_new_primary(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    pools = pools_at(dsn_of(REGISTER, primary, standby))
    await asyncio.gather(*(prove_writable(pools) for _ in range(8)))
    primary.kill()
    await promote(standby)
    await asyncio.gather(*(prove_writable(pools) for _ in range(8)))
    assert await port_of(pools) == standby.port
    await pools.close()


async def test_after_a_switch_that_left_connections_open_no_call_fails(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    pools = pools_at(dsn_of(REGISTER, primary, standby))
    await asyncio.gather(*(prove_writable(pools) for _ in range(8)))
    await promote(standby)
    owner = await asyncpg.connect(primary.dsn())
    await owner.execute("alter system set default_transaction_read_only = on")
    await owner.execute("select pg_reload_conf()")
    async with asyncio.timeout(PATIENCE):
        while await owner.fetchval("show default_transaction_read_only") != "on":  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.01)
    await owner.close()
    await asyncio.gather(*(prove_writable(pools) for _ in range(32)))
    assert await port_of(pools) == standby.port
    await pools.close()


async def test_when_the_primary_hangs_the_promoted_standby_answers(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    pools = pools_at(dsn_of(REGISTER, primary, standby))
    primary.signal(signal.SIGSTOP)
    await promote(standby)
    await asyncio.gather(*(prove_writable(pools) for _ in range(8)))
    assert await port_of(pools) == standby.port
    primary.signal(signal.SIGCONT)
    await pools.close()


async def test_a_first_host_that_never_answers_is_waited_for_once_by_all_pools_of_the_process(
    pair: tuple[Server, Server],
) -> None:
    primary, standby = pair
    with listening_in_vain() as (mute, listener):
        pools = pools_at(dsn_of(REGISTER, mute, standby, primary))
        await prove_writable(pools)
        assert came_to(listener) == 1
        apart = pools.dedicated(Role.CITIZEN)
        for role in (Role.EMPLOYER, Role.SUWINET):
            await pools.call(role, WHERE)
        await apart.call(Role.CITIZEN, WHERE)
        assert came_to(listener) == 0
        owner = await Hosts.of_owner(f"{dsn_of(REGISTER, mute, primary)}?connect_timeout=1").owner()
        assert await owner.fetchval("select inet_server_port()") == primary.port
        await owner.close()
        await pools.close()


async def test_callers_at_the_same_time_are_all_answered_though_the_first_host_never_answers(
    pair: tuple[Server, Server],
) -> None:
    primary, _ = pair
    with listening_in_vain() as (mute, _listener):
        pools = pools_at(dsn_of(REGISTER, mute, primary))
        await asyncio.gather(*(prove_writable(pools) for _ in range(64)))
        await pools.close()


async def test_a_host_that_fails_makes_room_for_one_that_failed_longer_ago(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    pools = pools_at(dsn_of(REGISTER, primary, standby))
    primary.kill()
    await promote(standby)
    await prove_writable(pools)
    standby.kill()
    with pytest.raises(UnavailableError):
        await prove_writable(pools)
    primary.start()
    await prove_writable(pools)
    assert await port_of(pools) == primary.port
    await pools.close()
