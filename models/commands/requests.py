"""What applicants do with cases of their own: save, submit, complete, withdraw; a municipality for its client."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.bsn import Bsn
from domain.case_actions import CaseAction, Values, Viewer
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.cases import decide_before
from domain.eligibility import Standing
from domain.forms import ApplicationForm
from domain.letters import as_entered, completion_received, receipt
from domain.proofs import CasesOfMunicipality, OwnCases
from domain.refusals import RefusalCode, Refused
from domain.transitions import draft, perform, start
from models.cases import StoredCase
from models.commands.command import Commands, Decide, Decided, Found, Given
from models.commands.writing import Writing, letter_case, new_case, received

_CITIZEN: Final = Viewer(Party.CITIZEN)
_MUNICIPALITY: Final = Viewer(Party.MUNICIPALITY)

FormValues = Mapping[str, object]
"""A form as it was entered: the input's fields by their public names; days in ISO form."""


async def save_draft(  # noqa: PLR0913, PLR0917 - what the command is given
    commands: Commands, own: OwnCases, given: Given, kind: CaseKind, form: FormValues, saved: UUID | None
) -> dict[str, Any]:
    """Keep a form, to go on with later: a new draft, the one with this id, or the one of its kind there is."""

    def decide(found: Found) -> Decided:
        before, entered = _draft_of(found, kind, saved), ApplicationForm.of(form)
        if before is None:
            after = new_case(given, found, draft(kind, entered, given.calendar))
        else:
            after = replace(before, case=perform(before.case, CaseAction.EDIT, _CITIZEN, given.calendar, form=entered))
        return Writing(given, found).case(before, after, CaseAction.EDIT)

    return await commands.of_citizen(own, given, decide, case=saved, kind=kind)


async def discard_draft(commands: Commands, own: OwnCases, given: Given, saved: UUID) -> dict[str, Any]:
    """Throw a draft away; the answer is the draft without what was filled in."""

    def decide(found: Found) -> Decided:
        before = found.named_case()
        perform(before.case, CaseAction.DISCARD, _CITIZEN, given.calendar)
        # What was thrown away isn't kept in the answer either.
        answer = {"case": replace(before, case=replace(before.case, form=ApplicationForm())).snapshot(given.calendar)}
        return Decided(answer, given.moment | {"discard": str(before.id), "version": before.version})

    return await commands.of_citizen(own, given, decide, case=saved)


async def request_deregistration(
    commands: Commands, own: OwnCases, given: Given, saved: UUID | None, *, confirmed: bool
) -> dict[str, Any]:
    """Ask to be taken out of the register (GD140 35201; Besluit SUWI 3.2 lid 4-5)."""
    submit = _submission(given, CaseKind.DEREGISTRATION, None, saved, confirmed=confirmed)
    return await commands.of_citizen(own, given, submit, case=saved, kind=CaseKind.DEREGISTRATION)


async def apply_for_oneself(  # noqa: PLR0913, PLR0917 - what is applied for
    commands: Commands, own: OwnCases, given: Given, kind: CaseKind, form: FormValues, saved: UUID | None
) -> dict[str, Any]:
    """Apply, or report a school in writing."""
    submit = _submission(given, kind, form, saved)

    def decide(found: Found) -> Decided:
        if kind is CaseKind.DEREGISTRATION:
            raise Refused(RefusalCode.INVALID_VALUE, "Vraag uitschrijving aan met requestDeregistration.")
        return submit(found)

    return await commands.of_citizen(own, given, decide, case=saved, kind=kind)


async def apply_for_client(  # noqa: PLR0913, PLR0917 - what is applied for
    commands: Commands, own: CasesOfMunicipality, given: Given, kind: CaseKind, bsn: Bsn, form: FormValues
) -> dict[str, Any]:
    """Apply for a client of the municipality."""

    def decide(found: Found) -> Decided:
        _require_none_open(found)
        entered = ApplicationForm.of(form)
        case = start(kind, Party.MUNICIPALITY, entered, given.calendar, Standing(found.registered))
        return _received(given, found, None, received(given, new_case(given, found, case, (own.oin, own.name)), case))

    return await commands.of_municipality(own, given, decide, bsn=bsn, kind=kind)


