"""An employer's reaction to a letter that asks for one (Awb 4:8, 4:9)."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from domain.errors import NOT_YOURS, ForbiddenError
from domain.letters import LetterKind
from domain.proofs import OwnLetters
from domain.refusals import RefusalCode, Refused
from domain.roles import Role
from domain.texts import readable_text
from models.cases import StoredLetter
from models.commands.command import Commands, Decided, Given, outcome, until_written
from models.queries.letters import letter_to_employer

_LENGTH: Final = 1_000
_WRITE: Final = "select serve.employer_command($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as done"


async def give_reaction(commands: Commands, own: OwnLetters, given: Given, letter: UUID, text: str) -> dict[str, Any]:
    """Answer a letter, once, until its last day; what it is answered.

    Raises:
        Refused: KEY_REUSED.
        ForbiddenError: the letter isn't theirs, or isn't there.
    """

    async def attempt() -> dict[str, Any] | None:  # None: somebody else of the organisation answered in between
        found = await letter_to_employer(commands.pools, own, letter)
        if found is None:
            raise ForbiddenError(NOT_YOURS)
        decided = outcome(partial(_decided, given, found, text))
        return await commands.write(Role.EMPLOYER, _WRITE, (*own, found.bsn.number), given, decided, found.bsn)

    return await until_written(attempt)


def _decided(given: Given, letter: StoredLetter, text: str) -> Decided:
    if letter.kind is not LetterKind.REACTION_ASKED or letter.answer_until is None:
        raise Refused(RefusalCode.WRONG_STATE, "Deze brief vraagt geen reactie.")
    if letter.reacted_at is not None:
        raise Refused(RefusalCode.WRONG_STATE, "Uw organisatie heeft al op deze brief gereageerd.")
    if given.calendar.today > letter.answer_until:
        raise Refused(RefusalCode.TOO_LATE, "De laatste dag om te reageren is voorbij. U hoeft niets meer te doen.")
    readable_text(text, "uw reactie", longest=_LENGTH)
    row = letter.row() | {"reaction": text, "reacted_at": given.now.isoformat()}
    return Decided({"letter": row}, given.moment | {"reaction": {"letter": str(letter.id), "text": text}})
