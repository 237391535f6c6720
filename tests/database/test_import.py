import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from domain.grounds import GroundCode
from domain.registration import EventFact, EventKind, GroundFact, timeline
from models.imports import ImportInterruptedError, ImportRefusedError, Silence, import_directory
from models.imports.merge import Merged
from server.demo.data import write_demo_data
from tests.conftest import Database
from tests.fixtures.deliveries import (
    ANNA,
    BERT,
    GOOD,
    NOBODY,
    PAYROLL,
    Load,
    everything,
    listed,
    write,
)

FOREVER = date.max  # how asyncpg reads the day infinity


async def test_a_delivery_is_recorded_with_its_registrations(owner: Any, load: Load, rejects: Path) -> None:
    report = await load(GOOD)

    assert report.loaded
    assert report.merged == {
        "persons.csv": Merged(3, 0),
        "organisations.csv": Merged(2, 0),
        "grounds.csv": Merged(4, 0),
        "events.csv": Merged(2, 0),
        "employments.csv": Merged(3, 0),
    }
    assert listed(rejects) == []
    assert await owner.fetchval("select birth_date from register.person where bsn = $1", int(BERT)) is None
    rows = await owner.fetch(
        "select from_day, until_day, ends_on, cause from register.registration where bsn = $1 order by 1", int(ANNA)
    )
    assert [tuple(row) for row in rows] == [
        (date(2014, 3, 1), date(2016, 3, 10), None, None),
        (date(2016, 3, 10), date(2017, 12, 30), date(2018, 12, 31), None),
        (date(2017, 12, 30), date(2019, 5, 1), date(2028, 12, 31), None),
        (date(2019, 5, 1), FOREVER, None, None),
    ]
    assert await owner.fetchval("select count(*) from register.employment where bsn = $1", int(NOBODY)) == 1
    assert await owner.fetchval("select counts -> 'grounds.csv' ->> 'new' from register.delivery") == "4"


async def test_numbers_keep_their_leading_zeros(owner: Any, load: Load) -> None:
    await load({"persons": ["000000012,"], "organisations": [f",,,{'000000012'}L07,"]})

    assert await owner.fetchval("select lpad(bsn::text, 9, '0') from register.person") == "000000012"
    assert await owner.fetchval("select payroll_tax_number from register.payroll") == 1207


async def test_the_same_files_twice_change_nothing(owner: Any, load: Load) -> None:
    await load(GOOD)
    before = await everything(owner)

    report = await load(GOOD)

    assert not report.changed
    assert report.delivery is None
    assert await everything(owner) == before


async def test_a_known_key_with_other_values_supersedes_the_old_row(owner: Any, load: Load) -> None:
    await load(GOOD)
    await owner.execute("update register.registration set ends_on = null")  # derived, so it may be

    report = await load(
        {
            "persons": [f"{BERT},1980-02-29"],
            "organisations": [f"90000012,890000001,Andere naam B.V.,{PAYROLL},GOVERNMENT"],
            "grounds": [f"{ANNA},WAJONG,2014-03-01,2016-03-11,corrected"],
            "employments": [f"{ANNA},{PAYROLL},2021-01-01,2024-01-01,32.00,REGULAR"],
        }
    )

    assert [merged.changed for merged in report.merged.values()] == [1, 1, 1, 1]
    assert report.delivery is not None
    for table in ("person", "payroll", "ground", "employment"):
        olds = await owner.fetch(f"select superseded_by from register.{table} where superseded_by is not null")
        assert [row["superseded_by"] for row in olds] == [report.delivery]
        assert (
            await owner.fetchval(
                f"select count(*) from register.{table} where delivery = $1 and superseded_by is null", report.delivery
            )
            == 1
        )
    bounds = await owner.fetch(
        "select until_day from register.registration where bsn = $1 order by from_day", int(ANNA)
    )
    assert [row[0] for row in bounds] == [date(2016, 3, 11), date(2017, 12, 30), date(2019, 5, 1), FOREVER]


