"""Who has looked at my data (Wie heeft mijn gegevens bekeken?), of a period, newest first."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final, Protocol
from urllib.parse import urlencode

from starlette.responses import Response

from domain.roles import WITHOUT_A_NAME, Purpose, Role
from portal.api import ApiError
from portal.fields import day_fault, error, typed_day
from portal.languages import NETHERLANDS
from portal.operations.citizen import my_disclosures
from portal.page_request import PageRequest
from portal.pages.citizen.crumbs import HOME, OWN_DATA, crumbs
from portal.pages.citizen.handed_over import SEARCHED, what_it_shows

DISCLOSURES: Final = f"{HOME}/wie-heeft-gekeken"

_MOST: Final = 100
"""Entries that are asked at a time: as many as may be, since one's own visits take little room."""
_PRIVACY_LAW: Final = "AVG "
_REACHED: Final = (date(1900, 1, 1), date(9998, 12, 31))


async def show(request: PageRequest) -> Response:
    """Who saw what of me, newest first, of a period."""
    asked = request.http.query_params
    since, until = asked.get("van", ""), asked.get("tot", "")
    labels = {"van": request.texts("disclosures.since"), "tot": request.texts("disclosures.until")}
    errors = [
        error(name, request.texts(day_fault(text)), labels[name])
        for name, text in (("van", since), ("tot", until))
        if _wrong(text)
    ]
    first, last = typed_day(since), typed_day(until)
    if first and last and last < first:
        errors.append(error("tot", request.texts("fields.date_order"), labels["tot"]))
    period_query = {name: text for name, text in (("van", since), ("tot", until)) if text}
    first_page = f"{DISCLOSURES}?{urlencode(period_query)}"
    typed = await request.kept()
    entries, after = [], None
    if not errors:
        operation = my_disclosures(
            first=_MOST,
            after=asked.get("na") or None,
            from_=_begin_of(first) if first else None,
            until=_begin_of(last, 1) if last else None,
        )
        try:
            found = (await request.ask(operation)).viewer.person.disclosures
        except ApiError as refused:
            if refused.code != "BAD_USER_INPUT" or not asked.get("na"):
                raise
            return request.redirect(first_page)  # it was a page of another period
        entries = rows_of(request, [edge.node for edge in found.edges])
        after = found.page_info.end_cursor if found.page_info.has_next_page else None
    return await request.page(
        "disclosures.html",
        400 if errors else 200,
        errors=errors,
        answered=bool(period_query) and not errors,
        since=typed.get("van", since),
        until=typed.get("tot", until),
        period=[(labels[name], request.texts.date(day)) for name, day in (("van", first), ("tot", last)) if day],
        entries=entries,
        first_page=first_page if asked.get("na") else None,
        next_page=f"{DISCLOSURES}?{urlencode({**period_query, 'na': after})}" if after else None,
        action=DISCLOSURES,
        home=HOME,
        own_data=OWN_DATA,
        crumbs=crumbs(request, "disclosures.title"),
    )


def _begin_of(day: date, later: int = 0) -> datetime:
    """When a day begins, or one so many days later; a day that no clock reaches counts as the last that one does."""
    reached = min(max(day, _REACHED[0]), _REACHED[1])
    begins = datetime.combine(reached + timedelta(days=later), time(), NETHERLANDS)
    return begins.astimezone(UTC)  # RFC 3339 has no seconds in offsets, as Amsterdam had until 1937


def _wrong(text: str) -> bool:
    return bool(text.strip()) and typed_day(text) is None


class Look(Protocol):
    """An entry of the log, as an operation asks it."""

    @property
    def at(self) -> datetime:
        """When."""
        ...

    @property
    def role(self) -> Role:
        """Of who looked."""
        ...

    @property
    def organisation(self) -> str:
        """Who looked."""
        ...

    @property
    def purpose(self) -> Purpose:
        """Why."""
        ...

    @property
    def fields(self) -> list[str]:
        """What was handed over, as coordinates."""
        ...

    @property
    def legal_basis(self) -> str:
        """The articles."""
        ...


def rows_of(request: PageRequest, nodes: Sequence[Look]) -> list[list[str]]:
    """When, who, why, what, and on what basis: a row an event; one's own visits, one after another, are one row."""
    rows = []
    for own, several in groupby(nodes, key=lambda node: node.role is Role.CITIZEN):
        listed = list(several)
        rows += [_own(request, listed)] if own else [_entry(request, node) for node in listed]
    return rows


def _own(request: PageRequest, nodes: Sequence[Look]) -> list[str]:
    texts = request.texts
    last, first = (texts.short_moment(node.at) for node in (nodes[0], nodes[-1]))
    return [
        first if len(nodes) == 1 else texts("disclosures.from_to", first=first, last=last),
        texts("disclosures.yourself"),
        texts("disclosures.own", count=len(nodes)),
        _handed_over(request, nodes),
        _basis(request, nodes),
    ]


def _entry(request: PageRequest, node: Look) -> list[str]:
    """A row: when, who, why, what and on what basis."""
    texts = request.texts
    return [
        texts.short_moment(node.at),
        texts("disclosures.unnamed") if node.organisation == WITHOUT_A_NAME else node.organisation,
        texts(f"purposes.{node.purpose}"),
        _handed_over(request, [node]),
        _basis(request, [node]),
    ]


def _handed_over(request: PageRequest, nodes: Sequence[Look]) -> str:
    """What was handed over, in words; that there was only a search, where nothing was."""
    found = dict.fromkeys(map(what_it_shows, (field for node in nodes for field in node.fields)))
    shown = [one for one in found if one and one != SEARCHED] or [SEARCHED]
    return "; ".join(request.texts(f"shown.{one}") for one in shown)


def _basis(request: PageRequest, nodes: Sequence[Look]) -> str:
    """The articles that allow it; the privacy law by the name that people know."""
    articles = dict.fromkeys(article for node in nodes for article in node.legal_basis.split("; ") if article)
    return "; ".join(
        request.texts("disclosures.privacy_law", article=one.removeprefix(_PRIVACY_LAW))
        if one.startswith(_PRIVACY_LAW)
        else one
        for one in articles
    )
