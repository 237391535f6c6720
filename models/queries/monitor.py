"""What was published of a quarter. Nothing else of the monitor's figures leaves the database by a viewer."""

import json
from datetime import datetime
from typing import Final, NamedTuple

from domain.proofs import Statistics
from domain.quarter_report import Quarter, QuarterFigures
from domain.roles import Role
from models.database import ServingPools


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
