"""A clock that was ahead, or that stepped back, is told, and is no tampering."""

import time

from models.audit.checkpoints import Head
from models.audit.findings import Notice
from tests.fixtures.audited import Audited

HOUR = 3_600.0


async def told(audited: Audited, now: float | None = None) -> list[str]:
    """What is said of clocks; nothing is wrong."""
    found = await audited.verify(now)
    assert found.findings.shown == []
    return [str(one) for one in found.notices.shown if one.fault is Notice.CLOCK]


async def test_clocks_that_agree_are_not_spoken_of(sealed: Audited) -> None:
    await sealed.checkpoint()
    assert await told(sealed) == []


async def test_records_of_a_clock_that_was_set_back_are_told(audited: Audited) -> None:
    await audited.consult(2)
    await audited.owner.execute("update log.lane set at = now() + interval '10 minutes'")  # where the clock was before
    await audited.consult(3)
    await audited.checkpoint()
    before, future, covered = sorted(await told(audited), key=lambda line: line[:12])
    assert before.startswith("lane 1: 2 calls have the time of the one before and a microsecond, the first with record")
    assert "3 records of a time to come" in future + covered
    assert "is later than the first checkpoint that covers it" in future + covered


async def test_checkpoints_of_a_clock_that_was_set_back_are_told(sealed: Audited) -> None:
    head = await sealed.owner.fetchrow("select number, hash from log.lane")
    now = time.time()
    for at in (now + HOUR, now):
        sealed.files.append(at, {1: Head(head["number"], head["hash"])})
    later, earlier = [line for line in await told(sealed) if line.startswith("checkpoints: ")]
    assert "line 3 of 20" in later
    assert "later than now" in later
    assert "line 4 of 20" in earlier
    assert "earlier than the one before it" in earlier


async def test_clocks_that_differ_by_a_moment_are_not_spoken_of(sealed: Audited) -> None:
    head = await sealed.owner.fetchrow("select number, hash from log.lane")
    now = time.time()
    for at in (now + 1, now):
        sealed.files.append(at, {1: Head(head["number"], head["hash"])})
    assert await told(sealed) == []
