"""What a receiver of a message finds out by it: with its own token, what its role may see, and nobody else anything."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from domain.roles import Role
from server.deliverer import Deliverer
from server.receivers import Receivers
from tests.api.conftest import Answer, Ask, token
from tests.api.test_cases import ASSESSOR, DECIDE, EMPLOYER, MUNICIPALITY, TAKE, as_assessor, ask_here, requested
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, subject
from tests.fixtures.webhook import Webhook, webhook

__all__ = ["ask_here"]

SOURCE = "urn:nld:oin:00000001003214345000:systeem:doelgroepregister"
OIN: str = MUNICIPALITY["organisation"]["oin"]
ELSEWHERE = {"organisation": {"oin": "00000001002345678000", "name": "Gemeente Elders", "kind": "MUNICIPALITY"}}
APPLY = """mutation($in: ApplyForClientInput!) { applyForClient(input: $in) { ... on Case { id } } }"""
EMIGRATED = """mutation($in: RecordEventInput!) { recordEvent(input: $in) { ... on Fact { factId } } }"""
OWN_CASE = "query($id: ID!) { case(id: $id) { form { reference } } }"
CLIENT = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered registrationEndDate } }"
OF_WHOM = "query($id: ID!) { case(id: $id) { person { bsn registered } } }"
LETTERS = "{ viewer { organisations { letters { edges { node { id kind body } } } } } }"


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=None, trust_env=False) as made:
        yield made


async def heard(owner: Owner, client: httpx2.AsyncClient, name: str) -> Webhook:
    """What is delivered to one receiver."""
    async with webhook() as there:
        await Deliverer(owner, Receivers(SOURCE, {name: there.receiver(name)}), client).once()
    return there


async def apply(ask: Ask, whose: dict[str, Any], bsn: str, reference: str) -> str:
    """A municipality applies for a client, by its own reference."""
    form = {"requestedOutcome": "INDICATION", "reference": reference}
    given = {"kind": "PARTICIPATION_ACT_INDICATION", "bsn": bsn, "form": form, "idempotencyKey": uuid4().hex}
    answer = await ask(Role.SUWINET, APPLY, {"in": given}, bearer=token(Role.SUWINET, **whose))
    return str(answer.data["applyForClient"]["id"])


async def emigrate(ask: Ask, bsn: str) -> None:
    assert "factId" in await as_assessor(ask, EMIGRATED, bsn=bsn, event="EMIGRATION", date="2026-11-02")


async def asked(ask: Ask, role: Role, query: str, one: str, **claims: Any) -> Answer:
    return await ask(role, query, {"id": one}, bearer=token(role, **claims))


async def test_a_municipality_finds_out_by_its_own_case_which_client_a_change_is_about(
    ask_here: Ask, peopled: Owner, client: httpx2.AsyncClient
) -> None:
    await apply(ask_here, MUNICIPALITY, people.STAYED, "dossier 17")
    case = await apply(ask_here, MUNICIPALITY, people.SINCE_2008, "dossier 18")
    await emigrate(ask_here, people.SINCE_2008)
    there = await heard(peopled, client, f"SUWINET:{OIN}")
    assert there.subjects == [case]
    assert people.SINCE_2008 not in there.heard[0].body.decode() + str(there.heard[0].headers)

    found = await asked(ask_here, Role.SUWINET, OWN_CASE, case, **MUNICIPALITY)
    assert found.data == {"case": {"form": {"reference": "dossier 18"}}}
    now = await ask_here(Role.SUWINET, CLIENT, {"bsn": people.SINCE_2008}, bearer=token(Role.SUWINET, **MUNICIPALITY))
    assert now.data == {"person": {"registered": False, "registrationEndDate": None}}
    *_, opened, looked_up = await entries(peopled)
    assert opened.subjects == looked_up.subjects == (subject(people.SINCE_2008),)
    assert opened.organisation == looked_up.organisation == MUNICIPALITY["organisation"]["name"]


async def test_a_subject_tells_nothing_to_whom_the_message_is_not_for(
    ask_here: Ask, peopled: Owner, client: httpx2.AsyncClient
) -> None:
    own = await apply(ask_here, MUNICIPALITY, people.SINCE_2008, "dossier 18")
    await emigrate(ask_here, people.SINCE_2008)
    assert (await heard(peopled, client, f"SUWINET:{OIN}")).subjects == [own]
    for role, claims in (
        (Role.SUWINET, ELSEWHERE),
        (Role.SUWINET, {"organisation": {**ELSEWHERE["organisation"], "kind": "UWV"}}),
        (Role.CITIZEN, {"bsn": people.SINCE_2008}),
    ):
        refused = await asked(ask_here, role, "query($id: ID!) { case(id: $id) { id } }", own, **claims)
        unknown = await asked(ask_here, role, "query($id: ID!) { case(id: $id) { id } }", str(uuid4()), **claims)
        assert refused.codes == ["FORBIDDEN"]
        assert refused.raw == unknown.raw


async def test_uwv_finds_out_by_a_case_about_whom_a_change_is_and_not_without_one(
    ask_here: Ask, peopled: Owner, client: httpx2.AsyncClient
) -> None:
    case = await apply(ask_here, MUNICIPALITY, people.SINCE_2008, "dossier 18")
    await emigrate(ask_here, people.SINCE_2008)
    await emigrate(ask_here, people.TWO_GROUNDS)
    known, unknown = (await heard(peopled, client, "ASSESSOR")).subjects
    assert known == case
    found = await asked(ask_here, Role.ASSESSOR, OF_WHOM, known, **ASSESSOR)
    assert found.data == {"case": {"person": {"bsn": people.SINCE_2008, "registered": False}}}
    refused = await asked(ask_here, Role.ASSESSOR, OF_WHOM, unknown, **ASSESSOR)
    assert refused.codes == ["FORBIDDEN"]


async def test_an_employer_finds_the_letter_of_a_message_among_its_own(
    ask_here: Ask, peopled: Owner, client: httpx2.AsyncClient
) -> None:
    case = (await requested(ask_here))["id"]
    await as_assessor(ask_here, TAKE, id=case)
    await as_assessor(ask_here, DECIDE, id=case, decision="GRANT", motivation="Uw gronden zijn gestopt.")
    [told] = (await heard(peopled, client, f"EMPLOYER:{people.KVK}")).subjects
    answer = await ask_here(Role.EMPLOYER, LETTERS, bearer=token(Role.EMPLOYER, **EMPLOYER))
    [organisation] = answer.data["viewer"]["organisations"]
    [letter] = [edge["node"] for edge in organisation["letters"]["edges"] if edge["node"]["id"] == told]
    assert letter["kind"] == "EMPLOYER_COPY"
