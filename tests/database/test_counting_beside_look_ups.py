"""Look-ups go before a count of figures: it rests while somebody is looked up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg

from domain.bsn import passes_eleven_test
from domain.quarter_report import Quarter
from domain.roles import Role
from models.figures import count
from models.imports import Silence, import_directory
from tests.api.test_against_the_walk import distinct, write
from tests.conftest import Database
from tests.database.test_log_lanes import LOOK_UP, record
from tests.fixtures.random_facts import random_person, seeded

RESTS = timedelta(seconds=0.1)
QUARTER = Quarter(2025, 3)
REST = "select register.rest() as always, clock_timestamp() - statement_timestamp() as took"
RESTING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"


@asynccontextmanager
async def somebody_looked_up(database: Database) -> AsyncIterator[None]:
    """As long as it is open, somebody is being looked up."""
    connection = await database.connection(Role.SUWINET)
    lane = await connection.fetchval("select serve.take_lane()")
    async with connection.transaction():
        await connection.fetch(LOOK_UP, lane, record(1).line(bytes(16)), "999900006", "2026-11-23")
        yield
    await connection.close()


async def least(owner: Any) -> timedelta:
    """The least time of a few that a rest takes: a slow machine doesn't make a rest of nothing."""
    rows = [await owner.fetchrow(REST) for _ in range(5)]
    assert all(row["always"] for row in rows)
    took: timedelta = min(row["took"] for row in rows)
    return took


async def test_there_is_a_rest_while_somebody_is_looked_up_and_none_else(owner: Any, database: Database) -> None:
    assert await least(owner) < RESTS
    async with somebody_looked_up(database):
        assert await least(owner) >= RESTS
    assert await least(owner) < RESTS


async def test_a_count_rests_now_and_then_and_finds_the_same(owner: Any, database: Database, tmp_path: Path) -> None:
    random = seeded(8009)
    valid = filter(passes_eleven_test, (f"{number:09}" for number in range(999000000, 10**9)))
    write(tmp_path, {bsn: distinct(random_person(random)) for bsn in islice(valid, 500)})
    await import_directory(owner, tmp_path, skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())
    alone = await count(owner.fetch, QUARTER)
    assert alone.whole.persons
    watching = await asyncpg.connect(database.owner)
    rests = 0
    async with somebody_looked_up(database):
        while not rests:  # at which rows is left to chance
            counting = asyncio.create_task(count(owner.fetch, QUARTER))
            while not counting.done():
                rests += await watching.fetchval(RESTING)
                await asyncio.sleep(0.01)
            assert await counting == alone
    await watching.close()
