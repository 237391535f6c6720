"""Suwinet: UWV and municipal staff look up a client, for a purpose, today or as it stood on a day."""

from datetime import date
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from domain.roles import PURPOSES, Purpose, Role
from portal.fields import bsn_fault, error, long_day, short_day, typed_bsn, typed_day
from portal.visits import HOMES, Portal, Visit, endpoint

HOME: Final = HOMES[Role.SUWINET]
FIRST_DAY: Final = date(2013, 1, 1)
_PURPOSES: Final = [purpose for purpose in Purpose if purpose in PURPOSES[Role.SUWINET]]


def routes(portal: Portal) -> list[Route]:
    """The page of Suwinet."""
    return [Route(HOME, endpoint(portal, look_up, Role.SUWINET), methods=["GET", "POST"])]


async def look_up(visit: Visit) -> Response:
    """The form, and below it the answer."""
    typed = visit.form or await visit.kept()
    purpose, bsn, day = (typed.get(name, "") for name in ("doel", "bsn", "datum"))
    errors, answer = [], None
    if visit.form:
        errors = list(_faults(visit, purpose, bsn, day))
        if not errors:
            answer = await _answer(visit, purpose, typed_bsn(bsn), typed_day(day))
    return await visit.page(
        "suwinet.html",
        400 if errors else 200,
        errors=errors,
        answered=answer is not None,
        purposes=[{"value": one.value, "label": visit.texts(f"suwinet.purposes.{one}")} for one in _PURPOSES],
        purpose=purpose,
        bsn=bsn,
        day=day,
        answer=answer,
        action=HOME,
    )


def _faults(visit: Visit, purpose: str, bsn: str, day: str) -> list[dict[str, str]]:
    texts, found = visit.texts, []
    label = texts("suwinet.as_of")
    if purpose not in _PURPOSES:
        found.append(error("doel", texts("suwinet.purpose_missing")))
    if fault := bsn_fault(bsn):
        found.append(error("bsn", texts(fault)))
    if day.strip():
        asked, today = typed_day(day), visit.portal.today()
        if asked is None:
            found.append(error("datum", texts("fields.date_wrong"), label))
        elif not FIRST_DAY <= asked <= today:
            fault = texts("suwinet.day_out_of_range", first=FIRST_DAY, last=today)
            found.append(error("datum", fault, label))
    return found


async def _answer(visit: Visit, purpose: str, bsn: str, day: date | None) -> dict[str, Any]:
    """What the page shows of a person."""
    if day is None:
        found = (await visit.ask("Client", bsn=bsn, purpose=purpose))["person"]
    else:
        found = (await visit.ask("ClientAsOf", bsn=bsn, purpose=purpose, date=day.isoformat()))["person"]["asOf"]
    texts = visit.texts
    grounds = [
        [
            ground["name"],
            short_day(texts, ground["startDate"]),
            short_day(texts, ground["endDate"]),
            ground["legalBasis"],
            ", ".join(texts(f"suwinet.counts_for.{one}") for one in ground["countsFor"]),
        ]
        for ground in found["grounds"]
    ]
    return {
        "bsn": bsn,
        "day": day,
        "registered": found["registered"],
        "ends_on": long_day(texts, found["registrationEndDate"]),
        "counting_from": long_day(texts, found["countingStartDate"]),
        "grounds": grounds,
    }
