"""What public trouble reports teach: a term that stood still moves the due day, the worklist and what is overdue."""

from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from domain.case_kinds import CaseKind
from domain.cases import CaseState
from domain.letters import LetterKind
from domain.letters.dutch import written
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


async def test_what_came_is_confirmed_as_it_was_entered_with_the_new_day(work: Casework) -> None:
    case = await asked_on(work, FIRST, people.RAN_ON)
    case_of(await review.take(work.commands, assessor(), work.on(FIRST).given("assessor"), case))
    asked = ("Een kopie van uw contract.",)
    invited = work.on(INVITED).given("assessor")
    case_of(await review.invite_completion(work.commands, assessor(), invited, case, asked, date(2026, 12, 11)))
    given = work.on(COMPLETED).given()
    more = {"explanation": "Hierbij."}
    completed = case_of(await requests.complete(work.commands, citizen(people.RAN_ON), given, case, more))
    receipt = completed.letters[-1].letter
    assert [one.letter.kind for one in completed.letters] == [
        LetterKind.RECEIPT, LetterKind.COMPLETION_INVITED, LetterKind.RECEIPT]  # fmt: skip
    assert receipt.subject == "Wij hebben uw aanvulling ontvangen."
    text = " ".join(receipt.body)
    assert "Wij kregen dit op 7 december 2026." in text
    assert "Toelichting: Hierbij." in text
    assert completed.case.due is not None
    assert f"Wij beslissen uiterlijk op {written(completed.case.due)}." in text


async def test_what_is_due_before_a_day_or_in_nobodys_hands_can_be_chosen_and_counted(work: Casework) -> None:
    still, running = await asked_on(work, FIRST, people.RAN_ON), await asked_on(work, SECOND, people.STAYED)
    free = await asked_on(work, date(2026, 11, 25), people.LEADING_ZERO)
    for case in (still, running):
        case_of(await review.take(work.commands, assessor(), work.on(SECOND).given("assessor"), case))
    invited = work.on(INVITED).given("assessor")
    case_of(await review.invite_completion(work.commands, assessor(), invited, still, ("Iets.",), date(2026, 12, 11)))
    anything, due = WorklistFilter(), date(2027, 1, 19)
    for asked, day, found in (
        (anything._replace(unassigned=True), INVITED, [free]),
        (anything._replace(unassigned=True, holders=[]), INVITED, []),
        (anything._replace(due_before=due), INVITED, []),
        (anything._replace(due_before=date(2027, 1, 20)), INVITED, [running]),
        (anything._replace(due_before=date(2027, 3, 1)), INVITED, [running, free]),  # the other stands still
        (anything._replace(due_before=date(2027, 3, 1), unassigned=True), INVITED, [free]),
        (anything._replace(due_before=date(2027, 3, 1), states=[CaseState.SUSPENDED]), INVITED, []),
        (anything._replace(due_before=date(2027, 3, 1)), date(2026, 12, 12), [still, running, free]),
        (anything._replace(overdue=True), date(2026, 12, 11), []),
        (anything._replace(overdue=True), date(2027, 3, 1), [still, running, free]),
    ):
        page = WorklistPage(None, None, 10)
        rows = await queries.worklist(work.pools, assessor(), asked, page, day)
        assert {case.id for _, case in rows} == {*found}, asked
        assert (await queries.counts(work.pools, assessor(), asked, day)).total == len(found), asked


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
