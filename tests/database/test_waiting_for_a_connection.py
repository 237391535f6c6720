"""More is asked of a role's connections than they can answer: that is told, is no outage, and hides none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TypeAlias

import asyncpg
import pytest
from structlog.testing import capture_logs

from domain.errors import UnavailableError
from domain.roles import Role
from models.faults import Cause
from models.log_connections import LogConnections
from models.outages import Outages
from tests.conftest import Database

Asked: TypeAlias = "asyncio.Task[list[asyncpg.Record]]"
Ask: TypeAlias = Callable[[float], Asked]


@pytest.fixture
def counted() -> list[Cause]:
    """The causes of all that failed."""
    return []


@pytest.fixture
def outages(counted: list[Cause]) -> Outages:
    """What is known of it."""
    return Outages(counted.append)


@pytest.fixture
async def lane(database: Database, outages: Outages) -> AsyncIterator[LogConnections]:
    """One connection of the auditor's."""
    made = LogConnections(partial(database.connection, Role.AUDITOR), 1, "auditor", outages)
    yield made
    made.terminate()


@pytest.fixture
def ask(lane: LogConnections) -> Ask:
    """Asks what takes so many seconds."""
    return lambda seconds: asyncio.ensure_future(lane.fetch("select pg_sleep($1)", (seconds,), logged=False))


async def test_who_waits_in_vain_while_others_are_answered_is_told_of_the_load_and_it_is_no_outage(
    ask: Ask, outages: Outages, counted: list[Cause]
) -> None:
    with capture_logs() as lines:
        answers = await asyncio.gather(*(ask(0.3) for _ in range(40)), return_exceptions=True)
    refused = [one for one in answers if isinstance(one, UnavailableError)]
    assert len(refused) > 0
    assert len([one for one in answers if isinstance(one, list)]) == 40 - len(refused) > 0
    assert {str(one) for one in refused} == {"Too much is asked of the register at this moment; try again later."}
    assert (counted, outages.now, lines) == ([Cause.TIME_OUT] * len(refused), {}, [])


async def test_who_waits_in_vain_while_nobody_is_answered_has_found_an_outage(ask: Ask, outages: Outages) -> None:
    with capture_logs() as lines:
        lasting, waiting = ask(4.5), ask(0)
        with pytest.raises(UnavailableError, match="not available"):
            await waiting
        assert outages.now == {("auditor", False): Cause.TIME_OUT}
        await lasting
    assert [line["event"] for line in lines] == [
        "the database doesn't answer in time",
        "the database is all right again",
    ]


async def test_what_goes_first_has_the_next_connection_that_is_free_however_many_wait(
    ask: Ask, lane: LogConnections
) -> None:
    asking = [ask(0.1) for _ in range(10)]
    await asyncio.sleep(0)
    await lane.fetch("select 1", (), logged=False, first=True)
    assert sum(one.done() for one in asking) < 5
    await asyncio.gather(*asking)


async def test_what_goes_first_waits_for_a_statement_that_takes_longer_than_others_wait(
    ask: Ask, lane: LogConnections
) -> None:
    lasting = ask(4)
    await asyncio.sleep(0)
    assert len(await lane.fetch("select 1", (), logged=False, first=True)) == 1
    assert lasting.done()
