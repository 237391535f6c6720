"""Mutations of an assessor: from taking a case in hand to deciding it."""

from typing import Annotated

import strawberry

from graph.context import Info
from graph.resolvers import case_commands as commands
from graph.schema.case import CaseResult, case_result
from graph.schema.case_inputs import (
    CaseInput,
    DecideCaseInput,
    ExtendTermInput,
    HearingInput,
    InviteCompletionInput,
    NoticeOfDefaultInput,
    ReasonedCaseInput,
    RecordFactsInput,
    SaveDecisionDraftInput,
)
from graph.schema.given import given

OneCase = Annotated[CaseInput, strawberry.argument(description="The case.")]


@strawberry.type
class ReviewMutations:
    """What an assessor may do with a case."""

    @strawberry.mutation(description="Take a case in hand (in behandeling nemen); two can't hold one.")
    async def take_case(self, info: Info, input: OneCase) -> CaseResult:
        """Take a case."""
        return case_result(await commands.take_case(info, input.id, input.idempotency_key))

    @strawberry.mutation(description="Give a case back (teruggeven).")
    async def release_case(self, info: Info, input: OneCase) -> CaseResult:
        """Give a case back."""
        return case_result(await commands.release_case(info, input.id, input.idempotency_key))

    @strawberry.mutation(
        description="Ask for what is missing (aanvulling vragen, Awb 4:5); the term stands still from the day after."
    )
    async def invite_completion(
        self, info: Info, input: Annotated[InviteCompletionInput, strawberry.argument(description="The invitation.")]
    ) -> CaseResult:
        """Ask for what is missing."""
        return case_result(
            await commands.invite_completion(info, input.id, input.missing, input.until, input.idempotency_key)
        )

    @strawberry.mutation(description="Let the term run again without the completion (hervatten).")
    async def resume_case(
        self, info: Info, input: Annotated[ReasonedCaseInput, strawberry.argument(description="The case, and why.")]
    ) -> CaseResult:
        """Let the term run."""
        return case_result(await commands.resume_case(info, input.id, input.reason, input.idempotency_key))

    @strawberry.mutation(description="Extend the term, once, before it ends (verdagen, Awb 4:14).")
    async def extend_term(
        self, info: Info, input: Annotated[ExtendTermInput, strawberry.argument(description="The extension.")]
    ) -> CaseResult:
        """Extend the term."""
        return case_result(await commands.extend_term(info, input.id, input.until, input.reason, input.idempotency_key))

    @strawberry.mutation(description="Record that notice of default came (ingebrekestelling, Awb 4:17).")
    async def record_notice_of_default(
        self, info: Info, input: Annotated[NoticeOfDefaultInput, strawberry.argument(description="The notice.")]
    ) -> CaseResult:
        """Record a notice."""
        return case_result(
            await commands.record_notice_of_default(info, input.id, input.received_on, input.idempotency_key)
        )

    @strawberry.mutation(description="Record that someone was heard (horen, Awb 4:7 to 4:9).")
    async def record_hearing(
        self, info: Info, input: Annotated[HearingInput, strawberry.argument(description="The hearing.")]
    ) -> CaseResult:
        """Record a hearing."""
        return case_result(
            await commands.record_hearing(
                info,
                input.id,
                input.heard,
                input.held_on,
                input.summary,
                input.idempotency_key,
                in_writing=input.in_writing,
            )
        )

    @strawberry.mutation(description="Record facts that the law asks (feiten vastleggen).")
    async def record_facts(
        self, info: Info, input: Annotated[RecordFactsInput, strawberry.argument(description="The facts.")]
    ) -> CaseResult:
        """Record facts."""
        return case_result(await commands.record_facts(info, input.id, input.facts.known(), input.idempotency_key))

    @strawberry.mutation(
        description="Ask the present employers for a reaction before a grant (zienswijze, Awb 4:8); refused where the "
        "law doesn't allow the grant."
    )
    async def ask_reaction(self, info: Info, input: OneCase) -> CaseResult:
        """Ask the employers."""
        return case_result(await commands.ask_reaction(info, input.id, input.idempotency_key))

    @strawberry.mutation(
        description="Keep a decision as far as it is written (concept bewaren), for whoever has the case in hand; "
        "nothing is decided by it."
    )
    async def save_decision_draft(
        self, info: Info, input: Annotated[SaveDecisionDraftInput, strawberry.argument(description="The draft.")]
    ) -> CaseResult:
        """Keep a draft of a decision."""
        return case_result(await commands.save_decision_draft(info, input.id, input.draft(), input.idempotency_key))

    @strawberry.mutation(
        description="Decide a case (besluiten); refused where the law doesn't allow it, or can't be applied yet."
    )
    async def decide_case(
        self, info: Info, input: Annotated[DecideCaseInput, strawberry.argument(description="The decision.")]
    ) -> CaseResult:
        """Decide a case."""
        return case_result(
            await commands.decide_case(
                info,
                input.id,
                input.decision,
                given(input.grounds),
                given(input.start_date),
                input.motivation,
                input.idempotency_key,
            )
        )
