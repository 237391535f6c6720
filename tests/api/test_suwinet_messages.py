"""The SOAP message of Suwinet: what it answers, and that each answer is recorded and counted like any other."""

from collections.abc import AsyncIterator
from datetime import date

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from structlog.testing import capture_logs

from domain.roles import Role
from graph.suwinet.contract import SCHEMA
from graph.suwinet.envelope import LONGEST
from graph.suwinet.look_up import DOCUMENT
from models.database import ServingPools
from tests.api.conftest import UNBOUNDED, asker, client_of, token
from tests.api.test_visibility import answering, statements
from tests.fixtures import people
from tests.fixtures.disclosure_log import Entry, Owner, entries, eventually, refusals, replace_body, size, subject, user
from tests.fixtures.suwinet_messages import (
    ACTION,
    ADDRESSES,
    FWI,
    OIN,
    SERVICE,
    SOAP,
    Reply,
    enveloped,
    header,
    request_of,
    send,
)

NOT_REGISTERED = {
    "no longer": people.LAPSED,
    "never": people.WITHOUT_GROUND,
    "unknown": people.NEVER_HEARD_OF,
    "dead": people.DEAD,
    "a pensioner": people.PENSIONER,
    "in protected work": people.PROTECTED,
}
PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"


async def looked_up(client: httpx2.AsyncClient, bsn: str, **claims: object) -> Reply:
    return await send(client, enveloped(request_of(bsn)), token(Role.SUWINET, **claims))


@pytest.fixture
async def own(peopled: Owner, pools: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:  # noqa: ARG001 - it fills the register
    async with client_of(pools) as client:
        yield client


async def test_a_registered_person_is_answered_with_end_date_and_grounds_and_nothing_more(
    client: httpx2.AsyncClient,
) -> None:
    reply = await looked_up(client, people.TWO_GROUNDS)
    SCHEMA.assertValid(reply.content)
    assert etree.tostring(reply.response, method="c14n").decode() == (
        f'<ClientSuwi xmlns:fwi="{FWI}" xmlns:smls="{SERVICE}" xmlns:soap="{SOAP}">'
        f"<Burgerservicenr>{people.TWO_GROUNDS}</Burgerservicenr>"
        "<LdrRegistratieWbQa></LdrRegistratieWbQa>"
        "<GrondslagArbeidsbeperktheid><CdGrondslagArbeidsbeperktheid>04</CdGrondslagArbeidsbeperktheid>"
        "<DatBGrondslagArbeidsbeperktheid>20150101</DatBGrondslagArbeidsbeperktheid>"
        "<DatEGrondslagArbeidsbeperktheid>20190505</DatEGrondslagArbeidsbeperktheid></GrondslagArbeidsbeperktheid>"
        "<GrondslagArbeidsbeperktheid><CdGrondslagArbeidsbeperktheid>02</CdGrondslagArbeidsbeperktheid>"
        "<DatBGrondslagArbeidsbeperktheid>20170601</DatBGrondslagArbeidsbeperktheid></GrondslagArbeidsbeperktheid>"
        "</ClientSuwi>"
    )


@pytest.mark.parametrize(
    ("today", "end"), [(date(2016, 5, 1), "20181231"), (date(2018, 1, 1), "20281231"), (date(2020, 1, 1), None)]
)
async def test_the_end_date_is_the_one_known_today_and_none_is_an_empty_registration(
    serving: ServingPools, today: date, end: str | None
) -> None:
    async with client_of(serving, today) as client:
        reply = await looked_up(client, people.RAN_ON)
    SCHEMA.assertValid(reply.content)
    registration = reply.response.find("LdrRegistratieWbQa")
    assert [(child.tag, child.text) for child in registration] == ([("DatELdrRegistratieWbQa", end)] if end else [])


async def test_a_ground_that_will_stop_has_no_end_yet(client: httpx2.AsyncClient) -> None:
    reply = await looked_up(client, people.WITH_A_FUTURE)
    [ground] = reply.response.findall("GrondslagArbeidsbeperktheid")
    assert [child.tag for child in ground] == ["CdGrondslagArbeidsbeperktheid", "DatBGrondslagArbeidsbeperktheid"]
    assert people.SECRET_REASON.encode() not in reply.raw


async def test_a_bsn_keeps_its_leading_zero(client: httpx2.AsyncClient) -> None:
    reply = await looked_up(client, people.LEADING_ZERO)
    assert reply.response.findtext("Burgerservicenr") == people.LEADING_ZERO


async def test_never_no_longer_and_unknown_are_the_same_bytes_headers_and_statements(
    client: httpx2.AsyncClient, log_owner: Owner
) -> None:
    await looked_up(client, people.RAN_ON)  # opens the connections
    answers = set()
    for bsn in NOT_REGISTERED.values():
        before = await statements(log_owner)
        reply = await looked_up(client, bsn)
        ran = tuple(sorted((await answering(log_owner, before)).items()))
        answers.add((reply.status, tuple(sorted(reply.headers.items())), reply.raw, ran))
        assert reply.response.tag == f"{{{FWI}}}NietsGevonden"
        assert (len(reply.response), reply.response.text, reply.response.attrib) == (0, None, {})
        SCHEMA.assertValid(reply.content)
    [(_, _, _, ran)] = answers
    assert sum(count for _, count in ran) == 2  # what grounds are called, and the look-up


async def test_an_answer_goes_back_to_its_sender_and_says_what_it_answers(client: httpx2.AsyncClient) -> None:
    for bsn in (people.RAN_ON, people.NEVER_HEARD_OF):
        reply = await looked_up(client, bsn)
        assert reply.addressing("From") == ADDRESSES["To"]
        assert reply.addressing("To") == ADDRESSES["From"]
        assert reply.addressing("RelatesTo") == ADDRESSES["MessageID"]
        assert reply.addressing("Action") == f"{ACTION}Response"
        assert (reply.addressing("MessageID") or "").startswith("urn:uuid:")
        assert reply.addressing("MessageID") != ADDRESSES["MessageID"]


_PRINTABLE = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=LONGEST)


