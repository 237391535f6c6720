"""Apply for an assessment, or report a school (aanvragen, melden): which form, and the form itself."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from starlette.responses import Response

from domain.case_kinds import CaseKind
from domain.cases import CaseState
from domain.terms import terms_on
from portal.api import ApiError
from portal.failures import failed
from portal.fields import refusal
from portal.form_keys import KEY, key_of, new_key
from portal.operations.citizen import (
    ApplyForMyselfRefusal,
    MyApplicationsCase,
    SaveDraftRefusal,
    apply_for_myself,
    discard_draft,
    my_applications,
    save_draft,
)
from portal.page_request import PageRequest
from portal.pages.citizen.application_fields import FIELDS, FORM_NAMES, form_input, own_texts, typed_before
from portal.pages.citizen.case_states import CASES, address_of
from portal.pages.citizen.cases import NEW
from portal.pages.citizen.crumbs import APPLY, crumbs
from portal.pages.form_fields import faults, shown
from portal.unread_letters import forget_unread

_KINDS: Final = {name: kind for kind, name in FORM_NAMES.items()}
_Answer = TypeVar("_Answer")

_NOT_THERE: Final = frozenset({"FORBIDDEN", "BAD_USER_INPUT"})
_DRAFT: Final = "concept"
_SAVE: Final = "bewaren"
_SAVED: Final = "bewaard"
_DISCARD: Final = "weggooien"
_MOST: Final = 100


async def choose(request: PageRequest) -> Response:
    """The forms there are, and what each is for."""
    texts = request.texts
    return await request.page(
        "applications.html",
        forms=[
            (texts(f"my_cases.kinds.{kind}"), _about(request, kind), f"{APPLY}/{FORM_NAMES[kind]}")
            for kind in FORM_NAMES
        ],
        cases=CASES,
        crumbs=crumbs(request, "applications.title"),
    )


async def fill_in(request: PageRequest) -> Response:
    """A form: sent, kept for later, thrown away, or shown with what was kept."""
    kind = _KINDS.get(request.http.path_params["form"])
    if kind is None:
        return await failed(request, "unknown", 404)
    typed = request.form
    if not typed:
        draft = await _draft(request, kind)
        before = {_DRAFT: draft.id, **typed_before(request.texts, draft.form)} if draft else {}
        return await _page(request, kind, await request.kept() or before)
    if typed.get("actie") == _DISCARD:
        await _discard(request, typed.get(_DRAFT))
        return request.redirect(f"{APPLY}/{FORM_NAMES[kind]}")
    whole = typed.get("actie") != _SAVE
    wrong = faults(request.texts, own_texts(request.texts), FIELDS[kind], typed, whole=whole)
    if wrong:
        return await _page(request, kind, typed, wrong)
    return await (_send if whole else _save)(request, kind)


async def _send(request: PageRequest, kind: CaseKind) -> Response:
    typed = request.form

    async def ask(draft: str | None) -> str | ApplyForMyselfRefusal:
        asked = apply_for_myself(
            input={"kind": kind, "form": form_input(kind, typed), "draft": draft, "idempotencyKey": key_of(typed)}
        )
        answer = (await request.ask(asked)).apply_for_myself
        return answer if isinstance(answer, ApplyForMyselfRefusal) else answer.id

    answer = await _on_draft(typed.get(_DRAFT) or None, ask)
    if isinstance(answer, ApplyForMyselfRefusal):
        return await _refused(request, kind, answer.message)
    await forget_unread(request)  # the receipt is a letter
    return request.redirect(f"{address_of(answer)}?{NEW}")


async def _save(request: PageRequest, kind: CaseKind) -> Response:
    typed = request.form

    async def ask(draft: str | None) -> SaveDraftRefusal | None:
        asked = save_draft(
            input={"id": draft, "kind": kind, "form": form_input(kind, typed), "idempotencyKey": new_key()}
        )
        answer = (await request.ask(asked)).save_draft
        return answer if isinstance(answer, SaveDraftRefusal) else None

    refused = await _on_draft(typed.get(_DRAFT) or None, ask)
    if refused is not None:
        return await _refused(request, kind, refused.message)
    return request.redirect(f"{f'{APPLY}/{FORM_NAMES[kind]}'}?{_SAVED}")


async def _on_draft(draft: str | None, ask: Callable[[str | None], Awaitable[_Answer]]) -> _Answer:
    """Go on with a draft; when another window sent it or threw it away, with what was typed alone."""
    try:
        return await ask(draft)
    except ApiError as refused:
        if draft is None or refused.code not in _NOT_THERE:
            raise
    return await ask(None)


async def _discard(request: PageRequest, draft: str | None) -> None:
    if draft:
        await request.ask_own(discard_draft(draft=draft))


async def _refused(request: PageRequest, kind: CaseKind, message: str) -> Response:
    request.form.pop(KEY, None)  # what was refused stays refused under its key
    return await _page(request, kind, request.form, [refusal(message)])


async def _page(
    request: PageRequest, kind: CaseKind, typed: dict[str, str], errors: list[dict[str, str]] | None = None
) -> Response:
    texts = request.texts
    draft = typed.get(_DRAFT, "")
    return await request.page(
        "application.html",
        400 if errors else 200,
        title=texts(f"my_cases.kinds.{kind}"),
        about=_about(request, kind),
        fields=shown(own_texts(texts), FIELDS[kind], typed),
        errors=errors or [],
        recorded="",
        saved=_SAVED in request.http.query_params and bool(draft),
        draft=draft,
        draft_name=_DRAFT,
        save=_SAVE,
        discard=_DISCARD,
        key=key_of(typed),
        action=request.http.url.path,
        back=APPLY,
        crumbs=crumbs(request, f"my_cases.kinds.{kind}", (texts("applications.title"), APPLY)),
    )


def _about(request: PageRequest, kind: CaseKind) -> str:
    """What a form is for, and how long the decision takes by the terms of today."""
    weeks = terms_on(request.portal.today()).decision_weeks[kind]
    return request.texts(f"applications.about.{kind}", weeks=weeks)


async def _draft(request: PageRequest, kind: CaseKind) -> MyApplicationsCase | None:
    """The form of this kind that was kept last."""
    edges = (await request.ask(my_applications(first=_MOST))).viewer.person.cases.edges
    return next((one.node for one in edges if one.node.kind is kind and one.node.state is CaseState.DRAFT), None)
