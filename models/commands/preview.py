"""What a command on the facts of a person would do: read and decided as the command is, and nothing is written."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, Self
from uuid import UUID

from domain.bsn import Bsn
from domain.letters import LetterKind
from domain.proofs import CasesToAssess
from domain.refusals import Refused
from models.commands.command import Commands, Decide, Given, outcome, refusal_of
from models.facts import PersonFacts


class Standing(NamedTuple):
    """What the register says of a person: today, and of each day up to today.

    Attributes:
        registered: whether the person is registered today.
        ends_on: the last day that counts, as known today; None: indefinitely, or not registered.
        counting_from: the counting start date; None: not registered.
        periods: the first and the last day of each stretch of days on which the person is registered; no last day
            while it runs. Adjacent ones are one.
    """

    registered: bool
    ends_on: date | None
    counting_from: date | None
    periods: tuple[tuple[date, date | None], ...]

    @classmethod
    def of(cls, facts: PersonFacts, today: date) -> Self:
        """What follows from the facts of a person."""
        spell = facts.on(today)
        return cls(
            registered=spell is not None,
            ends_on=spell.ends_on if spell else None,
            counting_from=spell.counting_from if spell else None,
            periods=tuple(_periods(facts, today)),
        )


class Preview(NamedTuple):
    """What a command would change, and which letters it would write; or why it would be refused."""

    before: Standing
    after: Standing
    letters: Sequence[LetterKind]
    refused: Refused | None


class Previews:
    """Runs assessors' commands on facts up to where they would be written."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    async def of_assessor(
        self, own: CasesToAssess, given: Given, decide: Decide, *, case: UUID | None = None, bsn: Bsn | None = None
    ) -> dict[str, Any]:
        """The preview of a command, as `preview` of what it is answered.

        Raises:
            UnavailableError: the register can't be read.
        """
        found = await self._commands.found_by_assessor(own, given, case=case, bsn=bsn)
        if found.facts is None:
            raise ValueError("a command on facts reads those that are recorded")
        today = given.calendar.today
        before = Standing.of(found.facts, today)
        decided = outcome(partial(decide, found))
        refused = refusal_of(decided.answer)
        after = before if refused else Standing.of(found.facts, today)
        letters = [LetterKind(letter["kind"]) for letter in decided.changes.get("letters", ())]
        return {"preview": Preview(before, after, letters, refused)}


def _periods(facts: PersonFacts, today: date) -> list[tuple[date, date | None]]:
    found: list[tuple[date, date | None]] = []
    for spell in facts.spells():
        if spell.from_day > today:
            break
        over = spell.until_day is not None and spell.until_day <= today
        until = spell.until_day if over else None
        if found and found[-1][1] == spell.from_day:
            found[-1] = (found[-1][0], until)
        else:
            found.append((spell.from_day, until))
    return [(first, end and date.fromordinal(end.toordinal() - 1)) for first, end in found]
