"""What the submitter of a case does with it: fill in, submit, complete, withdraw."""

from dataclasses import replace

from domain.case_actions import Situation, Values
from domain.case_kinds import CaseKind
from domain.cases import Case
from domain.forms import ApplicationForm, acceptable, complete
from domain.refusals import RefusalCode, Refused
from domain.terms import last_day


def edit(case: Case, situation: Situation, values: Values) -> Case:
    """The form as it is now; complete or not."""
    return replace(case, form=acceptable(values["form"], case.kind, situation.today))


def submittable(case: Case, situation: Situation) -> None:
    """Who isn't registered need not ask to be taken out."""
    standing = situation.standing
    if case.kind is CaseKind.DEREGISTRATION and standing and not standing.registered:
        raise Refused(
            RefusalCode.NOT_REGISTERED, "U staat niet in het doelgroepregister. U hoeft zich niet uit te schrijven."
        )


def submit(case: Case, situation: Situation, values: Values) -> Case:
    """What a draft asks has legal effect from today, when all that it needs is there."""
    if case.kind is CaseKind.DEREGISTRATION and not values.get("confirmed"):
        raise Refused(RefusalCode.NOT_CONFIRMED, "Bevestig eerst dat u zich wilt uitschrijven.")
    today = situation.today
    form = complete(values.get("form", case.form), case.kind, today)
    return replace(case, form=form, received_on=today, due=last_day(case.kind, today))


def discard(case: Case, _situation: Situation, _values: Values) -> Case:
    """A draft that is thrown away; whoever stores it deletes it."""
    return case


def complete_case(case: Case, situation: Situation, values: Values) -> Case:
    """What was missing came today: the term runs again."""
    today, later = situation.today, values["form"]
    if later == ApplicationForm():
        raise Refused(RefusalCode.INCOMPLETE, "U hebt niets ingevuld. Vul in wat er nog ontbreekt.")
    form = complete(case.form.completed_by(later), case.kind, today)
    return replace(case.running_again(today), form=form, completed_on=today)


def withdraw(case: Case, situation: Situation, _values: Values) -> Case:
    """The submitter wants no decision any more."""
    return replace(case.running_again(situation.today), decided_on=situation.today)
