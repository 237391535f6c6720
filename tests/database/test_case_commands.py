"""A command is one statement: all of it or nothing, once, whatever is sent twice or at the same time."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.admission_facts import AdmissionFacts
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import CaseState, Decision, HeardParty, Hearing
from domain.errors import ForbiddenError
from domain.forms import ApplicationForm, RequestedOutcome, WorkProvision
from domain.letters import LetterKind
from domain.proofs import CasesToAssess
from domain.refusals import RefusalCode, Refused
from domain.roles import Role
from models.cases import StoredCase
from models.commands import requests, review
from models.commands.decision import decide_case
from models.commands.wage_value import report_wage_value
from models.database import ServingPools
from models.imports import Silence, import_directory
from models.pseudonyms import Pseudonyms
from models.queries import cases as queries
from models.queries.cases import WorklistFilter, WorklistPage
from tests.fixtures import people
from tests.fixtures.casework import MUNICIPALITY, PSEUDONYMS, Casework, assessor, case_of, citizen, code_of
from tests.fixtures.disclosure_log import KEY

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


async def test_a_report_that_was_decided_at_once_is_not_in_the_worklist_whatever_is_asked(work: Casework) -> None:
    case_of(
        await report_wage_value(
            work.commands, MUNICIPALITY, work.given("officer"), Bsn(people.NEVER_HEARD_OF), "62.50",
            date(2026, 11, 2), None, below_minimum_wage=True,
        )
    )  # fmt: skip
    waiting = case_of(await request(work)).id
    page = WorklistPage(None, None, 10)
    for kinds, ids in ((None, [waiting]), ([CaseKind.WAGE_VALUE_REPORT], []), ([], [])):
        asked = WorklistFilter((CaseState.GRANTED, CaseState.SUBMITTED), kinds)
        found = await queries.worklist(work.pools, assessor(), asked, page, work.today)
        assert [case.id for _, case in found] == ids
        assert (await queries.counts(work.pools, assessor(), asked, work.today)).total == len(ids)


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


async def test_what_a_submitter_is_not_shown_of_a_case_stays_when_they_complete_or_withdraw_it(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    form = ApplicationForm(provisions=(WorkProvision.TRANSPORT,)).as_dict()
    kind, own = CaseKind.WORK_PROVISION_ASSESSMENT, citizen(STOPPED)
    case = case_of(await requests.apply_for_oneself(work.commands, own, work.given(), kind, form, None)).id
    officer, given = assessor(), work.given
    case_of(await review.take(work.commands, officer, given("assessor"), case))
    hearing = Hearing(HeardParty.APPLICANT, work.today, in_writing=True, summary="Gehoord.")
    case_of(await review.record_hearing(work.commands, officer, given("assessor"), case, hearing))
    facts = AdmissionFacts(needs_provision=True)
    case_of(await review.record_facts(work.commands, officer, given("assessor"), case, facts))
    case_of(await review.invite_completion(work.commands, officer, given("assessor"), case, ("x",), date(2026, 12, 1)))
    hidden = "select holder, hearings, facts, reaction_asked_on, motivation from cases.file"
    before = await owner.fetchrow(hidden)
    assert before is not None
    assert before["holder"] is not None
    assert before["facts"] != "{}"
    more = {"explanation": "Hierbij."}
    case_of(await requests.complete(work.commands, own, given(), case, more))
    assert await owner.fetchrow(hidden) == before
    case_of(await requests.withdraw(work.commands, own, given(), case))
    assert await owner.fetchrow(hidden) == before


ROTATED = Pseudonyms({1: KEY, 2: KEY[::-1]}, 2)
"""Of a process that knows the next key already, and of one that has forgotten the first."""
FORGOTTEN = Pseudonyms({2: KEY[::-1]}, 2)


@pytest.mark.parametrize("order", [(PSEUDONYMS, ROTATED), (ROTATED, PSEUDONYMS), (ROTATED, FORGOTTEN)])
async def test_a_key_is_used_once_whichever_keys_of_pseudonyms_a_process_knows(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]", order: tuple[Pseudonyms, Pseudonyms]
) -> None:
    async def asked(pseudonyms: Pseudonyms) -> StoredCase:
        given = work.given(key="the-same-key-0123456789")._replace(users=pseudonyms.known_user("issuer", "citizen"))
        return case_of(
            await requests.request_deregistration(work.commands, citizen(STOPPED), given, None, confirmed=True)
        )

    first, second = [await asked(one) for one in order]
    assert first.id == second.id
    at_once = await asyncio.gather(*(asked(one) for one in order * 5))
    assert {one.id for one in at_once} == {first.id}
    withdrawn = await requests.withdraw(work.commands, citizen(STOPPED), work.given(), first.id)
    assert case_of(withdrawn).case.state is CaseState.WITHDRAWN
    assert await owner.fetchval("select count(*) from cases.file") == 1


async def test_processes_that_know_other_keys_of_pseudonyms_at_the_same_moment_use_a_key_once(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async def asked(pseudonyms: Pseudonyms, number: int) -> UUID:
        key = f"the-same-key-{number:010}"
        given = work.given(key=key)._replace(users=pseudonyms.known_user("issuer", "citizen"))
        kind = CaseKind.WORK_PROVISION_ASSESSMENT
        return case_of(await requests.save_draft(work.commands, citizen(STOPPED), given, kind, {}, None)).id

    for number in range(5):
        await asyncio.gather(*(asked(one, number) for one in (PSEUDONYMS, ROTATED) * 4))
    assert await owner.fetchval("select count(*) from cases.transition") == 5


async def test_an_assessor_keeps_the_cases_in_hand_when_the_key_of_pseudonyms_rotates(work: Casework) -> None:
    case = await in_hand(work)
    before, after = (one.known_user("issuer", "assessor") for one in (PSEUDONYMS, ROTATED))
    own = CasesToAssess(after[0].hex(), "UWV Gegevensdiensten", tuple(one.hex() for one in after[1:]))
    given = work.given("assessor")._replace(users=after)
    assert after[0] != before[0]
    assert code_of(await review.take(work.commands, own, given, case)) == RefusalCode.TAKEN
    given = work.given("assessor")._replace(users=after)
    assert case_of(await review.release(work.commands, own, given, case)).case.holder is None
