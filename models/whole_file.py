"""Files that commands write for people: whole or not at all, and never where a link leads."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

_PRIVATE: Final = 0o600


@contextmanager
def whole_file(path: Path, *, private: bool = True) -> Iterator[TextIO]:
    """A text file (its `buffer`: of bytes) that replaces the one of its name once it is written, whole and durable.

    Args:
        path: its name; what has it may only be a file, no link and no device.
        private: whether only its owner may read it.

    Raises:
        OSError: it can't be written, with its name; what had the name is as it was.
    """
    _refuse_other_than_file(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        mode = _PRIVATE if private else 0o666
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with open(descriptor, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - a descriptor, not a path
            yield file
            file.flush()
            os.fsync(descriptor)
        _refuse_other_than_file(path)
        draft.replace(path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        elsewhere = isinstance(error, ConnectionError | TimeoutError)
        if isinstance(error, OSError) and not elsewhere and error.filename in {None, str(draft)}:
            error.filename, error.filename2 = str(path), None
        raise


def _refuse_other_than_file(path: Path) -> None:
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(kind):
        raise OSError(errno.ELOOP, "it is a symbolic link", str(path))
    if not stat.S_ISREG(kind):
        raise OSError(errno.EEXIST, "there is something else than a file", str(path))
