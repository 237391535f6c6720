"""A letter as a file, recorded as handed over before it is."""

from typing import Final
from uuid import UUID

from auth.policies.case import cases_of_municipality, own_cases
from auth.principal import OrganisationClaim
from domain.errors import NOT_YOURS, ForbiddenError
from domain.letters import Letter
from domain.roles import Role
from graph.context import Context
from graph.disclosure_records import recorded
from graph.resolvers.command import PURPOSE, to_assess
from graph.resolvers.letter import letter_to_own
from models.cases import StoredLetter
from models.queries import letters as queries

FIELDS: Final = "Letter.pdf"


async def letter_file(context: Context, letter: UUID) -> Letter:
    """The letter as it was sent; that it is handed over is recorded.

    Raises:
        ForbiddenError: it isn't the viewer's, whether it exists or not.
        UnavailableError: the database is away, or the log can't be written.
    """
    organisation, found = await _to_viewer(context, letter)
    if found is None:
        raise ForbiddenError(NOT_YOURS)
    role, log = context.viewer.role, context.register.log
    await log.record(role, recorded(context, PURPOSE[role], FIELDS, organisation), [log.subject(found.bsn)])
    return found.sent(context.register.is_holiday)


async def _to_viewer(context: Context, letter: UUID) -> tuple[OrganisationClaim | None, StoredLetter | None]:
    """The letter if it is to the viewer, and the organisation of the viewer's that it is to."""
    viewer, pools = context.viewer, context.register.pools
    match viewer.role:
        case Role.CITIZEN:
            return None, await queries.letter_to_citizen(pools, own_cases(viewer), letter)
        case Role.EMPLOYER:
            _own, claim, found = await letter_to_own(context, letter)
            return claim, found
        case Role.SUWINET:
            return None, await queries.letter_to_municipality(pools, cases_of_municipality(viewer), letter)
        case _:
            return None, await queries.letter_of_case(pools, to_assess(context), letter)
