"""The organisation that an employer's user acts for: chosen once, and shown on top of every page."""

from typing import Any, Final

from domain.roles import Role
from portal.fields import error
from portal.visits import HOMES, Visit

HOME: Final = HOMES[Role.EMPLOYER]


async def own_organisations(visit: Visit) -> list[dict[str, Any]]:
    """The organisations that the log-in names."""
    organisations: list[dict[str, Any]] = (await visit.ask("MyOrganisations"))["viewer"]["organisations"]
    return organisations


async def chosen(visit: Visit) -> dict[str, Any] | None:
    """The one that was chosen, or the only one; None: one has to choose.

    Its `place` among the user's own goes along with each question, since another tab may choose another meanwhile.
    """
    organisations = await own_organisations(visit)
    for place, one in enumerate(organisations, 1):
        one["place"] = str(place)
    only = organisations[0] if len(organisations) == 1 else None
    found = next((one for one in organisations if one["id"] == visit.viewer.organisation), only)
    if found is not None and visit.viewer.organisation is None:
        visit.visitor = await visit.portal.sessions.change(visit.viewer, organisation=found["id"], name=found["name"])
    return found


def changed(visit: Visit, organisation: dict[str, Any], sent: str | None) -> list[dict[str, str]]:
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
