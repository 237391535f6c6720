"""What is wrong with the database is logged once when it begins and once when it is over, and counted by its cause."""

from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.errors import LogUnwritableError, UnavailableError
from domain.roles import Role
from models.faults import Cause
from models.outages import Outages
from tests.conftest import ROLE_PASSWORDS, Database, pools_at
from tests.fixtures.disclosure_log import Owner, replace_body

ONE = "select serve.revision()"
TOUCH = "select serve.touch_log($1)"


class Watched:
    """Connections of a register, with what they log and count."""

    def __init__(self, database: Database) -> None:
        self.causes: list[Cause] = []
        self.pools = pools_at(database.serving, outages=Outages(self.causes.append))

    async def fails(self, role: Role, times: int = 5) -> None:
        for _ in range(times):
            with pytest.raises(UnavailableError):
                await self.pools.call(role, ONE)


@pytest.fixture
async def watched(database: Database) -> AsyncIterator[Watched]:
    made = Watched(database)
    yield made
    await made.pools.close()


def told(lines: list[MutableMapping[str, Any]]) -> list[tuple[str, str]]:
    return [(line["log_level"], line["cause"]) for line in lines]


async def test_a_password_that_is_refused_is_one_line_until_it_is_accepted(database: Database, owner: Owner) -> None:
    causes: list[Cause] = []
    wrong = {**ROLE_PASSWORDS, Role.MONITOR: "not this"}
    pools = pools_at(database.serving, wrong, Outages(causes.append))
    with capture_logs() as lines:
        for _ in range(5):
            with pytest.raises(UnavailableError):
                await pools.call(Role.MONITOR, ONE)
    await pools.close()
    assert await owner.fetchval("select 1") == 1
    assert told(lines) == [("error", "password")]
    assert lines[0]["user"] == "monitor"
    assert "migrate" in lines[0]["advice"]
    assert causes == [Cause.PASSWORD] * 5
    assert "not this" not in repr(lines)


async def test_connections_that_are_used_up_are_one_line_until_there_are_some(watched: Watched, owner: Owner) -> None:
    database = await owner.fetchval("select current_database()")
    await owner.execute(f'alter database "{database}" connection limit 0')
    with capture_logs() as lines:
        await watched.fails(Role.EMPLOYER)
        await watched.fails(Role.SUWINET)
        await owner.execute(f'alter database "{database}" connection limit -1')
        await watched.pools.call(Role.SUWINET, ONE)
        assert told(lines) == [("error", "connections")]
        await watched.pools.call(Role.EMPLOYER, ONE)
        await watched.pools.call(Role.EMPLOYER, ONE)
    assert told(lines) == [("error", "connections"), ("info", "connections")]
    assert watched.causes == [Cause.CONNECTIONS] * 10


async def test_a_cause_that_gives_way_to_another_is_told(watched: Watched, owner: Owner) -> None:
    database = await owner.fetchval("select current_database()")
    await owner.execute(f'alter database "{database}" connection limit 0')
    with capture_logs() as lines:
        await watched.fails(Role.EMPLOYER)
        await owner.execute(f'alter database "{database}" connection limit -1')
        await owner.execute(f'revoke connect on database "{database}" from public')
        await watched.fails(Role.EMPLOYER)
        await owner.execute(f'grant connect on database "{database}" to public')
        await watched.pools.call(Role.EMPLOYER, ONE)
    assert told(lines) == [("error", "connections"), ("error", "rights"), ("info", "connections"), ("info", "rights")]


async def test_a_log_that_cannot_be_written_is_one_line_with_its_cause(watched: Watched, owner: Owner) -> None:
    await replace_body(owner, "serve.touch_log", "begin raise exception 'secret' using errcode = '53100'; end")
    with capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(UnavailableError):
                await watched.pools.logged(Role.AUDITOR, TOUCH)
    assert told(lines) == [("error", "disk_full")]
    await replace_body(owner, "serve.touch_log", "begin raise exception 'secret' using errcode = '23514'; end")
    with capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(LogUnwritableError):
                await watched.pools.logged(Role.AUDITOR, TOUCH)
    assert told(lines) == [("error", "other"), ("info", "disk_full")]
    assert "secret" not in repr(lines)


async def test_a_statement_that_takes_too_long_is_counted_and_changes_nothing(watched: Watched, owner: Owner) -> None:
    await replace_body(owner, "serve.touch_log", "begin raise exception '' using errcode = '57014'; end")
    with capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(Exception, match="took too long"):
                await watched.pools.logged(Role.AUDITOR, TOUCH)
    assert (lines, watched.causes) == ([], [Cause.TIME_OUT] * 3)
