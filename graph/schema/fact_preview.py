"""FactPreview: what recording or correcting a fact would change, for an assessor to see before it is done."""

from datetime import date
from typing import Self

import strawberry

from domain.errors import BadUserInputError
from graph.context import Info
from graph.resolvers.fact_preview import Change, GivenStop, corrected
from graph.schema.case_enums import LetterKind
from graph.schema.fact import (
    CorrectFactInput,
    RecordEventInput,
    RecordGroundInput,
    StopGroundInput,
    correction_of,
    event_of,
    ground_of,
)
from graph.schema.person import Period
from graph.schema.refusal import Refusal
from models.commands.preview import Preview, Standing


@strawberry.type(description="What the register says of a person, with certain facts.")
class PreviewedRegistration:
    """A registration that is, or would be."""

    registered: bool = strawberry.field(description="Whether the person is registered today (geregistreerd).")
    registration_end_date: date | None = strawberry.field(
        description="Einddatum registratie as known today; null = indefinitely, or not registered."
    )
    counting_start_date: date | None = strawberry.field(
        description="Begin meetellen Wet banenafspraak en quotumheffing; null when not registered."
    )
    periods: list[Period] = strawberry.field(
        description="The days from 2013-01-01 to today on which the person is registered; adjacent periods are one."
    )

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """The public form of what the register says."""
        return cls(
            registered=standing.registered,
            registration_end_date=standing.ends_on,
            counting_start_date=standing.counting_from,
            periods=[Period(from_=first, until=last) for first, last in standing.periods],
        )


@strawberry.type(description="What a command on a fact would do (vooruitblik). Nothing is recorded.")
class FactPreview:
    """Before, after, the letters, or why not."""

    before: PreviewedRegistration = strawberry.field(description="The register as it is.")
    after: PreviewedRegistration = strawberry.field(
        description="The register as it would be; as it is, where the command would be refused."
    )
    letters: list[LetterKind] = strawberry.field(description="The letters that would be written to the person.")
    refusal: Refusal | None = strawberry.field(description="Why the command would be refused; null: it wouldn't.")

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """The public form of a preview."""
        return cls(
            before=PreviewedRegistration.of(preview.before),
            after=PreviewedRegistration.of(preview.after),
            letters=list(preview.letters),
            refusal=Refusal.of(preview.refused) if preview.refused else None,
        )


def change_of(
    info: Info,
    event: RecordEventInput | None,
    ground: RecordGroundInput | None,
    stop: StopGroundInput | None,
    correction: CorrectFactInput | None,
) -> Change:
    """The change that the arguments name.

    Raises:
        BadUserInputError: they name none, or several.
        ForbiddenError: a correction's id is none of a fact.
    """
    found: list[Change] = []
    if event:
        found.append(event_of(event))
    if ground:
        found.append(ground_of(ground))
    if stop:
        found.append(GivenStop(stop.bsn, stop.code, stop.start_date, stop.end_date, stop.reason))
    if correction:
        found.append(corrected(info, correction.fact_id, correction_of(correction)))
    if len(found) != 1:
        raise BadUserInputError("event", "Give one of event, ground, stop and correction.")
    return found[0]
