"""One person by BSN, and why."""

from typing import Any, Final

from starlette.responses import Response

from auth.forms import typed_digits
from domain.roles import PURPOSES, Purpose, Role, Service
from portal.answers import Answer, KeptAnswer, answered
from portal.failures import failed
from portal.fields import bsn_fault, error, short_day
from portal.operations.employer import OnePersonPerson, one_person
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

PERSON: Final = f"{LOOK_UP}/persoon"

_REASONS: Final = [purpose for purpose in Purpose if purpose in PURPOSES[Role.EMPLOYER]]


class PersonAnswer(KeptAnswer):
    """Who was asked about, why, for which organisation, and what the register said."""

    page = PERSON
    bsn: str
    purpose: Purpose
    organisation: AskingOrganisation
    found: OnePersonPerson


async def ask(request: PageRequest, organisation: Organisation) -> Response:
    """One person by BSN, and why; and on to the answer."""
    if not request.form and Service.PERSON_LOOKUP not in organisation.services:
        return await failed(request, "forbidden", 403)  # of a question the register says so, and records it
    typed = request.form or await request.kept()
    reason, bsn = typed.get("reden", ""), typed.get("bsn", "")
    errors = changed(request, organisation, typed.get("bedrijf"))
    if request.form:
        if reason not in _REASONS:
            errors.append(error("reden", request.texts("employer.reason_missing")))
        if fault := bsn_fault(bsn):
            errors.append(error("bsn", request.texts(fault)))
        if not errors:
            digits, purpose = typed_digits(bsn), Purpose(reason)
            found = await request.ask(one_person(bsn=digits, purpose=purpose, organisation=organisation.id))
            answer = PersonAnswer(
                bsn=digits, purpose=purpose, organisation=for_answer(organisation), found=found.person
            )
            return await answered(request, answer)
    return await _page(request, organisation.place, reason=reason, bsn=bsn, errors=errors)


async def show(request: PageRequest, answer: Answer[PersonAnswer]) -> Response:
    """The answer about one person, and below it an empty form for the next."""
    asked, texts = answer.data, request.texts
    shown = {
        "registered": asked.found.registered,
        "bsn": asked.bsn,
        "reason": texts(f"employer.reasons.{asked.purpose}"),
        "organisation": in_words(texts, asked.organisation),
        "ends_on": short_day(texts, asked.found.registration_end_date),
    }
    return await _page(request, asked.organisation.place, answered=True, answer=shown, answered_at=answer.at)


async def _page(request: PageRequest, place: str, *, reason: str = "", bsn: str = "", **given: Any) -> Response:
    return await request.page(
        "employer_person.html",
        400 if request.form and given.get("errors") else 200,
        place=place,
        reasons=[{"value": one.value, "label": request.texts(f"employer.reasons.{one}")} for one in _REASONS],
        reason=reason,
        bsn=bsn,
        action=PERSON,
        crumbs=crumbs(request, "employer.types.bsn", (request.texts("base.product"), LOOK_UP)),
        **given,
    )
