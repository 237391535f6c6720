"""One import run: all files of a directory in one transaction, and the registrations that follow from them."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import BinaryIO, Final, Literal, TypeAlias

import asyncpg

from models.imports import baseline_notes, changes, derivation, early_starts, staging
from models.imports.ahead import Ahead, reading_ahead
from models.imports.connection import Connection
from models.imports.dialects import Dialect
from models.imports.faults import ImportInterruptedError, ImportRefusedError, without_values
from models.imports.file_formats import File, files
from models.imports.merge import ContradictionError, Merged, leave_corrected, merge
from models.imports.progress import Progress
from models.imports.reader import WHOLE, Part, Reader
from models.imports.rejects import RejectList

# Of whoever loads or recomputes: one at a time. No serving role can take a table's lock, as it can an advisory one.
_TURN: Final = """
    set local lock_timeout = '2s';
    lock table register.delivery in share update exclusive mode"""

_LOCAL_SETTINGS: Final = """
    set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0;
    set local lock_timeout = '10s';
    set local work_mem = '256MB';
    set local datestyle = 'ISO, YMD'"""

# Others go on reading; what others would change waits, for a registration is derived from facts that stand still.
# A command that changes facts takes these tables in the same order (`register.replace_facts`) before it looks at them.
_HOLD: Final = """
    lock table register.person, register.ground, register.event, register.payroll, register.employment,
        register.registration in share row exclusive mode"""

_NEXT_DELIVERY: Final = "select nextval(pg_get_serial_sequence('register.delivery', 'id'))"
_RECORD: Final = "insert into register.delivery (id, counts) overriding system value values ($1, $2)"

_MANY: Final = 10_000

IsolationLevel: TypeAlias = Literal["read_committed", "repeatable_read"]


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        read: rows by file, the rejected ones left out.
        merged: what each file did to its table.
        registrations: derived anew.
        rejected: rows by the reason they were rejected.
        as_excel: the files of which rows are rejected for what looks like Excel's, which was not said.
        loaded: whether the valid rows are in the register now.
        delivery: the id of the recorded delivery; None if nothing changed.
    """

    read: dict[str, int] = field(default_factory=dict)
    merged: dict[str, Merged] = field(default_factory=dict)
    registrations: int = 0
    rejected: dict[StrEnum, int] = field(default_factory=dict)
    as_excel: list[str] = field(default_factory=list)
    loaded: bool = False
    delivery: int | None = None

    @property
    def changed(self) -> bool:
        """Whether any fact is new or other than before."""
        return any(merged.new or merged.changed for merged in self.merged.values())


class _RejectedError(Exception):
    """Rows are rejected, and that was not allowed: the transaction ends here."""


@asynccontextmanager
async def alone(connection: Connection, *, isolation: IsolationLevel = "read_committed") -> AsyncIterator[None]:
    """A transaction in which nobody else loads or recomputes; everybody else goes on, commands too until `hold`.

    Raises:
        ImportRefusedError: another one is running, or the database refused something; nothing was changed.
        ImportInterruptedError: it was stopped; nothing was changed.
    """
    with without_values():
        try:
            async with connection.transaction(isolation=isolation):
                try:
                    await connection.execute(_TURN)
                except asyncpg.LockNotAvailableError:
                    raise ImportRefusedError(
                        "Another import or recomputation is running; try again when it is done."
                    ) from None
                await connection.execute(_LOCAL_SETTINGS)
                yield
        except asyncio.CancelledError:
            raise ImportInterruptedError("Stopped; nothing was changed.") from None


async def hold(connection: Connection) -> None:
    """From here until the transaction ends, nobody else changes a fact: commands wait, readers go on."""
    await connection.execute(_HOLD)


