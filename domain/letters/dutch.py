"""Days, articles, amounts and lists as a Dutch letter writes them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

_MONTHS: Final = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_LAWS: Final = {
    "Wfsv": "de Wet financiering sociale verzekeringen",
    "Besluit Wfsv": "het Besluit Wfsv",
    "Regeling Wfsv": "de Regeling Wfsv",
    "Besluit SUWI": "het Besluit SUWI",
    "Wet SUWI": "de Wet structuur uitvoeringsorganisatie werk en inkomen",
    "Awb": "de Algemene wet bestuursrecht",
    "Participatiewet": "de Participatiewet",
}
_ORDINALS: Final = (
    "eerste", "tweede", "derde", "vierde", "vijfde", "zesde",
    "zevende", "achtste", "negende", "tiende", "elfde", "twaalfde",
)  # fmt: skip
_BETWEEN: Final = re.compile(rf"\s*(?:;|,(?=\s*(?:{'|'.join(_LAWS)}) \d))\s*")
_ARTICLE: Final = re.compile(
    rf"(?P<law>{'|'.join(_LAWS)}) (?P<number>\d+(?:[.:]\d+)?[a-z]?)"
    r"(?: lid (?P<paragraph>1[0-2]|[1-9]))?(?: onder (?P<letter>[a-z]))?"
)


def written(day: date) -> str:
    """A day in running text: `26 november 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence: `a, b en c`."""
    *others, last = parts
    return f"{', '.join(others)} en {last}" if others else last


def euros(amount: int) -> str:
    """An amount of whole euros: `€ 1.442`."""
    return f"€\N{NO-BREAK SPACE}{amount:,}".replace(",", ".")


def in_words(article: str) -> str:
    """An article as people read it.

    `Wfsv 38b lid 1 onder a` is `artikel 38b, eerste lid, onder a, van de Wet financiering sociale verzekeringen`. What
    isn't of that form stays as it is.
    """
    found = _ARTICLE.fullmatch(article)
    if found is None:
        return article
    law, number, paragraph, letter = found.group("law", "number", "paragraph", "letter")
    where = [f"artikel {number}"]
    where += [f"{_ORDINALS[int(paragraph) - 1]} lid"] if paragraph else []
    where += [f"onder {letter}"] if letter else []
    return f"{', '.join(where)}{',' if len(where) > 1 else ''} van {_LAWS[law]}"


def each_article(cited: str) -> tuple[str, ...]:
    """The articles of a text in which they stand one after the other, with semicolons or commas between them."""
    return tuple(one for one in _BETWEEN.split(cited.strip()) if one)


def by_articles(articles: Sequence[str]) -> str:
    """Several of them, as they stand in brackets behind a sentence."""
    return listed([in_words(article) for article in articles])


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a typed text that aren't blank: a paragraph each."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
