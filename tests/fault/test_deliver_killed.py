"""`deliver` as its operators run it: killed, told to stop, started beside another, set up wrongly."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from models.imports.connection import Connection
from tests.conftest import Database
from tests.fixtures.forking import Forked
from tests.fixtures.patience import PATIENCE
from tests.fixtures.webhook import Webhook, answer_once_released, hang, status, webhook

pytestmark = pytest.mark.fault

NAME = "SUWINET:00000001001234567000"
KEY = b"k" * 32


class Running(NamedTuple):
    """A `deliver` that was started, and where what it writes goes."""

    process: Forked
    out: Path
    err: Path

    async def ended(self) -> tuple[int, str, str]:
        """Its status when it has ended, and what it wrote."""
        status = await asyncio.to_thread(self.process.wait, PATIENCE)
        return status, self.out.read_text(), self.err.read_text()


class Operator:
    """Somebody who runs `deliver` against a database, for one receiver."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self.database = folder, database

    def trust(self, there: Webhook) -> None:
        there.trusted(self.folder, NAME, KEY)

    @asynccontextmanager
    async def started(self, *arguments: str, **more: str) -> AsyncIterator[Running]:
        mine = {
            "DATABASE_URL": self.database.owner,
            "DATA_DIR": str(self.folder / "data"),
            "RECEIVERS_FILE": str(self.folder / "receivers.toml"),
        }
        environment = {name: value for name, value in (os.environ | mine | more).items() if value}  # noqa: TID251 - handed on
        out, err = (self.folder / f"{name}-{uuid4()}" for name in ("out", "err"))
        running = Running(Forked(["deliver", *arguments], environment, (out, err)), out, err)
        try:
            yield running
        finally:
            running.process.kill()
            await running.ended()

    async def run(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        """Run it to its end: its status, and what it wrote."""
        async with self.started(*arguments, **more) as running:
            return await running.ended()


@pytest.fixture
def operator(tmp_path: Path, database: Database) -> Operator:
    return Operator(tmp_path, database)


async def write(owner: Connection, count: int, receiver: str = NAME) -> list[str]:
    """Have messages about one subject wait; what their receiver will know them by."""
    subject, at = uuid4(), datetime(2026, 11, 27, tzinfo=UTC)
    insert = """insert into cases.outbox (type, subject, receiver, data, at)
        values ('nl.doelgroepregister.registratie.gewijzigd', $1, $2, '{}', $3) returning event"""
    return [str(await owner.fetchval(insert, subject, receiver, at)) for _ in range(count)]


async def test_what_was_under_way_when_it_was_killed_is_sent_again_in_order(
    operator: Operator, owner: Connection
) -> None:
    first, second = await write(owner, 2)
    async with webhook() as there:
        there.answers = [hang]
        operator.trust(there)
        async with operator.started() as running:
            await there.heard_all(1)
            running.process.send_signal(signal.SIGKILL)
            await running.ended()
        assert await operator.run("--once") == (0, "0 delivered, 0 failed\n", "")
        await owner.execute("update cases.outbox set due_at = now()")  # as it is after a minute
        assert await operator.run("--once") == (0, "2 delivered, 0 failed\n", "")
        assert there.ids == [first, first, second]
        assert all(one.is_signed(KEY) for one in there.heard)


async def test_told_to_stop_it_finishes_what_is_under_way_and_ends_well(operator: Operator, owner: Connection) -> None:
    [first, _] = await write(owner, 2)
    async with webhook() as there:
        there.answers = [answer_once_released]
        operator.trust(there)
        metrics = operator.folder / "deliver.prom"
        async with operator.started("--metrics", str(metrics)) as running:
            await there.heard_all(1)
            running.process.send_signal(signal.SIGTERM)
            running.process.send_signal(signal.SIGINT)
            there.released.set()
            code, _, err = await running.ended()
        assert (code, err) == (0, "")
        assert there.ids == [first]
    assert 'doelgroepregister_messages{state="dead"} 0.0' in metrics.read_text()
    assert await owner.fetchval("select count(*) from cases.outbox where delivered_at is null and attempts = 0") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_told_to_stop_again_and_again_it_ends_well(
    operator: Operator, owner: Connection, number: signal.Signals
) -> None:
    await write(owner, 1)
    async with webhook() as there:
        operator.trust(there)
        async with operator.started() as running:
            await there.heard_all(1)
            assert await asyncio.to_thread(running.process.wait_while_told, number, PATIENCE) == 0
            assert running.err.read_text() == ""


async def test_several_of_them_at_once_send_each_message_once(operator: Operator, owner: Connection) -> None:
    ids = [one for _ in range(5) for one in await write(owner, 10)]
    async with webhook() as there, AsyncExitStack() as stack:
        operator.trust(there)
        both = [await stack.enter_async_context(operator.started()) for _ in range(2)]
        await there.heard_all(len(ids))
        for running in both:
            running.process.send_signal(signal.SIGTERM)
        assert [(await running.ended())[0] for running in both] == [0, 0]
    assert sorted(there.ids) == sorted(ids)
    assert await owner.fetchval("select count(*) from cases.outbox where delivered_at is null") == 0


async def test_it_ends_in_one_line_when_the_database_leaves_and_the_next_one_goes_on(
    operator: Operator, owner: Connection
) -> None:
    [event] = await write(owner, 1)
    async with webhook() as there:
        there.answers = [answer_once_released]
        operator.trust(there)
        async with operator.started() as running:
            await there.heard_all(1)
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where pid <> pg_backend_pid() and datname = current_database()"
            )
            there.released.set()
            code, _, err = await running.ended()
        assert code == 1
        assert len(err.splitlines()) == 1, err
        await owner.execute("update cases.outbox set due_at = now()")  # as it is after a minute
        assert await operator.run("--once") == (0, "1 delivered, 0 failed\n", "")
        assert there.ids == [event] * 2


