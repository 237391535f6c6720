"""Case: what somebody asked, how far it has come, and what may be done with it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain import cases, terms
from domain.refusals import Refused
from graph.context import Info
from graph.resolvers import case as resolvers
from graph.resolvers.case import CaseRows
from graph.resolvers.case_view import CaseView
from graph.schema.application_form import ApplicationForm
from graph.schema.case_enums import CaseAction, CaseKind, CaseState, HeardParty
from graph.schema.letter import Letter
from graph.schema.paging import PageInfo
from graph.schema.refusal import Eligibility, Refusal
from models.cases import StoredTransition

if TYPE_CHECKING:
    from graph.schema.person import Person


@strawberry.type(description="Who has a case in hand (behandelaar).")
class CaseHolder:
    """An assessor, unnamed."""

    pseudonym: str = strawberry.field(description="A pseudonym, 32 hex digits; the same for all that one assessor has.")
    mine: bool = strawberry.field(description="Whether it is the viewer.")


@strawberry.type(description="What happened to a case (overgang).")
class CaseTransition:
    """A line of a case's history."""

    at: datetime = strawberry.field(description="When.")
    from_: CaseState | None = strawberry.field(name="from", description="Its state before; null: it began.")
    to: CaseState = strawberry.field(description="Its state after.")
    action: str = strawberry.field(description="What was done: a CaseAction, or what goes by itself.")
    reason: str | None = strawberry.field(description="Why, where that was said.")
    actor: str = strawberry.field(description="Who did it: a party, never the name of an officer.")

    @classmethod
    def of(cls, stored: StoredTransition) -> Self:
        """The public form of a transition."""
        return cls(
            at=stored.at,
            from_=stored.from_state,
            to=stored.to_state,
            action=stored.action,
            reason=stored.reason,
            actor=stored.actor,
        )


@strawberry.type(description="A hearing about a case (horen, Awb 4:7 to 4:9).")
class Hearing:
    """Who was heard, when and how."""

    heard: HeardParty = strawberry.field(description="Who.")
    held_on: date = strawberry.field(description="The day.")
    in_writing: bool = strawberry.field(description="Whether it was in writing; otherwise orally.")
    summary: str = strawberry.field(description="What was said, as an assessor summed it up.")

    @classmethod
    def of(cls, held: cases.Hearing) -> Self:
        """The public form of a hearing."""
        return cls(heard=held.party, held_on=held.held_on, in_writing=held.in_writing, summary=held.summary)


@strawberry.type(description="What deciding too late costs (dwangsom, Awb 4:17).")
class Penalty:
    """The penalty of a case, by today."""

    notice_received_on: date = strawberry.field(description="The day the notice of default came (ingebrekestelling).")
    runs_from: date | None = strawberry.field(
        description="The first day it is owed for; null: the decision came first."
    )
    days_run: int = strawberry.field(description="The days it is owed for, by today.")
    amount: int = strawberry.field(description="In euros, by today.")
    highest: int = strawberry.field(description="The most it can become, in euros.")

    @classmethod
    def of(cls, penalty: terms.Penalty) -> Self:
        """The public form of a penalty."""
        return cls(
            notice_received_on=penalty.notice_received_on,
            runs_from=penalty.runs_from,
            days_run=penalty.days_run,
            amount=penalty.amount,
            highest=penalty.highest,
        )


