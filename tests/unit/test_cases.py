"""The main road of a case, in sentences."""

from datetime import date

from domain.case_actions import CaseAction, Viewer
from domain.case_kinds import CaseKind, Party
from domain.cases import CaseState, decide_before
from domain.eligibility import Standing, StandingGround
from domain.forms import ApplicationForm
from domain.grounds import GroundCode
from domain.transitions import actions, perform, start
from domain.working_days import Calendar

TODAY = Calendar(date(2026, 11, 26), lambda _day: False)
ASSESSOR = Viewer(Party.ASSESSOR, "a")
FORMER_PUPIL = Standing(registered=True, grounds=(StandingGround(GroundCode.SPECIAL_EDUCATION, date(2017, 1, 1)),))


def test_a_deregistration_is_asked_taken_and_granted() -> None:
    case = start(CaseKind.DEREGISTRATION, Party.CITIZEN, ApplicationForm(), TODAY, FORMER_PUPIL, confirmed=True)
    assert case.state is CaseState.SUBMITTED
    assert decide_before(case, TODAY) == date(2027, 1, 21)
    case = perform(case, CaseAction.TAKE, ASSESSOR, TODAY)
    assert CaseAction.GRANT in actions(case, ASSESSOR, TODAY, FORMER_PUPIL)
    case = perform(case, CaseAction.GRANT, ASSESSOR, TODAY, FORMER_PUPIL, motivation="U voldoet aan de regels.")
    assert (case.state, case.decided_on) == (CaseState.GRANTED, TODAY.today)
    assert actions(case, ASSESSOR, TODAY, FORMER_PUPIL) == []
