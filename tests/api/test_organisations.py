"""On whose behalf an employer asks."""

import pytest

from domain.roles import Role
from tests.api.conftest import ISSUER, Ask
from tests.fixtures import people

QUERY = "query($bsn: BSN!, $on: ID) { person(bsn: $bsn, purpose: APPLICANT, organisation: $on) { registered } }"
MINE = """{ viewer { organisations {
    id name kvkNumber rsin payrollTaxNumbers referenceYears services } } }"""
TWO = [{"kvk": people.KVK, "name": "Een"}, {"kvk": people.SECOND_KVK, "name": "Twee"}]
SERVICES = ["PERSON_LOOKUP", "ROSTER", "UNKNOWN"]


async def test_an_employer_sees_their_organisation_as_the_register_knows_it(ask: Ask) -> None:
    [found] = (await ask(Role.EMPLOYER, MINE)).data["viewer"]["organisations"]
    assert found == {
        "id": people.KVK,
        "name": "Voorbeeld B.V.",
        "kvkNumber": people.KVK,
        "rsin": people.RSIN,
        "payrollTaxNumbers": ["800000006L01", "800000006L02"],
        "referenceYears": list(range(2013, 2027)),
        "services": ["ROSTER", "PERSON_LOOKUP"],
    }


def bearer_for(**claims: object) -> str:
    """An employer's token that names its organisations in this way only."""
    usual = ISSUER.without(Role.EMPLOYER, "kvk", "name")
    return ISSUER.sign({**usual, "services": SERVICES, **claims})


async def test_an_organisation_named_by_rsin_is_the_same_one(ask: Ask) -> None:
    [found] = (await ask(None, MINE, bearer=bearer_for(rsin=people.RSIN))).data["viewer"]["organisations"]
    assert (found["id"], found["kvkNumber"], found["name"]) == (people.RSIN, people.KVK, "Eerste Voorbeeld B.V.")


async def test_who_acts_for_several_says_for_which(ask: Ask) -> None:
    bearer = bearer_for(organisations=TWO)
    undecided = await ask(None, QUERY, {"bsn": people.RAN_ON}, bearer=bearer)
    assert undecided.codes == ["BAD_USER_INPUT"]
    assert undecided.errors[0]["extensions"]["argument"] == "organisation"
    decided = await ask(None, QUERY, {"bsn": people.RAN_ON, "on": people.SECOND_KVK}, bearer=bearer)
    assert decided.data == {"person": {"registered": True}}
    names = (await ask(None, MINE, bearer=bearer)).data["viewer"]["organisations"]
    assert [(one["id"], one["payrollTaxNumbers"]) for one in names] == [
        (people.KVK, ["800000006L01", "800000006L02"]),
        (people.SECOND_KVK, ["800000018L01"]),
    ]


@pytest.mark.parametrize("other", [people.FOREIGN_KVK, "99999999", "x", "", "0", people.RSIN])
async def test_another_organisation_is_forbidden_whether_it_exists_or_not(ask: Ask, other: str) -> None:
    answer = await ask(Role.EMPLOYER, QUERY, {"bsn": people.RAN_ON, "on": other})
    assert answer.body == {
        "errors": [
            {
                "message": "You may ask only on behalf of your own organisation.",
                "locations": [{"line": 1, "column": 30}],
                "path": ["person"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
        "data": {"person": None},
    }
