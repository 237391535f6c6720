"""A letter as PDF/UA-1: in Dutch, dated by its own day."""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from domain.letters import Letter
from domain.letters.letter import UNIT
from graph.typesetting import NO_SIGN, Typesetter, printable, typeset

_TEMPLATE: Final = Path(__file__).parent / "letter.typ"
_NOTE: Final = f"Een {NO_SIGN} staat voor een teken dat wij niet kunnen afdrukken. In het portaal staat het wel."


class LetterPrinter(Typesetter):
    """Typesets letters."""

    def __init__(self, threads: int = 1) -> None:
        super().__init__("letters", threads)

    async def letter(self, letter: Letter) -> bytes:
        """The letter as PDF.

        Raises:
            UnavailableError: too many letters are waiting, or it took too long.
            PdfError: it can't be typeset.
        """
        return await self.pdf(_TEMPLATE, _said(letter), _made_at(letter))


def pdf(letter: Letter) -> bytes:
    """The letter as PDF; takes some milliseconds of a thread.

    Raises:
        PdfError: it can't be typeset.
    """
    return typeset(_TEMPLATE, _said(letter), _made_at(letter))


def _made_at(letter: Letter) -> datetime:
    return datetime.combine(letter.day, time(12), UTC)


def _said(letter: Letter) -> dict[str, object]:
    """What the template shows."""
    parts: list[dict[str, object]] = [
        {"heading": part.heading, "paragraphs": part.paragraphs, "items": part.items} for part in letter.parts
    ]
    if NO_SIGN in json.dumps(printable(parts), ensure_ascii=False):
        parts.append({"heading": "Over deze afdruk", "paragraphs": [_NOTE], "items": []})
    return {"subject": letter.subject, "sender": UNIT, "parts": parts, "reference": letter.reference}
