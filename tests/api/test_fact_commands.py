"""Facts over HTTP: recorded and corrected by an assessor, protected work by a municipality, and by nobody else."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Answer, Ask, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.facts import differences

TODAY = date(2026, 11, 23)
FACT = """
    __typename
    ... on Fact { factId person { registered registrationEndDate grounds { code startDate legalBasis } } }
    ... on Refusal { code message reasons { holds text article } }"""
ONLY_ID = "__typename ... on Fact { factId } ... on Refusal { code message }"
INPUTS = {
    "recordEvent": "RecordEventInput",
    "recordGround": "RecordGroundInput",
    "stopGround": "StopGroundInput",
    "correctFact": "CorrectFactInput",
    "reportProtectedWork": "ReportProtectedWorkInput",
}
AS_OF = "query($bsn: BSN!, $day: Date!) { person(bsn: $bsn, purpose: ASSESSMENT) { asOf(date: $day) { registered } } }"
ON_FILE = """query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { facts {
    factId name ground event startDate endDate endReason article recordedBy recordedBecause supersededBy
    supersededBecause } } }"""


@pytest.fixture
async def ask(peopled: Owner, pools: ServingPools) -> AsyncIterator[Ask]:  # noqa: ARG001 - whom one asks about
    """Asks a service of this test's own register."""
    async with client_of(pools, TODAY) as client:
        yield asker(client)


def mutation(name: str, selection: str = FACT) -> str:
    return f"mutation($input: {INPUTS[name]}!) {{ {name}(input: $input) {{ {selection} }} }}"


async def command(ask: Ask, name: str, bearer: str | None = None, selection: str = FACT, **given: Any) -> Any:
    """What a command answers."""
    variables = {"input": {"idempotencyKey": uuid4().hex, **given}}
    answer = await ask(Role.ASSESSOR, mutation(name, selection), variables, bearer=bearer)
    assert (answer.status, answer.codes) == (200, []), answer.body
    return answer.body["data"][name]


def municipality() -> str:
    """A token of an officer of a municipality."""
    organisation = {"oin": "00000001234567890000", "name": "Gemeente Voorbeeld", "kind": "MUNICIPALITY"}
    return token(Role.SUWINET, organisation=organisation)


async def registered_on(ask: Ask, bsn: str, day: str) -> bool:
    answer = await ask(Role.ASSESSOR, AS_OF, {"bsn": bsn, "day": day})
    registered: bool = answer.body["data"]["person"]["asOf"]["registered"]
    return registered


async def on_file(ask: Ask, bsn: str) -> list[dict[str, Any]]:
    answer = await ask(Role.ASSESSOR, ON_FILE, {"bsn": bsn})
    facts: list[dict[str, Any]] = answer.body["data"]["person"]["facts"]
    return facts


async def test_an_assessor_records_an_event_and_answers_about_any_day_change_at_once(ask: Ask, peopled: Owner) -> None:
    assert await registered_on(ask, people.SINCE_2008, "2026-11-02")

    fact = await command(ask, "recordEvent", bsn=people.SINCE_2008, event="EMIGRATION", date="2026-11-02")

    assert fact["person"] == {"registered": False, "registrationEndDate": None, "grounds": []}
    assert await registered_on(ask, people.SINCE_2008, "2026-11-01")
    assert not await registered_on(ask, people.SINCE_2008, "2026-11-02")
    assert await differences(peopled) == {}


async def test_a_recorded_ground_shows_its_article_and_is_stopped_and_corrected_by_its_id(
    ask: Ask, peopled: Owner
) -> None:
    bsn, article = people.NEVER_HEARD_OF, "Besluit Wfsv 2.25 lid 1 onder a"
    ground: dict[str, Any] = {"code": "PARTICIPATION_ACT_INDICATION", "startDate": "2020-02-01"}
    fact = await command(ask, "recordGround", bsn=bsn, birthDate="1999-01-01", article=article, **ground)
    assert fact["person"]["grounds"] == [{**ground, "legalBasis": article}]
    [held] = await on_file(ask, bsn)

    stopped = await command(ask, "stopGround", bsn=bsn, endDate="2026-01-01", reason="Recht gestopt.", **ground)
    key, nested = uuid4().hex, {"bsn": bsn, "idempotencyKey": "x", "code": "WAJONG", "startDate": "2020-03-01"}
    outdated = await command(ask, "correctFact", factId=held["factId"], ground=nested, reason="Verkeerde grondslag.")
    assert outdated["code"] == "WRONG_STATE"
    assert stopped["person"]["registered"]
    given: dict[str, Any] = {
        "factId": stopped["factId"],
        "ground": nested,
        "reason": "Verkeerde grondslag.",
        "idempotencyKey": key,
    }
    corrected = await command(ask, "correctFact", **given)
    assert await command(ask, "correctFact", **given) == corrected
    assert [one["code"] for one in corrected["person"]["grounds"]] == ["WAJONG"]
    assert not await registered_on(ask, bsn, "2020-02-29")

    newest, *older = await on_file(ask, bsn)
    assert (newest["ground"], newest["endDate"], newest["supersededBy"]) == ("WAJONG", "2026-01-01", None)
    assert [(one["ground"], one["supersededBecause"]) for one in older] == [
        ("PARTICIPATION_ACT_INDICATION", "Verkeerde grondslag."),
        ("PARTICIPATION_ACT_INDICATION", "Recht gestopt."),
    ]
    assert await differences(peopled) == {}


