"""Checkpoints that are gone, or that were not written, are found; a service that was down is no fault."""

import asyncio
import shutil
import time

import pytest

from domain.roles import Role
from models.audit.findings import Fault, Finding, Notice
from server.checkpoints import Checkpointer
from tests.fixtures.audited import PATIENCE, Audited

YEAR = 365 * 86_400.0


def told(found: list[Finding]) -> list[tuple[Fault | Notice, int | None, int]]:
    return [(one.fault, one.lane, one.number) for one in found]


async def faults_at(audited: Audited, now: float) -> list[Finding]:
    return (await audited.verify(now)).findings.shown


async def test_an_empty_log_needs_no_checkpoint(audited: Audited) -> None:
    assert await faults_at(audited, time.time() + YEAR) == []


async def test_a_directory_that_is_gone_is_a_fault_as_soon_as_the_records_are_old_enough(sealed: Audited) -> None:
    shutil.rmtree(sealed.files.directory)
    first, last = await sealed.owner.fetchrow("select min(at), max(at) from log.record")
    assert await faults_at(sealed, first.timestamp() + PATIENCE - 0.001) == []
    [found] = await faults_at(sealed, first.timestamp() + PATIENCE + 0.001)
    assert told([found]) == [(Fault.UNCOVERED, 1, 1)]
    assert str(found).startswith(
        f"lane 1: records 1 to 10 are covered by no checkpoint, the first written {first:%F %T}"
    )
    assert last.timestamp() - first.timestamp() < PATIENCE


async def test_lines_that_are_gone_at_the_end_are_a_fault(sealed: Audited) -> None:
    await sealed.checkpoint()
    lines = await sealed.lines()
    assert await faults_at(sealed, time.time() + YEAR) == []
    sealed.write_lines(lines[:1])
    assert told(await faults_at(sealed, time.time() + YEAR)) == [(Fault.UNCOVERED, 1, 7)]


@pytest.fixture
async def spread(audited: Audited) -> Audited:
    """Lane 1: a record at 10:00, 10:10, 10:20 and 10:30."""
    await audited.consult(4)
    for number in range(1, 5):
        await audited.date_back([number], f"2025-11-05 10:{number - 1}0+00")
    return audited


async def test_checkpoints_that_followed_each_record_are_enough(spread: Audited) -> None:
    await spread.checkpoints_of_then(late=PATIENCE)
    assert await spread.faults() == []


async def late(audited: Audited) -> list[Finding]:
    """What was covered late; that alone is no fault."""
    found = await audited.verify()
    assert found.intact
    return [one for one in found.notices.shown if one.fault is Notice.LATE]


async def test_lines_that_are_gone_and_made_good_while_the_service_runs_are_told(spread: Audited) -> None:
    await spread.checkpoints_of_then()
    lines = await spread.lines()
    spread.write_lines(lines[:1])
    await spread.checkpoint()
    [found] = await late(spread)
    assert told([found]) == [(Notice.LATE, 1, 2)]
    assert "lane 1: records 2 to 4 are covered late, by the checkpoint of 20" in str(found)
    assert "the first written 2025-11-05 10:10:00.000000 UTC" in str(found)


async def test_checkpoints_that_were_not_written_for_a_while_are_told_and_the_log_is_intact(spread: Audited) -> None:
    await spread.checkpoint()
    assert told(await late(spread)) == [(Notice.LATE, 1, 1)]
    found = await spread.verify()
    assert (found.intact, found.late) == (True, 4)
    assert found.lines()[-1] == "The log is intact; 4 records of it were covered late."


async def test_late_coverage_hides_no_tampering_and_is_told_beside_it(spread: Audited) -> None:
    await spread.checkpoint()
    await spread.tamper("update log.record set purpose = 'X' where number = 3")
    found = await spread.verify()
    assert told(found.findings.shown) == [(Fault.CHANGED, 1, 3)]
    assert found.lines()[-1] == "The log is NOT intact: 1 fault."


async def test_what_a_service_wrote_that_was_killed_is_covered_when_it_runs_again(audited: Audited) -> None:
    await audited.consult(2)
    await audited.date_back([1, 2], "2025-11-05 10:00+00")
    await audited.consult(1, Role.ASSESSOR)  # before the first checkpoint, as a service that starts may do
    await audited.checkpoint()
    assert await audited.faults() == []


async def test_another_lane_tells_that_the_service_went_on(audited: Audited) -> None:
    await audited.consult(1)
    await audited.consult(1, Role.ASSESSOR)
    await audited.date_back([1], "2025-11-05 10:00+00")
    await audited.date_back([1], "2025-11-06 10:00+00", lane=2)
    await audited.checkpoint()
    assert told(await late(audited)) == [(Notice.LATE, 1, 1)]


async def test_a_service_that_stops_right_after_a_record_leaves_it_covered(audited: Audited) -> None:
    async with Checkpointer(audited.pools, audited.files, 3600).running():
        await audited.consult(3)
    assert await faults_at(audited, time.time() + YEAR) == []


async def test_a_process_that_ends_while_another_has_the_turn_waits_for_its_end(audited: Audited) -> None:
    await audited.consult(1)
    await audited.checkpoint()
    both = asyncio.Event()

    async def other() -> None:
        async with Checkpointer(audited.pools, audited.files, 3600).running():
            await audited.consult(1, Role.ASSESSOR)
        both.set()

    ending = asyncio.create_task(other())
    await asyncio.sleep(0.5)
    assert not both.is_set()
    audited.checkpointer._turn.end()
    await ending
    found = await audited.verify()
    assert (found.records, found.uncovered) == (2, 0)
