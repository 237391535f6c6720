"""The worklist: where assessors begin."""

from typing import Final

from starlette.responses import Response

from domain.roles import Role
from portal.frame import HOMES
from portal.page_request import PageRequest

HOME: Final = HOMES[Role.ASSESSOR]


async def show(request: PageRequest) -> Response:
    """The beginning of the portal."""
    return await request.page("assessor_worklist.html", crumbs=[])
