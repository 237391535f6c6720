from pathlib import Path
from typing import Any

import pytest

from models.imports.merge import Merged
from tests.fixtures.deliveries import (
    ANNA,
    BERT,
    CARLA,
    FOREIGN_PAYROLL,
    GOOD,
    NOBODY,
    PAYROLL,
    SECOND_PAYROLL,
    Load,
    everything,
    listed,
)

REJECTED: dict[str, tuple[str, list[str], tuple[int, str, str]]] = {
    "too few columns": ("persons", [ANNA], (2, "", "wrong number of columns")),
    "too many columns": ("persons", [f"{ANNA},1990-01-01,"], (2, "", "wrong number of columns")),
    "an empty line": ("persons", ["", f"{ANNA},"], (2, "", "wrong number of columns")),
    "an empty key": ("persons", [",1990-01-01"], (2, "bsn", "malformed value")),
    "eight digits": ("persons", ["99990000,"], (2, "bsn", "malformed value")),
    "digits of another script": ("persons", ["٩٩٩٩٠٠٠٠٦,"], (2, "bsn", "malformed value")),
    "a failing BSN": ("persons", ["999900007,"], (2, "bsn", "number fails its test")),
    "nine zeros": ("persons", ["000000000,"], (2, "bsn", "number fails its test")),
    "a day that doesn't exist": ("persons", [f"{ANNA},1990-02-30"], (2, "birth_date", "malformed value")),
    "a day written otherwise": ("persons", [f"{ANNA},1990-1-1"], (2, "birth_date", "malformed value")),
    "a day of the week": ("persons", [f"{ANNA},1990-W01-1"], (2, "birth_date", "malformed value")),
    "the year nought": ("persons", [f"{ANNA},0000-01-01"], (2, "birth_date", "malformed value")),
    "a space too many": ("persons", [f"{ANNA}, 1990-01-01"], (2, "birth_date", "malformed value")),
    "broken quotes": ("persons", [f'{ANNA},"1990-01-01"x'], (2, "", "malformed value")),
    "a second row": ("persons", [f"{ANNA},", "1,"], (3, "bsn", "malformed value")),
    **{
        f"a name {how}": ("organisations", [f'90000012,,"{name}",{PAYROLL},'], (2, "name", "malformed value"))
        for how, name in {
            "of 256 characters": "x" * 256,
            "of two lines": "Twee\nregels",
            "of two paragraphs": "Twee\u2029alinea's",
            "with a control character": "Een\x1b[31m",
            "that runs from right to left": "Een\u202ejeen",
        }.items()
    },
    "a reason of two lines": (
        "grounds",
        [f'{ANNA},WAJONG,2014-03-01,2016-03-10,"Een\r\ntwee"'],
        (2, "end_reason", "malformed value"),
    ),
    "an unknown ground": ("grounds", [f"{ANNA},wajong,2020-01-01,,"], (2, "ground", "unknown code")),
    "an empty ground": ("grounds", [f"{ANNA},,2020-01-01,,"], (2, "ground", "malformed value")),
    "an empty start": ("grounds", [f"{ANNA},WAJONG,,,"], (2, "start_date", "malformed value")),
    "a ground that ends at once": (
        "grounds",
        [f"{ANNA},WAJONG,2020-01-01,2020-01-01,"],
        (2, "end_date", "ground ends on or before its start"),
    ),
    "a long reason": ("grounds", [f"{ANNA},WAJONG,2020-01-01,,{'é' * 201}"], (2, "end_reason", "malformed value")),
    "a ground of a stranger": ("grounds", [f"{NOBODY},WAJONG,2020-01-01,,"], (2, "bsn", "unknown person")),
    "an unknown event": ("events", [f"{ANNA},PENSION_AGE,2020-01-01"], (2, "event", "unknown code")),
    "an event without a day": ("events", [f"{ANNA},DEATH,"], (2, "date", "malformed value")),
    "an event of a stranger": ("events", [f"{NOBODY},DEATH,2020-01-01"], (2, "bsn", "unknown person")),
    "a short KvK number": ("organisations", [f"9000001,,,{PAYROLL},"], (2, "kvk", "malformed value")),
    "a failing RSIN": ("organisations", [f",890000002,,{PAYROLL},"], (2, "rsin", "malformed value")),
    "a failing payroll number": (
        "organisations",
        [",,,890000002L01,"],
        (2, "payroll_tax_number", "number fails its test"),
    ),
    "a short payroll number": ("organisations", [",,,890000001L1,"], (2, "payroll_tax_number", "malformed value")),
    "an unknown sector": ("organisations", [f",,,{PAYROLL},Market"], (2, "sector", "unknown code")),
    "an unknown kind": ("employments", [f"{ANNA},{PAYROLL},2020-01-01,,,TEMP"], (2, "kind", "unknown code")),
    "too many hours": (
        "employments",
        [f"{ANNA},{PAYROLL},2020-01-01,,1000,REGULAR"],
        (2, "hours_per_week", "malformed value"),
    ),
    "hours too precise": (
        "employments",
        [f"{ANNA},{PAYROLL},2020-01-01,,8.125,REGULAR"],
        (2, "hours_per_week", "malformed value"),
    ),
    "negative hours": (
        "employments",
        [f"{ANNA},{PAYROLL},2020-01-01,,-8,REGULAR"],
        (2, "hours_per_week", "malformed value"),
    ),
    "an employment that ends first": (
        "employments",
        [f"{ANNA},{PAYROLL},2020-01-02,2020-01-01,,REGULAR"],
        (2, "end_date", "employment ends before it starts"),
    ),
    "an employment with a stranger": (
        "employments",
        [f"{ANNA},{FOREIGN_PAYROLL},2020-01-01,,,REGULAR"],
        (2, "payroll_tax_number", "unknown payroll tax number"),
    ),
}


