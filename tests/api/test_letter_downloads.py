"""GET /letters/….pdf: a letter for the log-in that asked for its link, and for nobody else."""

import time
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from auth.tokens.access_token import TokenVerifier
from domain.bsn import Bsn
from domain.letters import LetterChannel
from domain.roles import Role, Service
from graph.cursors import BrokenSealError
from graph.file_link import LINK_SECONDS
from graph.letters.link import LetterLink
from models.cases import StoredLetter
from models.database import ServingPools
from models.imports.connection import Connection as Owner
from tests.api.conftest import SEAL, TRUST, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.letters import every_letter
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.fixtures.stored_letters import store

LETTERS = every_letter()
LINKS = "{ viewer { person { letters(first: 5) { edges { node { subject body objectionUntil pdf { url } } } } } } }"
PARTS = """
    { viewer { person { letters(first: 100) { edges { node {
        subject body parts { heading paragraphs items } reference { label value } pdf { url }
    } } } } } }
"""
NOT_YOURS = "This link is over, or belongs to another log-in; ask for a new one."
CITIZEN = token(Role.CITIZEN)
EMPLOYER = token(Role.EMPLOYER, services=[Service.LETTERS])
MUNICIPALITY = {"oin": "00000001234567890000", "name": "Gemeente Voorbeeld", "kind": "MUNICIPALITY"}


