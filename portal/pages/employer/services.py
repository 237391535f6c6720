"""The start: the services that one is authorised for."""

from starlette.responses import Response

from domain.roles import Service
from portal.page_request import PageRequest
from portal.pages.employer.organisations import AUTHORISATIONS, JOBS, LETTERS, LOOK_UP, Organisation


async def show(request: PageRequest, organisation: Organisation) -> Response:
    """The blocks of the services that the user is authorised for; first of all, for which organisation."""
    asks = {Service.ROSTER, Service.PERSON_LOOKUP} & set(organisation.services)
    blocks = [("look_up", LOOK_UP)] if asks else []
    if Service.ROSTER in organisation.services:
        blocks.append(("jobs", JOBS))
    if Service.LETTERS in organisation.services:
        blocks.append(("letters", LETTERS))
    if Service.AUTHORISATIONS in organisation.services:
        blocks.append(("authorisations", AUTHORISATIONS))
    return await request.page("employer_home.html", organisation=organisation, blocks=blocks, crumbs=[])
