"""The organisation that an employer's user acts for: chosen once, and shown on top of every page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from domain.roles import Role, Service
from portal.endpoint import Handler
from portal.fields import error
from portal.frame import HOMES, numbered
from portal.languages import Texts
from portal.operations.employer import MyOrganisationsOrganisation, my_organisations
from portal.operations.operation import TypedData
from portal.page_request import PageRequest

HOME: Final = HOMES[Role.EMPLOYER]
CHOOSE: Final = f"{HOME}/bedrijf"
AUTHORISATIONS: Final = f"{HOME}/machtigingen"
LETTERS: Final = f"{HOME}/brieven"
LOOK_UP: Final = f"{HOME}/doelgroepregister"
JOBS: Final = f"{HOME}/banenafspraak"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One of the user's own.

    Attributes:
        id: the number by which the log-in names it.
        place: its place among them, from 1; it goes along with each question, since another tab may choose another
            meanwhile.
        name: what it is called; by its number, if nobody knows its name.
        number: its number in words; empty where that is its name.
        known_name: its name, or None.
        payroll_tax_numbers: its own, in order.
        reference_years: of which a roster can be asked.
        services: what the user is authorised for.
    """

    id: str
    place: str
    name: str
    number: str
    known_name: str | None
    payroll_tax_numbers: list[str]
    reference_years: list[int]
    services: list[Service]


class AskingOrganisation(TypedData):
    """What an answer keeps of the organisation that asked: its id, its name or None, and its place."""

    id: str
    name: str | None
    place: str


def for_organisation(handler: Callable[[PageRequest, Organisation], Awaitable[Response]]) -> Handler:
    """A page for the organisation that one acts for; first of all one chooses it."""

    async def show(request: PageRequest) -> Response:
        organisation = await _chosen(request)
        if organisation is not None:
            return await handler(request, organisation)
        asked = {} if request.path == HOME else {"terug": request.path}
        return request.redirect(f"{CHOOSE}?{urlencode(asked)}" if asked else CHOOSE)

    return show


async def own_organisations(request: PageRequest) -> list[Organisation]:
    """The organisations that the log-in names."""
    found = (await request.ask(my_organisations())).viewer.organisations
    return [_organisation(request.texts, place, one) for place, one in enumerate(found, 1)]


def _organisation(texts: Texts, place: int, found: MyOrganisationsOrganisation) -> Organisation:
    number = numbered(texts, found.kvk_number or found.rsin or found.id)
    known = None if found.name == found.id else found.name
    return Organisation(
        id=found.id,
        place=str(place),
        name=known or number,
        number=number if known else "",
        known_name=known,
        payroll_tax_numbers=found.payroll_tax_numbers,
        reference_years=found.reference_years,
        services=found.services,
    )


def for_answer(organisation: Organisation) -> AskingOrganisation:
    """The organisation, as an answer keeps it."""
    return AskingOrganisation(id=organisation.id, name=organisation.known_name, place=organisation.place)


def in_words(texts: Texts, organisation: AskingOrganisation) -> str:
    """The organisation of an answer: by its name and number."""
    number = numbered(texts, organisation.id)
    return f"{organisation.name}, {number}" if organisation.name else number


async def _chosen(request: PageRequest) -> Organisation | None:
    """The one that was chosen, or the only one; None: one has to choose."""
    organisations = await own_organisations(request)
    only = organisations[0] if len(organisations) == 1 else None
    found = next((one for one in organisations if one.id == request.viewer.organisation), only)
    chosen = request.viewer.organisation is not None
    if found is not None and not (chosen and request.viewer.services == sorted(found.services)):
        name = request.viewer.name if chosen else found.known_name
        request.visitor = await request.portal.sessions.change(
            request.viewer, organisation=found.id, name=name, services=sorted(found.services)
        )
    return found


def changed(request: PageRequest, organisation: Organisation, sent: str | None) -> list[dict[str, str]]:
    """What is wrong with a question that was written down when another organisation was chosen."""
    if sent in {None, organisation.place}:  # None: an address that somebody keeps
        return []
    return [error("", request.texts("employer.changed", name=organisation.name))]


def crumbs(request: PageRequest, last: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the employer's portal."""
    texts = request.texts
    return [
        {"text": texts("base.portals.employer"), "href": HOME},
        *({"text": text, "href": href} for text, href in between),
        {"text": texts(last)},
    ]
