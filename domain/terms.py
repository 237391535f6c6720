"""How long a decision may take, and what it costs when it takes longer: dated data, and how they count."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.case_kinds import CaseKind
from domain.working_days import Calendar

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force from a day on.

    Attributes:
        valid_from: the first day on which they hold.
        decision_weeks: from receipt to decision, by kind; no entry: the kind is decided at once.
        not_treated_weeks: after a completion, or a set term that passed unused (Awb 4:5 lid 4).
        objection_weeks: after a decision was announced (Awb 6:7).
        reaction_days: that an employer has to react before a grant (UWV's practice).
        draft_days: after its last change a draft is deleted.
        latest_weeks: how far ahead an assessor may set a term or extend one: what is reasonable ends somewhere.
    """

    valid_from: date
    decision_weeks: Mapping[CaseKind, int]
    not_treated_weeks: int = 4
    objection_weeks: int = 6
    reaction_days: int = 14
    draft_days: int = 30
    latest_weeks: int = 52


TERMS: Final = (
    Terms(
        date.min,
        {
            CaseKind.DEREGISTRATION: 8,
            CaseKind.WORK_CAPACITY_ASSESSMENT: 14,
            CaseKind.WORK_PROVISION_ASSESSMENT: 8,
            CaseKind.PARTICIPATION_ACT_INDICATION: 8,
            CaseKind.SPECIAL_EDUCATION_REPORT: 8,
        },
    ),
)
"""By the first day each is in force, in order; a change of the law is a new entry."""


@dataclass(frozen=True, slots=True)
class PenaltyRates:
    """The penalty (dwangsom) for deciding too late, from a day on (Awb 4:17 lid 1-3).

    Attributes:
        valid_from: the first day on which they hold; the day of the notice of default decides.
        notice_weeks: that must have passed since the notice.
        fixed_weeks: after the last day it is owed for, in which it is fixed by decision (Awb 4:18).
        steps: (days, euros a day), one after the other.
    """

    valid_from: date
    notice_weeks: int
    fixed_weeks: int
    steps: tuple[tuple[int, int], ...]

    @property
    def highest(self) -> int:
        """The most that is ever owed, in euros."""
        return sum(days * euros for days, euros in self.steps)


PENALTY_RATES: Final = (PenaltyRates(date.min, 2, 2, ((14, 23), (14, 35), (14, 45))),)
"""By the first day each is in force, in order."""


def terms_on(day: date) -> Terms:
    """The terms in force on a day."""
    return TERMS[bisect_right(TERMS, day, key=lambda terms: terms.valid_from) - 1]


def last_day(kind: CaseKind, received_on: date) -> date | None:
    """The last day of the term of a decision, not yet moved to a working day; None: it is decided at once.

    The day after receipt is the first one (Awb 4:13).
    """
    weeks = terms_on(received_on).decision_weeks.get(kind)
    return None if weeks is None else received_on + weeks * _WEEK


def days_stood_still(since: date, runs_again_on: date) -> int:
    """How many days a term stood still that did so from `since`, and ran again on `runs_again_on` (Awb 4:15 lid 1)."""
    return max(0, (runs_again_on - since).days)


def objection_until(announced_on: date, calendar: Calendar) -> date:
    """The last day on which one may object to a decision (Awb 6:7, 6:8)."""
    return calendar.working_day(announced_on + terms_on(announced_on).objection_weeks * _WEEK)


def not_treated_until(since: date, calendar: Calendar) -> date:
    """The last day to decide not to treat, after a completion or the last day of a set term (Awb 4:5 lid 4)."""
    return calendar.working_day(since + terms_on(since).not_treated_weeks * _WEEK)


def reaction_until(asked_on: date) -> date:
    """The last day on which an employer may react that was asked to."""
    return asked_on + terms_on(asked_on).reaction_days * _DAY


def draft_until(changed_on: date) -> date:
    """The last day of a draft that isn't changed any more; the day after, it is deleted."""
    return changed_on + terms_on(changed_on).draft_days * _DAY


@dataclass(frozen=True, slots=True)
class Penalty:
    """What deciding too late costs (`Penalty`).

    Attributes:
        notice_received_on: the day the notice of default came.
        runs_from: the first day it is owed for; None: the decision came before.
        days_run: the days it is owed for, today included while nothing is decided.
        amount: in euros, so far.
        highest: the most it can become, in euros.
        last_day: the last day it is owed for, or will be if nothing is decided; None: it never was.
    """

    notice_received_on: date
    runs_from: date | None
    days_run: int
    amount: int
    highest: int
    last_day: date | None


def penalty(notice_received_on: date, decided_on: date | None, today: date) -> Penalty:
    """The penalty after a notice of default that came when the term had passed (Awb 4:17).

    The first day is the one on which two weeks have passed since the day of the notice. The day of the decision
    isn't one any more.
    """
    position = bisect_right(PENALTY_RATES, notice_received_on, key=lambda rates: rates.valid_from) - 1
    rates = PENALTY_RATES[position]
    first = notice_received_on + rates.notice_weeks * _WEEK + _DAY
    most = sum(days for days, _ in rates.steps)
    last = min(first + (most - 1) * _DAY, (decided_on or date.max) - _DAY)
    run = max(0, (min(today, last) - first).days + 1)
    amount, left = 0, run
    for days, euros in rates.steps:
        amount += min(left, days) * euros
        left -= min(left, days)
    runs = last >= first
    return Penalty(notice_received_on, first if runs else None, run, amount, rates.highest, last if runs else None)


def penalty_fixed_until(last_day_owed: date, calendar: Calendar) -> date:
    """The last day to fix a penalty by decision (Awb 4:18)."""
    position = bisect_right(PENALTY_RATES, last_day_owed, key=lambda rates: rates.valid_from) - 1
    return calendar.working_day(last_day_owed + PENALTY_RATES[position].fixed_weeks * _WEEK)
