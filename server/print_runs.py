"""A print run: a folder of letters and a manifest by which the print service addresses them; whole or not there.

A run is hidden until its letters are marked as printed. One that was cut off between the two is finished or thrown away
later, by what became of the transaction that marked them.
"""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from domain.roles import Role
from models.cases import StoredLetter
from server.errors import CommandError

MANIFEST: Final = "manifest.json"
_TRANSACTION: Final = ".transaction"
_HIDDEN: Final = re.compile(r"\.\d{4}-\d\d-\d\d-[0-9a-f]{8}")
_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


class PrintRun:
    """One run of a day, in a folder of its own."""

    def __init__(self, hidden: Path) -> None:
        self._hidden = hidden
        self._lines: list[dict[str, str]] = []

    @classmethod
    def begin(cls, out: Path, day: date) -> Self:
        """A run that has no letters yet."""
        hidden = out / f".{day.isoformat()}-{secrets.token_hex(4)}"
        hidden.mkdir(mode=_PRIVATE_FOLDER)
        return cls(hidden)

    @property
    def folder(self) -> Path:
        """Where it stands once it is published."""
        return self._hidden.with_name(self._hidden.name.removeprefix("."))

    def add(self, letter: StoredLetter, file: bytes) -> None:
        """Write a letter as a file that only its owner may read, and whom it goes to in the manifest."""
        name = f"brief-{len(self._lines) + 1:05}.pdf"
        _write(self._hidden / name, file)
        line = {"file": name, "letter": str(letter.id), "sha256": sha256(file).hexdigest()}
        self._lines.append({**line, **_addressee(letter)})

    def seal(self, day: date, transaction: str) -> None:
        """Write the manifest, and which transaction marks the letters."""
        manifest = {"printed_on": day.isoformat(), "letters": self._lines}
        _write(self._hidden / MANIFEST, json.dumps(manifest, indent=1).encode())
        _write(self._hidden / _TRANSACTION, transaction.encode())
        _settle(self._hidden)

    @property
    def transaction(self) -> str | None:
        """The transaction that marks its letters; None: it wasn't sealed."""
        try:
            return (self._hidden / _TRANSACTION).read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def publish(self) -> None:
        """Show it to the print service."""
        self._hidden.rename(self.folder)
        _settle(self.folder.parent)

    def discard(self) -> None:
        """Throw it away."""
        shutil.rmtree(self._hidden)


def unfinished(out: Path) -> list[PrintRun]:
    """Runs that were cut off."""
    return [PrintRun(path) for path in sorted(out.iterdir()) if _HIDDEN.fullmatch(path.name) and path.is_dir()]


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """The folder of runs, made if it is missing, while nobody else prints into it.

    Raises:
        CommandError: somebody else does.
    """
    out.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    lock = os.open(out / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _PRIVATE)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("Another `letters print` writes into this directory: wait until it is done.") from None
        yield
    finally:
        os.close(lock)


def _addressee(letter: StoredLetter) -> dict[str, str]:
    """By which number the print service finds the address."""
    if letter.recipient is Role.CITIZEN:
        return {"bsn": letter.bsn.value}
    if letter.recipient is Role.SUWINET:
        return {"oin": letter.organisation_id or ""}
    return {"kvk": letter.kvk} if letter.kvk else {"rsin": letter.rsin or ""}


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _settle(folder: Path) -> None:
    """Have the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
