"""FactOnFile: what is or was recorded of a person, so that an assessor sees what there is to correct."""

from datetime import date, datetime
from typing import Final, Self

import strawberry

from domain.grounds import GROUNDS
from domain.registration import EventKind
from graph import fact_ids
from graph.context import Info
from graph.schema.case_enums import RecordedEvent
from graph.schema.enums import GroundCode
from models.commands.fact_change import FactPlace
from models.queries import facts

_EVENTS: Final = {
    EventKind.DEATH: "Overlijden",
    EventKind.PROTECTED_WORK: "Beschut werk",
    EventKind.NO_WORK_CAPACITY: "Duurzaam geen arbeidsvermogen",
    EventKind.EMIGRATION: "Emigratie",
    EventKind.VOLUNTARY: "Vrijwillige uitschrijving",
}


@strawberry.type(description="A ground or an event as it is or was recorded (vastgelegd feit), and what became of it.")
class FactOnFile:
    """A fact, who recorded it, and what took its place."""

    name: str = strawberry.field(description="The Dutch name of the ground or the event.")
    ground: GroundCode | None = strawberry.field(description="Which ground it is (grondslag); null: an event.")
    event: RecordedEvent | None = strawberry.field(
        description="Which event it is (gebeurtenis); null: a ground, or a voluntary end, which a case decides."
    )
    start_date: date = strawberry.field(description="The first day of a ground (begindatum), the day of an event.")
    end_date: date | None = strawberry.field(description="The first day on which a ground no longer holds (einddatum).")
    end_reason: str | None = strawberry.field(description="Why a ground ended (reden einde grondslag).")
    article: str | None = strawberry.field(description="The article recorded with a ground (artikel).")
    recorded_at: datetime | None = strawberry.field(description="When it was recorded (vastgelegd op).")
    recorded_by: str | None = strawberry.field(
        description="The unit or organisation whose command recorded it; null: a delivery (levering)."
    )
    recorded_because: str | None = strawberry.field(description="Why, where the command asked for it (reden).")
    superseded_at: datetime | None = strawberry.field(description="When another took its place; null: it holds good.")
    superseded_by: str | None = strawberry.field(
        description="The unit or organisation whose command did; null: a delivery, or none did."
    )
    superseded_because: str | None = strawberry.field(description="Why it was wrong (reden van de correctie).")
    place: strawberry.Private[FactPlace]

    @strawberry.field(description="By which it can be corrected (correctFact); another each time, and it says nothing.")
    def fact_id(self, info: Info) -> strawberry.ID:
        """The id of the fact."""
        return strawberry.ID(fact_ids.sealed(self.place, info.context.register.seal))

    @classmethod
    def of(cls, fact: facts.FactOnFile) -> Self:
        """The public form of a fact on file."""
        is_event = isinstance(fact.what, EventKind)
        recorded, superseded = fact.recorded, fact.superseded
        return cls(
            name=_EVENTS[fact.what] if isinstance(fact.what, EventKind) else GROUNDS[fact.what].name,
            ground=None if isinstance(fact.what, EventKind) else fact.what,
            event=RecordedEvent(fact.what) if is_event and fact.what is not EventKind.VOLUNTARY else None,
            start_date=fact.since,
            end_date=fact.until,
            end_reason=fact.end_reason,
            article=fact.article,
            recorded_at=recorded and recorded.at,
            recorded_by=recorded and recorded.by,
            recorded_because=recorded and recorded.reason,
            superseded_at=superseded and superseded.at,
            superseded_by=superseded and superseded.by,
            superseded_because=superseded and superseded.reason,
            place=fact.place,
        )
