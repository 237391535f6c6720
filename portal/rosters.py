"""The employer's roster: own staff in the register in a reference year, as a table or as a file."""

from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from domain.roles import Service
from portal.fields import error, short_day, whole_number
from portal.organisations import LOOK_UP, Organisation, changed, crumbs
from portal.visits import Visit, failed

ROSTER: Final = f"{LOOK_UP}/overzicht"
FILE: Final = f"{ROSTER}/bestand"
SIZES: Final = (10, 20, 25)

_ALL: Final = "alle"
_ONE: Final = "een"


async def roster(visit: Visit, organisation: Organisation) -> Response:
    """The choice of a roster, and the roster below it.

    A payroll tax number may hold a BSN, so it never stands in an address: its place among the organisation's own does.
    """
    if Service.ROSTER not in organisation["services"]:
        return await failed(visit, "forbidden", 403)
    asked = visit.request.query_params
    payrolls, years = organisation["payrollTaxNumbers"], organisation["referenceYears"][::-1]
    errors, shown = [], None
    if "peiljaar" in asked:
        errors = _faults(visit, organisation)
        if not errors and not _led_here(visit):
            shown = await _shown(visit, _wanted(visit, organisation))
    return await visit.page(
        "employer_roster.html",
        400 if errors else 200,
        organisation=organisation,
        years=[{"value": str(year), "label": str(year)} for year in years],
        year=asked.get("peiljaar", ""),
        choices=[{"value": one, "label": visit.texts(f"roster.choices.{one}")} for one in (_ALL, _ONE)],
        choice=asked.get("keuze", _ALL),
        payrolls=[{"value": str(place), "label": number} for place, number in enumerate(payrolls, 1)],
        payroll=asked.get("nummer", ""),
        errors=errors,
        answered=shown is not None,
        shown=shown,
        action=ROSTER,
        crumbs=crumbs(visit, "employer.types.loonheffingennummer", (visit.texts("base.product"), LOOK_UP)),
    )


async def file(visit: Visit, organisation: Organisation) -> Response:
    """Go on to the roster's CSV file; the link to it is made when it is wanted, since it is soon over."""
    if _faults(visit, organisation) or _led_here(visit):
        return visit.redirect(ROSTER)
    found = await visit.ask("RosterFile", **_wanted(visit, organisation))
    return visit.redirect(urlsplit(found["roster"]["csv"]["url"]).path)


def _led_here(visit: Visit) -> bool:
    """Whether another site led here: nobody asked for these persons, so none of them is to be recorded as looked up."""
    return visit.request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def _faults(visit: Visit, organisation: Organisation) -> list[dict[str, str]]:
    asked, texts = visit.request.query_params, visit.texts
    found = changed(visit, organisation, asked.get("bedrijf"))
    if asked.get("peiljaar", "") not in {str(year) for year in organisation["referenceYears"]}:
        found.append(error("peiljaar", texts("roster.year_missing")))
    choice = asked.get("keuze", _ALL)
    if choice not in {_ALL, _ONE}:
        found.append(error("keuze", texts("roster.choice_missing")))
    elif choice == _ONE and _payroll(visit, organisation) is None:
        found.append(error("nummer", texts("roster.payroll_missing")))
    return found


def _payroll(visit: Visit, organisation: Organisation) -> str | None:
    """The payroll tax number at the place that was asked."""
    numbers: list[str] = organisation["payrollTaxNumbers"]
    place = whole_number(visit.request.query_params.get("nummer"), 1, max(1, len(numbers)))
    return None if place is None or not numbers else numbers[place - 1]


def _wanted(visit: Visit, organisation: Organisation) -> dict[str, Any]:
    asked = visit.request.query_params
    one = asked.get("keuze") == _ONE
    return {
        "organisation": organisation["id"],
        "year": int(asked["peiljaar"]),
        "payrollTaxNumber": _payroll(visit, organisation) if one else None,
    }


async def _shown(visit: Visit, wanted: dict[str, Any]) -> dict[str, Any]:
    """The roster as the page shows it; what isn't shown isn't asked."""
    asked, texts = visit.request.query_params, visit.texts
    size = whole_number(asked.get("per"), 1, SIZES[-1])
    size = size if size in SIZES else SIZES[0]
    known = {name: asked[name] for name in ("bedrijf", "peiljaar", "keuze", "nummer") if name in asked}

    def at(page: int, per: int) -> str:
        return f"{ROSTER}?{urlencode({**known, 'per': per, 'pagina': page})}"

    found = (await visit.ask("RosterSize", **wanted))["roster"]
    rows: list[list[str]] = []
    if found["presentation"] == "TABLE" and found["totalCount"]:
        found = (await visit.ask("Roster", **wanted))["roster"]
    table, total = found["presentation"] == "TABLE", found["totalCount"]
    pages = max(1, -(-total // size))
    page = whole_number(asked.get("pagina"), 1, pages) or 1
    if table and total:
        first = (page - 1) * size
        rows = [
            [node["bsn"], node["payrollTaxNumber"], short_day(texts, node["registrationEndDate"])]
            for node in (edge["node"] for edge in found["edges"][first : first + size])
        ]
    return {
        "payroll": wanted["payrollTaxNumber"],
        "total": total,
        "table": table,
        "rows": rows,
        "first": (page - 1) * size + 1,
        "page": page,
        "pages": pages,
        "sizes": SIZES,
        "size": size,
        "page_at": lambda number: at(number, size),
        "size_at": lambda per: at(1, per),
        "file": f"{FILE}?{urlencode(known)}",
    }
