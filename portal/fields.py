"""What people type into forms, as the register wants it."""

import re
import unicodedata
from datetime import date
from typing import Final

from auth.forms import typed_digits
from domain.bsn import passes_eleven_test
from portal.languages import Texts

_DUTCH: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DIGITS: Final = 9


def typed_text(text: str) -> str:
    """What was typed, as fields count it: forms send a line's end as two characters."""
    return text.replace("\r\n", "\n").strip()


def bsn_fault(text: str) -> str | None:
    """The key of the text that says what is wrong with a BSN; None: nothing."""
    digits = typed_digits(text)
    if not digits:
        return "fields.bsn_missing"
    if not digits.isascii() or not digits.isdigit():
        return "forms.bsn_digits"
    if len(digits) != _DIGITS:
        return "forms.bsn_eight" if len(digits) == _DIGITS - 1 else "forms.bsn_digits"
    return None if passes_eleven_test(digits) else "forms.bsn_test"


def typed_day(text: str) -> date | None:
    """A day as people write it: 24-11-2026, 24/11/2026 or 2026-11-24; None if it isn't one."""
    dutch, iso = _written(text)
    try:
        if dutch:
            return date(int(dutch[3]), int(dutch[2]), int(dutch[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def day_fault(text: str) -> str:
    """The key of the text that says why this is no day: it isn't written as one, or there is no such day."""
    return "fields.date_unknown" if any(_written(text)) else "fields.date_wrong"


def _written(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """A day as the Dutch write it or as ISO 8601 does, whether there is one or not."""
    kinds = {"Cf": "", "Pd": "-", "Zs": " "}
    text = "".join(kinds.get(unicodedata.category(sign), sign) for sign in text).strip()
    return _DUTCH.fullmatch(text), _ISO.fullmatch(text)


def long_day(texts: Texts, day: date | None) -> str:
    """A day of the register inside a sentence; nothing for none."""
    return texts.date(day) if day else ""


def short_day(texts: Texts, day: date | None) -> str:
    """A day of the register in a table; nothing for none."""
    return texts.short_date(day) if day else ""


def whole_number(text: str | None, least: int, most: int) -> int | None:
    """A number between two others; None if it isn't one."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None


def error(field: str, text: str, label: str = "") -> dict[str, str]:
    """A fault as templates show it: at its field, and on top of the page, there by its label if it has one."""
    return {"field": field, "text": text, "label": label}


def refusal(text: str) -> dict[str, str]:
    """Why the register refused something: in Dutch on every page, and of no one field."""
    return {**error("", text), "lang": "nl"}
