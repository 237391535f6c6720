"""How an import file is written: as the register's own CSV, or as a Dutch Excel saves a sheet."""

import codecs
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

_BLOCK: Final = 1 << 18
_LONGEST_HEADER: Final = 1_000


class Dialect(StrEnum):
    """The ways to write an import file; the words of `--dialect`."""

    STANDARD = "standard"
    EXCEL_NL = "excel-nl"


class Form(NamedTuple):
    """How the bytes of a file are rows: the encoding, as Python calls it, and what stands between two values."""

    encoding: str
    separator: str


def form_of(path: Path, dialect: Dialect) -> Form:
    """The form of a file.

    Excel saves as UTF-8 with a byte order mark, as Windows-1252 or, called Unicode text, as UTF-16 with tabs; what
    it doesn't mark is told by the bytes.

    Raises:
        OSError: the file can't be read.
    """
    if dialect is Dialect.STANDARD:
        return Form("utf-8-sig", ",")
    encoding = "utf-16" if is_utf_16(path) else "utf-8-sig" if _is_utf_8(path) else "cp1252"
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        header = text.readline(_LONGEST_HEADER)
    return Form(encoding, max(";\t,", key=header.count))


def is_utf_16(path: Path) -> bool:
    """Whether a file begins as UTF-16 does.

    Raises:
        OSError: the file can't be read.
    """
    with path.open("rb") as file:
        return file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}


def _is_utf_8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8:
                return True
            file.seek(0)
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
