"""How one's own case is shown: what it asks, how far it is, and what one can do about it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple, Protocol

from domain.case_kinds import CaseKind
from domain.cases import OPEN, CaseState
from domain.letters import LetterKind
from portal.languages import civil_day
from portal.page_request import PageRequest
from portal.pages.citizen.crumbs import HOME
from portal.pages.citizen.letters import LETTERS

CASES: Final = f"{HOME}/verzoeken"
RECEIPT: Final = "/ontvangstbewijs"
WITHDRAW: Final = "/intrekken"
QUESTION: Final = "/vraag"
LATE: Final = "te-laat"
"""Where the page of a case says what one can do when UWV is too late."""

DECIDED: Final = frozenset({CaseState.GRANTED, CaseState.REJECTED, CaseState.NOT_TREATED})
_DECISIONS: Final = frozenset({LetterKind.DECISION, LetterKind.NOT_TREATED})
_OUTCOMES: Final = frozenset({CaseState.GRANTED, CaseState.REJECTED})


class OwnLetter(Protocol):
    """A letter of the case."""

    @property
    def id(self) -> str:
        """By which it is known."""
        ...

    @property
    def kind(self) -> str:
        """What it is, a LetterKind."""
        ...


class ToldCase(Protocol):
    """Of a case, what its state is told by."""

    @property
    def kind(self) -> CaseKind:
        """What it asks."""
        ...

    @property
    def state(self) -> CaseState:
        """How far it is."""
        ...

    @property
    def decide_before(self) -> date | None:
        """The last day to decide."""
        ...

    @property
    def decided_at(self) -> datetime | None:
        """When it was decided, or withdrawn."""
        ...


class OwnCase(ToldCase, Protocol):
    """What an operation asks of a case."""

    @property
    def id(self) -> str:
        """By which it is known."""
        ...

    @property
    def letters(self) -> Sequence[OwnLetter]:
        """Its letters, oldest first."""
        ...


class Badge(NamedTuple):
    """A state in a word, beside a sign of macros.html, in the colours of a kind of the component."""

    text: str
    sign: str
    kind: str


class Link(NamedTuple):
    """What one can do next."""

    text: str
    href: str


_LOOKS: Final = {
    "submitted": ("envelope", "neutral"),
    "in_review": ("clock", "active"),
    "suspended": ("hand", "warning"),
    "overdue": ("exclamation", "warning"),
    "granted": ("check", "success"),
    "rejected": ("information", "neutral"),
    "not_treated": ("information", "neutral"),
    "withdrawn": ("dash", "neutral"),
}


def address_of(case_id: str) -> str:
    """The page of a case."""
    return f"{CASES}/{case_id}"


def day_of(at: datetime | None) -> date | None:
    """The day of a moment in the Netherlands."""
    return None if at is None else civil_day(at)


def is_overdue(request: PageRequest, case: ToldCase) -> bool:
    """Whether UWV should have decided by now; never while it waits for an answer."""
    waits = case.state in OPEN and case.state is not CaseState.SUSPENDED
    return waits and case.decide_before is not None and case.decide_before < request.portal.today()


def badge(request: PageRequest, case: ToldCase) -> Badge:
    """Its state in a word."""
    name = _name(request, case)
    return Badge(request.texts(f"my_cases.badges.{_worded(name, case)}"), *_LOOKS[name])


def line(request: PageRequest, case: ToldCase) -> str:
    """Its state in a sentence."""
    name = _name(request, case)
    day = day_of(case.decided_at) or case.decide_before
    return request.texts(f"my_cases.lines.{_worded(name, case)}", day=day)


def next_link(request: PageRequest, case: OwnCase) -> Link | None:
    """What one can do next, if there is something."""
    if case.state is CaseState.SUSPENDED:
        return Link(request.texts("my_cases.see_question"), f"{address_of(case.id)}{QUESTION}")
    if is_overdue(request, case):
        return Link(request.texts("my_cases.see_late"), f"{address_of(case.id)}#{LATE}")
    return decision_link(request, case)


def decision_link(request: PageRequest, case: OwnCase) -> Link | None:
    """The letter with the decision."""
    letters = [one for one in case.letters if one.kind in _DECISIONS]
    return Link(request.texts("my_cases.read_letter"), f"{LETTERS}/{letters[-1].id}") if letters else None


def _name(request: PageRequest, case: ToldCase) -> str:
    return "overdue" if is_overdue(request, case) else case.state.lower()


def _worded(name: str, case: ToldCase) -> str:
    """A decision on another kind of case isn't about deregistration."""
    other = case.state in _OUTCOMES and case.kind is not CaseKind.DEREGISTRATION
    return f"{name}_other" if other else name
