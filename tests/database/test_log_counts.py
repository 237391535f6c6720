"""What quotas count is kept whatever a clock does: lanes apart, an hour or a day that passes, a night of 25 hours."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from domain.bsn import Bsn
from domain.errors import RateLimitedError
from domain.roles import Role
from models.database import ServingPools
from models.disclosure import DisclosureLog, DisclosureRecord, Quotas
from models.pseudonyms import Pseudonyms
from models.queries.persons import LookUps
from tests.conftest import Database
from tests.fixtures.disclosure_log import KEY, Owner, broken_links, size
from tests.fixtures.proofs import consulted, consulted_together
from tests.fixtures.tokens import Clock

DAY = date(2026, 11, 23)
RAN_ON = Bsn("999900006")
ANY = 10**6


def record(user: int = 0) -> DisclosureRecord:
    pseudonym = bytes([user]) * 16
    return DisclosureRecord(
        "1", "Voorbeeld", pseudonym, "ASSESSMENT", "Person.registered", "Wfsv", bytes(32), bytes(16)
    )


RECORD = record()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def wait(owner: Owner, moment: datetime, *, hour: int = ANY, day: int = ANY, persons: int = 1) -> int:
    """Consult so many persons as one user at a moment: 0, or the seconds to wait."""
    quotas = [hour, day, ANY, ANY, ANY]
    statement = "select log.count_persons('SUWINET', array['u'], array['o'], array[$1::int], $2, $3)"
    [found] = await owner.fetchval(statement, persons, quotas, moment)
    seconds: int = found
    return seconds


async def look_ups_of(pools: ServingPools, quotas: Quotas) -> LookUps:
    return LookUps(DisclosureLog(pools, Pseudonyms({1: KEY}, 1), quotas))


async def answered(look_ups: LookUps) -> bool:
    try:
        await look_ups.one(consulted(Role.SUWINET, RAN_ON), DAY, RECORD)
    except RateLimitedError:
        return False
    return True


@pytest.mark.parametrize(("apart", "quotas"), [("1 hour", (3, ANY, ANY, ANY)), ("25 hours", (ANY, ANY, ANY, 3))])
async def test_two_lanes_whose_times_are_apart_share_a_quota(
    owner: Owner, database: Database, apart: str, quotas: tuple[int, int, int, int]
) -> None:
    several = [database.pools(), database.pools()]
    look_ups = [await look_ups_of(pools, Quotas(*quotas)) for pools in several]
    unbounded = [await look_ups_of(pools, Quotas(*[ANY] * 5)) for pools in several]
    for one in unbounded:
        await one.many(consulted_together(Role.SUWINET, []), DAY, RECORD)  # each has its lane
    await owner.execute("update log.lane set at = at + $1::text::interval where id = 1", apart)
    found = [await answered(look_ups[number % 2]) for number in range(40)]
    assert found == [True] * 3 + [False] * 37
    assert await broken_links(owner) == []
    for pools in several:
        await pools.close()


async def test_a_lane_whose_clock_was_set_back_goes_on_behind_its_last_record(
    owner: Owner, pools: ServingPools
) -> None:
    look_ups = await look_ups_of(pools, Quotas(3, 3, ANY, ANY))
    await answered(look_ups)
    await owner.execute("update log.lane set at = at + interval '1 hour'")
    ahead = await owner.fetchval("select at from log.lane")
    for _ in range(2):
        assert await answered(look_ups)
    times = [row["at"] for row in await owner.fetch("select at from log.record order by number")]
    assert times[1:] == [ahead + timedelta(microseconds=1), ahead + timedelta(microseconds=2)]
    assert await broken_links(owner) == []
    with pytest.raises(RateLimitedError) as refused:
        await look_ups.one(consulted(Role.SUWINET, RAN_ON), DAY, RECORD)
    assert refused.value.retry_after <= 25 * 3600  # by the clock, not by the lane


AROUND = {
    "an hour": ("2026-11-23 10:59:59.999", "2026-11-23 11:00:00.001"),
    "midnight in winter": ("2026-11-22 22:59:59.999", "2026-11-22 23:00:00.001"),
    "midnight in summer": ("2026-07-22 21:59:59.999", "2026-07-22 22:00:00.001"),
    "the night of 25 hours": ("2026-10-25 22:59:59.999", "2026-10-25 23:00:00.001"),
}


@pytest.mark.parametrize("at", AROUND)
async def test_moments_that_alternate_around_a_boundary_lose_no_count(owner: Owner, at: str) -> None:
    before, after = map(utc, AROUND[at])
    day = ANY if at == "an hour" else 4
    found = [await wait(owner, (before, after)[number % 2], hour=4, day=day) for number in range(40)]
    assert [one == 0 for one in found] == [True] * 5 + [False] * 35  # one before it, and four of the period after it
    row = await owner.fetchrow("select hour, in_hour from log.consulted where holder = 'user u'")
    assert row is not None
    assert tuple(row) == (after.replace(second=0, microsecond=0), 4)


async def test_who_must_wait_waits_for_the_end_of_the_hour_and_the_day_that_are_counted(owner: Owner) -> None:
    assert await wait(owner, utc("2026-11-23 11:00:01"), hour=1) == 0
    assert await wait(owner, utc("2026-11-23 10:59:59.5"), hour=1) == 3601
    assert await wait(owner, utc("2026-11-22 10:59:59"), hour=1, day=1) == (12 + 24) * 3600 + 1
    assert await wait(owner, utc("2026-11-23 12:00:00"), hour=1) == 0


NIGHTS = {
    "a night of 25 hours": ("2026-10-24 22:00", 25),
    "a night of 23 hours": ("2026-03-28 23:00", 23),
    "a usual night": ("2026-11-22 23:00", 24),
}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/New_York"])
@pytest.mark.parametrize("night", NIGHTS)
async def test_a_day_of_the_quota_is_a_day_in_the_netherlands(owner: Owner, night: str, zone: str) -> None:
    await owner.execute(f"set time zone '{zone}'")
    begin, hours = utc(NIGHTS[night][0]), NIGHTS[night][1]
    end = begin + timedelta(hours=hours)
    assert await wait(owner, begin - timedelta(seconds=1), day=2) == 0  # of the day before
    for hour in (0, hours - 1):
        assert await wait(owner, begin + timedelta(hours=hour), day=2) == 0
    assert await wait(owner, begin + timedelta(minutes=1), day=2) == hours * 3600 - 60
    assert await wait(owner, end - timedelta(seconds=1), day=2) == 1
    assert await wait(owner, end, day=2) == 0


async def test_the_hour_that_comes_twice_is_counted_as_two(owner: Owner) -> None:
    await owner.execute("set time zone 'Europe/Amsterdam'")
    assert await wait(owner, utc("2026-10-25 00:30"), hour=1) == 0
    assert await wait(owner, utc("2026-10-25 00:59"), hour=1) == 60
    assert await wait(owner, utc("2026-10-25 01:30"), hour=1) == 0


@pytest.mark.parametrize("at", AROUND)
async def test_refusals_are_bounded_around_a_boundary_too(owner: Owner, at: str) -> None:
    before, after = map(utc, AROUND[at])
    kept = []
    for number in range(40):
        statement = "select log.bound_refusals(array['u'], 3, $1)"
        kept += await owner.fetchval(statement, (before, after)[number % 2])
    assert kept == [True] * 4 + [False] * 36


async def test_counting_refusals_takes_back_no_count_of_persons(owner: Owner) -> None:
    assert await wait(owner, utc("2026-11-23 11:00"), persons=5) == 0
    await owner.fetchval("select log.bound_refusals(array['u'], 3, $1)", utc("2026-11-23 10:59"))
    row = await owner.fetchrow("select in_hour, refused_in_hour, in_day from log.consulted where holder = 'user u'")
    assert row is not None
    assert tuple(row) == (5, 1, 5)


async def test_a_process_takes_so_many_refusals_of_a_user_in_an_hour_and_no_more(
    owner: Owner, pools: ServingPools
) -> None:
    clock = Clock()
    log = DisclosureLog(pools, Pseudonyms({1: KEY}, 1), Quotas(refusals_hour=3), now=clock)
    for _ in range(10):
        log.refuse(Role.SUWINET, RECORD, "FORBIDDEN")
    log.refuse(Role.SUWINET, record(1), "FORBIDDEN")
    await log.settled()
    counted = "select refused_in_hour from log.consulted order by holder"
    assert [row["refused_in_hour"] for row in await owner.fetch(counted)] == [3, 1]
    assert await size(owner) == 4
    clock.now += 3600
    await owner.execute("update log.consulted set hour = hour - interval '1 hour'")
    log.refuse(Role.SUWINET, RECORD, "FORBIDDEN")
    await log.settled()
    assert [row["refused_in_hour"] for row in await owner.fetch(counted)] == [1, 1]
    assert await size(owner) == 5
    assert await broken_links(owner) == []


async def test_refusals_that_wait_go_together(owner: Owner, pools: ServingPools) -> None:
    log = DisclosureLog(pools, Pseudonyms({1: KEY}, 1), Quotas())
    for number in range(30):
        log.refuse(Role.SUWINET, record(number), "FORBIDDEN")
    await log.settled()
    assert await owner.fetchval("select count(distinct at) from log.record") == 1
    assert await size(owner) == 30


TRY = "select serve.touch_log(serve.take_lane())"


async def test_trying_the_log_leaves_nothing(owner: Owner, pools: ServingPools) -> None:
    await answered(await look_ups_of(pools, Quotas()))
    before = await owner.fetch("select * from log.lane")
    await pools.call(Role.AUDITOR, TRY)
    assert await owner.fetch("select * from log.lane where role = 'SUWINET'") == before
    assert await owner.fetchval("select number from log.lane where role = 'AUDITOR'") == 0
    assert (await size(owner), await owner.fetchval("select count(*) from log.subject")) == (1, 0)
    assert await broken_links(owner) == []


@pytest.mark.parametrize("table", ["record", "subject"])
async def test_trying_a_log_that_takes_no_record_fails(owner: Owner, pools: ServingPools, table: str) -> None:
    await owner.execute(f"alter table log.{table} add check (false) not valid")
    with pytest.raises(asyncpg.CheckViolationError):
        await pools.call(Role.AUDITOR, TRY)
