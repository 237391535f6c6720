"""Publishing the figures of a quarter, for good."""

import json
from datetime import date
from typing import Final

from domain.errors import RegisterError
from domain.quarter_report import Quarter, QuarterFigures
from models.figures import release_now
from models.imports.connection import Connection

_KEPT: Final = "select true from register.quarter_report where year = $1 and quarter = $2"
_KEEP: Final = "insert into register.quarter_report (year, quarter, published_at, figures) values ($1, $2, now(), $3)"
_ALONE: Final = "lock table register.figures_release in share row exclusive mode"


class NotPublishedError(RegisterError):
    """A quarter can't be published."""


async def publish(owner: Connection, quarter: Quarter, today: date) -> QuarterFigures:
    """Release a quarter, and store that for good.

    Args:
        owner: the connection.
        quarter: the quarter.
        today: the day; the quarter has to be over.

    Raises:
        NotPublishedError: it isn't over, or it was published.
        FigureError: the figures don't add up.
    """
    if quarter.last_day >= today:
        raise NotPublishedError(f"Quarter {quarter.number} of {quarter.year} isn't over yet.")
    async with owner.transaction():
        await owner.execute(_ALONE)
        if await owner.fetchval(_KEPT, quarter.year, quarter.number):
            raise NotPublishedError(f"Quarter {quarter.number} of {quarter.year} was published.")
        _, released = await release_now(owner.fetch, quarter)
        await owner.execute(_KEEP, quarter.year, quarter.number, json.dumps(released.figures.kept()))
    return released.figures
