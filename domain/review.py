"""What an assessor does with a case before it is decided: take it, ask, wait, hear, and record."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.admission_facts import FACT_NAMES
from domain.case_actions import Situation, Values
from domain.case_kinds import CaseKind
from domain.cases import Case, CaseState, Invitation, decide_before, is_overdue
from domain.decisions import grantable
from domain.refusals import RefusalCode, Refused
from domain.terms import terms_on
from domain.texts import readable_line, readable_text
from domain.working_days import Calendar

_DAY: Final = timedelta(days=1)
_REASON_LENGTH: Final = 200
_SUMMARY_LENGTH: Final = 2000
_MISSING_LENGTH: Final = 200
_MISSING_COUNT: Final = 20


def free(case: Case, situation: Situation) -> None:
    """Two assessors can't have one case."""
    if situation.viewer.holds(case):
        raise Refused(RefusalCode.TAKEN, "U hebt deze zaak al in behandeling.")
    if case.holder is not None:
        raise Refused(RefusalCode.TAKEN, "Een collega heeft deze zaak al. Pak een andere zaak.")


def take(case: Case, situation: Situation, _values: Values) -> Case:
    """The case is in this assessor's hand."""
    return replace(case, holder=situation.viewer.pseudonym)


def release(case: Case, _situation: Situation, _values: Values) -> Case:
    """Anybody may take it; what was done stays."""
    return replace(case, holder=None)


def invite(case: Case, situation: Situation, values: Values) -> Case:
    """The submitter is invited to complete what is missing, until a day (Awb 4:5); the term stands still (Awb 4:15)."""
    today, until = situation.today, values["until"]
    if not _reasonable(until, after=today):
        raise Refused(RefusalCode.INVALID_DATE, "Kies een dag na vandaag, en niet meer dan een jaar vooruit.")
    missing = values["missing"]
    if not 0 < len(missing) <= _MISSING_COUNT:
        raise Refused(RefusalCode.INCOMPLETE, f"Noem wat er ontbreekt: 1 tot {_MISSING_COUNT} punten.")
    for item in missing:
        readable_line(item, "elk punt dat ontbreekt", longest=_MISSING_LENGTH)
    invited = replace(case, invitation=Invitation(today, until, missing), completed_on=None)
    return _standing_still(invited, situation.calendar)


def _standing_still(case: Case, calendar: Calendar) -> Case:
    if is_overdue(case, calendar):
        return case  # what has passed can't stand still: the answer is waited for, and the case stays too late
    # When the count alone has ended by now, what is left is what the move to a working day gave: that moves on.
    due = decide_before(case, calendar) if case.due and case.due <= calendar.today else case.due
    return replace(case, due=due, stands_still_since=calendar.today + _DAY)


def decide_before_if_completed(case: Case, calendar: Calendar, on: date) -> date | None:
    """The last day to decide if today one asked for what is missing, and it came on a day; None: that can't be asked.

    It can't of a case that isn't in review, and not until a day that isn't reasonable (`invite`).
    """
    now = case.on(calendar.today)
    if now.state is not CaseState.IN_REVIEW or not _reasonable(on, after=calendar.today):
        return None
    due = _standing_still(now, calendar).running_again(on).due
    return due and calendar.working_day(due)


def _reasonable(day: date, *, after: date) -> bool:
    return after < day <= after + timedelta(weeks=terms_on(after).latest_weeks)


def resume(case: Case, situation: Situation, values: Values) -> Case:
    """The assessor goes on without an answer: the term runs again today."""
    readable_text(values["reason"], "de reden", longest=_REASON_LENGTH)
    return replace(case.running_again(situation.today), invitation=None)


def extendable(case: Case, situation: Situation) -> None:
    """Once, and before the term has passed (Awb 4:14)."""
    if case.extended_on:
        raise Refused(RefusalCode.TOO_LATE, "De termijn is al een keer verlengd. Dat kan maar één keer.")
    if is_overdue(case, situation.calendar):
        raise Refused(RefusalCode.TOO_LATE, "De termijn is voorbij. Verlengen kan alleen daarvóór.")


def extend(case: Case, situation: Situation, values: Values) -> Case:
    """A reasonable new day, which the submitter is told of."""
    readable_text(values["reason"], "de reden", longest=_REASON_LENGTH)
    until = values["until"]
    if not _reasonable(until, after=decide_before(case, situation.calendar) or situation.today):
        raise Refused(
            RefusalCode.INVALID_DATE,
            "Kies een dag na de dag waarop nu uiterlijk wordt beslist, en niet meer dan een jaar daarna.",
        )
    return replace(case, due=until, extended_on=situation.today)


def reaction_allowed(case: Case, situation: Situation) -> None:
    """Present employers hear of a deregistration that the law allows, never of one that will be refused."""
    if case.kind is not CaseKind.DEREGISTRATION:
        raise Refused(
            RefusalCode.WRONG_STATE, "Werkgevers worden alleen bij een uitschrijving om een reactie gevraagd."
        )
    if case.reaction_asked_on:
        raise Refused(RefusalCode.WRONG_STATE, "De werkgevers zijn al om een reactie gevraagd.")
    grantable(case, situation)


def ask_reaction(case: Case, situation: Situation, _values: Values) -> Case:
    """They have 14 days, or may leave it."""
    return replace(case, reaction_asked_on=situation.today)


def in_default(case: Case, situation: Situation) -> None:
    """A notice that comes before the term has passed has no effect; of several the first counts."""
    if case.notice_received_on:
        raise Refused(RefusalCode.WRONG_STATE, "Er is al een ingebrekestelling vastgelegd. De eerste telt.")
    if not is_overdue(case, situation.calendar):
        raise Refused(
            RefusalCode.INVALID_DATE,
            "De termijn is nog niet voorbij. Een ingebrekestelling van nu geldt niet: laat dat aan de aanvrager weten.",
        )


def record_notice(case: Case, situation: Situation, values: Values) -> Case:
    """The day it came, on which the term had passed."""
    day = values["received_on"]
    if day > situation.today or not is_overdue(case, situation.calendar.on(day)):
        raise Refused(RefusalCode.INVALID_DATE, "Kies een dag na het einde van de termijn, en niet na vandaag.")
    return replace(case, notice_received_on=day)


def record_hearing(case: Case, situation: Situation, values: Values) -> Case:
    """Who was heard, orally or in writing (Awb 4:7-4:9). It doesn't suspend the term: no article says so."""
    hearing = values["hearing"]
    readable_text(hearing.summary, "de samenvatting", longest=_SUMMARY_LENGTH)
    if case.received_on and not case.received_on <= hearing.held_on <= situation.today:
        raise Refused(RefusalCode.INVALID_DATE, "Kies een dag vanaf de ontvangst van het verzoek tot en met vandaag.")
    return replace(case, hearings=(*case.hearings, hearing))


def has_facts(case: Case, _situation: Situation) -> None:
    """A deregistration is decided by what the register says, not by recorded facts."""
    if case.kind is CaseKind.DEREGISTRATION:
        raise Refused(RefusalCode.WRONG_STATE, "Bij een uitschrijving gelden de feiten van het register.")


def record_facts(case: Case, situation: Situation, values: Values) -> Case:
    """All that is known for the admission table, what was recorded before included."""
    facts = values["facts"]
    days = (getattr(facts, field) for field in FACT_NAMES)
    if any(isinstance(day, date) and day > situation.today for day in days):
        raise Refused(RefusalCode.INVALID_DATE, "Een feit kan geen dag na vandaag hebben. Kies een eerdere dag.")
    return replace(case, facts=facts)
