"""Whether the law lets a case be granted, and why: by the register for a deregistration, else by the recorded facts."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from domain.case_kinds import CaseKind
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
"""Who is registered solely on these may leave while they hold (Besluit SUWI 3.2 lid 5)."""


def eligibility(case: Case, standing: Standing | None, today: date) -> Eligibility:
    """Whether a case may be granted today.

    Args:
        case: the case, with the facts that are recorded.
        standing: the register today; None: not looked up.
        today: the day the rules are asked of.
    """
    if case.kind is CaseKind.DEREGISTRATION:
        return _deregistration(standing, today)
    if case.form.requested_outcome is RequestedOutcome.PROTECTED_WORK_ADVICE:
        return Eligibility(
            may_be_granted=True,
            reasons=(
                Reason(
                    holds=True,
                    text="Een advies over beschut werk legt niets vast in dit register.",
                    article="Participatiewet 10b",
                ),
            ),
        )
    return _application(case, today)


def _deregistration(standing: Standing | None, today: date) -> Eligibility:
    if standing is None:
        return Eligibility(None, (Reason(None, "Het register is niet geraadpleegd.", "Besluit SUWI 3.2 lid 4"),))
    if not standing.registered:
        return Eligibility(may_be_granted=False, reasons=(_registered(holds=False),))
    stopped = all(ground.end and ground.end <= today for ground in standing.grounds)
    solely = all(ground.code in VOLUNTARY_GROUNDS for ground in standing.grounds)
    return Eligibility(
        stopped or solely,
        (
            _registered(holds=True),
            Reason(
                stopped,
                "Alle grondslagen zijn gestopt." if stopped else "Er geldt nog een grondslag.",
                "Besluit SUWI 3.2 lid 4",
            ),
            Reason(
                solely,
                "Alle grondslagen zijn VSO/PrO, ex-Wsw of overgangsgroep."
                if solely
                else "Er is ook een andere grondslag dan VSO/PrO, ex-Wsw of overgangsgroep.",
                "Besluit SUWI 3.2 lid 5",
            ),
        ),
    )


def _application(_case: Case, _today: date) -> Eligibility:
    return Eligibility(None, (Reason(None, "De feiten zijn nog niet vastgelegd.", "Wfsv 38b"),))


def _registered(*, holds: bool) -> Reason:
    text = "De persoon staat in het register." if holds else "De persoon staat niet in het register."
    return Reason(holds, text, "Besluit SUWI 3.2 lid 4")
