"""Where the citizen's pages begin, and the way from there to one."""

from typing import Final

from domain.roles import Role
from portal.frame import HOMES
from portal.page_request import PageRequest

HOME: Final = HOMES[Role.CITIZEN]
DEREGISTER: Final = f"{HOME}/uitschrijven"
OWN_DATA: Final = f"{HOME}/mijn-gegevens"
APPLY: Final = f"{HOME}/aanvragen"


def crumbs(request: PageRequest, last: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page, by its text, over those between, by text and address; the last one is no link."""
    texts = request.texts
    return [
        {"text": texts("base.crumbs.personal")},
        {"text": texts("base.product"), "href": HOME},
        *({"text": text, "href": href} for text, href in between),
        {"text": texts(last)},
    ]
