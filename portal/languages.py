"""The languages of the pages: their texts, and how they write numbers, days and moments."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

_CATALOGUES: Final = Path(__file__).parent / "texts"
NETHERLANDS: Final = ZoneInfo("Europe/Amsterdam")

Entry = str | Mapping[str, str]
"""A text, or its plural forms by Babel's category: one, other."""


class Language(StrEnum):
    """A language that pages are in."""

    NL = "nl"
    EN = "en"


ENGLISH: Final = "/en"
"""What the English addresses of the pages for everybody begin with."""


def in_english(path: str) -> str:
    """The English address of a page for everybody."""
    return ENGLISH + ("" if path == "/" else path.removeprefix("/") if path.startswith("/?") else path)


def in_dutch(path: str) -> str:
    """The Dutch one of an English address; another as it is."""
    inside = path.partition("?")[0]
    if inside != ENGLISH and not inside.startswith(f"{ENGLISH}/"):
        return path
    rest = path.removeprefix(ENGLISH)
    return rest if rest.startswith("/") else f"/{rest}"


_LOCALES: Final = {Language.NL: Locale("nl"), Language.EN: Locale("en", "GB")}
_DAY: Final = {Language.NL: "d MMMM y", Language.EN: "d MMMM y"}
_SHORT_DAY: Final = {Language.NL: "dd-MM-y", Language.EN: "d MMM y"}
_TIME: Final = "HH:mm"
_MOMENT: Final = {Language.NL: "d MMMM y 'om' HH:mm 'uur'", Language.EN: "d MMMM y 'at' HH:mm"}
_SHORT_MOMENT: Final = {Language.NL: "dd-MM-y, HH:mm'\N{NO-BREAK SPACE}uur'", Language.EN: "d MMM y, HH:mm"}


class Texts:
    """The catalogue of one language: `texts("roster.found", count=23)`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = _LOCALES[language]
        self._entries = catalogue(language)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, its placeholders filled in; plain text, for a template to escape.

        Args:
            key: the path to it in the catalogue, such as `citizen.result.yes`.
            values: what stands for the placeholders: numbers, days and moments are written as the language does.
                `count` chooses the form of an entry with plural forms.

        Raises:
            KeyError: there is no such key, or a placeholder without a value; it names the key.
        """
        entry = self._entries.get(key)
        if entry is None:
            raise KeyError(f"{self.language}.toml has no text {key}.")
        if not isinstance(entry, str):
            count = values.get("count")
            if not isinstance(count, int):
                raise KeyError(f"The text {key} needs a count.")
            entry = entry.get(self._locale.plural_form(count), entry["other"])
        try:
            return entry.format_map({name: self._written(value) for name, value in values.items()})
        except KeyError as missing:
            raise KeyError(f"The text {key} needs {missing}.") from None

    def number(self, number: float) -> str:
        """A number as text: `5.000`, `0,9`."""
        return format_decimal(number, locale=self._locale)

    def date(self, day: dt.date) -> str:
        """A day inside a sentence: `31 december 2028`; of a moment, its day in the Netherlands."""
        return format_date(civil_day(day), _DAY[self.language], locale=self._locale)

    def short_date(self, day: dt.date) -> str:
        """A day in a table: `31-12-2028`, `31 Dec 2028`; of a moment, its day in the Netherlands."""
        return format_date(civil_day(day), _SHORT_DAY[self.language], locale=self._locale)

    def month(self, day: dt.date) -> str:
        """The month of a day: `maart 2026`."""
        return format_date(day, "MMMM y", locale=self._locale)

    def time(self, at: dt.datetime) -> str:
        """A time of the day in the Netherlands: `14:05`."""
        return format_datetime(at, _TIME, tzinfo=NETHERLANDS, locale=self._locale)

    def moment(self, at: dt.datetime) -> str:
        """A day and time in the Netherlands: `24 november 2026 om 14:05 uur`."""
        return format_datetime(at, _MOMENT[self.language], tzinfo=NETHERLANDS, locale=self._locale)

    def short_moment(self, at: dt.datetime) -> str:
        """A day and time in a table: `24-11-2026, 14:05 uur`, `24 Nov 2026, 14:05`."""
        return format_datetime(at, _SHORT_MOMENT[self.language], tzinfo=NETHERLANDS, locale=self._locale)

    def _written(self, value: object) -> object:
        match value:
            case int():
                return self.number(value)
            case dt.datetime():
                return self.moment(value)
            case dt.date():
                return self.date(value)
            case _:
                return value


def civil_day(day: dt.date) -> dt.date:
    """A day; of a moment, its day in the Netherlands."""
    return day.astimezone(NETHERLANDS).date() if isinstance(day, dt.datetime) else day


@lru_cache
def catalogue(language: Language) -> Mapping[str, Entry]:
    """All entries of a language, by their key."""
    tables = tomllib.loads((_CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(tables, ""))


def _flat(table: Mapping[str, object], path: str) -> list[tuple[str, Entry]]:
    """The entries of a table and of those inside it; one with the key `other` holds plural forms."""
    found: list[tuple[str, Entry]] = []
    for name, value in table.items():
        key = f"{path}{name}"
        if not isinstance(value, Mapping):
            found.append((key, str(value)))
        elif "other" in value:
            found.append((key, value))
        else:
            found += _flat(value, f"{key}.")
    return found
