"""A primary whose commits wait for a standby: what was given up meanwhile is neither answered nor signed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import NoneType

import asyncpg
import pytest
import structlog

from domain.errors import UnavailableError
from models.audit.checkpoint_files import CheckpointFiles
from server.commands.migrate import migrate
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database
from tests.fixtures.audited import KEYS, Audited
from tests.fixtures.patience import PATIENCE
from tests.fixtures.replication import STANDBY, Node, nodes

pytestmark = [pytest.mark.fault, pytest.mark.timeout(240)]

SYNCHRONOUS = "select exists (select from pg_stat_replication where sync_state = 'sync')"
WAITING = "select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'"


async def audited(node: Node, files: Path) -> Audited:
    owner = await asyncpg.connect(node.dsn)
    return Audited(owner, Database.named("postgres", node.dsn).pools(), CheckpointFiles(files, KEYS))


async def leave(log: Audited) -> None:
    log.checkpointer._turn.end()
    log.owner.terminate()
    await log.pools.close()


async def until(node: Node, statement: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await node.execute(statement):  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.05)


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Node, Node]]:
    """A primary with a register, and its standby, which confirms every commit."""
    with nodes() as (primary, standby):
        await migrate(primary.dsn, ROLE_PREFIX, ROLE_PASSWORDS)
        standby.copy(primary)
        standby.start()
        await primary.execute(f"alter system set synchronous_standby_names = '{STANDBY}'")
        await primary.execute("select pg_reload_conf()")
        await until(primary, SYNCHRONOUS)
        yield primary, standby


async def test_what_was_given_up_while_the_standby_was_dead_is_not_signed_and_a_failover_is_clean(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    primary, standby = pair
    log = await audited(primary, tmp_path / "checkpoints")
    await log.consult(3)
    await log.checkpoint()
    signed = await log.lines()
    standby.kill()
    with pytest.raises(UnavailableError):
        await log.consult(1)
    await until(primary, "select count(*) = 4 from log.record")  # though nobody was told
    with structlog.testing.capture_logs() as logs:
        await log.checkpoint()
    assert [one["log_level"] for one in logs if one["event"].startswith("no checkpoint")] == ["error"]
    assert await log.lines() == signed
    await leave(log)
    primary.kill()

    standby.start()
    await standby.execute("select pg_promote()")
    log = await audited(standby, tmp_path / "checkpoints")
    found = await log.verify()
    assert (found.findings.shown, found.records, found.uncovered) == ([], 3, 0)
    await log.consult(2)
    await log.checkpoint()
    found = await log.verify()
    assert (found.findings.shown, found.records, found.uncovered) == ([], 5, 0)
    await leave(log)


async def test_a_standby_that_comes_back_lets_what_was_given_up_be_signed(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    primary, standby = pair
    log = await audited(primary, tmp_path / "checkpoints")
    await log.consult(1)
    standby.kill()
    with pytest.raises(UnavailableError):
        await log.consult(1)
    standby.start()
    await until(primary, SYNCHRONOUS)
    await log.checkpoint()
    found = await log.verify()
    assert (found.findings.shown, found.records, found.uncovered) == ([], 2, 0)
    await leave(log)


async def test_a_commit_that_somebody_lets_wait_no_longer_is_neither_an_answer_nor_signed(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    primary, standby = pair
    log = await audited(primary, tmp_path / "checkpoints")
    await log.consult(1)
    standby.kill()
    outcomes: list[BaseException | None] = []
    for waiting in (log.consult(1), log.checkpoint()):
        task = asyncio.create_task(waiting)
        await until(primary, WAITING)  # as is done to free a primary whose standby died
        outcomes += await asyncio.gather(task, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [UnavailableError, NoneType]  # a checkpoint's failure is logged
    assert await log.owner.fetchval("select count(*) from log.record") == 2
    assert log.files.names() == []
    await leave(log)