@pytest.mark.parametrize("case", REJECTED)
async def test_a_row_that_cant_be_is_rejected_with_its_place_and_nothing_changes(
    case: str, owner: Any, load: Load, rejects: Path
) -> None:
    await load(GOOD)
    before = await everything(owner)
    name, rows, (line, column, reason) = REJECTED[case]

    report = await load({name: rows, **({} if name == "persons" else {"persons": [f"{CARLA},1970-01-01"]})})

    assert not report.loaded
    assert not report.changed
    assert listed(rejects) == [f"{name}.csv,{line},{column},{reason}"]
    assert await everything(owner) == before


REPEATED: dict[str, tuple[list[str], str]] = {
    "persons": ([f"{ANNA},1990-01-01", f"{BERT},", f"{ANNA},"], "bsn"),
    "grounds": ([f"{ANNA},WAJONG,2020-01-01,,", f"{BERT},WAJONG,2020-01-01,,", f"{ANNA},WAJONG,2020-01-01,,x"], "bsn"),
    "organisations": (
        [f",,A,{FOREIGN_PAYROLL},", f",,,{SECOND_PAYROLL},", f",,B,{FOREIGN_PAYROLL},"],
        "payroll_tax_number",
    ),
    "employments": (
        [
            f"{BERT},{PAYROLL},2020-01-01,,8,REGULAR",
            f"{BERT},{PAYROLL},2020-01-01,,8,AGENCY",
            f"{BERT},{PAYROLL},2020-01-01,,,REGULAR",
        ],
        "bsn",
    ),
}


@pytest.mark.parametrize("name", REPEATED)
async def test_every_row_of_a_key_with_different_values_is_rejected(
    name: str, owner: Any, load: Load, rejects: Path
) -> None:
    await load(GOOD)
    before = await everything(owner)
    rows, column = REPEATED[name]

    assert not (await load({name: rows})).loaded
    expected = [f"{name}.csv,{line},{column},key given twice with different values" for line in (2, 4)]
    assert listed(rejects) == expected
    assert await everything(owner) == before

    report = await load({name: rows}, skip_invalid=True)
    assert report.loaded
    assert listed(rejects) == expected
    assert report.read == {f"{name}.csv": 1}


@pytest.mark.parametrize("name", GOOD)
async def test_a_row_given_twice_alike_is_taken_once(name: str, load: Load, rejects: Path) -> None:
    await load(GOOD | {name: [*GOOD[name], GOOD[name][0]]})

    report = await load(GOOD)

    assert not report.changed
    assert listed(rejects) == []


async def test_skipping_a_person_skips_the_facts_that_need_it(owner: Any, load: Load, rejects: Path) -> None:
    report = await load(
        GOOD | {"persons": [f"{ANNA},1990-04-12", f"{BERT},tomorrow", f"{CARLA},1970-01-01", f"{CARLA},"]},
        skip_invalid=True,
    )

    assert report.loaded
    assert listed(rejects) == [
        "persons.csv,3,birth_date,malformed value",
        "persons.csv,4,bsn,key given twice with different values",
        "persons.csv,5,bsn,key given twice with different values",
        "grounds.csv,4,bsn,unknown person",
        "grounds.csv,5,bsn,unknown person",
        "events.csv,2,bsn,unknown person",
        "events.csv,3,bsn,unknown person",
    ]
    assert [row[0] for row in await owner.fetch("select distinct bsn from register.registration")] == [int(ANNA)]
    assert await owner.fetchval("select count(*) from register.employment") == 3


async def test_a_person_known_before_stays_known_when_its_row_is_rejected(load: Load, rejects: Path) -> None:
    await load(GOOD)

    report = await load({"persons": [f"{ANNA},never"], "events": [f"{ANNA},EMIGRATION,2024-01-01"]}, skip_invalid=True)

    assert report.merged["events.csv"] == Merged(1, 0)
    assert listed(rejects) == ["persons.csv,2,birth_date,malformed value"]


async def test_a_repeated_employment_is_found_when_others_are_rejected_too(load: Load, rejects: Path) -> None:
    await load(GOOD)
    rows = [*REPEATED["employments"][0], "1,2,3,4,5,6"]

    report = await load({"employments": rows}, skip_invalid=True)

    assert report.merged == {"employments.csv": Merged(1, 0)}
    assert [row.split(",")[1] for row in listed(rejects)] == ["5", "2", "4"]
