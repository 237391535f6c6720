"""`letters print`: the letters on paper that wait, as PDF with a manifest, for the print service."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import click

from domain.working_days import IsHoliday
from graph.letters.pdf import pdf
from graph.typesetting import PdfError
from models import paper
from models.imports.connection import Connection
from models.queries.letters import LetterPosition
from server import print_runs
from server.database import Database, connect
from server.errors import CommandError
from server.print_runs import PrintRun
from server.progress import Terminal

MOST: Final = 500
"""Letters of one run, and of one transaction."""
_START: Final = LetterPosition(datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))


async def print_letters(where: Database, out: Path, today: date, is_holiday: IsHoliday) -> None:
    """Print the letters that wait, dated today, and say what came of it.

    Raises:
        CommandError: some couldn't be typeset, and wait on; or an earlier run's outcome isn't known.
    """
    owner = await connect(where)
    try:
        with print_runs.alone(out):
            for run in print_runs.unfinished(out):
                await _finish(owner, run)
            with Terminal() as progress:
                progress.reading("letters", await paper.waiting(owner))
                printed, failed = await _print_all(owner, out, today, is_holiday, progress)
    finally:
        await owner.close()
    click.echo(f"{printed:,} {'letter' if printed == 1 else 'letters'} printed into {out}")
    if failed:
        raise CommandError(
            f"{len(failed):,} {'letter' if len(failed) == 1 else 'letters'} could not be typeset and will wait: "
            f"{', '.join(map(str, failed[:5]))}."
        )


async def _finish(owner: Connection, run: PrintRun) -> None:
    """Publish a run that was cut off if its letters were marked, else throw it away."""
    transaction = run.transaction
    outcome = await paper.outcome(owner, transaction) if transaction else "aborted"
    if outcome == "committed":
        run.publish()
        click.echo(f"{run.folder} of an earlier run that was cut off is there now.")
    elif outcome == "aborted":
        run.discard()
    else:
        raise CommandError(
            f"It isn't known any more whether the letters of the unfinished run for {run.folder} count as printed: "
            "compare its manifest with cases.letter.printed_on, and rename or remove it."
        )


async def _print_all(
    owner: Connection, out: Path, today: date, is_holiday: IsHoliday, progress: Terminal
) -> tuple[int, list[UUID]]:
    """How many were printed, and which could not be."""
    after, printed, failed = _START, 0, list[UUID]()
    while True:
        run = PrintRun.begin(out, today)
        try:
            async with owner.transaction():
                letters = await paper.take(owner, after, MOST)
                done = list[UUID]()
                for letter in letters:
                    dated = replace(letter, printed_on=today).sent(is_holiday)
                    try:
                        run.add(letter, await asyncio.to_thread(pdf, dated))
                        done.append(letter.id)
                    except PdfError:
                        failed.append(letter.id)
                    progress.read(1)
                if done:
                    run.seal(today, await paper.mark_printed(owner, done, today))
        except BaseException:
            if run.transaction is None:  # else it may be committed: the next run finds out
                run.discard()
            raise
        if done:
            run.publish()
        else:
            run.discard()
        printed += len(done)
        if len(letters) < MOST:
            return printed, failed
        after = LetterPosition(letters[-1].announced_at, letters[-1].id)
