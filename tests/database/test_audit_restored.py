"""A restore or failover is declared once; then it is told apart from tampering, and nothing else is excused by it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from domain.roles import Role
from models.audit.checkpoints import Head
from models.audit.findings import Fault, Finding, Notice
from models.audit.restores import close_lanes
from models.audit.retention import expired
from server.postgres.binaries import bundled
from tests.conftest import Database
from tests.fixtures.audited import PERSONS, Audited

CHANGE = "update log.record set purpose = 'X' where lane = 1 and number = {}"


def told(found: list[Finding]) -> list[tuple[Fault | Notice, int | None, int]]:
    return [(one.fault, one.lane, one.number) for one in found]


async def numbers(audited: Audited) -> dict[int, int]:
    rows = await audited.owner.fetch("select lane, max(number) as number from log.record group by lane order by lane")
    return {row["lane"]: row["number"] for row in rows}


@pytest.fixture
async def before(audited: Audited) -> dict[int, Any]:
    """Lane 1: 4 covered records, then one that isn't. Then the moment that a backup was made at."""
    await audited.consult(4)
    await audited.checkpoint()
    await audited.consult(1)
    return await audited.moment()


@pytest.fixture
async def restored(audited: Audited, before: dict[int, Any]) -> Audited:
    """After it: 4 records more in lane 1, 2 in the new lane 2, all covered; all of them lost by a restore."""
    await audited.consult(2)
    await audited.checkpoint()
    await audited.consult_list(PERSONS)
    await audited.consult(1)
    await audited.consult(2, Role.ASSESSOR)
    await audited.checkpoint()
    await audited.go_back(before)
    return audited


async def test_before_it_is_declared_it_is_wrong_and_said_to_be_what_a_restore_does(restored: Audited) -> None:
    found = await restored.verify()
    assert told(found.findings.shown) == [(Fault.CUT_OFF, 1, 6), (Fault.CUT_OFF, 2, 1)]
    assert str(found.findings.shown[0]).startswith("lane 1: records 6 to 9 are missing at the end after record 5 (")
    assert str(found.findings.shown[1]).startswith("lane 2: records 1 to 2 are missing at the end: the checkpoint of")
    assert found.loss is not None
    assert found.loss.lanes == {1: (6, 9), 2: (1, 2)}
    assert found.lines()[-1] == (
        "The log is NOT intact: 2 faults. A restore to an earlier state, or a failover, may have caused them."
    )


async def test_once_declared_it_is_told_and_nothing_is_wrong(restored: Audited) -> None:
    await restored.declare("the disk broke, the backup of 02:00 was restored")
    found = await restored.verify()
    assert found.findings.shown == []
    lines = found.lines()
    [declared] = [
        line for line in lines if line.startswith("Lost by a restore or failover, as an operator declared at")
    ]
    assert declared.endswith(": the disk broke, the backup of 02:00 was restored")
    times, *lanes = lines[lines.index(declared) + 1 :][:3]
    assert times.startswith("  known to checkpoints of 20")
    assert lanes == ["  lane 1: records 6 to 9", "  lane 2: records 1 to 2"]
    assert lines[-1] == "The log is intact, but for what a restore or failover lost, as declared."
    assert not found.only_losses  # so there is nothing to declare again


async def test_new_records_go_to_new_lanes_and_no_number_is_used_twice(restored: Audited) -> None:
    await restored.declare()
    await restored.consult(3)
    await restored.consult(1, Role.ASSESSOR)
    assert await numbers(restored) == {1: 5, 3: 3, 4: 1}
    await restored.checkpoint()
    assert (await restored.verify()).intact


async def test_a_service_that_writes_to_a_lane_that_is_closed_goes_on_in_another_without_a_failure(
    audited: Audited,
) -> None:
    await audited.consult(2)
    await close_lanes(audited.owner, [1], 1)
    await audited.consult(2)
    assert await numbers(audited) == {1: 2, 3: 2}


async def test_what_is_left_may_be_dropped_in_its_time(restored: Audited) -> None:
    await restored.declare()
    found = await restored.verify()
    what = await expired(restored.owner, datetime(2100, 1, 1, tzinfo=UTC), found.covered)
    assert {lane: head.number for lane, head in what.anchors.items()} == {1: 5}


@pytest.mark.parametrize("number", [2, 5])
async def test_what_is_there_can_not_be_changed_afterwards(restored: Audited, number: int) -> None:
    await restored.declare()
    await restored.tamper(CHANGE.format(number))
    assert told(await restored.faults()) == [(Fault.CHANGED, 1, number)]
    await restored.rehash(number, 5)
    await restored.fix_head()
    [found] = await restored.faults()
    assert found.fault is Fault.REBUILT


