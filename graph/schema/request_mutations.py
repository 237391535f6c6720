"""Mutations of those who ask: a citizen for themselves, a municipality for its clients."""

from typing import Annotated

import strawberry

from graph.context import Info
from graph.resolvers import case_commands as commands
from graph.schema.case import CaseResult, case_result
from graph.schema.case_inputs import (
    ApplyForClientInput,
    ApplyForMyselfInput,
    CaseInput,
    CompleteCaseInput,
    ReportWageValueInput,
    RequestDeregistrationInput,
    SaveDraftInput,
)
from graph.schema.given import given


@strawberry.type
class RequestMutations:
    """What those who ask may do."""

    @strawberry.mutation(description="Keep a form and go on later (opslaan).")
    async def save_draft(
        self, info: Info, input: Annotated[SaveDraftInput, strawberry.argument(description="What to keep.")]
    ) -> CaseResult:
        """Keep a draft."""
        form = given(input.form)
        entered = None if form is None else form.values()
        return case_result(await commands.save_draft(info, input.kind, entered, given(input.id), input.idempotency_key))

    @strawberry.mutation(description="Throw a draft away (weggooien).")
    async def discard_draft(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The draft.")]
    ) -> CaseResult:
        """Throw a draft away."""
        return case_result(await commands.discard_draft(info, id))

    @strawberry.mutation(
        description="Ask to be taken out of the register (uitschrijven). `confirmed` must be true: 'Weet u zeker dat u "
        "zich wilt uitschrijven?'"
    )
    async def request_deregistration(
        self, info: Info, input: Annotated[RequestDeregistrationInput, strawberry.argument(description="The request.")]
    ) -> CaseResult:
        """Ask to be taken out."""
        return case_result(
            await commands.request_deregistration(
                info, given(input.draft), input.idempotency_key, confirmed=input.confirmed
            )
        )

    @strawberry.mutation(
        description="Apply for oneself (aanvragen, melden): WORK_CAPACITY_ASSESSMENT, WORK_PROVISION_ASSESSMENT, "
        "SPECIAL_EDUCATION_REPORT."
    )
    async def apply_for_myself(
        self, info: Info, input: Annotated[ApplyForMyselfInput, strawberry.argument(description="The application.")]
    ) -> CaseResult:
        """Apply for oneself."""
        return case_result(
            await commands.apply_for_myself(
                info, input.kind, input.form.values(), given(input.draft), input.idempotency_key
            )
        )

    @strawberry.mutation(
        description="Apply for a client (aanvragen), by a municipality: PARTICIPATION_ACT_INDICATION, "
        "WORK_PROVISION_ASSESSMENT."
    )
    async def apply_for_client(
        self, info: Info, input: Annotated[ApplyForClientInput, strawberry.argument(description="The application.")]
    ) -> CaseResult:
        """Apply for a client."""
        return case_result(
            await commands.apply_for_client(info, input.kind, input.bsn, input.form.values(), input.idempotency_key)
        )

    @strawberry.mutation(
        description="Report a wage value (loonwaarde melden), by a municipality: decided at once, without "
        "an assessment."
    )
    async def report_wage_value(
        self, info: Info, input: Annotated[ReportWageValueInput, strawberry.argument(description="The report.")]
    ) -> CaseResult:
        """Report a wage value."""
        return case_result(
            await commands.report_wage_value(
                info,
                input.bsn,
                given(input.percentage),
                given(input.established_on),
                given(input.reference),
                input.idempotency_key,
                below_minimum_wage=input.below_minimum_wage,
            )
        )

    @strawberry.mutation(description="Send what was missing (aanvullen): by who asked it.")
    async def complete_case(
        self, info: Info, input: Annotated[CompleteCaseInput, strawberry.argument(description="What was missing.")]
    ) -> CaseResult:
        """Complete a case."""
        return case_result(await commands.complete_case(info, input.id, input.form.values(), input.idempotency_key))

    @strawberry.mutation(description="Withdraw a case while it is undecided (intrekken): by who asked it.")
    async def withdraw_case(
        self, info: Info, input: Annotated[CaseInput, strawberry.argument(description="The case.")]
    ) -> CaseResult:
        """Withdraw a case."""
        return case_result(await commands.withdraw_case(info, input.id, input.idempotency_key))
