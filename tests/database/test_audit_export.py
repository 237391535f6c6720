"""The log in the shape of the standard Logboek Dataverwerkingen."""

import json
from datetime import UTC, datetime, timedelta

from domain.roles import Role
from models.audit.export import export
from models.imports import Silence
from tests.fixtures.audited import PERSONS, PSEUDONYMS, USERS, Audited

LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


async def lines(audited: Audited, start: datetime = LONG_AGO, end: datetime = FAR_AHEAD) -> list[str]:
    """What is exported."""
    return [line async for line in export(audited.owner, start, end, Silence())]


async def test_a_line_has_what_the_standard_asks_for(audited: Audited) -> None:
    await audited.consult(1)
    [line] = await lines(audited)
    content = json.loads(line)
    at = await audited.owner.fetchval("select at from log.record")
    assert (
        content.pop("start_time") == content.pop("end_time") == f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
    )
    assert len(bytes.fromhex(content.pop("span_id"))) == 8
    assert content == {
        "trace_id": "00000000000000000000000000000001",
        "status_code": "STATUS_CODE_OK",
        "name": "raadplegenPersoon",
        "resource": {"attributes": {"service.name": "doelgroepregister"}},
        "attributes": {
            "dpl.core.processing_activity_id": "urn:doelgroepregister:verwerkingsactiviteit:suwinet:reintegration",
            "dpl.core.data_subject_id": PSEUDONYMS.subject(PERSONS[0].value.encode()).hex(),
            "dpl.core.data_subject_id_type": "BSN",
        },
    }


async def test_each_person_of_a_list_has_a_line(audited: Audited) -> None:
    await audited.consult_list(PERSONS)
    found = [json.loads(line) for line in await lines(audited)]
    persons = {one["attributes"]["dpl.core.data_subject_id"] for one in found}
    assert persons == {PSEUDONYMS.subject(person.value.encode()).hex() for person in PERSONS}
    assert len(found) == len({one["span_id"] for one in found}) == len(PERSONS)
    assert {one["name"] for one in found} == {"raadplegenLijst"}


async def test_nothing_is_told_of_the_user(audited: Audited) -> None:
    await audited.consult(2, user=USERS[4])
    await audited.consult_list(PERSONS, user=USERS[4])
    text = "".join(await lines(audited))
    assert len(text) > 10 * 200
    assert USERS[4].hex() not in text
    assert "user" not in text


async def test_what_has_no_data_subject_has_no_line(audited: Audited) -> None:
    await audited.refuse("FORBIDDEN")
    await audited.consult_list([])
    assert await lines(audited) == []


async def test_it_has_every_person_of_every_record_in_order_of_time_and_is_always_the_same(audited: Audited) -> None:
    await audited.consult(5)
    await audited.consult_list(PERSONS[:4])
    await audited.consult(3, Role.ASSESSOR, purpose="ASSESSMENT")
    found = await lines(audited)
    times = [json.loads(line)["start_time"] for line in found]
    assert len(found) == 12
    assert times == sorted(times)
    assert await lines(audited) == found


async def test_the_start_is_in_and_the_end_is_not(audited: Audited) -> None:
    await audited.consult(3)
    rows = await audited.owner.fetch("select at from log.record order by number")
    first, second, third = (row["at"] for row in rows)
    assert len(await lines(audited, first, third)) == 2
    assert len(await lines(audited, first + timedelta(microseconds=1), third)) == 1
    assert len(await lines(audited, second, second + timedelta(microseconds=1))) == 1
