"""`import`: a directory of CSV files into the register."""

from pathlib import Path

import click

from models.imports import import_directory
from server.database import Database, connect
from server.errors import CommandError
from server.progress import Terminal


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
