"""Documents as PDF/UA-1 (ISO 14289-1): tagged, their fonts inside; the same bytes each time."""

import asyncio
import json
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from domain.errors import RegisterError, UnavailableError
from models.deadline import Deadlines

_SHOWN: Final = (
    "\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0300-\u034e\u0350-\u036f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122"
)
"""What is printed: the letters, digits and signs of languages written in Latin, Greek or Cyrillic.

The fonts have no glyphs for most others, which PDF/UA-1 forbids; and the typesetter panics at some that run from right
to left.
"""
_NOT_SHOWN: Final = re.compile(f"[^{_SHOWN}]")
NO_SIGN: Final = "\N{REPLACEMENT CHARACTER}"
"""What stands for a sign that can't be printed."""
_LONG_WORD: Final = re.compile(r"\S{45}(?=\S)")
_URL: Final = "https://"

MOST_WAITING: Final = 32
SECONDS: Final = 20.0


class PdfError(RegisterError):
    """The document can't be typeset. What is wrong isn't said: the typesetter quotes the document."""


class Typesetter:
    """Typesets documents in threads of its own, with a compiler kept in each.

    Args:
        name: of the threads.
        threads: how many documents are typeset at a time.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting = 0

    async def pdf(self, template: Path, said: Mapping[str, object], made_at: datetime) -> bytes:
        """A document as PDF: what it says, by the template, made at this time.

        Raises:
            UnavailableError: too many documents are waiting, or it took too long.
            PdfError: it can't be typeset.
        """
        if self._waiting >= MOST_WAITING:
            raise UnavailableError("Too many documents are asked at a time; try again in a moment.")
        self._waiting += 1
        typesetting = asyncio.get_running_loop().run_in_executor(self._threads, typeset, template, said, made_at)
        typesetting.add_done_callback(self._done)  # a thread isn't stopped by who doesn't wait for it any longer
        try:
            with Deadlines(SECONDS).one():
                return await asyncio.shield(typesetting)
        except TimeoutError:
            raise UnavailableError("This document takes too long; try again in a moment.") from None

    def close(self) -> None:
        """Let what waits go; what is being typeset ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _done(self, typesetting: "asyncio.Future[bytes]") -> None:
        self._waiting -= 1
        if not typesetting.cancelled():
            typesetting.exception()  # seen, also when nobody waits for it any longer


def typeset(template: Path, said: Mapping[str, object], made_at: datetime, drawings: Sequence[str] = ()) -> bytes:
    """The document as PDF; takes some milliseconds of a thread, of many pages a second.

    Args:
        template: how it is set.
        said: what it says.
        made_at: when it was made.
        drawings: SVG of its own making, in which no text is typed by anybody: shown as it is.

    Raises:
        PdfError: it can't be typeset.
    """
    inputs = {"said": json.dumps(printable(said), ensure_ascii=False), "drawings": json.dumps(drawings)}
    try:
        made: Any = _compiler(template).compile(
            sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"], timestamp=made_at.replace(microsecond=0)
        )
    except BaseException as error:
        _kept.__dict__.clear()
        if isinstance(error, typst.TypstError) or type(error).__module__ == "pyo3_runtime":  # a panic of the library
            raise PdfError("This can't be made into a PDF; read it in the portal.") from None
        raise
    return bytes(made)


_kept: Final = threading.local()


def _compiler(template: Path) -> typst.Compiler:
    """This thread's own: one compiles one document at a time. It reads the template's folder and nothing else."""
    kept: dict[Path, typst.Compiler] = _kept.__dict__.setdefault("compilers", {})
    if template not in kept:
        kept[template] = typst.Compiler(template, root=template.parent, ignore_system_fonts=True)
    return kept[template]


def printable(said: object) -> object:
    """The same with all its texts in signs that can be printed."""
    match said:
        case str():
            return shown(said)
        case Mapping():
            return {name: printable(value) for name, value in said.items()}
        case list() | tuple():
            return [printable(one) for one in said]
        case _:
            return said


def shown(text: str) -> str:
    """A text in signs that can be printed, and long words with places where they may be broken.

    A sign that can't be is a replacement character. Line ends of any kind are line feeds, and tabs are blanks.
    """
    text = unicodedata.normalize("NFC", "\n".join(text.splitlines()).replace("\t", " ").replace("\xad", ""))
    text = _NOT_SHOWN.sub(NO_SIGN, text)
    return " ".join(_breakable(word) for word in text.split(" "))


def _breakable(word: str) -> str:
    return word if word.startswith(_URL) else _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", word)
