"""The employer's roster: own staff in the register in a reference year or a wage month, as a table or as a file."""

from datetime import date
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from domain.periods import RosterPeriod, wage_months
from domain.roles import Service
from portal.answers import Answer, KeptAnswer, address, answered
from portal.failures import failed
from portal.fields import error, short_day, whole_number
from portal.languages import Texts
from portal.operations import employer
from portal.operations.employer import RosterRosterConnection, RosterRosterEntry
from portal.page_request import PageRequest
from portal.pages.employer.organisations import (
    LOOK_UP,
    AskingOrganisation,
    Organisation,
    changed,
    crumbs,
    for_answer,
    in_words,
)

ROSTER: Final = f"{LOOK_UP}/overzicht"
FILE: Final = "/bestand.{kind}"
SIZES: Final = (10, 20, 25)
KINDS: Final = ("xlsx", "csv")
"""The kinds of file, by the end of their names."""

_ALL: Final = "alle"


class RosterAnswer(KeptAnswer):
    """Which roster was asked, for which organisation, and what the register said; no number: all of them."""

    page = ROSTER
    year: int
    month: int | None = None
    payroll_tax_number: str | None
    organisation: AskingOrganisation
    found: RosterRosterConnection

    @property
    def period(self) -> RosterPeriod:
        """The year or the month that was asked."""
        return RosterPeriod(self.year, self.month)


async def ask(request: PageRequest, organisation: Organisation) -> Response:
    """The choice of a roster; and on to the answer.

    A payroll tax number may hold a BSN, so it never stands in an address: the form sends its place among the
    organisation's own.
    """
    if Service.ROSTER not in organisation.services:
        return await failed(request, "forbidden", 403)
    typed = request.form or await request.kept()
    years = [RosterPeriod(year) for year in organisation.reference_years[::-1]]
    months = wage_months(request.portal.today())[::-1]
    chosen, place = typed.get("peiljaar", ""), typed.get("nummer", _ALL)
    errors = changed(request, organisation, typed.get("bedrijf"))
    if errors and not request.form:  # kept for another organisation, of whose numbers this was the place
        place = _ALL
    if request.form:
        payroll = _payroll(organisation, place)
        period = next((one for one in (*years, *months) if str(one) == chosen), None)
        if period is None:
            errors.append(error("peiljaar", request.texts("roster.year_missing")))
        if place != _ALL and payroll is None:
            errors.append(error("nummer", request.texts("roster.payroll_missing")))
        if period and not errors:
            asked = period._asdict() | {"payroll_tax_number": payroll}
            found = (await request.ask(employer.roster(organisation=organisation.id, **asked))).roster
            answer = RosterAnswer(**asked, organisation=for_answer(organisation), found=found)
            return await answered(request, answer)
    numbers = enumerate(organisation.payroll_tax_numbers, 1)
    return await request.page(
        "employer_roster.html",
        400 if request.form and errors else 200,
        place=organisation.place,
        periods=[
            {"label": request.texts(f"roster.{kind}"), "options": [_option(request.texts, one) for one in periods]}
            for kind, periods in (("year_of", years), ("month_of", months))
        ],
        period=chosen,
        payrolls=[{"value": str(number), "label": payroll} for number, payroll in numbers],
        payroll=place,
        every=_ALL,
        errors=errors,
        action=ROSTER,
        crumbs=_crumbs(request),
    )


async def show(request: PageRequest, answer: Answer[RosterAnswer]) -> Response:
    """A roster, a page of it at a time; on paper all of it."""
    asked, texts, query = answer.data, request.texts, request.http.query_params
    found = asked.found
    size = whole_number(query.get("per"), 1, SIZES[-1])
    size = size if size in SIZES else SIZES[0]
    total, here = found.total_count, address(ROSTER, answer.id)
    pages = max(1, -(-total // size))
    page = whole_number(query.get("pagina"), 1, pages) or 1
    period = asked.period
    return await request.page(
        "employer_roster_answer.html",
        answered=True,
        answered_at=answer.at,
        roster={
            "period": _in_words(texts, period),
            "month": period.month is not None,
            "past": period.year < request.portal.today().year,
            "payroll": asked.payroll_tax_number,
            "organisation": in_words(texts, asked.organisation),
            "total": total,
            "table": found.presentation == "TABLE",
            "rows": [_row(texts, period, edge.node) for edge in found.edges],
            "page": page,
            "pages": pages,
            "sizes": SIZES,
            "size": size,
            "page_at": lambda number: f"{here}?{urlencode({'per': size, 'pagina': number})}",
            "size_at": lambda per: f"{here}?{urlencode({'per': per})}",
            "files": [(kind, f"{here}/bestand.{kind}") for kind in KINDS],
        },
        again=ROSTER,
        look_up=LOOK_UP,
        crumbs=_crumbs(request),
    )


async def file(request: PageRequest, answer: Answer[RosterAnswer]) -> Response:
    """Go on to the roster as a file; the link to it is made when it is wanted, since it is soon over."""
    asked, kind = answer.data, request.http.path_params["kind"]
    if kind not in KINDS:
        return await failed(request, "unknown", 404)
    operation = employer.roster_file(
        organisation=asked.organisation.id,
        year=asked.year,
        month=asked.month,
        payroll_tax_number=asked.payroll_tax_number,
    )
    found = await request.ask(operation)
    link = urlsplit(found.roster.csv.url).path.removesuffix(".csv")
    return request.redirect(f"{link}.{kind}")


def _option(texts: Texts, period: RosterPeriod) -> dict[str, str]:
    return {"value": str(period), "label": _in_words(texts, period)}


def _in_words(texts: Texts, period: RosterPeriod) -> str:
    return str(period) if period.month is None else texts.month(date(period.year, period.month, 1))


def _row(texts: Texts, period: RosterPeriod, one: RosterRosterEntry) -> list[str]:
    """A row of the table; a month's has no end date."""
    row = [one.bsn, one.payroll_tax_number]
    return row if period.month else [*row, short_day(texts, one.registration_end_date)]


def _payroll(organisation: Organisation, place: str) -> str | None:
    """The payroll tax number at the place that was asked."""
    numbers = organisation.payroll_tax_numbers
    number = whole_number(place, 1, max(1, len(numbers)))
    return None if number is None or not numbers else numbers[number - 1]


def _crumbs(request: PageRequest) -> list[dict[str, str]]:
    return crumbs(request, "employer.types.loonheffingennummer", (request.texts("base.product"), LOOK_UP))
