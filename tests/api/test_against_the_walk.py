"""5,000 random persons, imported from files and asked about through GraphQL, equal to the naive walk."""

import csv
from datetime import date
from itertools import islice
from pathlib import Path

import asyncpg

from domain.bsn import passes_eleven_test
from domain.roles import Role
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.api.conftest import TODAY, asker, client_of
from tests.fixtures.naive_walk import Days
from tests.fixtures.random_facts import Person, any_day, random_person, seeded

PERSONS = 5_000
DAYS = 6


def distinct(person: Person) -> Person:
    """The person as files can hold it: a key has one value, and an event is recorded once."""
    grounds = {(code, start): end for code, start, end in person.grounds}
    return Person(
        person.born,
        tuple((code, start, end) for (code, start), end in grounds.items()),
        tuple(dict.fromkeys(person.events)),
    )


def write(folder: Path, people: dict[str, Person]) -> None:
    """The persons as the files of an import."""
    with (
        (folder / "persons.csv").open("w") as persons,
        (folder / "grounds.csv").open("w") as grounds,
        (folder / "events.csv").open("w") as events,
    ):
        csv.writer(persons).writerows([("bsn", "birth_date"), *((bsn, one.born or "") for bsn, one in people.items())])
        csv.writer(grounds).writerow(("bsn", "ground", "start_date", "end_date", "end_reason"))
        csv.writer(events).writerow(("bsn", "event", "date"))
        for bsn, one in people.items():
            csv.writer(grounds).writerows((bsn, code, start, end or "", "") for code, start, end in one.grounds)
            csv.writer(events).writerows((bsn, kind, day) for kind, day in one.events)


async def test_five_thousand_random_persons_are_answered_as_the_walk_does(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, tmp_path: Path
) -> None:
    random = seeded(19470101)
    numbers = (f"{number:09}" for number in range(999900000, 1_000_000_000) if passes_eleven_test(f"{number:09}"))
    people = {bsn: distinct(random_person(random)) for bsn in islice(numbers, PERSONS)}
    write(tmp_path, people)
    await import_directory(owner, tmp_path, skip_invalid=False, rejects=tmp_path / "rejected.csv", progress=Silence())
    one = "registered registrationEndDate countingStartDate grounds { code startDate endDate }"
    async with client_of(pools) as client:
        ask = asker(client)
        for start in range(0, PERSONS, 50):
            bsns = list(people)[start : start + 50]
            days = [TODAY, *(any_day(random, date(2013, 1, 1), TODAY) for _ in range(DAYS))]
            asked = " ".join(f'd{number}: asOf(date: "{day}") {{ {one} }}' for number, day in enumerate(days))
            query = f"query($bsns: [BSN!]!) {{ persons(bsns: $bsns, purpose: ASSESSMENT) {{ bsn {one} {asked} }} }}"
            found = (await ask(Role.SUWINET, query, {"bsns": bsns})).data["persons"]
            for bsn, answer in zip(bsns, found, strict=True):
                walked = Days(*people[bsn], until=TODAY)
                for number, day in enumerate(days):
                    wanted = walked[day]
                    told = answer[f"d{number}"]
                    assert told == {
                        "registered": wanted.registered,
                        "registrationEndDate": wanted.end_date and wanted.end_date.isoformat(),
                        "countingStartDate": wanted.counting_from and wanted.counting_from.isoformat(),
                        "grounds": [
                            {"code": code, "startDate": began.isoformat(), "endDate": end and end.isoformat()}
                            for code, began, end in wanted.grounds
                        ],
                    }, (people[bsn], day)
                assert {name: answer[name] for name in answer["d0"]} == answer["d0"]
