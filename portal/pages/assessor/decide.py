"""Deciding a case: a draft of it, for later; the letters in full; and then the decision itself."""

from datetime import datetime
from typing import Final

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import Decision
from domain.eligibility import gives_grounds
from portal.fields import day_fault, error, typed_day, typed_text
from portal.form_keys import KEY, key_of, new_key
from portal.operations import assessor
from portal.operations.assessor import (
    DecideCaseInput,
    DecideCaseRefusal,
    DecisionPreviewLetterPreview,
    OneCaseCase,
    SaveDecisionDraftInput,
    SaveDecisionDraftRefusal,
)
from portal.page_request import PageRequest
from portal.pages.assessor.case import reason
from portal.pages.assessor.cases import BACK, SEND, address, crumbs, kind_name

_ACTIONS: Final = {
    Decision.GRANT: CaseAction.GRANT,
    Decision.REJECT: CaseAction.REJECT,
    Decision.NOT_TREAT: CaseAction.DECIDE_NOT_TO_TREAT,
}
_LONGEST: Final = 2000
_SAVE: Final = "bewaren"
_SAVED: Final = "bewaard"


async def show(request: PageRequest) -> Response:
    """The form; then the letters that it would send; then, when those are sent, the case."""
    case = (await request.ask(assessor.one_case(id=request.http.path_params["case"]))).case
    typed, step = request.form or await request.kept(), request.form.get("stap")
    if not typed:
        return await _kept(request, case)
    if step == _SAVE:
        return await _save(request, case, typed)
    errors = _faults(request, case, typed) if request.form else []
    if not request.form or errors or step == BACK:
        return await _form(request, case, typed, errors)
    return await _go_on(request, case, typed)


async def _go_on(request: PageRequest, case: OneCaseCase, typed: dict[str, str]) -> Response:
    """The letters of a decision that can be read; or, when those were sent, the case after it."""
    case_id = request.http.path_params["case"]
    decision, motivation = Decision(typed["besluit"]), typed_text(typed["motivering"])
    start = typed_day(typed.get("ingang", "")) if decision is Decision.GRANT and _has_start(case) else None
    if request.form.get("stap") == SEND:
        given: DecideCaseInput = {
            "id": case_id,
            "decision": decision,
            "motivation": motivation,
            "startDate": start,
            "idempotencyKey": key_of(request.form),
        }
        outcome = (await request.ask(assessor.decide_case(input=given))).decide_case
        if not isinstance(outcome, DecideCaseRefusal):
            return request.redirect(f"{address(case_id)}?gedaan={_ACTIONS[decision]}")
        request.form.pop(KEY, None)
        return await _form(request, case, typed, [], refused=outcome.message)
    asked = assessor.decision_preview(
        id=case_id, decision=decision, motivation=motivation, grounds=None, start_date=start
    )
    preview = (await request.ask(asked)).decision_preview
    if preview.refusal is not None:
        return await _form(request, case, typed, [], refused=preview.refusal.message)
    return await _preview(request, case, typed, preview.letters)


async def _kept(request: PageRequest, case: OneCaseCase) -> Response:
    """The form as it was left, if it was kept."""
    draft = (await request.ask(assessor.decision_draft(id=request.http.path_params["case"]))).decision_draft
    typed = {
        "besluit": draft.decision or "",
        "ingang": request.texts.short_date(draft.start_date) if draft.start_date else "",
        "motivering": draft.motivation,
    }
    return await _form(request, case, typed, [], saved_at=draft.saved_at)


async def _save(request: PageRequest, case: OneCaseCase, typed: dict[str, str]) -> Response:
    """Keep the form as it is, if it can be read; nothing need be filled in yet."""
    errors = [one for one in (_start_fault(request, typed), _motivation_fault(request, typed)) if one is not None]
    if errors:
        return await _form(request, case, typed, errors)
    chosen = typed.get("besluit", "")
    draft: SaveDecisionDraftInput = {
        "id": request.http.path_params["case"],
        "decision": Decision(chosen) if chosen in set(Decision) else None,
        "startDate": typed_day(typed.get("ingang", "")),
        "motivation": typed_text(typed.get("motivering", "")),
        "idempotencyKey": new_key(),
    }
    outcome = (await request.ask(assessor.save_decision_draft(input=draft))).save_decision_draft
    if isinstance(outcome, SaveDecisionDraftRefusal):
        return await _form(request, case, typed, [], refused=outcome.message)
    return request.redirect(f"{request.http.url.path}?{_SAVED}")


