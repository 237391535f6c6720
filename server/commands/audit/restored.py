"""`audit restored`: the declaration that makes a restore, or a failover, no crime."""

import asyncio
import os
import pwd
import time
from datetime import UTC, datetime
from typing import Final

import click

from domain.errors import UnavailableError
from models.audit.checkpoints import Restored
from models.audit.losses import Loss
from models.audit.restores import close_lanes
from models.audit.verification import Verification, declared
from server.checkpoints import durable_heads
from server.commands.audit.log import NOT_INTACT, Log, open_log, record, verified
from server.database import serving_pools
from server.errors import CommandError, UsageError
from server.settings import Settings

_LONGEST_REASON: Final = 500


@click.command()
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="What happened, in one line without personal data: it is signed, and told by each verification from now on.",
)
def restored(reason: str) -> None:
    """Declare that the database went back to an earlier state: that it was restored, or that a standby took over.

    What was written after that state is lost, though checkpoints know it: `audit verify` accuses. This verifies the
    whole log, and signs which records of which lanes are lost, why, and by whose word; then `audit verify` tells that
    apart from tampering, and old months may be dropped again. Lanes that lost records are closed and new ones begin, so
    that no number is used twice. The declaration is recorded in the log. The service may run meanwhile.

    Each restore is declared by itself, the first one first.

    Nothing is declared if nothing is lost, or if something is wrong that no restore explains: a record that is there
    and isn't as it was written, one that is gone from between others, or a time from which only some records are gone.
    What is lost after the declaration is a fault again.
    """
    asyncio.run(_restored(Settings.read(), _one_line(reason)))


def _one_line(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > _LONGEST_REASON or not text.isprintable():
        raise UsageError(f"--reason is one line of text, of at most {_LONGEST_REASON} characters.")
    return text


async def _restored(settings: Settings, reason: str) -> None:
    async with open_log(settings) as log:
        found = await verified(settings, log)
        loss = _loss(found)
        what = Restored(_account(), reason, loss.since, loss.until, loss.lanes)
        await close_lanes(log.connection, found.incomplete, found.lanes_known)
        at = await _sign(settings, log, what)
    for line in declared(at, what):
        click.echo(line)
    click.echo("That is declared. New records go to new lanes. `audit verify` tells whether all is explained now.")


def _loss(found: Verification) -> Loss:
    if found.only_losses and found.loss is not None:
        return found.loss
    if found.intact:
        raise CommandError("Nothing is lost: all that checkpoints know is there, or declared. Nothing was declared.")
    for line in found.lines():
        click.echo(line)
    raise CommandError(f"No restore or failover explains what is wrong, so nothing was declared. {NOT_INTACT}")


async def _sign(settings: Settings, log: Log, what: Restored) -> str:
    """Record the declaration in the log, then write it beside the checkpoints; gives the time it bears."""
    await record(settings, log, "audit restored")
    pools = serving_pools(settings, log.where)
    try:
        heads = await durable_heads(pools)
    except UnavailableError:
        raise CommandError("The log's heads aren't durable yet, so nothing was signed: try again later.") from None
    finally:
        await pools.close()
    moment = time.time()
    log.files.append(moment, heads, restored=what)
    return datetime.fromtimestamp(moment, UTC).isoformat()


def _account() -> str:
    """Who runs this, by the name of the account."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"account {os.getuid()}"
