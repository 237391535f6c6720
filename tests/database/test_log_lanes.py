"""A lane has one writer, and no answer is without its record, whatever becomes of connections."""

import asyncio
import contextlib
from datetime import date

from domain.bsn import Bsn
from domain.errors import UnavailableError
from domain.roles import Role
from models.database import ServingPools
from models.disclosure import MOST_SUBJECTS, DisclosureLog, DisclosureRecord, Quotas
from models.pseudonyms import Packed, Pseudonyms
from models.queries.persons import LookUps
from tests.conftest import ROLE_PREFIX, Database
from tests.fixtures.disclosure_log import KEY, Owner, broken_links, entries
from tests.fixtures.patience import PATIENCE
from tests.fixtures.proofs import consulted, consulted_together

DAY = date(2026, 11, 23)
RAN_ON, LAPSED = Bsn("999900006"), Bsn("999900018")
UNBOUNDED = Quotas(*[10**9] * 5)
LOOK_UP = "select * from serve.suwinet_look_up($1, $2, null, null, $3, $4)"
BLOCKS = "select sum(pg_stat_get_xact_blocks_fetched(one))::integer from unnest($1::oid[]) as one"
WRITERS = """select l.pid, lane.id as lane from pg_locks l
    join log.lane on lane.key = (l.classid::bigint << 32) | l.objid::bigint
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())"""


def look_ups_of(pools: ServingPools, calls: int = 2) -> LookUps:
    return LookUps(DisclosureLog(pools, Pseudonyms({1: KEY}, 1), UNBOUNDED), calls=calls)


def record(number: int) -> DisclosureRecord:
    trace = number.to_bytes(16, "big")
    return DisclosureRecord("1", "Voorbeeld", bytes(16), "ASSESSMENT", "Person.registered", "Wfsv", bytes(32), trace)


async def look_up(look_ups: LookUps, number: int, role: Role = Role.SUWINET) -> int:
    if number % 5:
        await look_ups.one(consulted(role, RAN_ON), DAY, record(number))
    else:
        await look_ups.many(consulted_together(role, [RAN_ON, LAPSED]), DAY, record(number))
    return number


async def test_two_processes_never_write_one_lane_and_all_chains_hold(owner: Owner, database: Database) -> None:
    several = [database.pools() for _ in range(3)]
    services = [look_ups_of(pools) for pools in several]
    roles = (Role.SUWINET, Role.ASSESSOR)
    for start in range(0, 600, 60):  # more at once would wait for one another, on a slow machine too long
        await asyncio.gather(*(look_up(services[at % 3], at, roles[at % 2]) for at in range(start, start + 60)))
    writers = await owner.fetch(WRITERS)
    assert len({row["lane"] for row in writers}) == len({row["pid"] for row in writers}) == len(writers)
    assert len(writers) >= 6
    for row in writers:
        taken = await owner.fetchval("select role from log.lane where id = $1", row["lane"])
        user = await owner.fetchval("select usename from pg_stat_activity where pid = $1", row["pid"])
        assert user == f"{ROLE_PREFIX}_{taken.lower()}"
    assert sorted(int(one.trace, 16) for one in await entries(owner)) == list(range(600))
    assert await broken_links(owner) == []
    for pools in several:
        await pools.close()


async def test_lanes_are_taken_over_when_their_connection_is_gone(owner: Owner, database: Database) -> None:
    for start in range(5):
        pools = database.pools()
        await look_up(look_ups_of(pools), 1 + 5 * start)
        await pools.close()
        async with asyncio.timeout(PATIENCE):
            while await owner.fetch(WRITERS):  # noqa: ASYNC110 - a database has no event to wait for
                await asyncio.sleep(0.01)
    assert await owner.fetchval("select count(*) from log.lane") == 1
    assert await owner.fetchval("select number from log.lane") == 5
    assert await broken_links(owner) == []


async def test_a_lane_that_somebody_else_holds_is_left_to_them(database: Database) -> None:
    holders = [database.pools() for _ in range(8)]
    rows = await asyncio.gather(*(one.call(Role.EMPLOYER, "select serve.take_lane() as lane") for one in holders))
    assert len({row["lane"] for [row] in rows}) == 8
    for one in holders:
        await one.close()


async def terminate(owner: Owner) -> int:
    rows = await owner.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
        "and usename like $1", f"{ROLE_PREFIX}_%",
    )  # fmt: skip
    return len(rows)