def _start_fault(request: PageRequest, typed: dict[str, str], *, required: bool = False) -> dict[str, str] | None:
    start, texts = typed.get("ingang", "").strip(), request.texts
    if (not start and not required) or typed_day(start) is not None:
        return None
    return error("ingang", texts(day_fault(start) if start else "steps.missing"), texts("decide.start"))


def _motivation_fault(request: PageRequest, typed: dict[str, str], *, required: bool = False) -> dict[str, str] | None:
    motivation, texts = typed_text(typed.get("motivering", "")), request.texts
    if not motivation and required:
        return error("motivering", texts("steps.missing"), texts("decide.motivation"))
    if len(motivation) > _LONGEST:
        return error("motivering", texts("decide.too_long", most=_LONGEST))
    return None


def _faults(request: PageRequest, case: OneCaseCase, typed: dict[str, str]) -> list[dict[str, str]]:
    texts, found = request.texts, []
    chosen = typed.get("besluit", "").strip()
    if chosen not in [one for one, action in _ACTIONS.items() if action in case.actions]:
        if typed.get("stap") == SEND and chosen in set(Decision):
            return []  # perhaps it was decided by this very form: its key tells
        found.append(error("besluit", texts("decide.missing")))
    faults = (
        _start_fault(request, typed, required=True) if chosen == Decision.GRANT and _has_start(case) else None,
        _motivation_fault(request, typed, required=True),
    )
    return [*found, *(one for one in faults if one is not None)]


def _has_start(case: OneCaseCase) -> bool:
    return gives_grounds(case.kind, case.form.requested_outcome if case.form else None)


async def _form(  # noqa: PLR0913 - a page
    request: PageRequest,
    case: OneCaseCase,
    typed: dict[str, str],
    errors: list[dict[str, str]],
    *,
    refused: str = "",
    saved_at: datetime | None = None,
) -> Response:
    texts, back = request.texts, address(request.http.path_params["case"])
    saved = saved_at is not None and _SAVED in request.http.query_params
    offered = [one for one, action in _ACTIONS.items() if action in case.actions]
    return await request.page(
        "assessor_decide.html",
        409 if refused else 400 if errors else 200,
        about=texts("case.title", kind=kind_name(texts, case.kind), number=case.number),
        options=[{"value": one, "label": _option(request, case.kind, one)} for one in offered],
        forbidden=CaseAction.GRANT not in case.actions,
        reasons=[reason(one) for one in case.eligibility.reasons],
        has_start=_has_start(case) and Decision.GRANT in offered,
        chosen=typed.get("besluit"),
        start=typed.get("ingang", ""),
        motivation=typed.get("motivering", ""),
        most=_LONGEST,
        errors=errors,
        refused=refused,
        saved_at=saved_at,
        saved=saved,
        answered=bool(refused) or saved,
        action=request.http.url.path,
        back=back,
        key=key_of(request.form),
        crumbs=crumbs(request, (case.number, back), last=texts("case.decide")),
    )


def _option(request: PageRequest, kind: CaseKind, one: Decision) -> str:
    leaving = kind is CaseKind.DEREGISTRATION and one is not Decision.NOT_TREAT
    key = f"decide.leaving.{one}" if leaving else f"decide.options.{one}"
    return request.texts(key, day=request.portal.today())


async def _preview(
    request: PageRequest, case: OneCaseCase, typed: dict[str, str], letters: list[DecisionPreviewLetterPreview]
) -> Response:
    texts, back = request.texts, address(request.http.path_params["case"])
    return await request.page(
        "assessor_letters.html",
        about=texts("case.title", kind=kind_name(texts, case.kind), number=case.number),
        letters=[{"to": texts(f"decide.letters.{one.kind}"), "letter": one} for one in letters],
        answered=True,
        hidden={name: typed.get(name, "") for name in ("besluit", "ingang", "motivering")},
        key=key_of(request.form),
        action=request.http.url.path,
        crumbs=crumbs(request, (case.number, back), last=texts("case.decide")),
    )
