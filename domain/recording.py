"""What may be recorded of a person apart from a case: events, grounds and their ends, with their days.

Sources: Wfsv 38b lid 1 onder c (Wajong of who works, from 2026-01-01); the earliest starts of grounds stand in
`domain/grounds.py`. A day before a registration began is allowed: what follows from it is worked out as always.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain.grounds import GROUNDS, GroundCode
from domain.refusals import Reason, RefusalCode, Refused
from domain.registration import EventFact, EventKind, GroundFact
from domain.texts import readable_line

_TEXT_LENGTH: Final = 200
_WORKING_COUNTS_FROM: Final = date(2026, 1, 1)
_WORKING: Final = "Wfsv 38b lid 1 onder c"


def check_event(
    event: EventFact, today: date, *, grounds: Iterable[GroundFact], others: Iterable[EventFact], works: bool
) -> None:
    """An event that may be recorded beside these facts.

    Args:
        event: the event.
        today: the day of recording.
        grounds: of the person, as they hold good now.
        others: events of the person.
        works: whether an employment of own staff runs today.

    Raises:
        Refused: INVALID_DATE: it is still to come; INVALID_VALUE: another death is recorded; NOT_ELIGIBLE: the person
            has a right to Wajong and works, so that NO_WORK_CAPACITY doesn't count.
    """
    if event.day > today:
        raise Refused(RefusalCode.INVALID_DATE, "Deze dag is nog niet geweest. Kies vandaag of een dag daarvoor.")
    if event.kind is EventKind.DEATH and any(one.kind is EventKind.DEATH for one in others):
        raise Refused(
            RefusalCode.INVALID_VALUE, "Er is al een overlijden vastgelegd, op een andere dag. Verbeter dat gegeven."
        )
    if event.kind is not EventKind.NO_WORK_CAPACITY or today < _WORKING_COUNTS_FROM:
        return
    wajong = any(_holds(one, today) for one in grounds if one.code is GroundCode.WAJONG)
    if wajong and works:
        raise Refused(
            RefusalCode.NOT_ELIGIBLE,
            "Wie recht heeft op Wajong en werkt, blijft in het register. Leg dit pas vast als het werk is gestopt.",
            (
                Reason(holds=False, text="Deze persoon heeft geen recht op Wajong.", article=_WORKING),
                Reason(holds=False, text="Deze persoon werkt niet in een dienstbetrekking.", article=_WORKING),
            ),
        )


def check_ground(ground: GroundFact, today: date) -> None:
    """A ground that may be recorded.

    Raises:
        Refused: INVALID_DATE: it starts after today, before there was such a ground, or not before it ended.
    """
    kind = GROUNDS[ground.code]
    if ground.start > today:
        raise Refused(RefusalCode.INVALID_DATE, "Deze dag is nog niet geweest. Kies vandaag of een dag daarvoor.")
    if kind.earliest and ground.start < kind.earliest:
        first = f"{kind.earliest.day}-{kind.earliest.month}-{kind.earliest.year}"
        raise Refused(
            RefusalCode.INVALID_DATE,
            f"Deze grondslag bestaat sinds {first}. Kies die dag of een dag daarna.",
            (Reason(holds=False, text="De grondslag bestond op de begindatum.", article=kind.legal_basis),),
        )
    if ground.end is not None and ground.start >= ground.end:
        raise Refused(RefusalCode.INVALID_DATE, "De grondslag is op of voor deze begindatum al gestopt.")


def check_end(start: date, end: date, today: date) -> None:
    """The first day on which a ground no longer holds.

    Raises:
        Refused: INVALID_DATE: it is after today, or not after the ground's first day.
    """
    if not start < end <= today:
        raise Refused(
            RefusalCode.INVALID_DATE,
            "Kies als einddatum een dag na de begindatum, en niet na vandaag: de eerste dag waarop de grondslag niet "
            "meer geldt.",
        )


def check_birth_date(birth_date: date, today: date) -> None:
    """A birth date.

    Raises:
        Refused: INVALID_DATE: it is still to come.
    """
    if birth_date > today:
        raise Refused(RefusalCode.INVALID_DATE, "Een geboortedatum kan niet na vandaag zijn.")


def end_reason(text: str) -> str:
    """Why a ground ended, as it is recorded.

    Raises:
        Refused: INVALID_VALUE: it isn't one readable line of at most 200 characters.
    """
    return readable_line(text, "de reden", longest=_TEXT_LENGTH)


def article(text: str) -> str:
    """The article that makes something a ground, as it is recorded.

    Raises:
        Refused: INVALID_VALUE: it isn't one readable line of at most 200 characters.
    """
    return readable_line(text, "het artikel", longest=_TEXT_LENGTH)


def _holds(ground: GroundFact, day: date) -> bool:
    return ground.start <= day and (ground.end is None or day < ground.end)
