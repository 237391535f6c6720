"""Withdraw a request or an application of one's own while it is undecided (intrekken)."""

from starlette.responses import Response

from domain.case_actions import CaseAction
from domain.cases import CaseState
from portal.failures import failed
from portal.form_keys import key_of
from portal.operations.citizen import MyCaseCase, WithdrawCaseRefusal, withdraw_case
from portal.page_request import PageRequest
from portal.pages.citizen.case_states import address_of, day_of, decision_link
from portal.pages.citizen.cases import WITHDRAWN, case_crumbs, own_case


async def withdraw(request: PageRequest) -> Response:
    """Whether one is sure; and that it is done, or too late."""
    typed = request.form
    if typed:
        case_id = request.http.path_params["case"]
        operation = withdraw_case(input={"id": case_id, "idempotencyKey": key_of(typed)})
        done = await request.ask_own(operation)
        if done is not None and not isinstance(done.withdraw_case, WithdrawCaseRefusal):
            return request.redirect(f"{address_of(case_id)}?{WITHDRAWN}")
    case = await own_case(request)
    if case is None:
        return await failed(request, "unknown", 404)
    if CaseAction.WITHDRAW in case.actions:
        return await _page(request, case, 200)
    if case.state in {CaseState.WITHDRAWN, CaseState.DRAFT}:
        return request.redirect(address_of(case.id))
    return await _page(request, case, 409)


async def _page(request: PageRequest, case: MyCaseCase, status: int) -> Response:
    decided = day_of(case.decided_at)
    return await request.page(
        "case_withdraw.html",
        status,
        decided=decided,
        read=decision_link(request, case),
        is_deregistration=case.kind == "DEREGISTRATION",
        key=key_of(await request.kept()),
        action=request.http.url.path,
        back=address_of(case.id),
        crumbs=case_crumbs(request, "my_cases.withdraw.crumb", (request.texts("my_cases.one"), address_of(case.id))),
    )
