"""What public trouble reports teach: a term that stood still moves the due day, the worklist and what is overdue."""

from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from domain.case_kinds import CaseKind
from domain.cases import CaseState
from models.commands import requests, review
from models.database import ServingPools
from models.imports import Silence, import_directory
from models.queries import cases as queries
from models.queries.cases import WorklistFilter, WorklistPage
from tests.fixtures import people
from tests.fixtures.casework import Casework, assessor, case_of, citizen

FIRST, SECOND = date(2026, 11, 23), date(2026, 11, 24)
INVITED, COMPLETED = date(2026, 11, 26), date(2026, 12, 7)
STOOD_STILL = 10
"""From the day after the invitation, 27 November, up to 6 December."""


@pytest.fixture
async def work(owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def asked_on(work: Casework, day: date, bsn: str) -> UUID:
    given = work.on(day).given()
    answer = await requests.request_deregistration(work.commands, citizen(bsn), given, None, confirmed=True)
    return case_of(answer).id


async def worklist(work: Casework, day: date) -> list[UUID]:
    found = await queries.worklist(work.pools, assessor(), WorklistFilter(), WorklistPage(None, None, 10), day)
    return [case.id for _, case in found]


async def overdue(work: Casework, day: date) -> int:
    return (await queries.counts(work.pools, assessor(), WorklistFilter(), day)).overdue


async def test_a_case_that_stood_still_goes_on_behind_what_is_due_before_its_new_day_and_is_late_after_it(
    work: Casework,
) -> None:
    stood, other = await asked_on(work, FIRST, people.RAN_ON), await asked_on(work, SECOND, people.STAYED)
    assert await worklist(work, SECOND) == [stood, other]
    invited = work.on(INVITED)
    case_of(await review.take(work.commands, assessor(), invited.given("assessor"), stood))
    asked = ("Een kopie van uw contract.",)
    suspended = case_of(
        await review.invite_completion(
            work.commands, assessor(), invited.given("assessor"), stood, asked, date(2026, 12, 11)
        )
    )
    due = suspended.case.due
    assert due is not None
    assert await worklist(work, INVITED) == [other, stood]

    given = work.on(COMPLETED).given()
    more = {"explanation": "Hierbij."}
    completed = case_of(await requests.complete(work.commands, citizen(people.RAN_ON), given, stood, more))

    assert completed.case.state is CaseState.IN_REVIEW
    assert completed.case.due is not None
    assert (completed.case.due - due).days == STOOD_STILL
    assert await worklist(work, COMPLETED) == [other, stood]
    others_day, new_day = date(2027, 1, 19), completed.case.due
    assert [await overdue(work, day) for day in (others_day, date(2027, 1, 20), new_day)] == [0, 1, 1]
    assert await overdue(work, date.fromordinal(new_day.toordinal() + 1)) == 2


async def test_who_the_register_never_heard_of_may_apply_and_the_answer_tells_nothing_of_that(work: Casework) -> None:
    kind, form = CaseKind.WORK_PROVISION_ASSESSMENT, {"provisions": ["TRANSPORT"]}
    answers = []
    for bsn in (people.NEVER_HEARD_OF, people.RAN_ON):
        given = work.on(FIRST).given()
        answers.append(await requests.apply_for_oneself(work.commands, citizen(bsn), given, kind, form, None))
    unknown, known = (case_of(answer) for answer in answers)
    assert (
        (unknown.case.state, unknown.case.due)
        == (known.case.state, known.case.due)
        == (
            CaseState.SUBMITTED,
            date(2027, 1, 18),
        )
    )
    assert [letter.letter.subject for letter in unknown.letters] == [letter.letter.subject for letter in known.letters]
