"""Letters to an employer: they never hold a ground, a reason, a request or a case number, and take none.

The functions are given a number, days, and where to go: what isn't told them can't stand in the letter.
"""

from datetime import date
from typing import Final

from domain.bsn import Bsn
from domain.letters.dutch import written
from domain.letters.letter import MEANING, WHY, Announcement, Letter, LetterKind, Section, number_of

_COPY: Final = ("Besluit SUWI 3.2",)
"""The whole article: its members would tell why the registration ends."""
_HEARING: Final = ("Awb 4:8 lid 1", "Awb 4:9")
_UNSAID: Final = Section.of(WHY, "Dat mogen wij u niet vertellen. Zo beschermen wij uw werknemer.")


def reaction_asked(bsn: Bsn, announced: Announcement, *, answer_before: date) -> Letter:
    """REACTION_ASKED: whether the employer wants to say something before a registration ends (Awb 4:8).

    Args:
        bsn: the employee's.
        announced: when, until when to object, and where to go.
        answer_before: the first day on which an answer is too late.
    """
    return Letter(
        kind=LetterKind.REACTION_ASKED,
        day=announced.day,
        subject="Wij willen u iets vragen over een werknemer.",
        sections=(
            Section.of(
                "Wat vragen wij u?",
                f"De werknemer met burgerservicenummer {bsn.value} werkt bij u en staat in het doelgroepregister. "
                "Misschien stopt deze registratie. Wilt u daar iets over zeggen? Dan kan dat.",
                "Vertel ons niets over ziekte of gezondheid. Daar vragen wij niet naar.",
            ),
            Section.of(
                "Wat moet u doen?",
                f"Reageer vóór {written(answer_before)}. Dat kan in het portaal, bij deze brief.",
                "U hoeft niet te reageren. Hebben wij dan niets van u gehoord? Dan beslissen wij zonder uw reactie. "
                "Dat is geen probleem.",
            ),
            _UNSAID,
        ),
        questions=announced.questions_of_employer,
        articles=_HEARING,
        numbers=number_of(bsn),
    )


def employer_copy(bsn: Bsn, announced: Announcement, *, ended_on: date) -> Letter:
    """EMPLOYER_COPY: that the registration of an employee ended; only when it did.

    Args:
        bsn: the employee's.
        announced: when, until when to object, and where to go.
        ended_on: the first day on which the employee isn't registered.
    """
    return Letter(
        kind=LetterKind.EMPLOYER_COPY,
        day=announced.day,
        subject="De registratie van een werknemer stopt.",
        sections=(
            Section.of(
                "Om wie gaat het?",
                f"De werknemer met burgerservicenummer {bsn.value} staat vanaf {written(ended_on)} niet meer in het "
                "doelgroepregister. Deze werknemer telt vanaf die dag niet meer mee voor de banenafspraak.",
            ),
            Section.of(
                MEANING,
                "Krijgt u geld of hulp omdat deze werknemer in het register staat? Dan kan dat vanaf die dag "
                "stoppen. Aan de arbeidsovereenkomst verandert niets.",
            ),
            _UNSAID,
        ),
        questions=announced.questions_of_employer,
        articles=_COPY,
        objection=announced.objection(
            "de naam en het adres van uw organisatie", "de datum van deze brief", "om welke werknemer het gaat"
        ),
        numbers=number_of(bsn),
    )
