"""Verification of the whole log: every record, every list of persons, every head and every checkpoint."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import asyncpg

from domain.errors import RegisterError
from models.audit.chains import ChainCheck, span
from models.audit.checkpoint_files import CheckpointFiles
from models.audit.checkpoints import CLOCKS_APART, Head, Restored, microseconds
from models.audit.findings import Fault, Findings, Notice, counted, time_of
from models.audit.losses import Loss, LostHead, Run, begin, first_loss
from models.audit.readers import CheckpointReader
from models.audit.records import BLOCK, IN_ORDER, Key, LogRecord, SubjectRows, blocks, exactly, record_of
from models.audit.spool import HeadSpool
from models.imports.connection import Connection
from models.imports.progress import Progress

# No serving role can take a table's lock, as it can an advisory one. A lock of a table takes no snapshot yet.
_TURN: Final = """
    set local idle_in_transaction_session_timeout = 0;
    set local lock_timeout = '1s';
    lock table log.audit in {} mode"""
_MILLION: Final = 1_000_000
_HEADS: Final = "select id, number, hash from log.lane order by id"
_WRITTEN_BETWEEN: Final = "select exists (select from log.record where at > $1 and at < $2)"
_FIRST_AFTER: Final = "select min(at) from log.record where at > $1"
_TO_COME: Final = """
    select lane, count(*) as records, min(number) as number, max(at) as at from log.record where at > $1
    group by lane order by lane"""
_WHOLE_RESULT: Final = "set local cursor_tuple_fraction = 1"


class LogBusyError(RegisterError):
    """The log is being verified, or made shorter, by somebody else."""


@dataclass
class Verification:
    """What a verification found.

    Attributes:
        findings: what is wrong.
        notices: what should be known, though nothing is wrong.
        restored: what restores and failovers lost, as declared, and when.
        loss: what else checkpoints know and the log hasn't, if a restore explains it: what the first one lost.
        lost_faults: how many findings are about such losses; `against` says why no restore explains them.
        incomplete: the lanes that lost records, also those that did before, which another restore may have opened.
        lanes_known: the highest number of a lane that a checkpoint or the database knows.
        records: how many there are; `subjects` how many persons in lists, `lanes` how many chains.
        late: how many records a checkpoint covers only since a long time after they were written.
        checkpoints: how many lines were read; the last was written at `last_checkpoint` and has `digest`.
        uncovered: how many records no checkpoint names yet, the first of them of `uncovered_since`.
        covered: lane -> the last record that a checkpoint agrees with.
    """

    findings: Findings = field(default_factory=Findings)
    notices: Findings = field(default_factory=Findings)
    restored: list[tuple[str, Restored]] = field(default_factory=list)
    loss: Loss | None = None
    lost_faults: int = 0
    against: str = ""
    incomplete: set[int] = field(default_factory=set)
    lanes_known: int = 0
    records: int = 0
    subjects: int = 0
    lanes: int = 0
    late: int = 0
    checkpoints: int = 0
    last_checkpoint: str | None = None
    digest: str = ""
    uncovered: int = 0
    uncovered_since: int | None = None
    covered: dict[int, int] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings.count

    @property
    def only_losses(self) -> bool:
        """Whether nothing is wrong but what a restore or failover may have lost, and what no checkpoint covers yet."""
        explained = self.lost_faults + self.findings.of(Fault.UNCOVERED)
        return self.loss is not None and self.findings.count == explained

    def lines(self) -> list[str]:
        """All of it as text, the faults first."""
        read = f"{counted(self.records, 'record')} in {counted(self.lanes, 'lane')}"
        lists = f"{counted(self.subjects, 'person')} in lists"
        return [
            *self.findings.lines(),
            *self.notices.lines(),
            *(line for at, restored in self.restored for line in declared(at, restored)),
            f"Read {read}, {lists}, {counted(self.checkpoints, 'checkpoint')}.",
            *([f"The last checkpoint's SHA-256, for a witness elsewhere: {self.digest}"] if self.digest else []),
            self._window(),
            *([self.against] if self.against else []),
            self._verdict(),
        ]

    def _verdict(self) -> str:
        if self.only_losses:
            faults = counted(self.findings.count, "fault")
            return (
                f"The log is NOT intact: {faults}. A restore to an earlier state, or a failover, may have caused them."
            )
        if not self.intact:
            return f"The log is NOT intact: {counted(self.findings.count, 'fault')}."
        lost = ", but for what a restore or failover lost, as declared" if self.restored else ""
        late = f"; {counted(self.late, 'record')} of it {_WAS[self.late == 1]} covered late" if self.late else ""
        return f"The log is intact{lost}{late}."

    def _window(self) -> str:
        last = f"; the last is of {self.last_checkpoint}" if self.last_checkpoint else ""
        if self.uncovered_since is None:
            return f"Checkpoints cover every record{last}." if self.records else "There are no records."
        since = time_of(self.uncovered_since)
        return f"No checkpoint covers {counted(self.uncovered, 'record')} yet, written since {since}{last}."


_WAS: Final = {True: "was", False: "were"}


def declared(at: str, restored: Restored) -> list[str]:
    """What was lost, as declared, as text: a line for each lane."""
    head = f"Lost by a restore or failover, as {restored.by} declared at {at}: {restored.reason}"
    times = f"  known to checkpoints of {restored.since} to {restored.until}"
    rows = (f"  lane {lane}: {_numbered(*numbers)}" for lane, numbers in sorted(restored.lost.items()))
    return [head, times, *rows]


def _numbered(first: int, last: int) -> str:
    return f"record {first}" if first == last else f"records {first} to {last}"


def _persons(count: int, of: int | None = None) -> str:
    return f"{counted(count, 'person')}{f' of {of:,}' if of else ''} {'was' if count == 1 else 'were'}"


@asynccontextmanager
async def undisturbed(connection: Connection, *, alone: bool = False) -> AsyncIterator[None]:
    """A transaction that keeps the log from being made shorter meanwhile; `alone`: also from being verified.

    Raises:
        LogBusyError: somebody else is at it.
    """
    async with connection.transaction(isolation=None if alone else "repeatable_read", readonly=not alone):
        try:
            await connection.execute(_TURN.format("exclusive" if alone else "share"))
        except asyncpg.LockNotAvailableError:
            raise LogBusyError("Another audit of the log is under way: try again when it has ended.") from None
        yield


async def verify(
    connection: Connection, files: CheckpointFiles, progress: Progress, *, now: float, patience: float
) -> Verification:
    """Verify the log as it is now, while the service goes on writing; in constant memory.

    The checkpoints are read first: what they name was in the database before, so it must be in the snapshot.

    A record older than `patience` must be covered. One that was covered later than that is late if the service wrote
    other records meanwhile, with time enough for a checkpoint after them; if none was written, it may have been down.

    Args:
        connection: the owner's, `undisturbed`, with nothing read in that transaction yet.
        files: the checkpoints.
        progress: told what is being done.
        now: seconds since 1970.
        patience: seconds in which a running service has certainly written a checkpoint.
    """
    found = Verification()
    with HeadSpool() as spool:
        reader = CheckpointReader(files, found.findings, found.notices, round(_MILLION * now))
        for checkpoint in reader.checkpoints(progress):
            spool.add(checkpoint)
        found.checkpoints, found.last_checkpoint, found.digest = reader.count, reader.last, reader.digest
        found.restored = spool.restored
        async with exactly(connection):
            await connection.execute(_WHOLE_RESULT)
            await _Verifier(connection, spool, found, _MILLION * now, _MILLION * patience).run(progress)
    return found


class _Verifier:
    """Walks through the records in order of time, with the rows of log.subject beside them."""

    def __init__(
        self, connection: Connection, spool: HeadSpool, found: Verification, now: float, patience: float
    ) -> None:
        self._now = round(now)
        self._patience = round(patience)
        self._chains: dict[int, ChainCheck] = {}
        self._connection = connection
        self._spool = spool
        self._found = found
        self._heads: dict[int, Head] = {}
        self._lost: list[LostHead] = []
        self._subjects = SubjectRows(connection)

    async def run(self, progress: Progress) -> None:
        """Check everything in the open transaction."""
        rows = await self._connection.fetch(_HEADS)
        self._heads = {row["id"]: Head(row["number"], row["hash"]) for row in rows}
        progress.reading("records", self._expected())
        await self._subjects.begin()
        async for block in blocks(self._connection, IN_ORDER):
            for row in block:
                record = record_of(row)
                self._chain(record.lane).add(record)
                key = self._subjects.key
                if record.subjects_digest is not None or (key is not None and key <= record.key):
                    await self._check_subjects(record)
            self._found.records += len(block)
            progress.read(len(block))
        await self._orphans(None)
        for lane in sorted({*self._chains, *self._heads, *self._spool.lanes()}):
            chain = self._chain(lane)
            self._end(chain)
            self._found.lanes_known = max(self._found.lanes_known, lane)
            for run in chain.late:
                await self._judge_late(lane, run)
        await self._judge_losses()
        await self._judge_clock()

    def _expected(self) -> int:
        dropped = {lane: max(anchors) for lane, anchors in self._spool.anchors.items()}
        return max(BLOCK, sum(head.number - dropped.get(lane, 0) for lane, head in self._heads.items()))

    def _chain(self, lane: int) -> ChainCheck:
        chain = self._chains.get(lane)
        if chain is None:
            head, anchors = self._heads.get(lane), self._spool.anchors.get(lane, {})
            sealed = self._spool.of_lane(lane)
            found = self._found
            chain = ChainCheck(lane, head, anchors, sealed, self._patience, found.findings, found.notices)
            self._chains[lane] = chain
        return chain

    def _end(self, chain: ChainCheck) -> None:
        chain.end()
        found = self._found
        found.lanes += 1
        found.covered[chain.lane] = chain.covered
        if chain.lacks_records:
            found.incomplete.add(chain.lane)
        found.lost_faults += chain.lost_faults
        self._lost += chain.lost
        if chain.uncovered:
            found.uncovered += chain.uncovered
            since = found.uncovered_since
            found.uncovered_since = chain.uncovered_since if since is None else min(since, chain.uncovered_since)
            if chain.uncovered_since < self._now - self._patience:
                numbers = span(chain.uncovered_from, chain.uncovered_from + chain.uncovered - 1)
                text = f"{numbers} covered by no checkpoint, the first written {time_of(chain.uncovered_since)}:"
                text += " checkpoints were removed, or the service was stopped by force or could write none"
                found.findings.add(Fault.UNCOVERED, chain.lane, chain.uncovered_from, text)

    async def _judge_late(self, lane: int, run: Run) -> None:
        """Say that records were covered late, unless the service may have been down until then."""
        between = run.since + self._patience, microseconds(run.at) - self._patience
        if between[0] < between[1] and await self._connection.fetchval(_WRITTEN_BETWEEN, *between):
            text = f"{span(run.first, run.last)} covered late, by the checkpoint of {run.at}, the first written"
            text += f" {time_of(run.since)}: earlier checkpoints were removed, or the service could write none"
            self._found.notices.add(Notice.LATE, lane, run.first, text)
            self._found.late += run.last - run.first + 1

    async def _judge_losses(self) -> None:
        """Find what a restore may have lost, if one may have."""
        if not self._lost:
            return
        impossible = next((head for head in self._lost if not head.is_possible), None)
        if impossible is not None:
            self._found.against = (
                f"No restore explains it: record {impossible.number} of lane {impossible.lane} is of"
                f" {time_of(impossible.again or 0)}, before the checkpoint of {impossible.until} that knows another."
            )
            return
        kept = await self._connection.fetchval(_FIRST_AFTER, begin(self._lost))
        self._found.loss = first_loss(self._lost, kept)
        if self._found.loss is None:
            self._found.against = (
                f"No restore explains it: a record of {time_of(kept)} is there, but checkpoints of before and after"
                " know what is gone; a restore loses all from a moment on."
            )

    async def _judge_clock(self) -> None:
        """Say that records are of a time to come."""
        for row in await self._connection.fetch(_TO_COME, self._now + CLOCKS_APART):
            text = f"{counted(row['records'], 'record')} of a time to come, the last {time_of(row['at'])}:"
            text += " the database's clock was ahead, or this one is behind"
            self._found.notices.add(Notice.CLOCK, row["lane"], row["number"], text)

    async def _check_subjects(self, record: LogRecord) -> None:
        """Hold the rows of log.subject against the record that they belong to."""
        key = record.key
        await self._orphans(key)
        count, digest = 0, sha256()
        async for subject in self._subjects.of(key):
            count += 1
            digest.update(subject)
        self._found.subjects += count
        wanted = 0 if record.subjects_digest is None else record.subject_count
        if count < wanted:
            self._wrong(key, f"{_persons(wanted - count, of=wanted)} removed from its list")
        elif count > wanted:
            of = f"to its list of {wanted}" if wanted else "though it has no list"
            self._wrong(key, f"{_persons(count - wanted)} added {of}")
        elif record.subjects_digest is not None and digest.digest() != record.subjects_digest:
            self._wrong(key, f"persons in its list of {wanted} were changed")

    async def _orphans(self, until: Key | None) -> None:
        """Rows of log.subject that belong to no record."""
        while (key := self._subjects.key) is not None and (until is None or key < until):
            count = 0
            async for _ in self._subjects.of(key):
                count += 1
            self._found.subjects += count
            stand = "1 person stands" if count == 1 else f"{count:,} persons stand"
            self._wrong(key, f"{stand} in log.subject for it, but there is no such record")

    def _wrong(self, key: Key, text: str) -> None:
        at, lane, number = key
        self._found.findings.add(Fault.SUBJECTS, lane, number, f"record {number} ({time_of(at)}): {text}")
