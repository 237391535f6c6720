"""A deregistration from the form to the letter, as each of the three who have to do with it sees it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of, token
from tests.fixtures import people

ASSESSOR = {"organisation": {"oin": "00000001823288444000", "name": "UWV Gegevensdiensten"}}
MUNICIPALITY = {"organisation": {"oin": "00000001234567890000", "name": "Gemeente Voorbeeld", "kind": "MUNICIPALITY"}}
EMPLOYER = {"kvk": people.KVK, "services": ["ROSTER", "PERSON_LOOKUP", "LETTERS"]}

CASE = """
    __typename
    ... on Case { id number kind state decideBefore actions decision submittedAt letters { kind subject } }
    ... on Refusal { code message reasons { holds text article } }
"""
REQUEST = f"mutation($in: RequestDeregistrationInput!) {{ requestDeregistration(input: $in) {{ {CASE} }} }}"
TAKE = f"mutation($in: CaseInput!) {{ takeCase(input: $in) {{ {CASE} }} }}"
DECIDE = f"mutation($in: DecideCaseInput!) {{ decideCase(input: $in) {{ {CASE} }} }}"
LETTERS = "{ viewer { person { letters { unreadCount edges { node { id kind subject body objectionUntil } } } } } }"
COPIES = "{ viewer { organisations { id letters { unreadCount edges { node { id kind subject body } } } } } }"


def key() -> str:
    return uuid4().hex


@pytest.fixture
async def ask_here(pools: ServingPools, peopled: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Ask]:  # noqa: ARG001 - who is in it
    """Asks the service over this test's own register."""
    async with client_of(pools) as client:
        yield asker(client)


async def requested(ask: Ask, bsn: str = people.RAN_ON) -> dict[str, Any]:
    answer = await ask(
        Role.CITIZEN,
        REQUEST,
        {"in": {"confirmed": True, "idempotencyKey": key()}},
        bearer=token(Role.CITIZEN, bsn=bsn),
    )
    case: dict[str, Any] = answer.data["requestDeregistration"]
    return case


async def as_assessor(ask: Ask, mutation: str, **values: Any) -> dict[str, Any]:
    answer = await ask(
        Role.ASSESSOR, mutation, {"in": {"idempotencyKey": key(), **values}}, bearer=token(Role.ASSESSOR, **ASSESSOR)
    )
    [result] = answer.data.values()
    return dict(result)


async def test_a_citizen_asks_and_is_told_by_when_it_is_decided(ask_here: Ask) -> None:
    case = await requested(ask_here)
    assert (case["__typename"], case["state"], case["decideBefore"]) == ("Case", "SUBMITTED", "2027-01-18")
    assert case["actions"] == ["WITHDRAW"]
    assert [letter["kind"] for letter in case["letters"]] == ["RECEIPT"]


async def test_who_is_not_registered_needs_not_ask(ask_here: Ask) -> None:
    refused = await requested(ask_here, people.NEVER_HEARD_OF)
    assert (refused["__typename"], refused["code"]) == ("Refusal", "NOT_REGISTERED")


