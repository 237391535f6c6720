"""Texts that people write in forms: what is accepted, so that the database, a page and a letter can all carry it."""

import re
from typing import Final

from domain.refusals import RefusalCode, Refused

# Control characters but tab and line feed; lone surrogates and noncharacters, which neither UTF-8 nor XML 1.0 carries.
_UNREADABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(0x11) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_BREAKS: Final = re.compile("[\t\n\u2028\u2029]")


def readable_text(text: str, name: str, *, longest: int) -> str:
    """A text of several lines, its line ends as LF.

    Args:
        text: as it was sent.
        name: what it is called in Dutch, with its article: "de toelichting".
        longest: in characters.

    Raises:
        Refused: INVALID_VALUE: it is blank or too long, or has characters that nobody can read.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not any(character.isprintable() and character != " " for character in text):  # nothing that one can see
        raise Refused(RefusalCode.INVALID_VALUE, f"Vul {name} in. Hebt u niets in te vullen? Laat het veld dan weg.")
    if len(text) > longest:
        raise Refused(RefusalCode.INVALID_VALUE, f"Maak {name} korter: niet meer dan {longest} tekens.")
    if _UNREADABLE.search(text):
        raise Refused(
            RefusalCode.INVALID_VALUE, f"Er staan tekens in {name} die wij niet kunnen lezen. Typ de tekst opnieuw."
        )
    return text


def readable_line(text: str, name: str, *, longest: int) -> str:
    """A text of one line; see `readable_text`."""
    text = readable_text(text, name, longest=longest)
    if _BREAKS.search(text):
        raise Refused(RefusalCode.INVALID_VALUE, f"Schrijf {name} op één regel.")
    return text