async def test_the_same_hours_written_otherwise_are_no_change(load: Load) -> None:
    await load(GOOD)

    report = await load({"employments": [f"{ANNA},{PAYROLL},2021-01-01,,32.00,REGULAR"]})

    assert not report.changed


async def test_an_event_is_known_by_all_its_values(owner: Any, load: Load) -> None:
    await load(GOOD)

    report = await load({"events": [f"{BERT},EMIGRATION,2021-02-06", f"{BERT},EMIGRATION,2021-02-07"]})

    assert report.merged == {"events.csv": Merged(1, 0)}
    assert await owner.fetchval("select count(*) from register.event where bsn = $1", int(BERT)) == 2


async def test_registrations_follow_from_facts_of_earlier_deliveries_too(owner: Any, load: Load) -> None:
    await load(GOOD)

    await load({"events": [f"{ANNA},DEATH,2020-02-02"]})

    last = await owner.fetchrow(
        "select until_day as until, cause::text, event from register.registration where bsn = $1"
        " order by from_day desc limit 1",
        int(ANNA),
    )
    assert (last["until"], last["cause"]) == (date(2020, 2, 2), "DEATH")
    assert last["event"] == await owner.fetchval("select id from register.event where kind = 'DEATH'")


async def test_a_second_import_is_refused_soon(load: Load, database: Database) -> None:
    other = await asyncpg.connect(database.owner)
    try:
        async with other.transaction():
            await other.execute("lock table register.delivery in share update exclusive mode")
            with pytest.raises(ImportRefusedError, match="Another import"):
                await load(GOOD)
    finally:
        await other.close()
    assert (await load(GOOD)).loaded


async def test_readers_are_served_while_an_import_runs(owner: Any, database: Database, tmp_path: Path) -> None:
    other = await asyncpg.connect(database.owner)
    seen: list[int] = []

    class Reading(Silence):
        waiting: "asyncio.Task[Any] | None" = None

        def phase(self, name: str) -> None:
            if name == "recording registrations":
                self.waiting = asyncio.ensure_future(self.look())

        async def look(self) -> None:
            await other.execute("set statement_timeout = '3s'")
            seen.append(await other.fetchval("select count(*) from register.registration"))

    progress = Reading()
    try:
        await import_directory(
            owner, write(tmp_path / "d", GOOD), skip_invalid=False, rejects=tmp_path / "r", progress=progress
        )
        assert progress.waiting is not None
        await progress.waiting
    finally:
        await other.close()
    assert len(seen) == 1


async def test_an_interrupted_import_changes_nothing(owner: Any, tmp_path: Path) -> None:
    before = await everything(owner)

    class Stopping(Silence):
        def phase(self, name: str) -> None:
            if name == "recording employments.csv":
                task = asyncio.current_task()
                assert task is not None
                task.cancel()

    task = asyncio.create_task(
        import_directory(
            owner, write(tmp_path / "d", GOOD), skip_invalid=False, rejects=tmp_path / "r", progress=Stopping()
        )
    )
    with pytest.raises(ImportInterruptedError, match="nothing was changed"):
        await task

    assert await everything(owner) == before
    assert not owner.is_in_transaction()


async def test_an_error_of_the_database_names_no_value(owner: Any, load: Load) -> None:
    await owner.execute("alter table register.person add constraint odd check (bsn <> 999900006)")

    with pytest.raises(ImportRefusedError) as refused:
        await load(GOOD)

    assert str(refused.value) == "Nothing was changed: the database refuses (23514): look at its log."
    assert refused.value.__suppress_context__
    assert await owner.fetchval("select count(*) from register.payroll") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "update register.person set birth_date = null",
        "update register.ground set end_reason = 'x', superseded_by = 2",
        "update register.event set day = day",
        "update register.employment set superseded_by = null",
        "delete from register.payroll",
        "truncate register.employment",
    ],
)
async def test_recorded_facts_are_append_only(statement: str, owner: Any, load: Load) -> None:
    await load(GOOD)

    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
        await owner.execute(statement)