async def test_what_vanishes_afterwards_is_a_fault_again(restored: Audited) -> None:
    await restored.declare()
    now = await restored.moment()
    await restored.consult(3)
    await restored.checkpoint()
    await restored.go_back(now)
    assert told(await restored.faults()) == [(Fault.CUT_OFF, 3, 1)]
    await restored.tamper("delete from log.record where lane = 1 and number > 3")
    await restored.fix_head()
    assert told(await restored.faults()) == [(Fault.CUT_OFF, 1, 4), (Fault.CUT_OFF, 3, 1)]


async def test_a_declaration_excuses_no_lane_and_no_number_but_its_own(restored: Audited) -> None:
    await restored.declare()
    lines = await restored.lines()
    restored.write_lines(
        [lines[-1].replace(b'"1":[6,9]', b'"1":[1,9]') if line is lines[-1] else line for line in lines]
    )
    assert Fault.CHECKPOINT_CHANGED in {one.fault for one in await restored.faults()}


async def test_a_service_that_ran_on_before_it_was_declared_is_no_crime_either(restored: Audited) -> None:
    await restored.consult(6)
    await restored.checkpoint()
    await restored.consult(3, Role.ASSESSOR)  # lane 2 once more
    await restored.checkpoint()
    found = await restored.verify()
    assert found.only_losses
    assert {one.fault for one in found.findings.shown} == {Fault.REBUILT}
    assert not [line for line in found.lines() if "5 to 4" in line]
    await restored.declare()
    assert (await restored.verify()).intact
    await restored.consult(2)
    await restored.checkpoint()
    assert (await restored.verify()).intact
    assert await numbers(restored) == {1: 11, 2: 3, 4: 2}
    await restored.tamper(CHANGE.format(8))
    await restored.rehash(8, 11)
    await restored.fix_head()
    assert {one.fault for one in await restored.faults()} == {Fault.REBUILT}


async def test_a_second_restore_to_an_even_earlier_time_can_be_declared_too(
    restored: Audited, before: dict[int, Any]
) -> None:
    await restored.declare()
    await restored.consult(2)
    await restored.checkpoint()
    await restored.go_back(before)
    await restored.declare("again")
    await restored.consult(1)
    found = await restored.verify()
    assert found.intact
    assert [one.reason for _, one in found.restored] == ["restored from the backup of last night", "again"]
    assert max(await numbers(restored)) > 3


async def test_a_lane_of_which_everything_is_lost_is_not_begun_again(audited: Audited) -> None:
    nothing = await audited.moment()
    await audited.consult(3)
    await audited.checkpoint()
    await audited.go_back(nothing)
    await audited.declare()
    await audited.consult(1)
    assert min(await numbers(audited)) > 1
    assert (await audited.verify()).intact


async def test_where_nothing_is_lost_there_is_nothing_to_declare(sealed: Audited) -> None:
    found = await sealed.verify()
    assert (found.only_losses, found.loss) == (False, None)


async def tampered(audited: Audited) -> None:
    """A record is changed where nobody looks for it: with all hashes after it, and the head."""
    await audited.tamper(CHANGE.format(3))
    await audited.rehash(3, 5)
    await audited.fix_head()


async def changed(audited: Audited) -> None:
    await audited.tamper(CHANGE.format(3))


async def removed(audited: Audited) -> None:
    await audited.tamper("delete from log.record where lane = 1 and number = 3")


async def head_forged(audited: Audited) -> None:
    await audited.tamper("update log.lane set number = 9 where id = 1")


@pytest.mark.parametrize("crime", [tampered, changed, removed, head_forged])
async def test_a_restore_does_not_hide_what_was_done_to_what_is_still_there(restored: Audited, crime: Any) -> None:
    await crime(restored)
    found = await restored.verify()
    assert not found.only_losses
    assert not found.intact


async def test_a_record_that_is_rebuilt_is_not_called_a_restore(sealed: Audited) -> None:
    await sealed.tamper(CHANGE.format(6))
    await sealed.rehash(6, 10)
    await sealed.fix_head()
    found = await sealed.verify()
    assert {one.fault for one in found.findings.shown} == {Fault.REBUILT}
    assert not found.only_losses


