"""The quota (quotumheffing): what it would ask of an employer. The register computes it and never decides it.

Sources: Wfsv 34 lid 4 and 6, 38f, 38g, 38h, 122na; Regeling Wfsv 3.28 and 3.29.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.jobs import Sector


class QuotaAmounts(NamedTuple):
    """What holds for all employers, from a year on.

    Attributes:
        from_year: the first year that it holds for.
        hours_per_job: C, the paid hours a year of one job in the job agreement.
        hours_per_worker: E, the paid hours a year of an average worker.
        workers: an employer with fewer average workers isn't liable.
        levy_per_job: of a job too few in a year, in euros.
    """

    from_year: int
    hours_per_job: int
    hours_per_worker: int
    workers: int
    levy_per_job: int

    @property
    def threshold(self) -> int:
        """The paid hours a year from which an employer is liable."""
        return self.workers * self.hours_per_worker


_AMOUNTS: Final = (QuotaAmounts(2013, 1_331, 1_623, 25, 5_000),)

BASELINE_JOBS: Final = {Sector.GOVERNMENT: 12_196, Sector.MARKET: 35_397}
"""A: the jobs at employers that are liable, on the day of the baseline, 31-12-2012."""

_EXTRA_JOBS: Final = {
    Sector.GOVERNMENT: dict(
        zip(range(2017, 2025), (8_750, 11_250, 13_750, 16_250, 18_750, 21_250, 23_750, 25_000), strict=True)
    ),
    Sector.MARKET: dict(
        zip(
            range(2017, 2027),
            (19_500, 27_000, 35_500, 45_000, 55_000, 65_000, 75_000, 85_000, 95_000, 100_000),
            strict=True,
        )
    ),
}

PERCENTAGES: Final[Mapping[tuple[int, Sector], Decimal]] = {
    (2018, Sector.GOVERNMENT): Decimal("1.93"),
    (2024, Sector.GOVERNMENT): Decimal("2.76"),
}
"""Those that are known to have been set; market's never was. An operator may load others."""

EXECUTED_FROM: Final[int | None] = None
"""The first year whose levy is executed: from when Wet banenafspraak art. 2 is in force (Wfsv 122na). No day is set."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What the quota comes to for an employer in a year.

    Attributes:
        liable: whether it has as many paid hours as make it liable, in the year and in the one before.
        percentage: of the sector in the year; None: none is set.
        hours_of_group: the paid hours of its registered employees.
        hours_needed: of such employees; None unless it is liable and a percentage is set, as are the next two.
        shortage: the jobs too few, in tenths rounded down.
        levy: in euros.
        executed: whether the levy of this year is executed at all.
    """

    liable: bool
    percentage: Decimal | None
    hours_of_group: Fraction
    hours_needed: Fraction | None
    shortage: Fraction | None
    levy: int | None
    executed: bool


def amounts(year: int) -> QuotaAmounts:
    """What holds for all employers in a year from 2013 on."""
    return _AMOUNTS[bisect_right(_AMOUNTS, year, key=lambda one: one.from_year) - 1]


def extra_jobs(year: int, sector: Sector) -> int | None:
    """B: the extra jobs that the percentage of a year asks for; None: they are not set."""
    return _EXTRA_JOBS[sector].get(year)


def percentage(
    year: int, sector: Sector, *, workers: int, other_jobs: int = 0, hours_of_other_job: int = 0
) -> Decimal | None:
    """The quota percentage that follows from the extra jobs agreed: ((A + B) x C + F x G) / (D x E) x 100.

    Args:
        year: the year.
        sector: whose.
        workers: D, the average workers of all liable employers of the sector.
        other_jobs: F, the jobs of persons who count for the quota only.
        hours_of_other_job: G, the paid hours a year of one of those.

    Returns:
        Percent, rounded down to two decimals; None if no extra jobs are set for the year.
    """
    extra, known = extra_jobs(year, sector), amounts(year)
    if extra is None:
        return None
    asked = (BASELINE_JOBS[sector] + extra) * known.hours_per_job + other_jobs * hours_of_other_job
    return Decimal(asked * 10_000 // (workers * known.hours_per_worker)) / 100


def quota(
    year: int, percentage: Decimal | None, *, paid_hours: int, paid_hours_year_before: int, hours_of_group: Fraction
) -> Quota:
    """What the quota comes to.

    Args:
        year: the year.
        percentage: of the employer's sector in that year; None: none is set.
        paid_hours: all paid hours (verloonde uren) of the employer in the year.
        paid_hours_year_before: the same of the year before.
        hours_of_group: the paid hours in the year of its employees who are registered.
    """
    known = amounts(year)
    liable = min(paid_hours, paid_hours_year_before) >= known.threshold
    needed = shortage = levy = None
    if liable and percentage is not None:
        needed = paid_hours * Fraction(percentage) / 100
        tenths = max(0, (needed - hours_of_group) * 10 // known.hours_per_job)
        shortage, levy = Fraction(tenths, 10), tenths * known.levy_per_job // 10
    executed = EXECUTED_FROM is not None and year >= EXECUTED_FROM
    return Quota(liable, percentage, hours_of_group, needed, shortage, levy, executed)
