"""A roster of 100,000 rows as a file: whole, in bounded memory, and harmed by no reader who stalls or hangs up."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.types import ASGIApp

from domain.roles import Role
from graph.http import downloads
from models.database import ServingPools
from server.composition import build
from tests.api.conftest import URL, Ask, asker, client_of, parts_of, token
from tests.fixtures import people
from tests.fixtures.large_roster import ROWS, Reader, fill
from tests.fixtures.patience import PATIENCE

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


async def test_a_large_file_is_whole_and_takes_bounded_memory(large: httpx2.AsyncClient, pools: ServingPools) -> None:
    app = build(parts_of(pools))
    reader = Reader(app, await link(asker(large)), BEARER)
    gc.collect()
    tracemalloc.start()
    await reader.read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reader.lines == ROWS + 1
    assert reader.bytes > 2_500_000
    assert peak < 30_000_000


async def test_readers_who_stall_hold_a_place_and_no_connection_and_free_it_when_they_hang_up(
    large: httpx2.AsyncClient, pools: ServingPools, owner: Any
) -> None:
    ask = asker(large)
    app = build(parts_of(pools))
    url = await link(ask)
    for _ in range(2):
        readers = [Reader(app, url, BEARER, stall_after=2) for _ in range(2)]
        reading = [asyncio.create_task(reader.read()) for reader in readers]
        await asyncio.gather(*(reader.stalled.wait() for reader in readers))
        copying = "select count(*) from pg_stat_activity where datname = current_database() and query like 'COPY%'"
        assert await owner.fetchval(copying) == 0
        query = "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }"
        answer = await ask(Role.EMPLOYER, query, {"bsn": people.RAN_ON})
        assert answer.data == {"person": {"registered": False}}
        third = await download(app, url)
        assert (third.status_code, third.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
        for reader in readers:
            reader.gone.set()
        await asyncio.gather(*reading, return_exceptions=True)
    assert (await download(app, url)).content.count(b"\r\n") == ROWS + 1


async def test_a_reader_who_takes_too_long_is_left_and_frees_the_place(
    large: httpx2.AsyncClient,
    pools: ServingPools,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(downloads, "READING_SECONDS", 0.5)
    app = build(parts_of(pools))
    url = await link(asker(large))
    reader = Reader(app, url, BEARER, stall_after=2)
    async with asyncio.timeout(PATIENCE):
        await reader.read()
    assert reader.lines < ROWS
    assert "Traceback" not in "".join(capsys.readouterr())
    monkeypatch.undo()
    assert (await download(app, url)).content.count(b"\r\n") == ROWS + 1


async def download(app: ASGIApp, url: str) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL) as client:
        return await client.get(url, headers={"authorization": f"Bearer {BEARER}"})
