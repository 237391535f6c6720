"""The checkpoints that the service writes while it runs."""

import asyncio
import json
from pathlib import Path

import structlog

from domain.roles import Role
from server.checkpoints import Checkpointer
from tests.conftest import Database, pools_at
from tests.fixtures.audited import Audited
from tests.fixtures.patience import PATIENCE


async def heads(audited: Audited) -> list[dict[str, int]]:
    """The numbers in each line written so far."""
    lines = [json.loads(line) for line in await audited.lines()]
    return [{lane: number for lane, (number, _) in line["heads"].items()} for line in lines]


async def test_a_line_holds_only_the_lanes_that_moved_and_the_first_of_a_process_holds_all(audited: Audited) -> None:
    await audited.checkpoint()
    assert audited.files.names() == []
    await audited.consult(2)
    await audited.consult(1, Role.ASSESSOR)
    await audited.checkpoint()
    await audited.checkpoint()
    await audited.consult(3)
    await audited.checkpoint()
    audited.checkpointer._turn.end()
    await Checkpointer(audited.pools, audited.files, 1).look()
    assert await heads(audited) == [{"1": 2, "2": 1}, {"1": 5}, {"1": 5, "2": 1}]
    row = await audited.owner.fetchrow("select number, hash from log.lane where id = 1")
    assert json.loads((await audited.lines())[-1])["heads"]["1"] == [row["number"], row["hash"].hex()]


async def test_one_writes_at_a_time_and_another_goes_on_when_it_ends(audited: Audited) -> None:
    other = Checkpointer(audited.pools, audited.files, 1)
    await audited.consult(1)
    await audited.checkpoint()
    await audited.consult(1)
    await other.look()
    assert len(await audited.lines()) == 1
    audited.checkpointer._turn.end()
    await other.look()
    assert await heads(audited) == [{"1": 1}, {"1": 2}]


async def test_while_it_runs_it_writes_every_few_moments_and_a_last_one_at_the_end(audited: Audited) -> None:
    told: list[float] = []
    writer = Checkpointer(audited.pools, audited.files, 0.02, told.append, monotonic=lambda: 7.0)
    async with writer.running():
        await audited.consult(1)
        async with asyncio.timeout(PATIENCE):
            while not audited.files.names():  # noqa: ASYNC110 - it is a file that is waited for
                await asyncio.sleep(0.01)
    slow = Checkpointer(audited.pools, audited.files, 3600)
    async with slow.running():
        await asyncio.sleep(0.1)
        await audited.consult(4)
    assert (await heads(audited))[-1] == {"1": 5}
    assert set(told) == {7.0}
    found = await audited.verify()
    assert (found.intact, found.uncovered) == (True, 0)


async def test_it_makes_the_partitions_of_the_coming_months(audited: Audited) -> None:
    count = "select count(*) from pg_inherits where inhparent in ('log.record'::regclass, 'log.subject'::regclass)"
    before = await audited.owner.fetchval(count)
    await audited.owner.execute(
        """do $$ declare one text; begin
            select max(inhrelid::regclass::text) into one from pg_inherits
                where inhparent = 'log.record'::regclass and inhrelid::regclass::text <> 'log.record_default';
            execute 'drop table ' || one;
        end $$"""
    )
    await audited.checkpoint()
    assert await audited.owner.fetchval(count) == before


async def test_a_database_that_is_away_is_told_once_and_tried_again(
    audited: Audited, database: Database, tmp_path: Path
) -> None:
    nowhere = pools_at(f"postgresql:///none?host={tmp_path}&port=1")
    writer = Checkpointer(nowhere, audited.files, 1)
    with structlog.testing.capture_logs() as logs:
        await writer.look()
        await writer.look()
        writer._pools = audited.pools
        await audited.consult(1)
        await writer.look()
    kinds = [(one["log_level"], one.get("cause")) for one in logs if "checkpoint" in one["event"]]
    assert kinds == [("error", "away"), ("info", None)]
    assert await heads(audited) == [{"1": 1}]
    assert database.serving not in str(logs)