@pytest.fixture
async def client(pools: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(pools) as opened:
        yield opened


async def to_citizen(owner: Owner, bsn: str = people.RAN_ON, printed_on: date | None = None) -> StoredLetter:
    letter, channel = LETTERS["deregistration granted"], LetterChannel.PORTAL
    return await store(owner, letter, bsn=Bsn(bsn), channel=channel, printed_on=printed_on)


async def to_employer(owner: Owner, kvk: str = people.KVK) -> StoredLetter:
    letter, channel = LETTERS["employer copy"], LetterChannel.PORTAL
    return await store(owner, letter, bsn=Bsn(people.RAN_ON), channel=channel, recipient=Role.EMPLOYER, kvk=kvk)


async def link(bearer: str, letter: UUID, now: float | None = None) -> str:
    viewer = await TokenVerifier(TRUST).verify(bearer)
    return f"/letters/{LetterLink.to(letter, now or time.time()).sealed(SEAL, viewer)}.pdf"


async def get(client: httpx2.AsyncClient, bearer: str, letter: UUID) -> httpx2.Response:
    return await client.get(await link(bearer, letter), headers=headers(bearer))


def elements_of(node: dict[str, Any]) -> list[tuple[str, str]]:
    """The elements of a letter's file, by what GraphQL says of it: each with its text, without blanks."""
    elements = [("H1", node["subject"])]
    for part in node["parts"]:
        elements.append(("H2", part["heading"]))
        elements += [("P", paragraph) for paragraph in part["paragraphs"]]
        elements += [("LBody", item) for item in part["items"]]
    for line in node["reference"]:
        elements += [("Strong", line["label"]), ("LBody", line["value"])]
    return [(tag, squeezed(text)) for tag, text in elements]


def headers(bearer: str) -> dict[str, str]:
    return {"authorization": f"Bearer {bearer}"}


async def recorded(owner: Owner) -> list[tuple[str, str, str]]:
    """What was handed over, by the log: the role, what for, and which fields."""
    disclosed = "select role, purpose, fields from log.record where decision = 'DISCLOSED' order by at, number"
    rows = await owner.fetch(disclosed)
    return [tuple(row) for row in rows]


async def test_a_letter_comes_as_a_pdf_whose_name_says_its_day_and_nothing_else(
    client: httpx2.AsyncClient, owner: Owner
) -> None:
    letter = await to_citizen(owner)
    answer = await get(client, CITIZEN, letter.id)
    assert answer.status_code == 200
    sent = dict(answer.headers)
    assert int(sent.pop("content-length")) == len(answer.content)
    assert {name: sent[name] for name in ("cache-control", "x-content-type-options", "content-type")} == {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-type": "application/pdf",
    }
    assert sent["content-disposition"] == 'attachment; filename="brief-2026-11-26.pdf"'
    assert TaggedPdf(answer.content).title == letter.letter.subject


async def test_a_letter_on_paper_is_given_as_it_was_printed(client: httpx2.AsyncClient, owner: Owner) -> None:
    letter = await to_citizen(owner, printed_on=date(2026, 12, 1))
    answer = await get(client, CITIZEN, letter.id)
    assert answer.headers["content-disposition"] == 'attachment; filename="brief-2026-12-01.pdf"'
    assert squeezed("Dat kan tot en met 12 januari 2027.") in TaggedPdf(answer.content).text


async def test_a_letter_says_the_same_by_graphql_and_as_the_file_that_it_links_to(
    client: httpx2.AsyncClient, owner: Owner
) -> None:
    await to_citizen(owner, printed_on=date(2026, 12, 1))
    answer = await asker(client)(Role.CITIZEN, LINKS, bearer=CITIZEN)
    [edge] = answer.data["viewer"]["person"]["letters"]["edges"]
    node = edge["node"]
    assert node["objectionUntil"] == "2027-01-12"
    assert "Datum: 1 december 2026" in node["body"]
    read = TaggedPdf((await client.get(node["pdf"]["url"], headers=headers(CITIZEN))).content)
    assert read.title == node["subject"]
    said = read.text.replace(":", "")  # a label and its value are two elements there
    assert [line for line in node["body"] if squeezed(line).replace(":", "") not in said] == []


async def test_a_letter_by_its_headings_has_the_elements_of_its_file_in_the_same_order(
    client: httpx2.AsyncClient, owner: Owner
) -> None:
    for minutes, letter in enumerate(LETTERS.values()):
        await store(owner, letter, bsn=Bsn(people.RAN_ON), channel=LetterChannel.PORTAL, minutes=minutes)
    answer = await asker(client)(Role.CITIZEN, PARTS, bearer=CITIZEN)
    nodes = [edge["node"] for edge in answer.data["viewer"]["person"]["letters"]["edges"]]
    assert len(nodes) == len(LETTERS)
    for node in nodes:
        file = TaggedPdf((await client.get(node["pdf"]["url"], headers=headers(CITIZEN))).content)
        assert elements_of(node) == [(one.tag, squeezed(one.text)) for one in file.elements if one.tag != "Lbl"]
        said = [line for part in node["parts"] for line in (part["heading"], *part["paragraphs"], *part["items"])]
        assert node["body"] == [*said, *(f"{line['label']}: {line['value']}" for line in node["reference"])]


async def test_another_log_in_another_letter_a_link_that_is_over_and_none_are_answered_alike(
    client: httpx2.AsyncClient, owner: Owner
) -> None:
    mine, anothers = await to_citizen(owner), await to_citizen(owner, people.LEADING_ZERO)
    employers, of_another = await to_employer(owner), await to_employer(owner, "90000099")
    url, other = await link(CITIZEN, mine.id), token(Role.CITIZEN, jti="another log-in")
    roster_only, late = token(Role.EMPLOYER), await link(CITIZEN, mine.id, time.time() - LINK_SECONDS)
    refusals = [
        await client.get(url, headers=headers(other)),
        await client.get(url, headers=headers(EMPLOYER)),
        await client.get(late, headers=headers(CITIZEN)),
        await client.get(f"{url[:-8]}AAAA.pdf", headers=headers(CITIZEN)),
        await client.get("/letters/x.pdf", headers=headers(CITIZEN)),
        await get(client, CITIZEN, anothers.id),
        await get(client, CITIZEN, employers.id),
        await get(client, CITIZEN, uuid4()),
        await get(client, EMPLOYER, mine.id),
        await get(client, EMPLOYER, of_another.id),
        await get(client, roster_only, employers.id),
        await get(client, token(Role.SUWINET, organisation=MUNICIPALITY), mine.id),
        await get(client, token(Role.ASSESSOR), mine.id),  # of no case
        await get(client, token(Role.MONITOR), mine.id),
    ]
    for refused in refusals:
        assert refused.status_code == 404
        assert refused.json() == {"errors": [{"message": NOT_YOURS, "extensions": {"code": "FORBIDDEN"}}]}
        assert dict(refused.headers) == dict(refusals[0].headers)
    assert refusals[0].headers["cache-control"] == "no-store"
    assert await recorded(owner) == []


async def test_who_reads_a_letter_is_recorded_before_it_is_given(client: httpx2.AsyncClient, owner: Owner) -> None:
    mine, employers = await to_citizen(owner), await to_employer(owner)
    to_municipality = await store(
        owner,
        LETTERS["receipt"],
        channel=LetterChannel.PORTAL,
        recipient=Role.SUWINET,
        organisation_id=MUNICIPALITY["oin"],
    )
    municipality = token(Role.SUWINET, organisation=MUNICIPALITY)
    for bearer, letter in ((CITIZEN, mine), (EMPLOYER, employers), (municipality, to_municipality)):
        assert (await get(client, bearer, letter.id)).status_code == 200
    assert await recorded(owner) == [
        ("CITIZEN", "OWN_DATA", "Letter.pdf"),
        ("EMPLOYER", "EMPLOYEE", "Letter.pdf"),
        ("SUWINET", "ASSESSMENT", "Letter.pdf"),
    ]


async def test_who_has_not_logged_in_is_told_to_and_only_get_is_answered(
    client: httpx2.AsyncClient, owner: Owner
) -> None:
    url = await link(CITIZEN, (await to_citizen(owner)).id)
    nobody = await client.get(url)
    assert (nobody.status_code, nobody.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert nobody.headers["www-authenticate"].startswith("Bearer ")
    head = await client.head(url, headers=headers(CITIZEN))
    assert (head.status_code, head.headers["allow"]) == (405, "GET")
    assert await recorded(owner) == []


async def test_a_roster_link_opens_no_letter(client: httpx2.AsyncClient, owner: Owner) -> None:
    letter = await to_citizen(owner)
    viewer = await TokenVerifier(TRUST).verify(CITIZEN)
    other_kind = SEAL.close((1, letter.id.int % 2**63, int(time.time()) + 60), "csv", *viewer.user, viewer.token_id)
    assert (await client.get(f"/letters/{other_kind}.pdf", headers=headers(CITIZEN))).status_code == 404


async def test_a_link_opens_the_letter_that_it_was_made_for_and_for_five_minutes() -> None:
    viewer = await TokenVerifier(TRUST).verify(CITIZEN)
    for letter in (UUID(int=0), UUID(int=2**128 - 1), UUID(int=2**127), UUID(int=2**63), *(uuid4() for _ in range(50))):
        link = LetterLink.to(letter, 1_000)
        assert LetterLink.opened(link.sealed(SEAL, viewer), SEAL, viewer, 1_299) == link
        with pytest.raises(BrokenSealError):
            LetterLink.opened(link.sealed(SEAL, viewer), SEAL, viewer, 1_300)
