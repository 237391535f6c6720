"""The organisation that an employer's user acts for: chosen once, and shown on top of every page."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from starlette.responses import Response

from domain.roles import Role
from portal.fields import error
from portal.frame import HOMES, numbered
from portal.languages import Texts
from portal.visits import Handler, Visit

HOME: Final = HOMES[Role.EMPLOYER]
CHOOSE: Final = f"{HOME}/bedrijf"
LOOK_UP: Final = f"{HOME}/doelgroepregister"

Organisation: TypeAlias = dict[str, Any]
"""As the API tells it, with its `place` among the user's own, its `number` in words, and its `known_name` or None."""


def for_organisation(handler: Callable[[Visit, Organisation], Awaitable[Response]]) -> Handler:
    """A page for the organisation that one acts for; first of all one chooses it."""

    async def show(visit: Visit) -> Response:
        organisation = await _chosen(visit)
        if organisation is not None:
            return await handler(visit, organisation)
        asked = {} if visit.path == HOME else {"terug": visit.path}
        return visit.redirect(f"{CHOOSE}?{urlencode(asked)}" if asked else CHOOSE)

    return show


async def own_organisations(visit: Visit) -> list[Organisation]:
    """The organisations that the log-in names; one whose name nobody knows is called by its number.

    The place of one goes along with each question, since another tab may choose another meanwhile.
    """
    organisations: list[Organisation] = (await visit.ask("MyOrganisations"))["viewer"]["organisations"]
    for place, one in enumerate(organisations, 1):
        one["place"] = str(place)
        one["number"] = numbered(visit.texts, one["kvkNumber"] or one["rsin"])
        one["known_name"] = None if one["name"] == one["id"] else one["name"]
        if one["known_name"] is None:
            one["name"], one["number"] = one["number"], ""
    return organisations


def for_answer(organisation: Organisation) -> dict[str, Any]:
    """What an answer keeps of the organisation that asked: its id, its name or None, and its place."""
    return {"id": organisation["id"], "name": organisation["known_name"], "place": organisation["place"]}


def in_words(texts: Texts, organisation: dict[str, Any]) -> str:
    """The organisation of an answer: by its name and number."""
    number = numbered(texts, organisation["id"])
    return f"{organisation['name']}, {number}" if organisation["name"] else number


async def _chosen(visit: Visit) -> Organisation | None:
    """The one that was chosen, or the only one; None: one has to choose."""
    organisations = await own_organisations(visit)
    only = organisations[0] if len(organisations) == 1 else None
    found = next((one for one in organisations if one["id"] == visit.viewer.organisation), only)
    if found is not None and visit.viewer.organisation is None:
        visit.visitor = await visit.portal.sessions.change(
            visit.viewer, organisation=found["id"], name=found["known_name"]
        )
    return found


def changed(visit: Visit, organisation: Organisation, sent: str | None) -> list[dict[str, str]]:
    """What is wrong with a question that was written down when another organisation was chosen."""
    if sent in {None, organisation["place"]}:  # None: an address that somebody keeps
        return []
    return [error("", visit.texts("employer.changed", name=organisation["name"]))]


def crumbs(visit: Visit, last: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the employer's portal."""
    texts = visit.texts
    return [
        {"text": texts("base.portals.employer"), "href": HOME},
        *({"text": text, "href": href} for text, href in between),
        {"text": texts(last)},
    ]
