"""The list of rejected rows: where each stood and why, never what it said."""

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self, TextIO

from models.imports.faults import ImportRefusedError, Reason
from models.whole_file import whole_file


class Rejects(Protocol):
    """Takes note of rejected rows."""

    def add(self, file: str, line: int, column: str, reason: Reason, /) -> None:
        """Note a row by the line on which it starts."""


class RejectList:
    """A CSV file, readable by its owner only, that is there when the import is over if a row was rejected."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._opened = ExitStack()
        self.counts: dict[StrEnum, int] = {}

    @property
    def total(self) -> int:
        """How many rows are rejected."""
        return sum(self.counts.values())

    def add(self, file: str, line: int, column: str, reason: StrEnum) -> None:
        """Note a row by the line on which it starts.

        Raises:
            ImportRefusedError: the list can't be written.
        """
        self.counts[reason] = self.counts.get(reason, 0) + 1
        try:
            if self._file is None:
                self._file = self._opened.enter_context(whole_file(self._path))
                self._file.write("file,line,column,reason\n")
            self._file.write(f"{file},{line},{column},{reason}\n")
        except OSError as error:
            raise _unwritable(self._path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._opened.close()  # a refused import leaves its list too
        except OSError as error:
            raise _unwritable(self._path, error) from None


def _unwritable(path: Path, error: OSError) -> ImportRefusedError:
    return ImportRefusedError(f"The list of rejected rows can't be written to {path} ({error.strerror}); name another.")
