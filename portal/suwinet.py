"""Suwinet: UWV and municipal staff look up a client, for a purpose, today or as it stood on a day."""

from datetime import date
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from auth.forms import typed_digits
from domain.roles import PURPOSES, Purpose, Role
from portal.answers import Answer, answered, answers_to
from portal.fields import bsn_fault, day_fault, error, long_day, short_day, typed_day
from portal.frame import HOMES
from portal.visits import Portal, Visit, endpoint

HOME: Final = HOMES[Role.SUWINET]
FIRST_DAY: Final = date(2013, 1, 1)
_PURPOSES: Final = [purpose for purpose in Purpose if purpose in PURPOSES[Role.SUWINET]]


def routes(portal: Portal) -> list[Route]:
    """The page of Suwinet."""
    return [
        Route(HOME, endpoint(portal, look_up, Role.SUWINET), methods=["GET", "POST"]),
        answers_to(portal, HOME, client, Role.SUWINET),
    ]


async def look_up(visit: Visit) -> Response:
    """The form; and on to its answer."""
    typed = visit.form or await visit.kept()
    purpose, bsn, day = (typed.get(name, "") for name in ("doel", "bsn", "datum"))
    errors = list(_faults(visit, purpose, bsn, day)) if visit.form else []
    if visit.form and not errors:
        asked = {"bsn": typed_digits(bsn), "purpose": purpose}
        as_of = typed_day(day)
        if as_of is None:
            found = (await visit.ask("Client", **asked))["person"]
        else:
            found = (await visit.ask("ClientAsOf", **asked, date=as_of.isoformat()))["person"]["asOf"]
        return await answered(visit, HOME, **asked, day=as_of and as_of.isoformat(), found=found)
    return await visit.page("suwinet.html", 400 if errors else 200, **_form(visit, errors, purpose, bsn, day))


async def client(visit: Visit, answer: Answer) -> Response:
    """The answer, and below it an empty form for the next person."""
    return await visit.page(
        "suwinet.html",
        **_form(visit, [], "", "", ""),
        answered=True,
        answered_at=answer.at,
        answer=_shown(visit, answer.holds),
    )


def _form(visit: Visit, errors: list[dict[str, str]], purpose: str, bsn: str, day: str) -> dict[str, Any]:
    """What the page needs for its form."""
    return {
        "errors": errors,
        "purposes": [{"value": one.value, "label": visit.texts(f"suwinet.purposes.{one}")} for one in _PURPOSES],
        "purpose": purpose,
        "bsn": bsn,
        "day": day,
        "action": HOME,
    }


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
            found.append(error("datum", texts(day_fault(day)), label))
        elif not FIRST_DAY <= asked <= today:
            fault = texts("suwinet.day_out_of_range", first=FIRST_DAY, last=today)
            found.append(error("datum", fault, label))
    return found


def _shown(visit: Visit, asked: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a person."""
    texts, found = visit.texts, asked["found"]
    day = date.fromisoformat(asked["day"]) if asked["day"] else None
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
        "bsn": asked["bsn"],
        "purpose": texts(f"suwinet.purposes.{asked['purpose']}"),
        "day": day,
        "past": day is not None and day < visit.portal.today(),
        "registered": found["registered"],
        "ends_on": long_day(texts, found["registrationEndDate"]),
        "counting_from": long_day(texts, found["countingStartDate"]),
        "grounds": grounds,
    }
