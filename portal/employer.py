"""The employer's portal: the organisation one acts for, the services one is authorised for, and one person by BSN."""

from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from auth.forms import typed_digits
from domain.roles import PURPOSES, Purpose, Role, Service
from portal import rosters
from portal.answers import Answer, KeptAnswer, answered, answers_to
from portal.endpoint import Handler, endpoint
from portal.failures import failed
from portal.fields import bsn_fault, error, short_day, whole_number
from portal.operations.employer import OnePersonPerson, one_person
from portal.organisations import (
    CHOOSE,
    HOME,
    LOOK_UP,
    AskingOrganisation,
    Organisation,
    changed,
    crumbs,
    for_answer,
    for_organisation,
    in_words,
    own_organisations,
)
from portal.page_request import PageRequest, Portal, back_to

PERSON: Final = f"{LOOK_UP}/persoon"

_REASONS: Final = [purpose for purpose in Purpose if purpose in PURPOSES[Role.EMPLOYER]]


class PersonAnswer(KeptAnswer):
    """Who was asked about, why, for which organisation, and what the register said."""

    page = PERSON
    bsn: str
    purpose: Purpose
    organisation: AskingOrganisation
    found: OnePersonPerson


def routes(portal: Portal) -> list[Route]:
    """The pages of the employer."""

    def page(path: str, handler: Handler, *methods: str) -> Route:
        return Route(path, endpoint(portal, handler, Role.EMPLOYER), methods=list(methods or ("GET",)))

    return [
        page(HOME, for_organisation(home)),
        page(CHOOSE, choose, "GET", "POST"),
        page(f"{HOME}/extra-bedrijf", another),
        page(LOOK_UP, for_organisation(look_up)),
        page(PERSON, for_organisation(person), "GET", "POST"),
        answers_to(portal, PersonAnswer, person_answer, Role.EMPLOYER),
        page(rosters.ROSTER, for_organisation(rosters.roster), "GET", "POST"),
        answers_to(portal, rosters.RosterAnswer, rosters.shown, Role.EMPLOYER),
        answers_to(portal, rosters.RosterAnswer, rosters.file, Role.EMPLOYER, rosters.FILE),
    ]


async def home(request: PageRequest, organisation: Organisation) -> Response:
    """The blocks of the services that the user is authorised for; first of all, for which organisation."""
    asks = {Service.ROSTER, Service.PERSON_LOOKUP} & set(organisation.services)
    blocks = [("look_up", LOOK_UP)] if asks else []
    return await request.page("employer_home.html", organisation=organisation, blocks=blocks, crumbs=[])


async def choose(request: PageRequest) -> Response:
    """Which organisation one acts for; and on to where one was going."""
    typed = request.form or await request.kept()
    back = back_to(typed.get("terug") or request.http.query_params.get("terug"))
    back = back if back and back.startswith(f"{HOME}/") else None
    organisations = await own_organisations(request)
    errors = []
    if request.form:
        place = whole_number(request.form.get("bedrijf"), 1, len(organisations))
        if place is not None:
            taken = organisations[place - 1]
            await request.portal.sessions.change(request.viewer, organisation=taken.id, name=taken.known_name)
            return request.redirect(back or HOME)
        errors = [error("bedrijf", request.texts("employer.choose_missing"))]
    options = [{"value": one.place, "label": one.name, "hint": one.number} for one in organisations]
    present = next((one.place for one in organisations if one.id == request.viewer.organisation), None)
    return await request.page(
        "employer_choose.html",
        400 if errors else 200,
        options=options,
        chosen=typed.get("bedrijf", present),
        errors=errors,
        back=back,
        action=CHOOSE,
        another=f"{HOME}/extra-bedrijf",
        crumbs=crumbs(request, "employer.choose_title"),
    )


async def another(request: PageRequest) -> Response:
    """How one comes to act for another organisation."""
    return await request.page("later.html", name="another", crumbs=crumbs(request, "later.another.title"))


async def look_up(request: PageRequest, organisation: Organisation) -> Response:
    """By payroll tax number, or by BSN?"""
    kinds = {"bsn": (Service.PERSON_LOOKUP, PERSON), "loonheffingennummer": (Service.ROSTER, rosters.ROSTER)}
    allowed = {name: there for name, (service, there) in kinds.items() if service in organisation.services}
    wanted = request.http.query_params.get("type")
    if wanted in allowed:
        return request.redirect(allowed[wanted])
    typed = await request.kept()
    errors = [] if wanted is None else [error("type", request.texts("employer.type_missing"))]
    return await request.page(
        "employer_look_up.html",
        400 if errors else 200,
        organisation=organisation,
        type=typed.get("type"),
        types=[{"value": name, "label": request.texts(f"employer.types.{name}")} for name in reversed(allowed)],
        errors=errors,
        action=LOOK_UP,
        crumbs=crumbs(request, "base.product"),
    )


async def person(request: PageRequest, organisation: Organisation) -> Response:
    """One person by BSN, and why; and on to the answer."""
    if not request.form and Service.PERSON_LOOKUP not in organisation.services:
        return await failed(request, "forbidden", 403)  # of a question the register says so, and records it
    typed = request.form or await request.kept()
    reason, bsn = typed.get("reden", ""), typed.get("bsn", "")
    errors = []
    if request.form:
        errors += changed(request, organisation, request.form.get("bedrijf"))
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
    return await _person(request, organisation.place, reason=reason, bsn=bsn, errors=errors)


async def person_answer(request: PageRequest, answer: Answer[PersonAnswer]) -> Response:
    """The answer about one person, and below it an empty form for the next."""
    asked, texts = answer.data, request.texts
    shown = {
        "registered": asked.found.registered,
        "bsn": asked.bsn,
        "reason": texts(f"employer.reasons.{asked.purpose}"),
        "organisation": in_words(texts, asked.organisation),
        "ends_on": short_day(texts, asked.found.registration_end_date),
    }
    return await _person(request, asked.organisation.place, answered=True, answer=shown, answered_at=answer.at)


async def _person(request: PageRequest, place: str, *, reason: str = "", bsn: str = "", **given: Any) -> Response:
    return await request.page(
        "employer_person.html",
        400 if given.get("errors") else 200,
        place=place,
        reasons=[{"value": one.value, "label": request.texts(f"employer.reasons.{one}")} for one in _REASONS],
        reason=reason,
        bsn=bsn,
        action=PERSON,
        crumbs=crumbs(request, "employer.types.bsn", (request.texts("base.product"), LOOK_UP)),
        **given,
    )
