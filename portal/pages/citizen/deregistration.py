"""Where deregistration will be."""

from typing import Final

from starlette.responses import Response

from portal.page_request import PageRequest
from portal.pages.citizen.crumbs import HOME, crumbs

DEREGISTER: Final = f"{HOME}/uitschrijven"


async def show(request: PageRequest) -> Response:
    """How one asks for it until then."""
    return await request.page("later.html", name="deregister", crumbs=crumbs(request, "later.deregister.title"))
