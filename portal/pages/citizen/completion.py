"""Answer what UWV asked about a case of one's own (aanvullen, Awb 4:5)."""

from typing import Final

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.letters import LetterKind
from domain.refusals import RefusalCode
from portal.failures import failed
from portal.fields import error
from portal.form_keys import KEY, key_of
from portal.operations.citizen import CompleteCaseRefusal, MyQuestionCase, complete_case, my_question
from portal.page_request import PageRequest
from portal.pages.citizen.case_states import address_of
from portal.pages.citizen.cases import COMPLETED, case_crumbs

_ANSWER: Final = "antwoord"
_MOST: Final = 2000
_MISTYPED: Final = frozenset({RefusalCode.INCOMPLETE, RefusalCode.INVALID_VALUE})


async def answer(request: PageRequest) -> Response:
    """What was asked, and the answer to it."""
    found = await request.ask_own(my_question(case=request.http.path_params["case"]))
    if found is None:
        return await failed(request, "unknown", 404)
    if request.form:
        return await _send(request, found.case)
    return await _form(request, found.case, await request.kept() or {_ANSWER: _said_before(found.case)})


async def _send(request: PageRequest, case: MyQuestionCase) -> Response:
    typed, case_id = request.form, request.http.path_params["case"]
    text = typed.get(_ANSWER, "").replace("\r\n", "\n").strip()
    if not text or len(text) > _MOST:
        return await _form(request, case, typed, "my_cases.question.too_long" if text else "my_cases.question.empty")
    asked = complete_case(input={"id": case_id, "form": {"explanation": text}, "idempotencyKey": key_of(typed)})
    done = (await request.ask(asked)).complete_case
    if not isinstance(done, CompleteCaseRefusal):
        return request.redirect(f"{address_of(case_id)}?{COMPLETED}")
    if done.code in _MISTYPED:
        request.form.pop(KEY, None)  # what was refused stays refused under its key
        return await _form(request, case, typed, "my_cases.question.unreadable")
    return request.redirect(address_of(case_id))


async def _form(request: PageRequest, case: MyQuestionCase, typed: dict[str, str], fault: str = "") -> Response:
    """The form; where nothing is asked any more, the page of the case says how it stands."""
    case_page = address_of(request.http.path_params["case"])
    letters = [one for one in case.letters if one.kind == LetterKind.COMPLETION_INVITED]
    if CaseAction.COMPLETE not in case.actions or not letters:
        return request.redirect(case_page)
    return await request.page(
        "case_question.html",
        400 if fault else 200,
        parts=letters[-1].parts,
        name=_ANSWER,
        value=typed.get(_ANSWER, ""),
        most=_MOST,
        key=key_of(typed),
        errors=[error(_ANSWER, request.texts(fault), request.texts("my_cases.question.label"))] if fault else [],
        action=request.http.url.path,
        back=case_page,
        crumbs=case_crumbs(request, "my_cases.question.crumb", (request.texts("my_cases.one"), case_page)),
    )


def _said_before(case: MyQuestionCase) -> str:
    """An answer takes the place of the explanation: so it begins with it."""
    return (case.form.explanation if case.form else None) or ""
