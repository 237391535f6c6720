"""Decisions on a case: each says what, from when, by which article, and how to object (Awb 3:45 to 3:47)."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.letters.case import NAMING_CASE, LetterCase
from domain.letters.dutch import by_articles, lines_of, written
from domain.letters.grounds import SEEN_BY_EMPLOYER, DecidedGround, articles_of, counting
from domain.letters.letter import (
    MEANING,
    WHY,
    Announcement,
    Letter,
    LetterKind,
    Section,
)

_EMPLOYER: Final = "Uw werkgever"

DEREGISTRATION: Final = ("Besluit SUWI 3.2 lid 4", "Besluit SUWI 3.2 lid 5")
_ADVICE: Final = ("Participatiewet 10b",)
_NOT_TREATED: Final = ("Awb 4:5 lid 1",)


def deregistration_granted(
    case: LetterCase, announced: Announcement, *, ended_on: date, motivation: str = ""
) -> Letter:
    """DECISION: the registration ends, as the person asked.

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        ended_on: the first day on which the person isn't registered.
        motivation: the facts, as an assessor typed them; empty: none but that the rules are met.
    """
    rules = f"U voldoet aan de regels voor uitschrijven. Ze staan in {by_articles(DEREGISTRATION)}."
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject="U bent uitgeschreven uit het doelgroepregister.",
        sections=(
            Section.of(
                MEANING,
                f"U staat vanaf {written(ended_on)} niet meer in het register. U telt dan niet meer mee voor de "
                "banenafspraak. Een werkgever kan geen voordelen meer krijgen omdat u in het register staat.",
                "Uw uitkering verandert hierdoor niet. Wilt u later toch weer meetellen? Dan moet u een nieuwe "
                "aanvraag doen.",
            ),
            Section.of(WHY, f"{case.asked} {rules}", *lines_of(motivation)),
            Section.of(
                _EMPLOYER,
                "Hebt u een werkgever? Die krijgt een kopie van dit besluit. Daarin staat alleen dat uw registratie "
                "stopt, en op welke dag. Er staat niet in waarom u in het register stond.",
            ),
        ),
        questions=announced.questions,
        articles=DEREGISTRATION,
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def deregistration_refused(
    case: LetterCase,
    announced: Announcement,
    *,
    motivation: str,
    articles: Sequence[str] = DEREGISTRATION,
) -> Letter:
    """DECISION: the person stays registered.

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        motivation: why, as an assessor typed it.
        articles: what forbids the grant.
    """
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject="Wij kunnen u niet uitschrijven: u blijft in het doelgroepregister staan.",
        sections=(
            Section.of(MEANING, "Er verandert niets voor u. U kunt later opnieuw een verzoek doen."),
            Section.of(
                WHY,
                case.asked,
                *lines_of(motivation),
                f"Daarom mogen wij u niet uitschrijven. Dit staat in {by_articles(articles)}.",
            ),
            Section.of(_EMPLOYER, "Uw werkgever krijgt geen brief. Die hoort niets van uw verzoek."),
        ),
        questions=announced.questions,
        articles=tuple(articles),
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def application_granted(
    case: LetterCase,
    announced: Announcement,
    *,
    grounds: Sequence[DecidedGround],
    motivation: str,
    registered: bool = False,
) -> Letter:
    """DECISION: the person is registered on these grounds; every one that holds is named (Awb 3:46, 3:47).

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        grounds: the grounds, at least one, each with its article and first day.
        motivation: the facts, as an assessor typed them.
        registered: whether the person was in the register already.
    """
    met = "U voldoet aan deze voorwaarde:" if len(grounds) == 1 else "U voldoet aan deze voorwaarden:"
    changed = "U stond al in het register. Dat blijft zo: u krijgt er een grond bij." if registered else ""
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject="Uw registratie in het doelgroepregister is aangevuld."
        if registered
        else "U bent opgenomen in het doelgroepregister.",
        sections=(
            Section.of(MEANING, *lines_of(changed), *counting(grounds)),
            Section.of(WHY, case.asked, *lines_of(motivation), met, items=(ground.item for ground in grounds)),
            Section.of(_EMPLOYER, *SEEN_BY_EMPLOYER),
        ),
        questions=announced.questions,
        articles=articles_of(grounds),
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def advice_given(case: LetterCase, announced: Announcement, *, motivation: str) -> Letter:
    """DECISION: an advice that only protected work (beschut werk) is possible, which records nothing here.

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        motivation: the facts, as an assessor typed them.
    """
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject="Wij adviseren dat u beschut werk kunt doen.",
        sections=(
            Section.of(
                MEANING,
                "Uw gemeente beslist of u beschut werk krijgt. Aan uw registratie in het doelgroepregister verandert "
                "nu niets.",
            ),
            Section.of(WHY, case.asked, *lines_of(motivation), f"Dit staat in {by_articles(_ADVICE)}."),
            Section.of(_EMPLOYER, "Uw werkgever krijgt geen brief. Die hoort niets van dit advies."),
        ),
        questions=announced.questions,
        articles=_ADVICE,
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def application_refused(
    case: LetterCase,
    announced: Announcement,
    *,
    motivation: str,
    articles: Sequence[str],
    registered: bool = False,
) -> Letter:
    """DECISION: an application gives no ground.

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        motivation: why, as an assessor typed it.
        articles: what the application was weighed by.
        registered: whether the person is in the register already, and stays there.
    """
    stays = "U stond al in het register. Dat blijft zo."
    means = stays if registered else "U staat niet in het register. Voor u verandert er niets."
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject="Uw registratie in het doelgroepregister blijft zoals zij is."
        if registered
        else "Wij nemen u niet op in het doelgroepregister.",
        sections=(
            Section.of(MEANING, f"{means} Verandert uw situatie? Dan kunt u een nieuwe aanvraag doen."),
            Section.of(
                WHY,
                case.asked,
                *lines_of(motivation),
                f"Daarom voldoet u niet aan de voorwaarden van {by_articles(articles)}.",
            ),
            Section.of(_EMPLOYER, "Uw werkgever krijgt geen brief. Die hoort niets van dit besluit."),
        ),
        questions=announced.questions,
        articles=tuple(articles),
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def not_treated(
    case: LetterCase,
    announced: Announcement,
    *,
    invited_on: date,
    until: date,
    motivation: str,
) -> Letter:
    """NOT_TREATED: a request isn't dealt with, because it wasn't completed (Awb 4:5).

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        invited_on: the day of the letter that said what was missing.
        until: the last day on which it could be sent.
        motivation: what is still missing, as an assessor typed it.
    """
    return Letter(
        kind=LetterKind.NOT_TREATED,
        day=announced.day,
        subject=f"Wij behandelen uw {case.noun} niet.",
        sections=(
            Section.of(MEANING, "Er verandert niets voor u. U kunt altijd opnieuw iets aanvragen."),
            Section.of(
                WHY,
                f"{case.asked} Op {written(invited_on)} schreven wij u dat er iets ontbrak. U kon dat sturen tot "
                f"en met {written(until)}.",
                *lines_of(motivation),
                f"Daarom kunnen wij niet beslissen. Dit staat in {by_articles(_NOT_TREATED)}.",
            ),
        ),
        questions=announced.questions,
        articles=_NOT_TREATED,
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )
