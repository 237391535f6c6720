"""The actions on a case: who acts, on what day, and with which values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from domain.admission_facts import AdmissionFacts
from domain.case_kinds import Party
from domain.cases import Case, Hearing
from domain.eligibility import Standing
from domain.forms import ApplicationForm
from domain.grounds import GroundCode
from domain.working_days import Calendar


class CaseAction(StrEnum):
    """What may be done with a case (`Case.actions`)."""

    EDIT = "EDIT"
    SUBMIT = "SUBMIT"
    DISCARD = "DISCARD"
    COMPLETE = "COMPLETE"
    WITHDRAW = "WITHDRAW"
    TAKE = "TAKE"
    RELEASE = "RELEASE"
    INVITE_COMPLETION = "INVITE_COMPLETION"
    RESUME = "RESUME"
    EXTEND = "EXTEND"
    ASK_REACTION = "ASK_REACTION"
    RECORD_NOTICE_OF_DEFAULT = "RECORD_NOTICE_OF_DEFAULT"
    RECORD_HEARING = "RECORD_HEARING"
    RECORD_FACTS = "RECORD_FACTS"
    GRANT = "GRANT"
    REJECT = "REJECT"
    DECIDE_NOT_TO_TREAT = "DECIDE_NOT_TO_TREAT"


class Who(StrEnum):
    """Who may do something: who started the case, any assessor, or the assessor who has it in hand."""

    SUBMITTER = "SUBMITTER"
    ASSESSOR = "ASSESSOR"
    HOLDER = "HOLDER"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who acts: a party, and for an assessor the pseudonym by which a case is held.

    `earlier` are those by which they held cases before the key of pseudonyms rotated.
    """

    party: Party
    pseudonym: str | None = None
    earlier: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an assessor whom no case could be held by."""
        if self.party is Party.ASSESSOR and not self.pseudonym:
            raise ValueError("an assessor has a pseudonym")

    def holds(self, case: Case) -> bool:
        """Whether they have a case in hand."""
        return case.holder is not None and case.holder in {self.pseudonym, *self.earlier}


class Values(TypedDict, total=False):
    """What an action is given besides the case."""

    form: ApplicationForm  # EDIT, SUBMIT, COMPLETE
    confirmed: bool  # SUBMIT of a deregistration
    missing: tuple[str, ...]  # INVITE_COMPLETION
    until: date  # INVITE_COMPLETION, EXTEND
    reason: str  # RESUME, EXTEND
    received_on: date  # RECORD_NOTICE_OF_DEFAULT
    hearing: Hearing  # RECORD_HEARING
    facts: AdmissionFacts  # RECORD_FACTS
    grounds: tuple[GroundCode, ...]  # GRANT
    start: date | None  # GRANT
    motivation: str  # GRANT, REJECT, DECIDE_NOT_TO_TREAT


@dataclass(frozen=True, slots=True)
class Situation:
    """In which an action is judged."""

    viewer: Viewer
    calendar: Calendar
    standing: Standing | None

    @property
    def today(self) -> date:
        """The day in the Netherlands on which it is done."""
        return self.calendar.today


Guard = Callable[[Case, Situation], None]
"""Refuses what the law doesn't allow now, whatever the values are."""

Effect = Callable[[Case, Situation, Values], Case]
"""What changes besides the state; refuses values that the law doesn't allow."""
