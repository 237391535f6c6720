"""The cases of a person, found by BSN; looking is recorded."""

from typing import Final

from starlette.responses import Response

from portal.answers import Answer, KeptAnswer, answered
from portal.fields import short_day
from portal.operations import assessor
from portal.operations.assessor import CasesOfCaseConnection
from portal.page_request import PageRequest
from portal.pages.assessor.cases import HOME, address, badge, crumbs, kind_name
from portal.pages.assessor.finding import bsn_or_form

SEARCH: Final = f"{HOME}/zoeken"
_MOST: Final = 100


class CasesAnswer(KeptAnswer):
    """Whose cases were asked, and the newest of them."""

    page = SEARCH
    bsn: str
    found: CasesOfCaseConnection


async def ask(request: PageRequest) -> Response:
    """The form that asks for a BSN; and on to the cases."""
    asked = await bsn_or_form(request, SEARCH, request.texts("search.title"), request.texts("search.intro"))
    if isinstance(asked, Response):
        return asked
    found = (await request.ask(assessor.cases_of(bsn=asked, first=_MOST))).person.cases
    return await answered(request, CasesAnswer(bsn=asked, found=found))


async def show(request: PageRequest, answer: Answer[CasesAnswer]) -> Response:
    """The cases, newest first, and where each is."""
    texts, found = request.texts, answer.data.found
    return await request.page(
        "assessor_found.html",
        bsn=answer.data.bsn,
        rows=[
            {
                "number": one.number,
                "href": address(one.id),
                "kind": kind_name(texts, one.kind),
                "received": texts.short_moment(one.submitted_at) if one.submitted_at else "",
                "badge": badge(texts, one.state),
                "due": short_day(texts, one.decide_before),
            }
            for one in (edge.node for edge in found.edges)
        ],
        more=_MOST if found.page_info.has_next_page else 0,
        action=SEARCH,
        answered=True,
        answered_at=answer.at,
        crumbs=crumbs(request, last=texts("search.title")),
    )
