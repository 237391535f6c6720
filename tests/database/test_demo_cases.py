"""The demo cases: of every kind and in every state, on whatever day they are made, and as sound as those of users."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from auth.policies.authorisation import visit
from auth.policies.case import cases_to_assess, own_cases, own_letters
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import CaseState, is_overdue, penalty_of
from domain.letters import LetterKind
from domain.roles import Service
from domain.working_days import Calendar
from models.imports import Silence
from models.imports.recomputation import recompute
from models.queries.authorisations import taken
from models.queries.cases import WorklistFilter, WorklistPage, worklist
from models.queries.letters import LetterPage, letters_of_citizen, letters_of_employer
from server.clock import today_in_the_netherlands
from server.demo.cases import ADMINISTRATOR, NARROWED_USER, add_demo_cases
from server.demo.casework import Casework
from server.demo.data import (
    EXAMPLE_COMPLETING_BSN,
    EXAMPLE_LEAVING_BSN,
    EXAMPLE_LEFT_BSN,
    EXAMPLE_ORGANISATION,
    EXAMPLE_SAVING_BSN,
    staff,
)
from server.public_holidays import is_public_holiday
from tests.fixtures.audited import Audited
from tests.fixtures.demo_casework import demo_casework

TODAY = today_in_the_netherlands()
"""A draft is deleted thirty days after it was saved, by the clock of the database."""
LETTERS = LetterPage(None, None, 50)
DECISION_LETTERS = (LetterKind.DECISION, LetterKind.NOT_TREATED)


@pytest.fixture
async def work(owner: Any, audited: Audited, tmp_path: Path) -> Casework:
    return await demo_casework(owner, audited, tmp_path, TODAY)


# Today, the first day there can be any, the days after Christmas and after King's Day, a leap day, a Sunday.
DAYS = [
    TODAY,
    *(date.fromisoformat(day) for day in ("2026-01-01", "2027-12-28", "2027-04-28", "2028-02-29", "2034-10-01")),
]


@pytest.mark.parametrize("today", DAYS)
async def test_there_is_a_case_of_every_kind_and_in_every_state_on_any_day(
    work: Casework, owner: Any, audited: Audited, today: date
) -> None:
    work = replace(work, today=today)
    await add_demo_cases(work)

    found = await owner.fetch("select kind::text, state::text from cases.file")
    assert {row["kind"] for row in found} == set(CaseKind)
    assert {row["state"] for row in found} | {CaseState.DRAFT} == set(CaseState)

    calendar = Calendar(today, is_public_holiday)
    assessor = cases_to_assess(work.users.assessor, [work.log.pseudonyms.user("", "")])
    rows = await worklist(work.commands.pools, assessor, WorklistFilter(), WorklistPage(None, None, 50), today)
    running = [(place, stored.case) for place, stored in rows if not place.still]
    late = [case for _, case in running if is_overdue(case, calendar)]
    week = [place for place, _ in running if today <= place.day < today + timedelta(days=7)]
    later = [place for place, _ in running if place.day >= today + timedelta(days=7)]
    assert (len(late), len(week) >= 1, len(later) >= 3, len(rows) - len(running)) == (3, True, True, 2)
    assert sum(1 for case in late if (owed := penalty_of(case, today)) and owed.amount) == 1
    held = Counter(case.holder for _, case in running)
    mine, colleague = (
        work.log.pseudonyms.user(one.issuer, one.subject).hex() for one in (work.users.assessor, work.users.colleague)
    )
    assert set(held) == {None, mine, colleague}

    assert (await recompute(owner, progress=Silence(), apply=False)).differences == {}
    await audited.checkpoint()
    assert not (await audited.verify()).findings.count


async def test_letters_equal_decisions_and_messages_equal_letters(work: Casework, owner: Any) -> None:
    await add_demo_cases(work)

    decided = {row["id"]: row for row in await owner.fetch("select * from cases.file where decision is not null")}
    written = await owner.fetch("select * from cases.letter where kind::text = any($1)", list(DECISION_LETTERS))
    letters = [one for one in written if one["case_file"]]
    reported = [one["id"] for one in decided.values() if one["kind"] == "WAGE_VALUE_REPORT"]
    assert Counter(one["case_file"] for one in letters) == Counter(decided.keys() - set(reported))
    assert all(one["announced_at"] == decided[one["case_file"]]["decided_at"] for one in letters)

    found = await owner.fetch("select bsn from register.event e join register.delivery d on d.id = e.delivery"
                              " where d.command = 'reportProtectedWork'")  # fmt: skip
    assert [one["bsn"] for one in written if not one["case_file"]] == [one["bsn"] for one in found]

    left = {(one["bsn"], one["decided_on"]) for one in decided.values()
            if (one["kind"], one["decision"]) == ("DEREGISTRATION", "GRANT")}  # fmt: skip
    ended = await owner.fetch("""
        select e.bsn, e.day from register.event e join register.delivery d on d.id = e.delivery
        where e.kind = 'VOLUNTARY' and d.command = 'decideCase'""")
    assert {tuple(row) for row in ended} == left
    copies = await owner.fetch("select bsn from cases.letter where kind = 'EMPLOYER_COPY'")
    assert {row["bsn"] for row in copies} == {bsn for bsn, _ in left}

    available = "select subject from cases.outbox where type = 'nl.doelgroepregister.brief.beschikbaar'"
    sent = "select id from cases.letter where channel = 'PORTAL' and recipient <> 'SUWINET'"
    assert sorted(row[0] for row in await owner.fetch(available)) == sorted(row[0] for row in await owner.fetch(sent))
    assert await owner.fetchval("select bool_and(at::date < $1) from cases.transition", TODAY)


async def test_whom_the_simulator_lets_in_has_a_case_and_letters_read_and_unread(work: Casework, owner: Any) -> None:
    await add_demo_cases(work)
    pools = work.commands.pools

    async def unread(bsn: str) -> dict[str, bool]:
        page = await letters_of_citizen(pools, own_cases(work.users.citizen(bsn)), LETTERS)
        return {one.kind.value: one.read_at is None for one in page}

    states = {row["bsn"]: row["state"] for row in await owner.fetch("select bsn, state::text from cases.file")}
    assert states[int(EXAMPLE_SAVING_BSN)] == CaseState.DRAFT
    assert states[int(EXAMPLE_COMPLETING_BSN)] == CaseState.SUSPENDED
    assert states[int(EXAMPLE_LEAVING_BSN)] == CaseState.IN_REVIEW
    assert states[int(EXAMPLE_LEFT_BSN)] == CaseState.GRANTED
    assert await unread(EXAMPLE_COMPLETING_BSN) == {"RECEIPT": False, "COMPLETION_INVITED": True}
    assert await unread(EXAMPLE_LEAVING_BSN) == {"RECEIPT": True}
    assert await unread(EXAMPLE_LEFT_BSN) == {"RECEIPT": False, "DECISION": True}

    user = work.users.employee("gebruiker-1", EXAMPLE_ORGANISATION, Service.LETTERS)
    own, _ = own_letters(user, EXAMPLE_ORGANISATION.kvk)
    letters = await letters_of_employer(pools, own, LETTERS)
    assert Counter((one.kind.value, one.read_at is None, one.reacted_at is None) for one in letters) == {
        ("REACTION_ASKED", True, True): 1,
        ("REACTION_ASKED", False, False): 1,
        ("EMPLOYER_COPY", True, True): 1,
    }
    asked = next(one for one in letters if one.kind is LetterKind.REACTION_ASKED and one.reacted_at is None)
    assert asked.bsn == Bsn(EXAMPLE_LEAVING_BSN)
    assert asked.answer_until is not None
    assert asked.answer_until > TODAY


async def test_an_administrator_narrowed_what_a_user_may_do(work: Casework) -> None:
    await add_demo_cases(work)

    user = work.users.employee(NARROWED_USER, EXAMPLE_ORGANISATION, Service.ROSTER, Service.LETTERS)
    administrator = work.users.employee(ADMINISTRATOR, EXAMPLE_ORGANISATION, *Service)
    assert await taken(work.commands.pools, visit(user)) == [{Service.ROSTER, Service.LETTERS}]
    assert await taken(work.commands.pools, visit(administrator)) == [frozenset()]


def test_the_examples_of_the_staff_are_who_they_are_said_to_be() -> None:
    at_first = {one.bsn for one in staff() if one.organisation is EXAMPLE_ORGANISATION}
    assert {EXAMPLE_LEAVING_BSN, EXAMPLE_LEFT_BSN} <= at_first
