"""Each answer belongs to its question, whoever asks, goes away or fails at the same time; and so does each record."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest

from domain.bsn import Bsn, passes_eleven_test
from domain.errors import RegisterError
from domain.roles import Role
from models.database import ServingPools
from models.disclosure import DisclosureLog, DisclosureRecord, NoMetrics, Quotas
from models.pseudonyms import Pseudonyms
from models.queries.persons import SEES_GROUNDS, DetailedAnswer, LookUps, RegisteredAnswer
from tests.fixtures.disclosure_log import KEY, Owner, broken_links, entries, replace_body, subject
from tests.fixtures.proofs import consulted

FIRST = date(2020, 1, 1)
ROLES = (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
POISON = 999_900_006
"""A BSN over which the look-ups of the test's database break."""


def passing() -> list[int]:
    """Numbers that may be a BSN, but not the one that breaks the look-ups."""
    return [one for one in range(900_000_000, 900_005_000) if passes_eleven_test(str(one))]


async def fill(owner: Owner, bsns: list[int]) -> None:
    """Everyone is registered from a day of their own, and until one: the answer tells whose it is."""
    await owner.executemany(
        "insert into register.registration (bsn, from_day, registered_from, counting_from, ends_on, person, grounds) "
        "values ($1, $2, $2, $2, $3, 1, '{1}')",
        [(bsn, FIRST + timedelta(number), FIRST + timedelta(9_000 + number)) for number, bsn in enumerate(bsns)],
    )


def expected(bsns: list[int], bsn: int, day: date) -> tuple[bool, date | None]:
    if bsn not in bsns or day < FIRST + timedelta(bsns.index(bsn)):
        return False, None
    return True, FIRST + timedelta(9_000 + bsns.index(bsn))


def fits(bsns: list[int], role: Role, bsn: int, day: date, answer: RegisteredAnswer) -> bool:
    """Whether it is the answer to this question of this role; nobody has one about the person that breaks it."""
    if isinstance(answer, DetailedAnswer) != (role in {Role.SUWINET, Role.ASSESSOR}) or bsn == POISON:
        return False
    if isinstance(answer, DetailedAnswer) and answer.registered:
        assert answer.counting_from == FIRST + timedelta(bsns.index(bsn))
    return (answer.registered, answer.ends_on) == expected(bsns, bsn, day)


def record(number: int) -> DisclosureRecord:
    """Told apart by its trace."""
    user = (number % 7).to_bytes(16, "big")
    trace = number.to_bytes(16, "big")
    fields = "Person.registered"
    return DisclosureRecord("1", "Voorbeeld", user, "ASSESSMENT", fields, "Wfsv", bytes(32), trace, user_id=user)


@pytest.mark.parametrize("seed", range(4))
async def test_each_answer_belongs_to_its_question(owner: Owner, pools: ServingPools, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    known = random.sample(passing(), 60)
    bsns, unknown = known[:40], known[40:]
    await fill(owner, bsns)
    for role in ROLES:
        await poisoned(owner, role)
    log = DisclosureLog(pools, Pseudonyms({1: KEY}, 1), Quotas(*[10**9] * 5))
    look_ups = LookUps(log, calls=random.choice((1, 2, 3)))

    async def ask(number: int) -> tuple[Role, int, date, bool, RegisteredAnswer | None]:
        """What was asked, whether the client may have been gone before its answer, and that."""
        role, bsn = random.choice(ROLES), random.choice((*bsns, *unknown, POISON))
        day = FIRST + timedelta(random.randrange(80))
        await asyncio.sleep(random.random() / 5)
        impatient = random.random() < 0.2
        answer: RegisteredAnswer | None = None
        with suppress(TimeoutError, RegisterError):
            async with asyncio.timeout(random.random() / 50 if impatient else None):
                answer = await look_ups.one(consulted(role, Bsn.of(bsn)), day, record(number))
        return role, bsn, day, impatient, answer

    answers = await asyncio.gather(*(ask(number) for number in range(600)))
    for role, bsn, day, impatient, answer in answers:
        if answer is None:
            assert impatient or bsn == POISON
        else:
            assert fits(bsns, role, bsn, day, answer)
    assert sum(answer is not None for *_, answer in answers) > 400

    recorded = {int(one.trace, 16): one for one in await entries(owner)}
    for number, (role, bsn, *_, answer) in enumerate(answers):
        if answer is not None:
            one = recorded[number]
            assert (one.role, one.subjects) == (role.value, (subject(f"{bsn:09}"),))
            assert one.user == (number % 7).to_bytes(16, "big")
        if bsn == POISON:
            assert number not in recorded  # what failed was undone with its record
    assert max(Counter(one.trace for one in await entries(owner)).values()) == 1
    assert await broken_links(owner) == []


async def poisoned(owner: Owner, role: Role) -> None:
    """Make the look-up of a role fail whenever one BSN is among those asked."""
    name = f"{role.value.lower()}_{'detailed_look_up' if role in SEES_GROUNDS else 'look_up'}"
    body = await owner.fetchval("select prosrc from pg_proc where proname = $1", name)
    broken = body.replace(
        "return query", f"if bsns like '%{POISON}%' then raise exception 'no'; end if; return query"
    )  # fmt: skip
    assert broken != body
    await replace_body(owner, f"serve.{name}", broken)


async def test_no_call_has_questions_of_two_roles_and_each_goes_over_its_own_connection(
    owner: Owner, pools: ServingPools
) -> None:
    took: list[tuple[Role, int]] = []

    class Told(NoMetrics):
        def batch(self, role: Role, items: int) -> None:
            took.append((role, items))

    log = DisclosureLog(pools, Pseudonyms({1: KEY}, 1), Quotas(*[10**9] * 5), Told())
    look_ups = LookUps(log, calls=1)
    bsns = passing()[:80]
    await asyncio.gather(
        *(look_ups.one(consulted(ROLES[at % 4], Bsn.of(bsn)), FIRST, record(at)) for at, bsn in enumerate(bsns))
    )
    assert sum(items for _, items in took) == 80
    assert len(took) < 20
    rows = await owner.fetch("select at, lane, array_agg(distinct role) as roles from log.record group by at, lane")
    assert all(len(row["roles"]) == 1 for row in rows)
    lanes = await owner.fetch("select l.role as of_lane, r.role from log.record r join log.lane l on l.id = r.lane")
    assert {(row["of_lane"], row["role"]) for row in lanes} == {(one.value, one.value) for one in ROLES}
