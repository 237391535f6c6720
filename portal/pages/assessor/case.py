"""One case: what was asked, what the register says today, what the law allows, the term, and what may be done now."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.cases import CaseState
from domain.refusals import RefusalCode
from portal.fields import long_day, short_day
from portal.form_keys import KEY, key_of
from portal.languages import Texts, civil_day
from portal.operations import assessor
from portal.operations.assessor import (
    AskReactionRefusal,
    CaseInput,
    OneCaseCase,
    OneCaseEligibilityReason,
    ReleaseCaseRefusal,
    TakeCaseRefusal,
)
from portal.operations.operation import Operation
from portal.page_request import PageRequest
from portal.pages.assessor.cases import NEXT, address, badge, crumbs, deadline, kind_name

AT_ONCE: Final[Mapping[CaseAction, Callable[..., Operation[Any]]]] = {
    CaseAction.TAKE: assessor.take_case,
    CaseAction.RELEASE: assessor.release_case,
    CaseAction.ASK_REACTION: assessor.ask_reaction,
}
"""The actions that ask nothing but a button."""
BY_FORM: Final = {
    CaseAction.INVITE_COMPLETION: "aanvulling",
    CaseAction.RESUME: "hervatten",
    CaseAction.EXTEND: "verlengen",
    CaseAction.RECORD_NOTICE_OF_DEFAULT: "ingebrekestelling",
    CaseAction.RECORD_HEARING: "horen",
    CaseAction.RECORD_FACTS: "feiten",
}
"""The actions that have a form of their own, and where it is."""
DECISIONS: Final = (CaseAction.GRANT, CaseAction.REJECT, CaseAction.DECIDE_NOT_TO_TREAT)
DECIDE: Final = "besluit"
_DONE: Final = {*AT_ONCE, *BY_FORM, *DECISIONS}


async def show(request: PageRequest) -> Response:
    """The case; after an action with what was done above it."""
    done = request.http.query_params.get("gedaan", "")
    return await _case(request, done=done if done in _DONE else "")


async def act(request: PageRequest) -> Response:
    """Do what asks nothing but a button."""
    wanted = request.form.get("actie", "")
    action = next((one for one in AT_ONCE if one == wanted), None)
    if action is None:
        return await _case(request)
    case_id = request.http.path_params["case"]
    given: CaseInput = {"id": case_id, "idempotencyKey": key_of(request.form)}
    answer = await request.ask(AT_ONCE[action](input=given))
    outcome = next(iter(dict(answer).values()))
    if not isinstance(outcome, TakeCaseRefusal | ReleaseCaseRefusal | AskReactionRefusal):
        return request.redirect(f"{address(case_id)}?gedaan={action}")
    request.form.pop(KEY, None)
    return await _case(
        request,
        refused=request.texts("case.taken") if outcome.code == RefusalCode.TAKEN else "",
        refused_in_dutch=outcome.message,
        taken=outcome.code == RefusalCode.TAKEN,
    )


async def _case(
    request: PageRequest, *, done: str = "", refused: str = "", refused_in_dutch: str = "", taken: bool = False
) -> Response:
    case_id = request.http.path_params["case"]
    case = (await request.ask(assessor.one_case(id=case_id))).case
    texts = request.texts
    kind = kind_name(texts, case.kind)
    title = texts("case.title", kind=kind, number=case.number)
    return await request.page(
        "assessor_case.html",
        409 if refused or refused_in_dutch else 200,
        title=title,
        badge=badge(texts, case.state),
        deadline=deadline(texts, case.decide_before, case.state, request.portal.today()),
        holder=texts(f"cases.holders.{_holder(case)}"),
        steps=_term(texts, case),
        done=texts(f"case.done.{done}") if done else "",
        decided=done in DECISIONS,
        refused=refused,
        refused_in_dutch=refused_in_dutch,
        taken=taken,
        answered=bool(done or refused or refused_in_dutch),
        request_rows=_request(texts, case),
        person=_person(texts, case),
        law=_law(case),
        at_once=[
            {"action": one, "label": texts(f"case.actions.{one}"), "hint": texts(f"case.hints.{one}")}
            for one in AT_ONCE
            if one in case.actions
        ],
        by_form=[
            {"href": f"{address(case_id)}/{path}", "label": texts(f"case.actions.{one}")}
            for one, path in BY_FORM.items()
            if one in case.actions
        ],
        decide=f"{address(case_id)}/{DECIDE}" if any(one in case.actions for one in DECISIONS) else "",
        first=_first(texts, case),
        open=case.decided_at is None and case.decide_before is not None,
        decision=case.decision or "",
        penalty=_penalty(texts, case),
        history=[
            [
                texts.short_moment(one.at),
                texts(f"case.past.{one.action}") if one.action in _PAST else one.action,
                one.actor,
                one.reason or "",
            ]
            for one in case.history
        ],
        letters=[[texts.short_moment(one.announced_at), one.subject] for one in case.letters],
        reactions=[
            [texts.short_moment(one.reacted_at), one.reaction]
            for one in case.letters
            if one.reacted_at and one.reaction
        ],
        hearings=[
            [
                short_day(texts, one.held_on),
                texts(f"steps.gehoord.{one.heard}"),
                texts("case.in_writing" if one.in_writing else "case.orally"),
                one.summary,
            ]
            for one in case.hearings
        ],
        action=address(case_id),
        key=key_of(request.form),
        take=NEXT,
        crumbs=crumbs(request, last=case.number),
    )


_PAST: Final = {*CaseAction, "FIX_PENALTY"}


def _holder(case: OneCaseCase) -> str:
    return "nobody" if case.assessor is None else "you" if case.assessor.mine else "colleague"


def _term(texts: Texts, case: OneCaseCase) -> list[dict[str, Any]]:
    """How far an open case is: what stopped the term and what moved its last day included."""
    when = {one.action: one.at for one in case.history}  # of each action the last
    asked, came, extended = (
        when.get(one) for one in (CaseAction.INVITE_COMPLETION, CaseAction.COMPLETE, CaseAction.EXTEND)
    )
    waits = case.state is CaseState.SUSPENDED
    completion = (
        [texts("case.steps.asked", day=civil_day(asked))]
        + ([texts("case.steps.still")] if waits else [])
        + ([texts("case.steps.came", day=civil_day(came))] if came and came > asked else [])
        if asked
        else []
    )
    taken = case.assessor is not None
    return [
        {
            "title": texts("my_cases.steps.received"),
            "state": "done",
            "text": texts("my_cases.steps.on", day=civil_day(case.submitted_at)) if case.submitted_at else "",
        },
        *(
            [
                {
                    "title": texts("case.steps.completion"),
                    "state": "busy" if waits else "done",
                    "text": " ".join(completion),
                }
            ]
            if completion
            else []
        ),
        {
            "title": texts("my_cases.steps.review"),
            "state": "busy" if taken and not waits else "todo",
            "text": texts("case.holder", holder=texts(f"cases.holders.{_holder(case)}")),
        },
        {
            "title": texts("my_cases.steps.decision"),
            "state": "todo",
            "text": texts("case.steps.extended", day=civil_day(extended)) if extended else "",
        },
    ]


def _request(texts: Texts, case: OneCaseCase) -> list[tuple[str, str]]:
    form, person = case.form, case.person
    rows = [
        (texts("case.bsn"), person.bsn if person else ""),
        (texts("case.received"), texts.moment(case.submitted_at) if case.submitted_at else ""),
        (texts("case.due"), long_day(texts, case.decide_before)),
    ]
    if form is not None:
        rows += [
            (texts("case.form.outcome"), _named(texts, "outcomes", form.requested_outcome)),
            (texts("case.form.school"), form.school_name or ""),
            (texts("case.form.school_kind"), _named(texts, "schools", form.school_kind)),
            (texts("case.form.school_from"), long_day(texts, form.school_from)),
            (texts("case.form.school_until"), long_day(texts, form.school_until)),
            (texts("case.form.provisions"), ", ".join(_named(texts, "provisions", one) for one in form.provisions)),
            (texts("case.form.reference"), form.reference or ""),
            (texts("case.form.explanation"), form.explanation or ""),
        ]
    return [(term, value) for term, value in rows if value]


def _named(texts: Texts, table: str, code: str | None) -> str:
    return texts(f"case.{table}.{code}") if code else ""


def _person(texts: Texts, case: OneCaseCase) -> dict[str, Any]:
    person = case.person
    if person is None:
        return {"registered": False, "rows": [], "grounds": []}
    return {
        "registered": person.registered,
        "rows": [
            (texts("suwinet.end"), long_day(texts, person.registration_end_date) or texts("suwinet.indefinite")),
            (texts("suwinet.counting"), long_day(texts, person.counting_start_date)),
        ],
        "grounds": [
            [
                one.name,
                short_day(texts, one.start_date),
                short_day(texts, one.end_date),
                one.end_reason or "",
                one.legal_basis,
            ]
            for one in person.grounds
        ],
    }


def _law(case: OneCaseCase) -> dict[str, Any]:
    found = case.eligibility
    return {"verdict": _verdict(case), "reasons": [reason(one) for one in found.reasons]}


def _verdict(case: OneCaseCase) -> str:
    """What the requirements come to: the first of them holds for all, and of the others one suffices."""
    first, *others = (one.holds for one in case.eligibility.reasons)
    forbidden = first is False or (others != [] and all(one is False for one in others))
    return "yes" if case.eligibility.may_be_granted else "no" if forbidden else "unknown"


def _first(texts: Texts, case: OneCaseCase) -> str:
    """What must be done before the assessor who has the case can decide it."""
    mine = case.assessor is not None and case.assessor.mine
    if not mine or case.state is not CaseState.IN_REVIEW or any(one in case.actions for one in DECISIONS):
        return ""
    return texts("case.first.facts" if _verdict(case) == "unknown" else "case.first.hearing")


def reason(one: OneCaseEligibilityReason) -> dict[str, str]:
    """A requirement of the law: whether it is met, in words."""
    return {
        "mark": "unknown" if one.holds is None else "yes" if one.holds else "no",
        "text": one.text,
        "article": one.article,
    }


def _penalty(texts: Texts, case: OneCaseCase) -> list[tuple[str, str]]:
    owed = case.penalty
    if owed is None:
        return []
    return [
        (texts("case.penalty.notice"), texts.date(owed.notice_received_on)),
        (texts("case.penalty.runs_from"), long_day(texts, owed.runs_from)),
        (texts("case.penalty.amount"), texts("case.penalty.euros", amount=owed.amount, highest=owed.highest)),
    ]