async def test_no_answer_is_without_its_record_while_connections_are_killed(owner: Owner, database: Database) -> None:
    several = [database.pools(), database.pools()]
    services = [look_ups_of(pools) for pools in several]
    told: set[int] = set()
    killed = 0
    over = asyncio.Event()

    async def ask(first: int) -> None:
        number = first
        while not over.is_set():
            with contextlib.suppress(UnavailableError):
                told.add(await look_up(services[number % 2], number, (Role.SUWINET, Role.ASSESSOR)[number % 3 == 0]))
            number += 32

    asking = [asyncio.create_task(ask(first)) for first in range(32)]
    for _ in range(12):
        await asyncio.sleep(0.15)
        killed += await terminate(owner)
    before = len(told)
    async with asyncio.timeout(PATIENCE):
        while len(told) < before + 200:  # noqa: ASYNC110 - it goes on answering
            await asyncio.sleep(0.01)
    over.set()
    await asyncio.gather(*asking)
    assert killed > 20
    recorded = {int(one.trace, 16) for one in await entries(owner)}
    assert told <= recorded
    assert await broken_links(owner) == []
    for pools in several:
        await pools.close()


async def test_a_connection_that_dies_between_two_questions_is_not_noticed(owner: Owner, pools: ServingPools) -> None:
    look_ups = look_ups_of(pools)
    for number in range(1, 5):
        await look_up(look_ups, number)
        await terminate(owner)
    assert [int(one.trace, 16) for one in await entries(owner)] == [1, 2, 3, 4]
    assert await broken_links(owner) == []


async def test_who_goes_away_leaves_a_pool_that_still_answers(owner: Owner, pools: ServingPools) -> None:
    look_ups = look_ups_of(pools)
    for number in range(1, 40):
        asking = asyncio.create_task(look_up(look_ups, number))
        await asyncio.sleep(0.0005 * (number % 10))
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
    async with asyncio.timeout(PATIENCE):
        assert await look_up(look_ups, 41) == 41
        assert await look_up(look_ups, 45) == 45
    assert await broken_links(owner) == []


async def test_a_record_is_durable_when_its_statement_is_through(pools: ServingPools) -> None:
    for role in Role:
        [row] = await pools.call(role, "select current_setting('synchronous_commit') as one")
        assert row["one"] == "on"


async def test_a_list_that_is_too_long_for_one_record_is_in_several_and_names_each_person_once(
    owner: Owner, pools: ServingPools
) -> None:
    persons = [number.to_bytes(16, "big") for number in range(2 * MOST_SUBJECTS + 1)]
    packed = Packed()
    for person in [*persons, *persons[:10]]:
        packed.add(person)
    log = DisclosureLog(pools, Pseudonyms({1: KEY}, 1), UNBOUNDED)
    await log.record_many(Role.EMPLOYER, record(1), packed)
    counts = await owner.fetch("select subject_count from log.record order by 1")
    assert [row["subject_count"] for row in counts] == [1, MOST_SUBJECTS, MOST_SUBJECTS]
    named = await owner.fetchrow("select count(*) as rows, count(distinct subject) as persons from log.subject")
    assert named is not None
    assert tuple(named) == (len(persons), len(persons))
    assert await broken_links(owner) == []


async def test_a_snapshot_that_is_kept_makes_no_consultation_read_more_of_a_lane(
    owner: Owner, database: Database
) -> None:
    """As an import, a backup or a count of figures keeps one for minutes; each consultation leaves a version behind."""
    writer = await database.connection(Role.SUWINET)
    lane = await writer.fetchval("select serve.take_lane()")
    line = record(1).line(bytes(16))
    where = [await owner.fetchval("select $1::regclass::oid", name) for name in ("log.lane", "log.lane_pkey")]

    async def read() -> int:
        async with writer.transaction():
            before: int = await writer.fetchval(BLOCKS, where)
            await writer.fetch(LOOK_UP, lane, line, "999900006", "2026-11-23")
            after: int = await writer.fetchval(BLOCKS, where)
            return after - before

    async with owner.transaction(isolation="repeatable_read"):
        await owner.fetch("select from log.lane")
        first = [await read() for _ in range(5)]
        for _ in range(500):
            await read()
        last = await read()
        assert last <= max(first) + 2, (first, last)
    await writer.close()
