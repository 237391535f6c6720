"""What everybody may read of the job agreement: what was published, in its newest version, and nothing else."""

import asyncio
from datetime import date
from typing import Any

import pytest

from domain.reports import ReportKind, ReportOf
from domain.roles import Role
from models.database import ServingPools
from models.reports import publish
from tests.api.conftest import Ask, asker, client_of
from tests.api.test_monitor import add_many, only_many
from tests.api.test_visibility import answering, statements
from tests.fixtures.disclosure_log import Owner, entries

FIGURES = """{ publishedFigures { year quarter version publishedAt whatChanged extraJobs target personsInRegister
    personsWorking sectors { sector extraJobs target } } }"""
OVER = date(2026, 1, 1)
BASELINE = 71_854


@pytest.fixture
def own(peopled: Owner, pools: ServingPools) -> Ask:  # noqa: ARG001 - the persons are there before it is asked
    """Asks about a register of this test's own."""
    return asker(client_of(pools))


async def figures(ask: Ask, role: Role | None = None) -> Any:
    return (await ask(role, FIGURES)).data["publishedFigures"]


async def test_where_nothing_was_published_there_is_nothing_whatever_is_in_the_register(
    own: Ask, peopled: Owner
) -> None:
    await only_many(peopled)
    assert await figures(own) == []
    await own(Role.MONITOR, "{ quarterReport(year: 2025, quarter: 4) { personsWorking } }")  # a draft
    await publish(peopled, ReportOf.of(ReportKind.FACTSHEET, 2025, 4), OVER)
    assert await figures(own) == []


@pytest.mark.parametrize("role", [None, *Role])
async def test_everybody_reads_the_last_quarter_and_each_year_in_its_newest_version(
    own: Ask, peopled: Owner, role: Role | None
) -> None:
    await only_many(peopled)
    for number in (4, 3):
        await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, number), OVER)
    await publish(peopled, ReportOf.of(ReportKind.YEAR, 2025, None), OVER)
    await add_many(peopled, 900_002_001, working=20, idle=15)
    assert [one["personsWorking"] for one in await figures(own, role)] == [40, 40]
    await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, 4), OVER, "Te laat")
    await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, 3), OVER, "Te laat")
    await publish(peopled, ReportOf.of(ReportKind.YEAR, 2023, None), OVER)
    quarter, *years = await figures(own, role)
    assert (quarter["year"], quarter["quarter"], quarter["version"], quarter["whatChanged"]) == (2025, 4, 2, "Te laat")
    assert (quarter["personsInRegister"], quarter["personsWorking"], quarter["target"]) == (95, 60, 125_000)
    assert quarter["extraJobs"] == round(60 * 32 * 31 / 7 / 110.92) - BASELINE
    assert [one["sector"] for one in quarter["sectors"]] == ["GOVERNMENT", "MARKET", "HIRED_IN"]
    assert [(one["year"], one["quarter"], one["version"]) for one in years] == [(2025, None, 1), (2023, None, 1)]
    assert [(one["sector"], one["target"]) for one in years[0]["sectors"]] == [
        ("GOVERNMENT", 25_000),
        ("MARKET", 100_000),
    ]


async def test_what_tells_of_few_is_left_out_for_everybody_too(own: Ask, peopled: Owner) -> None:
    await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, 4), OVER)
    [quarter] = await figures(own)
    assert {quarter[name] for name in ("extraJobs", "personsInRegister", "personsWorking")} == {None}
    assert {one["extraJobs"] for one in quarter["sectors"]} == {None}


async def test_reading_it_is_no_look_at_anybody_and_releases_nothing(own: Ask, peopled: Owner) -> None:
    await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, 4), OVER)
    before = await peopled.fetchval("select count(*) from register.figures_release")
    assert len(await figures(own)) == 1
    assert await peopled.fetchval("select count(*) from register.figures_release") == before
    assert await entries(peopled) == []


async def test_it_is_the_same_as_a_monitor_is_told_of_the_version(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, 4), OVER)
    [ours] = await figures(own)
    asked = """{ quarterReport(year: 2025, quarter: 4, version: 1) { extraJobs target personsInRegister personsWorking
        sectors { sector extraJobs target } } }"""
    theirs = (await own(Role.MONITOR, asked)).data["quarterReport"]
    assert {name: ours[name] for name in theirs} == theirs


async def test_however_much_was_published_it_takes_one_statement(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    for number in (1, 2, 4):
        await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, number), OVER)
    for year in (2023, 2024, 2025):
        await publish(peopled, ReportOf.of(ReportKind.YEAR, year, None), OVER)
    assert len(await figures(own)) == 4  # the connection is open by now
    before = await statements(peopled)
    assert [one["quarter"] or one["year"] for one in await figures(own)] == [4, 2025, 2024, 2023]
    ran = await answering(peopled, before)
    assert ran == {"select * from serve.monitor_newest_reports()": 1}


async def test_asked_many_times_at_once_it_is_read_once(own: Ask, peopled: Owner) -> None:
    await publish(peopled, ReportOf.of(ReportKind.QUARTER, 2025, 4), OVER)
    await figures(own)  # the connection is open by now
    before = await statements(peopled)
    many = " ".join(f"a{number}: publishedFigures {{ year }}" for number in range(60))
    found = (await own(None, f"{{ {many} }}")).data
    assert list(found.values()) == [[{"year": 2025}]] * 60
    assert await answering(peopled, before) == {"select * from serve.monitor_newest_reports()": 1}


async def test_however_many_visitors_wait_for_it_a_monitor_has_connections_left(
    own: Ask, peopled: Owner, pools: ServingPools
) -> None:
    async with peopled.transaction():
        await peopled.execute("lock table register.report in access exclusive mode")
        asking = [asyncio.ensure_future(figures(own)) for _ in range(20)]
        await asyncio.sleep(0.5)
        monitor = pools.usage["monitor"]
        assert (monitor.in_use, monitor.waiting) == (1, 0)
    assert await asyncio.gather(*asking) == [[]] * 20