@given(message=_PRINTABLE, to=_PRINTABLE, path=st.text(st.characters(exclude_categories=("Z", "C")), max_size=200))
@settings(max_examples=50, deadline=None)
async def test_addresses_come_back_as_they_were_sent_whatever_is_in_them(
    client: httpx2.AsyncClient, message: str, to: str, path: str
) -> None:
    sender = f"https://gemeente.example/{path.replace('?', '').replace('&', '').replace('#', '')}?oin={OIN}"
    head = header(MessageID=message, To=to, From=sender)
    reply = await send(client, enveloped(request_of(people.NEVER_HEARD_OF), head), token(Role.SUWINET))
    assert reply.response.tag == f"{{{FWI}}}NietsGevonden"
    assert [reply.addressing(name) for name in ("RelatesTo", "From", "To")] == [message, to, sender]


async def test_each_answer_is_recorded_with_what_it_hands_over_also_when_nothing_is_found(
    own: httpx2.AsyncClient, owner: Owner
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    for bsn in (people.RAN_ON, people.NEVER_HEARD_OF):
        headers: dict[str, str | None] = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
        await send(own, enveloped(request_of(bsn)), token(Role.SUWINET, sub="officer"), headers)
    fields = (
        *("Person.bsn", "Person.registered", "Person.registrationEndDate", "Person.grounds"),
        *("Ground.code", "Ground.startDate", "Ground.endDate"),
    )
    assert await entries(owner, DOCUMENT) == [
        Entry(
            "DISCLOSED", "SUWINET", OIN, "UWV (voorbeeld)", user("officer"), (subject(bsn),), "REINTEGRATION", fields,
            "Wfsv 38d lid 2", trace,
        )
        for bsn in (people.RAN_ON, people.NEVER_HEARD_OF)
    ]  # fmt: skip
    assert await size(owner) == 2


async def test_a_municipality_is_answered_on_the_article_that_is_its_own(own: httpx2.AsyncClient, owner: Owner) -> None:
    municipality = {"oin": "00000001001234567000", "name": "Gemeente", "kind": "MUNICIPALITY"}
    message = enveloped(request_of(people.RAN_ON), header(From=f"https://gemeente.example/?oin={municipality['oin']}"))
    reply = await send(own, message, token(Role.SUWINET, organisation=municipality))
    assert reply.response.tag == "ClientSuwi"
    [entry] = await entries(owner, DOCUMENT)
    assert (entry.organisation_id, entry.organisation) == (municipality["oin"], "Gemeente")
    assert (entry.legal_basis, entry.purpose) == ("Wfsv 38d lid 4", "REINTEGRATION")


async def test_a_message_that_comes_again_is_answered_the_same_and_recorded_again(
    own: httpx2.AsyncClient, owner: Owner
) -> None:
    first, second = [await looked_up(own, people.RAN_ON) for _ in range(2)]
    assert first.raw == second.raw
    assert await size(owner) == 2


async def test_it_counts_for_the_same_quotas_as_graphql(pools: ServingPools, peopled: Owner) -> None:
    async with client_of(pools, quotas=UNBOUNDED._replace(user_hour=2)) as client:
        answer = await asker(client)(Role.SUWINET, PERSON, {"bsn": people.RAN_ON})
        assert answer.codes == []
        assert (await looked_up(client, people.DEAD)).status == 200
        refused = await looked_up(client, people.LAPSED)
        status, whose, code, _ = refused.fault
        assert (status, whose, code) == (429, "soap:Client", "RATE_LIMITED")
        assert 1 <= int(refused.headers["retry-after"]) <= 3600
        assert refused.addressing("RelatesTo") == ADDRESSES["MessageID"]
        assert (await asker(client)(Role.SUWINET, PERSON, {"bsn": people.LAPSED})).codes == ["RATE_LIMITED"]
    assert len(await entries(peopled, DOCUMENT)) == 2  # the second is a refusal


async def test_a_ground_without_a_code_is_neither_left_out_nor_called_something(
    own: httpx2.AsyncClient, owner: Owner
) -> None:
    await owner.execute("update register.ground_code_of_suwinet set superseded_by = 0 where ground = 'WAJONG'")
    with capture_logs() as logs:
        reply = await looked_up(own, people.TWO_GROUNDS)
    SCHEMA.assertValid(reply.content)
    assert reply.response.tag == f"{{{FWI}}}FWI"
    [fout] = reply.response
    assert fout.tag == "Fout"
    assert fout.findtext("Code") == "GROUND_WITHOUT_CODE"
    assert "ground_codes.csv" in fout.findtext("Tekst")
    assert [log["log_level"] for log in logs] == ["error"]
    [recorded] = await entries(owner, DOCUMENT)
    assert recorded.subjects == (subject(people.TWO_GROUNDS),), "that it isn't NietsGevonden tells of a registration"
    for word in (people.TWO_GROUNDS, "2015", "PRACTICE_ROUTE", "WAJONG", "Grondslag", "LdrRegistratie"):
        assert word.encode() not in reply.raw
        assert word not in str(logs)
    assert (await looked_up(own, people.LEADING_ZERO)).response.tag == "ClientSuwi"  # another ground
    assert (await looked_up(own, people.LAPSED)).response.tag == f"{{{FWI}}}NietsGevonden"


async def test_without_a_record_there_is_no_answer(own: httpx2.AsyncClient, owner: Owner) -> None:
    await looked_up(own, people.RAN_ON)
    await owner.execute("alter table log.record rename to elsewhere")
    for bsn in (people.RAN_ON, people.NEVER_HEARD_OF):
        reply = await looked_up(own, bsn)
        assert reply.fault[:3] == (503, "soap:Server", "UNAVAILABLE")
        assert reply.headers["retry-after"] == "5"
        assert b"ClientSuwi" not in reply.raw
        assert b"NietsGevonden" not in reply.raw
    await owner.execute("alter table log.elsewhere rename to record")
    assert (await looked_up(own, people.RAN_ON)).response.tag == "ClientSuwi"


async def test_another_organisation_than_that_of_the_token_and_another_role_are_refused_and_that_is_recorded(
    own: httpx2.AsyncClient, owner: Owner
) -> None:
    foreign = header(From="https://gemeente.example/suwinet?oin=00000099000000010001")
    replies = [await send(own, enveloped(request_of(people.RAN_ON), foreign), token(Role.SUWINET))]
    replies += [
        await send(own, enveloped(request_of(people.RAN_ON)), token(role)) for role in Role if role is not Role.SUWINET
    ]
    assert [reply.fault[:3] for reply in replies] == [(403, "soap:Client", "FORBIDDEN")] * len(replies)
    assert len({reply.fault for reply in replies}) == 2
    await eventually(lambda: refusals(owner), len(replies))
    recorded = await entries(owner, DOCUMENT)
    assert {(one.decision, one.purpose, one.subjects) for one in recorded} == {("FORBIDDEN", "REINTEGRATION", ())}
    assert sorted(one.role for one in recorded) == sorted(Role)
    assert await size(owner) == len(replies)


BROKEN = {
    "suwinet_ground_codes": ("begin raise exception 'secret'; end", "plpgsql"),
    "suwinet_detailed_look_up": (
        (
            "begin return query select 1::bigint, 0, true, null::date, null::date, array['secret'], "
            "array[null::text], array[current_date], array[null::date]; end"
        ),
        None,
    ),
}


@pytest.mark.parametrize("function", BROKEN)
async def test_a_fault_of_ours_is_masked_and_can_be_found_by_its_trace(
    own: httpx2.AsyncClient, owner: Owner, capsys: pytest.CaptureFixture[str], function: str
) -> None:
    await replace_body(owner, f"serve.{function}", *BROKEN[function])
    reply = await looked_up(own, people.RAN_ON)
    status, whose, code, text = reply.fault
    assert (status, whose, code) == (500, "soap:Server", "INTERNAL")
    told, _, trace = text.rpartition(" ")
    assert told == "Something went wrong here; report it with the trace id."
    assert trace in "".join(capsys.readouterr())
    assert people.RAN_ON.encode() not in reply.raw
    assert b"secret" not in reply.raw
