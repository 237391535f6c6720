"""The penalty for deciding too late (dwangsom, Awb 4:17, 4:18): its letter, and fixing it before the decision."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from domain.cases import penalty_to_fix
from domain.letters import penalty
from domain.proofs import CasesToAssess
from domain.refusals import RefusalCode, Refused
from models.cases import StoredCase
from models.commands.command import Commands, Decided, Found, Given
from models.commands.writing import Writing, letter_case

ACTION: Final = "FIX_PENALTY"


async def fix_penalty(commands: Commands, own: CasesToAssess, given: Given, case: UUID) -> dict[str, Any]:
    """Fix the penalty of a case that isn't decided, once the last day it is owed for has passed; once."""

    def decide(found: Found) -> Decided:
        before, today = found.named_case(), given.calendar.today
        stands = replace(before, case=before.case.on(today))
        writing = Writing(given, found)
        if not write_penalty(writing, stands):
            raise Refused(RefusalCode.WRONG_STATE, "Er is nu geen dwangsom om vast te stellen.")
        fixed = replace(stands, case=replace(stands.case, penalty_fixed_on=today))
        return writing.case(before, fixed, ACTION)

    return await commands.of_assessor(own, given, decide, case=case)


def write_penalty(writing: Writing, stored: StoredCase) -> bool:
    """Write the letter that fixes what is owed, if it is to be fixed now; whether it is."""
    owed = penalty_to_fix(stored.case, writing.given.calendar.today)
    if owed is None:
        return False
    letter = penalty(
        letter_case(stored),
        writing.announced,
        notice_received_on=owed.notice_received_on,
        runs_from=owed.runs_from,
        days=owed.days_run,
        amount=owed.amount,
    )
    writing.to_applicant(letter, stored)
    return True
