"""What an import tells: of each person whose registration it changes, once, and nothing at all of the first of them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.bsn import Bsn, passes_eleven_test
from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome
from domain.proofs import CasesOfMunicipality
from domain.registration import EventKind
from models.commands import requests
from models.database import ServingPools
from models.imports import ImportRefusedError
from tests.fixtures.casework import MUNICIPALITY, Casework, case_of
from tests.fixtures.deliveries import ANNA, BERT, CARLA, GOOD, NOBODY, Load, everything
from tests.fixtures.fact_commands import opened, record_event

UWV = "ASSESSOR"
CHANGED = "nl.doelgroepregister.registratie.gewijzigd"
DORA = "999900055"


async def messages(owner: Any) -> list[tuple[str, UUID]]:
    """Whom is told, and by which subject; all that waits is taken away."""
    rows = await owner.fetch("delete from cases.outbox where type = $1 returning receiver, subject", CHANGED)
    return sorted((row["receiver"], row["subject"]) for row in rows)


async def subject(owner: Any, bsn: str) -> UUID:
    """What UWV's messages call somebody without a case."""
    found: UUID = await owner.fetchval("select subject from cases.subject where bsn = $1", int(bsn))
    return found


def with_grounds(*rows: str) -> dict[str, list[str]]:
    return {"grounds": list(rows)}


async def test_the_first_registrations_are_news_to_nobody_in_however_many_files_they_come(
    owner: Any, load: Load
) -> None:
    await load({"persons": GOOD["persons"], "employments": []})
    report = await load({name: GOOD[name] for name in ("grounds", "events")})
    assert report.registrations
    assert await messages(owner) == []
    assert await owner.fetchval("select count(*) from cases.subject") == 0


async def test_a_later_import_tells_of_each_person_whose_registration_changed_and_of_no_other(
    owner: Any, load: Load
) -> None:
    await load(GOOD)
    await load({
        "persons": [*GOOD["persons"], f"{DORA},1991-01-01"],
        "grounds": [
            *(row for row in GOOD["grounds"] if not row.startswith(CARLA)),
            f"{CARLA},TRANSITIONAL,2014-02-01,2018-05-01,",
            f"{CARLA},WAJONG,2015-02-01,,",
            f"{DORA},WAJONG,2020-01-01,,",
        ],
        "events": GOOD["events"],
    })  # fmt: skip
    told = await messages(owner)
    assert told == sorted([(UWV, await subject(owner, bsn)) for bsn in (CARLA, DORA)]), "once each, ANNA and BERT not"


@pytest.mark.parametrize(
    "delivery",
    [
        pytest.param(GOOD, id="the same files"),
        pytest.param({"persons": [f"{ANNA},1990-04-13"]}, id="a birth date that changes no day"),
        pytest.param({"persons": [f"{NOBODY},1980-01-01"]}, id="a person without a ground"),
        pytest.param({"events": [f"{CARLA},EMIGRATION,2013-01-01"]}, id="an event with nothing before it"),
        pytest.param({**GOOD, "employments": [f"{BERT},890000001L01,2022-01-01,,20,REGULAR"]}, id="an employment"),
    ],
)
async def test_what_changes_no_registration_is_told_to_nobody(owner: Any, load: Load, delivery: Any) -> None:
    await load(GOOD)
    await load(delivery)
    assert await messages(owner) == []


@pytest.mark.parametrize(
    "delivery",
    [
        pytest.param(with_grounds(f"{ANNA},PRACTICE_ROUTE,2019-05-01,2024-05-01,over"), id="a ground stops"),
        pytest.param(with_grounds(f"{ANNA},WAJONG,2014-03-01,2016-03-10,another reason"), id="an end reason"),
        pytest.param({"events": [f"{ANNA},DEATH,2024-05-01"]}, id="a death"),
        pytest.param({"events": [f"{ANNA},EMIGRATION,2090-01-01"]}, id="what is still to come"),
        pytest.param({"persons": [f"{ANNA},1940-04-12"]}, id="a birth date that makes a pensioner"),
    ],
)
async def test_whatever_it_is_that_changes_a_registration_is_told(owner: Any, load: Load, delivery: Any) -> None:
    await load(GOOD)
    await load(delivery)
    assert await messages(owner) == [(UWV, await subject(owner, ANNA))]


async def test_a_municipality_is_told_by_its_own_case_of_its_clients_alone(
    owner: Any, load: Load, pools: ServingPools
) -> None:
    await load(GOOD)
    work, cases = Casework.over(pools), {}
    form = ApplicationForm(requested_outcome=RequestedOutcome.INDICATION).as_dict()
    elsewhere = CasesOfMunicipality("00000001002345678000", "Gemeente Utrecht")
    for municipality, bsn in ((MUNICIPALITY, ANNA), (elsewhere, CARLA)):
        applied = await requests.apply_for_client(
            work.commands, municipality, work.given("officer"), CaseKind.PARTICIPATION_ACT_INDICATION, Bsn(bsn), form
        )
        cases[bsn] = case_of(applied).id
    await load(with_grounds(f"{ANNA},WAJONG,2024-01-01,,", f"{BERT},WAJONG,2024-01-01,,"))
    assert await messages(owner) == sorted(
        ((UWV, cases[ANNA]), (UWV, await subject(owner, BERT)), (f"SUWINET:{MUNICIPALITY.oin}", cases[ANNA]))
    )


async def test_an_import_and_a_command_call_somebody_the_same(owner: Any, load: Load, pools: ServingPools) -> None:
    await load(GOOD)
    opened(await record_event(Casework.over(pools), ANNA, EventKind.EMIGRATION, date(2026, 11, 2)))
    [by_command] = await messages(owner)
    await load(with_grounds(f"{ANNA},WAJONG,2024-01-01,,"))
    assert await messages(owner) == [by_command]


async def test_an_import_that_fails_or_is_refused_tells_nobody(owner: Any, load: Load) -> None:
    await load(GOOD)
    before = await everything(owner)
    refused = await load(with_grounds(f"{ANNA},WAJONG,2024-01-01,,", f"{NOBODY},WAJONG,2024-01-01,,"))
    assert not refused.loaded
    await owner.execute("alter table cases.outbox add constraint no_room check (type = '') not valid")
    with pytest.raises(ImportRefusedError):
        await load(with_grounds(f"{ANNA},WAJONG,2024-01-01,,"))
    assert await messages(owner) == []
    assert await everything(owner) == before, "what can't be told isn't loaded"


async def test_more_changes_than_are_told_at_once_are_told_once_each(owner: Any, load: Load) -> None:
    await load(GOOD)
    many = [f"{number:09}" for number in range(1, 120_000) if passes_eleven_test(f"{number:09}")]
    await load({"persons": [f"{bsn}," for bsn in many], "grounds": [f"{bsn},WAJONG,2024-01-01,," for bsn in many]})
    rows = "select reltuples from pg_class where oid = 'cases.outbox'::regclass"
    assert await owner.fetchval(rows) > 10_000, "the planner knows: else each that is taken is looked for in all"
    subjects = {subject for _, subject in await messages(owner)}
    assert len(subjects) == len(many) > 10_000
