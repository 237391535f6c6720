"""Answer what UWV asked about a case of one's own (aanvullen, Awb 4:5)."""

from typing import Final

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.letters import LetterKind
from domain.refusals import RefusalCode
from portal.failures import failed
from portal.form_keys import KEY, key_of
from portal.operations.citizen import CompleteCaseRefusal, MyQuestionCase, complete_case, my_question
from portal.page_request import PageRequest
from portal.pages.case_question import ANSWER, answer_fault, answer_of, fault, show
from portal.pages.citizen.case_states import address_of
from portal.pages.citizen.cases import COMPLETED, case_crumbs

_MISTYPED: Final = frozenset({RefusalCode.INCOMPLETE, RefusalCode.INVALID_VALUE})


async def answer(request: PageRequest) -> Response:
    """What was asked, and the answer to it."""
    found = await request.ask_own(my_question(case=request.http.path_params["case"]))
    if found is None:
        return await failed(request, "unknown", 404)
    if request.form:
        return await _send(request, found.case)
    return await _form(request, found.case, await request.kept() or {ANSWER: _said_before(found.case)})


async def _send(request: PageRequest, case: MyQuestionCase) -> Response:
    typed, case_id = request.form, request.http.path_params["case"]
    text = answer_of(typed)
    if wrong := answer_fault(request.texts, text):
        return await _form(request, case, typed, wrong)
    asked = complete_case(input={"id": case_id, "form": {"explanation": text}, "idempotencyKey": key_of(typed)})
    done = (await request.ask(asked)).complete_case
    if not isinstance(done, CompleteCaseRefusal):
        return request.redirect(f"{address_of(case_id)}?{COMPLETED}")
    if done.code in _MISTYPED:
        request.form.pop(KEY, None)  # what was refused stays refused under its key
        return await _form(request, case, typed, fault(request.texts, request.texts("my_cases.question.unreadable")))
    return request.redirect(address_of(case_id))


async def _form(
    request: PageRequest, case: MyQuestionCase, typed: dict[str, str], wrong: dict[str, str] | None = None
) -> Response:
    """The form; where nothing is asked any more, the page of the case says how it stands."""
    case_page = address_of(request.http.path_params["case"])
    letters = [one for one in case.letters if one.kind == LetterKind.COMPLETION_INVITED]
    if CaseAction.COMPLETE not in case.actions or not letters:
        return request.redirect(case_page)
    way = case_crumbs(request, "my_cases.question.crumb", (request.texts("my_cases.one"), case_page))
    return await show(request, letters[-1].parts, typed, wrong, case_page, way)


def _said_before(case: MyQuestionCase) -> str:
    """An answer takes the place of the explanation: so it begins with it."""
    return (case.form.explanation if case.form else None) or ""
