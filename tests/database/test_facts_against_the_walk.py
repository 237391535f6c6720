"""Random commands on facts, beside each other and beside imports: registrations follow from the facts."""

import asyncio
from datetime import date
from random import Random
from typing import Any

import asyncpg

from domain.grounds import GroundCode
from domain.registration import EventKind
from models.facts import PersonFacts
from tests.conftest import Database
from tests.fixtures.deliveries import ANNA, BERT, CARLA, GOOD, NOBODY, Load
from tests.fixtures.facts import BY, apply, differences, facts_of
from tests.fixtures.naive_walk import answers
from tests.fixtures.random_facts import ONE_DAY, random_person, seeded

PERSONS = (ANNA, BERT, CARLA, NOBODY)
ASKED_UNTIL = date(2030, 12, 31)


def change(facts: PersonFacts, random: Random) -> None:
    """What some command does: record a ground or an event, stop, move or withdraw one, or learn a birth date."""
    person = random_person(random)
    started = {(one.code, one.start) for one in facts.grounds.values()}
    happened = {(one.kind, one.day) for one in facts.events.values()}
    what = random.randrange(7)
    if what <= 1 and person.grounds:
        code, start, end = random.choice(person.grounds)
        if (GroundCode(code), start) not in started:
            facts.record_ground(GroundCode(code), start, end, article="Wfsv 38b")
    elif what == 2 and person.events:
        kind, day = random.choice(person.events)
        if (EventKind(kind), day) not in happened:
            facts.record_event(EventKind(kind), day)
    elif what == 3 and facts.grounds:
        stopped = facts.supersede_ground(random.choice(sorted(facts.grounds)))
        facts.record_ground(stopped.code, stopped.start, stopped.start + ONE_DAY * random.randrange(1, 3_000))
    elif what == 4 and facts.grounds:
        facts.supersede_ground(random.choice(sorted(facts.grounds)))
    elif what == 5 and facts.events:
        facts.supersede_event(random.choice(sorted(facts.events)))
    elif what == 6:
        facts.record_birth_date(person.born)


async def walked(owner: Any, bsn: str) -> None:
    """What is stored of a person answers every day as the walk does."""
    facts = await facts_of(owner, bsn)
    rows = await owner.fetch(
        "select from_day, until_day, ends_on, counting_from from register.registration where bsn = $1", int(bsn)
    )
    for day, answer in answers(
        facts.birth_date,
        [(one.code.value, one.start, one.end) for one in facts.grounds.values()],
        [(one.kind.value, one.day) for one in facts.events.values()],
        ASKED_UNTIL,
    ):
        found = [(True, *row[2:]) for row in rows if row[0] <= day < row[1]]
        assert found == [tuple(answer)[:3]] * answer.registered, (day, facts.grounds, facts.events)


async def command(connection: Any, bsn: str, random: Random) -> bool:
    """One command, decided again while others are faster; whether it changed something."""
    while True:
        facts = await facts_of(connection, bsn)
        change(facts, random)
        if facts.changes(BY) is None:
            return False
        if await apply(connection, facts):
            return True


async def test_what_follows_from_random_commands_is_what_the_walk_says(owner: Any, load: Load) -> None:
    random = seeded(1)
    await load({"persons": GOOD["persons"]})
    changed = 0
    for _ in range(40):
        for bsn in PERSONS:
            if await command(owner, bsn, random):
                changed += 1
                await walked(owner, bsn)
    assert changed > 80
    assert await differences(owner) == {}


async def test_commands_beside_each_other_and_imports_leave_what_follows_from_the_facts(
    owner: Any, database: Database, load: Load
) -> None:
    await load({"persons": GOOD["persons"]})
    others = [await asyncpg.connect(database.owner) for _ in range(4)]

    async def commands(connection: Any, random: Random) -> int:
        return sum([await command(connection, random.choice(PERSONS), random) for _ in range(60)])

    async def imports(random: Random) -> int:
        changed = 0
        while not all(task.done() for task in running):
            grounds = {(bsn, *one[:2]): one[2] for bsn in PERSONS for one in random_person(random).grounds}
            events = {(bsn, *one) for bsn in PERSONS for one in random_person(random).events}
            report = await load(
                {
                    "persons": [f"{bsn}," for bsn in PERSONS],
                    "grounds": [f"{bsn},{code},{start},{end or ''}," for (bsn, code, start), end in grounds.items()],
                    "events": [f"{bsn},{kind},{day}" for bsn, kind, day in events],
                }
            )
            changed += report.changed
            assert await differences(owner) == {}  # at once: the next command of a person would hide it
        return changed

    try:
        running = [asyncio.create_task(commands(one, seeded(place))) for place, one in enumerate(others)]
        imported = await imports(seeded(9))
        assert sum(await asyncio.gather(*running)) > 120
    finally:
        for one in others:
            await one.close()

    assert imported > 1
    assert await differences(owner) == {}
    for bsn in PERSONS:
        await walked(owner, bsn)
