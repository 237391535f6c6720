"""What each role is answered about a person."""

from datetime import date

import asyncpg
import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of, token
from tests.fixtures import people

SEEN_BY_ALL = "bsn registered registrationEndDate"
GROUNDS = "grounds { code name legalBasis startDate endDate countsFor }"
WHOLE = f"{SEEN_BY_ALL} countingStartDate {GROUNDS}"


def person(purpose: str, fields: str) -> str:
    return f"query($bsn: BSN!) {{ person(bsn: $bsn, purpose: {purpose}) {{ {fields} }} }}"


async def test_a_citizen_sees_whether_they_are_registered(ask: Ask) -> None:
    answer = await ask(Role.CITIZEN, person("OWN_DATA", SEEN_BY_ALL), {"bsn": people.RAN_ON})
    assert answer.data == {"person": {"bsn": people.RAN_ON, "registered": True, "registrationEndDate": None}}


async def test_a_citizen_reaches_themselves_without_naming_a_bsn(ask: Ask) -> None:
    answer = await ask(
        Role.CITIZEN, "{ viewer { person { bsn registered } } }", bearer=token(Role.CITIZEN, bsn=people.DEAD)
    )
    assert answer.data == {"viewer": {"person": {"bsn": people.DEAD, "registered": False}}}


