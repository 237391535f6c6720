"""What commands on cases are given."""

from datetime import date
from typing import Final

import strawberry

from domain.bsn import Bsn
from domain.decision_drafts import DecisionDraft
from graph.schema.admission import AdmissionFactsInput
from graph.schema.application_form import ApplicationFormInput
from graph.schema.case_enums import CaseKind, CaseState, Decision, HeardParty
from graph.schema.enums import GroundCode
from graph.schema.given import given
from models.queries.cases import WorklistFilter

_KEY: Final = (
    "16 to 64 letters, digits and hyphens of your choice: the same key again answers what it answered first, for 30 "
    "days."
)


def key() -> str:
    """The field of an idempotency key."""
    field: str = strawberry.field(description=_KEY)
    return field


def case_id() -> strawberry.ID:
    """The field of a case's id."""
    field: strawberry.ID = strawberry.field(description="The case.")
    return field


@strawberry.input(description="Which cases; what is left out doesn't count.")
class CaseFilter:
    """The filters of the worklist, all of which must hold."""

    states: list[CaseState] | None = strawberry.field(
        default=strawberry.UNSET, description="In one of these states; left out: those that wait for a decision."
    )
    kinds: list[CaseKind] | None = strawberry.field(default=strawberry.UNSET, description="Of one of these kinds.")
    mine: bool | None = strawberry.field(default=strawberry.UNSET, description="In the viewer's hands.")
    overdue: bool | None = strawberry.field(
        default=strawberry.UNSET, description="That should have been decided by now (te laat)."
    )
    in_default: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Of which notice of default was given (ingebrekestelling)."
    )
    due_before: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="To be decided before this day, those that are overdue too; none whose term stands still.",
    )
    unassigned: bool | None = strawberry.field(
        default=strawberry.UNSET, description="In nobody's hands (niemand heeft de zaak in behandeling)."
    )

    def worklist(self) -> WorklistFilter:
        """Which cases, without whose they are."""
        return WorklistFilter(
            states=given(self.states),
            kinds=given(self.kinds),
            overdue=bool(given(self.overdue)),
            in_default=bool(given(self.in_default)),
            due_before=given(self.due_before),
            unassigned=bool(given(self.unassigned)),
        )


@strawberry.input(description="A case, and nothing more.")
class CaseInput:
    """A case."""

    id: strawberry.ID = case_id()
    idempotency_key: str = key()


@strawberry.input(description="A case, and why.")
class ReasonedCaseInput:
    """A case and a reason."""

    id: strawberry.ID = case_id()
    reason: str = strawberry.field(description="Why (reden).")
    idempotency_key: str = key()


@strawberry.input(description="A form to keep.")
class SaveDraftInput:
    """A draft."""

    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The draft that it goes on with; left out: a new one."
    )
    kind: CaseKind = strawberry.field(description="What it will ask.")
    form: ApplicationFormInput | None = strawberry.field(
        default=strawberry.UNSET, description="What was entered so far."
    )
    idempotency_key: str = key()


@strawberry.input(description="A request to be taken out of the register (uitschrijving).")
class RequestDeregistrationInput:
    """A request."""

    confirmed: bool = strawberry.field(description="Must be true: 'Weet u zeker dat u zich wilt uitschrijven?'")
    draft: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The draft that is sent; it is gone then."
    )
    idempotency_key: str = key()


@strawberry.input(description="A citizen's application, or report of a school.")
class ApplyForMyselfInput:
    """An application."""

    kind: CaseKind = strawberry.field(
        description="WORK_CAPACITY_ASSESSMENT, WORK_PROVISION_ASSESSMENT or SPECIAL_EDUCATION_REPORT."
    )
    form: ApplicationFormInput = strawberry.field(description="What was entered.")
    draft: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The draft that is sent; it is gone then."
    )
    idempotency_key: str = key()


@strawberry.input(description="A municipality's application for a client.")
class ApplyForClientInput:
    """An application."""

    kind: CaseKind = strawberry.field(description="PARTICIPATION_ACT_INDICATION or WORK_PROVISION_ASSESSMENT.")
    bsn: Bsn = strawberry.field(description="The client (burgerservicenummer).")
    form: ApplicationFormInput = strawberry.field(description="What was entered.")
    idempotency_key: str = key()


