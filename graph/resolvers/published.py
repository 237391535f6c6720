"""What was published last, to everybody. It is of nobody in particular, and leaves no trace."""

from auth.policies.published import published
from domain.reports import Reported
from graph.context import Info
from models.queries.published import newest_published
from models.reports import PublishedReport


async def last_published(info: Info) -> list[tuple[PublishedReport, Reported]]:
    """The last quarter, then each year.

    Raises:
        UnavailableError: the database is away.
    """
    return await newest_published(info.context.register.pools, published())
