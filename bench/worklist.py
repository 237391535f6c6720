"""The assessors' worklist among a million cases: pages, counts and filters, as the role's own functions answer them."""

import time
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Final
from uuid import UUID

import asyncpg

from domain.case_kinds import CaseKind
from domain.cases import CaseState
from domain.roles import Role
from models.database import role_name
from models.queries.cases import WorklistFilter, WorklistPage, WorklistPosition

CASES: Final = 1_000_000
_ROUNDS: Final = 15
_PAGE: Final = 25
_TODAY: Final = date(2026, 11, 27)
_HOLDER: Final = bytes([7]) * 16

# One in ten waits for a decision, a tenth of those stand still; due days reach from ten weeks ago to fourteen ahead.
_FILL: Final = """
    insert into cases.file (id, kind, state, bsn, submitter, user_pseudonym, received_at, received_on, due,
        decide_before, stands_still_since, invited_on, invited_until, missing, holder, notice_received_on, hearings,
        decided_at, decided_on, decision, sentence, motivation, form, facts, changed_at, version)
    select gen_random_uuid(), kind, state, 100000000 + n, 'CITIZEN', decode(lpad(to_hex(n), 32, '0'), 'hex'),
        due - 56 + time '10:00', due - 56, due, due,
        case when state = 'SUSPENDED' then $2::date - 5 end, case when state = 'SUSPENDED' then $2::date - 6 end,
        case when state = 'SUSPENDED' then $2::date + 9 end, case when state = 'SUSPENDED' then array['Een brief'] end,
        case when state in ('IN_REVIEW', 'SUSPENDED')
            then decode(repeat(lpad(to_hex(n / 10 % 200), 2, '0'), 16), 'hex') end,
        case when state = 'IN_REVIEW' and due < $2::date - 30 and n % 7 = 0 then due + 3 end, '[]',
        case when decided then due - 3 + time '10:00' end, case when decided then due - 3 end,
        case when decided then 'REJECT' end, case when decided then 'U blijft in het register.' end,
        case when decided then 'Er geldt nog een grondslag.' end, '{}', '{}', due - 56 + time '10:00', 1
    from (select n, ('{DEREGISTRATION,WORK_CAPACITY_ASSESSMENT,WORK_PROVISION_ASSESSMENT,PARTICIPATION_ACT_INDICATION,'
                || 'SPECIAL_EDUCATION_REPORT}')::cases.kind[] as kinds, n % 10 <> 0 as decided,
            $2::date - 70 + (n::bigint * 7919 % 168)::integer - case when n % 10 <> 0 then 400 else 0 end as due,
            (case when n % 10 <> 0 then 'REJECTED' when n % 100 = 0 then 'SUSPENDED' when n % 3 = 0 then 'IN_REVIEW'
                else 'SUBMITTED' end)::cases.state as state
        from generate_series(1, $1::integer) as n) as made, lateral (select kinds[1 + n / 10 % 5] as kind) as chosen"""
_WORKLIST: Final = (
    "select * from serve.assessor_cases($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
)
_COUNTS: Final = "select * from serve.assessor_case_counts($1, $2, $3, $4, $5, $6, $7, $8)"


async def run(owner: "asyncpg.Connection[asyncpg.Record]", prefix: str, cases: int = CASES) -> None:
    """Fill an empty register with so many cases, ask the worklist in each way, and print what one answer took.

    Args:
        owner: a superuser's connection.
        prefix: what the names of the serving roles begin with.
        cases: how many.
    """
    started = time.monotonic()
    await owner.execute("set session_replication_role = replica")
    await owner.execute(_FILL, cases, _TODAY)
    await owner.execute("reset session_replication_role")
    await owner.execute("vacuum analyze cases.file")
    print(f"the worklist: {cases:,} cases, filled in {time.monotonic() - started:.0f} s")
    await owner.execute(f"set session authorization {role_name(prefix, Role.ASSESSOR)}")
    places = [_place(row) for row in await owner.fetch(_WORKLIST, *_asked(WorklistFilter(), size=cases // 20))]
    middle, last = places[len(places) // 2], places[-2]
    late, soon = WorklistFilter(overdue=True), WorklistFilter(due_before=_TODAY + timedelta(days=7))
    closed = WorklistFilter(states=tuple(CaseState))
    for name, asked, after, backwards in (
        ("the first page", WorklistFilter(), None, False),
        ("a page in the middle", WorklistFilter(), middle, False),
        ("a page further on", WorklistFilter(), last, False),
        ("the last page", WorklistFilter(), None, True),
        ("the first page of what is overdue", late, None, False),
        ("… in default", WorklistFilter(in_default=True), None, False),
        ("… of one kind", WorklistFilter(kinds=[CaseKind.SPECIAL_EDUCATION_REPORT]), None, False),
        ("… that one assessor has in hand", WorklistFilter(holders=[_HOLDER]), None, False),
        ("… that nobody has in hand", WorklistFilter(unassigned=True), None, False),
        ("… that is due this week", soon, None, False),
        ("… of every state", closed, None, False),
    ):
        await _measured(owner, name, _WORKLIST, _asked(asked, after, backwards=backwards))
    for name, asked in (("counts of what is open", WorklistFilter()), ("counts of what is overdue", late),
                        ("counts of what is due this week", soon), ("counts of every state", closed)):  # fmt: skip
        await _measured(owner, name, _COUNTS, (_TODAY, *asked.arguments(), *asked.later_arguments()))
    await owner.execute("reset session authorization")


def _asked(
    asked: WorklistFilter, after: WorklistPosition | None = None, *, size: int = _PAGE, backwards: bool = False
) -> tuple[object, ...]:
    page = WorklistPage(after, None, size, backwards)
    nowhere = (None, None, None)
    return (
        _TODAY,
        *asked.arguments(),
        *(page.after or nowhere),
        *nowhere,
        page.size + 1,
        page.backwards,
        *asked.later_arguments(),
    )


def _place(row: asyncpg.Record) -> WorklistPosition:
    number = row["one"].partition('"id": "')[2][:36]
    return WorklistPosition(row["still"], row["day"], UUID(number))


async def _measured(
    owner: "asyncpg.Connection[asyncpg.Record]", name: str, statement: str, arguments: Sequence[object]
) -> None:
    took, rows = [], 0
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        rows = len(await owner.fetch(statement, *arguments))
        took.append((time.perf_counter() - started) * 1000)
    print(f"  {name}: {median(took):.1f} ms (most {max(took):.1f}), {rows} rows")
