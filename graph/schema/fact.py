"""Fact: what is recorded of a person apart from a case; and the mutations that record and correct."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.bsn import Bsn
from domain.refusals import Refused
from domain.registration import EventKind
from graph.context import Info
from graph.resolvers import fact as resolvers
from graph.resolvers.fact import RecordedFact
from graph.schema.case_enums import RecordedEvent
from graph.schema.enums import GroundCode
from graph.schema.given import given
from graph.schema.refusal import Refusal

if TYPE_CHECKING:
    from graph.schema.person import Person

_KEY = "As of every command: 16 to 64 letters, digits and hyphens."


@strawberry.type(description="A recorded fact (feit), and the person as the register stands after it.")
class Fact:
    """A recorded fact."""

    fact_id: strawberry.ID = strawberry.field(description="By which it can be corrected; it says nothing.")
    recorded: strawberry.Private[RecordedFact]

    @strawberry.field(description="The person as the register stands after it.")
    async def person(self, info: Info) -> Annotated["Person", strawberry.lazy("graph.schema.person")] | None:
        """The person."""
        from graph.schema.person import Person  # noqa: PLC0415 - a person has cases, which have facts

        return Person.of(await resolvers.person_of_fact(info, self.recorded))

    @classmethod
    def of(cls, recorded: RecordedFact) -> Self:
        """The public form of a fact."""
        return cls(fact_id=strawberry.ID(str(recorded.id)), recorded=recorded)


FactResult = Annotated[
    Fact | Refusal, strawberry.union("FactResult", description="The recorded fact, or why it wasn't recorded.")
]


def fact_result(answer: RecordedFact | Refused) -> Fact | Refusal:
    """The public form of what a command on a fact answers."""
    return Refusal.of(answer) if isinstance(answer, Refused) else Fact.of(answer)


@strawberry.input(description="A municipality's finding that only protected work is possible (beschut werk).")
class ReportProtectedWorkInput:
    """A finding."""

    bsn: Bsn = strawberry.field(description="The client (burgerservicenummer).")
    decided_on: date = strawberry.field(description="The day of its decision (datum besluit), not after today.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="An event that ends a registration.")
class RecordEventInput:
    """An event."""

    bsn: Bsn = strawberry.field(description="The person (burgerservicenummer).")
    event: RecordedEvent = strawberry.field(description="What happened (gebeurtenis).")
    date_: date = strawberry.field(name="date", description="When, not after today.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A ground that comes from elsewhere.")
class RecordGroundInput:
    """A ground."""

    bsn: Bsn = strawberry.field(description="The person (burgerservicenummer).")
    birth_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="Needed for a person whom the register doesn't know (geboortedatum)."
    )
    code: GroundCode = strawberry.field(description="Which of the statutory grounds it is (grondslag).")
    start_date: date = strawberry.field(description="The first day on which it holds (begindatum).")
    article: str | None = strawberry.field(
        default=strawberry.UNSET, description="The article that it rests on; left out: the ground's usual one."
    )
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="The end of a ground.")
class StopGroundInput:
    """The end of a ground."""

    bsn: Bsn = strawberry.field(description="The person (burgerservicenummer).")
    code: GroundCode = strawberry.field(description="Which ground (grondslag).")
    start_date: date = strawberry.field(description="Its first day (begindatum).")
    end_date: date = strawberry.field(description="The first day on which it no longer holds (einddatum).")
    reason: str = strawberry.field(description="Why it ends (reden einde grondslag).")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A correction of a recorded fact: one of `ground`, `event` and `withdraw`.")
class CorrectFactInput:
    """A correction."""

    fact_id: strawberry.ID = strawberry.field(description="The fact that is corrected.")
    ground: RecordGroundInput | None = strawberry.field(
        default=strawberry.UNSET, description="The ground that takes its place."
    )
    event: RecordEventInput | None = strawberry.field(
        default=strawberry.UNSET, description="The event that takes its place."
    )
    withdraw: bool | None = strawberry.field(
        default=strawberry.UNSET, description="True: nothing takes its place; it was never so."
    )
    reason: str = strawberry.field(description="Why (reden).")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.type
class FactMutations:
    """Recording and correcting facts."""

    @strawberry.mutation(
        description="Report that only protected work is possible (beschut werk), by a municipality: its own finding, "
        "with the day of its decision."
    )
    async def report_protected_work(
        self, info: Info, input: Annotated[ReportProtectedWorkInput, strawberry.argument(description="The finding.")]
    ) -> FactResult:
        """Report protected work."""
        return fact_result(
            await resolvers.report_protected_work(info, input.bsn, input.decided_on, input.idempotency_key)
        )

    @strawberry.mutation(description="Record an event (gebeurtenis).")
    async def record_event(
        self, info: Info, input: Annotated[RecordEventInput, strawberry.argument(description="The event.")]
    ) -> FactResult:
        """Record an event."""
        return fact_result(
            await resolvers.record_event(
                info, input.bsn, EventKind(input.event.value), input.date_, input.idempotency_key
            )
        )

    @strawberry.mutation(description="Record a ground that comes from elsewhere (grondslag vastleggen).")
    async def record_ground(
        self, info: Info, input: Annotated[RecordGroundInput, strawberry.argument(description="The ground.")]
    ) -> FactResult:
        """Record a ground."""
        return fact_result(await resolvers.record_ground(info, ground_of(input), input.idempotency_key))

    @strawberry.mutation(description="End a ground (grondslag stoppen).")
    async def stop_ground(
        self, info: Info, input: Annotated[StopGroundInput, strawberry.argument(description="The end.")]
    ) -> FactResult:
        """End a ground."""
        return fact_result(
            await resolvers.stop_ground(
                info, input.bsn, input.code, input.start_date, input.end_date, input.reason, input.idempotency_key
            )
        )

    @strawberry.mutation(
        description="Correct a recorded fact (corrigeren): another takes its place, and both stay readable."
    )
    async def correct_fact(
        self, info: Info, input: Annotated[CorrectFactInput, strawberry.argument(description="The correction.")]
    ) -> FactResult:
        """Correct a fact."""
        correction = correction_of(input)
        return fact_result(await resolvers.correct_fact(info, input.fact_id, correction, input.idempotency_key))


def event_of(event: RecordEventInput) -> resolvers.GivenEvent:
    """The event of an input."""
    return resolvers.GivenEvent(event.bsn, EventKind(event.event.value), event.date_)


def correction_of(correction: CorrectFactInput) -> resolvers.Correction:
    """The correction of an input."""
    ground, event = given(correction.ground), given(correction.event)
    return resolvers.Correction(
        ground=ground_of(ground) if ground else None,
        event=event_of(event) if event else None,
        withdraw=bool(given(correction.withdraw)),
        reason=correction.reason,
    )


def ground_of(ground: RecordGroundInput) -> resolvers.GivenGround:
    """The ground of an input."""
    return resolvers.GivenGround(
        ground.bsn, given(ground.birth_date), ground.code, ground.start_date, given(ground.article)
    )
