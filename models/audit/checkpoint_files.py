"""The files of checkpoints: one a month, only ever appended to."""

import errno
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from models.audit.checkpoints import CheckpointKeys, Content, Heads, Restored, written

_NAME: Final = re.compile(r"\d{4}-\d{2}\.jsonl")
_BLOCK: Final = 1 << 16


class Line(NamedTuple):
    """A line of a file as it stands there. The last of a file may be `unfinished`: it has no end of line."""

    file: str
    number: int
    content: bytes
    unfinished: bool


class CheckpointFiles:
    """A directory of checkpoints.

    Several processes may write to it: a line is appended while its writer holds a lock on the directory.
    """

    def __init__(self, directory: Path, keys: CheckpointKeys) -> None:
        self.directory = directory
        self.keys = keys

    def append(
        self, moment: float, heads: Heads, anchors: Heads | None = None, restored: Restored | None = None
    ) -> None:
        """Write a line, durable when this returns.

        Args:
            moment: seconds since 1970.
            heads: where the lanes are that have moved.
            anchors: up to where lanes are about to be dropped.
            restored: what a restore or failover lost.

        Raises:
            OSError: it could not be written, or not wholly; what is half written is passed over by the next line.
        """
        at = datetime.fromtimestamp(moment, UTC)
        content: Content = {"at": at.isoformat(), "heads": written(heads)}
        content |= {"anchors": written(anchors)} if anchors else {}
        content |= {"restored": restored.content()} if restored else {}
        make_directory(self.directory)
        with _locked(self.directory) as folder:
            names = self.names()
            name = max([f"{at:%Y-%m}.jsonl", *names])  # a clock that was set back doesn't reorder the files
            last = self._last(names)
            line = self.keys.line({**content, "previous": digest(last) if last is not None else ""})
            unended = name in names and not _end(self.directory / name)[1]
            _append(self.directory / name, (b"\n" if unended else b"") + line + b"\n")
            os.fsync(folder)  # the file may be new

    def names(self) -> list[str]:
        """The files, oldest first."""
        try:
            return sorted(filter(_NAME.fullmatch, os.listdir(self.directory)))  # noqa: PTH208 - names are wanted
        except FileNotFoundError:
            return []

    def size(self) -> int:
        """The bytes of all files together."""
        return sum((self.directory / name).stat().st_size for name in self.names())

    def lines(self, passed: Callable[[int], None]) -> Iterator[Line]:
        """All lines, oldest first; `passed` is told of their bytes."""
        for name in self.names():
            with (self.directory / name).open("rb") as stream:
                for number, content in enumerate(stream, 1):
                    passed(len(content))
                    yield Line(name, number, content.removesuffix(b"\n"), not content.endswith(b"\n"))

    def _last(self, names: list[str]) -> bytes | None:
        """The last line of all."""
        ends = (_end(self.directory / name)[0] for name in reversed(names))
        return next((line for line in ends if line is not None), None)


def make_directory(directory: Path) -> None:
    """Make the directory, for itself alone, unless it is there. What root makes is its parent's owner's.

    Raises:
        OSError: it can't be made.
    """
    if directory.is_dir():
        return
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _give(made, directory.parent)
    finally:
        os.close(made)


def open_or_make(file: Path, flags: int) -> int:
    """Open a file of the directory, no link. What root makes is the directory's owner's: the service goes on with it.

    Raises:
        OSError: it can't be opened.
    """
    flags |= os.O_CREAT | os.O_NOFOLLOW
    try:
        made = os.open(file, flags | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(file, flags, 0o600)
    _give(made, file.parent)
    return made


def _give(made: int, folder: Path) -> None:
    if os.geteuid() == 0:
        owner = folder.stat()
        with suppress(PermissionError):  # another machine's disk may take nobody for root
            os.fchown(made, owner.st_uid, owner.st_gid)


def digest(line: bytes) -> str:
    """How the line after it names a line."""
    return sha256(line).hexdigest()


def _end(file: Path) -> tuple[bytes | None, bool]:
    """The last line of a file, None if it is empty; and whether that line is ended."""
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        reach = _BLOCK
        while size:
            stream.seek(max(0, size - reach))
            tail = stream.read()
            lines = tail.removesuffix(b"\n")
            if b"\n" in lines or reach >= size:
                return lines.rpartition(b"\n")[2], lines != tail
            reach *= 2
    return None, True


def _append(file: Path, content: bytes) -> None:
    stream = open_or_make(file, os.O_WRONLY | os.O_APPEND)
    try:
        if os.write(stream, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(stream)
    finally:
        os.close(stream)


@contextmanager
def _locked(directory: Path) -> Iterator[int]:
    folder = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)
