"""The commands on cases: each lets the viewer's policy give a proof, and answers the case, or why it wasn't done."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import date
from typing import Any

from auth.policies.case import cases_of_municipality, own_cases
from domain.admission_facts import AdmissionFacts
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import Decision, HeardParty, Hearing
from domain.decision_drafts import DecisionDraft
from domain.grounds import GroundCode
from domain.proofs import CasesOfMunicipality, OwnCases
from domain.refusals import Refused
from domain.roles import Role
from graph.context import Info
from graph.resolvers.case_view import Beside, CaseView
from graph.resolvers.command import given_command, opaque_id, to_assess
from models.cases import StoredCase
from models.commands import decision as decisions
from models.commands import requests, review, wage_value
from models.commands.command import Commands, refusal_of
from models.commands.requests import FormValues


async def save_draft(
    info: Info, kind: CaseKind, form: FormValues | None, draft: str | None, key: str
) -> CaseView | Refused:
    """Keep a citizen's form."""
    own = own_cases(info.context.viewer)
    saved = None if draft is None else opaque_id(draft)
    given = given_command(info, key, kind, form, draft)
    return await _case(info, requests.save_draft(_commands(info), own, given, kind, form or {}, saved))


async def discard_draft(info: Info, draft: str) -> CaseView | Refused:
    """Throw a citizen's draft away."""
    own, saved = own_cases(info.context.viewer), opaque_id(draft)
    # Done once it is done: the draft's own id is its key.
    given = given_command(info, f"discard-{saved}", draft)
    return await _case(info, requests.discard_draft(_commands(info), own, given, saved))


async def request_deregistration(info: Info, draft: str | None, key: str, *, confirmed: bool) -> CaseView | Refused:
    """Ask to be taken out of the register."""
    own = own_cases(info.context.viewer)
    saved = None if draft is None else opaque_id(draft)
    given = given_command(info, key, confirmed, draft)
    return await _case(info, requests.request_deregistration(_commands(info), own, given, saved, confirmed=confirmed))


async def apply_for_myself(
    info: Info, kind: CaseKind, form: FormValues, draft: str | None, key: str
) -> CaseView | Refused:
    """A citizen's application, or report of a school."""
    own = own_cases(info.context.viewer)
    saved = None if draft is None else opaque_id(draft)
    given = given_command(info, key, kind, form, draft)
    return await _case(info, requests.apply_for_oneself(_commands(info), own, given, kind, form, saved))


async def apply_for_client(info: Info, kind: CaseKind, bsn: Bsn, form: FormValues, key: str) -> CaseView | Refused:
    """A municipality's application for a client."""
    own = cases_of_municipality(info.context.viewer)
    given = given_command(info, key, kind, bsn, form)
    return await _case(info, requests.apply_for_client(_commands(info), own, given, kind, bsn, form))


async def complete_case(info: Info, case: str, form: FormValues, key: str) -> CaseView | Refused:
    """Send what was asked for."""
    own, wanted = _of_submitter(info), opaque_id(case)
    given = given_command(info, key, case, form)
    return await _case(info, requests.complete(_commands(info), own, given, wanted, form))


async def withdraw_case(info: Info, case: str, key: str) -> CaseView | Refused:
    """Withdraw a case while it is undecided."""
    own, wanted = _of_submitter(info), opaque_id(case)
    return await _case(info, requests.withdraw(_commands(info), own, given_command(info, key, case), wanted))


async def report_wage_value(  # noqa: PLR0913, PLR0917 - a report
    info: Info,
    bsn: Bsn,
    percentage: str | None,
    established_on: date | None,
    reference: str | None,
    key: str,
    *,
    below_minimum_wage: bool,
) -> CaseView | Refused:
    """A municipality's report of a wage value."""
    own = cases_of_municipality(info.context.viewer)
    given = given_command(info, key, bsn, below_minimum_wage, percentage, established_on, reference)
    report = wage_value.report_wage_value(
        _commands(info),
        own,
        given,
        bsn,
        percentage,
        established_on,
        reference,
        below_minimum_wage=below_minimum_wage,
    )
    return await _case(info, report)


async def take_case(info: Info, case: str, key: str) -> CaseView | Refused:
    """Take a case in hand."""
    own, wanted = to_assess(info.context), opaque_id(case)
    return await _case(info, review.take(_commands(info), own, given_command(info, key, case), wanted))


