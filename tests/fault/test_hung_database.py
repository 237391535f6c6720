"""A database that hangs, its processes stopped as they are: nobody waits for ever, and all is well when it goes on."""

import asyncio
import json
import os
import re
import signal
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from domain.errors import UnavailableError
from domain.roles import Role
from models.log_connections import LogConnections
from server.postgres import EmbeddedPostgres
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.embedded import eventually
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]

LOGGED = "select serve.touch_log($1)"
QUERY = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"
END = 60.0
"""Seconds after which something is taken to last for ever."""


class Connecting:
    """Connects as the auditor; `stop` is for the processes that serve these connections."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stopped: list[int] = []
        self.pids: list[int] = []
        self.stops_next = False

    async def __call__(self) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await self._database.connection(Role.AUDITOR)
        self.pids.append(connection.get_server_pid())
        if self.stops_next:
            self.stops_next = False
            self.stop(self.pids[-1])
        return connection

    def stop(self, *pids: int) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        self._stopped += pids

    def go_on(self) -> None:
        while self._stopped:
            os.kill(self._stopped.pop(), signal.SIGCONT)


@pytest.fixture
async def connecting(database: Database) -> AsyncIterator[Connecting]:
    made = Connecting(database)
    yield made
    made.go_on()


async def answered_at_last(lanes: LogConnections) -> None:
    async with asyncio.timeout(END):
        while True:
            try:
                await lanes.fetch(LOGGED, (), logged=True)
            except UnavailableError:
                continue
            return


async def test_a_connection_that_hangs_before_it_has_a_lane_is_given_up(connecting: Connecting) -> None:
    lanes = LogConnections(connecting, 1)
    connecting.stops_next = True
    async with asyncio.timeout(END):
        with pytest.raises(UnavailableError):
            await lanes.fetch(LOGGED, (), logged=True)
    assert len(connecting.pids) == 1
    await answered_at_last(lanes)  # though the other still hangs
    lanes.terminate()


async def test_a_statement_that_hangs_is_tried_once_and_its_idle_neighbours_are_not_asked(
    connecting: Connecting,
) -> None:
    lanes = LogConnections(connecting, 4)
    await asyncio.gather(*(lanes.fetch("select pg_sleep(0.1)", (), logged=False) for _ in range(4)))
    connecting.stop(*connecting.pids)
    async with asyncio.timeout(END):
        with pytest.raises(UnavailableError):
            await lanes.fetch(LOGGED, (), logged=True)
        assert len(connecting.pids) == 4
        await lanes.fetch(LOGGED, (), logged=True)
    lanes.terminate()


async def test_a_place_is_free_only_when_the_connection_of_who_went_away_is_closed(
    connecting: Connecting, owner: Owner
) -> None:
    still_open: set[object] = set()
    open_before: list[int] = []

    async def watched() -> "asyncpg.Connection[asyncpg.Record]":
        open_before.append(len(still_open))
        made = await connecting()
        still_open.add(made)
        made.add_termination_listener(still_open.remove)  # called once it is closed
        return made

    lanes = LogConnections(watched, 1)
    asking = asyncio.create_task(lanes.fetch("select pg_sleep(60)", (), logged=False))
    sleeping = "select count(*) from pg_stat_activity where pid = any ($1) and query like '%pg_sleep%'"
    async with asyncio.timeout(END):
        while not await owner.fetchval(sleeping, connecting.pids):  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.01)
    connecting.stop(*connecting.pids)  # so that closing takes its time
    asking.cancel()
    await answered_at_last(lanes)
    assert open_before == [0, 0]
    lanes.terminate()


@pytest.fixture
def installation(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, more={"CHECKPOINT_SECONDS": "0.5", "DATA_DIR": str(filled)})
    yield made
    eventually(lambda: made.processes() == [])


@contextmanager
def hung(postmaster: int) -> Iterator[None]:
    """PostgreSQL, its postmaster first so that it starts no more, stands still in this block."""
    os.kill(postmaster, signal.SIGSTOP)
    stopped = [postmaster, *children_of(postmaster)]
    try:
        for pid in stopped[1:]:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def children_of(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = re.search(r"^PPid:\s*(\d+)$", status.read_text(), re.MULTILINE)
        except OSError:
            continue
        if told is not None and int(told[1]) == parent:
            found.append(int(status.parent.name))
    return found


def asked(installation: Installation, token: str) -> tuple[int, list[str]]:
    """The status and the codes of an answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.port}/graphql",
        json.dumps({"query": QUERY, "variables": {"bsn": people.RAN_ON}}).encode(),
        {"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=END) as answer:  # noqa: S310 - loopback
            told, status = json.loads(answer.read()), answer.status
    except urllib.error.HTTPError as error:
        told, status = json.loads(error.read()), error.code
    return status, [one["extensions"]["code"] for one in told.get("errors", [])]


def ready(installation: Installation) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}/health/ready", timeout=END) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_after_the_whole_database_hung_the_service_answers_again_within_seconds(installation: Installation) -> None:
    with installation.running(), ThreadPoolExecutor(100) as threads:
        token = installation.command("token", "--role", "suwinet").stdout.strip()

        def ask(_number: int) -> tuple[int, list[str]]:
            return asked(installation, token)

        assert list(threads.map(ask, range(100))) == [(200, [])] * 100
        with hung(installation.postmaster()):
            for _ in range(2):
                asking = threads.map(ask, range(99))
                eventually(lambda: ready(installation) == 503, END)  # it may remember for a second that it was
                failed = list(asking)
                assert {status for status, _ in failed} == {503}
                assert {code for _, codes in failed for code in codes} <= {"UNAVAILABLE", "TIMEOUT"}
        eventually(lambda: (ask(0), ready(installation)) == ((200, []), 200), 10)
        assert list(threads.map(ask, range(100))) == [(200, [])] * 100


def test_told_to_stop_beside_a_database_that_hangs_it_answers_what_waits_and_stops_in_its_time(
    installation: Installation,
) -> None:
    installation.more |= {"OPERATION_SECONDS": "2", "LAME_DUCK_SECONDS": "0"}
    with (
        EmbeddedPostgres(installation.data).hold(),  # who holds it last would wait for it to end
        installation.running() as service,
        ThreadPoolExecutor(10) as threads,
    ):
        token = installation.command("token", "--role", "suwinet").stdout.strip()
        with hung(installation.postmaster()):
            waiting = [threads.submit(asked, installation, token) for _ in range(10)]
            eventually(lambda: any(one.done() for one in waiting))
            service.terminate()
            assert {one.result()[0] for one in waiting} == {503}
            assert service.wait(timeout=END) == 0
        with installation.running():
            assert asked(installation, token) == (200, [])
    assert "Traceback" not in installation.output()
