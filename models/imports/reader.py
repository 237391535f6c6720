"""Reading one import file: from bytes to tested rows in COPY's text form, in constant memory."""

import csv
import io
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from operator import getitem
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from models.imports.dialects import Dialect, Form, form_of, is_utf_16
from models.imports.faults import ImportRefusedError, Reason, UnacceptableError
from models.imports.file_formats import File
from models.imports.rejects import Rejects

if TYPE_CHECKING:
    from _csv import Reader as _Rows
else:
    _Rows = object

_BLOCK: Final = 1 << 18
_ROWS_A_CHUNK: Final = 1_000


class Part(NamedTuple):
    """A part of a file: its bytes from `start` up to `end`, and how many lines stand before it."""

    start: int
    end: int
    line: int


WHOLE: Final = Part(0, sys.maxsize, 0)


class _NulFoundError(Exception):
    """A NUL byte was read."""


class _Watched(io.RawIOBase):
    """A file that tells how much of it was read, and that ends at a NUL byte, which text never has but in UTF-16."""

    def __init__(self, path: Path, read: Callable[[int], None], part: Part, *, nul_ends: bool) -> None:
        self._file = path.open("rb", buffering=0)
        self._file.seek(part.start)
        self._left = part.end - part.start
        self._read = read
        self._nul_ends = nul_ends

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # what BufferedReader passes
        count = self._file.readinto(memoryview(buffer)[: self._left]) or 0
        self._left -= count
        if self._nul_ends and b"\0" in bytes(buffer[:count]):
            raise _NulFoundError
        self._read(count)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class Reader:
    """The rows of one file. Iterating yields chunks of COPY text: the table's columns, then the line number.

    Rows that are not acceptable go to the list of rejected rows.

    Attributes:
        as_excel: whether a row is rejected for a value that looks as Excel writes it, which another dialect reads.

    Raises:
        ImportRefusedError: the file as a whole can't be read; the message names it, and the line.
    """

    def __init__(  # noqa: PLR0913 - what is read, how, and who is told of it
        self,
        path: Path,
        file: File,
        rejects: Rejects,
        read: Callable[[int], None],
        part: Part = WHOLE,
        *,
        dialect: Dialect = Dialect.STANDARD,
    ) -> None:
        self._path = path
        self._file = file
        self._rejects = rejects
        self._read = read
        self._part = part
        self._dialect = dialect
        self.as_excel = False
        self._empty = range(0)  # empty lines since the last row: at the end of a file they are nothing

    def as_delivered(self) -> File:
        """The file by its first row, which says whether the columns are there that may be missing.

        Raises:
            ImportRefusedError: the file can't be read, or it is another one.
        """
        form = self._form()
        with self._opened(form, lambda _count: None) as text:
            header = self._header(csv.reader(text, delimiter=form.separator, strict=True))
        delivered = self._file.with_header(header)
        if delivered is None:
            raise self._another(header)
        return delivered

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

    def __iter__(self) -> Iterator[bytes]:
        form = self._form()
        with self._opened(form, self._read) as text:
            reader = csv.reader(text, delimiter=form.separator, strict=True)
            if not self._part.start and (header := self._header(reader)) != self._file.header:
                raise self._another(header)
            try:
                yield from self._chunks(reader)
            except (UnicodeDecodeError, _NulFoundError) as error:
                raise self._not_text(error) from None
            except OSError as error:
                raise self._unreadable(error) from None

    def _chunks(self, reader: _Rows) -> Iterator[bytes]:
        width, period, texts = len(self._file.columns), self._file.period, self._file.texts
        start, end = (period.start, period.end) if period else (0, 0)
        rows: Iterator[list[str]] = reader if self._dialect is Dialect.STANDARD else map(self._file.of_excel, reader)
        chunk: list[str] = []
        above = self._part.line
        while True:
            before = above + reader.line_num
            try:
                for row in rows:
                    line, before = before + 1, above + reader.line_num
                    try:
                        copied = "\t".join(map(getitem, texts, row))
                    except UnacceptableError:
                        copied = ""
                    # The usual row is decided on here, all others with more care: there are ten million of them.
                    usual = len(row) == width and copied and not self._empty
                    if (usual and (period is None or not row[end] or row[start] < row[end])) or self._accepts(
                        row, line
                    ):
                        chunk.append(f"{copied}\t{line}\n")
                        if len(chunk) >= _ROWS_A_CHUNK:
                            yield "".join(chunk).encode()
                            chunk.clear()
            except csv.Error:
                self._broken(before + 1, above + reader.line_num)
            else:
                yield "".join(chunk).encode()
                return

    def _accepts(self, row: list[str], line: int) -> bool:
        """Whether a row is acceptable; if not, it is on the list of rejected rows, unless it is an empty last line."""
        if not row:
            self._empty = range(self._empty.start if self._empty else line, line + 1)
            return False
        self._reject_empty_lines()
        fault = self._file.fault(row, self._dialect)
        if fault is not None:
            self.as_excel |= fault != self._file.fault(row, Dialect.EXCEL_NL)
            self._rejects.add(self._file.name, line, *fault)
        return fault is None

    def _broken(self, first: int, last: int) -> None:
        """The quotes of a row make no sense: within one line that spoils the row, over several the file."""
        if first != last:
            raise ImportRefusedError(
                f"{self._file.name} line {first}: a quoted value doesn't end; correct the quotes and import again."
            )
        self._reject_empty_lines()
        self._rejects.add(self._file.name, first, "", Reason.MALFORMED)

    def _reject_empty_lines(self) -> None:
        """With a row after them, empty lines are rows without columns."""
        for line in self._empty:
            self._rejects.add(self._file.name, line, "", Reason.COLUMNS)
        self._empty = range(0)

    def _header(self, reader: _Rows) -> list[str]:
        try:
            return next(reader, [])
        except csv.Error:
            return []
        except (UnicodeDecodeError, _NulFoundError) as error:
            raise self._not_text(error) from None
        except OSError as error:
            raise self._unreadable(error) from None

    def _another(self, header: list[str]) -> ImportRefusedError:
        excel = self._dialect is Dialect.EXCEL_NL
        wanted = (";" if excel else ",").join(self._file.header)
        todo = "correct it and import again"
        if not excel and len(header) == 1 and (";" in header[0] or "\t" in header[0]):
            todo = f"if Excel has saved it, import it with --dialect {Dialect.EXCEL_NL}"
        return ImportRefusedError(f"{self._file.name}: the first line must be {wanted}; {todo}.")

    def _form(self) -> Form:
        try:
            return form_of(self._path, self._dialect)
        except OSError as error:
            raise self._unreadable(error) from None

    def _opened(self, form: Form, read: Callable[[int], None]) -> io.TextIOWrapper:
        try:
            raw = _Watched(self._path, read, self._part, nul_ends=form.encoding != "utf-16")
        except OSError as error:
            raise self._unreadable(error) from None
        encoding = "utf-8" if self._part.start else form.encoding
        return io.TextIOWrapper(io.BufferedReader(raw, _BLOCK), encoding=encoding, newline="")

    def _unreadable(self, error: OSError) -> ImportRefusedError:
        return ImportRefusedError(
            f"{self._file.name} can't be read ({error.strerror}); make it readable and try again."
        )

    def _not_text(self, error: Exception) -> ImportRefusedError:
        name, excel = self._file.name, self._dialect is Dialect.EXCEL_NL
        encoding = self._form().encoding
        if is_utf_16(self._path):
            what = "is cut off" if excel else "is UTF-16"
        elif isinstance(error, _NulFoundError):
            what = f"line {self._faulty_line(encoding)} has a NUL byte"
        else:
            line = self._faulty_line(encoding)
            what = f"line {line} is not {'Windows-1252' if encoding == 'cp1252' else 'UTF-8'}"
        or_so = "" if excel else f", or import what Excel has saved with --dialect {Dialect.EXCEL_NL}"
        return ImportRefusedError(f"{name} {what}; save it as UTF-8 text{or_so}.")

    def _faulty_line(self, encoding: str) -> int:
        """The first line that isn't text, found by reading the file again in pieces of bounded size."""
        encoding = encoding.removesuffix("-sig")
        number = 1
        with self._path.open("rb") as lines:
            rest = b""
            while piece := lines.readline(_BLOCK):
                whole = rest + piece
                ended = whole.endswith(b"\n")
                try:
                    whole.decode(encoding)
                except UnicodeDecodeError as error:
                    # A character may continue in the next piece; a line is never that long otherwise.
                    if ended or error.end < len(whole) or len(piece) < _BLOCK:
                        return number
                    rest = whole[error.start :]
                    continue
                if b"\0" in whole:
                    return number
                rest = b""
                number += ended
        return number
