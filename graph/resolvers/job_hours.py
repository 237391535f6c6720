"""What an employer's own registered employees are worth in jobs, and what the quota would ask."""

from typing import Final

from auth.policies.roster import own_roster
from domain.errors import BadUserInputError
from domain.jobs import Sector
from domain.periods import RosterPeriod
from domain.proofs import OwnRoster
from domain.quota import Quota, quota
from domain.roles import Purpose
from graph.context import Info
from graph.disclosure_records import record_of_field
from models.queries.job_hours import JobHours, job_hours, quota_percentage

_HOURS_A_YEAR: Final = 2_000_000_000
_NO_HOURS: Final = f"Paid hours of a year are a whole number from 0 to {_HOURS_A_YEAR:,}."


async def own_job_hours(info: Info, organisation: str, year: int) -> JobHours:
    """The hours of an organisation's own registered employees in a year, told after they are recorded.

    Every number tells something of each, as the count of a roster does: who knows the hours of each can find by a sum
    whose are in it.

    Raises:
        ForbiddenError: it isn't the viewer's, or the viewer isn't authorised for rosters.
        BadUserInputError: the year can't be.
    """
    return (await _recorded(info, organisation, year))[1]


async def _recorded(info: Info, organisation: str, year: int) -> tuple[OwnRoster, JobHours]:
    context, register, viewer = info.context, info.context.register, info.context.viewer
    authorised = own_roster(viewer, organisation)
    own = authorised.roster(RosterPeriod(year), context.today, None, None)
    found = await job_hours(register.pools, own)
    record = record_of_field(info, Purpose.ROSTER, authorised.claim)
    await register.log.record_persons(viewer.role, record, found.bsns)
    return own, found


async def own_quota(  # noqa: PLR0913, PLR0917 - the contract's arguments
    info: Info, organisation: str, year: int, paid_hours: int, paid_hours_year_before: int, sector: Sector
) -> Quota:
    """What the quota would ask of an organisation of the viewer's for these paid hours; see `own_job_hours`.

    Raises:
        BadUserInputError: paid hours, or the year, can't be.
    """
    for argument, hours in (("paidHours", paid_hours), ("paidHoursYearBefore", paid_hours_year_before)):
        if not 0 <= hours <= _HOURS_A_YEAR:
            raise BadUserInputError(argument, _NO_HOURS)
    own, found = await _recorded(info, organisation, year)
    percentage = await quota_percentage(info.context.register.pools, own, sector)
    return quota(
        year,
        percentage,
        paid_hours=paid_hours,
        paid_hours_year_before=paid_hours_year_before,
        hours_of_group=found.hours,
    )
