"""Ask to be taken out of the register (uitschrijven, GD140 35201): what it means, the question, and what was kept."""

from collections.abc import Collection
from typing import Final

from starlette.responses import Response

from domain.case_kinds import CaseKind
from domain.cases import OPEN, CaseState
from domain.refusals import RefusalCode
from domain.terms import terms_on
from portal.api import ApiError
from portal.failures import failed
from portal.fields import error
from portal.form_keys import key_of, new_key
from portal.operations.citizen import (
    MyDeregistrationCase,
    MyDeregistrationPerson,
    RequestDeregistrationRefusal,
    discard_draft,
    my_deregistration,
    request_deregistration,
    save_draft,
)
from portal.page_request import PageRequest
from portal.pages.citizen.case_states import CASES, address_of, day_of, line
from portal.pages.citizen.cases import NEW
from portal.pages.citizen.crumbs import DEREGISTER, crumbs
from portal.unread_letters import forget_unread

STEP: Final = f"{DEREGISTER}/stap-1"
STAYS: Final = f"{DEREGISTER}/niet"

_QUESTION: Final = "zeker"
_YES: Final = "ja"
_NO: Final = "nee"
_SAVE: Final = "bewaren"
_SAVED: Final = "bewaard"
_MOST: Final = 100
_GOES_TO_THE_START: Final = frozenset({RefusalCode.ALREADY_OPEN, RefusalCode.NOT_REGISTERED})


async def start(request: PageRequest) -> Response:
    """What it means, and where one stands: not registered, asked already, kept a form, or free to begin."""
    person = await _mine(request)
    opened, draft = _open(person), _draft(person)
    if request.http.method == "POST":
        await _discard(request, draft)
        return request.redirect(STEP)
    return await request.page(
        "deregistration.html",
        registered=person.registered,
        opened=opened
        and {
            "asked_on": day_of(opened.submitted_at),
            "line": line(request, opened),
            "href": address_of(opened.id),
        },
        draft=draft is not None,
        saved=_SAVED in request.http.query_params and draft is not None,
        weeks=terms_on(request.portal.today()).decision_weeks[CaseKind.DEREGISTRATION],
        action=DEREGISTER,
        step=STEP,
        cases=CASES,
        crumbs=crumbs(request, "deregistration.title"),
    )


async def step(request: PageRequest) -> Response:
    """The one question; sent, kept for later, or answered by No."""
    if request.http.method != "POST":
        person = await _mine(request)
        if _open(person) is not None or not person.registered:
            return request.redirect(DEREGISTER)
        return await _form(request, await request.kept())
    typed = request.form
    if typed.get("actie") == _SAVE:
        await request.ask(save_draft(input={"kind": CaseKind.DEREGISTRATION, "idempotencyKey": new_key()}))
        return request.redirect(f"{DEREGISTER}?{_SAVED}")
    if typed.get(_QUESTION) == _YES:
        return await _send(request, key_of(typed))
    if typed.get(_QUESTION) == _NO:
        await _discard(request, _draft(await _mine(request)))
        return request.redirect(STAYS)
    return await _form(request, typed, [error(_QUESTION, request.texts("deregistration.choose"))])


async def stays(request: PageRequest) -> Response:
    """Who answered No stays in the register."""
    return await request.page("deregistration_not.html", crumbs=crumbs(request, "deregistration.title"))


async def _send(request: PageRequest, key: str) -> Response:
    operation = request_deregistration(input={"confirmed": True, "idempotencyKey": key})
    answer = (await request.ask(operation)).request_deregistration
    if not isinstance(answer, RequestDeregistrationRefusal):
        await forget_unread(request)  # the receipt is a letter
        return request.redirect(f"{address_of(answer.id)}?{NEW}")
    if answer.code in _GOES_TO_THE_START:
        return request.redirect(DEREGISTER)
    return await failed(request, "form", 400)


async def _form(request: PageRequest, typed: dict[str, str], errors: list[dict[str, str]] | None = None) -> Response:
    texts = request.texts
    return await request.page(
        "deregistration_step.html",
        400 if errors else 200,
        name=_QUESTION,
        options=[
            {"value": _YES, "label": texts("deregistration.yes")},
            {"value": _NO, "label": texts("deregistration.no")},
        ],
        chosen=typed.get(_QUESTION),
        key=key_of(typed),
        save=_SAVE,
        bsn_ends=request.viewer.bsn_ends,
        errors=errors or [],
        action=STEP,
        back=DEREGISTER,
        crumbs=crumbs(request, "deregistration.title"),
    )


async def _mine(request: PageRequest) -> MyDeregistrationPerson:
    return (await request.ask(my_deregistration(first=_MOST))).viewer.person


def _open(person: MyDeregistrationPerson) -> MyDeregistrationCase | None:
    return _newest(person, OPEN)


def _draft(person: MyDeregistrationPerson) -> MyDeregistrationCase | None:
    return _newest(person, {CaseState.DRAFT})


def _newest(person: MyDeregistrationPerson, states: Collection[CaseState]) -> MyDeregistrationCase | None:
    nodes = (edge.node for edge in person.cases.edges)
    return next((one for one in nodes if one.kind is CaseKind.DEREGISTRATION and one.state in states), None)


async def _discard(request: PageRequest, draft: MyDeregistrationCase | None) -> None:
    """Throw a draft away, if there is one; another window may have done it already."""
    if draft is None:
        return
    try:
        await request.ask(discard_draft(draft=draft.id))
    except ApiError as refused:
        if refused.code != "FORBIDDEN":
            raise
