"""What was published last of the job agreement, for everybody."""

from datetime import date
from functools import partial
from typing import Final

from domain.proofs import Published
from domain.reports import Reported, ReportKind
from domain.roles import Role
from models.database import ServingPools
from models.figures import Fetch
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
    quarters, years = [await _newest(fetch, kind) for kind in (ReportKind.QUARTER, ReportKind.YEAR)]
    found = [await version_of(fetch, one.report, one.version) for one in (*quarters[:1], *years)]
    return [one for one in found if one is not None]


async def _newest(fetch: Fetch, kind: ReportKind) -> list[PublishedReport]:
    """The newest version of each report of a kind, the last one first."""
    newest: dict[date, PublishedReport] = {}
    before, more = None, True
    while more:
        page = await listed(fetch, kind, before, _AT_ONCE)
        for one in page:
            newest.setdefault(one.report.quarter.last_day, one)
        before, more = page[-1].number if page else None, len(page) == _AT_ONCE
    return [newest[day] for day in sorted(newest, reverse=True)]
