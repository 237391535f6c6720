"""Suwinet: UWV and municipal staff look up a client, for a purpose, today or as it stood on a day."""

from datetime import date
from typing import Any, Final

from starlette.responses import Response

from auth.forms import typed_digits
from domain.roles import PURPOSES, Purpose, Role
from portal.answers import Answer, KeptAnswer, answered
from portal.fields import bsn_fault, day_fault, error, long_day, short_day, typed_day
from portal.frame import HOMES
from portal.operations import suwinet as operations
from portal.operations.suwinet import ClientAsOfPersonAsOf, ClientPerson
from portal.page_request import PageRequest

HOME: Final = HOMES[Role.SUWINET]
FIRST_DAY: Final = date(2013, 1, 1)
_PURPOSES: Final = [purpose for purpose in Purpose if purpose in PURPOSES[Role.SUWINET]]


class ClientAnswer(KeptAnswer):
    """Who was asked about, why, as of which day, and what the register said; no day: today."""

    page = HOME
    bsn: str
    purpose: Purpose
    day: date | None
    found: ClientPerson | ClientAsOfPersonAsOf


async def ask(request: PageRequest) -> Response:
    """The form; and on to its answer."""
    typed = request.form or await request.kept()
    purpose, bsn, day = (typed.get(name, "") for name in ("doel", "bsn", "datum"))
    errors = list(_faults(request, purpose, bsn, day)) if request.form else []
    if request.form and not errors:
        digits, why, as_of = typed_digits(bsn), Purpose(purpose), typed_day(day)
        found: ClientPerson | ClientAsOfPersonAsOf
        if as_of is None:
            found = (await request.ask(operations.client(bsn=digits, purpose=why))).person
        else:
            found = (await request.ask(operations.client_as_of(bsn=digits, purpose=why, date=as_of))).person.as_of
        return await answered(request, ClientAnswer(bsn=digits, purpose=why, day=as_of, found=found))
    return await request.page("suwinet.html", 400 if errors else 200, **_form(request, errors, purpose, bsn, day))


async def show(request: PageRequest, answer: Answer[ClientAnswer]) -> Response:
    """The answer, and below it an empty form for the next person."""
    return await request.page(
        "suwinet.html",
        **_form(request, [], "", "", ""),
        answered=True,
        answered_at=answer.at,
        answer=_shown(request, answer.data),
    )


def _form(request: PageRequest, errors: list[dict[str, str]], purpose: str, bsn: str, day: str) -> dict[str, Any]:
    """What the page needs for its form."""
    return {
        "errors": errors,
        "purposes": [{"value": one.value, "label": request.texts(f"suwinet.purposes.{one}")} for one in _PURPOSES],
        "purpose": purpose,
        "bsn": bsn,
        "day": day,
        "action": HOME,
    }


def _faults(request: PageRequest, purpose: str, bsn: str, day: str) -> list[dict[str, str]]:
    texts, found = request.texts, []
    label = texts("suwinet.as_of")
    if purpose not in _PURPOSES:
        found.append(error("doel", texts("suwinet.purpose_missing")))
    if fault := bsn_fault(bsn):
        found.append(error("bsn", texts(fault)))
    if day.strip():
        asked, today = typed_day(day), request.portal.today()
        if asked is None:
            found.append(error("datum", texts(day_fault(day)), label))
        elif not FIRST_DAY <= asked <= today:
            fault = texts("suwinet.day_out_of_range", first=FIRST_DAY, last=today)
            found.append(error("datum", fault, label))
    return found


def _shown(request: PageRequest, asked: ClientAnswer) -> dict[str, Any]:
    """What the page shows of a person."""
    texts, found, day = request.texts, asked.found, asked.day
    grounds = [
        [
            ground.name,
            short_day(texts, ground.start_date),
            short_day(texts, ground.end_date),
            ground.legal_basis,
            ", ".join(texts(f"suwinet.counts_for.{one}") for one in ground.counts_for),
        ]
        for ground in found.grounds
    ]
    return {
        "bsn": asked.bsn,
        "purpose": texts(f"suwinet.purposes.{asked.purpose}"),
        "day": day,
        "past": day is not None and day < request.portal.today(),
        "registered": found.registered,
        "ends_on": long_day(texts, found.registration_end_date),
        "counting_from": long_day(texts, found.counting_start_date),
        "grounds": grounds,
    }