@pytest.mark.parametrize("other", [people.TWO_GROUNDS, people.NEVER_HEARD_OF])
async def test_a_citizen_may_not_ask_about_somebody_else_known_or_not(ask: Ask, other: str) -> None:
    answer = await ask(Role.CITIZEN, person("OWN_DATA", "registered"), {"bsn": other})
    assert answer.status == 200
    assert answer.body == {
        "errors": [
            {
                "message": "You may ask only about yourself.",
                "locations": [{"line": 1, "column": 21}],
                "path": ["person"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
        "data": {"person": None},
    }


async def test_an_employer_sees_whether_an_applicant_is_registered(ask: Ask) -> None:
    answer = await ask(Role.EMPLOYER, person("APPLICANT", SEEN_BY_ALL), {"bsn": people.TWO_GROUNDS})
    assert answer.data == {"person": {"bsn": people.TWO_GROUNDS, "registered": True, "registrationEndDate": None}}


async def test_an_employer_sees_the_end_date_known_on_the_day(serving: ServingPools) -> None:
    for today, registered, end in (
        (date(2016, 3, 9), True, None),
        (date(2016, 5, 1), True, "2018-12-31"),
        (date(2017, 12, 30), True, "2028-12-31"),
        (date(2020, 1, 1), True, None),
    ):
        async with client_of(serving, today) as client:
            answer = await asker(client)(Role.EMPLOYER, person("EMPLOYEE", SEEN_BY_ALL), {"bsn": people.RAN_ON})
            assert answer.data["person"] == {
                "bsn": people.RAN_ON, "registered": registered, "registrationEndDate": end
            }  # fmt: skip


async def test_suwinet_sees_the_grounds_and_the_counting_start_date(ask: Ask) -> None:
    answer = await ask(Role.SUWINET, person("REINTEGRATION", WHOLE), {"bsn": people.TWO_GROUNDS})
    assert answer.data["person"] == {
        "bsn": people.TWO_GROUNDS,
        "registered": True,
        "registrationEndDate": None,
        "countingStartDate": "2015-01-01",
        "grounds": [
            {
                "code": "WAJONG",
                "name": "Wajong met arbeidsvermogen",
                "legalBasis": "Wfsv 38b lid 1 onder c",
                "startDate": "2015-01-01",
                "endDate": "2019-05-05",
                "countsFor": ["JOB_AGREEMENT", "QUOTA"],
            },
            {
                "code": "PRACTICE_ROUTE",
                "name": "Praktijkroute",
                "legalBasis": "Wfsv 38b lid 1 onder a",
                "startDate": "2017-06-01",
                "endDate": None,
                "countsFor": ["JOB_AGREEMENT", "QUOTA"],
            },
        ],
    }


async def test_an_assessor_sees_why_a_ground_ended(ask: Ask) -> None:
    answer = await ask(Role.ASSESSOR, person("ASSESSMENT", "grounds { code endReason }"), {"bsn": people.TWO_GROUNDS})
    assert answer.data["person"]["grounds"] == [
        {"code": "WAJONG", "endReason": people.SECRET_REASON},
        {"code": "PRACTICE_ROUTE", "endReason": None},
    ]


async def test_the_future_of_a_ground_is_not_told(ask: Ask) -> None:
    answer = await ask(
        Role.ASSESSOR, person("ASSESSMENT", "registered grounds { endDate endReason }"), {"bsn": people.WITH_A_FUTURE}
    )
    assert answer.data["person"] == {"registered": True, "grounds": [{"endDate": None, "endReason": None}]}


@pytest.mark.parametrize(
    "bsn", [people.NEVER_HEARD_OF, people.WITHOUT_GROUND, people.DEAD, people.LAPSED, people.PENSIONER]
)
async def test_who_is_not_registered_has_no_grounds_whatever_the_reason(ask: Ask, bsn: str) -> None:
    answer = await ask(Role.SUWINET, person("EMPLOYER_SERVICES", WHOLE), {"bsn": bsn})
    assert answer.data["person"] == {
        "bsn": bsn, "registered": False, "registrationEndDate": None, "countingStartDate": None, "grounds": []
    }  # fmt: skip


async def test_a_bsn_keeps_its_leading_zeros(ask: Ask) -> None:
    answer = await ask(Role.SUWINET, person("ASSESSMENT", "bsn registered"), {"bsn": people.LEADING_ZERO})
    assert answer.data["person"] == {"bsn": people.LEADING_ZERO, "registered": True}


async def test_several_persons_are_answered_one_a_position_in_the_order_asked(ask: Ask) -> None:
    asked = [people.TWO_GROUNDS, people.NEVER_HEARD_OF, people.RAN_ON, people.TWO_GROUNDS]
    query = "query($bsns: [BSN!]!) { persons(bsns: $bsns, purpose: REINTEGRATION) { bsn registered } }"
    answer = await ask(Role.SUWINET, query, {"bsns": asked})
    assert answer.data["persons"] == [{"bsn": bsn, "registered": bsn != people.NEVER_HEARD_OF} for bsn in asked]
    assert (await ask(Role.SUWINET, query, {"bsns": []})).data == {"persons": []}
    assert len((await ask(Role.SUWINET, query, {"bsns": [people.RAN_ON] * 50})).data["persons"]) == 50


async def test_the_periods_of_a_year(ask: Ask) -> None:
    query = person(
        "REINTEGRATION",
        "now: registeredPeriods(year: 2026) { from until } before: registeredPeriods(year: 2025) { from until }",
    )
    found = {}
    for bsn in (people.RAN_ON, people.TOLD_TO_GO, people.DEAD):
        found[bsn] = (await ask(Role.SUWINET, query, {"bsn": bsn})).data["person"]
    assert found == {
        people.RAN_ON: {
            "now": [{"from": "2026-01-01", "until": None}],
            "before": [{"from": "2025-01-01", "until": "2025-12-31"}],
        },
        people.TOLD_TO_GO: {
            "now": [{"from": "2026-01-01", "until": "2026-01-31"}, {"from": "2026-05-01", "until": None}],
            "before": [{"from": "2025-01-01", "until": "2025-12-31"}],
        },
        people.DEAD: {"now": [], "before": []},
    }


async def test_a_change_in_the_database_shows_in_the_next_answer(
    owner: "asyncpg.Connection[asyncpg.Record]", pools: ServingPools
) -> None:
    query = person("APPLICANT", "registered")
    async with client_of(pools) as client:
        ask = asker(client)
        assert not (await ask(Role.EMPLOYER, query, {"bsn": people.RAN_ON})).data["person"]["registered"]
        await owner.execute(
            "insert into register.registration (bsn, from_day, registered_from, counting_from, person, grounds) "
            "values ($1, '2020-01-01', '2020-01-01', '2020-01-01', 1, '{1}')",
            int(people.RAN_ON),
        )
        assert (await ask(Role.EMPLOYER, query, {"bsn": people.RAN_ON})).data["person"]["registered"]
