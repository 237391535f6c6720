"""`run` and `serve` send messages too, if RECEIVERS_FILE says whereto: whatever dies, and until they are stopped."""

import asyncio
import signal
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from server.postgres import EmbeddedPostgres
from tests.fixtures import disclosure_log
from tests.fixtures.embedded import eventually, kill, wait_for_another_postmaster
from tests.fixtures.forking import Forked
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation
from tests.fixtures.webhook import answer_once_released, webhook
from tests.fixtures.workers import workers

pytestmark = pytest.mark.fault

NAME = "SUWINET:00000001001234567000"
KEY = b"k" * 32
AT = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def installations(tmp_path: Path) -> Iterator[list[Installation]]:
    """Two ports on one data directory."""
    tmp_path.chmod(0o700)
    more = {"DEMO": "0", "DEVELOPMENT": "1", "WORKERS": "1", "RECEIVERS_FILE": str(tmp_path / "receivers.toml")}
    made = [Installation(tmp_path, more=more) for _ in range(2)]
    yield made
    eventually(lambda: made[0].processes() == [])
    made[0].remove()


@asynccontextmanager
async def running(installation: Installation, *arguments: str) -> AsyncIterator[Forked]:
    """The service, while this loop goes on answering it."""
    block = installation.running(*arguments)
    service = await asyncio.to_thread(block.__enter__)
    try:
        yield service
    finally:
        await asyncio.to_thread(block.__exit__, None, None, None)


@asynccontextmanager
async def owned(installation: Installation) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The connection of the database's owner."""
    with EmbeddedPostgres(installation.data).hold() as info:
        owner = await asyncpg.connect(
            host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
        )
        try:
            yield owner
        finally:
            await owner.close()


async def write(installation: Installation, count: int, at: datetime = AT) -> list[str]:
    """Have messages about one subject wait; what their receiver will know them by."""
    insert = """insert into cases.outbox (type, subject, receiver, data, at)
        values ('nl.doelgroepregister.registratie.gewijzigd', $1, $2, '{}', $3) returning event"""
    subject = uuid4()
    async with owned(installation) as owner:
        return [str(await owner.fetchval(insert, subject, NAME, at)) for _ in range(count)]


def metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        return str(answer.read().decode())


async def test_a_service_sends_what_comes_while_its_processes_and_its_database_are_killed(
    installations: list[Installation],
) -> None:
    installation, _ = installations
    async with webhook() as there:
        there.trusted(installation.folder, NAME, KEY)
        async with running(installation) as service:
            sent = await write(installation, 2)
            await there.heard_all(2)
            answering = await asyncio.to_thread(metrics, installation.port)
            assert 'doelgroepregister_messages{state="dead"} 0.0\n' in answering
            assert "doelgroepregister_oldest_message_seconds " in answering

            for one in workers(service):
                kill(one)
            sent += await write(installation, 2)
            await there.heard_all(4)

            before = installation.postmaster()
            kill(before)
            await asyncio.to_thread(wait_for_another_postmaster, before, installation.data)
            sent += await write(installation, 2)
            await there.heard_all(6)
        assert there.ids == sent
        assert all(one.is_signed(KEY) for one in there.heard)
        assert "Traceback" not in installation.output()


async def test_two_services_send_each_message_once_and_finish_what_is_under_way_when_they_stop(
    installations: list[Installation],
) -> None:
    first, second = installations
    async with webhook() as there:
        there.trusted(first.folder, NAME, KEY)
        async with running(first) as service:
            async with running(second, "serve"):
                ids = [one for _ in range(4) for one in await write(first, 5)]
                await there.heard_all(20)
            there.answers = [answer_once_released]
            [last, later] = await write(first, 2)
            await there.heard_all(21)
            service.send_signal(signal.SIGTERM)
            there.released.set()
            assert await asyncio.to_thread(service.wait, 60) == 0
        assert sorted(there.ids[:20]) == sorted(ids)
        assert there.ids[20] == last  # the one after it may have been taken before the word to stop came
        assert "Traceback" not in first.output()
        assert "[error" not in first.output()
        assert "a worker died" not in first.output(), "Ctrl-C comes to all, and the parent tells when to stop"
        async with running(first):
            await there.heard_all(22)
        assert there.ids[20:] == [last, later], "what was finished was noted too"


async def test_a_service_that_knows_no_receiver_removes_what_has_waited_for_nobody(
    installations: list[Installation],
) -> None:
    installation, _ = installations
    file = installation.folder / "receivers.toml"
    file.write_text('oin = "00000001003214345000"\n')
    file.chmod(0o600)
    now = datetime.fromtimestamp(time.time(), UTC)
    installation.command("migrate")
    await write(installation, 2, now - timedelta(days=31))
    [young] = await write(installation, 1, now)
    async with running(installation), owned(installation) as owner:
        await disclosure_log.eventually(lambda: owner.fetchval("select 3 - count(*) from cases.outbox"), 2)
        assert str(await owner.fetchval("select event from cases.outbox")) == young


def test_a_service_whose_receivers_cannot_be_read_does_not_start(installations: list[Installation]) -> None:
    installation, _ = installations
    (installation.folder / "receivers.toml").write_text("oin =")
    installation.command("migrate")
    done = installation.command("serve", check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"doelgroepregister: {installation.folder}/receivers.toml is not valid TOML; see docs/production.md.\n"
    )
