"""`run`: from a bare checkout to a running register, in one command."""

import asyncio
import sys

import click

from server.database import Database, database, role_passwords
from server.loading import fill_if_empty
from server.migrating import migrate
from server.serving import serve
from server.settings import Settings


def run(settings: Settings) -> None:
    """Migrate, fill an empty register with examples unless DEMO=0, and serve until Ctrl-C."""
    with database(settings, make=True) as where:
        asyncio.run(_prepare(settings, where))
        serve(settings, where, started=lambda: banner(settings))


async def _prepare(settings: Settings, where: Database) -> None:
    await migrate(where.owner, settings.role_prefix, role_passwords(settings))
    if settings.demo:
        await fill_if_empty(settings, where)


def banner(settings: Settings) -> None:
    """A few lines on the terminal that say what to do next."""
    command = f"{sys.executable.rpartition('/')[0]}/doelgroepregister"
    for text in (
        f"The doelgroepregister runs on {settings.url}",
        f"  portals:    {settings.url}/burger    {settings.url}/werkgever    {settings.url}/suwinet",
        f"  a token:    {command} token --role suwinet    (or citizen, employer, assessor, monitor, auditor)",
        f"  explore:    {settings.url}/graphiql    as a citizen, an employer, Suwinet and others",
        f"  your files: {command} import DIR    and ask with curl as in README.md",
        "  stop:       Ctrl-C; the data stay",
    ):
        click.echo(text)
    sys.stdout.flush()