async def import_directory(  # noqa: PLR0913 - what is loaded, how, and who is told of it
    connection: Connection,
    directory: Path,
    *,
    skip_invalid: bool,
    rejects: Path,
    progress: Progress,
    dialect: Dialect = Dialect.STANDARD,
) -> ImportReport:
    """Load the import files of a directory in one transaction, and derive the registrations of the persons affected.

    Args:
        connection: the owner's, with no transaction open.
        directory: has any of the files.
        skip_invalid: load the valid rows although others are rejected.
        rejects: where the list of rejected rows is written, if there are any.
        progress: told what is being done.
        dialect: how the files are written, all of them.

    Raises:
        ImportRefusedError: nothing was changed; the message says what to do.
        ImportInterruptedError: it was stopped; nothing was changed.
    """
    found = _found(directory, rejects, progress, dialect)
    report = ImportReport()
    with RejectList(rejects) as rejected:
        try:
            async with alone(connection):
                run = _Run(connection, directory, found, rejected, progress, report, dialect)
                await run.load(skip_invalid=skip_invalid)
        except _RejectedError:
            report.merged.clear()
        else:
            report.loaded = True
        report.rejected = rejected.counts
    if report.changed:
        await _tidy(connection, report, progress)
    return report


def _found(directory: Path, rejects: Path, progress: Progress, dialect: Dialect) -> Sequence[File]:
    """The import files that are there, each of them readable and with its own header."""
    try:
        present = {path.name: path for path in directory.iterdir()}
    except OSError as error:
        raise ImportRefusedError(
            f"{directory} can't be read ({error.strerror}); name the directory of files."
        ) from None
    found = [file for file in files() if file.name in present]
    if not found:
        names = ", ".join(file.name for file in files())
        raise ImportRefusedError(f"{directory} has none of {names}; name the directory that has them.")
    if rejects.resolve() in {present[file.name].resolve() for file in found}:
        raise ImportRefusedError(
            "The list of rejected rows would replace a file to import; name another with --rejects."
        )
    delivered: list[File] = []
    for file in found:
        if not stat.S_ISREG(present[file.name].stat().st_mode):
            raise ImportRefusedError(f"{file.name} is not a file; put the delivery's file in its place.")
        reader = Reader(present[file.name], file, RejectList(rejects), lambda _count: None, dialect=dialect)
        delivered.append(reader.as_delivered())
    known = {file.name for file in files()} | (
        {rejects.name} if rejects.parent.resolve() == directory.resolve() else set()
    )
    for name in sorted(present):
        if name.endswith(".csv") and name not in known:
            progress.note(f"{name} is not an import file and was not read.")
    return delivered


