"""What stands around each page of who is logged in: whose log-in it is, and where one can go."""

from typing import Any, Final, NamedTuple

from auth.login.sessions import Visitor
from domain.roles import Role, Service
from portal.languages import Texts

HOMES: Final = {
    Role.CITIZEN: "/burger",
    Role.EMPLOYER: "/werkgever",
    Role.SUWINET: "/suwinet",
    Role.ASSESSOR: "/beoordelen",
    Role.MONITOR: "/monitor",
}
"""Where the portal of a role begins."""

_LETTERS: Final = "letters"
_PLACES: Final[dict[Role, list[tuple[str, str, set[Service]]]]] = {
    Role.CITIZEN: [
        ("register", "/burger", set()),
        ("cases", "/burger/verzoeken", set()),
        (_LETTERS, "/burger/brieven", set()),
        ("disclosures", "/burger/wie-heeft-gekeken", set()),
    ],
    Role.EMPLOYER: [
        ("services", "/werkgever", set()),
        ("look_up", "/werkgever/doelgroepregister", {Service.ROSTER, Service.PERSON_LOOKUP}),
        (_LETTERS, "/werkgever/brieven", {Service.LETTERS}),
        ("authorisations", "/werkgever/machtigingen", {Service.AUTHORISATIONS}),
    ],
    Role.SUWINET: [
        ("look_up", "/suwinet", set()),
        ("apply", "/suwinet/aanvragen", set()),
        ("clients", "/suwinet/zaken", set()),
    ],
    Role.ASSESSOR: [
        ("worklist", "/beoordelen", set()),
        ("search", "/beoordelen/zoeken", set()),
        ("record", "/beoordelen/vastleggen", set()),
    ],
    Role.MONITOR: [
        ("quarter", "/monitor", set()),
        ("year", "/monitor/jaar", set()),
        ("reports", "/monitor/rapporten", set()),
    ],
}
"""The places of a portal, by their text, and the services of which one is enough to go there; none: everybody."""
_RSIN_DIGITS: Final = 9


class Place(NamedTuple):
    """A place of the main navigation.

    Attributes:
        text: what it is called.
        href: where it is.
        current: whether the page is there, or below it.
        unread: how many letters there weren't opened yet; None: it has none, or nobody knows.
    """

    text: str
    href: str
    current: bool
    unread: int | None = None


def numbered(texts: Texts, organisation_id: str) -> str:
    """The number of an organisation with what it is called: a KvK number has eight digits, an RSIN nine."""
    return texts("employer.rsin" if len(organisation_id) == _RSIN_DIGITS else "employer.kvk", number=organisation_id)


def whose(texts: Texts, visitor: Visitor) -> dict[str, Any]:
    """Whose log-in it is: the end of a citizen's BSN; an organisation, an employer's with its number."""
    name, number = visitor.name, None
    if visitor.bsn_ends:
        name = texts("frame.bsn_ends", digits=visitor.bsn_ends)
    if visitor.role is Role.EMPLOYER and visitor.organisation:
        number = numbered(texts, visitor.organisation)
        name, number = (name, number) if name else (number, None)
    return {"name": name or texts("log_in.somebody"), "number": number, "changes": bool(visitor.organisation)}


def places(texts: Texts, visitor: Visitor, path: str, unread: int | None) -> list[Place]:
    """Where one can go, which of them this path is at, and how many letters weren't opened yet."""
    own = {Service(one) for one in visitor.services}
    if visitor.role is Role.SUWINET and not visitor.municipal:
        return []  # there is one page only
    found = [(name, href) for name, href, services in _PLACES[visitor.role] if not services or services & own]
    here = max((href for _, href in found if f"{path}/".startswith(f"{href}/")), key=len, default="")
    return [
        Place(texts(f"frame.places.{name}"), href, href == here, unread if name == _LETTERS else None)
        for name, href in found
    ]
