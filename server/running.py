"""`run`: from a bare checkout to a running register, in one command."""

import asyncio
import shlex
import sys
from pathlib import Path

import click

from server.database import Database, database, role_passwords
from server.loading import fill_if_empty
from server.migrating import migrate
from server.progress import Terminal
from server.serving import serve
from server.settings import Settings


def run(settings: Settings) -> None:
    """Migrate, fill an empty register with examples unless DEMO=0, and serve until Ctrl-C."""
    with Terminal() as progress:
        progress.phase("Starting the database")
        with database(settings, make=True) as where:
            asyncio.run(_prepare(settings, where, progress))
            serve(settings, where, started=lambda: banner(settings, where))


async def _prepare(settings: Settings, where: Database, progress: Terminal) -> None:
    progress.phase("Bringing it to the newest revision")
    await migrate(where.owner, settings.role_prefix, role_passwords(settings))
    if settings.demo:
        await fill_if_empty(settings, where, progress)


def banner(settings: Settings, where: Database) -> None:
    """A few lines on the terminal that say what to do next."""
    command = _command(settings)
    told = "" if where.embedded else "with the same DATABASE_URL, "
    for text in (
        f"The doelgroepregister runs on {settings.url}",
        f"  portals:    {settings.url}/burger    {settings.url}/werkgever    {settings.url}/suwinet",
        f"  a token:    {command} token --role suwinet    (or citizen, employer, assessor, monitor, auditor)",
        f"  explore:    {settings.url}/graphiql    as a citizen, an employer, Suwinet and others",
        f"  your files: {command} import DIR    {told}and ask with curl as in README.md",
        *([f"  the data:   {shlex.quote(str(where.embedded.home))}"] if where.embedded else []),
        "  stop:       Ctrl-C; the data stay",
    ):
        click.echo(text)
    sys.stdout.flush()


def _command(settings: Settings) -> str:
    """How a command is called, by whoever pastes it into another shell, that finds the data of this service.

    In the checkout, with its own data, as README.md does; else it says where the data are, whatever directory it is
    called in.
    """
    program, here = Path(sys.executable).with_name("doelgroepregister"), Path.cwd()
    if program.is_relative_to(here) and "data_dir" not in settings.model_fields_set:
        return shlex.quote(str(program.relative_to(here)))
    return f"DATA_DIR={shlex.quote(str(settings.data_dir.absolute()))} {shlex.quote(str(program))}"
