"""POST /dkd/v0200: a municipality's own wage values, recorded as by `reportWageValue`; all else is refused."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from lxml import etree

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import UNBOUNDED, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, eventually, size, subject, user
from tests.fixtures.dkd import (
    BSN,
    MUNICIPALITIES,
    ROTTERDAM,
    UTRECHT,
    client,
    message,
    of,
    provision,
    relation,
    source,
)

STRANGER = people.NEVER_HEARD_OF
FIRST = "AtlRelatie[1]/ReIntegratievoorziening[1]"
XML = {"content-type": "application/xml"}
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
BOMB = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode()


def officer(of_whom: tuple[str, str] = ROTTERDAM, kind: str = "MUNICIPALITY", sub: str = "gateway") -> str:
    oin, name = of_whom
    return token(Role.SUWINET, sub=sub, organisation={"oin": oin, "name": name, "kind": kind})


@pytest.fixture
async def gateway(pools: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the service, over an empty register of this test's own."""
    async with client_of(pools, municipalities=MUNICIPALITIES) as opened:
        yield opened


async def send(gateway: httpx2.AsyncClient, content: bytes, bearer: str | None = None, **more: str) -> httpx2.Response:
    headers = {**XML, "authorization": f"Bearer {bearer or officer()}", **more}
    return await gateway.post("/dkd/v0200", content=content, headers=headers)


def told(response: httpx2.Response) -> list[tuple[str, str, str]]:
    """The outcomes in an answer."""
    assert response.headers["content-type"] == "application/xml"
    root = etree.fromstring(response.content)
    assert root.tag == "{http://bkwi.nl/SuwiML/FWI/v0205}FWI"
    return [(one.tag, one.findtext("Code"), one.findtext("Tekst")) for one in root]


async def recorded(owner: Owner) -> tuple[int, int, int]:
    tables = ("register.ground", "cases.file", "cases.letter")
    return tuple([await owner.fetchval(f"select count(*) from {table}") for table in tables])


async def test_a_wage_value_is_recorded_once_however_often_it_comes(gateway: httpx2.AsyncClient, owner: Owner) -> None:
    first = await send(gateway, of(STRANGER))
    assert (first.status_code, told(first)) == (200, [("Informatie", "RECORDED", f"{FIRST}: recorded")])
    assert first.headers["cache-control"] == "no-store"
    for bearer in (officer(), officer(sub="another")):
        again = await send(gateway, of(STRANGER), bearer)
        assert (again.status_code, told(again)) == (200, [("Informatie", "KNOWN", f"{FIRST}: recorded before")])
    assert await recorded(owner) == (1, 1, 1)


async def test_the_same_message_twenty_times_side_by_side_is_recorded_once(
    gateway: httpx2.AsyncClient, owner: Owner
) -> None:
    answers = await asyncio.gather(*(send(gateway, of(STRANGER)) for _ in range(20)))
    assert {one.status_code for one in answers} == {200}
    assert await recorded(owner) == (1, 1, 1)


