"""Am I in the register?"""

from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from portal.answers import Answer, KeptAnswer, answered
from portal.fields import long_day
from portal.operations.citizen import my_registration
from portal.page_request import PageRequest
from portal.pages.citizen.crumbs import APPLY, DEREGISTER, HOME, OWN_DATA
from portal.pages.citizen.disclosures import DISCLOSURES


class Registration(KeptAnswer):
    """Whether one is registered, and until when."""

    page = HOME
    registered: bool
    registration_end_date: date | None


async def ask(request: PageRequest) -> Response:
    """The question; and on to its answer."""
    if request.http.method == "POST":
        found = (await request.ask(my_registration())).viewer.person
        answer = Registration(registered=found.registered, registration_end_date=found.registration_end_date)
        return await answered(request, answer)
    return await _page(request)


async def show(request: PageRequest, answer: Answer[Registration]) -> Response:
    """The answer, and below it the question again."""
    ends_on = long_day(request.texts, answer.data.registration_end_date)
    return await _page(request, {"registered": answer.data.registered, "ends_on": ends_on}, answer.at)


async def _page(request: PageRequest, person: dict[str, Any] | None = None, at: datetime | None = None) -> Response:
    return await request.page(
        "citizen.html",
        answered=person is not None,
        answered_at=at,
        person=person,
        disclosures=DISCLOSURES,
        deregister=DEREGISTER,
        apply=APPLY,
        own_data=OWN_DATA,
    )
