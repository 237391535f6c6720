"""What is refused is recorded as a decision: who, what, why; never about whom, and never without end."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from domain.roles import Role
from models.database import ServingPools
from models.disclosure import Quotas
from tests.api.conftest import UNBOUNDED, Ask, asker, client_of, token
from tests.api.test_visibility import statements
from tests.fixtures import people
from tests.fixtures.disclosure_log import (
    Entry,
    Owner,
    broken_links,
    entries,
    eventually,
    refusals,
    replace_body,
    user,
)

PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: %s) { %s } }"
BSN: dict[str, object] = {"bsn": people.RAN_ON}
EMPLOYER = (people.KVK, "Voorbeeld B.V.")
SUWINET = ("00000099000000010000", "UWV (voorbeeld)")


@pytest.fixture
async def ask(peopled: Owner, pools: ServingPools) -> AsyncIterator[Ask]:  # noqa: ARG001 - it fills the register
    async with client_of(pools, quotas=UNBOUNDED._replace(user_hour=1)) as client:
        yield asker(client)


ROSTER = "query($o: ID!) { roster(organisation: $o, year: 2022) { totalCount } }"

TWICE = (
    "query($bsn: BSN!) { a: person(bsn: $bsn, purpose: EMPLOYEE) { bsn } "
    "b: person(bsn: $bsn, purpose: APPLICANT) { bsn } }"
)
BY_VARIABLE = (
    "query($bsn: BSN!, $p: Purpose!, $yes: Boolean!) { person(bsn: $bsn, purpose: $p) { ...F } } "
    "fragment F on Person { bsn @include(if: $yes) grounds { code } }"
)
Refused = tuple[Role, str, dict[str, object], tuple[str, str], list[tuple[str, str, tuple[str, ...], str]]]
REFUSED: dict[str, Refused] = {
    "a hidden field": (
        Role.EMPLOYER, PERSON % ("EMPLOYEE", "registered grounds { code } countingStartDate"), BSN, EMPLOYER,
        [("FIELD_NOT_VISIBLE", "", ("Person.grounds", "Person.countingStartDate"), "Wfsv 38d lid 7")]),
    "a hidden root": (
        Role.MONITOR, PERSON % ("OWN_DATA", "registered"), BSN, ("00000099000000020000", "SZW (voorbeeld)"),
        [("FIELD_NOT_VISIBLE", "", ("Query.person",), "AVG 15; Wfsv 38d lid 7; Wfsv 38d lid 2; Wfsv 38d lid 4")]),
    "another citizen": (
        Role.CITIZEN, PERSON % ("OWN_DATA", "registered"), {"bsn": people.DEAD}, ("", ""),
        [("FORBIDDEN", "OWN_DATA", ("Person.registered",), "AVG 15")]),
    "another organisation": (
        Role.EMPLOYER, ROSTER, {"o": people.FOREIGN_KVK}, EMPLOYER,
        [("FORBIDDEN", "ROSTER", ("RosterConnection.totalCount",), "Besluit SUWI 3.3")]),
    "an organisation that nobody has": (
        Role.EMPLOYER, ROSTER, {"o": "99999999"}, EMPLOYER,
        [("FORBIDDEN", "ROSTER", ("RosterConnection.totalCount",), "Besluit SUWI 3.3")]),
    "another role's purpose": (
        Role.SUWINET, PERSON % ("EMPLOYEE", "registered"), BSN, SUWINET,
        [("PURPOSE_NOT_ALLOWED", "EMPLOYEE", ("Person.registered",), "Wfsv 38d lid 2")]),
    "two purposes of another role": (
        Role.SUWINET, TWICE, BSN, SUWINET,
        [("PURPOSE_NOT_ALLOWED", "EMPLOYEE", ("Person.bsn",), "Wfsv 38d lid 2"),
         ("PURPOSE_NOT_ALLOWED", "APPLICANT", ("Person.bsn",), "Wfsv 38d lid 2")]),
    "the same twice in one operation": (
        Role.SUWINET, TWICE.replace("APPLICANT", "EMPLOYEE"), BSN, SUWINET,
        [("PURPOSE_NOT_ALLOWED", "EMPLOYEE", ("Person.bsn",), "Wfsv 38d lid 2")]),
    "by a variable and in a fragment": (
        Role.SUWINET, BY_VARIABLE, {**BSN, "p": "APPLICANT", "yes": False}, SUWINET,
        [("PURPOSE_NOT_ALLOWED", "APPLICANT", ("Person.grounds", "Ground.code"), "Wfsv 38d lid 2")]),
    "nothing but a type's name": (
        Role.SUWINET, PERSON % ("EMPLOYEE", "__typename"), BSN, SUWINET,
        [("PURPOSE_NOT_ALLOWED", "EMPLOYEE", ("Query.person",), "Wfsv 38d lid 2")]),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
async def test_a_refusal_is_recorded_once_without_a_subject(ask: Ask, owner: Owner, case: str) -> None:
    role, query, variables, organisation, recorded = REFUSED[case]
    trace = uuid4().hex
    answer = await ask(role, query, variables, headers={"traceparent": f"00-{trace}-{'1' * 16}-01"})
    assert set(answer.codes) == {one[0] for one in recorded}
    await eventually(lambda: refusals(owner), len(recorded))
    await asyncio.sleep(0.05)
    assert await entries(owner) == [
        Entry(code, role.value, *organisation, user("user-1"), (), purpose, fields, basis, trace)
        for code, purpose, fields, basis in recorded
    ]
    assert await entries(owner, query) == await entries(owner)


async def test_a_quotas_refusal_is_recorded_with_what_was_asked_and_nobody(ask: Ask, owner: Owner) -> None:
    query = PERSON % ("REINTEGRATION", "registered")
    for codes in ([], ["RATE_LIMITED"]):
        assert (await ask(Role.SUWINET, query, BSN)).codes == codes
    disclosed, refused = await entries(owner)
    assert (disclosed.decision, len(disclosed.subjects)) == ("DISCLOSED", 1)
    assert (refused.decision, refused.subjects) == ("RATE_LIMITED", ())
    assert (refused.role, refused.user, refused.purpose) == ("SUWINET", user("user-1"), "REINTEGRATION")
    assert refused.fields == ("Person.registered",)


@pytest.mark.parametrize("kind", ["FIELD_NOT_VISIBLE", "PURPOSE_NOT_ALLOWED", "RATE_LIMITED"])
async def test_a_user_leaves_so_many_refusals_an_hour_and_no_more(
    peopled: Owner, pools: ServingPools, kind: str
) -> None:
    quotas = Quotas(0, 0, 10**6, 10**6, refusals_hour=7) if kind == "RATE_LIMITED" else UNBOUNDED
    async with client_of(pools, quotas=quotas._replace(refusals_hour=7)) as client:
        ask = asker(client)
        fields = "grounds { endReason }" if kind == "FIELD_NOT_VISIBLE" else "registered"
        query = PERSON % ("EMPLOYEE" if kind == "PURPOSE_NOT_ALLOWED" else "REINTEGRATION", fields)
        users = [token(Role.SUWINET, sub="a")] * 20 + [token(Role.SUWINET, sub="b")] * 3
        answers = await asyncio.gather(*(ask(None, query, BSN, bearer=one) for one in users))
        assert {code for answer in answers for code in answer.codes} == {kind}
        await eventually(lambda: refusals(peopled), 10)
        await asyncio.sleep(0.1)
        found = [one.user for one in await entries(peopled)]
        assert (found.count(user("a")), found.count(user("b"))) == (7, 3)
    async with client_of(pools, quotas=quotas._replace(refusals_hour=7)) as another:
        await asker(another)(None, query, BSN, bearer=users[0])
        await asyncio.sleep(0.1)
        assert await refusals(peopled) == 10
        await peopled.execute("update log.consulted set hour = hour - interval '1 hour'")
        await asker(another)(None, query, BSN, bearer=users[0])
        await eventually(lambda: refusals(peopled), 11)
    assert await broken_links(peopled) == []


CHOSEN = 'query($o: ID!) { roster(organisation: $o, year: 2022, payrollTaxNumber: "800000031L01") { totalCount } }'


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [(people.KVK, (people.KVK, "Een")), (people.SECOND_KVK, (people.SECOND_KVK, "Twee")), ("99999999", ("", ""))],
)
async def test_a_refusal_is_recorded_of_the_organisation_that_was_chosen_if_it_is_the_viewers(
    ask: Ask, owner: Owner, asked: str, recorded: tuple[str, str]
) -> None:
    both = [{"kvk": people.KVK, "name": "Een"}, {"kvk": people.SECOND_KVK, "name": "Twee"}]
    bearer = token(Role.EMPLOYER, kvk=None, name=None, organisations=both)
    assert (await ask(None, CHOSEN, {"o": asked}, bearer=bearer)).codes == ["FORBIDDEN"]
    await eventually(lambda: refusals(owner), 1)
    [entry] = await entries(owner)
    assert ((entry.organisation_id, entry.organisation), entry.purpose) == (recorded, "ROSTER")


async def test_a_refusal_is_recorded_though_the_rest_of_the_answer_is_not_there(ask: Ask, owner: Owner) -> None:
    await replace_body(
        owner, "serve.suwinet_detailed_look_up", "begin raise exception 'no' using errcode = '53100'; end"
    )
    answer = await ask(Role.SUWINET, TWICE.replace("APPLICANT", "REINTEGRATION"), BSN)
    assert (answer.status, answer.body["data"]) == (503, None)
    assert sorted(answer.codes) == ["PURPOSE_NOT_ALLOWED", "UNAVAILABLE"]
    await eventually(lambda: refusals(owner), 1)
    assert [(one.decision, one.purpose) for one in await entries(owner)] == [("PURPOSE_NOT_ALLOWED", "EMPLOYEE")]


async def test_a_flood_of_refusals_costs_few_calls_and_crowds_nobody_out(peopled: Owner, pools: ServingPools) -> None:
    query = PERSON % ("EMPLOYEE", "registered")
    async with client_of(pools, quotas=UNBOUNDED._replace(refusals_hour=50)) as client:
        ask = asker(client)
        bearers = [token(Role.SUWINET, sub="flood")] * 1_500 + [token(Role.SUWINET, sub=f"user {n}") for n in range(5)]
        await asyncio.gather(*(ask(None, query, BSN, bearer=one) for one in bearers))
        await eventually(lambda: refusals(peopled), 55)
    found = [one.user for one in await entries(peopled)]
    assert (len(found), found.count(user("flood"))) == (55, 50)
    assert {user(f"user {n}") for n in range(5)} <= set(found)
    ran = await statements(peopled)
    assert sum(times for text, times in ran.items() if "record_refusals" in text) <= 55
    connections = "select count(*) from pg_stat_activity where datname = current_database() and usename ~ 'suwinet'"
    assert await peopled.fetchval(connections) == 1  # none of those that look up


async def test_what_is_no_decision_about_a_person_is_not_recorded(ask: Ask, owner: Owner) -> None:
    for query, variables in (
        ("{ nothing }", {}),
        ("{", {}),
        (PERSON % ("REINTEGRATION", "registered"), {"bsn": "1"}),
        ("{ " + "viewer { role } " * 61 + "}", {}),
        (ROSTER, {"o": people.KVK, "more": 1}),
    ):
        await ask(Role.SUWINET, query, variables)
    await ask(None, "{ viewer { role } }")
    await ask(None, PERSON % ("REINTEGRATION", "registered"), BSN, bearer="x.y.z")
    await asyncio.sleep(0.2)
    assert [one.decision for one in await entries(owner)] == ["FIELD_NOT_VISIBLE"]  # the roster, Suwinet's


async def test_a_refusal_that_cannot_be_recorded_is_told_all_the_same(ask: Ask, owner: Owner) -> None:
    await owner.execute("alter table log.lane rename to elsewhere")
    answer = await ask(Role.EMPLOYER, PERSON % ("EMPLOYEE", "grounds { code }"), BSN)
    assert (answer.status, answer.codes) == (403, ["FIELD_NOT_VISIBLE"])
    await asyncio.sleep(0.2)
    await owner.execute("alter table log.elsewhere rename to lane")
    await ask(Role.EMPLOYER, PERSON % ("EMPLOYEE", "grounds { code }"), BSN)
    await eventually(lambda: refusals(owner), 1)
