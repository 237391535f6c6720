"""What a command on a case writes: the case and its transition, and letters; what goes out follows from them."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.case_kinds import Party
from domain.cases import Case
from domain.letters import Announcement, DecidedGround, Letter, LetterCase, LetterChannel, admission_notice
from domain.roles import Role
from domain.terms import objection_until
from models.cases import StoredCase, StoredLetter, StoredTransition
from models.commands.command import Decided, Found, Given
from models.facts import Employer, PersonFacts, RecordedGround


def new_case(given: Given, found: Found, case: Case, organisation: tuple[str, str] | None = None) -> StoredCase:
    """A case that begins now, of a municipality with this OIN and name, or else of a citizen."""
    oin, name = organisation or (None, None)
    return StoredCase(
        id=uuid4(),
        number=found.number,
        bsn=found.bsn,
        organisation_id=oin,
        organisation=name,
        changed_at=given.now,
        case=case,
    )


@dataclass(slots=True)
class Writing:
    """Collects what one command writes.

    Attributes:
        given: the command.
        found: what it read.
        letters: those that it writes.
        facts: what changes of the facts, as `register.replace_facts` takes it.
    """

    given: Given
    found: Found
    letters: list[StoredLetter] = field(default_factory=list)
    facts: dict[str, Any] | None = None

    @property
    def announced(self) -> Announcement:
        """That the letters are accessible from today on."""
        today = self.given.calendar.today
        return Announcement(today, objection_until(today, self.given.calendar), self.given.contact)

    def to_person(self, letter: Letter, case: StoredCase | None = None, *, supersedes: UUID | None = None) -> None:
        """Write to the person, as they chose; to nobody who died (a death is recorded)."""
        if not self.found.deceased:
            self._send(letter, case, Role.CITIZEN, self.found.channel, supersedes=supersedes)

    def to_applicant(self, letter: Letter, case: StoredCase) -> None:
        """Write to who submitted the case: the citizen, or the municipality."""
        if case.case.submitted_by is Party.CITIZEN:
            self.to_person(letter, case)
        else:
            self._send(
                letter,
                case,
                Role.SUWINET,
                LetterChannel.PORTAL,
                organisation_id=case.organisation_id,
                organisation=case.organisation,
            )

    def to_employers(self, letter: Letter, case: StoredCase, *, answer_until: date | None = None) -> None:
        """Write to each employer that the person works for today, once, in its portal."""
        for employer in _each_once(self.found.facts.employers if self.found.facts else ()):
            self._send(
                letter,
                case,
                Role.EMPLOYER,
                LetterChannel.PORTAL,
                kvk=employer.kvk,
                rsin=employer.rsin,
                organisation=employer.name,
                answer_until=answer_until,
            )

    def _send(
        self, letter: Letter, case: StoredCase | None, recipient: Role, channel: LetterChannel, **more: Any
    ) -> None:
        sent = StoredLetter(
            id=uuid4(),
            case_file=case.id if case else None,
            recipient=recipient,
            bsn=self.found.bsn,
            letter=letter,
            announced_at=self.given.now,
            channel=channel,
            **more,
        )
        self.letters.append(sent)

    def case(self, before: StoredCase | None, after: StoredCase, action: str, reason: str | None = None) -> Decided:
        """Write a case after an action, with all that was collected; the answer is the case."""
        after = replace(after, changed_at=self.given.now)
        came_from = before.case.state if before else None
        transition = StoredTransition(self.given.now, came_from, after.case.state, action, reason, self.given.actor)
        visible = {Role.CITIZEN if after.case.submitted_by is Party.CITIZEN else Role.SUWINET, *self._all_visible}
        answer = replace(
            after,
            letters=(*after.letters, *(one for one in self.letters if one.recipient in visible)),
            transitions=(*after.transitions, transition),
        )
        changes = self.changes() | {
            "case": self._changed(before, after),
            "version": after.version,
            "step": {"action": action, "reason": reason, "actor": self.given.actor},
        }
        return Decided({"case": answer.snapshot(self.given.calendar)}, changes)

    def changes(self) -> dict[str, Any]:
        """What was collected, without a case."""
        changes: dict[str, Any] = self.given.moment | ({"facts": self.facts} if self.facts else {})
        if self.letters:
            changes["letters"] = [one.row() for one in self.letters]
        return changes

    def _changed(self, before: StoredCase | None, after: StoredCase) -> dict[str, Any]:
        """What an action changes of a case, by column: what it leaves, the database leaves, seen here or not."""
        calendar = self.given.calendar
        row = after.row(calendar)
        del row["version"]
        if before is None:
            return row
        known = before.row(calendar)
        return {key: value for key, value in row.items() if key == "id" or value != known[key]}

    @property
    def _all_visible(self) -> set[Role]:
        """An assessor sees the letters to everybody."""
        return set(Role) if self.found.facts and self.found.case else set()


def letter_case(stored: StoredCase) -> LetterCase:
    """The case as letters name it."""
    case = stored.case
    return LetterCase(
        kind=case.kind,
        number=stored.case_number,
        bsn=stored.bsn,
        received_on=case.received_on or stored.changed_at.date(),
        by_municipality=case.submitted_by is Party.MUNICIPALITY,
    )


def received(given: Given, stored: StoredCase, case: Case) -> StoredCase:
    """A case that was submitted now."""
    return replace(stored, case=case, received_at=given.now, changed_at=given.now)


def decided(given: Given, stored: StoredCase, case: Case, *, sentence: str, motivation: str) -> StoredCase:
    """A case that was decided now."""
    return replace(stored, case=case, decided_at=given.now, sentence=sentence, motivation=motivation)


def named(ground: RecordedGround) -> DecidedGround:
    """A ground as letters name it."""
    return DecidedGround(ground.code, ground.legal_basis, ground.start)


def notice_of(writing: Writing, facts: PersonFacts, number: int) -> Letter | None:
    """What tells the person of a ground for which they didn't ask; None where it doesn't let them be registered."""
    today = writing.given.calendar.today
    held = facts.held_on(today)
    if number not in held:
        return None
    return admission_notice(
        facts.bsn,
        writing.announced,
        ground=named(held[number]),
        held=[named(one) for one in held.values()],
        on=today,
        registered=writing.found.registered,
        birth_date_known=facts.birth_date is not None,
    )


def _each_once(employers: tuple[Employer, ...]) -> list[Employer]:
    """One of each organisation: several employments with it are one letter. One without a number has no portal.

    A payroll's row may have one of both numbers only; the one with both stands for it.
    """
    found: list[Employer] = []
    known: set[str] = set()
    for one in sorted(employers, key=lambda employer: (employer.kvk, employer.rsin).count(None)):
        numbers = {number for number in (one.kvk, one.rsin) if number}
        if numbers and known.isdisjoint(numbers):
            found.append(one)
            known |= numbers
    return found