async def release_case(info: Info, case: str, key: str) -> CaseView | Refused:
    """Give a case back."""
    own, wanted = to_assess(info.context), opaque_id(case)
    return await _case(info, review.release(_commands(info), own, given_command(info, key, case), wanted))


async def invite_completion(info: Info, case: str, missing: Sequence[str], until: date, key: str) -> CaseView | Refused:
    """Ask the applicant for what is missing."""
    own, wanted = to_assess(info.context), opaque_id(case)
    given = given_command(info, key, case, list(missing), until)
    return await _case(info, review.invite_completion(_commands(info), own, given, wanted, tuple(missing), until))


async def resume_case(info: Info, case: str, reason: str, key: str) -> CaseView | Refused:
    """Let the term run on without the completion."""
    own, wanted = to_assess(info.context), opaque_id(case)
    return await _case(
        info, review.resume(_commands(info), own, given_command(info, key, case, reason), wanted, reason)
    )


async def extend_term(info: Info, case: str, until: date, reason: str, key: str) -> CaseView | Refused:
    """Extend the term, once."""
    own, wanted = to_assess(info.context), opaque_id(case)
    given = given_command(info, key, case, until, reason)
    return await _case(info, review.extend_term(_commands(info), own, given, wanted, until, reason))


async def record_notice_of_default(info: Info, case: str, received_on: date, key: str) -> CaseView | Refused:
    """Record that notice of default came."""
    own, wanted = to_assess(info.context), opaque_id(case)
    given = given_command(info, key, case, received_on)
    return await _case(info, review.record_notice_of_default(_commands(info), own, given, wanted, received_on))


async def record_hearing(  # noqa: PLR0913, PLR0917 - a hearing
    info: Info, case: str, heard: HeardParty, held_on: date, summary: str, key: str, *, in_writing: bool
) -> CaseView | Refused:
    """Record who was heard."""
    own, wanted = to_assess(info.context), opaque_id(case)
    given = given_command(info, key, case, heard, held_on, in_writing, summary)
    hearing = Hearing(heard, held_on, in_writing, summary)
    return await _case(info, review.record_hearing(_commands(info), own, given, wanted, hearing))


async def record_facts(info: Info, case: str, facts: AdmissionFacts, key: str) -> CaseView | Refused:
    """Record facts for the admission table."""
    own, wanted = to_assess(info.context), opaque_id(case)
    return await _case(
        info, review.record_facts(_commands(info), own, given_command(info, key, case, facts), wanted, facts)
    )


async def ask_reaction(info: Info, case: str, key: str) -> CaseView | Refused:
    """Ask the present employers for a reaction before a grant."""
    own, wanted = to_assess(info.context), opaque_id(case)
    return await _case(info, review.ask_reaction(_commands(info), own, given_command(info, key, case), wanted))


async def decide_case(  # noqa: PLR0913, PLR0917 - a decision
    info: Info,
    case: str,
    decision: Decision,
    grounds: Sequence[GroundCode] | None,
    start: date | None,
    motivation: str,
    key: str,
) -> CaseView | Refused:
    """Decide a case."""
    own, wanted = to_assess(info.context), opaque_id(case)
    codes = None if grounds is None else list(grounds)
    given = given_command(info, key, case, decision, codes, start, motivation)
    decided = decisions.decide_case(_commands(info), own, given, wanted, decision, codes, start, motivation)
    return await _case(info, decided)


async def save_decision_draft(info: Info, case: str, draft: DecisionDraft, key: str) -> CaseView | Refused:
    """Keep a decision as far as it is written."""
    own, wanted = to_assess(info.context), opaque_id(case)
    given = given_command(info, key, case, draft)
    return await _case(info, decisions.save_draft(_commands(info), own, given, wanted, draft))


async def _case(info: Info, answering: Awaitable[Mapping[str, Any]]) -> CaseView | Refused:
    """The case that a command is answered, or why it wasn't done."""
    try:
        answer = await answering
    except Refused as refused:
        return refused
    refusal = refusal_of(answer)
    if refusal is not None:
        return refusal
    case = StoredCase.read(answer["case"])
    return CaseView(case, info.context, Beside.one(info.context, case))


def _commands(info: Info) -> Commands:
    return info.context.register.commands


def _of_submitter(info: Info) -> OwnCases | CasesOfMunicipality:
    viewer = info.context.viewer
    return own_cases(viewer) if viewer.role is Role.CITIZEN else cases_of_municipality(viewer)