async def test_registrations_of_a_person_never_overlap(owner: Any, load: Load) -> None:
    await load(GOOD)

    for inside in (
        "'2015-01-01', '2015-02-01', null",  # a second first one
        "'2015-01-01', '2015-02-01', '2016-03-10'",  # begins before the one it follows ends
        "'2016-03-10', '2016-04-01', '2016-03-10'",  # follows one that is followed already
        "'2016-03-10', '2016-04-01', '2016-03-09'",  # follows one that isn't there
        "'2019-05-01', 'infinity', '2019-05-01'",  # the last one once more
        "'2019-05-01', '2019-05-01', '2019-05-01'",  # has no day
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await owner.execute(
                f"insert into register.registration select bsn, {inside}, registered_from, ends_on, counting_from,"
                " rule_set, person, grounds, cause, event from register.registration where bsn = $1 limit 1",
                int(ANNA),
            )
    for change in ("until_day = until_day + 1", "from_day = from_day - 1", "after_day = null"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await owner.execute(f"update register.registration set {change} where bsn = $1", int(ANNA))


async def test_every_registration_is_that_of_the_rules(owner: Any, tmp_path: Path) -> None:
    write_demo_data(tmp_path / "demo", 700, 1_500, 5, lambda _count: None)

    report = await import_directory(
        owner, tmp_path / "demo", skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence()
    )

    assert report.loaded
    assert report.rejected == {}
    persons = await owner.fetch("select bsn, birth_date from register.person")
    assert len(persons) == 700
    for bsn, birth in persons:
        grounds = await owner.fetch(
            "select id, code::text, start_date, end_date from register.ground where bsn = $1 order by id", bsn
        )
        events = await owner.fetch("select id, kind::text, day from register.event where bsn = $1 order by id", bsn)
        recorded = await owner.fetch(
            "select from_day, until_day, registered_from, ends_on, counting_from, rule_set::text, grounds, cause::text,"
            " event from register.registration where bsn = $1 order by from_day",
            bsn,
        )
        spells = timeline(
            birth,
            [GroundFact(g[0], GroundCode(g[1]), g[2], g[3]) for g in grounds],
            [EventFact(e[0], EventKind(e[1]), e[2]) for e in events],
        )
        assert [(*tuple(r)[:6], tuple(r[6]), *tuple(r)[7:]) for r in recorded] == [
            (
                s.from_day,
                s.until_day or FOREVER,
                s.registered_from,
                s.ends_on,
                s.counting_from,
                s.rule_set,
                s.grounds,
                s.cause,
                s.event,
            )
            for s in spells
        ]


class _Notes(Silence):
    """Keeps what the user is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def note(self, message: str) -> None:
        self.told.append(message)


async def test_a_ground_before_its_first_possible_day_loads_with_a_warning(owner: Any, tmp_path: Path) -> None:
    rows = [
        f"{ANNA},PRACTICE_ROUTE,2016-12-31,,",
        f"{BERT},PRACTICE_ROUTE,2015-01-01,2016-01-01,",
        f"{ANNA},PRACTICE_ROUTE,2017-01-01,,",
        f"{ANNA},SPECIAL_EDUCATION,2016-10-27,,",
        f"{ANNA},IVA_WAGE_DISPENSATION,2026-01-01,,",
        f"{ANNA},WAJONG,1998-01-01,,",
    ]
    directory = write(tmp_path / "early", {"persons": [f"{ANNA},", f"{BERT},"], "grounds": rows})
    notes = _Notes()

    report = await import_directory(owner, directory, skip_invalid=False, rejects=tmp_path / "r.csv", progress=notes)

    assert report.merged["grounds.csv"] == Merged(6, 0)
    assert not report.rejected
    end = "the first day there is such a ground; loaded as delivered."
    assert notes.told == [
        f"grounds.csv: 2 rows of PRACTICE_ROUTE before 2017-01-01, {end}",
        f"grounds.csv: 1 row of SPECIAL_EDUCATION before 2016-10-28, {end}",
    ]
