"""What a command changes in the facts of a person, and what follows from it at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import asyncpg
import pytest

from domain.employments import EmploymentKind
from domain.grounds import GroundCode
from domain.registration import EventKind
from models.facts import CommandRecord, Employer
from models.imports import Silence, recompute
from tests.conftest import Database
from tests.fixtures.deliveries import ANNA, BERT, CARLA, GOOD, NOBODY, PAYROLL, SECOND_PAYROLL, Load, everything
from tests.fixtures.facts import BY, apply, differences, facts_of, registrations


async def test_an_event_that_is_recorded_ends_the_registration_at_once(owner: Any, load: Load) -> None:
    await load(GOOD)
    facts = await facts_of(owner, ANNA)
    number = facts.record_event(EventKind.EMIGRATION, date(2026, 11, 1))

    assert await apply(owner, facts)

    assert (await registrations(owner, ANNA))[-1] == ("2019-05-01", "2026-11-01", None, "EMIGRATION")
    assert list((await facts_of(owner, ANNA)).events) == [number]
    assert await differences(owner) == {}


async def test_a_correction_supersedes_a_fact_and_says_who_when_and_why(owner: Any, load: Load) -> None:
    await load(GOOD)
    facts = await facts_of(owner, BERT)
    [wrong] = facts.events
    assert facts.supersede_event(wrong).day == date(2021, 2, 6)
    facts.record_event(EventKind.EMIGRATION, date(2022, 2, 6))

    assert await apply(owner, facts)

    assert (await registrations(owner, BERT))[-1][1:] == ("2022-02-06", None, "EMIGRATION")
    row = await owner.fetchrow(
        "select d.command, d.actor, d.user_pseudonym, d.reason, d.recorded_at > now() - interval '1 minute' as today"
        " from register.event e join register.delivery d on d.id = e.superseded_by where e.id = $1",
        wrong,
    )
    assert tuple(row) == (BY.command, BY.actor, BY.user, BY.reason, True)
    assert await differences(owner) == {}


async def test_someone_who_is_not_on_file_gets_there_with_their_first_fact(owner: Any, load: Load) -> None:
    await load(GOOD)
    facts = await facts_of(owner, NOBODY)
    assert not facts.known
    facts.record_birth_date(date(1957, 3, 1))
    facts.record_ground(GroundCode.WORK_PROVISION, date(2020, 1, 1), article="Besluit Wfsv 2.26")

    assert await apply(owner, facts)

    assert await registrations(owner, NOBODY) == [("2020-01-01", "2024-03-01", None, "PENSION_AGE")]
    again = await facts_of(owner, NOBODY)
    assert (again.known, again.birth_date) == (True, date(1957, 3, 1))
    assert [one.article for one in again.grounds.values()] == ["Besluit Wfsv 2.26"]
    assert await differences(owner) == {}


async def test_a_birth_date_is_corrected_by_a_row_that_takes_the_others_place(owner: Any, load: Load) -> None:
    await load(GOOD)
    facts = await facts_of(owner, CARLA)
    facts.record_birth_date(date(1955, 9, 1))

    assert await apply(owner, facts)

    assert (await facts_of(owner, CARLA)).birth_date == date(1955, 9, 1)
    assert (await registrations(owner, CARLA))[-1] == ("2014-02-01", "2022-04-01", None, "PENSION_AGE")
    assert await differences(owner) == {}


async def test_of_two_decisions_on_the_same_facts_the_second_changes_nothing(owner: Any, load: Load) -> None:
    await load(GOOD)
    first, second = await facts_of(owner, ANNA), await facts_of(owner, ANNA)
    first.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
    second.record_event(EventKind.DEATH, date(2026, 10, 1))

    assert await apply(owner, first)
    before = await everything(owner)

    assert not await apply(owner, second)
    assert await everything(owner) == before


async def test_a_fact_about_another_person_is_no_conflict(owner: Any, load: Load) -> None:
    await load(GOOD)
    anna, bert = await facts_of(owner, ANNA), await facts_of(owner, BERT)
    anna.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
    bert.record_event(EventKind.DEATH, date(2026, 10, 1))

    assert await apply(owner, anna)
    assert await apply(owner, bert)
    assert await differences(owner) == {}


async def test_what_changes_nothing_is_nothing_to_store(owner: Any, load: Load) -> None:
    await load(GOOD)
    assert (await facts_of(owner, ANNA)).changes(BY) is None
    assert (await facts_of(owner, NOBODY)).changes(BY) is None


async def test_a_fact_that_a_command_took_back_before_it_was_stored_never_was(owner: Any, load: Load) -> None:
    await load(GOOD)
    facts = await facts_of(owner, ANNA)
    facts.supersede_event(facts.record_event(EventKind.DEATH, date(2026, 10, 1)))
    facts.supersede_ground(facts.record_ground(GroundCode.WAJONG, date(2020, 1, 1)))

    assert facts.changes(BY) is None


async def test_employers_are_those_of_own_staff_on_that_day(owner: Any, load: Load) -> None:
    await load(
        {
            **GOOD,
            "employments": [
                f"{ANNA},{PAYROLL},2021-01-01,,32,REGULAR",
                f"{ANNA},{PAYROLL},2026-11-26,2026-11-26,8,REGULAR",
                f"{ANNA},{SECOND_PAYROLL},2024-01-01,2026-11-26,8,PROTECTED_WSW",
                f"{BERT},{PAYROLL},2024-01-01,2026-11-25,8,REGULAR",
                f"{BERT},{PAYROLL},2026-11-27,,8,REGULAR",
                f"{BERT},{PAYROLL},2024-01-01,,8,AGENCY",
                f"{BERT},{PAYROLL},2024-01-01,,8,SECONDED",
            ],
        }
    )
    assert set((await facts_of(owner, ANNA)).employers) == {
        Employer(EmploymentKind.REGULAR, "90000012", "890000001", "Voorbeeld B.V."),
        Employer(EmploymentKind.PROTECTED_WSW, None, None, None),
    }
    assert (await facts_of(owner, BERT)).employers == ()
    assert "890000001" not in repr((await facts_of(owner, ANNA)).employers)


async def test_a_correction_stands_although_the_source_delivers_the_same_again(owner: Any, load: Load) -> None:
    await load(GOOD)
    anna = await facts_of(owner, ANNA)
    [ground] = [one for one in anna.grounds.values() if one.code is GroundCode.PRACTICE_ROUTE]
    anna.supersede_ground(ground.id)
    anna.record_ground(ground.code, ground.start, date(2024, 5, 1), end_reason="stopped")
    assert await apply(owner, anna)
    bert = await facts_of(owner, BERT)
    bert.supersede_event(next(iter(bert.events)))
    bert.record_birth_date(date(1980, 1, 1))
    assert await apply(owner, bert)
    before = await everything(owner)

    report = await load(GOOD)

    assert not report.changed
    assert await everything(owner) == before
    news = {
        "grounds": [f"{ANNA},PRACTICE_ROUTE,2019-05-01,2025-01-01,other"],
        "events": [f"{BERT},EMIGRATION,2021-02-07"],
    }
    assert (await load(news)).changed
    assert (await registrations(owner, BERT))[-1][1:] == ("2021-02-07", None, "EMIGRATION")
    assert [one.end for one in (await facts_of(owner, ANNA)).grounds.values()] == [date(2016, 3, 10), date(2025, 1, 1)]
    assert await differences(owner) == {}


async def test_an_event_that_was_taken_back_can_be_recorded_again(owner: Any, load: Load) -> None:
    await load(GOOD)
    for _ in range(2):
        facts = await facts_of(owner, ANNA)
        number = facts.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
        assert await apply(owner, facts)
        facts = await facts_of(owner, ANNA)
        facts.supersede_event(number)
        assert await apply(owner, facts)
    assert (await registrations(owner, ANNA))[-1] == ("2019-05-01", "infinity", None, None)
    assert await differences(owner) == {}


@pytest.mark.parametrize(
    "delivery",
    [
        "insert into register.delivery (counts, command) values ('{}', 'recordEvent')",
        "insert into register.delivery (counts, reason) values ('{}', 'why')",
        "insert into register.delivery (counts, command, actor, user_pseudonym) values ('{}', 'a', 'b', 'short')",
    ],
)
async def test_a_delivery_is_an_imports_or_names_who_gave_which_command(owner: Any, delivery: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute(delivery)


async def test_no_role_reaches_the_functions_that_commands_are_made_of(owner: Any) -> None:
    found = await owner.fetch(
        "select p.oid::regprocedure::text from pg_proc p, pg_roles r where p.pronamespace = 'register'::regnamespace"
        " and p.prorettype <> 'trigger'::regtype and r.rolname like 'dgr\\_test\\_%'"
        " and (has_function_privilege(r.oid, p.oid, 'execute')"
        " or has_schema_privilege(r.oid, 'register', 'usage'))"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    )
    assert found == []


@pytest.fixture
async def another(database: Database) -> AsyncIterator[Callable[[], Awaitable[Any]]]:
    """Opens connections besides the first."""
    async with AsyncExitStack() as stack:

        async def connect() -> Any:
            connection = await asyncpg.connect(database.owner)
            stack.push_async_callback(connection.close)
            return connection

        yield connect


async def someone_waits(owner: Any, table: str) -> None:
    """Until somebody waits for a lock of a table, or for a row of it."""
    waiting = (
        "select exists (select from pg_locks waits join pg_locks has using (pid)"
        " where not waits.granted and has.relation = $1::regclass)"
    )
    while not await owner.fetchval(waiting, table):  # noqa: ASYNC110 - the database tells nobody of a lock
        await asyncio.sleep(0.01)


async def test_a_command_waits_for_an_import_that_derives_and_then_sees_what_it_brought(
    owner: Any, another: Callable[[], Awaitable[Any]], load: Load
) -> None:
    await load(GOOD)
    reader, patient, impatient = [await another() for _ in range(3)]
    facts = await facts_of(patient, ANNA)
    facts.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
    async with reader.transaction():  # keeps the import from ending
        await reader.execute("select from register.registration where bsn = $1 for update", int(ANNA))
        importing = asyncio.ensure_future(load({"grounds": [f"{ANNA},WORK_PROVISION,2018-01-01,,"]}))
        await someone_waits(reader, "register.registration")

        await impatient.execute("set lock_timeout = '10ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await apply(impatient, facts)
        applying = asyncio.create_task(apply(patient, facts))
        await someone_waits(reader, "register.person")
    report = await importing

    assert report.changed
    assert not await applying  # it had decided on other facts
    assert await differences(owner) == {}
    facts = await facts_of(owner, ANNA)
    assert GroundCode.WORK_PROVISION in {one.code for one in facts.grounds.values()}
    facts.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
    assert await apply(owner, facts)
    assert await differences(owner) == {}


async def test_an_import_waits_for_a_command_and_derives_from_what_it_recorded(
    owner: Any, another: Callable[[], Awaitable[Any]], load: Load
) -> None:
    await load(GOOD)
    command = await another()
    async with command.transaction():
        facts = await facts_of(command, ANNA)
        facts.record_event(EventKind.EMIGRATION, date(2017, 11, 1))
        assert await apply(command, facts)
        importing = asyncio.ensure_future(load({"grounds": [f"{ANNA},WORK_PROVISION,2018-01-01,,"]}))
        await someone_waits(command, "register.person")
    assert (await importing).changed

    assert [one[3] for one in await registrations(owner, ANNA)] == [None, "EMIGRATION", None]
    assert await differences(owner) == {}


async def test_a_recomputation_that_only_reports_keeps_no_command_waiting(
    owner: Any, another: Callable[[], Awaitable[Any]], load: Load
) -> None:
    await load(GOOD)
    command = await another()
    await command.execute("set lock_timeout = '10ms'")

    class Meanwhile(Silence):
        """Records something between reading the facts and comparing the registrations."""

        recording: asyncio.Task[bool]

        def phase(self, name: str) -> None:
            if name == "deriving registrations":
                self.recording = asyncio.create_task(self.record())

        async def record(self) -> bool:
            facts = await facts_of(command, ANNA)
            facts.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
            return await apply(command, facts)

    progress = Meanwhile()
    assert (await recompute(owner, progress=progress, apply=False)).differences == {}
    assert await progress.recording
    assert await differences(owner) == {}


async def test_who_recorded_what_is_named_without_a_person(owner: Any, load: Load) -> None:
    await load(GOOD)
    facts = await facts_of(owner, ANNA)
    facts.record_event(EventKind.EMIGRATION, date(2026, 11, 1))
    by = CommandRecord("recordEvent", "Gemeente Voorbeeld", bytes(range(16)))
    assert await apply(owner, facts, by)
    row = await owner.fetchrow("select counts, command, actor, reason from register.delivery order by id desc limit 1")
    assert (json.loads(row["counts"]), *row[1:]) == ({}, "recordEvent", "Gemeente Voorbeeld", None)
