"""The employer's portal: the organisation one acts for, the services one is authorised for, and one person by BSN."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from domain.roles import PURPOSES, Purpose, Role, Service
from portal import rosters
from portal.fields import bsn_fault, error, short_day, typed_bsn, whole_number
from portal.organisations import HOME, changed, chosen, crumbs, own_organisations
from portal.visits import Portal, Visit, endpoint, failed

CHOOSE: Final = f"{HOME}/bedrijf"
LOOK_UP: Final = f"{HOME}/doelgroepregister"
PERSON: Final = f"{LOOK_UP}/persoon"

_REASONS: Final = [purpose for purpose in Purpose if purpose in PURPOSES[Role.EMPLOYER]]
_LATER: Final = {"brieven": Service.LETTERS, "machtigingen": Service.AUTHORISATIONS}


def routes(portal: Portal) -> list[Route]:
    """The pages of the employer."""

    def page(path: str, handler: Callable[[Visit], Awaitable[Response]], *methods: str) -> Route:
        return Route(path, endpoint(portal, handler, Role.EMPLOYER), methods=list(methods or ("GET",)))

    return [
        page(HOME, home),
        page(CHOOSE, choose, "GET", "POST"),
        page(f"{HOME}/extra-bedrijf", another),
        page(f"{HOME}/{{later}}/later", later),
        page(LOOK_UP, look_up),
        page(PERSON, person, "GET", "POST"),
        page(rosters.ROSTER, rosters.roster),
        page(rosters.FILE, rosters.file),
    ]


async def home(visit: Visit) -> Response:
    """The blocks of the services that the user is authorised for; first of all, for which organisation."""
    organisation = await chosen(visit)
    if organisation is None:
        return visit.redirect(CHOOSE)
    services = organisation["services"]
    asks = {Service.ROSTER, Service.PERSON_LOOKUP} & set(services)
    blocks = [("look_up", LOOK_UP)] if asks else []
    blocks += [
        (service.value.lower(), f"{HOME}/{name}/later") for name, service in _LATER.items() if service in services
    ]
    return await visit.page("employer_home.html", organisation=organisation, blocks=blocks, crumbs=[])


async def choose(visit: Visit) -> Response:
    """Which organisation one acts for."""
    organisations = await own_organisations(visit)
    errors = []
    if visit.form:
        place = whole_number(visit.form.get("bedrijf"), 1, len(organisations))
        if place is not None:
            taken = organisations[place - 1]
            await visit.portal.sessions.change(visit.viewer, organisation=taken["id"], name=taken["name"])
            return visit.redirect(HOME)
        errors = [error("bedrijf", visit.texts("employer.choose_missing"))]
    options = [
        {"value": str(place), "label": one["name"], "hint": _numbers(visit, one)}
        for place, one in enumerate(organisations, 1)
    ]
    present = next(
        (str(place) for place, one in enumerate(organisations, 1) if one["id"] == visit.viewer.organisation), None
    )
    return await visit.page(
        "employer_choose.html",
        400 if errors else 200,
        options=options,
        chosen=present,
        errors=errors,
        action=CHOOSE,
        another=f"{HOME}/extra-bedrijf",
        crumbs=crumbs(visit, "employer.choose_title"),
    )


def _numbers(visit: Visit, organisation: dict[str, Any]) -> str:
    """The organisation's number, as eHerkenning names it."""
    kvk = organisation["kvkNumber"]
    return visit.texts("employer.kvk", number=kvk) if kvk else visit.texts("employer.rsin", number=organisation["rsin"])


async def another(visit: Visit) -> Response:
    """How one comes to act for another organisation."""
    return await visit.page("later.html", name="another", crumbs=crumbs(visit, "later.another.title"))


async def later(visit: Visit) -> Response:
    """What isn't here yet."""
    service = _LATER.get(visit.request.path_params["later"])
    if service is None:
        return await failed(visit, "unknown", 404)
    name = service.value.lower()
    return await visit.page("later.html", name=name, crumbs=crumbs(visit, f"later.{name}.title"))


async def look_up(visit: Visit) -> Response:
    """By payroll tax number, or by BSN?"""
    organisation = await chosen(visit)
    if organisation is None:
        return visit.redirect(CHOOSE)
    kinds = {"bsn": (Service.PERSON_LOOKUP, PERSON), "loonheffingennummer": (Service.ROSTER, rosters.ROSTER)}
    allowed = {name: there for name, (service, there) in kinds.items() if service in organisation["services"]}
    wanted = visit.request.query_params.get("type")
    if wanted in allowed:
        return visit.redirect(allowed[wanted])
    errors = [] if wanted is None else [error("type", visit.texts("employer.type_missing"))]
    return await visit.page(
        "employer_look_up.html",
        400 if errors else 200,
        organisation=organisation,
        types=[{"value": name, "label": visit.texts(f"employer.types.{name}")} for name in reversed(allowed)],
        errors=errors,
        action=LOOK_UP,
        crumbs=crumbs(visit, "base.product"),
    )


async def person(visit: Visit) -> Response:
    """One person by BSN, and why."""
    organisation = await chosen(visit)
    if organisation is None:
        return visit.redirect(CHOOSE)
    if not visit.form and Service.PERSON_LOOKUP not in organisation["services"]:
        return await failed(visit, "forbidden", 403)  # of a question the register says so, and records it
    typed = visit.form or await visit.kept()
    reason, bsn = typed.get("reden", ""), typed.get("bsn", "")
    errors, answer = [], None
    if visit.form:
        errors += changed(visit, organisation, visit.form.get("bedrijf"))
        if reason not in _REASONS:
            errors.append(error("reden", visit.texts("employer.reason_missing")))
        if fault := bsn_fault(bsn):
            errors.append(error("bsn", visit.texts(fault)))
        if not errors:
            asked = {"bsn": typed_bsn(bsn), "purpose": reason, "organisation": organisation["id"]}
            answer = (await visit.ask("OnePerson", **asked))["person"]
            answer["ends_on"] = short_day(visit.texts, answer["registrationEndDate"])
    return await visit.page(
        "employer_person.html",
        400 if errors else 200,
        organisation=organisation,
        reasons=[{"value": one.value, "label": visit.texts(f"employer.reasons.{one}")} for one in _REASONS],
        reason=reason,
        bsn=bsn,
        errors=errors,
        answer=answer,
        action=PERSON,
        crumbs=crumbs(visit, "employer.types.bsn", (visit.texts("base.product"), LOOK_UP)),
    )
