"""An application is decided on the rows that its kind may use, and what is recorded names their article."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from domain.admission_facts import AdmissionFacts, FindingRequester
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import CaseState, Decision
from domain.grounds import GroundCode
from domain.refusals import RefusalCode
from models.commands import requests, review
from models.commands.decision import decide_case
from models.commands.facts import stop_ground
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.fixtures import people
from tests.fixtures.cases import FORMS
from tests.fixtures.casework import MUNICIPALITY, Casework, assessor, case_of, citizen, code_of

WHO = people.RAN_ON
PUPIL = AdmissionFacts(protected_work_finding=False, special_education=True, permanently_without_possibilities=False)
FOUND = AdmissionFacts(
    protected_work_finding=False,
    municipal_support=True,
    uwv_finding_below_minimum_wage=True,
    finding_requested_by=FindingRequester.MUNICIPALITY,
    finding_on=date(2026, 11, 10),
    wajong_2015_refused=True,
)
"""Row 1 holds, and row 9, which only a citizen's own application may use."""


@pytest.fixture
async def work(owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def in_hand(work: Casework, kind: CaseKind, facts: AdmissionFacts) -> Any:
    if kind is CaseKind.PARTICIPATION_ACT_INDICATION:
        given = work.given("municipality")
        asked = await requests.apply_for_client(
            work.commands, MUNICIPALITY, given, kind, Bsn(WHO), FORMS[kind].as_dict()
        )
    else:
        asked = await requests.apply_for_oneself(
            work.commands, citizen(WHO), work.given(), kind, FORMS[kind].as_dict(), None
        )
    case = case_of(asked).id
    case_of(await review.take(work.commands, assessor(), work.given("assessor"), case))
    case_of(await review.record_facts(work.commands, assessor(), work.given("assessor"), case, facts))
    return case


async def decide(
    work: Casework, case: Any, decision: Decision, grounds: list[GroundCode] | None, start: date | None
) -> dict[str, Any]:
    given = work.given("assessor")
    return await decide_case(work.commands, assessor(), given, case, decision, grounds, start, "Zo is het.")


@pytest.mark.parametrize(
    ("kind", "facts", "article"),
    [
        (CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL, "Besluit Wfsv 2.24 lid 1"),
        (CaseKind.PARTICIPATION_ACT_INDICATION, FOUND, "Wfsv 38b lid 1 onder a"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
async def test_a_granted_application_is_a_ground_by_the_article_of_its_row(
    work: Casework,
    owner: "asyncpg.Connection[asyncpg.Record]",
    kind: CaseKind,
    facts: AdmissionFacts,
    article: str,
    *,
    named: bool,
) -> None:
    case = await in_hand(work, kind, facts)
    (code,) = [code for code in GroundCode if code.value in {kind.value, kind.value.removesuffix("_REPORT")}]
    granted = case_of(await decide(work, case, Decision.GRANT, [code] if named else None, work.today))
    assert granted.case.state is CaseState.GRANTED
    stored = await owner.fetch(
        "select code::text, article from register.ground where bsn = $1 and start_date = $2",
        int(WHO),
        work.today,
    )
    assert [tuple(row) for row in stored] == [(code.value, article)]


async def test_a_start_that_the_law_forbids_is_refused_and_nothing_is_recorded(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = await in_hand(work, CaseKind.PARTICIPATION_ACT_INDICATION, FOUND)
    before = await owner.fetch("select * from register.ground order by id")
    for start, code in (
        (date(2026, 11, 9), RefusalCode.INVALID_DATE),
        (date(2026, 11, 24), RefusalCode.INVALID_DATE),
        (None, RefusalCode.INCOMPLETE),
    ):
        assert code_of(await decide(work, case, Decision.GRANT, None, start)) == code
    assert await owner.fetch("select * from register.ground order by id") == before


async def test_what_a_rejection_can_not_have_is_refused_not_left_out(work: Casework) -> None:
    facts = AdmissionFacts(permanently_without_possibilities=True)
    case = await in_hand(work, CaseKind.SPECIAL_EDUCATION_REPORT, facts)
    ground = [GroundCode.SPECIAL_EDUCATION]
    assert code_of(await decide(work, case, Decision.REJECT, ground, None)) == RefusalCode.INVALID_VALUE
    assert code_of(await decide(work, case, Decision.REJECT, None, work.today)) == RefusalCode.INVALID_VALUE
    assert case_of(await decide(work, case, Decision.REJECT, None, None)).case.state is CaseState.REJECTED


async def test_a_ground_that_is_recorded_already_is_granted_and_recorded_once(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for _ in range(2):
        case = await in_hand(work, CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL)
        assert case_of(await decide(work, case, Decision.GRANT, None, work.today)).case.state is CaseState.GRANTED
    starts = "select count(*) from register.ground where bsn = $1 and start_date = $2"
    assert await owner.fetchval(starts, int(WHO), work.today) == 1


async def test_a_ground_that_stopped_is_not_granted_from_the_day_on_which_it_began(work: Casework) -> None:
    case = await in_hand(work, CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL)
    case_of(await decide(work, case, Decision.GRANT, None, work.today))
    later, code = work.on(work.today + timedelta(3)), GroundCode.SPECIAL_EDUCATION
    stopped = (Bsn(WHO), code, work.today, later.today, "Er is geen grond meer.")
    await stop_ground(later.commands, assessor(), later.given("assessor"), str, *stopped)
    again = await in_hand(later, CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL)
    assert code_of(await decide(later, again, Decision.GRANT, None, work.today)) == RefusalCode.INVALID_DATE
    case_of(await decide(later, again, Decision.GRANT, None, later.today))


async def test_nobody_is_deregistered_twice_on_one_day(
    work: Casework, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async def leaves() -> dict[str, Any]:
        asked = await requests.request_deregistration(work.commands, citizen(WHO), work.given(), None, confirmed=True)
        case = case_of(asked).id
        case_of(await review.take(work.commands, assessor(), work.given("assessor"), case))
        return await decide(work, case, Decision.GRANT, None, None)

    case_of(await leaves())
    report = await in_hand(work, CaseKind.SPECIAL_EDUCATION_REPORT, PUPIL)
    case_of(await decide(work, report, Decision.GRANT, None, work.today))
    assert code_of(await leaves()) == RefusalCode.INVALID_DATE
    assert await owner.fetchval("select count(*) from register.event where bsn = $1", int(WHO)) == 1
