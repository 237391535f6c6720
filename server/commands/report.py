"""`report publish`, `report list` and `report show`: figures of the job agreement, for good."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Final

import click

from domain.reports import NotPublishedError, ReportKind, ReportOf
from domain.statistics import FigureError
from graph.reports.files import FileKind, made
from models import reports
from models.imports.connection import Connection
from models.whole_file import whole_file
from server.database import Database, connect
from server.errors import CommandError

_MOST: Final = 2**31 - 1


async def publish_report(where: Database, report: ReportOf, what_changed: str | None, today: date) -> None:
    """Publish a report, and say in which version: no figure.

    Raises:
        RegisterError: it can't be published.
        CommandError: the figures don't add up.
    """
    async with _owner(where) as owner:
        try:
            version = await reports.publish(owner, report, today, what_changed)
        except FigureError as error:
            raise CommandError(f"The figures don't add up, so nothing is published: {error}.") from None
    click.echo(f"{report} is published in version {version}.")


async def list_reports(where: Database, kind: ReportKind | None) -> None:
    """Print what was published, newest first, a version a line."""
    async with _owner(where) as owner:
        for one in await reports.listed(owner.fetch, kind, None, _MOST):
            quarter = one.report.quarter
            number = "" if one.report.kind is ReportKind.YEAR else f" {quarter.number}"
            words = f"{one.report.kind.value.lower()} {quarter.year}{number}\tversion {one.version}"
            changed = "" if one.what_changed is None else f"\t{one.what_changed}"
            click.echo(f"{words}\t{one.published_at:%Y-%m-%d %H:%M} UTC{changed}")


async def file_of(where: Database, report: ReportOf, version: int | None, form: str) -> bytes:
    """A published version as a file.

    Raises:
        NotPublishedError: it wasn't published.
    """
    async with _owner(where) as owner:
        found = await reports.published(owner.fetch, report, version)
    if found is None:
        raise NotPublishedError(f"{report} wasn't published{'' if version is None else f' in version {version}'}.")
    return made(*found, FileKind(form))


def write(file: bytes, out: Path | None) -> None:
    """Write a file, or print it.

    Raises:
        OSError: it can't be written.
    """
    if out is None:
        sys.stdout.buffer.write(file)
        return
    with whole_file(out, private=False) as opened:  # what was published is for everybody
        opened.buffer.write(file)


@asynccontextmanager
async def _owner(where: Database) -> AsyncIterator[Connection]:
    owner = await connect(where)
    try:
        yield owner
    finally:
        await owner.close()
