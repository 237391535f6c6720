"""The catalogues of the pages: the same in each language, all of it used, and written as the language writes."""

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal.languages import Entry, Language, Texts, catalogue
from portal.pages.information import _PAGES

PORTAL = Path(__file__).parents[2] / "portal"
SOURCES = {
    file: file.read_text(encoding="utf-8") for file in [*PORTAL.rglob("*.py"), *(PORTAL / "templates").glob("*.html")]
}
ASKED = re.compile(r"\b(?:texts|t)\(\s*\"([^\"]+)\"\s*[,)]")
NAMED = re.compile(r"[\"']([a-z_]+\.[a-z_.]*)[\"'{]")

NL = Texts(Language.NL)
EN = Texts(Language.EN)


def fields(entry: Entry) -> set[str]:
    """The placeholders of an entry, in whichever of its forms."""
    forms = [entry] if isinstance(entry, str) else entry.values()
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def test_the_catalogues_have_the_same_keys() -> None:
    assert catalogue(Language.NL).keys() == catalogue(Language.EN).keys()


def test_a_text_has_the_same_placeholders_and_plural_forms_in_each_language() -> None:
    for key, dutch in catalogue(Language.NL).items():
        english = catalogue(Language.EN)[key]
        assert fields(dutch) == fields(english), key
        assert all(name.isidentifier() for name in fields(dutch)), key
        assert isinstance(dutch, str) == isinstance(english, str), key
        for entry in (dutch, english):
            assert isinstance(entry, str) or entry.keys() == {"one", "other"}, key
            forms = [entry] if isinstance(entry, str) else list(entry.values())
            assert all(form.strip() == form != "" for form in forms), key


def test_each_key_that_a_page_asks_for_exists() -> None:
    for file, source in SOURCES.items():
        for key in ASKED.findall(source):
            assert key in catalogue(Language.NL), f"{file.relative_to(PORTAL)}: {key}"


def test_each_text_is_used() -> None:
    """By its key, by what a key that is put together begins with, or by the page that is named as its table."""
    named = {name for source in SOURCES.values() for name in NAMED.findall(source)}
    begins = (*(name for name in named if name.endswith(".")), *(f"{name}." for name, _ in _PAGES.values()))
    assert [key for key in catalogue(Language.NL) if key not in named and not key.startswith(begins)] == []


@pytest.mark.parametrize("language", Language)
def test_soft_hyphens_stand_in_headings_only(language: Language) -> None:
    """A field's name is matched by voice and by its label; a heading's is shown, and the title leaves them out."""
    hyphened = [key for key, entry in catalogue(language).items() if "\u00ad" in str(entry)]
    assert [key for key in hyphened if not key.endswith(("title", "heading"))] == []


def test_a_missing_text_is_named() -> None:
    with pytest.raises(KeyError, match=r"nl\.toml has no text citizen\.nothing"):
        NL("citizen.nothing")


def test_a_missing_placeholder_is_named_with_its_text() -> None:
    with pytest.raises(KeyError, match=r"The text session\.until needs 'time'"):
        NL("session.until")
    with pytest.raises(KeyError, match=r"The text roster\.found needs a count"):
        NL("roster.found", total=3)


@pytest.mark.parametrize(
    ("texts", "count", "written"),
    [
        (NL, 0, "0 resultaten gevonden"),
        (NL, 1, "1 resultaat gevonden"),
        (NL, 23, "23 resultaten gevonden"),
        (NL, 5000, "5.000 resultaten gevonden"),
        (EN, 1, "1 result found"),
        (EN, 5000, "5,000 results found"),
    ],
)
def test_a_count_chooses_the_form_and_is_written_as_the_language_does(texts: Texts, count: int, written: str) -> None:
    assert texts("roster.found", count=count) == written


def test_days_and_moments_inside_a_text_are_written_out() -> None:
    day, at = date(2028, 12, 31), datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
    assert NL("session.until", time=day) == "Ingelogd tot 31 december 2028 uur"
    assert NL("session.until", time=at) == "Ingelogd tot 24 november 2026 om 14:05 uur uur"
    assert EN("session.until", time=day) == "Logged in until 31 December 2028"
    assert EN("session.until", time=at) == "Logged in until 24 November 2026 at 14:05"


def test_numbers_days_and_times_are_written_as_the_language_does() -> None:
    assert (NL.number(1234567), EN.number(1234567)) == ("1.234.567", "1,234,567")
    assert (NL.number(999), EN.number(999)) == ("999", "999")
    assert (NL.date(date(2026, 3, 1)), EN.date(date(2026, 3, 1))) == ("1 maart 2026", "1 March 2026")
    assert (NL.short_date(date(2028, 12, 31)), EN.short_date(date(2028, 12, 31))) == ("31-12-2028", "31 Dec 2028")
    assert (NL.short_date(date(2026, 3, 1)), EN.short_date(date(2026, 3, 1))) == ("01-03-2026", "1 Mar 2026")


def test_moments_are_told_in_dutch_time() -> None:
    winter, summer = datetime(2026, 11, 24, 13, 5, tzinfo=UTC), datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert NL.moment(winter) == "24 november 2026 om 14:05 uur"
    assert EN.moment(winter) == "24 November 2026 at 14:05"
    assert NL.moment(summer) == "2 juli 2026 om 00:30 uur"
    assert (NL.short_moment(winter), EN.short_moment(winter)) == ("24-11-2026, 14:05\u00a0uur", "24 Nov 2026, 14:05")
    assert (NL.short_moment(summer), EN.short_moment(summer)) == ("02-07-2026, 00:30\u00a0uur", "2 Jul 2026, 00:30")
    assert (NL.time(winter), EN.time(summer)) == ("14:05", "00:30")
