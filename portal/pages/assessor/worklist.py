"""The worklist: the cases that wait for a decision, and the next one that nobody has in hand."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from domain.case_kinds import CASE_KINDS, CaseKind
from domain.cases import OPEN, CaseState
from domain.refusals import RefusalCode
from portal.form_keys import KEY, key_for, key_of
from portal.operations import assessor
from portal.operations.assessor import CaseFilter, TakeCaseRefusal, WorklistCase
from portal.page_request import PageRequest
from portal.pages.assessor.cases import HOME, NEXT, address, badge, deadline, kind_name

_PAGE: Final = 25
_MOST_TAKEN: Final = 100
_YES: Final = "ja"
_LATE: Final = "te-laat"
_WEEK: Final = "deze-week"
_DEFAULT: Final = "in-gebreke"
_HOLDER: Final = "behandelaar"
_MINE: Final = "ik"
_NOBODYS: Final = "niemand"
_KINDS: Final = [kind for kind in CaseKind if not CASE_KINDS[kind].at_once]
_STATES: Final = [state for state in CaseState if state in OPEN]


async def show(request: PageRequest) -> Response:
    """A page of the worklist, by the filters of the address."""
    return await _list(request)


async def take_next(request: PageRequest) -> Response:
    """Take the case that is due first and that nobody has; if another assessor was faster, the one after it."""
    beaten, after = "", None
    for _ in range(_MOST_TAKEN):
        free: CaseFilter = {"unassigned": True}
        page = (await request.ask(assessor.worklist(filter=free, first=1, after=after, last=None, before=None))).cases
        if not page.edges:
            break
        case, after = page.edges[0].node, page.page_info.end_cursor
        asked = assessor.take_case(input={"id": case.id, "idempotencyKey": key_for(request.form, case.id)})
        outcome = (await request.ask(asked)).take_case
        if not isinstance(outcome, TakeCaseRefusal):
            return request.redirect(f"{address(case.id)}?gedaan=TAKE")
        beaten = case.number if outcome.code == RefusalCode.TAKEN else beaten
    text = request.texts("worklist.beaten", number=beaten) if beaten else ""
    request.form.pop(KEY, None)
    return await _list(request, notice=f"{text} {request.texts('worklist.none_free')}".strip())


async def _list(request: PageRequest, notice: str = "") -> Response:
    texts, query = request.texts, request.http.query_params
    kinds = [kind for kind in _KINDS if kind in query.getlist("soort")]
    states = [state for state in _STATES if state in query.getlist("status")]
    holder = query.get(_HOLDER) if query.get(_HOLDER) in {_MINE, _NOBODYS} else ""
    toggle = next((one for one in (_LATE, _DEFAULT, _WEEK) if query.get(one) == _YES), "")
    today = request.portal.today()
    monday = today + timedelta(days=7 - today.weekday())
    asked: CaseFilter = {}
    if kinds:
        asked["kinds"] = kinds
    if states:
        asked["states"] = states
    if holder == _MINE:
        asked["mine"] = True
    elif holder == _NOBODYS:
        asked["unassigned"] = True
    toggles: dict[str, CaseFilter] = {
        _LATE: {"overdue": True},
        _DEFAULT: {"inDefault": True},
        _WEEK: {"dueBefore": monday},
    }
    asked |= toggles.get(toggle, {})
    before, after = query.get("voor"), query.get("na")
    page = (
        assessor.worklist(filter=asked, first=None, after=None, last=_PAGE, before=before)
        if before
        else assessor.worklist(filter=asked, first=_PAGE, after=after, last=None, before=None)
    )
    found = (await request.ask(page)).cases
    every = (await request.ask(assessor.worklist_counts(filter={}))).cases
    default, soon = [
        (await request.ask(assessor.worklist_counts(filter=toggles[one]))).cases.total_count
        for one in (_DEFAULT, _WEEK)
    ]
    chosen: list[tuple[str, str]] = [("soort", one) for one in kinds] + [("status", one) for one in states]
    if holder:
        chosen.append((_HOLDER, holder))
    toggled = [(toggle, _YES)] if toggle else []
    info = found.page_info
    return await request.page(
        "assessor_worklist.html",
        notice=notice,
        answered=bool(notice),
        toggles=[
            _toggle(texts("worklist.late"), every.overdue_count, [(_LATE, _YES)], current=toggle == _LATE),
            _toggle(texts("worklist.default"), default, [(_DEFAULT, _YES)], current=toggle == _DEFAULT),
            _toggle(texts("worklist.week"), soon, [(_WEEK, _YES)], current=toggle == _WEEK),
            _toggle(texts("worklist.all"), every.total_count, [], current=not toggle),
        ],
        kinds=[{"value": one, "label": kind_name(texts, one), "checked": one in kinds} for one in _KINDS],
        states=[{"value": one, "label": badge(texts, one)["text"], "checked": one in states} for one in _STATES],
        holders=[
            {"value": one, "label": texts(f"worklist.holders.{name}")}
            for one, name in ((_MINE, "mine"), (_NOBODYS, "nobody"), ("", "everybody"))
        ],
        holder=holder,
        toggled=toggled,
        filtered=bool(chosen or toggled),
        chosen=bool(chosen),
        rows=[_row(request, edge.node) for edge in found.edges],
        previous=_address([*chosen, *toggled, ("voor", info.start_cursor)])
        if info.has_previous_page and info.start_cursor
        else "",
        next=_address([*chosen, *toggled, ("na", info.end_cursor)]) if info.has_next_page and info.end_cursor else "",
        home=HOME,
        take=NEXT,
        key=key_of(request.form),
        crumbs=[],
    )


def _toggle(text: str, count: int, query: list[tuple[str, str]], *, current: bool) -> dict[str, Any]:
    return {"text": text, "count": count, "href": _address(query), "current": current}


def _address(query: list[tuple[str, str]]) -> str:
    return f"{HOME}?{urlencode(query)}" if query else HOME


def _row(request: PageRequest, case: WorklistCase) -> dict[str, Any]:
    texts = request.texts
    holder = "nobody" if case.assessor is None else "you" if case.assessor.mine else "colleague"
    return {
        "deadline": deadline(texts, case.decide_before, case.state, request.portal.today()),
        "penalty": texts("cases.penalty", amount=case.penalty.amount) if case.penalty else "",
        "kind": kind_name(texts, case.kind),
        "number": case.number,
        "href": address(case.id),
        "received": texts.short_moment(case.submitted_at) if case.submitted_at else "",
        "badge": badge(texts, case.state),
        "holder": texts(f"cases.holders.{holder}"),
    }