@strawberry.input(description="What was missing.")
class CompleteCaseInput:
    """The answer to an invitation."""

    id: strawberry.ID = case_id()
    form: ApplicationFormInput = strawberry.field(description="What is added; it takes the place of what was there.")
    idempotency_key: str = key()


@strawberry.input(description="A municipality's report of a wage value (loonwaarde).")
class ReportWageValueInput:
    """A wage value."""

    bsn: Bsn = strawberry.field(description="The client (burgerservicenummer).")
    below_minimum_wage: bool = strawberry.field(description="Whether it is below the minimum wage (WML).")
    percentage: str | None = strawberry.field(
        default=strawberry.UNSET, description="Percent of WML with at most two decimals, as text: 62.50."
    )
    established_on: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day it was established (vastgesteld op)."
    )
    reference: str | None = strawberry.field(default=strawberry.UNSET, description="One's own reference (kenmerk).")
    idempotency_key: str = key()


@strawberry.input(description="An invitation to complete an application (Awb 4:5).")
class InviteCompletionInput:
    """An invitation."""

    id: strawberry.ID = case_id()
    missing: list[str] = strawberry.field(description="What is missing, each in one line.")
    until: date = strawberry.field(description="The last day to send it.")
    idempotency_key: str = key()


@strawberry.input(description="An extension of the term (Awb 4:14).")
class ExtendTermInput:
    """An extension."""

    id: strawberry.ID = case_id()
    until: date = strawberry.field(description="The new last day of the term.")
    reason: str = strawberry.field(description="Why (reden).")
    idempotency_key: str = key()


@strawberry.input(description="A notice of default (ingebrekestelling, Awb 4:17).")
class NoticeOfDefaultInput:
    """A notice."""

    id: strawberry.ID = case_id()
    received_on: date = strawberry.field(description="The day it came.")
    idempotency_key: str = key()


@strawberry.input(description="Who was heard, when and how (Awb 4:7 to 4:9).")
class HearingInput:
    """A hearing."""

    id: strawberry.ID = case_id()
    heard: HeardParty = strawberry.field(description="Who.")
    held_on: date = strawberry.field(description="When.")
    in_writing: bool = strawberry.field(description="Whether it was in writing.")
    summary: str = strawberry.field(description="What was said, in short.")
    idempotency_key: str = key()


@strawberry.input(description="Facts for the admission table, of a case.")
class RecordFactsInput:
    """Facts."""

    id: strawberry.ID = case_id()
    facts: AdmissionFactsInput = strawberry.field(description="What was found out; what was known stays.")
    idempotency_key: str = key()


@strawberry.input(description="A decision (besluit).")
class DecideCaseInput:
    """A decision."""

    id: strawberry.ID = case_id()
    decision: Decision = strawberry.field(description="What is decided.")
    grounds: list[GroundCode] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The grounds of a grant (grondslagen); left out: those that the law names.",
    )
    start_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="The first day on which they hold (begindatum)."
    )
    motivation: str = strawberry.field(description="Why, as the letter says it (motivering).")
    idempotency_key: str = key()


@strawberry.input(description="A decision as far as it is written; what is left out isn't chosen yet.")
class SaveDecisionDraftInput:
    """The draft of a decision."""

    id: strawberry.ID = case_id()
    decision: Decision | None = strawberry.field(default=strawberry.UNSET, description="What would be decided.")
    grounds: list[GroundCode] | None = strawberry.field(
        default=strawberry.UNSET, description="The grounds that would be granted (grondslagen)."
    )
    start_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="The first day on which they would hold (begindatum)."
    )
    motivation: str | None = strawberry.field(
        default=strawberry.UNSET, description="Why, as far as it is written (motivering); at most 2,000 characters."
    )
    idempotency_key: str = key()

    def draft(self) -> DecisionDraft:
        """The draft."""
        grounds = given(self.grounds)
        return DecisionDraft(
            decision=given(self.decision),
            grounds=None if grounds is None else tuple(grounds),
            start=given(self.start_date),
            motivation=given(self.motivation) or "",
        )
