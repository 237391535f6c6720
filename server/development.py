"""What exists in development only: the demo log-ins, and the route that hands out their tokens.

Whoever can ask here is anybody. So a page of another origin must not get a token through a developer's browser: the
connection, the Host header and the Origin must all be this machine's, and a header is asked that no form can send.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from auth.development.issuer import DevelopmentIssuer, is_on_this_machine
from auth.principal import OfficialKind
from domain.roles import Role
from portal.graphiql import Login
from server.demo.data import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_OTHER_BSN,
    EXAMPLE_REGISTERED_BSN,
    EXAMPLE_SECOND_ORGANISATION,
    EXAMPLE_UNKNOWN_BSN,
)
from server.demo.employers import Organisation

TOKEN_PATH: Final = "/development/token"  # noqa: S105 - a path
HEADER: Final = "x-development-login"

_LONGEST: Final = 1_000
_NO_STORE: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True)
class _Who:
    """What a token is made of."""

    role: Role | None
    label: str
    bsn: str | None = None
    organisation: Organisation | None = None
    kind: OfficialKind | None = None


_WHO: Final[dict[str, _Who]] = {
    "none": _Who(None, "Niemand, zonder token"),
    "citizen-registered": _Who(Role.CITIZEN, "Burger, geregistreerd", bsn=EXAMPLE_REGISTERED_BSN),
    "citizen-other": _Who(Role.CITIZEN, "Burger, niet meer geregistreerd", bsn=EXAMPLE_OTHER_BSN),
    "employer": _Who(Role.EMPLOYER, "Werkgever Een (bedrijf)", organisation=EXAMPLE_ORGANISATION),
    "employer-second": _Who(Role.EMPLOYER, "Werkgever Twee (gemeente)", organisation=EXAMPLE_SECOND_ORGANISATION),
    "uwv": _Who(Role.SUWINET, "Suwinet, UWV", kind="UWV"),
    "municipality": _Who(Role.SUWINET, "Suwinet, gemeente", kind="MUNICIPALITY"),
    "assessor": _Who(Role.ASSESSOR, "Beoordelaar (UWV)"),
    "monitor": _Who(Role.MONITOR, "Monitor (ministerie van SZW)"),
    "auditor": _Who(Role.AUDITOR, "Auditor (toezichthouder)"),
}


def logins(today: date) -> list[Login]:
    """The log-ins of the menu; their examples ask about the demo data."""
    return [Login(name, who.label, who.role, _variables(who, today), who.kind) for name, who in _WHO.items()]


def _variables(who: _Who, today: date) -> dict[str, object]:
    found: dict[str, object] = {
        "bsn": who.bsn or EXAMPLE_REGISTERED_BSN,
        "bsns": [EXAMPLE_REGISTERED_BSN, EXAMPLE_OTHER_BSN, EXAMPLE_UNKNOWN_BSN],
        "date": "2018-01-01",
        "year": today.year,
        "month": today.month,
        "quarter": (today.month + 2) // 3,
    }
    if who.organisation is not None:
        found["organisation"] = who.organisation.kvk
    return found


def routes(issuer: DevelopmentIssuer) -> list[Route]:
    """POST /development/token: `{"login": "uwv"}` gives `{"token": …}`."""

    async def token(request: Request) -> JSONResponse:
        if not _from_our_own_page(request):
            return JSONResponse({"message": "Only the pages of this service get a token here."}, 403, _NO_STORE)
        who = _chosen(await request.body())
        if who is None or who.role is None:
            return JSONResponse({"message": f"Choose a log-in: {', '.join(_WHO)}."}, 400, _NO_STORE)
        made = issuer.token(
            who.role,
            bsn=who.bsn,
            organisations=[(who.organisation.kvk, who.organisation.name)] if who.organisation else [],
            kind=who.kind,
        )
        return JSONResponse({"token": made}, headers=_NO_STORE)

    return [Route(TOKEN_PATH, token, methods=["POST"])]


def _chosen(body: bytes) -> _Who | None:
    try:
        sent = orjson.loads(body) if len(body) < _LONGEST else None
    except orjson.JSONDecodeError:
        return None
    name = sent.get("login") if isinstance(sent, dict) else None
    return _WHO.get(name) if isinstance(name, str) else None


def _from_our_own_page(request: Request) -> bool:
    headers = request.headers
    host = headers.get("host", "")
    return (
        is_on_this_machine(request.client.host if request.client else "", host)
        and headers.get("origin") == f"{request.url.scheme}://{host}"
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
        and headers.get("content-type") == "application/json"
        and HEADER in headers
    )
