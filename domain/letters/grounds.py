"""Grounds as letters name them, and what is said of those who have one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.grounds import GROUNDS, CountsFor, GroundCode
from domain.letters.dutch import by_articles, each_article, written
from domain.registration import BASELINE

SEEN_BY_EMPLOYER: Final = (
    "Een werkgever kan alleen zien dat u in het register staat, en tot wanneer. Een werkgever ziet niet waarom.",
)


@dataclass(frozen=True, slots=True)
class DecidedGround:
    """A ground as a letter names it.

    Attributes:
        code: the ground.
        article: the article it rests on, or several with semicolons or commas between them.
        start: the first day on which it holds.
    """

    code: GroundCode
    article: str
    start: date

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that it rests on."""
        return each_article(self.article) or (self.article,)

    @property
    def item(self) -> str:
        """It as an item of a list."""
        return f"{GROUNDS[self.code].name}, vanaf {written(self.start)}. Dit staat in {by_articles(self.articles)}."


def counting(held: Sequence[DecidedGround]) -> tuple[str, ...]:
    """What the person counts for, and from when, by all grounds of the registration (begin meetellen)."""
    agreement = [one.start for one in held if CountsFor.JOB_AGREEMENT in GROUNDS[one.code].counts_for(one.start)]
    first = written(max(BASELINE, min(agreement or [one.start for one in held])))
    if agreement:
        counts = f"U telt vanaf {first} mee voor de banenafspraak."
        return (counts, "Een werkgever kan daardoor extra hulp of geld krijgen als u daar werkt.")
    return (f"U telt vanaf {first} mee voor de quotumregeling, en niet voor de banenafspraak.",)


def articles_of(grounds: Sequence[DecidedGround]) -> tuple[str, ...]:
    """Their articles, each once, in order."""
    return tuple(dict.fromkeys(article for ground in grounds for article in ground.articles))
