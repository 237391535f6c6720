"""Doelbinding: each role has its own purposes, and another role's is refused, however it is given."""

import pytest

from domain.roles import Purpose, Role
from tests.api.conftest import Ask
from tests.fixtures import people

OWN = {
    Role.CITIZEN: {"OWN_DATA"},
    Role.EMPLOYER: {"EMPLOYEE", "APPLICANT", "AGENCY_WORKER", "SECONDED_WORKER"},
    Role.SUWINET: {"REINTEGRATION", "EMPLOYER_SERVICES", "ASSESSMENT"},
    Role.ASSESSOR: {"ASSESSMENT"},
}
BSN = {"bsn": people.RAN_ON}
LITERAL = "query($bsn: BSN!) { person(bsn: $bsn, purpose: %s) { registered } }"
VARIABLE = "query($bsn: BSN!, $purpose: Purpose!) { person(bsn: $bsn, purpose: $purpose) { registered } }"
DEFAULT = "query($bsn: BSN!, $purpose: Purpose! = %s) { person(bsn: $bsn, purpose: $purpose) { registered } }"


@pytest.mark.parametrize("purpose", [one.value for one in Purpose])
@pytest.mark.parametrize("role", OWN)
async def test_a_role_may_give_its_own_purposes_only(ask: Ask, role: Role, purpose: str) -> None:
    for query, variables in (
        (LITERAL % purpose, BSN),
        (VARIABLE, {**BSN, "purpose": purpose}),
        (DEFAULT % purpose, BSN),
    ):
        answer = await ask(role, query, variables)
        if purpose in OWN[role]:
            assert answer.data == {"person": {"registered": True}}
        else:
            assert (answer.status, answer.codes) == (200, ["PURPOSE_NOT_ALLOWED"])
            assert answer.body["data"] == {"person": None}


@pytest.mark.parametrize("purpose", sorted({one.value for one in Purpose} - OWN[Role.SUWINET]))
async def test_the_same_holds_for_several_persons(ask: Ask, purpose: str) -> None:
    query = "query($bsns: [BSN!]!) { persons(bsns: $bsns, purpose: %s) { registered } }"
    answer = await ask(Role.SUWINET, query % purpose, {"bsns": [people.RAN_ON]})
    assert (answer.codes, answer.body["data"]) == (["PURPOSE_NOT_ALLOWED"], {"persons": None})
