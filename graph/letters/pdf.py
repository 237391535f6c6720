"""A letter as PDF/UA-1 (ISO 14289-1): tagged, in Dutch, its fonts inside; the same bytes each time."""

import asyncio
import json
import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

import typst

from domain.errors import RegisterError, UnavailableError
from domain.letters import Letter
from domain.letters.letter import UNIT

_TEMPLATE: Final = Path(__file__).parent / "letter.typ"
_SHOWN: Final = (
    "\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0300-\u034e\u0350-\u036f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122"
)
"""What is printed: the letters, digits and signs of languages written in Latin, Greek or Cyrillic.

The fonts have no glyphs for most others, which PDF/UA-1 forbids; and the typesetter panics at some that run from right
to left.
"""
_NOT_SHOWN: Final = re.compile(f"[^{_SHOWN}]")
_NO_SIGN: Final = "\N{REPLACEMENT CHARACTER}"
_NOTE: Final = f"Een {_NO_SIGN} staat voor een teken dat wij niet kunnen afdrukken. In het portaal staat het wel."
_LONG_WORD: Final = re.compile(r"\S{45}(?=\S)")
_URL: Final = "https://"

MOST_WAITING: Final = 32
SECONDS: Final = 20.0


class PdfError(RegisterError):
    """The letter can't be typeset. What is wrong isn't said: the typesetter quotes the letter."""


class LetterPrinter:
    """Typesets letters in threads of its own, with a compiler kept in each.

    Args:
        threads: how many letters are typeset at a time.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="letters")
        self._waiting = 0

    async def pdf(self, letter: Letter) -> bytes:
        """The letter as PDF.

        Raises:
            UnavailableError: too many letters are waiting, or it took too long.
            PdfError: it can't be typeset.
        """
        if self._waiting >= MOST_WAITING:
            raise UnavailableError("Too many letters are asked at a time; try again in a moment.")
        self._waiting += 1
        typesetting = asyncio.get_running_loop().run_in_executor(self._threads, pdf, letter)
        typesetting.add_done_callback(self._done)  # a thread isn't stopped by who doesn't wait for it any longer
        try:
            return await asyncio.wait_for(asyncio.shield(typesetting), SECONDS)
        except TimeoutError:
            raise UnavailableError("This letter takes too long; try again in a moment.") from None

    def close(self) -> None:
        """Let what waits go; what is being typeset ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _done(self, typesetting: "asyncio.Future[bytes]") -> None:
        self._waiting -= 1
        if not typesetting.cancelled():
            typesetting.exception()  # seen, also when nobody waits for it any longer


def pdf(letter: Letter) -> bytes:
    """The letter as PDF; takes some milliseconds of a thread.

    Raises:
        PdfError: it can't be typeset.
    """
    said = {"letter": json.dumps(_printable(letter), ensure_ascii=False)}
    made_at = datetime.combine(letter.day, time(12), UTC)
    try:
        made: Any = _compiler().compile(sys_inputs=said, format="pdf", pdf_standards=["ua-1"], timestamp=made_at)
    except BaseException as error:
        _kept.__dict__.clear()
        if isinstance(error, typst.TypstError) or type(error).__module__ == "pyo3_runtime":  # a panic of the library
            raise PdfError("This letter can't be made into a PDF; read it in the portal.") from None
        raise
    return bytes(made)


_kept: Final = threading.local()


def _compiler() -> typst.Compiler:
    """This thread's own: one compiles one letter at a time. It reads the template's folder and nothing else."""
    if not hasattr(_kept, "compiler"):
        _kept.compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, ignore_system_fonts=True)
    compiler: typst.Compiler = _kept.compiler
    return compiler


def _printable(letter: Letter) -> dict[str, object]:
    """What the template shows, in signs that can be shown."""
    parts = [
        {
            "heading": shown(part.heading),
            "paragraphs": [shown(paragraph) for paragraph in part.paragraphs],
            "items": [shown(item) for item in part.items],
        }
        for part in letter.parts
    ]
    if _NO_SIGN in json.dumps(parts, ensure_ascii=False):
        parts.append({"heading": "Over deze afdruk", "paragraphs": [_NOTE], "items": []})
    reference = [[shown(label), shown(value)] for label, value in letter.reference]
    return {"subject": shown(letter.subject), "sender": UNIT, "parts": parts, "reference": reference}


def shown(text: str) -> str:
    """A text in signs that can be printed, and long words with places where they may be broken.

    A sign that can't be is a replacement character. Line ends of any kind are line feeds, and tabs are blanks.
    """
    text = unicodedata.normalize("NFC", "\n".join(text.splitlines()).replace("\t", " ").replace("\xad", ""))
    text = _NOT_SHOWN.sub(_NO_SIGN, text)
    return " ".join(_breakable(word) for word in text.split(" "))


def _breakable(word: str) -> str:
    return word if word.startswith(_URL) else _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", word)
