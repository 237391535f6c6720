"""Writing checkpoints of the disclosure log while the service runs."""

import asyncio
import fcntl
import math
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import structlog

from domain.roles import Role
from models.audit.checkpoint_files import CheckpointFiles, make_directory, open_or_make
from models.audit.checkpoints import Head
from models.database import ServingPools
from models.faults import Fault

log = structlog.get_logger()

_HEADS: Final = "select lane, number, hash from serve.log_heads()"
_PREPARE: Final = "select serve.prepare_log()"
_DAY: Final = 86_400.0
_SOON: Final = 60.0
_LAST_SECONDS: Final = 3.0
_AGAIN_SECONDS: Final = 0.05


class Checkpointer:
    """Writes a checkpoint every few seconds if any lane has moved, and makes the log's partitions ahead.

    Of all processes that write to a directory one does so at a time; when it ends, however it ends, another goes on.
    Nothing that goes wrong ends it: it is logged, and tried again.

    Args:
        pools: connections that nobody else uses.
        files: where the checkpoints are written.
        seconds: how often it looks.
        told: called with the time, by `monotonic`, when the log was last found covered, at once or by a new checkpoint,
            here or by another process whose turn it is.
        now: the time in seconds since 1970, which checkpoints name.
        monotonic: a clock of all processes of this machine that nobody sets, in seconds, for what time has passed.
        late_seconds: after how long without that it is a problem.
    """

    def __init__(  # noqa: PLR0913 - each is given once, by `serve`
        self,
        pools: ServingPools,
        files: CheckpointFiles,
        seconds: float,
        told: Callable[[float], None] = lambda _at: None,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        late_seconds: float = math.inf,
    ) -> None:
        self._pools = pools
        self._files = files
        self._seconds = seconds
        self._told = told
        self._now = now
        self._monotonic = monotonic
        self._turn = _Turn(files.directory / "lock")
        self._written: dict[int, Head] = {}
        self._prepare_at = 0.0
        self._fault: Fault | None = None
        self._late_seconds = late_seconds
        self._noted: float | None = None
        self._covered_at = monotonic()  # before the first time: since the start

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write checkpoints meanwhile, and a last one at the end, when whoever has the turn has ended, if it does."""
        going_on = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            going_on.cancel()
            with suppress(asyncio.CancelledError):
                await going_on
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_SECONDS):
                    while not await self.look():  # noqa: ASYNC110 - another process's lock has no event
                        await asyncio.sleep(_AGAIN_SECONDS)
            self._turn.end()

    async def once(self) -> None:
        """Look once, and leave the turn to others."""
        try:
            await self.look()
        finally:
            self._turn.end()

    async def look(self) -> bool:
        """Write a checkpoint if it is this process's turn and a lane has moved; whether it is its turn."""
        try:
            if not await asyncio.to_thread(self._turn.is_ours):
                self._written.clear()  # the first line of a turn has all lanes
                if not await asyncio.to_thread(self._turn.take):
                    self._covered_by_another(await asyncio.to_thread(self._turn.noted))
                    return False
            await self._prepare()
            heads = await durable_heads(self._pools)
            moved = {lane: head for lane, head in heads.items() if self._written.get(lane) != head}
            at, covered_at = self._now(), self._monotonic()
            if moved:
                await asyncio.to_thread(self._files.append, at, moved)
                self._written |= moved
            await asyncio.to_thread(self._turn.note, at)
            self._covered(covered_at)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next look may succeed
            self._failed(error)
        else:
            if self._fault is not None:
                log.info("checkpoints are written again")
            self._fault = None
        return True

    @property
    def age(self) -> float:
        """The seconds since the log was last found covered, or since the start."""
        return self._monotonic() - self._covered_at

    def problem(self) -> str | None:
        """What is wrong if the log wasn't covered for too long; None if it was."""
        if self.age <= self._late_seconds:
            return None
        why = f": {self._fault.clause}" if self._fault else ""
        return f"no checkpoint has covered the disclosure log for {self.age:.0f} seconds (CHECKPOINTS_DIR){why}"

    def _covered(self, at: float) -> None:
        self._covered_at = max(self._covered_at, at)
        self._told(self._covered_at)

    def _covered_by_another(self, noted: float) -> None:
        """Hear what it noted last: only what is new says anything, as its clock may have been put back since."""
        if noted != self._noted:
            self._noted = noted
            self._covered(self._monotonic() - max(0.0, self._now() - noted))

    async def _go_on(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(self._seconds)

    async def _prepare(self) -> None:
        """Make the partitions of the coming months, once a day."""
        if self._monotonic() < self._prepare_at:
            return
        self._prepare_at = self._monotonic() + _SOON  # when to try again if it fails
        await self._pools.call(Role.AUDITOR, _PREPARE)
        self._prepare_at = self._monotonic() + _DAY

    def _failed(self, error: Exception) -> None:
        """Say so once for each cause; its own text may hold values."""
        fault = Fault.of_file(error) if isinstance(error, OSError) else Fault.of_database(error)
        self._written.clear()  # what was written last is unknown: the next line has all
        before, self._fault = self._fault, fault
        if before is None or before.code != fault.code:
            log.error(
                "no checkpoint of the disclosure log could be written; trying again",
                why=fault.what,
                cause=fault.cause.value,
                code=fault.code,
                advice=fault.advice,
            )


async def durable_heads(pools: ServingPools) -> dict[int, Head]:
    """Where all lanes are, each with its records durable wherever durability is asked for.

    Raises:
        UnavailableError: the database is away, or the standby that must confirm it is.
    """
    rows = await pools.call(Role.AUDITOR, _HEADS)
    return {row["lane"]: Head(row["number"], row["hash"]) for row in rows if row["number"]}


class _Turn:
    """A process's turn to write: the lock of a file, which the kernel gives back when the process dies."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: int | None = None
        self._made = False

    def is_ours(self) -> bool:
        """Whether it was taken and still holds: a file that was removed or moved away keeps nobody else away."""
        if self._held is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._held), self._file.stat())
        except FileNotFoundError:
            return False

    def take(self) -> bool:
        """Take it if nobody has it; whether it is ours now.

        Raises:
            OSError: the file can't be made, or its directory is no longer there. That isn't made again: it may be one
                of another machine that is away, and what is written in its place would be missing there.
        """
        self.end()
        if not self._made:
            make_directory(self._file.parent)
            self._made = True
        opened = open_or_make(self._file, os.O_RDWR)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return False
        except OSError:
            os.close(opened)
            raise
        self._held = opened
        return True

    def note(self, at: float) -> None:
        """Note for the others that the log was covered at this time, as the time of the file."""
        if self._held is not None:
            os.utime(self._held, (at, at))

    def noted(self) -> float:
        """When whoever has the turn last noted that the log was covered."""
        return self._file.stat().st_mtime

    def end(self) -> None:
        """Leave it to others."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
