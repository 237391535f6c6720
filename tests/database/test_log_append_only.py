"""The log only grows: nobody changes a record, and there is always a place for the next one."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.bsn import Bsn
from domain.roles import Role
from models.database import ServingPools
from models.disclosure import DisclosureLog, DisclosureRecord, Quotas
from models.pseudonyms import Pseudonyms
from models.queries.persons import LookUps
from tests.fixtures.disclosure_log import KEY, Owner, broken_links, size
from tests.fixtures.proofs import consulted, consulted_together

CHANGES = [
    "update log.{} set number = number + 1",
    "update log.{} set subject = null",
    "delete from log.{}",
    "delete from log.{} where number = 1",
]


@pytest.fixture
async def look_ups(pools: ServingPools) -> LookUps:
    return LookUps(DisclosureLog(pools, Pseudonyms({1: KEY}, 1), Quotas()))


async def look_up(look_ups: LookUps, *bsns: str) -> None:
    record = DisclosureRecord("1", "Eén", bytes(16), "REINTEGRATION", "Person.registered", "Wfsv", bytes(32), bytes(16))
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    if len(bsns) == 1:
        await look_ups.one(consulted(Role.SUWINET, Bsn(bsns[0])), day, record)
    else:
        await look_ups.many(consulted_together(Role.SUWINET, [Bsn(bsn) for bsn in bsns]), day, record)


@pytest.mark.parametrize("table", ["record", "subject"])
@pytest.mark.parametrize("change", CHANGES)
async def test_its_own_owner_cannot_change_it_without_taking_the_trigger_away(
    owner: Owner, look_ups: LookUps, table: str, change: str
) -> None:
    await look_up(look_ups, "999900006", "999900018")
    statement = change.format(table)
    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError, match="the disclosure log is append-only"):
        await owner.execute(statement)
    assert await size(owner) == 1
    assert await broken_links(owner) == []


@pytest.mark.parametrize("table", ["record", "subject"])
async def test_a_partition_is_as_closed_as_the_whole(owner: Owner, look_ups: LookUps, table: str) -> None:
    await look_up(look_ups, "999900006", "999900018")
    [part] = await owner.fetch(f"select distinct tableoid::regclass::text as name from log.{table}")
    for statement in (f"update {part['name']} set number = 2", f"delete from {part['name']}"):
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await owner.execute(statement)


async def test_the_log_is_not_emptied_either(owner: Owner, look_ups: LookUps) -> None:
    await look_up(look_ups, "999900006", "999900018")
    for table in ("log.record", "log.subject"):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(f"truncate {table}")
    assert await size(owner) == 1


async def test_what_was_changed_all_the_same_breaks_the_chain_at_its_place(owner: Owner, look_ups: LookUps) -> None:
    for bsn in ("999900006", "999900018", "999900031"):
        await look_up(look_ups, bsn)
    assert await broken_links(owner) == []
    await owner.execute("alter table log.record disable trigger append_only")
    await owner.execute("update log.record set purpose = 'ASSESSMENT' where number = 2")
    lane = await owner.fetchval("select lane from log.record where number = 2")
    assert await broken_links(owner) == [(lane, 2)]


async def partitions(owner: Owner) -> dict[str, set[str]]:
    rows = await owner.fetch(
        "select p.relname as parent, c.relname as part from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "join pg_class p on p.oid = i.inhparent where p.relnamespace = 'log'::regnamespace and p.relkind = 'p'"
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["parent"], set()).add(row["part"])
    return found


async def months(owner: Owner) -> list[str]:
    """This month and the next two."""
    first = (await owner.fetchval("select now()")).replace(day=1)
    found = []
    for _ in range(3):
        found.append(first.strftime("%Y_%m"))
        first = (first + timedelta(32)).replace(day=1)
    return found


async def test_there_are_partitions_for_this_month_and_the_next_two_and_a_default(
    owner: Owner, pools: ServingPools
) -> None:
    wanted = {one: {f"{one}_default", *(f"{one}_{at}" for at in await months(owner))} for one in ("record", "subject")}
    assert await partitions(owner) == wanted
    await pools.call(Role.AUDITOR, "select serve.prepare_log()")
    assert await partitions(owner) == wanted


async def test_months_that_are_missing_are_made_again(owner: Owner, pools: ServingPools) -> None:
    before = await partitions(owner)
    for table in ("record", "subject"):
        await owner.execute(f"drop table log.{table}_{(await months(owner))[2]}")
    await pools.call(Role.AUDITOR, "select serve.prepare_log()")
    assert await partitions(owner) == before
    for kind in ("record", "subject"):
        for part in before[kind]:
            with_trigger = "select count(*) from pg_trigger where tgrelid = $1::regclass and not tgisinternal"
            assert await owner.fetchval(with_trigger, f"log.{part}") >= 1, part
            assert await owner.fetchval("select relispartition from pg_class where oid = $1::regclass", f"log.{part}")


async def test_a_record_outside_the_months_goes_to_the_default_and_stays(
    owner: Owner, pools: ServingPools, look_ups: LookUps
) -> None:
    this = (await months(owner))[0]
    for table in ("record", "subject"):
        await owner.execute(f"drop table log.{table}_{this}")
    await look_up(look_ups, "999900006", "999900018")
    assert await owner.fetchval("select count(*) from log.record_default") == 1
    assert await owner.fetchval("select count(*) from log.subject_default") == 2
    await pools.call(Role.AUDITOR, "select serve.prepare_log()")
    assert f"record_{this}" not in (await partitions(owner))["record"]
    await look_up(look_ups, "999900031")
    assert await size(owner) == 2
    assert await broken_links(owner) == []


async def test_a_record_stands_in_the_month_of_its_time(owner: Owner, look_ups: LookUps) -> None:
    await look_up(look_ups, "999900006", "999900018")
    this = (await months(owner))[0]
    for table in ("record", "subject"):
        part = await owner.fetchval(f"select distinct tableoid::regclass::text from log.{table}")
        assert part == f"log.{table}_{this}"
