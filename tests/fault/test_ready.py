"""Ready means that a look-up would be answered: each fault is a real one, and both are asked at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import asyncpg
import httpx2
import pytest
from structlog.testing import capture_logs

from domain.roles import Role
from models.audit.checkpoint_files import CheckpointFiles
from models.audit.checkpoints import CheckpointKeys
from models.database import ServingPools
from server.checkpoints import Checkpointer
from server.http import health
from server.http.metrics import Metrics
from tests.api.conftest import asker, client_of
from tests.conftest import ROLE_PASSWORDS, Database, pools_at
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.disks import SmallDisk, mount, mounted, move_tables, small_tablespace, unmount
from tests.fixtures.patience import PATIENCE

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]

QUESTIONS = {
    Role.EMPLOYER: "query($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }",
    Role.SUWINET: "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }",
}
USED_UP = "all connections that the database allows are in use"


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question whether it is ready is answered anew."""
    monkeypatch.setattr(health, "_REMEMBERED_SECONDS", 0.0)


@pytest.fixture
async def small_disk(owner: Owner) -> AsyncIterator[SmallDisk]:
    """The disk that this test's disclosure log stands on."""
    async with small_tablespace(owner) as (name, disk):
        await move_tables(owner, name)
        try:
            yield disk
        finally:
            disk.make_room()
            await move_tables(owner, "pg_default")


async def is_ready(client: httpx2.AsyncClient) -> int:
    return (await client.get("/health/ready")).status_code


async def look_up(client: httpx2.AsyncClient, role: Role = Role.EMPLOYER) -> int:
    return (await asker(client)(role, QUESTIONS[role], {"bsn": people.RAN_ON})).status


async def both(client: httpx2.AsyncClient, role: Role = Role.EMPLOYER) -> tuple[int, int]:
    """Whether it is ready, and what a look-up gets."""
    return await is_ready(client), await look_up(client, role)


async def test_a_full_disk_is_noticed_with_the_first_answer_that_it_costs_and_so_is_room(
    pools: ServingPools, small_disk: SmallDisk
) -> None:
    async with client_of(pools) as client:
        assert [await both(client, role) for role in QUESTIONS] == [(200, 200)] * 2
        with capture_logs() as lines:
            small_disk.fill()
            async with asyncio.timeout(PATIENCE):
                while await look_up(client) == 200:
                    pass
            assert [await both(client, role) for _ in range(3) for role in [Role.EMPLOYER]] == [(503, 503)] * 3
            problems = (await client.get("/health/ready")).json()["problems"]
            small_disk.make_room()
            assert [await both(client, role) for role in QUESTIONS] == [(200, 200)] * 2
    assert len(problems) == 1
    assert "the database's disk is full (53100): make room" in problems[0]
    told = [(line["event"], line.get("cause")) for line in lines if line["event"] != "request"]
    assert told == [
        ("the database's disk is full", "disk_full"),
        ("not ready", None),
        ("the database is all right again", "disk_full"),
        ("ready again", None),
    ]


async def test_connections_that_others_use_up_stop_only_who_has_none_yet(
    pools: ServingPools, database: Database, owner: Owner
) -> None:
    later = database.pools()
    async with client_of(pools) as client, client_of(later) as without, AsyncExitStack() as others:
        assert await both(client) == (200, 200)
        name = await owner.fetchval("select current_database()")
        await owner.execute(f'alter database "{name}" connection limit 12')
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                other = await database.connection(Role.MONITOR)
                others.push_async_callback(other.close)
        assert await both(client) == (200, 200)
        assert await both(without) == (503, 503)
        problems = (await without.get("/health/ready")).json()["problems"]
    assert problems == [
        f"{USED_UP} (53300): raise max_connections, or let its other clients use fewer",
    ]
    await later.close()


