"""The commands that load data: `import`, `recompute` and `demo-data`."""

import tempfile
from pathlib import Path
from typing import Final

import asyncpg
import click

from models.faults import Fault
from models.hosts import FAILURES, Hosts
from models.loading import Silence, import_directory
from models.loading import recompute as derive_again
from server.database import Database
from server.demo_data import DEMO_EMPLOYMENTS, DEMO_PERSONS, write_demo_data
from server.errors import CommandError
from server.progress import Terminal
from server.settings import Settings

_DEMO_SEED: Final = 1


async def load(where: Database, directory: Path, rejects: Path, *, skip_invalid: bool) -> None:
    """Import a directory and say what came of it.

    Raises:
        CommandError: rows were rejected and nothing was changed.
    """
    owner = await connect(where)
    try:
        with Terminal() as progress:
            report = await import_directory(
                owner, directory, skip_invalid=skip_invalid, rejects=rejects, progress=progress
            )
    finally:
        await owner.close()
    for name, merged in report.merged.items():
        unchanged = report.read[name] - merged.new - merged.changed
        click.echo(f"{name}: {merged.new:,} new, {merged.changed:,} changed, {unchanged:,} as they were")
    if report.loaded:
        click.echo(f"{report.registrations:,} registrations derived" if report.changed else "Nothing has changed.")
    if report.rejected:
        count = sum(report.rejected.values())
        rows = f"{count:,} {'row is' if count == 1 else 'rows are'} rejected, listed in {rejects}"
        if not report.loaded:
            raise CommandError(f"{rows}; nothing was changed. Correct them, or load the others with --skip-invalid.")
        click.echo(f"{rows}; the others are loaded.")


async def recompute(where: Database, *, apply: bool) -> bool:
    """Derive all registrations again, print what differs; whether anything differs and was left so."""
    owner = await connect(where)
    try:
        with Terminal() as progress:
            report = await derive_again(owner, progress=progress, apply=apply)
    finally:
        await owner.close()
    for line in report.lines():
        click.echo(line)
    return bool(report.persons) and not report.repaired


def demo_data(directory: Path, persons: int, employments: int, seed: int) -> None:
    """Write demo data, with a bar on a terminal."""
    with Terminal() as progress:
        progress.reading("demo data", persons + employments)
        write_demo_data(directory, persons, employments, seed, progress.read)
    click.echo(f"{persons:,} persons and {employments:,} employments are in {directory}")


async def fill_if_empty(settings: Settings, where: Database, progress: Terminal) -> None:
    """Load demo data into a register that has nobody in it."""
    owner = await connect(where)
    try:
        if await owner.fetchval("select exists (select from register.person)"):
            return
        progress.phase("Adding examples")
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix="demo-") as folder:
            files = Path(folder)
            write_demo_data(files, DEMO_PERSONS, DEMO_EMPLOYMENTS, _DEMO_SEED, lambda _count: None)
            await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    finally:
        await owner.close()


async def connect(where: Database) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of the owner.

    Raises:
        CommandError: the database can't be reached, or refuses the owner.
    """
    try:
        return await Hosts.of_owner(where.owner).owner()
    except FAILURES as error:
        raise CommandError(Fault.of_database(error).sentence) from error
