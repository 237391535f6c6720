"""A decision before it is taken: its draft, and what it would write; nothing is stored but that it was looked at."""

from collections.abc import Sequence
from datetime import date

from domain.cases import Decision
from domain.decision_drafts import DecisionDraft
from domain.errors import NOT_YOURS, ForbiddenError
from domain.grounds import GroundCode
from domain.proofs import CasesToAssess
from domain.refusals import Refused
from graph.context import Info
from graph.disclosure_records import record_of_field
from graph.resolvers.command import PURPOSE, given_once, opaque_id, to_assess
from models.cases import StoredLetter
from models.commands.command import Found
from models.commands.decision import letters_of_decision
from models.disclosure import DisclosureRecord
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
    own = to_assess(info.context)
    found, record = await _looked_at(info, own, case)
    given = given_once(info.context, own, record)
    try:
        return letters_of_decision(own, given, found, decision, grounds, start, motivation)
    except Refused as refused:
        return refused


async def draft_of_decision(info: Info, case: str) -> DecisionDraft:
    """The draft of a case's decision, an empty one if none is kept; the look is recorded.

    Raises:
        ForbiddenError: there is no such case, or the viewer is no assessor.
    """
    found, _ = await _looked_at(info, to_assess(info.context), case)
    return found.decision_draft or DecisionDraft()


async def _looked_at(info: Info, own: CasesToAssess, case: str) -> tuple[Found, DisclosureRecord]:
    context = info.context
    viewer, register = context.viewer, context.register
    found = await queries.case_to_assess(register.pools, own, opaque_id(case), context.today)
    if found is None or found.case is None:
        raise ForbiddenError(NOT_YOURS)
    record = record_of_field(info, PURPOSE[viewer.role])
    await register.log.record(viewer.role, record, [register.log.subject(found.bsn)])
    return found, record