async def test_the_end_of_one_lane_alone_is_not_lost_by_a_restore(audited: Audited) -> None:
    await audited.consult(6)
    await audited.consult(6, Role.ASSESSOR)
    for number in range(1, 7):
        await audited.date_back([number], f"2025-11-05 10:0{number}:00+00", lane=1)
        await audited.date_back([number], f"2025-11-05 10:0{number}:30+00", lane=2)
    await audited.checkpoints_of_then()
    moment = await audited.moment()
    await audited.tamper("delete from log.record where lane = 1 and number > 3")
    await audited.fix_head()
    found = await audited.verify()
    assert told(found.findings.shown) == [(Fault.CUT_OFF, 1, 4)]
    assert not found.only_losses
    assert found.lines()[-2].startswith("No restore explains it: a record of 2025-11-05 10:04:30")
    await audited.tamper("delete from log.record where lane = 2 and number > 3")
    await audited.fix_head(2)
    assert (await audited.verify()).only_losses
    assert moment


async def test_two_restores_that_nobody_declared_are_declared_one_after_another(audited: Audited) -> None:
    await audited.consult(8)
    for number in range(1, 9):
        await audited.date_back([number], f"2025-11-05 1{number}:00:00+00")
    rows = await audited.owner.fetch("select number, sha256(hash) as hash from log.record order by number")
    heads = [Head(row["number"], row["hash"]) for row in rows]
    gone = [Head(head.number, bytes(32)) for head in heads]
    first = datetime(2025, 11, 5, 11, tzinfo=UTC).timestamp()
    for hours, head in (
        (0.1, heads[0]),
        (1.1, heads[1]),
        (1.2, gone[2]), (1.3, gone[3]),  # 3 and 4, which a restore lost; 3 was written again at 13:00
        (2.1, heads[2]),
        (4.1, heads[4]),
        (4.2, gone[5]),  # 6, which another lost, and was written again at 16:00
        (5.1, heads[5]),
        (7.1, heads[7]),
    ):  # fmt: skip
        audited.files.append(first + hours * 3600, {1: head})
    reasons = ["the first", "the second"]
    found = await audited.declare(reasons[0])
    assert found.loss is not None
    assert found.loss.lanes == {1: (3, 4)}
    found = await audited.declare(reasons[1])
    assert found.loss is not None
    assert found.loss.lanes == {1: (6, 6)}
    found = await audited.verify()
    assert found.intact
    assert [one.reason for _, one in found.restored] == reasons


async def test_records_that_two_checkpoints_know_differently_are_told_in_order(
    audited: Audited, before: dict[int, Any]
) -> None:
    await audited.consult(3)
    await audited.checkpoint()
    await audited.go_back(before)
    await audited.consult(3)
    await audited.checkpoint()
    [found] = await audited.faults()
    assert (found.fault, found.lane, found.number) == (Fault.REBUILT, 1, 5)
    assert "one of the records 5 to 8 was changed and the chain rebuilt" in str(found)
    assert "another hash for record 8; that of 20" in str(found)


@pytest.fixture
async def empty(owner: Any, database: Database) -> AsyncIterator[Database]:
    """A database with nothing in it."""
    name = f"dgr_test_{uuid4().hex[:12]}"
    await owner.execute(f'create database "{name}" template template0')
    yield Database.named(name, database.owner)
    await owner.execute(f'drop database "{name}" with (force)')


async def test_a_database_that_is_really_dumped_and_restored_elsewhere_is_declared(
    audited: Audited, database: Database, empty: Database, tmp_path: Path
) -> None:
    await audited.consult(3)
    await audited.consult_list(PERSONS)
    await audited.checkpoint()
    dump = tmp_path / "dump"
    await run("pg_dump", "--format=custom", "--exclude-extension=*", f"--file={dump}", database.owner)
    await audited.consult(2)
    await audited.consult(1, Role.ASSESSOR)
    await audited.checkpoint()
    audited.checkpointer._turn.end()

    await run("pg_restore", f"--dbname={empty.owner}", str(dump))
    owner, pools = await asyncpg.connect(empty.owner), empty.pools()
    log = Audited(owner, pools, audited.files)
    found = await log.verify()
    assert found.only_losses
    assert found.loss is not None
    assert found.loss.lanes == {1: (5, 6), 2: (1, 1)}
    await log.declare("moved to another server with the dump of this morning")
    await log.consult(2)
    await log.checkpoint()
    found = await log.verify()
    assert (found.findings.shown, found.records, found.uncovered) == ([], 6, 0)
    assert await numbers(log) == {1: 4, 3: 2}
    await pools.close()
    await owner.close()


async def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; an older server may not know all that a newer one's dump sets."""
    process = await asyncio.create_subprocess_exec(bundled() / program, *arguments, stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()
    assert all("transaction_timeout" in line for line in errors.decode().splitlines() if "ERROR" in line), errors
