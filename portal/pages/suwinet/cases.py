"""What a municipality applied for and reported: its cases, one of them, its question, its end."""

from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.cases import OPEN, CaseState
from domain.letters import LetterKind
from portal.api import ApiError
from portal.failures import failed
from portal.fields import refusal
from portal.form_keys import KEY, key_of
from portal.languages import civil_day
from portal.operations import suwinet
from portal.operations.suwinet import (
    ClientCaseCase,
    ClientCasesCase,
    CompleteClientCaseRefusal,
    WithdrawClientCaseRefusal,
)
from portal.page_request import PageRequest
from portal.pages.assessor.cases import badge, deadline
from portal.pages.case_question import ANSWER, answer_fault, answer_of, show
from portal.pages.suwinet.forms import NEW, crumbs
from portal.pages.suwinet.look_up import HOME

CASES: Final = f"{HOME}/zaken"
WITHDRAW: Final = "/intrekken"
QUESTION: Final = "/vraag"

_SIZE: Final = 25
_WITHDRAWN: Final = "ingetrokken"
_COMPLETED: Final = "aangevuld"


async def overview(request: PageRequest) -> Response:
    """The municipality's cases, newest first."""
    after = request.http.query_params.get("na") or None
    try:
        found = (await request.ask(suwinet.client_cases(first=_SIZE, after=after))).viewer.cases
    except ApiError as refused:
        if refused.code != "BAD_USER_INPUT" or after is None:
            raise
        return request.redirect(CASES)
    older = found.page_info.end_cursor if found.page_info.has_next_page else None
    return await request.page(
        "suwinet_cases.html",
        rows=[_row(request, edge.node) for edge in found.edges],
        newest=CASES if after else None,
        older=f"{CASES}?{urlencode({'na': older})}" if older else None,
        crumbs=crumbs(request, request.texts("clients.cases.title")),
    )


async def one(request: PageRequest) -> Response:
    """A case, with the letters that the municipality got."""
    case = await _own(request)
    if case is None:
        return await failed(request, "unknown", 404)
    query, texts = request.http.query_params, request.texts
    said = next((name for name in (NEW, _WITHDRAWN, _COMPLETED) if name in query), None)
    return await request.page(
        "suwinet_case.html",
        case=case,
        kind=texts(f"my_cases.kinds.{case.kind}"),
        badge=badge(texts, case.state),
        said=texts(f"clients.said.{said}") if said else "",
        lines=_lines(request, case),
        letters=[(letter, f"{_address(case.id)}/brieven/{letter.id}") for letter in case.letters],
        question=f"{_address(case.id)}{QUESTION}" if CaseAction.COMPLETE in case.actions else "",
        withdraw=f"{_address(case.id)}{WITHDRAW}" if CaseAction.WITHDRAW in case.actions else "",
        crumbs=_crumbs(request, case.number),
    )


async def file(request: PageRequest) -> Response:
    """Go on to a letter as a file, by a link of this moment."""
    found = await request.ask_own(suwinet.client_letter_files(case=request.http.path_params["case"]))
    letters = found.case.letters if found else []
    link = next((one.pdf.url for one in letters if one.id == request.http.path_params["letter"]), None)
    return request.redirect(urlsplit(link).path) if link else await failed(request, "unknown", 404)


async def withdraw(request: PageRequest) -> Response:
    """Whether one is sure; and that it is done, or too late."""
    case = await _own(request)
    if case is None:
        return await failed(request, "unknown", 404)
    if request.form:
        asked = suwinet.withdraw_client_case(input={"id": case.id, "idempotencyKey": key_of(request.form)})
        done = (await request.ask(asked)).withdraw_case
        said = "" if isinstance(done, WithdrawClientCaseRefusal) else f"?{_WITHDRAWN}"
        return request.redirect(f"{_address(case.id)}{said}")
    if CaseAction.WITHDRAW not in case.actions:
        return request.redirect(_address(case.id))
    return await request.page(
        "case_withdraw.html",
        decided=None,
        read=None,
        is_deregistration=False,
        key=key_of(await request.kept()),
        action=request.http.url.path,
        back=_address(case.id),
        crumbs=_crumbs(request, request.texts("my_cases.withdraw.crumb"), (case.number, _address(case.id))),
    )


