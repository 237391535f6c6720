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


def deregistration_refused(  # noqa: PLR0913 - each is said in the letter
    case: LetterCase,
    announced: Announcement,
    *,
    motivation: str,
    articles: Sequence[str] = DEREGISTRATION,
    registered: bool = True,
    reaction_asked_on: date | None = None,
) -> Letter:
    """DECISION: the registration isn't ended by this request.

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        motivation: why, as an assessor typed it.
        articles: what forbids the grant.
        registered: whether the person is in the register; if not, there is nothing to end.
        reaction_asked_on: the day the employers were asked for a reaction; None: they know nothing of the request.
    """
    if registered:
        subject = "Wij kunnen u niet uitschrijven: u blijft in het doelgroepregister staan."
        means = "Er verandert niets voor u. U kunt later opnieuw een verzoek doen."
    else:
        subject = "Wij kunnen u niet uitschrijven: u staat niet in het doelgroepregister."
        means = "U stond al niet meer in het register toen wij besloten. Door dit besluit verandert er niets voor u."
    employer = "Uw werkgever krijgt geen brief. Die hoort niets van uw verzoek."
    if reaction_asked_on:
        asked = f"Op {written(reaction_asked_on)} vroegen wij uw werkgever om een reactie."
        employer = f"{asked} Over dit besluit krijgt die geen brief."
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject=subject,
        sections=(
            Section.of(MEANING, means),
            Section.of(
                WHY,
                case.asked,
                *lines_of(motivation),
                f"Daarom mogen wij u niet uitschrijven. Dit staat in {by_articles(articles)}.",
            ),
            Section.of(_EMPLOYER, employer),
        ),
        questions=announced.questions,
        articles=tuple(articles),
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def application_granted(  # noqa: PLR0913 - each is said in the letter
    case: LetterCase,
    announced: Announcement,
    *,
    grounds: Sequence[DecidedGround],
    held: Sequence[DecidedGround],
    motivation: str,
    registered: bool = False,
) -> Letter:
    """DECISION: the person is registered on these grounds; every one that holds is named (Awb 3:46, 3:47).

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        grounds: the grounds, at least one, each with its article and first day.
        held: all grounds of the registration of that day, after the decision. Without these grounds among them, an end
            that is recorded, or the AOW age, comes after their day.
        motivation: the facts, as an assessor typed them.
        registered: whether the person was in the register already.
    """
    met = "U voldoet aan deze voorwaarde:" if len(grounds) == 1 else "U voldoet aan deze voorwaarden:"
    subject, means = _admission(grounds, held, registered=registered)
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject=subject,
        sections=(
            Section.of(MEANING, *means),
            Section.of(WHY, case.asked, *lines_of(motivation), met, items=(ground.item for ground in grounds)),
            Section.of(_EMPLOYER, *SEEN_BY_EMPLOYER),
        ),
        questions=announced.questions,
        articles=articles_of(grounds),
        objection=announced.objection(*NAMING_CASE),
        numbers=case.numbers,
    )


def _admission(
    grounds: Sequence[DecidedGround], held: Sequence[DecidedGround], *, registered: bool
) -> tuple[str, Sequence[str]]:
    """The subject of a granted application, and what it means."""
    if {(one.code, one.start) for one in grounds} <= {(one.code, one.start) for one in held}:
        if registered:
            stood = "U stond al in het register. Dat blijft zo: u krijgt er een grond bij."
            return "Uw registratie in het doelgroepregister is aangevuld.", (stood, *counting(held))
        return "U bent opgenomen in het doelgroepregister.", counting(held)
    over = f"Wij geven u een grond vanaf {written(min(one.start for one in grounds))}."
    if held:
        stays = f"{over} Daarna is uw registratie een keer gestopt. Daarom verandert er nu niets."
        return "Uw registratie in het doelgroepregister blijft zoals zij is.", (
            f"U stond al in het register. Dat blijft zo. {stays}",
        )
    return "U krijgt een grond, maar u staat niet in het doelgroepregister.", (
        f"{over} Maar een registratie stopt bij de AOW-leeftijd, en als er iets anders gebeurt waardoor dat moet.",
        "Dat is bij u zo. Daarom telt u niet mee voor de banenafspraak.",
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


def application_refused(  # noqa: PLR0913 - each is said in the letter
    case: LetterCase,
    announced: Announcement,
    *,
    motivation: str,
    articles: Sequence[str],
    registered: bool = False,
    protected_work: bool = False,
) -> Letter:
    """DECISION: an application gives no ground.

    Args:
        case: the case.
        announced: when, until when to object, and where to go.
        motivation: why, as an assessor typed it.
        articles: what the application was weighed by.
        registered: whether the person is in the register already, and stays there.
        protected_work: whether the college found that only protected work is possible: then nobody stays there.
    """
    if registered and protected_work:
        subject = "U krijgt geen nieuwe grond voor het doelgroepregister."
        means = (
            "U staat nu in het register. Wie alleen beschut kan werken, blijft daar niet in staan. U krijgt een brief "
            "als uw registratie stopt."
        )
    elif registered:
        subject = "Uw registratie in het doelgroepregister blijft zoals zij is."
        means = "U stond al in het register. Dat blijft zo."
    else:
        subject = "Wij nemen u niet op in het doelgroepregister."
        means = "U staat niet in het register. Voor u verandert er niets."
    return Letter(
        kind=LetterKind.DECISION,
        day=announced.day,
        subject=subject,
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
