"""`import`: a directory of CSV files into the register."""

from pathlib import Path
from typing import Final

import click

from models.imports import Dialect, import_directory
from server.database import Database, connect
from server.errors import CommandError
from server.progress import Terminal

_AS_EXCEL: Final = (
    "In {} values look as a Dutch Excel writes them (a day as dd-mm-jjjj, a decimal comma, a number that lost a "
    f"leading zero): files that it saved are imported with --dialect {Dialect.EXCEL_NL}."
)


async def load(where: Database, directory: Path, rejects: Path, dialect: str, *, skip_invalid: bool) -> None:
    """Import a directory and say what came of it.

    Raises:
        CommandError: rows were rejected and nothing was changed.
    """
    written = Dialect(dialect)
    owner = await connect(where)
    try:
        with Terminal() as progress:
            report = await import_directory(
                owner, directory, skip_invalid=skip_invalid, rejects=rejects, progress=progress, dialect=written
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
        excel = f" {_AS_EXCEL.format(', '.join(report.as_excel))}" if report.as_excel else ""
        if not report.loaded:
            todo = "Correct them, or load the others with --skip-invalid."
            raise CommandError(f"{rows}; nothing was changed. {todo}{excel}")
        click.echo(f"{rows}; the others are loaded.{excel}")
