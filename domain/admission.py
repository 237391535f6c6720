"""Admission to the register: from the facts of a person to the grounds that hold on a day.

Sources: those of the rows, in `domain/admission_rows.py`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from domain.admission_facts import FACT_NAMES, FACT_QUESTIONS, AdmissionFacts
from domain.admission_rows import PROTECTED_WORK, ROWS, STAYS_REGISTERED, Row, Truth
from domain.grounds import GROUNDS, CountsFor, GroundCode


class AdmissionOutcome(StrEnum):
    """What the facts come to."""

    ADMITTED = "ADMITTED"
    NOT_ADMITTED = "NOT_ADMITTED"
    UNDECIDED = "UNDECIDED"


class AdmissionGround(NamedTuple):
    """A ground that holds, by the article of its row."""

    code: GroundCode
    article: str
    counts_for: tuple[CountsFor, ...]


class RowAnswer(NamedTuple):
    """What one row answers."""

    row: Row
    truth: Truth


@dataclass(frozen=True, slots=True)
class Admission:
    """What the facts of a person come to on a day.

    Attributes:
        outcome: admitted, not admitted, or undecided while a row that matters is unknown.
        grounds: of every row that holds; none unless admitted.
        missing: the public names of the facts that could settle it, in the order of the table; none unless undecided.
        explanation: in plain Dutch.
        answers: of the rows 0 to 14, in order.
    """

    outcome: AdmissionOutcome
    grounds: tuple[AdmissionGround, ...]
    missing: tuple[str, ...]
    explanation: str
    answers: tuple[RowAnswer, ...]


def evaluate(facts: AdmissionFacts, day: date) -> Admission:
    """Decide by the table as it is in force on a day. Nobody is admitted while row 0 is unknown."""
    answers = tuple(RowAnswer(row, row.answer(facts, day)) for row in (PROTECTED_WORK, *ROWS))
    protected, *others = answers
    held = [answer.row for answer in others if answer.truth.holds]
    if protected.truth.holds:
        return Admission(AdmissionOutcome.NOT_ADMITTED, (), (), _PROTECTED, answers)
    if held and protected.truth.holds is False:
        grounds = tuple(
            AdmissionGround(row.ground, row.article, GROUNDS[row.ground].counts_for(day)) for row in held if row.ground
        )
        return Admission(AdmissionOutcome.ADMITTED, grounds, (), _admitted(held), answers)
    open_ = [] if held else [answer for answer in others if answer.truth.holds is None]
    if not held and not open_:
        return Admission(AdmissionOutcome.NOT_ADMITTED, (), (), _NO_ROW, answers)
    unknown = [protected, *open_] if protected.truth.holds is None else open_
    missing = tuple(dict.fromkeys(field for answer in unknown for field in answer.truth.facts))
    return Admission(
        AdmissionOutcome.UNDECIDED,
        (),
        tuple(FACT_NAMES[field] for field in missing),
        _undecided(facts, missing),
        answers,
    )


_SHOWN: Final = 5
_PROTECTED: Final = (
    f"Deze persoon komt niet in aanmerking voor het doelgroepregister. {PROTECTED_WORK.sentence} "
    f"Staat deze persoon in het register? Dan stopt dat op de dag na de vaststelling ({PROTECTED_WORK.article})."
)
_NO_ROW: Final = (
    "Met deze feiten komt deze persoon niet in aanmerking voor het doelgroepregister: geen van de voorwaarden klopt. "
    f"{STAYS_REGISTERED.sentence[:-1]} ({STAYS_REGISTERED.article})."
)


def _admitted(rows: list[Row]) -> str:
    reasons = " ".join(f"{row.sentence[:-1]} ({row.article})." for row in rows)
    return f"Deze persoon komt in aanmerking voor het doelgroepregister. {reasons}"


def _undecided(facts: AdmissionFacts, missing: tuple[str, ...]) -> str:
    parts = ["Er kan nog niet worden beslist, want nog niet alles is bekend."]
    if "uwv_finding_below_minimum_wage" in missing and facts.limits_are_short:
        parts.append(
            "De beperkingen duren korter dan zes maanden. Daarmee staat nog niet vast of deze persoon het minimumloon "
            "kan verdienen (Besluit SUWI 3.5)."
        )
    known = [FACT_QUESTIONS[field] for field in missing[:_SHOWN]]
    more = len(missing) - _SHOWN
    rest = f"; en nog {more} andere feiten" if more > 1 else "; en nog 1 ander feit" if more == 1 else ""
    return " ".join([*parts, f"Nog niet bekend: {'; '.join(known)}{rest}."])
