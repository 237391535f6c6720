"""What people type into forms, as the register wants it."""

import re
from datetime import date
from typing import Final

from domain.bsn import passes_eleven_test
from portal.languages import Texts

_AROUND: Final = re.compile(r"[\s.\-]")
_DUTCH: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DIGITS: Final = 9


def typed_bsn(text: str) -> str:
    """The digits of a BSN, without the spaces, dots and dashes that people put between them."""
    return _AROUND.sub("", text)


def bsn_fault(text: str) -> str | None:
    """The key of the text that says what is wrong with a BSN; None: nothing."""
    digits = typed_bsn(text)
    if not digits:
        return "fields.bsn_missing"
    if len(digits) != _DIGITS or not digits.isascii() or not digits.isdigit():
        return "forms.bsn_digits"
    return None if passes_eleven_test(digits) else "forms.bsn_test"


def typed_day(text: str) -> date | None:
    """A day as people write it: 24-11-2026, 24/11/2026 or 2026-11-24; None if it isn't one."""
    text = text.strip()
    dutch, iso = _DUTCH.fullmatch(text), _ISO.fullmatch(text)
    try:
        if dutch:
            return date(int(dutch[3]), int(dutch[2]), int(dutch[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def long_day(texts: Texts, day: str | None) -> str:
    """A day of the register (ISO 8601) inside a sentence; nothing for none."""
    return texts.date(date.fromisoformat(day)) if day else ""


def short_day(texts: Texts, day: str | None) -> str:
    """A day of the register in a table; nothing for none."""
    return texts.short_date(date.fromisoformat(day)) if day else ""


def whole_number(text: str | None, least: int, most: int) -> int | None:
    """A number between two others; None if it isn't one."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None


def error(field: str, text: str, label: str = "") -> dict[str, str]:
    """A fault as templates show it: at its field, and on top of the page, there by its label if it has one."""
    return {"field": field, "text": text, "label": label}
