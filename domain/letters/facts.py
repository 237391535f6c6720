"""Letters on a recorded fact for which the person didn't ask: a ground to come, an end, a correction."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.bsn import Bsn
from domain.letters.dutch import by_articles, lines_of, written
from domain.letters.grounds import SEEN_BY_EMPLOYER, DecidedGround, counting
from domain.letters.letter import MEANING, WHY, Announcement, Letter, LetterKind, Section, number_of
from domain.registration import EventKind

_NAMING_PERSON: Final = ("uw naam en adres", "uw burgerservicenummer", "de datum van deze brief")
_NOTICE: Final = "Wfsv 38d lid 8"
_EVENTS: Final = {
    EventKind.PROTECTED_WORK: (
        "Uw gemeente heeft vastgesteld dat u alleen beschut kunt werken. Dan staat u niet in het register",
        "Wfsv 38b lid 1",
    ),
    EventKind.NO_WORK_CAPACITY: ("U kunt blijvend niet werken. Dan staat u niet in het register", "Besluit SUWI 3.2"),
    EventKind.EMIGRATION: ("U woont niet meer in Nederland. Dan staat u niet in het register", "Besluit SUWI 3.2"),
}


def admission_notice(  # noqa: PLR0913 - each is said in the letter
    bsn: Bsn,
    announced: Announcement,
    *,
    ground: DecidedGround,
    held: Sequence[DecidedGround],
    on: date,
    registered: bool = False,
    birth_date_known: bool = True,
) -> Letter:
    """ADMISSION_NOTICE: that a ground will be recorded for which the person didn't ask (Wfsv 38d lid 8).

    Args:
        bsn: the person's.
        announced: when, until when to object, and where to go.
        ground: what is recorded.
        held: all grounds of the registration from that day on, this one included.
        on: the day on which it is recorded.
        registered: whether the person is in the register already.
        birth_date_known: whether the register has the person's birth date.
    """
    if registered:
        subject = "Wij gaan uw registratie in het doelgroepregister aanvullen."
        means = f"U staat al in het register. Dat blijft zo: u krijgt er op {written(on)} een grond bij."
    else:
        subject = "Wij gaan u opnemen in het doelgroepregister."
        means = f"Wij nemen u op {written(on)} op in het register."
    kept = "Uw burgerservicenummer, uw geboortedatum" if birth_date_known else "Uw burgerservicenummer"
    return Letter(
        kind=LetterKind.ADMISSION_NOTICE,
        day=announced.day,
        subject=subject,
        sections=(
            Section.of(MEANING, f"{means} U hoeft niets te doen.", *counting(held)),
            Section.of(
                "Wat leggen wij vast?",
                f"{kept} en waarom u in het register staat:",
                items=(ground.item,),
            ),
            Section.of(
                "Wie kan dit zien?",
                "UWV en gemeenten zien dat u in het register staat, en waarom. Zij gebruiken dat om u te helpen.",
                *SEEN_BY_EMPLOYER,
                "In het portaal ziet u wie uw gegevens heeft bekeken.",
            ),
            Section.of(WHY, f"Wij moeten u dit vertellen voordat wij het doen: {by_articles((_NOTICE,))}."),
        ),
        questions=announced.questions,
        articles=(_NOTICE, *ground.articles),
        objection=announced.objection(*_NAMING_PERSON),
        numbers=number_of(bsn),
    )


def registration_ended(bsn: Bsn, announced: Announcement, *, event: EventKind, ended_on: date) -> Letter:
    """DECISION: the registration ends by an event that the person didn't ask for.

    Args:
        bsn: the person's.
        announced: when, until when to object, and where to go.
        event: PROTECTED_WORK, NO_WORK_CAPACITY or EMIGRATION: nobody writes to the dead, and who asked has a case.
        ended_on: the first day on which the person isn't registered.
    """
    why, article = _EVENTS[event]
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject=f"Uw registratie in het doelgroepregister {'stopt' if ended_on > announced.day else 'is gestopt'}.",
        sections=(
            Section.of(
                MEANING,
                f"U staat vanaf {written(ended_on)} niet meer in het register. U telt dan niet meer mee voor de "
                "banenafspraak. Uw uitkering verandert hierdoor niet.",
            ),
            Section.of(WHY, f"{why} ({by_articles((article,))})."),
        ),
        questions=announced.questions,
        articles=(article,),
        objection=announced.objection(*_NAMING_PERSON),
        numbers=number_of(bsn),
    )


def registration_corrected(  # noqa: PLR0913 - each is said in the letter
    bsn: Bsn,
    announced: Announcement,
    *,
    registered: bool,
    since: date,
    why: str,
    articles: Sequence[str],
) -> Letter:
    """CORRECTION: a recorded fact was wrong, and the registration changes.

    Args:
        bsn: the person's.
        announced: when, until when to object, and where to go.
        registered: whether the person is in the register, now or from a day to come.
        since: since when that is so, or from when it will be.
        why: what was wrong, as an assessor typed it.
        articles: what the registration rests on, or its end.
    """
    stands = f"U staat {'' if registered else 'niet '}in het register. Dat is zo vanaf {written(since)}."
    if since > announced.day:
        stands = f"U staat vanaf {written(since)} {'' if registered else 'niet meer '}in het register."
    return Letter(
        kind=LetterKind.CORRECTION,
        day=announced.day,
        subject="Wij hebben uw registratie in het doelgroepregister verbeterd.",
        sections=(
            Section.of(MEANING, stands),
            Section.of(
                WHY, "Wat in het register stond, klopte niet.", *lines_of(why), f"Wij volgen {by_articles(articles)}."
            ),
        ),
        questions=announced.questions,
        articles=tuple(articles),
        objection=announced.objection(*_NAMING_PERSON),
        numbers=number_of(bsn),
    )