async def test_a_wrong_death_that_was_delivered_is_found_on_file_and_withdrawn(ask: Ask, peopled: Owner) -> None:
    [death] = [one for one in await on_file(ask, people.DEAD) if one["event"] == "DEATH"]
    assert (death["name"], death["startDate"], death["recordedBy"]) == ("Overlijden", "2020-02-02", None)

    fact = await command(ask, "correctFact", factId=death["factId"], withdraw=True, reason="Een ander was bedoeld.")

    assert fact["person"]["registered"]
    [withdrawn] = [one for one in await on_file(ask, people.DEAD) if one["event"] == "DEATH"]
    assert (withdrawn["supersededBy"], withdrawn["supersededBecause"]) == ("UWV (voorbeeld)", "Een ander was bedoeld.")
    assert await differences(peopled) == {}


async def test_a_municipality_reports_its_finding_and_gets_an_id_that_says_nothing(ask: Ask, peopled: Owner) -> None:
    lengths = set()
    for bsn in (people.SINCE_2008, people.WITHOUT_GROUND, people.NEVER_HEARD_OF):
        fact = await command(ask, "reportProtectedWork", municipality(), ONLY_ID, bsn=bsn, decidedOn="2026-11-02")
        assert fact["__typename"] == "Fact"
        lengths.add(len(fact["factId"]))
    assert len(lengths) == 1
    assert not await registered_on(ask, people.SINCE_2008, "2026-11-03")
    assert await differences(peopled) == {}


async def test_the_same_key_is_answered_with_the_same_id(ask: Ask) -> None:
    given: dict[str, Any] = {
        "bsn": people.SINCE_2008,
        "event": "EMIGRATION",
        "date": "2026-11-02",
        "idempotencyKey": uuid4().hex,
    }
    first, second = [await command(ask, "recordEvent", selection=ONLY_ID, **given) for _ in range(2)]
    assert first == second
    reused = await command(ask, "recordEvent", **{**given, "date": "2026-11-03"})
    assert (reused["__typename"], reused["code"]) == ("Refusal", "KEY_REUSED")


async def test_an_expected_refusal_is_data_with_the_article(ask: Ask) -> None:
    early: dict[str, Any] = {"bsn": people.SINCE_2008, "code": "IVA_WAGE_DISPENSATION", "startDate": "2025-12-31"}
    refusal = await command(ask, "recordGround", **early)
    assert (refusal["code"], refusal["reasons"][0]["article"]) == ("INVALID_DATE", "Wfsv 38b lid 1 onder g")
    tomorrow = str(TODAY + timedelta(days=1))
    refused: dict[str, dict[str, Any]] = {
        "recordEvent": {"bsn": people.SINCE_2008, "event": "DEATH", "date": tomorrow},
        "recordGround": {"bsn": people.SINCE_2008, "code": "WAJONG", "startDate": tomorrow},
    }
    for name, given in refused.items():
        assert (await command(ask, name, **given))["code"] == "INVALID_DATE"


async def test_an_id_that_is_none_of_a_fact_is_forbidden_whatever_it_is(ask: Ask) -> None:
    query = "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { grounds { factId } } }"
    [held] = (await ask(Role.ASSESSOR, query, {"bsn": people.SINCE_2008})).body["data"]["person"]["grounds"]
    first = held["factId"]
    answers = []
    for fact in ("", "1", "é", first[:-2], first + "A", str(uuid4())):
        given = {"factId": fact, "withdraw": True, "reason": "Nee.", "idempotencyKey": uuid4().hex}
        answer = await ask(Role.ASSESSOR, mutation("correctFact", ONLY_ID), {"input": given})
        assert answer.codes == ["FORBIDDEN"]
        answers.append(answer.body["errors"][0]["message"])
    assert len(set(answers)) == 1


