"""Mijn verzoeken: one's own requests and applications, one of them, and its receipt."""

from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import OPEN, CaseState
from domain.letters import LetterKind
from portal.api import ApiError
from portal.failures import failed
from portal.operations.citizen import MyCaseCase, MyCasesCase, my_case, my_cases, my_receipt
from portal.page_request import PageRequest
from portal.pages.citizen.application_fields import FORM_NAMES
from portal.pages.citizen.case_states import (
    CASES,
    DECIDED,
    LATE,
    RECEIPT,
    WITHDRAW,
    address_of,
    badge,
    day_of,
    is_overdue,
    line,
    next_link,
)
from portal.pages.citizen.crumbs import APPLY, DEREGISTER, crumbs
from portal.pages.citizen.letters import LETTERS

NEW: Final = "nieuw"
WITHDRAWN: Final = "ingetrokken"
COMPLETED: Final = "aangevuld"

_SIZE: Final = 25


async def overview(request: PageRequest) -> Response:
    """One's cases, newest first: those that were kept, those that wait for a decision, and the others."""
    after = request.http.query_params.get("na") or None
    try:
        found = (await request.ask(my_cases(first=_SIZE, after=after))).viewer.person.cases
    except ApiError as refused:
        if refused.code != "BAD_USER_INPUT" or after is None:
            raise
        return request.redirect(CASES)
    nodes = [edge.node for edge in found.edges]
    groups = (
        ("kept", [_draft(request, one) for one in nodes if one.state is CaseState.DRAFT]),
        ("running", [_card(request, one) for one in nodes if one.state in OPEN]),
        ("done", [_card(request, one) for one in nodes if one.state not in OPEN | {CaseState.DRAFT}]),
    )
    older = found.page_info.end_cursor if found.page_info.has_next_page else None
    return await request.page(
        "cases.html",
        groups=[(request.texts(f"my_cases.groups.{name}"), cards) for name, cards in groups if cards],
        apply=APPLY,
        newest=CASES if after else None,
        older=f"{CASES}?{urlencode({'na': older})}" if older else None,
        crumbs=crumbs(request, "my_cases.title"),
    )


async def one(request: PageRequest) -> Response:
    """One case; what was sent just now begins with its receipt."""
    case = await own_case(request)
    if case is None:
        return await failed(request, "unknown", 404)
    if case.state is CaseState.DRAFT:
        return request.redirect(_kept_form(case.kind))
    query, is_late = request.http.query_params, is_overdue(request, case)
    is_new = NEW in query and case.state is CaseState.SUBMITTED and not is_late
    return await request.page(
        "case_received.html" if is_new else "case.html",
        case=case,
        kind=request.texts(f"my_cases.kinds.{case.kind}"),
        stepped=case.kind is CaseKind.DEREGISTRATION,
        received=day_of(case.submitted_at),
        decide_before=None if case.state is CaseState.SUSPENDED else case.decide_before,
        badge=badge(request, case),
        line=line(request, case),
        next=next_link(request, case),
        steps=_steps(request, case),
        is_late=is_late,
        late=LATE,
        said=WITHDRAWN
        if case.state is CaseState.WITHDRAWN and WITHDRAWN in query
        else COMPLETED
        if case.state in OPEN and COMPLETED in query
        else None,
        letters=[(letter.subject, f"{LETTERS}/{letter.id}", day_of(letter.announced_at)) for letter in case.letters],
        receipt=_receipt(case),
        withdraw=f"{address_of(case.id)}{WITHDRAW}" if CaseAction.WITHDRAW in case.actions else None,
        cases=CASES,
        crumbs=case_crumbs(request, "my_cases.one"),
    )


async def receipt(request: PageRequest) -> Response:
    """Go on to the receipt as a file, by a link of this moment."""
    found = await request.ask_own(my_receipt(case=request.http.path_params["case"]))
    letters = found.case.letters if found else []
    link = next((one.pdf.url for one in letters if one.kind == LetterKind.RECEIPT), None)
    return request.redirect(urlsplit(link).path) if link else await failed(request, "unknown", 404)


async def own_case(request: PageRequest) -> MyCaseCase | None:
    """The case of the path; None if it isn't theirs, or isn't there."""
    found = await request.ask_own(my_case(case=request.http.path_params["case"]))
    return found.case if found else None


def case_crumbs(request: PageRequest, last: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of a case."""
    return crumbs(request, last, (request.texts("my_cases.title"), CASES), *between)


def _card(request: PageRequest, case: MyCasesCase) -> dict[str, Any]:
    return {
        "title": request.texts(f"my_cases.kinds.{case.kind}"),
        "href": address_of(case.id),
        "badge": badge(request, case),
        "line": line(request, case),
        "next": next_link(request, case),
    }


def _draft(request: PageRequest, case: MyCasesCase) -> dict[str, Any]:
    return {
        "title": request.texts(f"my_cases.kinds.{case.kind}"),
        "href": _kept_form(case.kind),
        "badge": None,
        "line": request.texts("my_cases.kept_line"),
        "next": None,
    }


def _kept_form(kind: CaseKind) -> str:
    """Where one goes on with a form that was kept."""
    return DEREGISTER if kind is CaseKind.DEREGISTRATION else f"{APPLY}/{FORM_NAMES[kind]}"


def _steps(request: PageRequest, case: MyCaseCase) -> list[dict[str, Any]]:
    """How far it is, in three steps; none for what was withdrawn."""
    if case.state is CaseState.WITHDRAWN:
        return []
    done = case.state in DECIDED
    review = "done" if done else "todo" if case.state is CaseState.SUBMITTED else "busy"
    about = "review_deregistration" if case.kind is CaseKind.DEREGISTRATION else "review_other"
    texts, decided = request.texts, day_of(case.decided_at) if done else None
    return [
        {
            "title": texts("my_cases.steps.received"),
            "state": "done",
            "text": texts("my_cases.steps.on", day=day_of(case.submitted_at)),
        },
        {"title": texts("my_cases.steps.review"), "state": review, "text": texts(f"my_cases.steps.{about}")},
        {
            "title": texts("my_cases.steps.decision"),
            "state": "done" if done else "todo",
            "text": texts("my_cases.steps.on", day=decided)
            if decided
            else texts("my_cases.steps.stands_still")
            if case.state is CaseState.SUSPENDED
            else texts("my_cases.steps.at_the_latest", day=case.decide_before),
        },
    ]


def _receipt(case: MyCaseCase) -> str | None:
    has_one = any(letter.kind == LetterKind.RECEIPT for letter in case.letters)
    return f"{address_of(case.id)}{RECEIPT}" if has_one else None