FAULTS = {
    "the database is gone": (
        'alter database "{0}" rename to "{0}_away"',
        'alter database "{0}_away" rename to "{0}"',
        "the database of that name doesn't exist (3D000)",
    ),
    "it can only be read": (
        'alter database "{0}" set default_transaction_read_only = on',
        'alter database "{0}" reset default_transaction_read_only',
        "the database is a read-only standby, or set to read only (no host is the primary)",
    ),
    "nobody may connect": (
        'revoke connect on database "{0}" from public',
        'grant connect on database "{0}" to public',
        "the database user may not do this (42501)",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_keeps_look_ups_from_being_answered_is_told_with_its_cause(
    pools: ServingPools, database: Database, postgres: str, fault: str
) -> None:
    break_it, heal, problem = FAULTS[fault]
    name = urlsplit(database.owner).path.strip("/")
    server = await asyncpg.connect(postgres)
    end_all = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1"
    async with client_of(pools) as client:
        assert await both(client) == (200, 200)
        await server.execute(f'alter database "{name}" connection limit 0')  # nobody comes back in between
        await server.fetch(end_all, name)
        await server.execute(break_it.format(name))
        await server.execute(f'alter database "{name + "_away" * ("gone" in fault)}" connection limit -1')
        assert await both(client) == (503, 503)
        [told] = (await client.get("/health/ready")).json()["problems"]
        await server.execute(heal.format(name))
        await server.fetch(end_all, name)
        assert await both(client) == (200, 200)
    await server.close()
    assert told.startswith(f"{problem}: ")


async def test_a_log_that_is_locked_is_not_waited_for(pools: ServingPools, owner: Owner) -> None:
    async with client_of(pools) as client:
        assert await both(client) == (200, 200)
        async with owner.transaction():
            await owner.execute("lock table log.record in access exclusive mode")
            assert await both(client) == (503, 503)
        assert await both(client) == (200, 200)


async def test_a_role_whose_password_is_refused_makes_the_instance_not_ready(database: Database) -> None:
    pools = pools_at(database.serving, {**ROLE_PASSWORDS, Role.EMPLOYER: "not this"})
    async with client_of(pools) as client:
        assert await both(client) == (503, 503)
        [problem] = (await client.get("/health/ready")).json()["problems"]
    await pools.close()
    assert problem.startswith("employer: the database refuses the user or the password (28P01): ")
    assert "not this" not in problem


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 1_795_000_000.0

    def __call__(self) -> float:
        return self.at


Heal: TypeAlias = Callable[[], object]


def away(directory: Path) -> Heal:
    elsewhere = directory.with_name("elsewhere")
    directory.rename(elsewhere)
    return lambda: elsewhere.rename(directory)


def a_file_in_its_place(directory: Path) -> Heal:
    back = away(directory)
    directory.write_text("in the way")

    def heal() -> None:
        directory.unlink()
        back()

    return heal


def read_only(directory: Path) -> Heal:
    mount("--bind", directory, directory)
    mount("-o", "remount,ro,bind", directory)
    return partial(unmount, directory)


def full(directory: Path) -> Heal:
    disk = SmallDisk(directory)
    disk.fill()
    return disk.make_room


CHECKPOINTS: dict[Callable[[Path], Heal], str] = {
    away: "ENOENT",
    a_file_in_its_place: "ENOTDIR",
    read_only: "EROFS",
    full: "ENOSPC",
}


@pytest.mark.parametrize("fault", CHECKPOINTS)
async def test_checkpoints_that_are_not_written_for_long_are_a_problem_until_they_are(
    pools: ServingPools, tmp_path: Path, fault: Callable[[Path], Heal]
) -> None:
    directory, clock, metrics = tmp_path / "checkpoints", Hands(), Metrics(now=Hands())
    with mounted(directory, 1) if fault is full else nullcontext():
        files = CheckpointFiles(directory, CheckpointKeys({1: bytes(32)}, 1))
        writer = Checkpointer(
            pools.dedicated(Role.AUDITOR), files, 5, metrics.checkpointed, monotonic=clock, late_seconds=30
        )
        async with client_of(pools, checkpointer=writer) as client:
            await writer.look()
            assert await both(client) == (200, 200)
            await writer.look()
            heal = fault(directory)
            while await is_ready(client) == 200:
                assert await look_up(client) == 200
                clock.at += 5
                await writer.look()
            [problem] = (await client.get("/health/ready")).json()["problems"]
            heal()
            await writer.look()
            assert await both(client) == (200, 200)
        await writer.once()  # closes the file of the lock
    assert problem.startswith("no checkpoint has covered the disclosure log for 35 seconds (CHECKPOINTS_DIR): ")
    assert f"({CHECKPOINTS[fault]})" in problem
    assert str(directory) not in problem
