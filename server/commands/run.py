"""`run`: from a bare checkout to a running register, in one command."""

import asyncio
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from models.imports import Silence, import_directory
from portal.frame import HOMES
from server.commands.demo_data import add_cases
from server.commands.migrate import migrate
from server.commands.serve import serve
from server.database import Database, connect, database, role_passwords
from server.demo.data import DEMO_EMPLOYMENTS, DEMO_PERSONS, write_demo_data
from server.progress import Terminal
from server.settings import Settings

_DEMO_SEED: Final = 1


def run(settings: Settings) -> None:
    """Migrate, fill an empty register with examples unless DEMO=0, and serve until Ctrl-C."""
    with Terminal() as progress:
        progress.phase("Starting the database")
        with database(settings, make=True) as where:
            asyncio.run(_prepare(settings, where, progress))
            serve(settings, where, started=lambda: banner(settings, where))


async def _prepare(settings: Settings, where: Database, progress: Terminal) -> None:
    progress.phase("Bringing it to the newest revision")
    any_day = settings.today is not None
    await migrate(where.owner, settings.role_prefix, role_passwords(settings), any_day=any_day)
    if settings.demo and await _fill_if_empty(settings, where, progress):
        await add_cases(settings, where)


async def _fill_if_empty(settings: Settings, where: Database, progress: Terminal) -> bool:
    """Load demo data into a register that has nobody in it, and say whether it had."""
    owner = await connect(where)
    try:
        if await owner.fetchval("select exists (select from register.person)"):
            return False
        progress.phase("Adding examples")
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix="demo-") as folder:
            files = Path(folder)
            write_demo_data(files, DEMO_PERSONS, DEMO_EMPLOYMENTS, _DEMO_SEED, lambda _count: None)
            await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
        return True
    finally:
        await owner.close()


def banner(settings: Settings, where: Database) -> None:
    """A few lines on the terminal that say what to do next."""
    command = _command(settings)
    told = "" if where.embedded else "with the same DATABASE_URL, "
    for text in (
        f"The doelgroepregister runs on {settings.url}",
        "  portals:    " + "\n              ".join(f"{settings.url}{home}" for home in HOMES.values()),
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
