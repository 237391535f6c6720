"""Cases and letters as they are stored: between a row's JSON and what the rules speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from domain.admission_facts import AdmissionFacts
from domain.bsn import Bsn
from domain.case_kinds import CaseKind, Party
from domain.cases import Case, CaseState, Decision, HeardParty, Hearing, Invitation, decide_before
from domain.forms import ApplicationForm
from domain.letters import Letter, LetterChannel, LetterKind
from domain.roles import Role
from domain.terms import objection_until
from domain.working_days import Calendar, IsHoliday

_LETTERS: dict[CaseKind, str] = {
    CaseKind.DEREGISTRATION: "D",
    CaseKind.WORK_CAPACITY_ASSESSMENT: "A",
    CaseKind.WORK_PROVISION_ASSESSMENT: "V",
    CaseKind.PARTICIPATION_ACT_INDICATION: "P",
    CaseKind.SPECIAL_EDUCATION_REPORT: "S",
    CaseKind.WAGE_VALUE_REPORT: "L",
}
_PARTIES = {Role.CITIZEN: Party.CITIZEN, Role.SUWINET: Party.MUNICIPALITY}
_SUBMITTERS = {party: role for role, party in _PARTIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A letter, to whom it went, and what became of it.

    Attributes:
        id: by which it is known outside.
        case_file: the case it belongs to, if it belongs to one.
        recipient: the role it is addressed to.
        bsn: whom it is about.
        kvk, rsin: an employer's numbers; organisation_id: a municipality's OIN; organisation: the name of either.
        letter: what it says.
        announced_at: when it became accessible.
        answer_until: the last day to answer, where it asks something.
        channel: in the portal or on paper.
        supersedes: the letter that it takes the place of.
        read_at, printed_on, reacted_at: when it was opened first, printed, answered.
    """

    id: UUID
    case_file: UUID | None = None
    recipient: Role
    bsn: Bsn = field(repr=False)
    kvk: str | None = None
    rsin: str | None = field(default=None, repr=False)
    organisation_id: str | None = None
    organisation: str | None = None
    letter: Letter = field(repr=False)
    announced_at: datetime
    answer_until: date | None = None
    channel: LetterChannel
    supersedes: UUID | None = None
    read_at: datetime | None = None
    printed_on: date | None = None
    reaction: str | None = field(default=None, repr=False)
    reacted_at: datetime | None = None

    @property
    def kind(self) -> LetterKind:
        """What it is."""
        return self.letter.kind

    def sent(self, is_holiday: IsHoliday) -> Letter:
        """What it says: one on paper is dated by the day of its print run, from which one's time to object counts."""
        if self.printed_on is None:
            return self.letter
        until = objection_until(self.printed_on, Calendar(self.printed_on, is_holiday))
        return self.letter.announced(self.printed_on, until)

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Of a row of `cases.letter`."""
        return cls(
            id=UUID(row["id"]),
            case_file=_uuid(row["case_file"]),
            recipient=Role(row["recipient"]),
            bsn=Bsn.of(row["bsn"]),
            kvk=row["kvk"],
            rsin=row["rsin"],
            organisation_id=row["organisation_id"],
            organisation=row["organisation"],
            letter=Letter.of_dict(row["content"]),
            announced_at=datetime.fromisoformat(row["announced_at"]),
            answer_until=_day(row["answer_until"]),
            channel=LetterChannel(row["channel"]),
            supersedes=_uuid(row["supersedes"]),
            read_at=_time(row["read_at"]),
            printed_on=_day(row["printed_on"]),
            reaction=row["reaction"],
            reacted_at=_time(row["reacted_at"]),
        )

    def row(self) -> dict[str, Any]:
        """The row of `cases.letter`."""
        return {
            "id": str(self.id),
            "case_file": _text(self.case_file),
            "kind": self.letter.kind,
            "recipient": self.recipient,
            "bsn": self.bsn.number,
            "kvk": self.kvk,
            "rsin": self.rsin,
            "organisation_id": self.organisation_id,
            "organisation": self.organisation,
            "subject": self.letter.subject,
            "content": self.letter.as_dict(),
            "announced_at": _moment(self.announced_at),
            "objection_until": _iso(self.letter.objection_until),
            "answer_until": _iso(self.answer_until),
            "channel": self.channel,
            "supersedes": _text(self.supersedes),
            "read_at": _moment(self.read_at),
            "printed_on": _iso(self.printed_on),
            "reaction": self.reaction,
            "reacted_at": _moment(self.reacted_at),
        }


class StoredTransition(NamedTuple):
    """What happened to a case: when, from which state to which, what was done, why, and by whom."""

    at: datetime
    from_state: CaseState | None
    to_state: CaseState
    action: str
    reason: str | None
    actor: str

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Of a row of `cases.transition`."""
        return cls(
            datetime.fromisoformat(row["at"]),
            CaseState(row["from_state"]) if row["from_state"] else None,
            CaseState(row["to_state"]),
            row["action"],
            row["reason"],
            row["actor"],
        )

    def row(self) -> dict[str, Any]:
        """The row of `cases.transition`, but for its case and its place."""
        return self._asdict() | {"at": _moment(self.at)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """A case with what tells it from others.

    Attributes:
        id: by which it is known outside.
        number: the number in its case number.
        version: how often it was written; 0: not yet.
        bsn: about whom.
        organisation_id, organisation: the OIN and the name of the municipality that submitted it.
        received_at, decided_at: when it was received, and decided.
        sentence: the decision in one plain sentence, which names no ground.
        motivation: why, as the letter says it.
        changed_at: when it was last changed.
        case: what the rules speak of.
        letters, transitions: those that the viewer may see, oldest first.
    """

    id: UUID
    number: int
    version: int = 0
    bsn: Bsn = field(repr=False)
    organisation_id: str | None = None
    organisation: str | None = None
    received_at: datetime | None = None
    decided_at: datetime | None = None
    sentence: str | None = None
    motivation: str | None = field(default=None, repr=False)
    changed_at: datetime
    case: Case = field(repr=False)
    letters: tuple[StoredLetter, ...] = ()
    transitions: tuple[StoredTransition, ...] = ()

    @property
    def case_number(self) -> str:
        """As people read it (zaaknummer): the kind, the year of receipt or of the draft, and the number."""
        day = self.case.received_on or self.changed_at.date()
        return f"{_LETTERS[self.case.kind]}-{day.year}-{self.number:06}"

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Of a row of `cases.file`; columns that the viewer's role isn't given are empty."""
        submitter = Role(row["submitter"])
        invitation = None
        if row["invited_on"] is not None:
            invitation = Invitation(
                date.fromisoformat(row["invited_on"]),
                date.fromisoformat(row["invited_until"]),
                tuple(row["missing"]),
            )
        case = Case(
            kind=CaseKind(row["kind"]),
            state=CaseState(row["state"]),
            submitted_by=_PARTIES[submitter],
            form=ApplicationForm.of(row["form"]),
            received_on=_day(row["received_on"]),
            due=_day(row["due"]),
            invitation=invitation,
            stands_still_since=_day(row["stands_still_since"]),
            completed_on=_day(row["completed_on"]),
            extended_on=_day(row["extended_on"]),
            holder=row["holder"][2:] if row.get("holder") else None,
            notice_received_on=_day(row["notice_received_on"]),
            penalty_fixed_on=_day(row.get("penalty_fixed_on")),
            hearings=tuple(_hearing(one) for one in row.get("hearings", ())),
            reaction_asked_on=_day(row.get("reaction_asked_on")),
            facts=AdmissionFacts.from_json(row["facts"]) if row.get("facts") else None,
            decided_on=_day(row["decided_on"]),
            decision=Decision(row["decision"]) if row["decision"] else None,
        )
        return cls(
            id=UUID(row["id"]),
            number=row["number"],
            version=row["version"],
            bsn=Bsn.of(row["bsn"]),
            organisation_id=row["organisation_id"],
            organisation=row["organisation"],
            received_at=_time(row["received_at"]),
            decided_at=_time(row["decided_at"]),
            sentence=row["sentence"],
            motivation=row.get("motivation"),
            changed_at=datetime.fromisoformat(row["changed_at"]),
            case=case,
            letters=tuple(StoredLetter.read(one) for one in row.get("letters", ())),
            transitions=tuple(StoredTransition.read(one) for one in row.get("transitions", ())),
        )

    def row(self, calendar: Calendar) -> dict[str, Any]:
        """The row of `cases.file`, with the day that orders the worklist."""
        case = self.case
        invitation = case.invitation
        return {
            "id": str(self.id),
            "number": self.number,
            "kind": case.kind,
            "state": case.state,
            "bsn": self.bsn.number,
            "submitter": _SUBMITTERS[case.submitted_by],
            "organisation_id": self.organisation_id,
            "organisation": self.organisation,
            "received_at": _moment(self.received_at),
            "received_on": _iso(case.received_on),
            "due": _iso(case.due),
            "decide_before": _iso(_worklist_day(case, calendar)),
            "stands_still_since": _iso(case.stands_still_since),
            "invited_on": _iso(invitation.on if invitation else None),
            "invited_until": _iso(invitation.until if invitation else None),
            "missing": list(invitation.missing) if invitation else None,
            "completed_on": _iso(case.completed_on),
            "extended_on": _iso(case.extended_on),
            "holder": f"\\x{case.holder}" if case.holder else None,
            "notice_received_on": _iso(case.notice_received_on),
            "penalty_fixed_on": _iso(case.penalty_fixed_on),
            "hearings": [
                {"party": one.party, "held_on": _iso(one.held_on), "in_writing": one.in_writing, "summary": one.summary}
                for one in case.hearings
            ],
            "reaction_asked_on": _iso(case.reaction_asked_on),
            "decided_on": _iso(case.decided_on),
            "decided_at": _moment(self.decided_at),
            "decision": case.decision,
            "sentence": self.sentence,
            "motivation": self.motivation,
            "form": case.form.as_dict(),
            "facts": case.facts.as_json() if case.facts else {},
            "changed_at": _moment(self.changed_at),
            "version": self.version,
        }

    def snapshot(self, calendar: Calendar) -> dict[str, Any]:
        """The row with its letters and transitions, as `read` takes it: what a command answers, and answers again."""
        return self.row(calendar) | {
            "version": self.version + 1,
            "letters": [one.row() for one in self.letters],
            "transitions": [one.row() for one in self.transitions],
        }


def _worklist_day(case: Case, calendar: Calendar) -> date | None:
    """The last day to decide if the present standstill lasts until its set day; of a closed case the last one known."""
    if case.state is CaseState.SUSPENDED and case.invitation:
        return decide_before(case, calendar.on(date.fromordinal(case.invitation.until.toordinal() + 1)))
    return decide_before(case, calendar) or (case.due and calendar.working_day(case.due))


def read_all(rows: Iterable[Mapping[str, Any]]) -> list[StoredCase]:
    """Several cases."""
    return [StoredCase.read(row) for row in rows]


def _hearing(found: Mapping[str, Any]) -> Hearing:
    held_on = date.fromisoformat(found["held_on"])
    return Hearing(HeardParty(found["party"]), held_on, found["in_writing"], found["summary"])


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _moment(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