async def complete(
    commands: Commands, own: OwnCases | CasesOfMunicipality, given: Given, case: UUID, form: FormValues
) -> dict[str, Any]:
    """Send what an assessor asked for (Awb 4:5)."""

    def confirm(writing: Writing, after: StoredCase) -> None:
        letter = completion_received(
            letter_case(after),
            writing.announced,
            submitted=as_entered(ApplicationForm.of(form).as_dict()),
            decide_before=_due(after, given),
        )
        writing.to_applicant(letter, after)

    return await _on_own(commands, own, given, case, CaseAction.COMPLETE, form, confirm)


async def withdraw(commands: Commands, own: OwnCases | CasesOfMunicipality, given: Given, case: UUID) -> dict[str, Any]:
    """Withdraw a case while it is undecided."""
    return await _on_own(commands, own, given, case, CaseAction.WITHDRAW)


async def _on_own(  # noqa: PLR0913, PLR0917 - an action on a case
    commands: Commands,
    own: OwnCases | CasesOfMunicipality,
    given: Given,
    case: UUID,
    action: CaseAction,
    form: FormValues | None = None,
    confirm: Callable[[Writing, StoredCase], None] | None = None,
) -> dict[str, Any]:
    viewer = _CITIZEN if isinstance(own, OwnCases) else _MUNICIPALITY

    def decide(found: Found) -> Decided:
        before = found.named_case()
        values = _entered(form)
        case_after = perform(before.case, action, viewer, given.calendar, Standing(found.registered), **values)
        writing, after = Writing(given, found), replace(before, case=case_after)
        if confirm:
            confirm(writing, after)
        return writing.case(before, after, action)

    if isinstance(own, OwnCases):
        return await commands.of_citizen(own, given, decide, case=case)
    return await commands.of_municipality(own, given, decide, case=case)


def _submission(
    given: Given, kind: CaseKind, form: FormValues | None, saved: UUID | None, *, confirmed: bool = False
) -> Decide:
    def decide(found: Found) -> Decided:
        _require_none_open(found)
        before = _draft_of(found, kind, saved)
        standing, filled = Standing(found.registered), _entered(form)
        if before is None:
            entered = filled.get("form", ApplicationForm())
            case = start(kind, Party.CITIZEN, entered, given.calendar, standing, confirmed=confirmed)
            return _received(given, found, None, received(given, new_case(given, found, case), case))
        filled["confirmed"] = confirmed
        case = perform(before.case, CaseAction.SUBMIT, _CITIZEN, given.calendar, standing, **filled)
        return _received(given, found, before, received(given, before, case))

    return decide


def _entered(form: FormValues | None) -> Values:
    """The form that an action is given, if it is given one. That it can't be one is decided, and kept, as all else."""
    return {} if form is None else {"form": ApplicationForm.of(form)}


def _received(given: Given, found: Found, before: StoredCase | None, after: StoredCase) -> Decided:
    """Confirm what was submitted, and give it back as it was entered (Awb 2:17)."""
    writing = Writing(given, found)
    letter = receipt(
        letter_case(after),
        writing.announced,
        submitted=as_entered(after.case.form.as_dict()),
        decide_before=_due(after, given),
    )
    writing.to_applicant(letter, after)
    return writing.case(before, after, CaseAction.SUBMIT)


def _due(case: StoredCase, given: Given) -> date:
    due = decide_before(case.case, given.calendar)
    if due is None:
        raise ValueError("a case that was submitted and isn't decided has a term")
    return due


def _require_none_open(found: Found) -> None:
    if found.open:
        raise Refused(
            RefusalCode.ALREADY_OPEN, "Er loopt al een verzoek van deze soort. Wacht op het besluit, of trek het in."
        )


def _draft_of(found: Found, kind: CaseKind, saved: UUID | None) -> StoredCase | None:
    """The draft to go on with: that which was named, or the one of the kind there is."""
    if saved is None:
        return found.draft
    named = found.named_case()
    if named.case.kind is not kind:
        raise Refused(
            RefusalCode.INVALID_VALUE, f"Dit concept is van een ander formulier dan {CASE_KINDS[kind].title}."
        )
    return named
