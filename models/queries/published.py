"""What was published last of the job agreement, for everybody."""

from functools import partial
from typing import Final

from domain.proofs import Published
from domain.reports import Reported, ReportKind
from domain.roles import Role
from models.database import ServingPools
from models.reports import PublishedReport, listed
from models.reports import published as version_of

_AT_ONCE: Final = 1_000


async def newest_published(pools: ServingPools, _asked: Published) -> list[tuple[PublishedReport, Reported]]:
    """The last quarter that was published, then each year, the last one first; each in its newest version.

    It asks as the database user of MONITOR, which may read what was published and nothing else of the register.

    Raises:
        UnavailableError: the database is away.
    """
    fetch = partial(pools.call, Role.MONITOR)
    newest: dict[ReportKind, dict[int, PublishedReport]] = {ReportKind.QUARTER: {}, ReportKind.YEAR: {}}
    before: int | None = None
    while page := await listed(fetch, None, before, _AT_ONCE):
        for one in page:
            quarter = one.report.quarter
            newest.setdefault(one.report.kind, {}).setdefault(quarter.year * 4 + quarter.number, one)
        before = page[-1].number
    quarters, years = (
        [each[place] for place in sorted(each, reverse=True)]
        for each in (newest[ReportKind.QUARTER], newest[ReportKind.YEAR])
    )
    wanted = [*quarters[:1], *years]
    found = [await version_of(fetch, one.report, one.version) for one in wanted]
    return [one for one in found if one is not None]
