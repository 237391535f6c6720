"""A case (zaak): what somebody asked, how far it has come, and by which day it must be decided.

What may be done with one stands in `domain/transitions.py`.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.admission_facts import AdmissionFacts
from domain.case_kinds import CaseKind, Party
from domain.forms import ApplicationForm
from domain.terms import Penalty, days_stood_still, penalty
from domain.working_days import Calendar

_DAY: Final = timedelta(days=1)


class CaseState(StrEnum):
    """DRAFT -> SUBMITTED -> IN_REVIEW <-> SUSPENDED -> one of the other four, which are final."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    SUSPENDED = "SUSPENDED"
    GRANTED = "GRANTED"
    REJECTED = "REJECTED"
    NOT_TREATED = "NOT_TREATED"
    WITHDRAWN = "WITHDRAWN"


OPEN: Final = frozenset({CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.SUSPENDED})
"""The states that wait for a decision. One open case of a kind per person."""


class Decision(StrEnum):
    """How an assessor ends a case."""

    GRANT = "GRANT"
    REJECT = "REJECT"
    NOT_TREAT = "NOT_TREAT"


class HeardParty(StrEnum):
    """Who was heard before a decision (Awb 4:7, 4:8)."""

    APPLICANT = "APPLICANT"
    EMPLOYER = "EMPLOYER"


@dataclass(frozen=True, slots=True)
class Invitation:
    """The last invitation to complete an application (Awb 4:5).

    Attributes:
        on: the day it was sent.
        until: the last day to complete.
        missing: what, each in one line.
    """

    on: date
    until: date
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who was heard, when and how (Awb 4:9)."""

    party: HeardParty
    held_on: date
    in_writing: bool
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it is stored; `on` says how it stands on a day.

    Attributes:
        kind: what it asks.
        state: how far it has come.
        submitted_by: who started it, or drafts it.
        form: what was entered.
        received_on: the day it came in; None for a draft.
        due: the last day of the term, with the standstills that are over and the extension, not yet moved to a
            working day; None for a draft, and for a kind that is decided at once.
        invitation: the last invitation to complete; None when the assessor went on without an answer.
        stands_still_since: the first day on which the term stood still; None while it runs.
        completed_on: the day that the answer to the invitation came.
        extended_on: the day the term was extended.
        holder: the pseudonym of the assessor who has it in hand.
        notice_received_on: the day a notice of default came (ingebrekestelling).
        penalty_fixed_on: the day the penalty was fixed before the decision, when it had run for as long as it may.
        hearings: oldest first.
        reaction_asked_on: the day the present employers were asked for a reaction.
        facts: what was found out, for the admission table (domain/admission.py); None: nothing.
        decided_on: the day of the decision, or of the withdrawal.
        decision: None while undecided, and when it was withdrawn.
    """

    kind: CaseKind
    state: CaseState
    submitted_by: Party
    form: ApplicationForm = field(default_factory=ApplicationForm)
    received_on: date | None = None
    due: date | None = None
    invitation: Invitation | None = None
    stands_still_since: date | None = None
    completed_on: date | None = None
    extended_on: date | None = None
    holder: str | None = None
    notice_received_on: date | None = None
    penalty_fixed_on: date | None = None
    hearings: tuple[Hearing, ...] = ()
    reaction_asked_on: date | None = None
    facts: AdmissionFacts | None = None
    decided_on: date | None = None
    decision: Decision | None = None

    def running_again(self, day: date) -> "Case":
        """The case in review again from a day on, the due day moved by exactly the days that the term stood still."""
        due = self.due
        if due and self.stands_still_since:
            due += days_stood_still(self.stands_still_since, day) * _DAY
        return replace(self, state=CaseState.IN_REVIEW, due=due, stands_still_since=None)

    def on(self, today: date) -> "Case":
        """The case as it stands today: a suspended one goes on by itself when its set term has passed unused."""
        if self.state is CaseState.SUSPENDED and self.invitation and today > self.invitation.until:
            return self.running_again(self.invitation.until + _DAY)
        return self


def decide_before(case: Case, calendar: Calendar) -> date | None:
    """The last day to decide, a working day; None for a draft, after the decision, and for what is decided at once.

    While the term stands still: the day it would be if the answer came today.
    """
    if case.state not in OPEN:
        return None
    due = case.on(calendar.today).running_again(calendar.today).due
    return due and calendar.working_day(due)


def is_overdue(case: Case, calendar: Calendar) -> bool:
    """Whether the last day to decide has passed and nothing is decided; never while the term stands still."""
    if case.on(calendar.today).stands_still_since:
        return False
    before = decide_before(case, calendar)
    return before is not None and calendar.today > before


def penalty_of(case: Case, today: date) -> Penalty | None:
    """What a notice of default makes of a late decision; None: none came."""
    if case.notice_received_on is None:
        return None
    return penalty(case.notice_received_on, case.decided_on, today)


def penalty_to_fix(case: Case, today: date) -> Penalty | None:
    """The penalty of a case that is decided, or for which no more days can be added; None: none, or it was fixed.

    It is fixed within two weeks after the last day it is owed for (Awb 4:18).
    """
    owed = penalty_of(case, today)
    if owed is None or not owed.amount or case.penalty_fixed_on or case.state is CaseState.WITHDRAWN:
        return None
    return owed if owed.last_day and today > owed.last_day else None
