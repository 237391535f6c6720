"""Random lives of a case beside a naive one: states, last days, penalties and actions agree day by day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.admission_facts import AdmissionFacts
from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import Case, HeardParty, Hearing, decide_before, is_overdue, penalty_of
from domain.eligibility import Standing
from domain.errors import ForbiddenError
from domain.forms import ApplicationForm
from domain.grounds import GroundCode
from domain.refusals import Refused
from domain.transitions import actions, perform
from domain.working_days import Calendar
from server.public_holidays import is_public_holiday
from tests.fixtures.cases import ASSESSOR, CITIZEN, COLLEAGUE, FORMER_PUPIL, WITH_WAJONG, calendar, submitted
from tests.fixtures.naive_case import NaiveCase

VIEWERS = {"citizen": CITIZEN, "a": ASSESSOR, "b": COLLEAGUE}
STANDINGS: dict[bool | None, Standing | None] = {True: FORMER_PUPIL, False: WITH_WAJONG, None: None}
FACTS = {
    True: AdmissionFacts(protected_work_finding=False, special_education=True, permanently_without_possibilities=False),
    False: AdmissionFacts(permanently_without_possibilities=True),
    None: AdmissionFacts(special_education=True),
}
LIFE = [action for action in CaseAction if action not in {CaseAction.EDIT, CaseAction.SUBMIT, CaseAction.DISCARD}]

step = st.one_of(
    st.integers(1, 40),  # days pass
    st.tuples(
        st.sampled_from(LIFE),
        st.sampled_from(sorted(VIEWERS)),
        st.integers(1, 45),
        st.sampled_from([True, False, None]),
    ),
)


class Lives:
    """A case and its naive twin."""

    def __init__(self, kind: CaseKind, eligible: bool | None, first: date) -> None:
        self.standing = STANDINGS[eligible]
        self.case: Case = submitted(first.isoformat(), kind)
        known = eligible if kind is CaseKind.DEREGISTRATION else None
        self.naive = NaiveCase(kind.value, known, first)

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.naive.today, is_public_holiday)

    def wait(self, days: int) -> None:
        for _ in range(days):
            self.naive.next_day()
            self.agree()

    def act(self, action: CaseAction, who: str, days: int, known: bool | None) -> None:
        naive, viewer = self.naive, VIEWERS[who]
        until = naive.today + timedelta(days=days)
        if action is CaseAction.EXTEND and naive.open():
            until = max(naive.today, naive.last_day()) + timedelta(days=days)
        elif action is CaseAction.RECORD_NOTICE_OF_DEFAULT:
            until = max(naive.last_day() + timedelta(days=1), naive.today - timedelta(days=days))
        values: dict[str, Any] = {
            "form": ApplicationForm(explanation="Nu wel."),
            "missing": ("Een brief",),
            "until": until,
            "reason": "Zo is het.",
            "received_on": until,
            "hearing": Hearing(HeardParty.EMPLOYER, naive.today, in_writing=True, summary="Gehoord."),
            "facts": FACTS[known],
            "motivation": "Zo is het.",
        }
        if action is CaseAction.GRANT and self.case.kind is CaseKind.SPECIAL_EDUCATION_REPORT:
            values |= {"grounds": (GroundCode.SPECIAL_EDUCATION,), "start": naive.today}
        if naive.allowed(action.value, who):
            self.case = perform(self.case, action, viewer, self.calendar, self.standing, **values)
            naive.act(action.value, who, until)
            if action is CaseAction.RECORD_FACTS:
                naive.eligible = known
        else:
            with pytest.raises((Refused, ForbiddenError)):
                perform(self.case, action, viewer, self.calendar, self.standing, **values)
        self.agree()

    def agree(self) -> None:
        case, naive, today = self.case, self.naive, self.naive.today
        assert case.on(today).state == naive.state
        assert case.holder == naive.holder
        assert decide_before(case, self.calendar) == (naive.last_day() if naive.open() else None)
        assert is_overdue(case, self.calendar) == (naive.open() and naive.overdue())
        owed = penalty_of(case, today)
        assert (owed.amount if owed else 0) == naive.penalty()
        for who, viewer in VIEWERS.items():
            allowed = [action for action in LIFE if naive.allowed(action.value, who)]
            assert actions(case, viewer, self.calendar, self.standing) == allowed, who


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([CaseKind.DEREGISTRATION, CaseKind.SPECIAL_EDUCATION_REPORT]),
    st.sampled_from([True, False, None]),
    st.dates(date(2026, 1, 1), date(2028, 6, 30)),
    st.lists(step, max_size=25),
)
@example(  # invited on the Sunday before the Monday that the term was moved to
    CaseKind.DEREGISTRATION,
    True,
    date(2026, 11, 7),
    [(CaseAction.TAKE, "a", 1, None), 30, 27, (CaseAction.INVITE_COMPLETION, "a", 9, None), 20],
)
def test_a_case_lives_as_the_naive_one_says(
    kind: CaseKind, eligible: bool | None, first: date, steps: list[Any]
) -> None:
    lives = Lives(kind, eligible, first)
    lives.agree()
    lives.act(CaseAction.TAKE, "a", 1, None)
    for one in steps:
        if isinstance(one, int):
            lives.wait(one)
        else:
            lives.act(*one)


@settings(max_examples=50, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.integers(0, 50),
    st.integers(1, 60),
    st.integers(0, 60),
)
def test_a_due_day_moves_by_exactly_the_days_that_the_term_stood_still(
    first: date, invited_after: int, term: int, answered_after: int
) -> None:
    """Before it is moved to a working day; the naive one above has that too."""
    lives = Lives(CaseKind.DEREGISTRATION, eligible=True, first=first)
    lives.act(CaseAction.TAKE, "a", 1, None)
    before = lives.case.due
    lives.wait(invited_after)
    lives.act(CaseAction.INVITE_COMPLETION, "a", term, None)
    lives.wait(answered_after)
    lives.act(CaseAction.COMPLETE, "citizen", 1, None)
    stood_still = max(0, answered_after - 1) if answered_after <= term else term
    after = lives.case.on(lives.naive.today).due
    assert before is not None
    assert after is not None
    assert (after - before).days == stood_still


@given(st.dates(date(2013, 1, 1), date(2035, 12, 31)))
def test_a_term_never_ends_early_and_never_on_a_free_day(day: date) -> None:
    moved = calendar(day.isoformat()).working_day(day)
    assert day <= moved <= day + timedelta(days=5)
    assert moved.isoweekday() < 6
    assert not is_public_holiday(moved)