async def test_a_grant_ends_the_registration_and_its_copy_says_no_more_than_that(ask_here: Ask) -> None:
    before = await ask_here(Role.EMPLOYER, COPIES, bearer=token(Role.EMPLOYER, **EMPLOYER))
    case = (await requested(ask_here))["id"]
    assert (await as_assessor(ask_here, TAKE, id=case))["state"] == "IN_REVIEW"
    during = await ask_here(Role.EMPLOYER, COPIES, bearer=token(Role.EMPLOYER, **EMPLOYER))
    assert during.raw == before.raw
    granted = await as_assessor(ask_here, DECIDE, id=case, decision="GRANT", motivation="Uw gronden zijn gestopt.")
    assert (granted["state"], granted["decideBefore"], granted["actions"]) == ("GRANTED", None, [])
    looked_up = await ask_here(
        Role.EMPLOYER,
        "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }",
        {"bsn": people.RAN_ON},
        bearer=token(Role.EMPLOYER, **EMPLOYER),
    )
    assert looked_up.data == {"person": {"registered": False}}
    after = await ask_here(Role.EMPLOYER, COPIES, bearer=token(Role.EMPLOYER, **EMPLOYER))
    [organisation] = after.data["viewer"]["organisations"]
    [copy] = [edge["node"] for edge in organisation["letters"]["edges"]]
    assert (copy["kind"], organisation["letters"]["unreadCount"]) == ("EMPLOYER_COPY", 1)
    assert people.RAN_ON in " ".join(copy["body"])
    assert not {"WAJONG", "verzoek", "Wajong"} & set(" ".join(copy["body"]).split())
    own = await ask_here(Role.CITIZEN, LETTERS, bearer=token(Role.CITIZEN, bsn=people.RAN_ON))
    letters = own.data["viewer"]["person"]["letters"]
    assert [edge["node"]["kind"] for edge in letters["edges"]].count("DECISION") == 1
    assert letters["unreadCount"] == 2


async def test_what_the_law_forbids_is_refused_with_its_articles(ask_here: Ask) -> None:
    case = (await requested(ask_here, people.TWO_GROUNDS))["id"]
    await as_assessor(ask_here, TAKE, id=case)
    refused = await as_assessor(ask_here, DECIDE, id=case, decision="GRANT", motivation="Toch maar.")
    assert (refused["__typename"], refused["code"]) == ("Refusal", "NOT_ELIGIBLE")
    assert all(reason["article"].startswith("Besluit SUWI 3.2") for reason in refused["reasons"])


async def test_a_refused_or_withdrawn_request_shows_an_employer_nothing_at_all(ask_here: Ask) -> None:
    bearer = token(Role.EMPLOYER, **EMPLOYER)
    before = await ask_here(Role.EMPLOYER, COPIES, bearer=bearer)
    case = (await requested(ask_here, people.TWO_GROUNDS))["id"]
    await as_assessor(ask_here, TAKE, id=case)
    rejected = await as_assessor(ask_here, DECIDE, id=case, decision="REJECT", motivation="Er geldt nog een grond.")
    assert rejected["state"] == "REJECTED"
    withdrawn = (await requested(ask_here))["id"]
    answer = await ask_here(
        Role.CITIZEN,
        f"mutation($in: CaseInput!) {{ withdrawCase(input: $in) {{ {CASE} }} }}",
        {"in": {"id": withdrawn, "idempotencyKey": key()}},
        bearer=token(Role.CITIZEN, bsn=people.RAN_ON),
    )
    assert answer.data["withdrawCase"]["state"] == "WITHDRAWN"
    assert (await ask_here(Role.EMPLOYER, COPIES, bearer=bearer)).raw == before.raw


async def test_another_citizens_case_and_none_are_refused_alike(ask_here: Ask) -> None:
    case = (await requested(ask_here))["id"]
    query = "query($id: ID!) { case(id: $id) { id state } }"
    bearer = token(Role.CITIZEN, bsn=people.TWO_GROUNDS)
    refusals = [
        await ask_here(Role.CITIZEN, query, {"id": wanted}, bearer=bearer) for wanted in (case, str(uuid4()), "x")
    ]
    assert refusals[0].codes == ["FORBIDDEN"]
    assert len({answer.raw for answer in refusals}) == 1


async def test_a_municipality_sees_its_own_applications_only(ask_here: Ask) -> None:
    bearer = token(Role.SUWINET, **MUNICIPALITY)
    applied = await ask_here(
        Role.SUWINET,
        f"mutation($in: ApplyForClientInput!) {{ applyForClient(input: $in) {{ {CASE} }} }}",
        {
            "in": {
                "kind": "PARTICIPATION_ACT_INDICATION",
                "bsn": people.NEVER_HEARD_OF,
                "form": {"requestedOutcome": "INDICATION"},
                "idempotencyKey": key(),
            }
        },
        bearer=bearer,
    )
    case = applied.data["applyForClient"]["id"]
    query = "query($id: ID!) { case(id: $id) { id state form { requestedOutcome } } }"
    own = await ask_here(Role.SUWINET, query, {"id": case}, bearer=bearer)
    assert own.data["case"]["form"] == {"requestedOutcome": "INDICATION"}
    other = {"organisation": {**MUNICIPALITY["organisation"], "oin": "00000009876543210000"}}
    refused = await ask_here(Role.SUWINET, query, {"id": case}, bearer=token(Role.SUWINET, **other))
    assert refused.codes == ["FORBIDDEN"]


