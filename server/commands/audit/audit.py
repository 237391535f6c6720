"""The commands of `audit`: what a privacy officer or an auditor does with the disclosure log, as the owner."""

import asyncio
import csv
import io
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple, TextIO
from zoneinfo import ZoneInfo

import asyncpg
import click

from domain.errors import TimeoutExceededError, UnavailableError
from domain.roles import Purpose, Role
from models import catalog
from models.auditing.checkpoints import Heads
from models.auditing.exporting import export
from models.auditing.files import CheckpointFiles
from models.auditing.findings import counted
from models.auditing.retention import drop, expired, forget_counts, limit
from models.auditing.usage import Part, usage
from models.auditing.verifying import Verification, undisturbed, verify
from models.disclosure import Disclosing, DisclosureLog
from models.faults import Fault
from models.loading.connection import Connection
from models.whole_file import whole_file
from server.checkpoints import Checkpointer
from server.command_help import Commands
from server.database import Database, connect, database, own_secrets, serving_pools
from server.errors import CommandError, UsageError
from server.progress import Terminal
from server.settings import Settings

_NETHERLANDS: Final = ZoneInfo("Europe/Amsterdam")
_MANY: Final = 4096  # lines written at once
_LEAST_PATIENCE: Final = 60.0
_SETTLED_SECONDS: Final = 30.0
"""After so long nothing of a time is still being written: a call takes much less before it is given up."""
_ITSELF: Final = "doelgroepregister"
NOT_INTACT: Final = "leave database and checkpoints as they are, and call an auditor in."


class Log(NamedTuple):
    """The log as these commands have it: the owner's connection to it, the checkpoints, and where the database is."""

    connection: Connection
    files: CheckpointFiles
    where: Database


@click.group(cls=Commands, no_args_is_help=True)
def audit() -> None:
    """Verify the disclosure log, report on it, export it, and drop what is too old."""


@audit.command("verify")
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
    _refuse_unless_intact(found)
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


async def verified(settings: Settings, log: Log) -> Verification:
    """What a verification of the log finds now."""
    patience = max(_LEAST_PATIENCE, 10 * settings.checkpoint_seconds)
    with Terminal() as progress:
        async with undisturbed(log.connection):
            return await verify(log.connection, log.files, progress, now=time.time(), patience=patience)


def _refuse_unless_intact(found: Verification) -> None:
    if found.intact:
        return
    if found.only_losses:
        raise CommandError(
            "The log is not intact: checkpoints know records that are gone. If the database was restored, or a standby"
            f" took over, declare it with `audit restored --reason`. If not: {NOT_INTACT}"
        )
    raise CommandError(f"The log is not intact: {NOT_INTACT}")


@audit.command()
@click.option(
    "--months",
    type=click.IntRange(1, 1200),
    help="How many whole months are kept besides the present one.  [default: LOG_MONTHS]",
)
@click.option("--yes", is_flag=True, help="Don't ask.")
def retention(months: int | None, *, yes: bool) -> None:
    """Drop the months of the disclosure log that are older than LOG_MONTHS.

    The whole log is verified first, and only what a checkpoint covers is dropped, be it late. A signed line then says
    up to where: `audit verify` goes on from there. What quotas counted more than two days ago is removed as well.
    """
    settings = Settings.read()
    asyncio.run(_drop_old(settings, months or settings.log_months, yes=yes))


async def _drop_old(settings: Settings, months: int, *, yes: bool) -> None:
    async with open_log(settings) as log:
        connection, files = log.connection, log.files
        await forget_counts(connection)
        found = await verified(settings, log)
        if not found.intact:
            for line in found.lines():
                click.echo(line)
            _refuse_unless_intact(found)
        what = await expired(connection, limit(datetime.fromtimestamp(time.time(), UTC), months), found.covered)
        for line in what.lines():
            click.echo(line)
        if not what.months and not what.records:
            return
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError("Nothing was dropped: say --yes.")
            click.confirm("Drop all of it?", abort=True)

        def seal(anchors: Heads) -> None:
            files.append(time.time(), {}, anchors)

        async with undisturbed(connection, alone=True):
            await drop(connection, what, seal)
    click.echo("It is dropped.")


@audit.command()
@click.option("--month", required=True, metavar="YYYY-MM", help="The month, by the clock of the Netherlands.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv"]),
    default="text",
    show_default=True,
    help="csv: `;`-separated.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many rows in each part."
)
def report(month: str, form: Literal["text", "csv"], top: int) -> None:
    """Report how the register was used in a month. Users and persons appear by pseudonym. That it is read is recorded.

    Only consultations that were answered count as look-ups, and each person in one counts. Citizens who look at
    themselves count in the first two parts only.

    \b
    totals               the whole month
    organisations        look-ups and persons per organisation and role
    users                look-ups and persons per user
    highest              the day on which a user consulted the most persons
    persons              the most consulted persons: how often, in lists too, by
                         how many users of how many organisations
    outside-hours        look-ups outside Mon-Fri 07:00-19:00, Europe/Amsterdam;
                         holidays are not known
    refusals             refusals per code
    refused-users        refusals per code and user
    refused-coordinates  refusals per code and field that was asked for
    """  # noqa: D301 - the same
    asyncio.run(_report(Settings.read(), *_month(month), form, top))


