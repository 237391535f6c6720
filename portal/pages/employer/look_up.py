"""The choice of a look-up: by payroll tax number, or by BSN."""

from starlette.responses import Response

from domain.roles import Service
from portal.fields import error
from portal.page_request import PageRequest
from portal.pages.employer.organisations import LOOK_UP, Organisation, crumbs
from portal.pages.employer.person import PERSON
from portal.pages.employer.roster import ROSTER


async def choose(request: PageRequest, organisation: Organisation) -> Response:
    """By payroll tax number, or by BSN?"""
    kinds = {"bsn": (Service.PERSON_LOOKUP, PERSON), "loonheffingennummer": (Service.ROSTER, ROSTER)}
    allowed = {name: there for name, (service, there) in kinds.items() if service in organisation.services}
    wanted = request.http.query_params.get("type")
    if wanted in allowed:
        return request.redirect(allowed[wanted])
    typed = await request.kept()
    errors = [] if wanted is None else [error("type", request.texts("employer.type_missing"))]
    return await request.page(
        "employer_look_up.html",
        400 if errors else 200,
        organisation=organisation,
        type=typed.get("type"),
        types=[{"value": name, "label": request.texts(f"employer.types.{name}")} for name in reversed(allowed)],
        errors=errors,
        action=LOOK_UP,
        crumbs=crumbs(request, "base.product"),
    )
