"""`audit verify`: whether the log is whole and as it was written."""

import asyncio

import click

from models import catalog
from server.commands.audit.log import open_log, refuse_unless_intact, verified
from server.errors import CommandError
from server.settings import Settings


@click.command("verify")
def verify_log() -> None:
    """Check that the disclosure log is whole and as it was written. Exit status 0 if it is, 1 if it isn't.

    What a restore or failover lost, as `audit restored` declared, is told and is no fault.

    Every record's hash is computed again from its columns and all before it; lists of persons are held against
    the digest in their record, lanes against their heads, and all of it against the signed checkpoints of
    CHECKPOINTS_DIR. Each fault is a line that names the lane, the record and its time; of a long row of equal ones the
    first. It may run while the service does. Also printed: since when no checkpoint covers what was written, and the
    last checkpoint's SHA-256: noted elsewhere, it shows later that neither log nor checkpoints went back behind it.

    What the migrations made is compared too: tables, functions, triggers, rules, rights, and the serving roles.

    \b
    changed      a record's hash is not that of its values, or the next record's isn't
    missing      numbers of a lane are left out;    at the end: cut off
    inserted     a number is there twice, or beyond the lane's head
    rebuilt      records agree with each other, but not with a checkpoint written before
    covered by   no checkpoint names a record, though it is older than a minute and
     none        than 10 times CHECKPOINT_SECONDS: they are gone, or weren't written
    checkpoints  a line was changed, is signed with another key, or lines are missing

    \b
    Said as well, though nothing is wrong:
    covered late a checkpoint names a record only long after it, while the service
                 went on writing: until then, whoever could write to the log and to
                 the checkpoints could change it
    a clock      times that come before what was written before them, or after now
    """  # noqa: D301 - click's mark for lines that it leaves as they are
    asyncio.run(_verified(Settings.read()))


async def _verified(settings: Settings) -> None:
    async with open_log(settings) as log:
        found = await verified(settings, log)
        present = await catalog.read(log.connection.fetch, settings.role_prefix)
    for line in found.lines():
        click.echo(line)
    refuse_unless_intact(found)
    changes = catalog.differences(present, catalog.known())
    if changes is None:
        raise CommandError(
            "The database is at another revision than this build: verify it with its own build, or run `migrate`."
        )
    for change in changes:
        click.echo(f"the database was changed: {change}")
    if changes:
        raise CommandError(
            "The database is not as the migrations made it: find out who changed it, undo that, and run `migrate`."
        )