@dataclass(slots=True)
class _Run:
    """The steps of one import, inside its transaction."""

    connection: Connection
    directory: Path
    found: Sequence[File]
    rejected: RejectList
    progress: Progress
    report: ImportReport
    dialect: Dialect

    async def load(self, *, skip_invalid: bool) -> None:
        delivered = {file.name: file for file in self.found}
        for file in files():
            await self.connection.execute(staging.staging_table(delivered.get(file.name, file)))
        *_, last = self.found
        async with reading_ahead(self.directory / last.name, last, self.dialect) as ahead:
            for file in self.found:
                await self._stage(
                    file,
                    ahead if file is last else None,
                    certain_to_load=skip_invalid or not self.rejected.total,
                )
        if self.rejected.total and not skip_invalid:
            raise _RejectedError
        await hold(self.connection)
        delivery = await self.connection.fetchval(_NEXT_DELIVERY)
        small, large = self.found, None
        if self.found[-1].table == "employment":
            *small, large = self.found
        for file in small:
            self.progress.phase(f"recording {file.name}")
            corrected = await leave_corrected(self.connection, file)
            if corrected:
                rows = (
                    "1 row that a decision has corrected is"
                    if corrected == 1
                    else f"{corrected:,} rows that decisions have corrected are"
                )
                self.progress.note(f"{file.name}: {rows} delivered as before; the correction stands.")
            self.report.merged[file.name] = await merge(
                self.connection, file, delivery, self.report.read[file.name] - corrected
            )
        await self._derive(delivery, large, skip_invalid=skip_invalid)
        if "grounds.csv" in self.report.read:
            await early_starts.warn(self.connection, self.progress)
        if "baselines.csv" in self.report.read:
            await baseline_notes.say(self.connection, self.progress)
        if self.report.changed:
            counts = {
                name: {"new": merged.new, "changed": merged.changed} for name, merged in self.report.merged.items()
            }
            await self.connection.execute(_RECORD, delivery, json.dumps(counts))
            self.report.delivery = delivery

    async def _stage_part(self, file: File, part: Part) -> int:
        path = self.directory / file.name
        reader = Reader(path, file, self.rejected, self.progress.read, part, dialect=self.dialect)
        rows = await staging.stage(self.connection, file, reader)
        if reader.as_excel and file.name not in self.report.as_excel:
            self.report.as_excel.append(file.name)
        return rows

    async def _stage(self, file: File, ahead: Ahead | None, *, certain_to_load: bool) -> None:
        """Read a file into its temporary table, and take out the rows that can't be.

        Looking for repeated keys among employments costs as much as recording them, which finds them by itself:
        so that is only done here when nothing will be recorded.
        """
        path = self.directory / file.name
        self.progress.reading(file.name, path.stat().st_size)
        if ahead is not None:
            rows = await self._stage_part(file, ahead.first)
            spool = await ahead.finished(self.rejected)
            if spool is None:
                rows += await self._stage_part(file, ahead.second)
            else:
                rows += await staging.stage(self.connection, file, spool)
                self.progress.read(ahead.second.end - ahead.second.start)
        else:
            rows = await self._stage_part(file, WHOLE)
        await self.connection.execute(f"analyze {file.staged}")
        self.progress.phase(f"checking {file.name}")
        rows -= await staging.reject_unknown(self.connection, file, self.rejected)
        if file.table != "employment" or self.rejected.total or not certain_to_load:
            rows -= await staging.reject_repeated(self.connection, file, self.rejected)
        self.report.read[file.name] = rows

    async def _derive(self, delivery: int, large: File | None, *, skip_invalid: bool) -> None:
        """Derive registrations in a thread while the database records the employments."""
        stopped = Event()
        deriving: asyncio.Task[BinaryIO] | None = None
        if any(m.new or m.changed for m in self.report.merged.values()):
            self.progress.phase("reading the facts of the persons affected")
            await self.connection.execute(derivation.OF_DELIVERY, delivery)
            await self.connection.execute("analyze affected")
            read = await derivation.facts(self.connection, of_affected=True)
            deriving = asyncio.create_task(asyncio.to_thread(derivation.derive, read, stopped))
        try:
            if large is not None:
                await self._record_employments(large, delivery, skip_invalid=skip_invalid)
            if deriving is not None:
                derived = await asyncio.shield(deriving)
                self.progress.phase("recording registrations")
                remembered = await changes.remember(self.connection)
                self.report.registrations = await derivation.replace(self.connection, derived)
                if remembered:
                    self.progress.phase("writing messages")
                    await changes.write_messages(self.connection)
        finally:
            stopped.set()
            if deriving is not None:
                await asyncio.wait([deriving])
                if deriving.exception() is None:
                    deriving.result().close()

    async def _record_employments(self, file: File, delivery: int, *, skip_invalid: bool) -> None:
        self.progress.phase(f"recording {file.name}")
        attempt = self.connection.transaction()  # inside the run's: a savepoint
        await attempt.start()
        try:
            merged = await merge(self.connection, file, delivery, self.report.read[file.name])
        except ContradictionError:
            await attempt.rollback()
            self.report.read[file.name] -= await staging.reject_repeated(self.connection, file, self.rejected)
            if not skip_invalid:
                raise _RejectedError from None
            merged = await merge(self.connection, file, delivery, self.report.read[file.name])
        else:
            await attempt.commit()
        self.report.merged[file.name] = merged


async def _tidy(connection: Connection, report: ImportReport, progress: Progress) -> None:
    """Tell the planner what the tables have now, and let rosters be answered from indexes alone."""
    tables = [file.table for file in files() if file.name in report.merged and report.merged[file.name].new >= _MANY]
    if report.registrations >= _MANY:
        tables.append("registration")
    for table in tables:
        progress.phase(f"tidying {table}")
        with without_values():
            await connection.execute(f"vacuum (analyze, truncate false) register.{table}")
