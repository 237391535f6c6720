"""What was published last of the job agreement, for everybody."""

from functools import partial

from domain.proofs import Published
from domain.reports import Reported
from domain.roles import Role
from models.database import ServingPools
from models.reports import PublishedReport, newest


async def newest_published(pools: ServingPools, asked: Published) -> list[tuple[PublishedReport, Reported]]:
    """The last quarter that was published, then each year, the last one first; each in its newest version.

    It asks as the database user of MONITOR, which may read what was published and nothing else of the register. All who
    wait for it share one question.

    Raises:
        UnavailableError: the database is away.
    """
    return await pools.published.take(asked, partial(newest, partial(pools.call, Role.MONITOR)))