async def _report(settings: Settings, start: datetime, end: datetime, form: Literal["text", "csv"], top: int) -> None:
    async with open_log(settings, reading="audit report") as log:
        parts = await usage(log.connection, start, end, top)
    click.echo(_as_csv(parts) if form == "csv" else _as_text(parts, top), nl=False)


def _month(text: str) -> tuple[datetime, datetime]:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise UsageError("--month is a year and a month: 2026-11.") from None
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return _midnight(first), _midnight(after)


def _as_text(parts: list[Part], top: int) -> str:
    lines: list[str] = []
    for part in parts:
        lines += [*([""] if lines else []), part.about]
        cells = [[_printable(cell) for cell in row] for row in part.rows]
        if not cells:
            lines.append("  none")
            continue
        head = [name.replace("_", " ") for name in part.columns]
        widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
        right = [isinstance(cell, int) for cell in part.rows[0]]
        for row in (head, ["-" * width for width in widths], *cells):
            padded = (
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            )
            lines.append(f"  {'  '.join(padded)}".rstrip())
        if len(cells) == top:
            lines.append(f"  (the highest {top}; --top shows more)")
    return "".join(f"{line}\n" for line in lines)


def _printable(cell: object) -> str:
    """A cell that can't do anything to a terminal."""
    text = f"{cell:,}" if isinstance(cell, int) else str(cell)
    return "".join(character if character.isprintable() else "?" for character in text)


def _as_csv(parts: list[Part]) -> str:
    """All parts in one table, each row with the cells that its part has."""
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["part", *columns])
    for part in parts:
        for row in part.rows:
            cells = dict(zip(part.columns, row, strict=True))
            writer.writerow([part.name, *(_harmless(cells.get(name, "")) for name in columns)])
    return text.getvalue()


def _harmless(cell: object) -> object:
    """A cell that a spreadsheet doesn't take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@audit.command("export")
@click.option("--from", "start", required=True, metavar="TIME", help="From this time on.")
@click.option("--until", "end", required=True, metavar="TIME", help="Before this time.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where it is written.  [default: standard output]"
)
def export_log(start: str, end: str, out: Path | None) -> None:
    """Export the log in the shape of the standard Logboek Dataverwerkingen: JSON, one line per data subject.

    TIME is a day (2026-11-23, its beginning in the Netherlands) or a time with its zone (2026-11-23T12:00:00+01:00).
    Persons appear by pseudonym; users not at all. Refusals have no data subject, so no line. The end must lie half a
    minute back, so that nothing from before it is still being written. That the log is read is recorded.
    """
    first, last = _time("--from", start), _time("--until", end)
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


def _time(option: str, text: str) -> datetime:
    try:
        if "T" not in text and " " not in text:
            return _midnight(date.fromisoformat(text))
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(f"{option} is a day (2026-11-23) or a time with its zone (2026-11-23T12:00:00+01:00).")
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_NETHERLANDS)


@asynccontextmanager
async def open_log(settings: Settings, *, reading: str = "") -> AsyncIterator[Log]:
    """The log, after a record of which command is `reading` it."""
    with database(settings) as where:
        files = CheckpointFiles(settings.checkpoints, own_secrets(settings).checkpoint_keys())
        connection = await connect(where)
        log = Log(connection, files, where)
        try:
            if reading:
                await record(settings, log, reading)
            yield log
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:  # its text may hold values
            raise CommandError(Fault.of_database(error).sentence) from None
        finally:
            await connection.close()


async def record(settings: Settings, log: Log, command: str) -> None:
    """Record what a command does with the log, as every reader's question is, and cover it if no service does.

    Raises:
        CommandError: it can't be recorded, so nothing may be read.
    """
    pools, pseudonyms = serving_pools(settings, log.where), own_secrets(settings).pseudonyms()
    made = Disclosing(
        organisation_id="",
        organisation=_ITSELF,
        user=pseudonyms.user(_ITSELF, "audit"),
        purpose=Purpose.OVERSIGHT.value,
        fields=command,
        legal_basis="AVG 5 lid 2",
        operation=sha256(command.encode()).digest(),
        trace=os.urandom(16),
    )
    try:
        await DisclosureLog(pools, pseudonyms, settings.quotas).record(Role.AUDITOR, made, [])
        await Checkpointer(pools, log.files, settings.checkpoint_seconds).once()
    except (UnavailableError, TimeoutExceededError) as error:
        fault = Fault.of_database(error)
        raise CommandError(f"`{command}` can't be recorded, so it isn't done: {fault.clause}.") from None
    finally:
        await pools.close()
