"""`audit export`: the log in the shape of the standard Logboek Dataverwerkingen."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

import click

from models.audit.export import export
from models.audit.findings import counted
from models.whole_file import whole_file
from server.command_help import Place
from server.commands.audit.log import open_log
from server.commands.audit.times import time_of
from server.errors import UsageError
from server.progress import Terminal
from server.settings import Settings

_MANY: Final = 4096  # lines written at once
_SETTLED_SECONDS: Final = 30.0
"""After so long nothing of a time is still being written: a call takes much less before it is given up."""


@click.command("export")
@click.option("--from", "start", required=True, metavar="TIME", help="From this time on.")
@click.option("--until", "end", required=True, metavar="TIME", help="Before this time.")
@click.option("--out", type=Place(dir_okay=False), help="Where it is written.  [default: standard output]")
def export_log(start: str, end: str, out: Path | None) -> None:
    """Export the log in the shape of the standard Logboek Dataverwerkingen: JSON, one line per data subject.

    TIME is a day (2026-11-23, its beginning in the Netherlands) or a time with its zone (2026-11-23T12:00:00+01:00).
    Persons appear by pseudonym; users not at all. Refusals have no data subject, so no line. The end must lie half a
    minute back, so that nothing from before it is still being written. That the log is read is recorded.
    """
    first, last = time_of("--from", start), time_of("--until", end)
    if first >= last:
        raise UsageError("--from must come before --until.")
    if last.timestamp() > time.time() - _SETTLED_SECONDS:
        raise UsageError("--until must lie half a minute back: of a later time something may still be being written.")
    asyncio.run(_export(Settings.read(), first, last, out))


async def _export(settings: Settings, start: datetime, end: datetime, out: Path | None) -> None:
    async with open_log(settings, reading="audit export") as log:
        with Terminal() as progress:
            lines = export(log.connection, start, end, progress)
            if out is None:
                await _write(lines, sys.stdout)
                return
            with whole_file(out) as file:
                count = await _write(lines, file)
    click.echo(f"{counted(count, 'line')} written to {out}")


async def _write(lines: AsyncIterator[str], out: TextIO) -> int:
    count, waiting = 0, list[str]()
    async for line in lines:
        waiting.append(line)
        if len(waiting) == _MANY:
            out.write("\n".join([*waiting, ""]))
            count += len(waiting)
            waiting.clear()
    out.write("\n".join([*waiting, ""]))
    out.flush()
    return count + len(waiting)
