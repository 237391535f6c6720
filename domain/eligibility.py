"""Whether the law lets a case be granted, and why: by the register for a deregistration, else by the recorded facts.

Sources: Besluit SUWI 3.2 lid 4-5 (deregistration), the rows of domain/admission_rows.py (applications).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from domain.admission import RowAnswer, evaluate
from domain.admission_facts import FACT_QUESTIONS, AdmissionFacts, merged
from domain.case_kinds import CASE_KINDS, CaseKind
from domain.cases import Case
from domain.forms import RequestedOutcome
from domain.grounds import GroundCode
from domain.refusals import Reason


class StandingGround(NamedTuple):
    """A ground of the present registration; `end` is the first day on which it no longer holds."""

    code: GroundCode
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the register says of a person today."""

    registered: bool
    grounds: tuple[StandingGround, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the law says of a grant.

    Attributes:
        may_be_granted: None: not known yet, so nothing can be decided.
        reasons: requirement by requirement.
    """

    may_be_granted: bool | None
    reasons: tuple[Reason, ...]


VOLUNTARY_GROUNDS: Final = frozenset(
    {
        GroundCode.SPECIAL_EDUCATION,
        GroundCode.FORMER_WSW,
        GroundCode.TRANSITIONAL,
    }
)
"""Whoever is registered solely on these may leave while they hold (Besluit SUWI 3.2 lid 4-5)."""

_DEREGISTRATION: Final = "Besluit SUWI 3.2 lid 4-5"
_ADVICE: Final = Reason(
    holds=True,
    text="Een advies over beschut werk legt in dit register niets vast.",
    article="Participatiewet 10b lid 1",
)
_WAGE_VALUE: Final = Reason(
    holds=True,
    text="De gemeente meldde een loonwaarde onder het minimumloon, met het percentage en de dag.",
    article="Wfsv 38b lid 1 onder a",
)


def eligibility(case: Case, standing: Standing | None, today: date) -> Eligibility:
    """Whether a case may be granted today.

    Args:
        case: the case, with the facts that are recorded.
        standing: the register today; None: not looked up.
        today: the day the rules are asked of.
    """
    if rests_on_register(case):
        return _deregistration(standing, today)
    if not rests_on_facts(case):
        return Eligibility(may_be_granted=True, reasons=(_WAGE_VALUE if CASE_KINDS[case.kind].at_once else _ADVICE,))
    return _application(case, today)


def rests_on_register(case: Case) -> bool:
    """Whether what may be done with a case depends on what the register says of its person."""
    return case.kind is CaseKind.DEREGISTRATION


def rests_on_facts(case: Case) -> bool:
    """Whether a decision needs recorded facts: not if the register says it, or the report did, nor for an advice."""
    return gives_grounds(case.kind, case.form.requested_outcome)


def gives_grounds(kind: CaseKind, asked: RequestedOutcome | None) -> bool:
    """Whether a grant by an assessor records grounds, from a day that they choose."""
    rules = CASE_KINDS[kind]
    return bool(rules.rows) and not rules.at_once and asked is not RequestedOutcome.PROTECTED_WORK_ADVICE


def grounds_on(case: Case, day: date) -> dict[GroundCode, str]:
    """The grounds that a kind of case can give and that hold on a day, each with the articles of its rows."""
    protected, rows = _answers(case, day)
    articles: dict[GroundCode, list[str]] = {}
    if protected.truth.holds is False:
        for row, truth in rows:
            if truth.holds and row.ground:
                articles.setdefault(row.ground, []).append(row.article)
    return {code: ", ".join(named) for code, named in articles.items()}


def _deregistration(standing: Standing | None, today: date) -> Eligibility:
    if standing is None:
        return Eligibility(None, (Reason(None, "Het register is niet geraadpleegd.", _DEREGISTRATION),))
    if not standing.registered:
        return Eligibility(may_be_granted=False, reasons=(_registered(holds=False),))
    stopped = all(ground.end is not None and ground.end <= today for ground in standing.grounds)
    solely = all(ground.code in VOLUNTARY_GROUNDS for ground in standing.grounds)
    return Eligibility(
        stopped or solely,
        (
            _registered(holds=True),
            Reason(
                stopped,
                "Alle grondslagen zijn gestopt." if stopped else "Er geldt nog een grondslag.",
                _DEREGISTRATION,
            ),
            Reason(
                solely,
                "Er is geen andere grondslag dan vso of praktijkonderwijs, ex-Wsw of overgangsgroep."
                if solely
                else "Er is een andere grondslag dan vso of praktijkonderwijs, ex-Wsw of overgangsgroep.",
                _DEREGISTRATION,
            ),
        ),
    )


def _registered(*, holds: bool) -> Reason:
    return Reason(holds, f"Deze persoon staat {'' if holds else 'niet '}in het register.", _DEREGISTRATION)


def _application(case: Case, today: date) -> Eligibility:
    protected, rows = _answers(case, today)
    holds = [answer.truth.holds for answer in rows]
    no_protected_work = None if protected.truth.holds is None else not protected.truth.holds
    some_row = True if True in holds else None if None in holds else False
    return Eligibility(
        False if False in {no_protected_work, some_row} else None if None in {no_protected_work, some_row} else True,
        (
            Reason(
                no_protected_work,
                protected.row.sentence
                if protected.truth.holds
                else "De gemeente heeft niet vastgesteld dat deze persoon alleen beschut kan werken."
                + _unknown(protected),
                protected.row.article,
            ),
            *(Reason(answer.truth.holds, _sentence(answer), answer.row.article) for answer in rows),
        ),
    )


def _answers(case: Case, day: date) -> tuple[RowAnswer, list[RowAnswer]]:
    """What row 0 answers on a day, and the rows that this kind of case may rest on."""
    protected, *rows = evaluate(_facts(case), day).answers
    return protected, [answer for answer in rows if answer.row.number in CASE_KINDS[case.kind].rows]


def _facts(case: Case) -> AdmissionFacts:
    """The recorded facts; and a report of VSO or PrO is itself the written one that the law asks."""
    facts = case.facts or AdmissionFacts()
    if case.kind is not CaseKind.SPECIAL_EDUCATION_REPORT:
        return facts
    return merged(AdmissionFacts(reported_in_writing=True, reported_on=case.received_on), facts)


def _sentence(answer: RowAnswer) -> str:
    return (
        f"Dit klopt niet: {answer.row.sentence}"
        if answer.truth.holds is False
        else answer.row.sentence + _unknown(answer)
    )


def _unknown(answer: RowAnswer) -> str:
    if answer.truth.holds is not None:
        return ""
    return f" Nog niet bekend: {'; '.join(FACT_QUESTIONS[field] for field in answer.truth.facts)}."
