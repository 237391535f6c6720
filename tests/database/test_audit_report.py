"""The report of a month's use, by figures that are counted by hand."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.roles import Role
from models.audit.checkpoint_files import CheckpointFiles
from models.audit.usage import Part, usage
from models.database import ServingPools
from tests.fixtures.audited import KEYS, PERSONS, PSEUDONYMS, USERS, Audited

NETHERLANDS = ZoneInfo("Europe/Amsterdam")
JULY = datetime(2026, 7, 1, tzinfo=NETHERLANDS)
AUGUST = datetime(2026, 8, 1, tzinfo=NETHERLANDS)
OIN = "00000001001234567000"
ANN, BOB, CAROL = (user.hex() for user in USERS[:3])
FIRST, SECOND, THIRD, FOURTH = (PSEUDONYMS.subject(person.value.encode()).hex() for person in PERSONS[:4])


@pytest.fixture
async def audited(owner: Any, pools: ServingPools, tmp_path: Path) -> Audited:
    """What a month may hold. The times are Dutch ones; July is summer time."""
    audited = Audited(owner, pools, CheckpointFiles(tmp_path / "checkpoints", KEYS))
    await audited.partition("2026-07")
    times = {}

    async def at(time: str) -> None:
        row = await owner.fetchrow("select lane, number from log.record order by at desc limit 1")
        times[row["lane"], row["number"]] = time

    await audited.consult(1)
    await at("2026-07-01 06:59:59+02")  # Wednesday, too early
    await audited.consult(1)
    await at("2026-07-01 07:00+02")
    await audited.consult(1)
    await at("2026-07-02 18:59:59+02")
    await audited.consult_list(PERSONS[:3])
    await at("2026-07-03 19:00+02")  # Friday, too late
    await audited.consult_list(PERSONS[:2], user=USERS[1])
    await at("2026-07-04 12:00+02")  # Saturday
    await audited.consult(1)
    await at("2026-06-30 23:59+02")  # June
    await audited.consult(1)
    await at("2026-08-01 00:00+02")  # August
    await audited.consult(2, Role.CITIZEN, user=USERS[2], organisation_id="", organisation="", purpose="OWN_DATA")
    await at("2026-07-05 03:00+02")
    times[2, 1] = "2026-07-05 03:00+02"
    await audited.refuse("FIELD_NOT_VISIBLE", user=USERS[1], fields="Person.grounds Ground.code")
    await at("2026-07-06 12:00+02")
    await audited.refuse("FIELD_NOT_VISIBLE", user=USERS[1], fields="Person.grounds")
    await at("2026-07-06 12:01+02")
    await audited.refuse("FORBIDDEN", fields="")
    await at("2026-07-06 03:00+02")
    for (lane, number), time in times.items():
        await audited.tamper(
            *(
                f"update log.{table} set at = '{time}' where lane = {lane} and number = {number}"
                for table in ("record", "subject")
            )
        )
    return audited


async def parts(audited: Audited, most: int = 20) -> dict[str, Part]:
    """The report by the names of its parts."""
    return {part.name: part for part in await usage(audited.owner, JULY, AUGUST, most)}


async def test_every_figure_is_as_counted_by_hand(audited: Audited) -> None:
    found = {name: part.rows for name, part in (await parts(audited)).items()}
    suwinet = ("SUWINET", OIN, "Gemeente Voorbeeld")
    assert found == {
        "totals": [(7, 10, 1, 3, 3)],
        "organisations": [(*suwinet, 2, 5, 8), ("CITIZEN", "", "", 1, 2, 2)],
        "users": [(*suwinet, ANN, 4, 6), (*suwinet, BOB, 1, 2)],
        "highest": [(*suwinet, ANN, "2026-07-03", 1, 3), (*suwinet, BOB, "2026-07-04", 1, 2)],
        "persons": sorted(
            [(FIRST, 5, 2, 2, 1), (SECOND, 2, 2, 2, 1), (THIRD, 1, 1, 1, 1)], key=lambda row: (-row[1], row[0])
        ),
        "outside-hours": [(*suwinet, ANN, 2, 4), (*suwinet, BOB, 1, 2)],
        "refusals": [("FIELD_NOT_VISIBLE", 1, 2), ("FORBIDDEN", 1, 1)],
        "refused-users": [("FIELD_NOT_VISIBLE", *suwinet, BOB, 2), ("FORBIDDEN", *suwinet, ANN, 1)],
        "refused-coordinates": [
            ("FIELD_NOT_VISIBLE", "Person.grounds", "SUWINET", 2),
            ("FIELD_NOT_VISIBLE", "Ground.code", "SUWINET", 1),
        ],
    }
    assert FOURTH not in str(found)


async def test_the_columns_are_named(audited: Audited) -> None:
    found = await parts(audited)
    assert found["totals"].columns == ("look_ups", "persons", "organisations", "users", "refusals")
    assert found["persons"].columns == ("person", "look_ups", "in_lists", "users", "organisations")
    assert found["highest"].columns[4:] == ("day", "look_ups", "persons")


async def test_only_the_highest_are_told(audited: Audited) -> None:
    found = await parts(audited, 1)
    assert [len(part.rows) for part in found.values()] == [1] * 9
    assert found["persons"].rows[0][0] == FIRST


async def test_a_month_without_look_ups_has_empty_parts(audited: Audited) -> None:
    found = {part.name: part.rows for part in await usage(audited.owner, JULY.replace(year=2020), JULY, 20)}
    assert found["totals"] == [(1, 1, 1, 1, 0)]  # that of June
    found = {
        part.name: part.rows
        for part in await usage(audited.owner, JULY.replace(year=2019), JULY.replace(year=2020), 20)
    }
    assert found.pop("totals") == [(0, 0, 0, 0, 0)]
    assert set(map(tuple, found.values())) == {()}
