from pathlib import Path
from typing import Any

import pytest

from models.imports import ImportRefusedError, Silence, import_directory, recompute
from server.demo.data import EXAMPLE_REGISTERED_BSN, write_demo_data
from tests.conftest import Database
from tests.fixtures.deliveries import ANNA, GOOD, write

RECORDED = "select to_jsonb(r)::text from register.registration r order by bsn, from_day"


@pytest.fixture
async def loaded(owner: Any, tmp_path: Path) -> Any:
    directory = write(tmp_path / "delivery", GOOD)
    await import_directory(owner, directory, skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())
    return owner


async def recorded(owner: Any) -> list[str]:
    return [row[0] for row in await owner.fetch(RECORDED)]


async def test_nothing_differs_after_an_import(loaded: Any) -> None:
    before = await recorded(loaded)

    report = await recompute(loaded, progress=Silence(), apply=True)

    assert report.lines() == [f"{len(before)} registrations derived; all are as recorded."]
    assert not report.repaired
    assert await recorded(loaded) == before


CHANGES = {
    "ends_on": "update register.registration set ends_on = '2030-01-01' where ends_on is null",
    "days": "update register.registration set until_day = '2099-01-01' where until_day = 'infinity'",
    "start": "update register.registration set registered_from = registered_from - 1",
    "rule_set": "update register.registration set rule_set = null",
    "cause": "update register.registration set cause = null",
    "facts": "update register.registration set grounds = grounds || 99::bigint",
    "missing": "delete from register.registration where until_day = 'infinity'",
    "surplus": "insert into register.registration select 111222333, from_day, until_day, null, registered_from,"
    " ends_on, counting_from, rule_set, person, grounds, cause, event from register.registration"
    " where from_day = '2019-05-01'",
}


@pytest.mark.parametrize("kind", CHANGES)
async def test_what_differs_is_named_by_its_kind_and_replaced(kind: str, loaded: Any) -> None:
    before = await recorded(loaded)
    await loaded.execute(CHANGES[kind])
    assert await recorded(loaded) != before

    report = await recompute(loaded, progress=Silence(), apply=True)

    assert list(report.differences) == [kind]
    assert report.repaired
    assert await recorded(loaded) == before
    assert not (await recompute(loaded, progress=Silence(), apply=True)).persons


async def test_a_difference_is_only_reported_when_asked_so(loaded: Any) -> None:
    await loaded.execute("update register.registration set ends_on = '2030-01-01' where bsn = $1", int(ANNA))
    wrong = await recorded(loaded)

    report = await recompute(loaded, progress=Silence(), apply=False)

    assert report.lines() == [
        f"{len(wrong)} registrations derived; those of 1 person differ from before.",
        "1 person: end date differs",
        "Nothing was changed.",
    ]
    assert await recorded(loaded) == wrong


async def test_the_demo_data_is_as_derived(owner: Any, tmp_path: Path) -> None:
    write_demo_data(tmp_path / "demo", 400, 500, 3, lambda _count: None)
    await import_directory(owner, tmp_path / "demo", skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())

    assert (await recompute(owner, progress=Silence(), apply=True)).differences == {}
    assert await owner.fetchval(
        "select exists (select from register.registration"
        " where bsn = $1 and until_day = 'infinity' and ends_on is null)",
        int(EXAMPLE_REGISTERED_BSN),
    )


async def test_it_waits_for_no_import_that_is_running(loaded: Any, database: Database) -> None:
    import asyncpg

    other = await asyncpg.connect(database.owner)
    try:
        async with other.transaction():
            await other.execute("lock table register.delivery in share update exclusive mode")
            with pytest.raises(ImportRefusedError, match="Another import or recomputation is running"):
                await recompute(loaded, progress=Silence(), apply=True)
    finally:
        await other.close()
