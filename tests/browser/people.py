"""Who logs in to the portals with the simulator, and how one does that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from playwright.async_api import Page, expect

from server.demo.data import EXAMPLE_ORGANISATION, EXAMPLE_OTHER_BSN, EXAMPLE_REGISTERED_BSN
from server.demo.data import EXAMPLE_SECOND_ORGANISATION as SECOND
from tests.fixtures import staff

MIDDEN: Final = "Met sms-controle (Midden)"
BASIS: Final = "Gebruikersnaam en wachtwoord (Basis)"
SERVICES: Final = ("ROSTER", "PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS")


class Person(Protocol):
    """Somebody who can log in."""

    @property
    def home(self) -> str:
        """Where the portal begins."""
        ...

    @property
    def button(self) -> str:
        """The button that leads to the simulator."""
        ...

    async def fill_in(self, page: Page) -> None:
        """Fill in the simulator's form."""
        ...


@dataclass(frozen=True)
class Citizen:
    bsn: str
    level: str = MIDDEN
    home: str = "/burger"
    button: str = "Inloggen met DigiD-simulator"

    async def fill_in(self, page: Page) -> None:
        await page.get_by_label("Of een ander burgerservicenummer (BSN)").fill(self.bsn)
        await page.get_by_label(self.level).check()


@dataclass(frozen=True)
class Employer:
    """A user of organisations of the list, and of one whose KVK number is typed."""

    organisations: tuple[str, ...] = (EXAMPLE_ORGANISATION.kvk,)
    services: tuple[str, ...] = SERVICES
    other: str = ""
    name: str = ""
    level: str = "EH3"
    user: str = "gebruiker-1"
    administrator: bool = False
    home: str = "/werkgever"
    button: str = "Inloggen met eHerkenning-simulator"

    async def fill_in(self, page: Page) -> None:
        await page.get_by_label("Gebruikersnaam").fill(self.user)
        await _tick(page, "organisation", self.organisations)
        await page.get_by_label("Nog een organisatie: KVK-nummer").fill(self.other)
        await page.get_by_label("Nog een organisatie: naam").fill(self.name)
        await _tick(page, "service", self.services)
        await page.locator("input[name=administrator]").set_checked(self.administrator)
        await page.get_by_label(self.level, exact=True).check()


@dataclass(frozen=True)
class Officer:
    user: str = "medewerker-1"
    body: str = "UWV (voorbeeld)"
    home: str = "/suwinet"
    button: str = "Inloggen met Suwinet-simulator"

    async def fill_in(self, page: Page) -> None:
        await page.get_by_label("Gebruikersnaam van de medewerker").fill(self.user)
        await page.get_by_label(self.body).check()


@dataclass(frozen=True)
class Assessor:
    name: str = "Beoordelaar Een"
    home: str = "/beoordelen"
    button: str = "Inloggen met UWV-simulator"

    async def fill_in(self, page: Page) -> None:
        await page.get_by_label(self.name).check()


CITIZEN: Final = Citizen(EXAMPLE_REGISTERED_BSN)
LAPSED_CITIZEN: Final = Citizen(EXAMPLE_OTHER_BSN)
EMPLOYER: Final = Employer()
TWO_EMPLOYERS: Final = Employer((EXAMPLE_ORGANISATION.kvk, SECOND.kvk))
SECOND_EMPLOYER: Final = Employer((SECOND.kvk,))
WITHOUT_SERVICES: Final = Employer(services=())
OFFICER: Final = Officer()
ASSESSOR: Final = Assessor()
SECOND_ASSESSOR: Final = Assessor("Beoordelaar Twee")


def employer_of(size: int) -> Employer:
    """Whose roster has that many persons."""
    return Employer((), other=staff.EMPLOYERS[size].kvk, name=staff.EMPLOYERS[size].name)


async def _tick(page: Page, name: str, wanted: Sequence[str]) -> None:
    for box in await page.locator(f"input[name={name}]").all():
        await box.set_checked(await box.get_attribute("value") in wanted)


async def press(page: Page, name: str, *, role: str = "button") -> None:
    """Press a button, or follow a link, that leads to another page."""
    async with page.expect_navigation():
        found = page.get_by_role("button" if role == "button" else "link", name=name, exact=True)
        await found.first.click()


async def follow(page: Page, name: str) -> None:
    await press(page, name, role="link")


async def heading(page: Page, text: str) -> None:
    """The page's own heading."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(text)


async def to_the_simulator(page: Page, person: Person) -> None:
    """To the page where one logs in, from the beginning of the portal."""
    await page.goto(person.home)
    await follow(page, person.button)


async def log_in(page: Page, person: Person) -> None:
    """From the beginning of the portal to the page behind the log-in."""
    await to_the_simulator(page, person)
    await person.fill_in(page)
    await press(page, "Inloggen")


async def log_out(page: Page) -> None:
    await press(page, "Uitloggen")
    await heading(page, "U bent uitgelogd")
