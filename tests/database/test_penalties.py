"""`letters penalties`: a penalty is fixed once, when it ran for as long as it may and nothing is decided (Awb 4:18)."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.cases import Decision
from domain.letters import LetterKind
from models.commands import requests, review
from models.commands.decision import decide_case
from models.database import ServingPools
from models.imports import Silence, import_directory
from server.commands.penalties import fix_waiting
from tests.api.conftest import UNBOUNDED
from tests.database.test_import_dkd import register_of
from tests.fixtures import people
from tests.fixtures.casework import PSEUDONYMS, Casework, assessor, case_of, citizen
from tests.fixtures.disclosure_log import Owner

NOTICE, LAST = date(2027, 1, 25), date(2027, 3, 22)
"""Two weeks after the notice it begins to run; the 42nd day is the last."""
PENALTY = "select content::text from cases.letter where kind = 'PENALTY'"


@pytest.fixture
async def work(owner: Owner, pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def _in_default(work: Casework) -> UUID:
    """A request that nobody decides, with a notice of default."""
    own = citizen(people.RAN_ON)
    case = case_of(await requests.request_deregistration(work.commands, own, work.given(), None, confirmed=True)).id
    case_of(await review.take(work.commands, assessor(), work.given("assessor"), case))
    late = work.on(date(2027, 2, 1))
    case_of(await review.record_notice_of_default(late.commands, assessor(), late.given("assessor"), case, NOTICE))
    return case


async def _granted(work: Casework, case: UUID) -> dict[str, Any]:
    given = work.given("assessor")
    return await decide_case(work.commands, assessor(), given, case, Decision.GRANT, None, None, "Uw grond is gestopt.")


async def _run(owner: Owner, work: Casework, day: date) -> list[UUID]:
    fixed = list[UUID]()
    await fix_waiting(owner, register_of(work.pools, PSEUDONYMS, UNBOUNDED), day, Silence(), fixed)
    return fixed


async def test_a_penalty_is_fixed_the_day_after_its_last_one_and_not_again(work: Casework, owner: Owner) -> None:
    case = await _in_default(work)
    assert await _run(owner, work, LAST) == []
    before = await owner.fetchval("select count(*) from log.record")
    assert await _run(owner, work, date(2027, 3, 23)) == [case]
    assert await owner.fetchval("select count(*) from log.record") == before + 1
    [letter] = await owner.fetch(PENALTY)
    assert "1.442" in letter["content"]
    assert "42 dagen" in letter["content"]
    assert await _run(owner, work, date(2027, 3, 24)) == []
    step = await owner.fetchrow("select action, actor, from_state, to_state from cases.transition order by number desc")
    assert tuple(step or ()) == ("FIX_PENALTY", "UWV Gegevensdiensten", "IN_REVIEW", "IN_REVIEW")


async def test_the_decision_that_comes_after_it_fixes_no_penalty_again(work: Casework, owner: Owner) -> None:
    case = await _in_default(work)
    await _run(owner, work, date(2027, 4, 1))
    later = work.on(date(2027, 4, 12))
    decided = case_of(await _granted(later, case))
    kinds = [one.kind for one in decided.letters]
    assert (kinds.count(LetterKind.PENALTY), kinds.count(LetterKind.DECISION)) == (1, 1)
    assert await _run(owner, work, date(2027, 5, 1)) == []


@pytest.mark.parametrize("end", ["withdrawn", "decided"])
async def test_a_case_that_is_over_is_left_alone(work: Casework, owner: Owner, end: str) -> None:
    case, later = await _in_default(work), work.on(date(2027, 2, 2))
    if end == "withdrawn":
        await requests.withdraw(later.commands, citizen(people.RAN_ON), later.given(), case)
    else:
        await _granted(later, case)
    assert await _run(owner, work, date(2027, 6, 1)) == []
    assert await owner.fetch(PENALTY) == []


async def test_a_case_that_nobody_has_in_hand_or_that_stands_still_gets_its_letter_too(
    work: Casework, owner: Owner
) -> None:
    case = await _in_default(work)
    late = work.on(date(2027, 3, 20))
    case_of(
        await review.invite_completion(
            late.commands, assessor(), late.given("assessor"), case, ("Een brief",), date(2027, 4, 20)
        )
    )
    case_of(await review.release(late.commands, assessor(), late.given("assessor"), case))
    assert await _run(owner, work, date(2027, 3, 25)) == [case]
