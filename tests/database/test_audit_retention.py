"""Dropping old months of the disclosure log, and verifying what is left."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import pytest

from domain.roles import Role
from models.audit.checkpoints import Heads
from models.audit.findings import Fault
from models.audit.retention import Expired, RetentionRefusedError, drop, expired, forget_counts, limit
from tests.conftest import Database
from tests.fixtures.audited import PERSONS, Audited
from tests.fixtures.patience import PATIENCE

NOW = 1_795_000_000.0  # 2026-11-18
UNTIL = datetime(2022, 1, 1, tzinfo=UTC)


@pytest.fixture
async def old(audited: Audited) -> Audited:
    """Lane 1: 1 and 2 of 2019 (in the default partition), 3 to 5 of November 2021, 6 to 9 of now. Lane 2: 2021 only."""
    for month in ("2021-10", "2021-11"):
        await audited.partition(month)
    await audited.consult(3)
    await audited.consult_list(PERSONS)
    await audited.consult(5)
    await audited.consult(2, Role.ASSESSOR)
    await audited.date_back([1, 2], "2019-05-05 05:05+00")
    await audited.date_back([3, 4, 5], "2021-11-30 23:59:59.999999+00")
    await audited.date_back([1, 2], "2021-11-01 00:00+00", lane=2)
    await audited.checkpoints_of_then()
    return audited


async def plan(audited: Audited, until: datetime = UNTIL) -> Expired:
    """What would be dropped, after a verification."""
    found = await audited.verify()
    assert found.intact, found.lines()
    return await expired(audited.owner, until, found.covered)


async def drop_old(audited: Audited, until: datetime = UNTIL) -> None:
    """Drop it as the command does."""

    def seal(anchors: Heads) -> None:
        audited.files.append(NOW, {}, anchors)

    await drop(audited.owner, await plan(audited, until), seal)


async def numbers(audited: Audited) -> list[tuple[int, int]]:
    """The records that are left."""
    rows = await audited.owner.fetch("select lane, number from log.record order by 1, 2")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("now", "months", "first"),
    [
        ("2026-11-18T10:00+00:00", 36, "2023-11-01"),
        ("2026-11-01T00:30+01:00", 1, "2026-09-01"),  # still October in UTC
        ("2026-01-31T10:00+00:00", 1, "2025-12-01"),
        ("2026-12-31T10:00+00:00", 12, "2025-12-01"),
    ],
)
def test_the_present_month_and_so_many_before_it_are_kept(now: str, months: int, first: str) -> None:
    assert limit(datetime.fromisoformat(now), months) == datetime.fromisoformat(f"{first}T00:00+00:00")


async def test_it_tells_what_is_too_old(old: Audited) -> None:
    what = await plan(old)
    assert what.months == ("record_2021_10", "record_2021_11", "subject_2021_10", "subject_2021_11")
    assert what.records == 7
    assert {lane: head.number for lane, head in what.anchors.items()} == {1: 5, 2: 2}
    assert (await plan(old, datetime(2021, 11, 1, tzinfo=UTC))).records == 2
    assert (await plan(old, datetime(2019, 5, 1, tzinfo=UTC))).lines() == ["Nothing was written before 2019-05-01."]


async def test_old_months_are_dropped_and_verification_goes_on_from_there(old: Audited) -> None:
    await drop_old(old)
    assert await numbers(old) == [(1, 6), (1, 7), (1, 8), (1, 9)]
    assert await old.owner.fetchval("select count(*) from log.subject") == 0
    found = await old.verify()
    assert found.findings.shown == []
    assert (found.records, found.lanes) == (4, 2)
    await old.consult(2)
    await old.consult(2, Role.ASSESSOR)
    await old.consult_list(PERSONS)
    assert (await old.verify()).intact
    await old.tamper("update log.record set purpose = '' where lane = 1 and number = 6")
    assert [(one.fault, one.lane, one.number) for one in await old.faults()] == [(Fault.CHANGED, 1, 6)]


async def test_after_it_the_log_is_append_only_again(old: Audited) -> None:
    await old.consult(1)
    await drop_old(old)
    await old.owner.execute(
        "insert into log.record select (r).* from (select r from log.record r limit 1) as one (r)"
        " on conflict do nothing"
    )
    await old.owner.execute(
        "insert into log.subject values ('2019-01-01', 1, 1, '\\x00'), ('2023-01-01', 1, 1, '\\x00')"
    )
    for table in ("record", "subject"):
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await old.owner.execute(f"delete from log.{table}")


async def test_what_is_left_can_not_be_shortened_further(old: Audited) -> None:
    await drop_old(old)
    await old.tamper("delete from log.record where lane = 1 and number = 6")
    [found] = await old.faults()
    assert (found.fault, str(found)) == (Fault.MISSING, "lane 1: record 6 is missing")


async def test_a_lane_that_was_dropped_whole_can_not_be_moved(old: Audited) -> None:
    await drop_old(old)
    await old.tamper("update log.lane set number = 1 where id = 2")
    [found] = await old.faults()
    assert (found.fault, found.lane) == (Fault.HEAD, 2)
    await old.tamper("update log.lane set number = 3 where id = 2")
    [found] = await old.faults()
    assert (found.fault, found.lane, found.number) == (Fault.CUT_OFF, 2, 3)
    await old.tamper("update log.lane set number = 2, hash = sha256('') where id = 2")
    assert [str(one) for one in await old.faults()] == ["lane 2: the hash of its head is not that of record 2"]


async def test_months_that_a_thief_dropped_are_missing(old: Audited) -> None:
    await old.owner.execute("drop table log.record_2021_11; drop table log.subject_2021_11")
    first, second = [str(one).partition(" after")[0] for one in await old.faults()]
    assert first == "lane 1: records 3 to 5 are missing"
    assert second.startswith("lane 2: records 1 to 2 are missing at the end: the checkpoint of 20")


async def test_it_can_be_done_again_a_month_later(old: Audited) -> None:
    await drop_old(old, datetime(2021, 11, 1, tzinfo=UTC))
    assert await numbers(old) == [(1, n) for n in range(3, 10)] + [(2, 1), (2, 2)]
    assert (await old.verify()).intact
    await drop_old(old)
    assert await numbers(old) == [(1, n) for n in range(6, 10)]
    assert (await old.verify()).intact


async def test_an_anchor_whose_months_were_not_dropped_after_all_does_no_harm(old: Audited) -> None:
    what = await plan(old)
    old.files.append(NOW, {}, what.anchors)
    assert (await old.verify()).intact
    await drop_old(old)
    assert (await old.verify()).intact


async def test_records_that_no_checkpoint_covers_are_not_dropped(old: Audited) -> None:
    await old.consult(1, Role.EMPLOYER, purpose="EMPLOYEE")
    await old.date_back([1], "2021-11-05 00:00+00", lane=3)
    found = await old.verify()
    assert [(one.fault, one.lane) for one in found.findings.shown] == [(Fault.UNCOVERED, 3)]
    with pytest.raises(RetentionRefusedError, match="No checkpoint covers record 1 of lane 3 yet"):
        await expired(old.owner, UNTIL, found.covered)


async def test_records_that_were_covered_late_are_dropped_in_their_time_and_the_notice_with_them(old: Audited) -> None:
    await old.consult(1, Role.EMPLOYER, purpose="EMPLOYEE")
    await old.date_back([1], "2021-11-05 00:00+00", lane=3)
    await old.checkpoint()
    found = await old.verify()
    assert (found.intact, found.late) == (True, 1)
    assert (await plan(old)).records == 8
    await drop_old(old)
    found = await old.verify()
    assert (found.intact, found.late) == (True, 0)


async def test_nothing_is_counted_while_the_log_is_locked(old: Audited) -> None:
    what = await plan(old)
    statements: list[str] = []
    with old.owner.query_logger(lambda query: statements.append(query.query)):
        await drop(old.owner, what, lambda _anchors: None)
    locked = statements[next(place for place, one in enumerate(statements) if one.startswith("lock table")) :]
    assert len(locked) > 5
    assert [one for one in locked if "count(" in one or "string_agg(" in one] == []


async def test_a_log_that_has_changed_since_it_was_counted_is_not_dropped(old: Audited) -> None:
    before, what = await old.lines(), await plan(old)
    await old.tamper("update log.record set at = '2021-12-31 00:00+00' where lane = 1 and number = 6")
    with pytest.raises(RetentionRefusedError, match="changed meanwhile"):
        await drop(old.owner, what, lambda anchors: old.files.append(NOW, {}, anchors))
    assert await old.lines() == before


async def test_nothing_is_sealed_if_a_partition_holds_more_than_a_month(old: Audited) -> None:
    await old.owner.execute(
        "create table log.record_long partition of log.record"
        " for values from ('2020-06-01 00:00+00') to ('2021-10-01 00:00+00')"
    )
    await old.tamper("update log.record set at = '2020-07-01 00:00+00' where lane = 1 and number = 2")
    await old.rehash(1, 9)
    await old.fix_head()
    before, numbers_before = await old.lines(), await numbers(old)
    until = datetime(2020, 9, 1, tzinfo=UTC)
    what = await expired(old.owner, until, {1: 9})
    with pytest.raises(RetentionRefusedError, match="holds more than a month"):
        await drop(old.owner, what, lambda anchors: old.files.append(NOW, {}, anchors))
    assert (await old.lines(), await numbers(old)) == (before, numbers_before)


async def test_nothing_is_dropped_if_the_anchor_can_not_be_written(old: Audited) -> None:
    before = await numbers(old)

    def full(_anchors: Heads) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        await drop(old.owner, await plan(old), full)
    assert await numbers(old) == before
    assert (await old.verify()).intact


async def test_nothing_is_dropped_or_sealed_while_the_log_is_read(old: Audited, database: Database) -> None:
    reader = await asyncpg.connect(database.owner)
    before = await old.lines()
    async with reader.transaction():
        await reader.fetch("select from log.record limit 1")
        with pytest.raises(RetentionRefusedError, match="in use"):
            await drop_old(old)
        await asyncio.wait_for(old.consult(1), PATIENCE)
    await reader.close()
    assert await old.lines() == before


async def test_counts_of_days_that_are_over_are_forgotten(old: Audited) -> None:
    await old.owner.execute(
        """insert into log.consulted
        select holder, true, at, 1, 0, at, 1 from (values
            ('old', now() - interval '50 hours'), ('yesterday', now() - interval '30 hours')) as one (holder, at)"""
    )
    await forget_counts(old.owner)
    holders = await old.owner.fetch("select holder from log.consulted where holder in ('old', 'yesterday')")
    assert [row["holder"] for row in holders] == ["yesterday"]
