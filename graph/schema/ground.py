"""Ground (grondslag): why someone is in the register."""

from datetime import date
from typing import Self

import strawberry

from domain.bsn import Bsn
from domain.errors import NOT_YOURS, ForbiddenError
from domain.grounds import GROUNDS
from graph import fact_ids
from graph.context import Info
from graph.schema.enums import CountsFor, GroundCode
from models.commands.fact_change import FactKind, FactPlace
from models.queries.persons import HeldGround


@strawberry.type(description="A ground of the present registration (grondslag voor opname).")
class Ground:
    """A ground as a viewer may see it; its end shows only from the day it ended."""

    code: GroundCode = strawberry.field(description="Which of the statutory grounds it is.")
    name: str = strawberry.field(description="The Dutch name.")
    legal_basis: str = strawberry.field(
        description="The article that makes it a ground: the one recorded with it, else the first of its code."
    )
    start_date: date = strawberry.field(description="The first day on which it holds (begindatum).")
    end_date: date | None = strawberry.field(
        description="The first day on which it no longer holds (einddatum); null while it holds, and for an asOf "
        "before it."
    )
    end_reason: str | None = strawberry.field(description="Why it ended (reden einde grondslag).")
    counts_for: list[CountsFor] = strawberry.field(description="What it counts for on the day asked about.")
    fact: strawberry.Private[FactPlace | None]

    @strawberry.field(description="By which it can be corrected (correctFact); another each time, and it says nothing.")
    def fact_id(self, info: Info) -> strawberry.ID:
        """The id of the fact.

        Raises:
            ForbiddenError: the look-up of the viewer's role names no rows.
        """
        if self.fact is None:
            raise ForbiddenError(NOT_YOURS)
        return strawberry.ID(fact_ids.sealed(self.fact, info.context.register.seal))

    @classmethod
    def of(cls, held: HeldGround, bsn: Bsn, day: date) -> Self:
        """The public form of a ground of a person, as it counts on a day."""
        kind = GROUNDS[held.code]
        return cls(
            code=held.code,
            name=kind.name,
            legal_basis=held.article or kind.legal_basis,
            start_date=held.start,
            end_date=held.end,
            end_reason=held.end_reason,
            counts_for=list(kind.counts_for(day)),
            fact=FactPlace(bsn, FactKind.GROUND, held.id) if held.id else None,
        )
