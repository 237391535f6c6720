"""The choice of the organisation that one acts for, and how one comes to act for another."""

from typing import Final

from starlette.responses import Response

from portal.fields import error, whole_number
from portal.page_request import PageRequest, back_to
from portal.pages.employer.organisations import CHOOSE, HOME, crumbs, own_organisations

ANOTHER: Final = f"{HOME}/extra-bedrijf"


async def choose(request: PageRequest) -> Response:
    """Which organisation one acts for; and on to where one was going."""
    typed = request.form or await request.kept()
    back = back_to(typed.get("terug") or request.http.query_params.get("terug"))
    back = back if back and back.startswith(f"{HOME}/") else None
    organisations = await own_organisations(request)
    errors = []
    if request.form:
        place = whole_number(request.form.get("bedrijf"), 1, len(organisations))
        if place is not None:
            taken = organisations[place - 1]
            await request.portal.sessions.change(request.viewer, organisation=taken.id, name=taken.known_name)
            return request.redirect(back or HOME)
        errors = [error("bedrijf", request.texts("employer.choose_missing"))]
    options = [{"value": one.place, "label": one.name, "hint": one.number} for one in organisations]
    present = next((one.place for one in organisations if one.id == request.viewer.organisation), None)
    return await request.page(
        "employer_choose.html",
        400 if errors else 200,
        options=options,
        chosen=typed.get("bedrijf", present),
        errors=errors,
        back=back,
        action=CHOOSE,
        another=ANOTHER,
        crumbs=crumbs(request, "employer.choose_title"),
    )


async def another(request: PageRequest) -> Response:
    """How one comes to act for another organisation."""
    return await request.page("later.html", name="another", crumbs=crumbs(request, "later.another.title"))
