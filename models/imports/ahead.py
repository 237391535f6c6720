"""Reading the larger part of a large file in a process of its own, while this one reads what comes before it.

That process writes COPY text and the places of rejected rows to unlinked temporary files. Should
it fail, for whatever reason, that part is read again here, and the fault shows as always.
"""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final, TextIO

from models.imports.dialects import Dialect
from models.imports.faults import Reason
from models.imports.file_formats import File, files
from models.imports.reader import Part, Reader
from models.imports.rejects import RejectList

_PROGRAM: Final = "from models.imports.ahead import main; main()"
_LARGE: Final = 64 << 20
_BLOCK: Final = 1 << 20
# This process also reads the other files, and copies what the other one has read.
_SHARE_READ_HERE: Final = 0.4
# After a row that isn't empty, before one that isn't: empty lines belong to the end of a file or between rows.
_CUT: Final = re.compile(rb"[^\r\n]\r?\n(?=[0-9])")


@dataclass(slots=True)
class Ahead:
    """A part of a file that another process is reading.

    Attributes:
        file: the file.
        first: the part before it, which is left to this process.
        second: the part itself.
    """

    file: File
    first: Part
    second: Part
    process: Process
    _copied: BinaryIO
    _rejected: BinaryIO

    async def finished(self, rejects: RejectList) -> BinaryIO | None:
        """The acceptable rows as COPY text, when all are read; None if the process failed."""
        if await self.process.wait():
            return None
        self._rejected.seek(0)
        for line in self._rejected:
            number, column, reason = line.decode().rstrip("\n").split(",")
            rejects.add(self.file.name, int(number), column, Reason(reason))
        self._copied.seek(0)
        return self._copied


@asynccontextmanager
async def reading_ahead(path: Path, file: File, dialect: Dialect = Dialect.STANDARD) -> AsyncIterator[Ahead | None]:
    """Begin with the second part of a file, if it is large and its lines are rows; the process ends with the block."""
    parts = _parts(path) if dialect is Dialect.STANDARD else None  # a sheet has a million rows at most
    if parts is None:
        yield None
        return
    first, second = parts
    with TemporaryFile() as copied, TemporaryFile() as rejected:
        place = (str(number) for number in (second.start, second.end, second.line))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _PROGRAM, str(path), file.name, *place, str(rejected.fileno())),
            stdin=DEVNULL,
            stdout=copied,
            stderr=DEVNULL,  # only an exit status comes back: a traceback might quote a row
            pass_fds=(rejected.fileno(),),
        )
        try:
            yield Ahead(file, first, second, process, copied, rejected)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _parts(path: Path) -> tuple[Part, Part] | None:
    """Two parts of a file; None where it isn't worth it, or only a CSV reader knows where its rows begin."""
    size = path.stat().st_size
    if size < _LARGE or (os.cpu_count() or 1) == 1:
        return None
    lines = 0
    with path.open("rb") as file:
        wanted = int(size * _SHARE_READ_HERE)
        file.seek(wanted)
        found = _CUT.search(file.read(_BLOCK))
        if found is None:
            return None
        cut = wanted + found.end()
        file.seek(0)
        place = 0
        while block := file.read(_BLOCK):
            if b'"' in block or (b"\r" in block and re.search(rb"\r[^\n]", block)):
                return None
            if place < cut:
                lines += block.count(b"\n", 0, cut - place)
            place += len(block)
    return Part(0, cut, 0), Part(cut, size, lines)


@dataclass(slots=True)
class _Places:
    """Writes where each rejected row of the one file stood."""

    file: TextIO

    def add(self, _file: str, line: int, column: str, reason: Reason) -> None:
        self.file.write(f"{line},{column},{reason}\n")


def main() -> None:
    """Be the process that reads ahead."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this one decides
    path, name, start, end, line, descriptor = sys.argv[1:]
    file = next(file for file in files() if file.name == name)
    part = Part(int(start), int(end), int(line))
    with os.fdopen(int(descriptor), "w", encoding="utf-8") as places:
        rejects = _Places(places)
        file = Reader(Path(path), file, rejects, lambda _count: None).as_delivered()
        for chunk in Reader(Path(path), file, rejects, lambda _count: None, part):
            sys.stdout.buffer.write(chunk)
