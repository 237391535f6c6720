"""A roster of 100,000 rows as a file: whole, in constant memory, and harmed by no reader who stalls or hangs up."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from domain.roles import Role
from models.database import ServingPools
from server.app import build
from tests.api.conftest import URL, Ask, asker, client_of, parts_of, token
from tests.fixtures import people
from tests.fixtures.large_roster import ROWS, Reader, fill

ROSTER = "query($org: ID!) { roster(organisation: $org, year: 2025) { totalCount presentation csv { url } } }"
BEARER = token(Role.EMPLOYER)


@pytest.fixture
async def large(owner: Any, pools: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """A service whose one organisation has 100,000 registered employees."""
    await fill(owner, people.KVK)
    async with client_of(pools) as client:
        yield client


async def link(ask: Ask) -> str:
    answer = await ask(Role.EMPLOYER, ROSTER, {"org": people.KVK}, bearer=BEARER)
    assert answer.data["roster"]["totalCount"] == ROWS
    assert answer.data["roster"]["presentation"] == "CSV_ONLY"
    url: str = answer.data["roster"]["csv"]["url"]
    return url


async def test_a_large_file_is_whole_and_takes_constant_memory(large: httpx2.AsyncClient, pools: ServingPools) -> None:
    app = build(parts_of(pools))
    reader = Reader(app, await link(asker(large)), BEARER)
    gc.collect()
    tracemalloc.start()
    await reader.read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reader.lines == ROWS + 1
    assert reader.bytes > 2_500_000
    assert peak < 2_000_000


async def test_readers_who_stall_or_hang_up_hold_up_no_look_up_and_free_their_place(
    large: httpx2.AsyncClient, pools: ServingPools
) -> None:
    ask = asker(large)
    app = build(parts_of(pools))
    url = await link(ask)
    for _ in range(3):
        readers = [Reader(app, url, BEARER, stall_after=2) for _ in range(2)]
        reading = [asyncio.create_task(reader.read()) for reader in readers]
        await asyncio.gather(*(reader.stalled.wait() for reader in readers))
        query = "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }"
        answer = await ask(Role.EMPLOYER, query, {"bsn": people.RAN_ON})
        assert answer.data == {"person": {"registered": False}}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL) as client:
            third = await client.get(url, headers={"authorization": f"Bearer {BEARER}"})
        assert (third.status_code, third.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
        for reader in readers:
            reader.gone.set()
        await asyncio.gather(*reading, return_exceptions=True)
    async with asyncio.timeout(10):
        last = Reader(app, url, BEARER)
        await last.read()
    assert last.lines == ROWS + 1
