"""What recording or correcting a fact would change, told to an assessor before it is done; nothing is written."""

from datetime import date
from typing import Any, NamedTuple

from auth.policies.person import consult
from domain.bsn import Bsn
from domain.grounds import GroundCode
from domain.roles import Purpose
from graph import fact_ids
from graph.context import Info
from graph.disclosure_records import record_of_field
from graph.resolvers.command import given_once, to_assess
from models.commands import facts
from models.commands.fact_change import Correction, FactPlace, GivenEvent, GivenGround
from models.commands.preview import Preview, Previews


class GivenStop(NamedTuple):
    """The end of a ground as it was given."""

    bsn: Bsn
    code: GroundCode
    start: date
    end: date
    reason: str


class GivenCorrection(NamedTuple):
    """A correction as it was given, and the fact that it corrects."""

    place: FactPlace
    correction: Correction

    @property
    def bsn(self) -> Bsn:
        """Whose fact it is."""
        return self.place.bsn


def corrected(info: Info, fact: str, correction: Correction) -> GivenCorrection:
    """The correction of the fact with this id.

    Raises:
        ForbiddenError: it is none of a fact.
    """
    return GivenCorrection(fact_ids.opened(fact, info.context.register.seal), correction)


Change = GivenEvent | GivenGround | GivenStop | GivenCorrection


async def preview(info: Info, change: Change) -> Preview:
    """What the change would come to. It is a look-up like any other: recorded, and counted by the quotas.

    Raises:
        ForbiddenError: the viewer is no assessor.
        RateLimitedError: the quotas allow no more for now.
    """
    own, context = to_assess(info.context), info.context
    register, record = context.register, record_of_field(info, Purpose.ASSESSMENT)
    person, _ = consult(context.viewer, change.bsn, Purpose.ASSESSMENT, None)
    await register.look_ups.one(person, context.today, record)
    given = given_once(info.context, own, record)
    previews = Previews(register.commands)
    answer: dict[str, Any]
    if isinstance(change, GivenEvent):
        answer = await facts.record_event(previews, own, given, _unsealed, change)
    elif isinstance(change, GivenGround):
        answer = await facts.record_ground(previews, own, given, _unsealed, change)
    elif isinstance(change, GivenStop):
        answer = await facts.stop_ground(previews, own, given, _unsealed, *change)
    else:
        answer = await facts.correct_fact(previews, own, given, _unsealed, *change)
    found: Preview = answer["preview"]
    return found


def _unsealed(_place: FactPlace) -> str:
    """No fact is recorded, so none is named."""
    return ""
