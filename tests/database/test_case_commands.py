"""A command is one statement: all of it or nothing, once, whatever is sent twice or at the same time."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import CaseState, Decision
from domain.errors import ForbiddenError, UnavailableError
from domain.forms import ApplicationForm, RequestedOutcome, WorkProvision
from domain.letters import LetterKind
from domain.refusals import RefusalCode, Refused
from domain.roles import Role
from models.cases import StoredCase
from models.commands import requests, review
from models.commands.command import Decided
from models.commands.decision import decide_case
from models.commands.wage_value import report_wage_value
from models.database import ServingPools
from models.imports import Silence, import_directory
from models.queries import cases as queries
from models.queries.cases import WorklistFilter, WorklistPage
from tests.fixtures import people
from tests.fixtures.casework import MUNICIPALITY, Casework, assessor, case_of, citizen, code_of

SOLELY_SCHOOL = people.LEADING_ZERO
STOPPED = people.RAN_ON


@pytest.fixture
async def work(owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def request(work: Casework, bsn: str = STOPPED, key: str | None = None) -> dict[str, Any]:
    given = work.given(key=key)
    return await requests.request_deregistration(work.commands, citizen(bsn), given, None, confirmed=True)


async def in_hand(work: Casework, bsn: str = STOPPED) -> UUID:
    case = case_of(await request(work, bsn)).id
    case_of(await review.take(work.commands, assessor(), work.given("assessor"), case))
    return case


async def test_a_request_is_received_with_its_term_and_confirmed_by_letter(work: Casework) -> None:
    case = case_of(await request(work))
    assert case.case.state is CaseState.SUBMITTED
    assert case.case.due == date(2027, 1, 18)
    assert [one.kind for one in case.letters] == [LetterKind.RECEIPT]
    assert case.case_number == f"D-2026-{case.number:06}"


async def test_the_same_key_is_answered_the_same_twenty_times_side_by_side(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    answers = await asyncio.gather(*(request(work, key="the-same-key-0123456789") for _ in range(20)))
    assert {case_of(one).id for one in answers} == {case_of(answers[0]).id}
    assert await owner.fetchval("select count(*) from cases.file") == 1
    assert await owner.fetchval("select count(*) from cases.letter") == 1
    assert await owner.fetchval("select count(*) from log.record") == 20


async def test_the_same_key_with_another_payload_is_refused(work: Casework) -> None:
    case_of(await request(work, key="the-same-key-0123456789"))
    given = work.given(asked=b"another", key="the-same-key-0123456789")
    with pytest.raises(Refused) as refused:
        await requests.request_deregistration(work.commands, citizen(STOPPED), given, None, confirmed=True)
    assert refused.value.code is RefusalCode.KEY_REUSED


async def test_a_second_open_case_of_a_kind_is_refused_also_side_by_side(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    answers = await asyncio.gather(*(request(work) for _ in range(5)))
    assert sorted("refusal" in one for one in answers) == [False, True, True, True, True]
    assert {code_of(one) for one in answers if "refusal" in one} == {RefusalCode.ALREADY_OPEN}
    assert await owner.fetchval("select count(*) from cases.file") == 1


async def test_a_refusal_is_kept_under_its_key_and_changes_nothing(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    given = work.given()
    for _ in range(2):
        answer = await requests.request_deregistration(work.commands, citizen(STOPPED), given, None, confirmed=False)
        assert code_of(answer) == RefusalCode.NOT_CONFIRMED
    assert await owner.fetchval("select count(*) from cases.file") == 0


async def test_a_grant_ends_the_registration_today_with_letter_and_copy(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = await in_hand(work)
    granted = case_of(
        await decide_case(
            work.commands, assessor(), work.given("assessor"), case, Decision.GRANT, None, None, "Alle gronden stopten."
        )
    )
    assert granted.case.state is CaseState.GRANTED
    registered = "select count(*) from register.registration where bsn = $1 and until_day > $2"
    assert await owner.fetchval(registered, int(STOPPED), work.today) == 0
    assert await owner.fetchval("select day from register.event where bsn = $1", int(STOPPED)) == work.today
    letters = await owner.fetch("select kind::text, recipient, kvk from cases.letter order by announced_at, kind")
    assert sorted(map(tuple, letters), key=str) == [
        ("DECISION", "CITIZEN", None),
        ("EMPLOYER_COPY", "EMPLOYER", people.KVK),
        ("RECEIPT", "CITIZEN", None),
    ]


async def test_a_grant_that_the_law_forbids_changes_nothing(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = await in_hand(work, people.TWO_GROUNDS)
    before = await owner.fetch("select * from register.registration order by bsn, from_day")
    answer = await decide_case(
        work.commands, assessor(), work.given("assessor"), case, Decision.GRANT, None, None, "Toch."
    )
    assert code_of(answer) == RefusalCode.NOT_ELIGIBLE
    assert await owner.fetch("select * from register.registration order by bsn, from_day") == before
    assert await owner.fetchval("select state::text from cases.file") == "IN_REVIEW"


async def test_two_assessors_at_one_case_and_the_second_is_told(work: Casework) -> None:
    case = case_of(await request(work)).id
    users = [f"assessor-{number}" for number in range(6)]
    answers = await asyncio.gather(
        *(review.take(work.commands, assessor(user), work.given(user), case) for user in users)
    )
    assert sorted("refusal" in one for one in answers) == [False, True, True, True, True, True]
    assert {code_of(one) for one in answers if "refusal" in one} == {RefusalCode.TAKEN}


async def test_a_case_of_another_and_none_are_refused_alike(work: Casework) -> None:
    case = case_of(await request(work)).id
    messages = set()
    for wanted in (case, uuid4()):
        with pytest.raises(ForbiddenError) as refused:
            await requests.withdraw(work.commands, citizen(people.TWO_GROUNDS), work.given("other"), wanted)
        messages.add(str(refused.value))
    assert len(messages) == 1


async def test_a_draft_is_saved_edited_sent_and_gone(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    own, kind = citizen(STOPPED), CaseKind.WORK_PROVISION_ASSESSMENT
    form = ApplicationForm(provisions=(WorkProvision.TRANSPORT,))
    draft = case_of(await requests.save_draft(work.commands, own, work.given(), kind, {}, None))
    assert draft.case.state is CaseState.DRAFT
    saved = case_of(await requests.save_draft(work.commands, own, work.given(), kind, form.as_dict(), draft.id))
    assert saved.id == draft.id
    sent = case_of(await requests.apply_for_oneself(work.commands, own, work.given(), kind, form.as_dict(), draft.id))
    assert (sent.id, sent.case.state) == (draft.id, CaseState.SUBMITTED)
    assert await owner.fetchval("select count(*) from cases.file") == 1


async def test_a_discarded_draft_is_gone_and_discarding_it_again_is_answered_the_same(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    own, given = citizen(STOPPED), work.given(key="discard-0123456789abcdef")
    draft = case_of(await requests.save_draft(work.commands, own, work.given(), CaseKind.DEREGISTRATION, {}, None))
    first = await requests.discard_draft(work.commands, own, given, draft.id)
    assert await owner.fetchval("select count(*) from cases.file") == 0
    assert await requests.discard_draft(work.commands, own, given, draft.id) == first


async def test_a_wage_value_is_a_ground_at_once_and_again_changes_nothing(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    bsn = Bsn(people.NEVER_HEARD_OF)
    for _ in range(2):
        answer = await report_wage_value(
            work.commands,
            MUNICIPALITY,
            work.given("officer"),
            bsn,
            "62.50",
            date(2026, 11, 2),
            None,
            below_minimum_wage=True,
        )
        assert case_of(answer).case.state is CaseState.GRANTED
    grounds = await owner.fetch(
        "select code::text, start_date, article from register.ground where bsn = $1", bsn.number
    )
    assert [tuple(one) for one in grounds] == [("PRACTICE_ROUTE", date(2026, 11, 2), "Wfsv 38b lid 1 onder a")]
    assert await owner.fetchval("select count(*) from register.registration where bsn = $1", bsn.number) == 1


async def test_the_worklist_stands_by_what_is_due_first_and_suspended_ones_after(work: Casework) -> None:
    first = await in_hand(work)
    second = case_of(await request(work.on(date(2026, 11, 24)), people.STAYED)).id
    third = case_of(await request(work.on(date(2026, 11, 25)), SOLELY_SCHOOL)).id
    case_of(
        await review.invite_completion(
            work.commands, assessor(), work.given("assessor"), first, ("Een handtekening",), date(2026, 12, 10)
        )
    )
    page, today = WorklistPage(None, None, 10), date(2026, 11, 26)
    found = await queries.worklist(work.pools, assessor(), WorklistFilter(), page, today)
    assert [case.id for _, case in found] == [second, third, first]
    back = await queries.worklist(
        work.pools, assessor(), WorklistFilter(), page._replace(backwards=True), date(2026, 11, 26)
    )
    assert [case.id for _, case in back] == [first, third, second]
    after = await queries.worklist(
        work.pools, assessor(), WorklistFilter(), WorklistPage(found[0][0], None, 1), date(2026, 11, 26)
    )
    assert [case.id for _, case in after] == [third, first]
    assert await queries.counts(work.pools, assessor(), WorklistFilter(), date(2026, 11, 26)) == (3, 0)
    late = date(2027, 6, 1)
    assert await queries.counts(work.pools, assessor(), WorklistFilter(overdue=True), late) == (3, 3)


async def test_a_term_that_had_passed_does_not_stand_still_in_the_worklist_either(work: Casework) -> None:
    case = await in_hand(work)
    late = work.on(date(2027, 2, 1))
    invited = await review.invite_completion(
        work.commands, assessor(), late.given("assessor"), case, ("Een handtekening",), date(2027, 2, 20)
    )
    assert case_of(invited).case.stands_still_since is None
    page = WorklistPage(None, None, 10)
    [(position, _)] = await queries.worklist(work.pools, assessor(), WorklistFilter(), page, late.today)
    assert not position.still
    assert await queries.counts(work.pools, assessor(), WorklistFilter(), late.today) == (1, 1)


async def test_an_advice_on_protected_work_is_granted_by_a_letter_of_its_own_and_records_nothing(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    form = ApplicationForm(requested_outcome=RequestedOutcome.PROTECTED_WORK_ADVICE)
    kind = CaseKind.WORK_CAPACITY_ASSESSMENT
    own = citizen(STOPPED)
    case = case_of(await requests.apply_for_oneself(work.commands, own, work.given(), kind, form.as_dict(), None)).id
    await review.take(work.commands, assessor(), work.given("assessor"), case)
    before = await owner.fetchval("select count(*) from register.ground")
    granted = case_of(
        await decide_case(
            work.commands,
            assessor(),
            work.given("assessor"),
            case,
            Decision.GRANT,
            None,
            None,
            "U kunt beschut werken.",
        )
    )
    assert granted.sentence == "Wij adviseren dat u beschut werk kunt doen."
    assert await owner.fetchval("select count(*) from register.ground") == before


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.MONITOR, Role.AUDITOR])
async def test_no_other_role_may_execute_what_an_assessor_may(pools: ServingPools, role: Role) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pools.call(role, "select serve.assessor_case('{}', null, null, null, 1, '2026-11-23')")


WRITES = {
    Role.CITIZEN: ("select serve.citizen_command($1, $2, $3, $4, $5, $6, $7, $8) as done", ()),
    Role.SUWINET: (
        "select serve.suwinet_command($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as done",
        (None, MUNICIPALITY.oin),
    ),
    Role.ASSESSOR: ("select serve.assessor_command($1, $2, $3, $4, $5, $6, $7, $8) as done", ()),
    Role.EMPLOYER: (
        "select serve.employer_command($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as done",
        (people.KVK, people.RSIN),
    ),
}


def hostile(case: StoredCase, work: Casework) -> list[tuple[Role, dict[str, Any]]]:
    """What a service that was taken over might have each role's function write."""
    row = case.row(work.given().calendar)
    granted = row | {"state": "GRANTED", "decided_on": "2026-11-23", "decision": "GRANT"}
    other = row | {"bsn": int(people.TWO_GROUNDS)}
    [receipt] = case.letters
    available = "nl.doelgroepregister.brief.beschikbaar"
    message = {"type": available, "subject": str(uuid4()), "receiver": "CITIZEN", "data": {}, "at": "2026-11-23T12:00Z"}
    decision = receipt.row() | {"id": str(uuid4()), "kind": "DECISION"}
    to_employer = receipt.row() | {"id": str(uuid4()), "recipient": "EMPLOYER", "kvk": people.KVK}
    ended = {"bsn": case.bsn.number, "events": [{"id": 999, "kind": "DEATH", "day": "2026-11-23"}]}
    wajong = {"bsn": case.bsn.number, "grounds": [{"id": 999, "code": "WAJONG", "start_date": "2026-11-01"}]}
    of_another = {"bsn": int(people.TWO_GROUNDS), "grounds": [], "events": []}
    municipal = row | {"submitter": "SUWINET", "organisation_id": MUNICIPALITY.oin, "organisation": "Gemeente"}
    foreign = municipal | {"organisation_id": "00000009876543210000"}
    draft = row | {"id": str(uuid4()), "state": "DRAFT", "kind": "SPECIAL_EDUCATION_REPORT"}
    into_another = receipt.row() | {"id": str(uuid4())}
    return [
        (Role.CITIZEN, {"case": draft, "discard": row["id"], "version": 0}),
        (Role.CITIZEN, {"case": draft, "version": 0, "letters": [into_another]}),
        (Role.CITIZEN, {"case": granted, "version": 1}),
        (Role.CITIZEN, {"case": other, "version": 1}),
        (Role.CITIZEN, {"case": {"id": row["id"]}, "version": 1}),
        (Role.CITIZEN, {"letters": [decision]}),
        (Role.CITIZEN, {"letters": [to_employer]}),
        (Role.CITIZEN, {"facts": ended}),
        (Role.CITIZEN, {"outbox": [message | {"data": {"bsn": case.bsn.value}}]}),
        (Role.CITIZEN, {"outbox": [message | {"receiver": f"SUWINET:{case.bsn.value}"}]}),
        (Role.ASSESSOR, {"outbox": [message | {"type": case.bsn.value}]}),
        (Role.CITIZEN, {"reaction": {"letter": str(receipt.id), "text": "x", "at": "2026-11-23T12:00:00Z"}}),
        (Role.SUWINET, {"letters": [into_another]}),
        (
            Role.SUWINET,
            {"letters": [into_another | {"recipient": "SUWINET", "organisation_id": "00000009876543210000"}]},
        ),
        (Role.SUWINET, {"facts": wajong}),
        (Role.SUWINET, {"facts": ended}),
        (Role.SUWINET, {"facts": of_another}),
        (Role.SUWINET, {"facts": {"events": []}}),
        (Role.SUWINET, {"facts": {"bsn": case.bsn.number, "person": {"id": 999, "birth_date": None}}}),
        (Role.SUWINET, {"facts": {"bsn": case.bsn.number, "person": {"id": 999, "birth_date": "1950-01-01"}}}),
        (Role.SUWINET, {"case": municipal, "version": 1}),
        (Role.SUWINET, {"case": foreign, "version": 0}),
        (Role.SUWINET, {"case": municipal | {"id": str(uuid4()), "state": "GRANTED"}, "version": 0}),
        (Role.SUWINET, {"letters": [to_employer]}),
        (Role.SUWINET, {"discard": row["id"], "version": 1}),
        (Role.ASSESSOR, {"case": other, "version": 1}),
        (Role.ASSESSOR, {"case": row | {"id": str(uuid4())}, "version": 0}),
        (Role.ASSESSOR, {"facts": of_another}),
        (Role.ASSESSOR, {"discard": row["id"], "version": 1}),
        (Role.EMPLOYER, {"case": granted, "version": 1}),
        (Role.EMPLOYER, {"facts": ended}),
        (Role.EMPLOYER, {"letters": [to_employer]}),
        (Role.EMPLOYER, {"reaction": {"letter": str(receipt.id), "text": "x", "at": "2026-11-23T12:00:00Z"}}),
    ]


