"""Admission: it is worked out from what is sent, reads no data, and leaves no trace."""

from datetime import date

from domain.admission import Admission, evaluate
from domain.admission_facts import AdmissionFacts
from domain.periods import answerable_day
from graph.context import Info


def admission_by(info: Info, facts: AdmissionFacts, day: date | None) -> Admission:
    """What the law makes of facts on a day, today if none is named.

    Raises:
        BadUserInputError: the register doesn't answer for that day; of a later one nobody knows the law yet.
    """
    today = info.context.today
    return evaluate(facts, today if day is None else answerable_day(day, today, argument="day"))