async def test_the_record_is_that_of_the_mutation(gateway: httpx2.AsyncClient, owner: Owner) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await send(gateway, of(STRANGER), traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    mutation = """mutation($i: ReportWageValueInput!) { reportWageValue(input: $i) { __typename } }"""
    given = {"bsn": BSN, "belowMinimumWage": True, "percentage": "62.50", "establishedOn": "2026-11-02"}
    body = {"query": mutation, "variables": {"i": {**given, "idempotencyKey": "0123456789abcdef"}}}
    headers = {"authorization": f"Bearer {officer()}", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    assert (await gateway.post("/graphql", json=body, headers=headers)).status_code == 200
    by_message, by_mutation = await entries(owner)
    assert by_message == by_mutation.__class__(**{**vars(by_mutation), "subjects": (subject(STRANGER),)})
    assert (by_message.user, by_message.trace, by_message.organisation_id) == (user("gateway"), trace, ROTTERDAM.oin)
    assert by_message.fields == ("Mutation.reportWageValue",)


async def test_what_is_rejected_is_named_and_the_others_are_recorded(gateway: httpx2.AsyncClient, owner: Owner) -> None:
    partial, whole = provision(day="<DatBRv>20260000</DatBRv>"), provision("<Percentage>10000</Percentage>")
    answer = await send(gateway, message(client(relation(partial, whole, provision()), "<Nieuw/>", bsn=STRANGER)))
    assert answer.status_code == 422
    assert told(answer) == [
        ("Fout", "PARTIAL", f"{FIRST}/DatBRv: partial date where a day is needed"),
        ("Fout", "NOT_BELOW", "AtlRelatie[1]/ReIntegratievoorziening[2]/Percentage: not below the minimum wage"),
        ("Informatie", "RECORDED", "AtlRelatie[1]/ReIntegratievoorziening[3]: recorded"),
        ("Waarschuwing", "UNKNOWN_PART", "Nieuw: not known, and not read (1)"),
    ]
    assert await recorded(owner) == (1, 1, 1)


async def test_a_message_without_a_wage_value_is_answered(gateway: httpx2.AsyncClient) -> None:
    answer = await send(gateway, message(client()))
    assert (answer.status_code, [code for _, code, _ in told(answer)]) == (200, ["NO_WAGE_VALUE"])


def problem(answer: httpx2.Response) -> tuple[int, str]:
    """The status and the code of what was refused, told as problem details that hold no number."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert not any(BSN in text or STRANGER in text for text in map(str, body.values()))
    return answer.status_code, body["code"]


SENDERS: dict[str, Any] = {
    "a citizen": token(Role.CITIZEN),
    "an employer": token(Role.EMPLOYER),
    "an assessor": token(Role.ASSESSOR),
    "UWV": officer(kind="UWV"),
    "another municipality": officer(UTRECHT),
    "one that nobody knows": officer(("00000099000000019999", "Gemeente Nergens")),
}


@pytest.mark.parametrize("name", SENDERS)
async def test_only_the_municipality_of_the_message_may_send_it(
    name: str, gateway: httpx2.AsyncClient, owner: Owner
) -> None:
    answer = await send(gateway, of(STRANGER), SENDERS[name])
    assert problem(answer) == (403, "FORBIDDEN")
    assert await recorded(owner) == (0, 0, 0)

    await eventually(lambda: size(owner), 1)
    assert [(one.decision, one.fields, one.subjects) for one in await entries(owner)] == [
        ("FORBIDDEN", ("Mutation.reportWageValue",), ())
    ]


async def test_of_a_message_with_wage_values_of_another_nothing_is_recorded(
    gateway: httpx2.AsyncClient, owner: Owner
) -> None:
    answers = [
        await send(gateway, message(client(relation(provision()), relation(provision(), bron=bron), bsn=STRANGER)))
        for bron in (source("0344", "0002"), source("9999"))
    ]
    assert [problem(one) for one in answers] == [(403, "FORBIDDEN")] * 2
    assert answers[0].content == answers[1].content
    assert await recorded(owner) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "more", "expected"),
    [
        (b"", {}, (400, "BAD_USER_INPUT")),
        (b"not XML", {}, (400, "BAD_USER_INPUT")),
        (message()[:-20], {}, (400, "BAD_USER_INPUT")),
        (BOMB, {}, (400, "BAD_USER_INPUT")),
        (message(namespace="urn:other"), {}, (422, "BAD_USER_INPUT")),
        (message(name="GSDReintegratieInfo"), {}, (422, "BAD_USER_INPUT")),
        (message(client(relation(*[provision()] * 51))), {}, (422, "BAD_USER_INPUT")),
        (message(), {"content-type": "application/json"}, (415, "BAD_USER_INPUT")),
        (message(), {"content-type": ""}, (415, "BAD_USER_INPUT")),
        (message(), {"content-type": "text/xml; charset=iso-8859-1"}, (415, "BAD_USER_INPUT")),
        (message(), {"content-encoding": "gzip"}, (415, "BAD_USER_INPUT")),
        (message(), {"authorization": "Bearer x"}, (401, "UNAUTHENTICATED")),
        (message(), {"authorization": ""}, (401, "UNAUTHENTICATED")),
    ],
)
async def test_what_cant_be_read_is_refused_whole(
    content: bytes, more: dict[str, str], expected: tuple[int, str], gateway: httpx2.AsyncClient, owner: Owner
) -> None:
    answer = await send(gateway, content, **more)
    assert problem(answer) == expected
    assert ("www-authenticate" in answer.headers) is (expected[0] == 401)
    assert await recorded(owner) == (0, 0, 0)


async def test_a_session_of_a_portal_sends_no_message(gateway: httpx2.AsyncClient) -> None:
    headers = {**XML, "cookie": "__Host-session=x", "x-csrf-token": "x"}
    assert problem(await gateway.post("/dkd/v0200", content=message(), headers=headers)) == (401, "UNAUTHENTICATED")


async def test_another_method_or_a_body_that_is_too_long_is_refused(gateway: httpx2.AsyncClient) -> None:
    got = await gateway.get("/dkd/v0200", headers={"authorization": f"Bearer {officer()}"})
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert (await send(gateway, message() + b" " * 100_000)).status_code == 413


async def test_without_a_list_of_municipalities_there_is_no_such_place(pools: ServingPools) -> None:
    async with client_of(pools) as opened:
        assert (await send(opened, of(STRANGER))).status_code == 404


async def test_a_quota_counts_each_client_and_what_was_recorded_before_it_stays(
    pools: ServingPools, owner: Owner
) -> None:
    clients = [client(relation(provision()), bsn=bsn) for bsn in (STRANGER, BSN, "999900018")]
    async with client_of(pools, municipalities=MUNICIPALITIES, quotas=UNBOUNDED._replace(user_hour=2)) as opened:
        answer = await send(opened, message(*clients))
        assert problem(answer) == (429, "RATE_LIMITED")
        assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert await recorded(owner) == (2, 2, 2)
    async with client_of(pools, municipalities=MUNICIPALITIES) as opened:
        assert [code for _, code, _ in told(await send(opened, message(*clients)))] == ["KNOWN", "KNOWN", "RECORDED"]


async def test_while_the_register_cant_be_written_nothing_is_told(gateway: httpx2.AsyncClient, owner: Owner) -> None:
    async with owner.transaction():
        await owner.execute("lock table register.ground in share row exclusive mode")
        answer = await send(gateway, of(STRANGER))
    assert problem(answer) == (503, "UNAVAILABLE")
    assert int(answer.headers["retry-after"]) > 0
    assert await recorded(owner) == (0, 0, 0)


async def test_without_its_record_nothing_is_recorded(gateway: httpx2.AsyncClient, owner: Owner) -> None:
    await owner.execute("alter table log.record add constraint none check (role <> 'SUWINET') not valid")
    answer = await send(gateway, of(STRANGER))
    assert answer.status_code >= 500
    assert await recorded(owner) == (0, 0, 0)