async def test_a_municipality_lists_what_it_submitted_newest_first_and_nobody_else_does(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    bearer = token(Role.SUWINET, **MUNICIPALITY)
    apply = "mutation($in: ApplyForClientInput!) { applyForClient(input: $in) { ... on Case { id } } }"
    ids = []
    for bsn, reference in ((people.NEVER_HEARD_OF, "een"), (people.STAYED, "twee"), (people.TWO_GROUNDS, "drie")):
        form = {"requestedOutcome": "INDICATION", "reference": reference}
        given = {"kind": "PARTICIPATION_ACT_INDICATION", "bsn": bsn, "form": form, "idempotencyKey": key()}
        answer = await ask_here(Role.SUWINET, apply, {"in": given}, bearer=bearer)
        ids.append(answer.data["applyForClient"]["id"])
    query = """query($first: Int, $after: String, $last: Int, $before: String) {
      viewer { cases(first: $first, after: $after, last: $last, before: $before) {
        totalCount overdueCount edges { node { id form { reference } letters { kind } actions } }
        pageInfo { endCursor startCursor hasNextPage } } } }"""
    recorded = "select count(*) from log.record where role = 'SUWINET'"
    before = await owner.fetchval(recorded)
    first = (await ask_here(Role.SUWINET, query, {"first": 2}, bearer=bearer)).data["viewer"]["cases"]
    assert await owner.fetchval(recorded) == before + 1
    assert (first["totalCount"], first["overdueCount"]) == (3, 0)
    assert [edge["node"]["id"] for edge in first["edges"]] == ids[:0:-1]
    assert [edge["node"]["form"]["reference"] for edge in first["edges"]] == ["drie", "twee"]
    assert all(edge["node"]["letters"] == [{"kind": "RECEIPT"}] for edge in first["edges"])
    assert all(edge["node"]["actions"] == ["WITHDRAW"] for edge in first["edges"])
    end = {"first": 2, "after": first["pageInfo"]["endCursor"]}
    rest = (await ask_here(Role.SUWINET, query, end, bearer=bearer)).data["viewer"]["cases"]
    assert [edge["node"]["id"] for edge in rest["edges"]] == ids[:1]
    back = {"last": 2, "before": rest["pageInfo"]["startCursor"]}
    again = (await ask_here(Role.SUWINET, query, back, bearer=bearer)).data["viewer"]["cases"]
    assert again["edges"] == first["edges"]
    other = {"organisation": {**MUNICIPALITY["organisation"], "oin": "00000009876543210000"}}
    theirs = await ask_here(Role.SUWINET, query, bearer=token(Role.SUWINET, **other))
    assert theirs.data["viewer"]["cases"]["edges"] == []
    foreign = await ask_here(Role.SUWINET, query, end, bearer=token(Role.SUWINET, **other))
    assert foreign.codes == ["BAD_USER_INPUT"]
    uwv = {"organisation": {**MUNICIPALITY["organisation"], "kind": "UWV"}}
    refused = await ask_here(Role.SUWINET, query, bearer=token(Role.SUWINET, **uwv))
    assert refused.codes == ["FORBIDDEN"]
    assert (await ask_here(Role.ASSESSOR, query)).codes == ["FIELD_NOT_VISIBLE"]


async def test_the_worklist_shows_what_is_due_first_and_who_was_looked_at_is_recorded(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    first, second = (await requested(ask_here))["id"], (await requested(ask_here, people.TWO_GROUNDS))["id"]
    bearer = token(Role.ASSESSOR, **ASSESSOR)
    recorded = "select count(*) from log.record where role = 'ASSESSOR'"
    plain = await ask_here(
        Role.ASSESSOR, "{ cases { totalCount overdueCount edges { node { id state decideBefore } } } }", bearer=bearer
    )
    found = plain.data["cases"]
    assert (found["totalCount"], found["overdueCount"]) == (2, 0)
    assert {edge["node"]["id"] for edge in found["edges"]} == {first, second}
    assert await owner.fetchval(recorded) == 0
    await ask_here(Role.ASSESSOR, "{ cases { edges { node { id eligibility { mayBeGranted } } } } }", bearer=bearer)
    assert await owner.fetchval(recorded) == 1


async def test_pages_of_the_worklist_meet_from_both_ends(ask_here: Ask) -> None:
    for bsn in (people.RAN_ON, people.TWO_GROUNDS, people.STAYED, people.CONTINUED, people.LEADING_ZERO):
        await requested(ask_here, bsn)
    bearer = token(Role.ASSESSOR, **ASSESSOR)
    query = """query($first: Int, $after: String, $last: Int, $before: String) {
        cases(first: $first, after: $after, last: $last, before: $before) {
            edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }"""
    whole = (await ask_here(Role.ASSESSOR, query, {"first": 10}, bearer=bearer)).data["cases"]["edges"]
    ahead = (await ask_here(Role.ASSESSOR, query, {"first": 2}, bearer=bearer)).data["cases"]
    rest = await ask_here(Role.ASSESSOR, query, {"first": 9, "after": ahead["pageInfo"]["endCursor"]}, bearer=bearer)
    nodes = [edge["node"] for edge in (*ahead["edges"], *rest.data["cases"]["edges"])]
    assert nodes == [edge["node"] for edge in whole]
    last = (await ask_here(Role.ASSESSOR, query, {"last": 2}, bearer=bearer)).data["cases"]
    assert [edge["node"] for edge in last["edges"]] == nodes[-2:]
    assert last["pageInfo"]["hasPreviousPage"]
    other = await ask_here(
        Role.ASSESSOR,
        query,
        {"first": 1, "after": ahead["pageInfo"]["endCursor"]},
        bearer=token(Role.ASSESSOR, sub="somebody else", **ASSESSOR),
    )
    assert other.codes == ["BAD_USER_INPUT"]


async def test_a_case_that_is_due_no_more_is_overdue_the_day_after(pools: ServingPools, ask_here: Ask) -> None:
    await requested(ask_here)
    for today, overdue in ((date(2027, 1, 18), 0), (date(2027, 1, 19), 1)):
        async with client_of(pools, today) as client:
            answer = await asker(client)(
                Role.ASSESSOR, "{ cases { overdueCount } }", bearer=token(Role.ASSESSOR, **ASSESSOR)
            )
        assert answer.data == {"cases": {"overdueCount": overdue}}, today


@pytest.mark.parametrize("idempotency_key", ["", "short", "x" * 65, "with space 0123456789", "ünïcode-0123456789"])
async def test_a_key_that_is_none_is_named(ask_here: Ask, idempotency_key: str) -> None:
    answer = await ask_here(Role.CITIZEN, REQUEST, {"in": {"confirmed": True, "idempotencyKey": idempotency_key}})
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == "input.idempotencyKey"


async def test_letters_go_by_the_channel_that_was_chosen(ask_here: Ask) -> None:
    channel = "{ viewer { person { letterChannel } } }"
    assert (await ask_here(Role.CITIZEN, channel)).data["viewer"]["person"] == {"letterChannel": "PAPER"}
    await ask_here(Role.CITIZEN, "mutation { setLetterChannel(channel: PORTAL) { letterChannel } }")
    assert (await ask_here(Role.CITIZEN, channel)).data["viewer"]["person"] == {"letterChannel": "PORTAL"}
    await requested(ask_here)
    letters = await ask_here(Role.CITIZEN, "{ viewer { person { letters { edges { node { id channel readAt } } } } } }")
    [letter] = [edge["node"] for edge in letters.data["viewer"]["person"]["letters"]["edges"]]
    assert (letter["channel"], letter["readAt"]) == ("PORTAL", None)
    read = await ask_here(
        Role.CITIZEN,
        "mutation($id: ID!) { markLetterRead(id: $id) { ... on Letter { readAt } } }",
        {"id": letter["id"]},
    )
    assert read.data["markLetterRead"]["readAt"] is not None


async def test_a_key_of_one_opens_nothing_to_another_whom_the_same_user_is_here_for(ask_here: Ask) -> None:
    """A log-in names a person or an organisation apart from its user: somebody may be here for several."""
    values = {"in": {"confirmed": True, "idempotencyKey": key()}}
    [mine, others] = [
        await ask_here(Role.CITIZEN, REQUEST, values, bearer=token(Role.CITIZEN, bsn=bsn))
        for bsn in (people.RAN_ON, people.TWO_GROUNDS)
    ]
    assert mine.data["requestDeregistration"]["__typename"] == "Case"
    assert others.data["requestDeregistration"]["code"] == "KEY_REUSED"
    apply = f"mutation($in: ApplyForClientInput!) {{ applyForClient(input: $in) {{ {CASE} }} }}"
    form = {"requestedOutcome": "INDICATION"}
    kind = "PARTICIPATION_ACT_INDICATION"
    values = {"in": {"kind": kind, "bsn": people.RAN_ON, "form": form, "idempotencyKey": key()}}
    another = {**MUNICIPALITY["organisation"], "oin": "00000001234567891111", "kind": "MUNICIPALITY"}
    [first, second] = [
        await ask_here(Role.SUWINET, apply, values, bearer=token(Role.SUWINET, organisation=organisation))
        for organisation in (MUNICIPALITY["organisation"], another)
    ]
    assert first.data["applyForClient"]["__typename"] == "Case"
    assert second.data["applyForClient"]["code"] == "KEY_REUSED"
    values = {"in": {"id": mine.data["requestDeregistration"]["id"], "idempotencyKey": key()}}
    withdraw = f"mutation($in: CaseInput!) {{ withdrawCase(input: $in) {{ {CASE} }} }}"
    own = await ask_here(Role.CITIZEN, withdraw, values, bearer=token(Role.CITIZEN, bsn=people.RAN_ON))
    assert own.data["withdrawCase"]["state"] == "WITHDRAWN"
    in_another_role = await ask_here(Role.SUWINET, withdraw, values, bearer=token(Role.SUWINET, **MUNICIPALITY))
    assert in_another_role.data["withdrawCase"]["code"] == "KEY_REUSED"


async def test_what_a_key_is_answered_again_is_recorded_with_what_is_asked_of_it_now(
    ask_here: Ask, peopled: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case = (await requested(ask_here))["id"]
    values = {"in": {"id": case, "idempotencyKey": key()}}
    recorded = "select fields from log.record where role = 'ASSESSOR' and decision = 'DISCLOSED' order by at"
    for asked in ("__typename", "... on Case { number letters { body } }"):
        take = f"mutation($in: CaseInput!) {{ takeCase(input: $in) {{ {asked} }} }}"
        answer = await ask_here(Role.ASSESSOR, take, values, bearer=token(Role.ASSESSOR, **ASSESSOR))
        assert answer.data["takeCase"]
    assert ["Letter.body" in one["fields"] for one in await peopled.fetch(recorded)] == [False, True]


async def test_a_record_names_what_was_handed_over_of_a_command_that_is_done_or_refused(
    ask_here: Ask, peopled: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asked = "__typename ... on Case { state decision letters { body } } ... on Refusal { message reasons { text } }"
    case = (await requested(ask_here))["id"]
    await as_assessor(ask_here, TAKE, id=case)
    apply = {"kind": "PARTICIPATION_ACT_INDICATION", "bsn": people.RAN_ON}
    of_citizen, of_assessor = token(Role.CITIZEN, bsn=people.RAN_ON), token(Role.ASSESSOR, **ASSESSOR)
    of_municipality = token(Role.SUWINET, **MUNICIPALITY)
    refused = [
        (Role.CITIZEN, "requestDeregistration", {"confirmed": True}, of_citizen),
        (Role.ASSESSOR, "takeCase", {"id": case}, of_assessor),
        (Role.SUWINET, "applyForClient", apply | {"form": {"requestedOutcome": "WAJONG"}}, of_municipality),
    ]
    done = [
        (Role.SUWINET, "applyForClient", apply | {"form": {"requestedOutcome": "INDICATION"}}, of_municipality),
        (Role.ASSESSOR, "releaseCase", {"id": case}, of_assessor),
        (Role.CITIZEN, "withdrawCase", {"id": case}, of_citizen),
    ]
    only_of_a_case = {"Case.state", "Case.decision", "Case.letters", "Letter.body"}
    only_of_a_refusal = {"Refusal.message", "Refusal.reasons", "EligibilityReason.text"}
    last = "select fields from log.record where decision = 'DISCLOSED' order by at desc limit 1"
    for mutations, answered, wanted in ((refused, "Refusal", only_of_a_refusal), (done, "Case", only_of_a_case)):
        for role, name, values, bearer in mutations:
            kind = "CaseInput" if "Case" in name else f"{name[0].upper()}{name[1:]}Input"
            text = f"mutation($in: {kind}!) {{ {name}(input: $in) {{ {asked} }} }}"
            sent = {"in": {"idempotencyKey": key(), **values}}
            for _ in range(2):  # what is answered again hands over the same
                answer = await ask_here(role, text, sent, bearer=bearer)
                assert answer.data[name]["__typename"] == answered, name
                assert {f"Mutation.{name}"} | wanted == set((await peopled.fetchval(last)).split()), name


async def test_a_form_that_is_refused_is_kept_under_its_key_like_any_answer(ask_here: Ask) -> None:
    case = (await requested(ask_here))["id"]
    of_citizen, of_municipality = token(Role.CITIZEN, bsn=people.RAN_ON), token(Role.SUWINET, **MUNICIPALITY)
    kind = {"kind": "WORK_PROVISION_ASSESSMENT"}
    wrong, right = {"form": {"explanation": "a\u0007"}}, {"form": {"provisions": ["TRANSPORT"]}}
    for role, name, values, bearer in (
        (Role.CITIZEN, "saveDraft", kind, of_citizen),
        (Role.CITIZEN, "applyForMyself", kind, of_citizen),
        (Role.SUWINET, "applyForClient", kind | {"bsn": people.RAN_ON}, of_municipality),
        (Role.CITIZEN, "completeCase", {"id": case}, of_citizen),
    ):
        text = f"mutation($in: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $in) {{ {CASE} }} }}"
        sent = {"idempotencyKey": key(), **values}
        codes = []
        for form in (wrong, wrong, right):
            answer = await ask_here(role, text, {"in": sent | form}, bearer=bearer)
            codes.append(answer.data[name].get("code"))
        assert codes == ["INVALID_VALUE", "INVALID_VALUE", "KEY_REUSED"], name
    draft = {"kind": "DEREGISTRATION", "form": {}, "idempotencyKey": key()}
    text = f"mutation($in: ApplyForMyselfInput!) {{ applyForMyself(input: $in) {{ {CASE} }} }}"
    codes = []
    for more in ({}, {}, {"form": {"explanation": "Anders"}}):
        answer = await ask_here(Role.CITIZEN, text, {"in": draft | more}, bearer=of_citizen)
        codes.append(answer.data["applyForMyself"].get("code"))
    assert codes == ["INVALID_VALUE", "INVALID_VALUE", "KEY_REUSED"]