@strawberry.type(description="A request or an application (zaak).")
class Case:
    """A case as a viewer may see it."""

    id: strawberry.ID = strawberry.field(description="By which it is known; it says nothing.")
    number: str = strawberry.field(description="As people read it (zaaknummer).")
    kind: CaseKind = strawberry.field(description="What it asks (soort zaak).")
    state: CaseState = strawberry.field(description="How far it has come today.")
    submitted_at: datetime | None = strawberry.field(description="When it was received (ontvangen); null for a draft.")
    decide_before: date | None = strawberry.field(
        description="The day the decision is due (beslisdatum), with all suspensions and the extension; null for a "
        "draft and after the decision."
    )
    decided_at: datetime | None = strawberry.field(description="When it was decided; null while undecided.")
    decision: str | None = strawberry.field(
        description="The decision in one plain sentence (besluit). It names no ground."
    )
    view: strawberry.Private[CaseView]

    @strawberry.field(description="What was submitted, as it was entered (formulier).")
    def form(self) -> ApplicationForm | None:
        """The form."""
        return ApplicationForm.of(self.view.stored.case.form)

    @strawberry.field(description="What may be done now by this viewer.")
    async def actions(self) -> list[CaseAction]:
        """The actions, by the table that decides them too."""
        return await self.view.actions()

    @strawberry.field(
        description="The day the decision would be due if today inviteCompletion were asked, and the answer came on a "
        "day (nieuwe uiterste dag). Null: that can't be asked, or not until that day."
    )
    def decide_before_if_completed(
        self, on: Annotated[date, strawberry.argument(description="The day the answer would come, after today.")]
    ) -> date | None:
        """The day to decide after a suspension."""
        return self.view.decide_before_if_completed(on)

    @strawberry.field(description="Whom it is about. It is looked up, and recorded, like any person.")
    async def person(self, info: Info) -> Annotated["Person", strawberry.lazy("graph.schema.person")] | None:
        """The person."""
        from graph.schema.person import Person  # noqa: PLC0415 - a person has cases

        return Person.of(await resolvers.person_of_case(info, self.view))

    @strawberry.field(description="Who has it in hand (behandelaar); null: nobody.")
    def assessor(self) -> CaseHolder | None:
        """The assessor, as a pseudonym."""
        case = self.view.stored.case
        return None if case.holder is None else CaseHolder(pseudonym=case.holder, mine=self.view.viewer.holds(case))

    @strawberry.field(description="Every transition (historie), oldest first.")
    async def history(self) -> list[CaseTransition]:
        """The history."""
        return [CaseTransition.of(one) for one in await self.view.history()]

    @strawberry.field(description="What the law allows (toetsing), with reasons and articles.")
    async def eligibility(self) -> Eligibility:
        """What the law says."""
        return Eligibility.of(await self.view.eligibility())

    @strawberry.field(description="Who was heard (hoorzittingen), oldest first.")
    def hearings(self) -> list[Hearing]:
        """The hearings."""
        return [Hearing.of(one) for one in self.view.stored.case.hearings]

    @strawberry.field(description="What deciding too late costs (dwangsom); null unless notice of default was given.")
    def penalty(self) -> Penalty | None:
        """The penalty by today."""
        owed = self.view.penalty
        return None if owed is None else Penalty.of(owed)

    @strawberry.field(description="The letters of the case that the viewer may see (brieven), oldest first.")
    async def letters(self) -> list[Letter]:
        """Its letters."""
        return [Letter.of(one) for one in await self.view.letters()]

    @classmethod
    def of(cls, view: CaseView) -> Self:
        """The public form of a case to its viewer."""
        stored = view.stored
        return cls(
            id=strawberry.ID(str(stored.id)),
            number=stored.case_number,
            kind=stored.case.kind,
            state=view.state,
            submitted_at=stored.received_at,
            decide_before=view.decide_before,
            decided_at=stored.decided_at,
            decision=stored.sentence,
            view=view,
        )


CaseResult = Annotated[
    Case | Refusal,
    strawberry.union("CaseResult", description="The case as it stands after a command, or why it wasn't done."),
]


def case_result(answer: CaseView | Refused) -> Case | Refusal:
    """The public form of what a command on a case answers."""
    return Refusal.of(answer) if isinstance(answer, Refused) else Case.of(answer)


@strawberry.type(description="A case and its place.")
class CaseEdge:
    """A case and its place."""

    cursor: str = strawberry.field(description="The case's place, for `after` and `before`.")
    node: Case = strawberry.field(description="The case.")


@strawberry.type(description="A page of cases.")
class CaseConnection:
    """A page of cases."""

    edges: list[CaseEdge] = strawberry.field(description="The cases of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    rows: strawberry.Private[CaseRows]

    @strawberry.field(description="How many cases there are with these filters.")
    async def total_count(self) -> int:
        """The count of all."""
        return (await self.rows.counts()).total

    @strawberry.field(description="How many of them should have been decided by now (te laat).")
    async def overdue_count(self) -> int:
        """The count of those that are late."""
        return (await self.rows.counts()).overdue

    @classmethod
    def of(cls, rows: CaseRows) -> Self:
        """The public form of a page of cases."""
        edges = [CaseEdge(cursor=cursor, node=Case.of(view)) for cursor, view in rows.rows]
        return cls(edges=edges, page_info=PageInfo.of(rows.place), rows=rows)
