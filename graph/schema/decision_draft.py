"""DecisionDraft: a decision as far as an assessor has written it."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain import decision_drafts
from graph.schema.case_enums import Decision
from graph.schema.enums import GroundCode


@strawberry.type(description="A decision as far as it is written (concept van een besluit). It has no effect.")
class DecisionDraft:
    """A draft of a decision."""

    decision: Decision | None = strawberry.field(description="What would be decided; null: not chosen yet.")
    grounds: list[GroundCode] | None = strawberry.field(
        description="The grounds that would be granted (grondslagen); null: not chosen."
    )
    start_date: date | None = strawberry.field(description="The first day on which they would hold; null: not chosen.")
    motivation: str = strawberry.field(description="Why, as far as it is written (motivering).")
    saved_at: datetime | None = strawberry.field(description="When it was saved last; null: nothing is kept.")

    @classmethod
    def of(cls, draft: decision_drafts.DecisionDraft) -> Self:
        """The public form of a draft."""
        return cls(
            decision=draft.decision,
            grounds=None if draft.grounds is None else list(draft.grounds),
            start_date=draft.start,
            motivation=draft.motivation,
            saved_at=draft.saved_at,
        )
