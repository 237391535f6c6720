"""GET /letters/….pdf: a letter for the log-in that asked for its link, and for nobody else."""

import time
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from auth.authentication import Authenticator
from auth.tokens.access_token import TokenVerifier
from domain.errors import ForbiddenError
from domain.letters import Letter
from domain.roles import Role
from graph.context import Context
from graph.cursors import BrokenSealError
from graph.http.letters import LetterDownloads
from graph.letters.link import LINK_SECONDS, LetterLink
from graph.letters.pdf import LetterPrinter
from models.database import ServingPools
from models.disclosure import DisclosureLog
from tests.api.conftest import PSEUDONYMS, SEAL, TODAY, TRUST, UNBOUNDED, URL, register_of, token
from tests.fixtures.letters import every_letter
from tests.fixtures.pdf_text import TaggedPdf

LETTER = every_letter()["deregistration granted"]
MINE, ANOTHERS = uuid4(), uuid4()
NOT_YOURS = "This link is over, or belongs to another log-in; ask for a new one."


class Letters:
    """One letter, of whoever asks."""

    def __init__(self) -> None:
        self.asked: list[UUID] = []

    async def own(self, _context: Context, letter: UUID) -> Letter:
        self.asked.append(letter)
        if letter != MINE:
            raise ForbiddenError("No such letter.")
        return LETTER


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
async def client(serving: ServingPools, letters: Letters) -> AsyncIterator[httpx2.AsyncClient]:
    log = DisclosureLog(serving, PSEUDONYMS, UNBOUNDED)
    register = register_of(serving, log)
    printer = LetterPrinter()
    downloads = LetterDownloads(
        Authenticator(TokenVerifier(TRUST), URL, None), register, lambda: TODAY, printer, letters.own
    )
    app = Starlette(routes=[Route("/letters/{link}.pdf", downloads.answer)])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL) as opened:
        yield opened
    await log.settled()
    printer.close()


async def link(bearer: str, letter: UUID = MINE, now: float | None = None) -> str:
    viewer = await TokenVerifier(TRUST).verify(bearer)
    return f"/letters/{LetterLink.to(letter, now or time.time()).sealed(SEAL, viewer)}.pdf"


def headers(bearer: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {bearer}"} if bearer else {}


async def test_a_letter_comes_as_a_pdf_whose_name_says_its_day_and_nothing_else(client: httpx2.AsyncClient) -> None:
    bearer = token(Role.CITIZEN)
    answer = await client.get(await link(bearer), headers=headers(bearer))
    assert answer.status_code == 200
    assert dict(answer.headers) | {"content-length": ""} == {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-disposition": 'attachment; filename="brief-2026-11-26.pdf"',
        "content-type": "application/pdf",
        "content-length": "",
    }
    assert TaggedPdf(answer.content).title == LETTER.subject


async def test_another_log_in_another_letter_a_link_that_is_over_and_none_are_answered_alike(
    client: httpx2.AsyncClient, letters: Letters
) -> None:
    bearer, other = token(Role.CITIZEN), token(Role.CITIZEN, jti="another log-in")
    mine = await link(bearer)
    employer = token(Role.EMPLOYER)
    refusals = [
        await client.get(mine, headers=headers(other)),
        await client.get(mine, headers=headers(employer)),
        await client.get(await link(bearer, now=time.time() - LINK_SECONDS), headers=headers(bearer)),
        await client.get(f"{mine[:-8]}AAAA.pdf", headers=headers(bearer)),
        await client.get("/letters/x.pdf", headers=headers(bearer)),
    ]
    assert letters.asked == []
    refusals.append(await client.get(await link(bearer, ANOTHERS), headers=headers(bearer)))
    for refused in refusals:
        assert refused.status_code == 404
        assert refused.json() == {"errors": [{"message": NOT_YOURS, "extensions": {"code": "FORBIDDEN"}}]}
        assert refused.headers["cache-control"] == "no-store"
        assert dict(refused.headers) == dict(refusals[0].headers)


async def test_who_has_not_logged_in_is_told_to_and_only_get_is_answered(
    client: httpx2.AsyncClient, letters: Letters
) -> None:
    bearer = token(Role.CITIZEN)
    url = await link(bearer)
    nobody = await client.get(url)
    assert (nobody.status_code, nobody.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert nobody.headers["www-authenticate"].startswith("Bearer ")
    head = await client.head(url, headers=headers(bearer))
    assert (head.status_code, head.headers["allow"]) == (405, "GET")
    assert letters.asked == []


async def test_a_link_works_for_five_minutes_and_a_roster_link_opens_no_letter(client: httpx2.AsyncClient) -> None:
    bearer = token(Role.CITIZEN)
    viewer = await TokenVerifier(TRUST).verify(bearer)
    now = time.time()
    almost_over = LetterLink(MINE, int(now) + 60).sealed(SEAL, viewer)
    assert (await client.get(f"/letters/{almost_over}.pdf", headers=headers(bearer))).status_code == 200
    assert LetterLink.to(MINE, now).expires_at == int(now) + 300
    other_kind = SEAL.close((1, 2, int(now) + 60), "csv", *viewer.user, viewer.token_id)
    assert (await client.get(f"/letters/{other_kind}.pdf", headers=headers(bearer))).status_code == 404


async def test_a_link_opens_the_letter_that_it_was_made_for() -> None:
    viewer = await TokenVerifier(TRUST).verify(token(Role.CITIZEN))
    for letter in (UUID(int=0), UUID(int=2**128 - 1), UUID(int=2**127), UUID(int=2**63), *(uuid4() for _ in range(50))):
        link = LetterLink.to(letter, 1_000)
        assert LetterLink.opened(link.sealed(SEAL, viewer), SEAL, viewer, 1_299) == link
        with pytest.raises(BrokenSealError):
            LetterLink.opened(link.sealed(SEAL, viewer), SEAL, viewer, 1_300)
