"""The messages of a file, a directory or an archive (zip), one after the other, in order of their names.

Nothing of them is unpacked to disk, and of none more is read than a message may have; so whatever an archive says it
holds, reading it takes the memory of one message and of the archive's list.
"""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from models.dkd.faults import DkdReason
from models.dkd.message import MOST_BYTES
from models.imports.faults import ImportRefusedError
from models.imports.progress import Progress, Silence

MOST_LIST_BYTES: Final = 16 * 1024 * 1024
"""How long the list of an archive may be."""
MOST_TIMES: Final = 200
"""How many times its own size an archive may have in it."""

_MESSAGE, _ARCHIVE = ".xml", ".zip"
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_PLAIN_NAME: Final = re.compile(r"(?!.*[0-9]{8})[A-Za-z0-9][A-Za-z0-9 ._()/-]{0,99}")
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def is_document(path: Path, file: Path) -> bool:
    """Whether a file is one of the messages at a path, or has some: then nothing may be written in its place."""
    resolved, place = file.resolve(), path.resolve()
    return resolved == place or (resolved.parent == place and resolved.suffix.lower() in {_MESSAGE, _ARCHIVE})


class Document(NamedTuple):
    """A message, or why it can't be read; `name` is that of its file where no number can be in it."""

    name: str
    content: bytes | DkdReason


def documents(path: Path, progress: Progress) -> Iterator[Document]:
    """All of them.

    Args:
        path: a file, a directory of `.xml` and `.zip` files, or an archive with `.xml` files in it.
        progress: told of each, and of what isn't read.

    Raises:
        ImportRefusedError: the path can't be read at all.
    """
    try:
        names = sorted(entry.name for entry in os.scandir(path)) if path.is_dir() else None
    except OSError as error:
        raise ImportRefusedError(f"{path} can't be read ({error.strerror}); name what has the messages.") from None
    if names is None:
        yield from _alone(path, progress)
        return
    progress.reading("messages", len(names))
    others = 0
    for number, name in enumerate(names, 1):
        file, shown = path / name, _shown(name, number)
        if name.lower().endswith(_ARCHIVE) and _opens(file, follow=False):
            yield from _archive(file, shown, progress, Silence(), follow=False)
        elif name.lower().endswith((_MESSAGE, _ARCHIVE)):
            yield Document(shown, _content(file))
        else:
            others += 1
        progress.read(1)
    _tell(others, progress)


def _alone(path: Path, progress: Progress) -> Iterator[Document]:
    if not _opens(path, follow=True):
        raise ImportRefusedError(f"{path} can't be read; name a file, a directory or an archive (zip) of messages.")
    with path.open("rb") as file:
        is_archive = file.read(2) == b"PK"
    if is_archive:
        yield from _archive(path, _shown(path.name, 1), progress, progress, follow=True)
    else:
        yield Document(_shown(path.name, 1), _content(path, follow=True))


def _opens(path: Path, *, follow: bool) -> bool:
    """Whether it is a file that can be opened; in a directory a link isn't one, since it may lead anywhere."""
    try:
        with _opened(path, follow=follow):
            return True
    except OSError:
        return False


def _opened(path: Path, *, follow: bool) -> IO[bytes]:
    """A file, whole and plain; a pipe or a device isn't waited for.

    Raises:
        OSError: it is none.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no file")
    return os.fdopen(descriptor, "rb")


def _content(path: Path, *, follow: bool = False) -> bytes | DkdReason:
    try:
        with _opened(path, follow=follow) as file:
            return _bounded(file.read(MOST_BYTES + 1))
    except OSError:
        return DkdReason.NOT_A_FILE


def _bounded(content: bytes) -> bytes | DkdReason:
    return content if len(content) <= MOST_BYTES else DkdReason.TOO_LONG


class _Listed:
    """An archive's file, of which nothing is read at once that is longer than its list may be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable, self.close = file.seek, file.tell, file.seekable, file.close

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all that follow.

        Raises:
            zipfile.BadZipFile: they are too many.
        """
        found = self._file.read(MOST_LIST_BYTES + 1 if size < 0 else min(size, MOST_LIST_BYTES + 1))
        if len(found) > MOST_LIST_BYTES:
            raise zipfile.BadZipFile("its list is too long")
        return found


def _archive(path: Path, shown: str, progress: Progress, bar: Progress, *, follow: bool) -> Iterator[Document]:
    """Those of an archive; `bar` is told of each of them, `progress` of what isn't read."""
    try:
        with _opened(path, follow=follow) as file, zipfile.ZipFile(_Listed(file)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if sum(one.file_size for one in members) > MOST_TIMES * os.fstat(file.fileno()).st_size + MOST_BYTES:
                yield Document(shown, DkdReason.BOMB)
                return
            members.sort(key=lambda one: one.filename)
            bar.reading("messages", len(members))
            others = 0
            for number, one in enumerate(members, 1):
                if one.filename.lower().endswith(_MESSAGE):
                    yield Document(f"{shown}/{_shown(one.filename, number)}", _member(archive, one))
                else:
                    others += 1
                bar.read(1)
            _tell(others, progress)
    except _UNREADABLE:
        yield Document(shown, DkdReason.DAMAGED)


def _member(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes | DkdReason:
    parts = PurePosixPath(one.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts:
        return DkdReason.PATH
    if one.flag_bits & _ENCRYPTED:
        return DkdReason.ENCRYPTED
    if one.compress_type not in _METHODS:
        return DkdReason.DAMAGED
    try:
        with archive.open(one) as content:
            return _bounded(content.read(MOST_BYTES + 1))
    except _UNREADABLE:
        return DkdReason.DAMAGED


def _shown(name: str, number: int) -> str:
    """A file's name in a list, or its place where the name may tell a number or is written so that lists break."""
    return name if _PLAIN_NAME.fullmatch(name) else f"number {number}"


def _tell(others: int, progress: Progress) -> None:
    if others:
        files = "1 other file was" if others == 1 else f"{others:,} other files were"
        progress.note(f"{files} not read: messages are .xml files, or in a .zip.")
