"""What a monitor may be told of a quarter: what was published of it, and what may be told of how it is now."""

import asyncio
import json
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from domain.errors import UnavailableError
from domain.proofs import Statistics
from domain.quarter_report import Quarter, QuarterFigures
from domain.roles import Role
from models.database import COUNT_SECONDS, Frontend, ServingPools
from models.figures import release_now


class PublishedQuarter(NamedTuple):
    """What was published of a quarter, and when."""

    published_at: datetime
    figures: QuarterFigures


_PUBLISHED: Final = "select * from serve.monitor_report($1, $2)"


async def published_quarter(pools: ServingPools, _asked: Statistics, quarter: Quarter) -> PublishedQuarter | None:
    """What was published of a quarter; None: nothing.

    Args:
        pools: the connections.
        _asked: that the viewer may ask aggregates.
        quarter: the quarter.
    """
    rows = await pools.call(Role.MONITOR, _PUBLISHED, quarter.year, quarter.number)
    if not rows:
        return None
    [row] = rows
    return PublishedQuarter(row["published_at"], QuarterFigures.of_kept(json.loads(row["figures"])))


async def present_quarters(pools: ServingPools, _asked: Statistics, *quarters: Quarter) -> list[QuarterFigures]:
    """What may be told of quarters as they are now, in their order; a process counts for one viewer at a time.

    Raises:
        FigureError: the figures don't add up.
        UnavailableError: the database is away, or others keep it counting.
        TimeoutExceededError: it takes too long to count.
    """
    try:
        async with asyncio.timeout(COUNT_SECONDS):
            await pools.counts.acquire()
    except TimeoutError:
        raise UnavailableError("Figures are being counted for others; try again later.") from None
    try:
        fetch = partial(pools.call, Frontend.STATISTICS)
        return [(await release_now(fetch, quarter))[1].figures for quarter in quarters]
    finally:
        pools.counts.release()
