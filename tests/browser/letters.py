"""Letters in the run's service, and who reads them: some for who looks at pages, some for each journey."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

import asyncpg
from playwright.async_api import Page

from domain.bsn import Bsn
from domain.letters import LetterChannel
from domain.roles import Role
from server.postgres import EmbeddedPostgres
from tests.browser.people import Citizen, Employer, press
from tests.fixtures.letters import every_letter
from tests.fixtures.process import Installation
from tests.fixtures.stored_letters import store

ANSWER_UNTIL: Final = date(2098, 12, 9)
LONG_NAME: Final = "Stichting Samenwerkingsverband Arbeidsongeschiktheidsverzekeringsmaatschappijen"
READER, OPENER = Citizen("960000008"), Citizen("960000021")
EMPLOYER_READER: Final = Employer((), other="95000001", name=LONG_NAME)
EMPLOYER_OPENER: Final = Employer((), other="95000002", name="Brievenlezer B.V.")
EMPLOYER_WRITER: Final = Employer((), other="95000003", name="Brievenschrijver B.V.")
"""Who reacts: each time to a letter that is new, for a letter gets one reaction."""
LETTERS: Final = "/burger/brieven"
EMPLOYERS_LETTERS: Final = "/werkgever/brieven"
NEW_ONES: Final = f"{EMPLOYERS_LETTERS}?nieuw=ja"
REFUSED: Final = "Wij kunnen u niet uitschrijven"
ASKS: Final = "Wij willen u iets vragen"
COPY: Final = "De registratie van een werknemer stopt"


async def write_letters(installation: Installation) -> None:
    """Write to each of them, and have the service's database keep it."""
    with EmbeddedPostgres(installation.data).hold() as info:
        owner = await asyncpg.connect(
            host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
        )
        letters = every_letter("Regel één.\nRegel twee.")
        for minutes, name in enumerate([*letters, *letters]):
            channel = LetterChannel.PAPER if name == "receipt" else LetterChannel.PORTAL
            await store(owner, letters[name], bsn=Bsn(READER.bsn), channel=channel, minutes=minutes)
        for minutes, name in enumerate(("receipt", "deregistration refused")):
            await store(owner, letters[name], bsn=Bsn(OPENER.bsn), channel=LetterChannel.PORTAL, minutes=minutes)
        for reader, times in ((EMPLOYER_READER, 13), (EMPLOYER_OPENER, 1), (EMPLOYER_WRITER, 4)):
            for minutes, name in enumerate(["employer copy", "reaction asked"] * times):
                await store(
                    owner,
                    letters[name],
                    recipient=Role.EMPLOYER,
                    kvk=reader.other,
                    channel=LetterChannel.PORTAL,
                    minutes=minutes,
                    answer_until=ANSWER_UNTIL if name == "reaction asked" else None,
                )
        await owner.close()


def opened(path: str, subject: str) -> Callable[[Page], Awaitable[None]]:
    """A letter of a list, by what its subject begins with."""

    async def reach(page: Page) -> None:
        await page.goto(path)
        async with page.expect_navigation():
            await page.locator("main a", has_text=subject).first.click()

    return reach


def reacted(text: str, path: str = EMPLOYERS_LETTERS) -> Callable[[Page], Awaitable[None]]:
    async def reach(page: Page) -> None:
        await opened(path, ASKS)(page)
        await page.locator("#reactie").fill(text)
        await press(page, "Versturen")

    return reach
