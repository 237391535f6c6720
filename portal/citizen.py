"""Mijn UWV: am I in the register, and who has looked at my data?"""

from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from domain.roles import WITHOUT_A_NAME, Role
from portal.api import ApiError
from portal.fields import error, long_day, typed_day
from portal.languages import NETHERLANDS
from portal.visits import HOMES, Portal, Visit, endpoint

HOME: Final = HOMES[Role.CITIZEN]
DISCLOSURES: Final = f"{HOME}/wie-heeft-gekeken"
DEREGISTER: Final = f"{HOME}/uitschrijven"

_PAGE: Final = 25
_REACHED: Final = (date(1900, 1, 1), date(9998, 12, 31))
_NOTHING: Final = frozenset({"edges", "node", "cursor", "pageInfo", "hasNextPage", "hasPreviousPage", "csv"})
_SHOWN: Final = {
    "Person.registered": "registration",
    "Person.registrationEndDate": "end_date",
    "Person.grounds": "grounds",
    "Person.countingStartDate": "counting",
    "Person.asOf": "earlier",
    "Person.registeredPeriods": "periods",
    "Person.disclosures": "log",
    "Person.bsn": "bsn",
    "RosterEntry.bsn": "registration",
    "RosterEntry.payrollTaxNumber": "payroll",
    "RosterEntry.registrationEndDate": "end_date",
}
_SHOWN_OF: Final = {
    "Query": "asked",
    "Viewer": "asked",
    "Ground": "grounds",
    "PersonAsOf": "earlier",
    "Period": "periods",
    "RosterConnection": "count",
    "DisclosureConnection": "log",
    "Disclosure": "log",
}


def routes(portal: Portal) -> list[Route]:
    """The pages of the citizen."""
    return [
        Route(HOME, endpoint(portal, register, Role.CITIZEN), methods=["GET", "POST"]),
        Route(DISCLOSURES, endpoint(portal, disclosures, Role.CITIZEN), methods=["GET"]),
        Route(DEREGISTER, endpoint(portal, deregister, Role.CITIZEN), methods=["GET"]),
    ]


async def register(visit: Visit) -> Response:
    """The question, and on the same page its answer."""
    person = None
    if visit.request.method == "POST":
        person = (await visit.ask("MyRegistration"))["viewer"]["person"]
        person["ends_on"] = long_day(visit.texts, person["registrationEndDate"])
    return await visit.page(
        "citizen.html",
        answered=person is not None,
        person=person,
        disclosures=DISCLOSURES,
        deregister=DEREGISTER,
    )


async def deregister(visit: Visit) -> Response:
    """Where deregistration will be; until then how one asks for it."""
    return await visit.page("later.html", name="deregister", crumbs=_crumbs(visit, "later.deregister.title"))


async def disclosures(visit: Visit) -> Response:
    """Who saw what of me, newest first, of a period."""
    asked = visit.request.query_params
    since, until = asked.get("van", ""), asked.get("tot", "")
    labels = {"van": visit.texts("disclosures.since"), "tot": visit.texts("disclosures.until")}
    errors = [
        error(name, visit.texts("fields.date_wrong"), labels[name])
        for name, text in (("van", since), ("tot", until))
        if _wrong(text)
    ]
    first, last = typed_day(since), typed_day(until)
    if first and last and last < first:
        errors.append(error("tot", visit.texts("fields.date_order"), labels["tot"]))
    period_query = {name: text for name, text in (("van", since), ("tot", until)) if text}
    first_page = f"{DISCLOSURES}?{urlencode(period_query)}"
    entries, after = [], None
    if not errors:
        period = {"from": first and _begin_of(first), "until": last and _begin_of(last, 1)}
        wanted = {"first": _PAGE, "after": asked.get("na") or None, **period}
        try:
            found = (await visit.ask("MyDisclosures", **wanted))["viewer"]["person"]["disclosures"]
        except ApiError as refused:
            if refused.code != "BAD_USER_INPUT" or not wanted["after"]:
                raise
            return visit.redirect(first_page)  # it was a page of another period
        entries = [_entry(visit, edge["node"]) for edge in found["edges"]]
        after = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
    return await visit.page(
        "disclosures.html",
        400 if errors else 200,
        errors=errors,
        answered=bool(period_query) and not errors,
        since=since,
        until=until,
        period=[(labels[name], visit.texts.date(day)) for name, day in (("van", first), ("tot", last)) if day],
        entries=entries,
        first_page=first_page if asked.get("na") else None,
        next_page=f"{DISCLOSURES}?{urlencode({**period_query, 'na': after})}" if after else None,
        action=DISCLOSURES,
        home=HOME,
        crumbs=_crumbs(visit, "disclosures.title"),
    )


def what_it_shows(coordinate: str) -> str | None:
    """Which entry of the catalogue's table `shown` says what a coordinate tells of a person; None: nothing."""
    parent, _, name = coordinate.partition(".")
    return _SHOWN.get(coordinate, _SHOWN_OF.get(parent)) if name not in _NOTHING else None


def _begin_of(day: date, later: int = 0) -> str:
    """When a day begins, or one so many days later; a day that no clock reaches counts as the last that one does."""
    reached = min(max(day, _REACHED[0]), _REACHED[1])
    return datetime.combine(reached + timedelta(days=later), time(), NETHERLANDS).isoformat()


def _wrong(text: str) -> bool:
    return bool(text.strip()) and typed_day(text) is None


def _entry(visit: Visit, node: dict[str, str]) -> list[str]:
    """A row: when, who, why, what and on what basis."""
    texts = visit.texts
    who = node["organisation"]
    if node["role"] == Role.CITIZEN:
        who = texts("disclosures.yourself")
    elif who == WITHOUT_A_NAME:
        who = texts("disclosures.unnamed")
    why = texts(f"purposes.{node['purpose']}")
    shown = [texts(f"shown.{one}") for one in dict.fromkeys(map(what_it_shows, node["fields"])) if one]
    return [
        texts.moment(datetime.fromisoformat(node["at"])),
        who,
        why,
        "; ".join(shown),
        node["legalBasis"],
    ]


def _crumbs(visit: Visit, last: str) -> list[dict[str, str]]:
    texts = visit.texts
    return [
        {"text": texts("base.crumbs.personal")},
        {"text": texts("base.product"), "href": HOME},
        {"text": texts(last)},
    ]
