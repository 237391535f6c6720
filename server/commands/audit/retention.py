"""`audit retention`: dropping the months that are too old."""

import asyncio
import sys
import time
from datetime import UTC, datetime

import click

from models.audit.checkpoints import Heads
from models.audit.retention import drop, expired, forget_counts, limit
from models.audit.verification import undisturbed
from server.commands.audit.log import open_log, refuse_unless_intact, verified
from server.errors import UsageError
from server.settings import Settings


@click.command()
@click.option(
    "--months",
    type=click.IntRange(1, 1200),
    help="How many whole months are kept besides the present one.  [default: LOG_MONTHS]",
)
@click.option("--yes", is_flag=True, help="Don't ask.")
def retention(months: int | None, *, yes: bool) -> None:
    """Drop the months of the disclosure log that are older than LOG_MONTHS.

    The whole log is verified first, and only what a checkpoint covers is dropped, be it late. A signed line then says
    up to where: `audit verify` goes on from there. What quotas counted more than two days ago is removed as well.
    """
    settings = Settings.read()
    asyncio.run(_drop_old(settings, months or settings.log_months, yes=yes))


async def _drop_old(settings: Settings, months: int, *, yes: bool) -> None:
    async with open_log(settings) as log:
        connection, files = log.connection, log.files
        await forget_counts(connection)
        found = await verified(settings, log)
        if not found.intact:
            for line in found.lines():
                click.echo(line)
            refuse_unless_intact(found)
        what = await expired(connection, limit(datetime.fromtimestamp(time.time(), UTC), months), found.covered)
        for line in what.lines():
            click.echo(line)
        if not what.months and not what.records:
            return
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError("Nothing was dropped: say --yes.")
            click.confirm("Drop all of it?", abort=True)

        def seal(anchors: Heads) -> None:
            files.append(time.time(), {}, anchors)

        async with undisturbed(connection, alone=True):
            await drop(connection, what, seal)
    click.echo("It is dropped.")
