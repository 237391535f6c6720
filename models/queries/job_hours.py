"""The paid hours of an employer's own registered employees, and the quota percentages that were loaded."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.bsn import Bsn
from domain.errors import NotAuthorisedError
from domain.jobs import Sector
from domain.proofs import OwnRoster
from domain.quota import PERCENTAGES
from domain.roles import Role, Service
from models.database import ServingPools


class JobHours(NamedTuple):
    """Paid hours in a year, and whose they are."""

    hours: Fraction
    bsns: tuple[Bsn, ...]


_EVERYONE: Final = 2**31 - 1
_HOURS: Final = "select * from serve.employer_hours($1, $2, $3, $4, $5, $6)"
_PERCENTAGE: Final = "select serve.employer_quota_percentage($1, $2) as percentage"


async def job_hours(pools: ServingPools, own: OwnRoster) -> JobHours:
    """The hours of the persons of a roster's organisation and year, in whole months.

    Raises:
        ForbiddenError: the organisation took rosters from the user.
    """
    found = await pools.call(Role.EMPLOYER, _HOURS, own.user, own.kvk, own.rsin, own.first, own.last, _EVERYONE)
    if not found:
        raise NotAuthorisedError(Service.ROSTER)
    [row] = found
    hours = added_up(row["denominators"] or (), row["numerators"] or ())
    return JobHours(hours, tuple(Bsn.of(bsn) for bsn in row["bsns"] or ()))


async def quota_percentage(pools: ServingPools, own: OwnRoster, sector: Sector) -> Decimal | None:
    """The quota percentage of a sector in a roster's year: what was loaded, else what is known; None: none was set."""
    year = own.first.year
    [row] = await pools.call(Role.EMPLOYER, _PERCENTAGE, year, sector.value)
    loaded: Decimal | None = row["percentage"]
    return PERCENTAGES.get((year, sector)) if loaded is None else loaded


def added_up(denominators: Sequence[int], numerators: Sequence[Decimal]) -> Fraction:
    """The exact sum of fractions that the database added up by denominator."""
    return sum(
        (Fraction(top) / bottom for bottom, top in zip(denominators, numerators, strict=True)), start=Fraction(0)
    )