async def answer(request: PageRequest) -> Response:
    """What UWV asked (Awb 4:5), and the answer to it."""
    case = await _own(request)
    if case is None:
        return await failed(request, "unknown", 404)
    if not request.form:
        before = case.form.explanation if case.form else None
        return await _question(request, case, await request.kept() or {ANSWER: before or ""})
    typed = request.form
    text = answer_of(typed)
    if wrong := answer_fault(request.texts, text):
        return await _question(request, case, typed, wrong)
    asked = suwinet.complete_client_case(
        input={"id": case.id, "form": {"explanation": text}, "idempotencyKey": key_of(typed)}
    )
    done = (await request.ask(asked)).complete_case
    if isinstance(done, CompleteClientCaseRefusal):
        request.form.pop(KEY, None)  # what was refused stays refused under its key
        return await _question(request, case, typed, refusal(done.message))
    return request.redirect(f"{_address(case.id)}?{_COMPLETED}")


async def _question(
    request: PageRequest, case: ClientCaseCase, typed: dict[str, str], wrong: dict[str, str] | None = None
) -> Response:
    letters = [one for one in case.letters if one.kind == LetterKind.COMPLETION_INVITED]
    if CaseAction.COMPLETE not in case.actions or not letters:
        return request.redirect(_address(case.id))
    back = _address(case.id)
    way = _crumbs(request, request.texts("my_cases.question.crumb"), (case.number, back))
    return await show(request, letters[-1].parts, typed, wrong, back, way)


async def _own(request: PageRequest) -> ClientCaseCase | None:
    """The case of the path; None if it isn't the municipality's, or isn't there."""
    found = await request.ask_own(suwinet.client_case(case=request.http.path_params["case"]))
    return found.case if found else None


def _address(case_id: str) -> str:
    return f"{CASES}/{case_id}"


def _crumbs(request: PageRequest, last: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(request, last, (request.texts("clients.cases.title"), CASES), *between)


def _row(request: PageRequest, case: ClientCasesCase) -> dict[str, Any]:
    texts = request.texts
    return {
        "number": case.number,
        "href": _address(case.id),
        "kind": texts(f"cases.kinds.{case.kind}"),
        "reference": (case.form.reference if case.form else None) or "",
        "received": texts.short_moment(case.submitted_at) if case.submitted_at else "",
        "deadline": deadline(texts, case.decide_before, case.state, request.portal.today()),
        "badge": badge(texts, case.state),
    }


def _lines(request: PageRequest, case: ClientCaseCase) -> list[tuple[str, str]]:
    """What is known of it, by label: what was asked, and how it stands."""
    texts, form = request.texts, case.form
    outcome = form.requested_outcome if form else None
    runs = case.state in OPEN and case.state is not CaseState.SUSPENDED
    found = [
        ("my_cases.number", case.number),
        ("clients.kenmerk.label", form.reference if form else None),
        ("my_cases.received_on", texts.date(civil_day(case.submitted_at)) if case.submitted_at else None),
        ("my_cases.decide_before", texts.date(case.decide_before) if case.decide_before and runs else None),
        ("clients.decided_on", texts.date(civil_day(case.decided_at)) if case.decided_at else None),
        ("clients.decision", case.decision),
        ("clients.gevraagd.label", texts(f"clients.gevraagd.{outcome}") if outcome else None),
        ("clients.nodig.label", ", ".join(texts(f"clients.nodig.{one}") for one in form.provisions) if form else None),
        ("clients.toelichting.label", form.explanation if form else None),
    ]
    return [(texts(label), value) for label, value in found if value]
