"""A decision kept as far as it is written: for who assesses the case, without effect, gone once it is taken."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of, token
from tests.api.test_cases import ASSESSOR, CASE, DECIDE, MUNICIPALITY, TAKE, as_assessor, key, requested
from tests.fixtures import people

SAVE = f"mutation($in: SaveDecisionDraftInput!) {{ saveDecisionDraft(input: $in) {{ {CASE} }} }}"
DRAFT = "query($id: ID!) { decisionDraft(id: $id) { decision grounds startDate motivation savedAt } }"
RELEASE = f"mutation($in: CaseInput!) {{ releaseCase(input: $in) {{ {CASE} }} }}"
WITHDRAW = f"mutation($in: CaseInput!) {{ withdrawCase(input: $in) {{ {CASE} }} }}"
NOTHING = {"decision": None, "grounds": None, "startDate": None, "motivation": "", "savedAt": None}
COLLEAGUE = token(Role.ASSESSOR, sub="a-colleague", **ASSESSOR)


@pytest.fixture
async def ask_here(pools: ServingPools, peopled: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Ask]:  # noqa: ARG001 - who is in it
    """Asks the service over this test's own register."""
    async with client_of(pools) as client:
        yield asker(client)


async def taken(ask: Ask, bsn: str = people.RAN_ON) -> str:
    case = await requested(ask, bsn)
    await as_assessor(ask, TAKE, id=case["id"])
    return str(case["id"])


async def draft(ask: Ask, case: str, bearer: str | None = None) -> dict[str, Any]:
    answer = await ask(Role.ASSESSOR, DRAFT, {"id": case}, bearer=bearer or token(Role.ASSESSOR, **ASSESSOR))
    return dict(answer.data["decisionDraft"])


async def test_a_decision_is_kept_as_far_as_it_is_written_and_a_colleague_goes_on_with_it(ask_here: Ask) -> None:
    case = await taken(ask_here)
    assert await draft(ask_here, case) == NOTHING
    kept = await as_assessor(ask_here, SAVE, id=case, motivation="Uw gronden zijn")
    assert (kept["__typename"], kept["state"]) == ("Case", "IN_REVIEW")
    await as_assessor(
        ask_here, SAVE, id=case, decision="GRANT", grounds=["WAJONG"], startDate="2026-11-02", motivation="Uw gronden\n"
    )
    await as_assessor(ask_here, RELEASE, id=case)
    found = await draft(ask_here, case, COLLEAGUE)
    assert found.pop("savedAt").startswith("20")
    written = {"decision": "GRANT", "grounds": ["WAJONG"], "startDate": "2026-11-02", "motivation": "Uw gronden\n"}
    assert found == written


@pytest.mark.parametrize("end", ["decided", "withdrawn"])
async def test_a_draft_is_gone_once_the_case_is_over(
    ask_here: Ask, peopled: "asyncpg.Connection[asyncpg.Record]", end: str
) -> None:
    case, other = await taken(ask_here), await taken(ask_here, people.TWO_GROUNDS)
    for one in (case, other):
        await as_assessor(ask_here, SAVE, id=one, motivation="Nog niet af.")
    if end == "decided":
        await as_assessor(ask_here, DECIDE, id=case, decision="GRANT", motivation="Uw gronden zijn gestopt.")
    else:
        bearer = token(Role.CITIZEN, bsn=people.RAN_ON)
        await ask_here(Role.CITIZEN, WITHDRAW, {"in": {"id": case, "idempotencyKey": key()}}, bearer=bearer)
    assert await draft(ask_here, case) == NOTHING
    assert (await draft(ask_here, other))["motivation"] == "Nog niet af."
    refused = await as_assessor(ask_here, SAVE, id=case, motivation="Te laat.")
    assert (refused["__typename"], refused["code"]) == ("Refusal", "WRONG_STATE")
    assert await peopled.fetchval("select count(*) from cases.decision_draft") == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "INCOMPLETE"),
        ({"motivation": " \n"}, "INCOMPLETE"),
        ({"motivation": "x" * 2001}, "INVALID_VALUE"),
        ({"motivation": "Nee\ufffe"}, "INVALID_VALUE"),
    ],
)
async def test_what_can_not_be_kept_is_refused_and_leaves_what_was_kept(
    ask_here: Ask, given: dict[str, Any], code: str
) -> None:
    case = await taken(ask_here)
    await as_assessor(ask_here, SAVE, id=case, motivation="Dit blijft.")
    refused = await as_assessor(ask_here, SAVE, id=case, **given)
    assert (refused["__typename"], refused["code"]) == ("Refusal", code)
    assert (await draft(ask_here, case))["motivation"] == "Dit blijft."


async def test_only_who_has_the_case_in_hand_keeps_a_draft(ask_here: Ask) -> None:
    case = await taken(ask_here)
    answer = await ask_here(
        Role.ASSESSOR, SAVE, {"in": {"id": case, "motivation": "Van mij.", "idempotencyKey": key()}}, bearer=COLLEAGUE
    )
    assert answer.data["saveDecisionDraft"]["code"] == "NOT_IN_HAND"
    assert await draft(ask_here, case) == NOTHING


@pytest.mark.parametrize(
    ("role", "claims"),
    [
        (Role.CITIZEN, {"bsn": people.RAN_ON}),
        (Role.SUWINET, MUNICIPALITY),
        (Role.EMPLOYER, {"kvk": people.KVK, "services": ["LETTERS"]}),
    ],
)
async def test_nobody_else_sees_or_keeps_a_draft(ask_here: Ask, role: Role, claims: dict[str, Any]) -> None:
    case = await taken(ask_here)
    await as_assessor(ask_here, SAVE, id=case, decision="REJECT", motivation="Er geldt nog een grond.")
    bearer = token(role, **claims)
    asked = await ask_here(role, DRAFT, {"id": case}, bearer=bearer)
    kept = await ask_here(role, SAVE, {"in": {"id": case, "motivation": "Ja.", "idempotencyKey": key()}}, bearer=bearer)
    for answer in (asked, kept):
        assert "grond" not in answer.raw.decode()
        assert answer.errors
    assert (await draft(ask_here, case))["decision"] == "REJECT"


async def test_a_draft_of_no_case_is_refused_like_that_of_another(ask_here: Ask) -> None:
    answer = await ask_here(
        Role.ASSESSOR,
        DRAFT,
        {"id": "b7a3f1de-9f1c-4f4f-8b6e-2f0a3a3f6c11"},
        bearer=token(Role.ASSESSOR, **ASSESSOR),
    )
    assert answer.body["data"] == {"decisionDraft": None}
    assert answer.codes == ["FORBIDDEN"]


async def test_looking_at_a_draft_is_recorded_with_whom_it_is_about(
    ask_here: Ask, peopled: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = await taken(ask_here)
    before = await peopled.fetchval("select count(*) from log.record")
    await draft(ask_here, case)
    assert await peopled.fetchval("select count(*) from log.record") == before + 1
