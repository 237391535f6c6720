"""Letters on the way to a decision: received, to be completed, more time needed; and the penalty for being late."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.letters.case import NAMING_CASE, LetterCase
from domain.letters.dutch import by_articles, euros, lines_of, written
from domain.letters.letter import (
    MEANING,
    WHY,
    Announcement,
    Letter,
    LetterKind,
    Section,
)

_MISSING: Final = ("Awb 4:5 lid 1",)
_COMPLETION: Final = (*_MISSING, "Awb 4:15 lid 1 onder a")
_EXTENSION: Final = ("Awb 4:14 lid 3",)
_PENALTY: Final = ("Awb 4:17 lid 1", "Awb 4:17 lid 2", "Awb 4:18")
_RECEIPT: Final = ("Awb 2:17", "Awb 4:13 lid 1")


def receipt(
    case: LetterCase, announced: Announcement, *, submitted: Sequence[tuple[str, str]], decide_before: date
) -> Letter:
    """RECEIPT: that a request came, with what was submitted as it was entered (Awb 2:17).

    Args:
        case: the case that the request opened.
        announced: when, until when to object, and where to go.
        submitted: what was entered, as label and value (`as_entered`); empty: nothing but the request itself.
        decide_before: the last day of the term.
    """
    sent = Section.of(
        "Wat hebt u gestuurd?",
        f"Een {case.name}. Wij kregen dit op {written(case.received_on)}.",
        items=_as_items(submitted),
    )
    return _confirmed(case, announced, case.noun, sent, decide_before)


def completion_received(
    case: LetterCase, announced: Announcement, *, submitted: Sequence[tuple[str, str]], decide_before: date
) -> Letter:
    """RECEIPT: that what was missing came, as it was entered, and until when there is to decide (Awb 2:17, 4:15).

    Args:
        case: the case.
        announced: when, and where to go.
        submitted: what was entered, as label and value (`as_entered`).
        decide_before: the last day of the term, which runs on.
    """
    sent = Section.of(
        "Wat hebt u gestuurd?",
        f"Een aanvulling op uw {case.name}. Wij kregen dit op {written(announced.day)}.",
        items=_as_items(submitted),
    )
    return _confirmed(case, announced, "aanvulling", sent, decide_before)


def _as_items(submitted: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{label}: {value}" for label, value in submitted)


def _confirmed(case: LetterCase, announced: Announcement, what: str, sent: Section, decide_before: date) -> Letter:
    letter = "" if case.by_municipality else " U krijgt ons besluit in een brief."
    return Letter(
        kind=LetterKind.RECEIPT,
        day=announced.day,
        subject=f"Wij hebben uw {what} ontvangen.",
        sections=(
            sent,
            Section.of("Wat gebeurt er nu?", f"Wij beslissen uiterlijk op {written(decide_before)}.{letter}"),
            Section.of(
                "Bent u van gedachten veranderd?",
                f"U kunt uw {case.noun} intrekken totdat wij hebben besloten. Dat kan in het portaal of met een brief.",
            ),
        ),
        questions=announced.questions,
        articles=_RECEIPT,
        numbers=case.numbers,
    )


def completion_invited(  # noqa: PLR0913 - each is said in the letter
    case: LetterCase,
    announced: Announcement,
    *,
    missing: Sequence[str],
    until: date,
    decide_before: date,
    overdue: bool = False,
) -> Letter:
    """COMPLETION_INVITED: what is missing, and until when it can be sent (Awb 4:5, 4:15).

    Args:
        case: the case.
        announced: when, and where to go; the term stands still from the day after.
        missing: what is asked, as an assessor typed it.
        until: the last day on which it can be sent.
        decide_before: the last day of the term, if it comes on that day.
        overdue: whether the term has passed already: then nothing stands still.
    """
    articles = _MISSING if overdue else _COMPLETION
    term = (
        f"Wij hadden uiterlijk op {written(decide_before)} moeten beslissen. Dat is niet gelukt. Krijgen wij alles van "
        "u? Dan beslissen wij zo snel mogelijk."
        if overdue
        else f"De termijn voor ons besluit staat stil vanaf {written(announced.day + timedelta(days=1))}, tot wij "
        f"alles van u hebben. Krijgen wij het op {written(until)}? Dan beslissen wij uiterlijk op "
        f"{written(decide_before)}. Stuurt u het eerder? Dan beslissen wij ook eerder."
    )
    return Letter(
        kind=LetterKind.COMPLETION_INVITED,
        day=announced.day,
        subject="Wij hebben nog iets van u nodig.",
        sections=(
            Section.of("Wat vragen wij u?", f"{case.asked} Daarbij ontbreekt:", items=tuple(missing)),
            Section.of(
                "Wat moet u doen?", f"Stuur dit uiterlijk op {written(until)}. Dat kan in het portaal of met een brief."
            ),
            Section.of(
                MEANING,
                term,
                f"Stuurt u niets? Dan kunnen wij uw {case.noun} buiten behandeling laten. U krijgt daar dan een "
                "brief over.",
                f"Dit staat in {by_articles(articles)}.",
            ),
        ),
        questions=announced.questions,
        articles=articles,
        numbers=case.numbers,
    )


def term_extended(
    case: LetterCase, announced: Announcement, *, reason: str, was_due: date, decide_before: date
) -> Letter:
    """TERM_EXTENDED: that a decision takes longer, and the new last day (Awb 4:14).

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        reason: why, as an assessor typed it.
        was_due: the last day of the term until now.
        decide_before: the new last day.
    """
    return Letter(
        kind=LetterKind.TERM_EXTENDED,
        day=announced.day,
        subject="Wij hebben meer tijd nodig om te beslissen.",
        sections=(
            Section.of(
                MEANING,
                f"{case.asked} Wij zouden uiterlijk op "
                f"{written(was_due)} beslissen. Dat lukt niet. Wij beslissen nu uiterlijk op "
                f"{written(decide_before)}.",
                "U hoeft niets te doen.",
            ),
            Section.of(WHY, *lines_of(reason), f"Wij doen dit volgens {by_articles(_EXTENSION)}."),
            Section.of(
                "Hebben wij dan nog niet besloten?",
                f"Dan kunt u ons na {written(decide_before)} schrijven dat wij te laat zijn. Dat heet een "
                "ingebrekestelling. Beslissen wij ook binnen twee weken daarna niet? Dan krijgt u een dwangsom.",
            ),
        ),
        questions=announced.questions,
        articles=_EXTENSION,
        numbers=case.numbers,
    )


def penalty(  # noqa: PLR0913 - each is said in the letter
    case: LetterCase,
    announced: Announcement,
    *,
    notice_received_on: date,
    runs_from: date | None,
    days: int,
    amount: int,
) -> Letter:
    """PENALTY: what is due because a decision came too late (Awb 4:17, 4:18).

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        notice_received_on: the day the notice of default came.
        runs_from: the first day for which it is due; None: it was decided in time after the notice.
        days: for how many days it is due.
        amount: whole euros; 0: none is due.
    """
    notice = f"Wij kregen op {written(notice_received_on)} uw brief dat wij te laat waren met ons besluit."
    if runs_from and amount:
        counted = f"{days} {'dag' if days == 1 else 'dagen'}"
        subject = "U krijgt een dwangsom van ons."
        means = f"Wij betalen u {euros(amount)}. Het geld staat binnen zes weken na deze brief op uw rekening."
        why = f"{notice} Vanaf {written(runs_from)} krijgt u daarom een dwangsom. Wij rekenen {counted}."
    else:
        subject = "U krijgt geen dwangsom."
        means = "Wij betalen u geen geld. Er verandert verder niets."
        why = f"{notice} Binnen twee weken daarna hebben wij besloten. Dan hoeven wij geen dwangsom te betalen."
    return Letter(
        kind=LetterKind.PENALTY,
        day=announced.day,
        subject=subject,
        sections=(
            Section.of(MEANING, means),
            Section.of(WHY, why, f"Dit staat in {by_articles(_PENALTY)}."),
        ),
        questions=announced.questions,
        articles=_PENALTY,
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )
