"""That a registration changed: whom it is told, and by which subject."""

from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome, WorkProvision
from domain.proofs import CasesOfMunicipality
from domain.registration import EventKind
from models.commands import requests
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.fixtures import people
from tests.fixtures.casework import MUNICIPALITY, Casework, case_of
from tests.fixtures.fact_commands import opened, record_event


@pytest.fixture
async def work(owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def test_change_events_of_a_person_have_the_receivers_first_case_or_else_nobody_elses_subject(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    forms = {
        CaseKind.PARTICIPATION_ACT_INDICATION: ApplicationForm(requested_outcome=RequestedOutcome.INDICATION).as_dict(),
        CaseKind.WORK_PROVISION_ASSESSMENT: ApplicationForm(provisions=(WorkProvision.TRANSPORT,)).as_dict(),
    }
    elsewhere = CasesOfMunicipality("00000001002345678000", "Gemeente Utrecht")

    async def apply(kind: CaseKind, municipality: CasesOfMunicipality, bsn: str) -> UUID:
        given = work.given("officer")
        applied = await requests.apply_for_client(work.commands, municipality, given, kind, Bsn(bsn), forms[kind])
        return case_of(applied).id

    first, both = CaseKind.PARTICIPATION_ACT_INDICATION, people.SINCE_2008
    first_of_both = await apply(first, MUNICIPALITY, both)
    await apply(CaseKind.WORK_PROVISION_ASSESSMENT, MUNICIPALITY, both)
    of_one = await apply(first, MUNICIPALITY, people.STAYED)
    case_of(await requests.withdraw(work.commands, MUNICIPALITY, work.given("officer"), first_of_both))
    of_both_elsewhere = await apply(first, elsewhere, both)
    for bsn, day in ((both, 1), (people.STAYED, 1), (both, 2), (people.TWO_GROUNDS, 1), (people.TWO_GROUNDS, 2)):
        opened(await record_event(work, bsn, EventKind.EMIGRATION, date(2026, 11, day)))
    told: dict[str, list[UUID]] = {}
    changed = "select subject, receiver, data from cases.outbox where type like '%gewijzigd' order by id"
    for row in await owner.fetch(changed):
        assert row["data"] == "{}"
        told.setdefault(row["receiver"], []).append(row["subject"])
    *of_cases, unknown, same = told.pop("ASSESSOR")
    assert of_cases == [first_of_both, of_one, first_of_both]
    assert told == {
        f"SUWINET:{MUNICIPALITY.oin}": [first_of_both, of_one, first_of_both],
        f"SUWINET:{elsewhere.oin}": [of_both_elsewhere, of_both_elsewhere],
    }, "each its own case: two municipalities can't find out by messages that they have a client in common"
    assert unknown == same
    assert unknown not in {row["id"] for row in await owner.fetch("select id from cases.file")}