async def test_what_cannot_go_is_said_in_one_line_with_nothing_of_anybody(
    operator: Operator, owner: Connection
) -> None:
    await write(owner, 1)
    await write(owner, 2, receiver="SUWINET:00000001002345678000")
    async with webhook(status(500)) as there:
        operator.trust(there)
        code, out, err = await operator.run("--once")
    assert (code, out) == (1, "0 delivered, 1 failed\n")
    assert err.splitlines()[-1] == (
        "doelgroepregister: Of the messages not sent: 2 of nl.doelgroepregister.registratie.gewijzigd for"
        " SUWINET:00000001002345678000 (RECEIVERS_FILE has no such receiver)."
    )
    assert str(await owner.fetchval("select subject from cases.outbox limit 1")) not in err


@pytest.mark.parametrize(
    ("arguments", "more", "code", "said"),
    [
        (["--once", "--list"], {}, 2, "say one"),
        (["--list", "--resend", "1"], {}, 2, "say one"),
        (["--resend", "9" * 20], {}, 2, "Invalid value for '--resend'"),
        (["--resend", "1"], {}, 1, "No message was given up that is called 1"),
        (["--once"], {"RECEIVERS_FILE": ""}, 2, "RECEIVERS_FILE: name the file"),
        (["--once"], {"RECEIVERS_FILE": "/nowhere/receivers.toml"}, 1, "let RECEIVERS_FILE name a readable file"),
        (["--once", "--metrics", "/nowhere/deliver.prom"], {}, 1, "/nowhere/deliver.prom"),
    ],
)
async def test_a_wrong_use_or_setting_is_refused_in_one_line(
    operator: Operator, arguments: list[str], more: dict[str, str], code: int, said: str
) -> None:
    async with webhook() as there:
        operator.trust(there)
    found, out, err = await operator.run(*arguments, **more)
    assert found == code, err
    assert said in err
    assert len(err.splitlines()) == 1
    assert out in {"", "0 delivered, 0 failed\n"}
