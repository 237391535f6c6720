"""Recording, stopping and correcting facts apart from a case: what the register says then, and who is written to."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from domain.bsn import Bsn
from domain.errors import UnavailableError
from domain.grounds import GroundCode
from domain.refusals import RefusalCode, Refused
from domain.registration import EventKind
from models.commands import facts
from models.commands.command import refusal_of
from models.commands.fact_change import FactKind, FactPlace, GivenEvent, GivenGround
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.fixtures import people
from tests.fixtures.casework import MUNICIPALITY, Casework, code_of
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.fact_commands import correct, opened, record_event, record_ground, report, seal, stop_ground
from tests.fixtures.facts import differences, facts_of, registrations

TODAY = date(2026, 11, 23)
INDICATION, WAJONG, PRACTICE = (
    GroundCode.PARTICIPATION_ACT_INDICATION,
    GroundCode.WAJONG,
    GroundCode.PRACTICE_ROUTE,
)
LETTERS = "select kind::text, recipient, content from cases.letter"


@pytest.fixture
async def work(owner: Owner, pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def letters(owner: Owner) -> list[tuple[str, str]]:
    return sorted((row["kind"], row["recipient"]) for row in await owner.fetch(LETTERS))


async def stored(owner: Owner) -> list[Any]:
    tables = "register.person register.ground register.event register.registration register.delivery cases.letter"
    return [await owner.fetch(f"select to_jsonb(t)::text from {table} t order by 1") for table in tables.split()]


@pytest.mark.parametrize("kind", [EventKind.PROTECTED_WORK, EventKind.NO_WORK_CAPACITY, EventKind.EMIGRATION])
async def test_an_event_ends_the_registration_and_the_person_gets_a_decision(
    work: Casework, owner: Owner, kind: EventKind
) -> None:
    place = opened(await record_event(work, people.SINCE_2008, kind, date(2026, 11, 2)))

    ends = "2026-11-03" if kind is EventKind.PROTECTED_WORK else "2026-11-02"
    assert (await registrations(owner, people.SINCE_2008))[-1][1:] == (ends, None, kind)
    assert place.kind is FactKind.EVENT
    assert list((await facts_of(owner, people.SINCE_2008)).events) == [place.number]
    assert await letters(owner) == [("DECISION", "CITIZEN")]
    assert await differences(owner) == {}
    [row] = await owner.fetch("select command, actor, reason from register.delivery order by id desc limit 1")
    assert tuple(row) == ("recordEvent", "UWV Gegevensdiensten", None)


async def test_a_death_ends_the_registration_and_nobody_is_written_to(work: Casework, owner: Owner) -> None:
    opened(await record_event(work, people.SINCE_2008, EventKind.DEATH, date(2026, 11, 2)))
    opened(await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, date(2025, 11, 2)))
    opened(await record_ground(work, people.SINCE_2008, WAJONG, date(2026, 1, 1)))

    assert await letters(owner) == []
    assert await differences(owner) == {}


async def test_an_event_before_the_registration_changes_nothing_but_is_recorded(work: Casework, owner: Owner) -> None:
    before = await registrations(owner, people.SINCE_2008)
    opened(await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, date(2001, 1, 1)))
    assert await registrations(owner, people.SINCE_2008) == before
    assert len((await facts_of(owner, people.SINCE_2008)).events) == 1
    assert await letters(owner) == []


async def test_an_event_that_is_recorded_already_stays_one(work: Casework, owner: Owner) -> None:
    first = await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, TODAY)
    before = await stored(owner)
    assert await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, TODAY) == first
    assert await stored(owner) == before


async def test_a_municipalitys_finding_ends_the_registration_the_day_after_it(work: Casework, owner: Owner) -> None:
    opened(await report(work, people.SINCE_2008, date(2026, 11, 2)))
    assert (await registrations(owner, people.SINCE_2008))[-1][1:] == ("2026-11-03", None, "PROTECTED_WORK")
    assert await letters(owner) == [("DECISION", "CITIZEN")]
    [row] = await owner.fetch("select command, actor from register.delivery order by id desc limit 1")
    assert tuple(row) == ("reportProtectedWork", MUNICIPALITY.name)
    opened(await report(work, people.NEVER_HEARD_OF, date(2026, 11, 2)))  # the answer tells nothing of who is known
    assert await differences(owner) == {}


async def test_a_ground_is_recorded_with_its_article_and_the_person_is_told(work: Casework, owner: Owner) -> None:
    article = "Besluit Wfsv 2.25 lid 1 onder a"
    place = opened(
        await record_ground(work, people.NEVER_HEARD_OF, INDICATION, date(2026, 11, 2), article, date(1999, 1, 1))
    )

    held = await facts_of(owner, people.NEVER_HEARD_OF)
    assert held.birth_date == date(1999, 1, 1)
    assert [(one.id, one.code, one.article) for one in held.grounds.values()] == [(place.number, INDICATION, article)]
    assert (await registrations(owner, people.NEVER_HEARD_OF)) == [("2026-11-02", "infinity", None, None)]
    [letter] = await owner.fetch(LETTERS)
    assert (letter["kind"], letter["recipient"]) == ("ADMISSION_NOTICE", "CITIZEN")
    assert article in letter["content"]
    assert await differences(owner) == {}


async def test_a_ground_that_registers_nobody_any_more_is_recorded_without_a_letter(
    work: Casework, owner: Owner
) -> None:
    opened(await record_ground(work, people.PENSIONER, WAJONG, date(2020, 1, 1)))
    assert await letters(owner) == []
    assert await differences(owner) == {}


async def test_a_ground_that_is_recorded_already_stays_one_and_another_is_a_correction(
    work: Casework, owner: Owner
) -> None:
    ground = (people.SINCE_2008, GroundCode.WSW_INDICATION, date(2008, 9, 1))
    before = await stored(owner)
    first = await record_ground(work, *ground)
    assert await record_ground(work, *ground, "Wfsv 38b lid 1 onder b") == first
    assert code_of(await record_ground(work, *ground, "Besluit Wfsv 2.26")) == RefusalCode.INVALID_VALUE
    stopped = (people.RAN_ON, WAJONG, date(2014, 3, 1))
    assert code_of(await record_ground(work, *stopped)) == RefusalCode.INVALID_VALUE
    assert await stored(owner) == before


async def test_a_birth_date_is_learnt_once_and_another_is_a_correction(work: Casework, owner: Owner) -> None:
    born = date(1980, 2, 2)
    opened(await record_ground(work, people.LEADING_ZERO, WAJONG, date(2020, 1, 1), birth_date=born))
    assert (await facts_of(owner, people.LEADING_ZERO)).birth_date == born
    again = await record_ground(work, people.LEADING_ZERO, WAJONG, date(2021, 1, 1), birth_date=date(1980, 2, 3))
    assert code_of(again) == RefusalCode.INVALID_VALUE
    future = await record_ground(work, people.NEVER_HEARD_OF, WAJONG, TODAY, birth_date=date(2026, 11, 24))
    assert code_of(future) == RefusalCode.INVALID_DATE
    assert await differences(owner) == {}


async def test_a_ground_stops_with_a_reason_and_another_end_takes_its_place(work: Casework, owner: Owner) -> None:
    ground = (people.TOLD_TO_GO, PRACTICE, date(2026, 5, 1))
    first = opened(await stop_ground(work, *ground, date(2026, 10, 1)))
    assert opened(await stop_ground(work, *ground, date(2026, 10, 1))) == first
    second = opened(await stop_ground(work, *ground, date(2026, 9, 1), "Andere datum."))

    held = (await facts_of(owner, people.TOLD_TO_GO)).grounds
    assert first.number not in held
    assert (held[second.number].end, held[second.number].end_reason) == (date(2026, 9, 1), "Andere datum.")
    assert await letters(owner) == []  # still registered, for an indefinite time
    assert await differences(owner) == {}


async def test_a_stop_that_ends_a_registration_of_the_past_is_written_about(work: Casework, owner: Owner) -> None:
    ground = (people.SINCE_2008, GroundCode.WSW_INDICATION, date(2008, 9, 1))
    opened(await stop_ground(work, *ground, date(2014, 6, 30)))
    assert (await registrations(owner, people.SINCE_2008))[-1][1:] == ("2017-01-01", "2016-12-31", "LAPSED")
    assert await letters(owner) == [("CORRECTION", "CITIZEN")]
    assert await differences(owner) == {}


async def test_a_wrong_death_is_withdrawn_and_the_living_are_written_to(work: Casework, owner: Owner) -> None:
    [death] = (await facts_of(owner, people.DEAD)).events
    place = FactPlace(Bsn(people.DEAD), FactKind.EVENT, death)
    assert opened(await correct(work, place, withdraw=True, reason="Een ander was bedoeld.")) == place

    assert (await registrations(owner, people.DEAD))[-1][1:] == ("infinity", None, None)
    [letter] = await owner.fetch(LETTERS)
    assert (letter["kind"], letter["recipient"]) == ("CORRECTION", "CITIZEN")
    assert "Een ander was bedoeld." in letter["content"]
    [row] = await owner.fetch(
        "select d.command, d.actor, length(d.user_pseudonym), d.reason from register.event e"
        " join register.delivery d on d.id = e.superseded_by where e.id = $1",
        death,
    )
    assert tuple(row) == ("correctFact", "UWV Gegevensdiensten", 16, "Een ander was bedoeld.")
    assert await differences(owner) == {}


async def test_a_corrected_event_moves_the_end_and_one_that_becomes_a_death_is_not_written_about(
    work: Casework, owner: Owner
) -> None:
    place = opened(await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, date(2026, 11, 2)))
    moved = opened(await correct(work, place, GivenEvent(place.bsn, EventKind.EMIGRATION, date(2026, 10, 2))))
    assert (await registrations(owner, people.SINCE_2008))[-1][1] == "2026-10-02"
    assert await letters(owner) == [("CORRECTION", "CITIZEN"), ("DECISION", "CITIZEN")]
    opened(await correct(work, moved, GivenEvent(place.bsn, EventKind.DEATH, date(2026, 10, 2))))
    assert (await registrations(owner, people.SINCE_2008))[-1][3] == "DEATH"
    assert len(await letters(owner)) == 2
    assert await differences(owner) == {}


async def test_a_corrected_ground_keeps_its_end_and_may_correct_the_birth_date(work: Casework, owner: Owner) -> None:
    old = next(one for one in (await facts_of(owner, people.TWO_GROUNDS)).grounds.values() if one.code is WAJONG)
    place = FactPlace(Bsn(people.TWO_GROUNDS), FactKind.GROUND, old.id)
    new = GivenGround(place.bsn, date(1994, 3, 4), WAJONG, date(2015, 2, 1), "Wfsv 38b lid 1 onder c")
    changed = opened(await correct(work, place, new))

    held = await facts_of(owner, people.TWO_GROUNDS)
    assert held.birth_date == date(1994, 3, 4)
    assert held.grounds[changed.number][1:6] == (
        WAJONG,
        date(2015, 2, 1),
        date(2019, 5, 5),
        people.SECRET_REASON,
        "Wfsv 38b lid 1 onder c",
    )
    assert (await registrations(owner, people.TWO_GROUNDS))[0][0] == "2015-02-01"
    assert await letters(owner) == [("CORRECTION", "CITIZEN")]
    after_end = await correct(work, changed, new._replace(start=date(2019, 5, 5)))
    assert code_of(after_end) == RefusalCode.INVALID_DATE
    assert await differences(owner) == {}


async def test_a_correction_that_says_the_same_changes_nothing(work: Casework, owner: Owner) -> None:
    [old] = (await facts_of(owner, people.SINCE_2008)).grounds.values()
    place = FactPlace(Bsn(people.SINCE_2008), FactKind.GROUND, old.id)
    before = await stored(owner)
    assert opened(await correct(work, place, GivenGround(place.bsn, None, old.code, old.start, None))) == place
    assert await stored(owner) == before


REFUSED: dict[str, tuple[Callable[[Casework, FactPlace, FactPlace], Awaitable[dict[str, Any]]], RefusalCode]] = {
    "an event of tomorrow": (
        lambda work, *_: record_event(work, people.SINCE_2008, EventKind.DEATH, date(2026, 11, 24)),
        RefusalCode.INVALID_DATE,
    ),
    "a finding of tomorrow": (
        lambda work, *_: report(work, people.SINCE_2008, date(2026, 11, 24)),
        RefusalCode.INVALID_DATE,
    ),
    "a second death": (
        lambda work, *_: record_event(work, people.DEAD, EventKind.DEATH, date(2020, 2, 3)),
        RefusalCode.INVALID_VALUE,
    ),
    "a ground of tomorrow": (
        lambda work, *_: record_ground(work, people.SINCE_2008, WAJONG, date(2026, 11, 24)),
        RefusalCode.INVALID_DATE,
    ),
    "a ground before there was one": (
        lambda work, *_: record_ground(work, people.SINCE_2008, PRACTICE, date(2016, 12, 31)),
        RefusalCode.INVALID_DATE,
    ),
    "an empty article": (
        lambda work, *_: record_ground(work, people.SINCE_2008, WAJONG, TODAY, ""),
        RefusalCode.INVALID_VALUE,
    ),
    "an end at the start": (
        lambda work, *_: stop_ground(work, people.TOLD_TO_GO, PRACTICE, date(2026, 5, 1), date(2026, 5, 1)),
        RefusalCode.INVALID_DATE,
    ),
    "an end after today": (
        lambda work, *_: stop_ground(work, people.TOLD_TO_GO, PRACTICE, date(2026, 5, 1), date(2026, 11, 24)),
        RefusalCode.INVALID_DATE,
    ),
    "the end of a ground that isn't recorded": (
        lambda work, *_: stop_ground(work, people.TOLD_TO_GO, PRACTICE, date(2026, 5, 2), TODAY),
        RefusalCode.INVALID_VALUE,
    ),
    "an end without a reason": (
        lambda work, *_: stop_ground(work, people.TOLD_TO_GO, PRACTICE, date(2026, 5, 1), TODAY, " "),
        RefusalCode.INVALID_VALUE,
    ),
    "a correction without anything": (lambda work, ground, _: correct(work, ground), RefusalCode.INCOMPLETE),
    "a correction and a withdrawal": (
        lambda work, ground, _: correct(
            work, ground, GivenGround(ground.bsn, None, WAJONG, date(2020, 1, 1), None), withdraw=True
        ),
        RefusalCode.INCOMPLETE,
    ),
    "a correction without a reason": (
        lambda work, ground, _: correct(work, ground, withdraw=True, reason=""),
        RefusalCode.INVALID_VALUE,
    ),
    "an event in the place of a ground": (
        lambda work, ground, _: correct(work, ground, GivenEvent(ground.bsn, EventKind.DEATH, TODAY)),
        RefusalCode.INVALID_VALUE,
    ),
    "a ground in the place of an event": (
        lambda work, _, event: correct(work, event, GivenGround(event.bsn, None, WAJONG, TODAY, None)),
        RefusalCode.INVALID_VALUE,
    ),
    "another person's event": (
        lambda work, _, event: correct(work, event, GivenEvent(Bsn(people.DEAD), EventKind.EMIGRATION, TODAY)),
        RefusalCode.INVALID_VALUE,
    ),
    "a correction to a day to come": (
        lambda work, _, event: correct(work, event, GivenEvent(event.bsn, EventKind.DEATH, date(2026, 11, 24))),
        RefusalCode.INVALID_DATE,
    ),
    "a correction to a ground that is recorded beside it": (
        lambda work, ground, _: correct(work, ground, GivenGround(ground.bsn, None, PRACTICE, date(2026, 5, 1), None)),
        RefusalCode.INVALID_VALUE,
    ),
    "a fact that isn't there": (
        lambda work, ground, _: correct(work, ground._replace(number=10**6), withdraw=True),
        RefusalCode.WRONG_STATE,
    ),
    "another person's fact": (
        lambda work, ground, _: correct(work, ground._replace(bsn=Bsn(people.DEAD)), withdraw=True),
        RefusalCode.WRONG_STATE,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cant_be_is_refused_and_changes_nothing(work: Casework, owner: Owner, case: str) -> None:
    held = await facts_of(owner, people.TOLD_TO_GO)
    ground = next(one.id for one in held.grounds.values() if one.code is WAJONG)
    [event] = held.events
    places = FactPlace(held.bsn, FactKind.GROUND, ground), FactPlace(held.bsn, FactKind.EVENT, event)
    before = await stored(owner)
    run, code = REFUSED[case]
    assert code_of(await run(work, *places)) == code
    assert await stored(owner) == before


async def test_no_capacity_for_work_is_refused_of_wajong_while_work_runs(work: Casework, owner: Owner) -> None:
    day = date(2026, 11, 2)
    refused = await record_event(work, people.RAN_ON, EventKind.NO_WORK_CAPACITY, day)
    assert refusal_of(refused) is None  # that right has stopped
    place = opened(await record_ground(work, people.SINCE_2008, WAJONG, date(2020, 1, 1)))
    works = "insert into register.employment (payroll_tax_number, bsn, start_date, end_date, kind, delivery)"
    await owner.execute(
        f"{works} values (80000000601, $1, '2024-01-01', '2026-11-22', 'REGULAR', 1),"
        " (80000000601, $1, '2024-01-01', null, 'AGENCY', 1)",
        int(people.SINCE_2008),
    )
    await owner.execute(
        f"{works} values (80000000602, $1, '2025-01-01', '2026-11-23', 'PROTECTED_WSW', 1)", int(people.SINCE_2008)
    )
    assert code_of(await record_event(work, people.SINCE_2008, EventKind.NO_WORK_CAPACITY, day)) == "NOT_ELIGIBLE"
    next_day = work.on(date(2026, 11, 24))  # when only agency work runs
    opened(await record_event(next_day, people.SINCE_2008, EventKind.NO_WORK_CAPACITY, day))
    assert place.number in (await facts_of(owner, people.SINCE_2008)).grounds
    assert await differences(owner) == {}


async def test_a_fact_is_corrected_once(work: Casework) -> None:
    place = opened(await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, TODAY))
    opened(await correct(work, place, withdraw=True))
    assert code_of(await correct(work, place, withdraw=True)) == RefusalCode.WRONG_STATE


async def test_the_same_key_is_answered_the_same_and_records_once(work: Casework, owner: Owner) -> None:
    key = "the-same-key-0123456789"
    answers = await asyncio.gather(
        *(record_event(work, people.SINCE_2008, EventKind.EMIGRATION, TODAY, key) for _ in range(10))
    )
    assert answers == answers[:1] * 10
    assert await letters(owner) == [("DECISION", "CITIZEN")]
    assert await owner.fetchval("select count(*) from log.record") == 10
    with pytest.raises(Refused) as refused:
        await record_event(work, people.SINCE_2008, EventKind.EMIGRATION, TODAY, key, b"another")
    assert refused.value.code is RefusalCode.KEY_REUSED


async def test_many_at_one_person_are_all_recorded_one_after_the_other(work: Casework, owner: Owner) -> None:
    days = [date(2026, 1, day) for day in range(1, 7)]
    for answer in await asyncio.gather(
        *(record_event(work, people.SINCE_2008, EventKind.EMIGRATION, day) for day in days)
    ):
        opened(answer)
    assert sorted(one.day for one in (await facts_of(owner, people.SINCE_2008)).events.values()) == days
    assert (await registrations(owner, people.SINCE_2008))[-1][1] == "2026-01-01"
    assert await differences(owner) == {}


async def test_a_municipality_writes_no_other_fact(work: Casework) -> None:
    event = GivenEvent(Bsn(people.SINCE_2008), EventKind.DEATH, TODAY)
    with pytest.raises(UnavailableError) as refused:
        await facts.report_protected_work(work.commands, MUNICIPALITY, work.given("officer"), seal, event)
    assert isinstance(refused.value.__cause__, asyncpg.InsufficientPrivilegeError)