GIVEN: dict[str, dict[str, object]] = {
    "recordEvent": {"bsn": people.SINCE_2008, "event": "DEATH", "date": "2026-11-02"},
    "recordGround": {"bsn": people.SINCE_2008, "code": "WAJONG", "startDate": "2026-11-02"},
    "stopGround": {
        "bsn": people.SINCE_2008,
        "code": "WSW_INDICATION",
        "startDate": "2008-09-01",
        "endDate": "2026-11-02",
        "reason": "x",
    },
    "correctFact": {"factId": "x", "withdraw": True, "reason": "x"},
    "reportProtectedWork": {"bsn": people.SINCE_2008, "decidedOn": "2026-11-02"},
}


@pytest.mark.parametrize("name", GIVEN)
async def test_no_other_role_records_or_corrects(ask: Ask, peopled: Owner, name: str) -> None:
    own = Role.SUWINET if name == "reportProtectedWork" else Role.ASSESSOR
    before = await peopled.fetch("select to_jsonb(r)::text from register.registration r order by 1")
    for role in set(Role) - {own}:
        given = {**GIVEN[name], "idempotencyKey": uuid4().hex}
        answer: Answer = await ask(role, mutation(name, ONLY_ID), {"input": given})
        assert (answer.status, answer.codes[0]) == (403, "FIELD_NOT_VISIBLE"), role
    assert await peopled.fetchval("select count(*) from register.delivery where command is not null") == 0
    assert await peopled.fetch("select to_jsonb(r)::text from register.registration r order by 1") == before


async def test_uwv_by_suwinet_reports_no_finding_of_a_municipality(ask: Ask, peopled: Owner) -> None:
    uwv = token(Role.SUWINET, organisation={"oin": "00000001234567890000", "name": "UWV", "kind": "UWV"})
    given = {**GIVEN["reportProtectedWork"], "idempotencyKey": uuid4().hex}
    answer = await ask(Role.SUWINET, mutation("reportProtectedWork", ONLY_ID), {"input": given}, bearer=uwv)
    assert answer.codes == ["FORBIDDEN"]
    assert await peopled.fetchval("select count(*) from register.delivery where command is not null") == 0


async def test_a_municipality_sees_no_person_of_a_fact(ask: Ask, peopled: Owner) -> None:
    given = {**GIVEN["reportProtectedWork"], "idempotencyKey": uuid4().hex}
    answer = await ask(None, mutation("reportProtectedWork"), {"input": given}, bearer=municipality())
    assert (answer.status, answer.codes) == (403, ["FIELD_NOT_VISIBLE"])
    assert await peopled.fetchval("select count(*) from register.delivery where command is not null") == 0


async def test_what_was_recorded_and_by_whom_stands_in_the_log_without_a_number(ask: Ask, peopled: Owner) -> None:
    await command(ask, "recordEvent", bsn=people.SINCE_2008, event="EMIGRATION", date="2026-11-02")
    rows = await peopled.fetch("select role, purpose, fields, subject_count from log.record order by at")
    assert [(row["role"], row["purpose"], row["subject_count"]) for row in rows] == [("ASSESSOR", "ASSESSMENT", 1)] * 2
    assert rows[0]["fields"].startswith("Mutation.recordEvent Fact.factId")
    assert "Person.grounds" in rows[1]["fields"]


async def test_a_command_beside_an_import_that_derives_says_when_to_come_back_and_its_key_is_free(
    ask: Ask, peopled: Owner
) -> None:
    event = {"bsn": people.SINCE_2008, "event": "EMIGRATION", "date": "2026-11-02", "idempotencyKey": uuid4().hex}
    held = (
        "lock table register.person, register.ground, register.event, register.registration in share row exclusive mode"
    )
    async with peopled.transaction():  # as models/imports/delivery.py holds them
        await peopled.execute(held)
        answer = await ask(
            Role.ASSESSOR, mutation("recordEvent", ONLY_ID), {"input": event}, bearer=token(Role.ASSESSOR)
        )
        assert (answer.status, answer.codes, answer.headers["retry-after"]) == (503, ["UNAVAILABLE"], "30")
        assert (await ask(Role.ASSESSOR, ON_FILE, {"bsn": people.SINCE_2008})).codes == []
    assert (await command(ask, "recordEvent", selection=ONLY_ID, **event))["__typename"] == "Fact"
