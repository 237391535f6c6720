"""What a decision would write, read before it is taken: nothing of it is stored but that it was looked at."""

from collections.abc import Sequence
from datetime import date

from domain.cases import Decision
from domain.errors import NOT_YOURS, ForbiddenError
from domain.grounds import GroundCode
from domain.refusals import Refused
from graph.context import Info
from graph.disclosure_records import record_of_field
from graph.resolvers.command import PURPOSE, given_to_look, opaque_id, to_assess
from models.cases import StoredLetter
from models.commands.decision import letters_of_decision
from models.queries import cases as queries


async def preview_of_decision(  # noqa: PLR0913, PLR0917 - a decision
    info: Info,
    case: str,
    decision: Decision,
    grounds: Sequence[GroundCode] | None,
    start: date | None,
    motivation: str,
) -> list[StoredLetter] | Refused:
    """The letters that a decision would send today, or why it would be refused; the look is recorded.

    Raises:
        ForbiddenError: there is no such case, or the viewer is no assessor.
    """
    context = info.context
    viewer, register = context.viewer, context.register
    own = to_assess(context)
    found = await queries.case_to_assess(register.pools, own, opaque_id(case), context.today)
    if found is None or found.case is None:
        raise ForbiddenError(NOT_YOURS)
    record = record_of_field(info, PURPOSE[viewer.role])
    await register.log.record(viewer.role, record, [register.log.subject(found.bsn)])
    given = given_to_look(info, own, record)
    try:
        return letters_of_decision(own, given, found, decision, grounds, start, motivation)
    except Refused as refused:
        return refused