async def test_a_disk_that_fails_is_told_and_tried_again(audited: Audited) -> None:
    await audited.consult(1)
    audited.files.directory.parent.mkdir(exist_ok=True)
    audited.files.directory.write_text("in the way")
    with structlog.testing.capture_logs() as logs:
        await audited.checkpoint()
    assert [(one["cause"], one["code"]) for one in logs] == [("files", "EEXIST")]
    audited.files.directory.unlink()
    await audited.checkpoint()
    assert await heads(audited) == [{"1": 1}]


async def test_a_directory_that_is_gone_is_not_made_again_and_once_it_is_back_all_lanes_are_covered(
    audited: Audited, tmp_path: Path
) -> None:
    """It may be another machine's that is away: what were written in its place would be missing there."""
    await audited.consult(1)
    await audited.consult(1, Role.ASSESSOR)
    await audited.checkpoint()
    away = tmp_path / "away"
    audited.files.directory.rename(away)
    await audited.consult(1)
    with structlog.testing.capture_logs() as logs:
        await audited.checkpoint()
        await audited.checkpoint()
        assert not audited.files.directory.exists()
        away.rename(audited.files.directory)
        await audited.checkpoint()
    assert [(one["log_level"], one.get("code")) for one in logs] == [("error", "ENOENT"), ("info", None)]
    assert (await audited.verify()).intact
    assert (await heads(audited))[-1] == {"1": 2, "2": 1}


class Hands:
    """A clock that is set by hand."""

    def __init__(self, at: float = 1_795_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


async def test_the_age_of_the_last_checkpoint_counts_from_the_start_and_is_a_problem_after_a_while(
    audited: Audited,
) -> None:
    clock, told = Hands(), list[float]()
    writer = Checkpointer(audited.pools, audited.files, 5, told.append, monotonic=clock, late_seconds=30)
    clock.at += 30
    assert (writer.age, writer.problem()) == (30, None)
    clock.at += 1
    assert writer.problem() == "no checkpoint has covered the disclosure log for 31 seconds (CHECKPOINTS_DIR)"
    await writer.look()  # nothing is to be covered, so all is
    assert (writer.age, writer.problem()) == (0, None)
    audited.files.directory.rename(audited.files.directory.with_name("elsewhere"))
    audited.files.directory.write_text("in the way")
    await audited.consult(1)
    clock.at += 31
    await writer.look()
    assert writer.problem() == (
        "no checkpoint has covered the disclosure log for 31 seconds (CHECKPOINTS_DIR): it can't be used (ENOTDIR): "
        "see to it that it exists and that this user may write there"
    )
    assert told == [1_795_000_031.0]


async def test_a_clock_that_is_put_back_hides_no_log_that_stays_uncovered(audited: Audited) -> None:
    clock, monotonic, told = Hands(), Hands(7), list[float]()
    writes, waits = (
        Checkpointer(audited.pools, audited.files, 5, told.append, now=clock, monotonic=monotonic, late_seconds=30)
        for _ in range(2)
    )
    await writes.look()
    await waits.look()
    clock.at -= 3_600
    for _ in range(7):
        clock.at, monotonic.at = clock.at + 5, monotonic.at + 5
        await waits.look()  # whose turn it is writes nothing meanwhile
    for one in (writes, waits):
        assert one.age == 35
        assert one.problem() == "no checkpoint has covered the disclosure log for 35 seconds (CHECKPOINTS_DIR)"
    assert set(told) == {7}
    await writes.look()
    await waits.look()
    assert (writes.age, waits.age) == (0, 0)


async def test_who_waits_for_its_turn_knows_how_old_the_others_checkpoint_is(audited: Audited) -> None:
    clock, told = Hands(), list[float]()
    writes = Checkpointer(audited.pools, audited.files, 5, now=clock, monotonic=clock)
    waits = Checkpointer(audited.pools, audited.files, 5, told.append, now=clock, monotonic=clock)
    assert await writes.look()
    clock.at += 60
    assert not await waits.look()
    assert waits.age == 60
    assert await writes.look()
    assert not await waits.look()
    assert waits.age == 0
    assert told == [1_795_000_000.0, 1_795_000_060.0]