async def test_the_database_refuses_what_a_role_may_not_write_whatever_the_service_says(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = case_of(await request(work))
    stored = "select f.*, (select count(*) from cases.letter) as letters from cases.file f"
    facts = "select (select count(*) from register.ground), (select count(*) from register.event)"
    before = await owner.fetch(stored), await owner.fetch(facts)
    for role, changes in hostile(case, work):
        statement, arguments = WRITES[role]
        with pytest.raises(UnavailableError):
            await work.commands.write(
                role, statement, (*arguments, case.bsn.number), work.given(), Decided({}, changes), case.bsn
            )
        assert (await owner.fetch(stored), await owner.fetch(facts)) == before, (role, changes)


async def test_the_database_refuses_a_change_of_nobody_or_in_the_name_of_who_did_not_submit_it(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = case_of(await request(work))
    row = case.row(work.given().calendar)
    stored = "select f.* from cases.file f"
    before = await owner.fetch(stored)
    later = row | {"decide_before": "2030-01-01"}
    for role, named, changes, person in (
        (Role.CITIZEN, (), later | {"bsn": None}, None),
        (Role.ASSESSOR, (), later | {"bsn": None}, None),
        (Role.SUWINET, (None, None), later | {"submitter": "SUWINET"}, case.bsn.number),
        (Role.SUWINET, (None, MUNICIPALITY.oin), later | {"submitter": "SUWINET"}, None),
    ):
        statement, _ = WRITES[role]
        with pytest.raises(UnavailableError):
            await work.commands.write(
                role,
                statement,
                (*named, person),
                work.given(),
                Decided({}, {"case": changes, "version": 1}),
                case.bsn if person else None,
            )
        assert await owner.fetch(stored) == before, (role, person)
