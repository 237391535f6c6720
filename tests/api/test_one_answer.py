"""For citizens and employers, unknown, never and no longer registered are one answer: nothing tells which."""

import asyncpg
import pytest

from domain.roles import Role
from tests.api.conftest import Ask, token
from tests.api.test_visibility import answering, statements
from tests.conftest import Database
from tests.fixtures import people

NOT_REGISTERED = [
    people.NEVER_HEARD_OF,
    people.WITHOUT_GROUND,
    people.DEAD,
    people.LAPSED,
    people.PENSIONER,
    people.PROTECTED,
]


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EMPLOYER])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_the_answers_are_equal_byte_for_byte_but_for_the_bsn(
    ask: Ask, register: Database, role: Role, accept: str
) -> None:
    purpose = "OWN_DATA" if role is Role.CITIZEN else "APPLICANT"
    query = f"query($bsn: BSN!) {{ person(bsn: $bsn, purpose: {purpose}) {{ bsn registered registrationEndDate }} }}"
    await ask(role, query, {"bsn": people.RAN_ON}, accept=accept)  # opens the connection
    owner = await asyncpg.connect(register.owner)
    answers = set()
    try:
        for bsn in NOT_REGISTERED:
            bearer = token(role, bsn=bsn) if role is Role.CITIZEN else token(role)
            before = await statements(owner)
            answer = await ask(role, query, {"bsn": bsn}, accept=accept, bearer=bearer)
            ran = (await answering(owner, before)).total()
            assert answer.data["person"]["registered"] is False
            headers = tuple(sorted(answer.headers.items()))
            answers.add((answer.status, headers, answer.raw.replace(bsn.encode(), b"BSN"), ran))
    finally:
        await owner.close()
    [(status, _, _, ran)] = answers
    assert (status, ran) == (200, 1)
