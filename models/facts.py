"""The facts of one person, what a command changes in them, and the registrations that follow from them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from domain.bsn import Bsn
from domain.employments import EmploymentKind
from domain.grounds import GROUNDS, GroundCode
from domain.registration import EventFact, EventKind, GroundFact, Spell, timeline


class RegistrationRow(NamedTuple):
    """A row of `register.registration`, each column as text that PostgreSQL reads; None is null."""

    bsn: str
    from_day: str
    until_day: str
    after_day: str | None
    registered_from: str
    ends_on: str | None
    counting_from: str
    rule_set: str | None
    person: str
    grounds: str
    cause: str | None
    event: str | None


def registration_rows(bsn: str, person: str, spells: Iterable[Spell]) -> Iterator[RegistrationRow]:
    """The rows that a person's spells are stored as; `person` is the id of the row of `register.person`."""
    after: str | None = None
    for spell in spells:
        until = str(spell.until_day or "infinity")
        yield RegistrationRow(
            bsn,
            str(spell.from_day),
            until,
            after,
            str(spell.registered_from),
            str(spell.ends_on) if spell.ends_on else None,
            str(spell.counting_from),
            spell.rule_set,
            person,
            f"{{{','.join(map(str, spell.grounds))}}}",
            spell.cause,
            str(spell.event) if spell.event else None,
        )
        after = until


class RecordedGround(NamedTuple):
    """A row of `register.ground`; `article` is the article that makes it one, if it is recorded.

    `reported`: of a wage value the municipality that reported it, and which of its provisions that was about.
    """

    id: int
    code: GroundCode
    start: date
    end: date | None = None
    end_reason: str | None = None
    article: str | None = None
    reported: tuple[str, str | None] | None = None

    @property
    def legal_basis(self) -> str:
        """The article that makes it a ground: the one recorded, else the first of its code."""
        return self.article or GROUNDS[self.code].legal_basis


class Employer(NamedTuple):
    """An organisation that a person works for, by an employment of this kind."""

    kind: EmploymentKind
    kvk: str | None
    rsin: str | None
    name: str | None

    def __repr__(self) -> str:
        return f"Employer({self.kind})"  # an RSIN may be a BSN


class CommandRecord(NamedTuple):
    """Who changes facts by which command, and why.

    Attributes:
        command: its name in the schema.
        actor: the organisation or unit, never an officer's name.
        user: a pseudonym.
        reason: in words, where one is asked for.
    """

    command: str
    actor: str
    user: bytes
    reason: str | None = None


@dataclass(slots=True, repr=False)
class PersonFacts:
    """What the register knows of one person, and what a command makes of it.

    A fact is never changed: `supersede_ground` and `supersede_event` end its being true, and another may take its
    place. Nothing is stored until `changes` is applied by `register.replace_facts`.

    Attributes:
        bsn: whose facts they are.
        birth_date: None where it isn't known.
        grounds: those that hold good now, by id.
        events: the same.
        employers: whom the person works for on the day asked about, by employments of its own staff.
    """

    bsn: Bsn
    birth_date: date | None
    grounds: dict[int, RecordedGround]
    events: dict[int, EventFact]
    employers: tuple[Employer, ...]
    _fingerprint: str
    _person: int | None
    _reserved: dict[str, list[int]]
    _new_person: dict[str, Any] | None = None
    _read_grounds: frozenset[int] = field(init=False)
    _read_events: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self._read_grounds, self._read_events = frozenset(self.grounds), frozenset(self.events)

    @classmethod
    def read(cls, bsn: Bsn, found: Mapping[str, Any]) -> "PersonFacts":
        """Of what `register.facts_of` gives."""
        return cls(
            bsn=bsn,
            birth_date=_day(found["birth_date"]),
            grounds={
                one["id"]: RecordedGround(
                    one["id"],
                    GroundCode(one["code"]),
                    date.fromisoformat(one["start_date"]),
                    _day(one["end_date"]),
                    one["end_reason"],
                    one["article"],
                    tuple(one["reported"]) if one["reported"] else None,
                )
                for one in found["grounds"]
            },
            events={
                one["id"]: EventFact(one["id"], EventKind(one["kind"]), date.fromisoformat(one["day"]))
                for one in found["events"]
            },
            employers=tuple(
                Employer(EmploymentKind(one["kind"]), one["kvk"], one["rsin"], one["name"])
                for one in found["employers"]
            ),
            _fingerprint=found["fingerprint"],
            _person=found["person"],
            _reserved={kind: list(ids) for kind, ids in found["reserved"].items()},
        )

    @property
    def known(self) -> bool:
        """Whether the person is on file."""
        return self._person is not None

    @property
    def died(self) -> bool:
        """Whether a death is recorded: nobody writes to the dead."""
        return any(event.kind is EventKind.DEATH for event in self.events.values())

    def spells(self) -> list[Spell]:
        """The timeline of the registration that follows from these facts."""
        grounds = [
            GroundFact(one.id, one.code, one.start, one.end) for _, one in sorted(self.grounds.items())
        ]  # in the order of ids, as recomputation reads them
        return timeline(self.birth_date, grounds, [one for _, one in sorted(self.events.items())])

    def on(self, day: date) -> Spell | None:
        """The spell that a day falls in; None if the person isn't registered then."""
        return next(
            (one for one in self.spells() if one.from_day <= day and (one.until_day is None or day < one.until_day)),
            None,
        )

    def held_on(self, day: date) -> dict[int, RecordedGround]:
        """The grounds of the registration that a day falls in, by id, but for those that start later in it."""
        spell = self.on(day)
        held = {number: self.grounds[number] for number in spell.grounds} if spell else {}
        return {number: one for number, one in held.items() if one.start <= day}

    def record_birth_date(self, birth_date: date | None) -> None:
        """Put the person on file, with this birth date."""
        self._person = self._reserved["person"][0]
        self.birth_date = birth_date
        self._new_person = {"id": self._person, "birth_date": _text(birth_date)}

    def ground_of(self, code: GroundCode, start: date) -> RecordedGround | None:
        """The ground of this code that starts on this day."""
        return next((one for one in self.grounds.values() if (one.code, one.start) == (code, start)), None)

    def event_of(self, kind: EventKind, day: date) -> EventFact | None:
        """The event of this kind on this day."""
        return next((one for one in self.events.values() if (one.kind, one.day) == (kind, day)), None)

    def record_ground(
        self,
        code: GroundCode,
        start: date,
        end: date | None = None,
        *,
        end_reason: str | None = None,
        article: str | None = None,
    ) -> int:
        """Add a ground; its id."""
        number = self._reserved["grounds"].pop(0)
        self.grounds[number] = RecordedGround(number, code, start, end, end_reason, article)
        return number

    def record_event(self, kind: EventKind, day: date) -> int:
        """Add an event; its id."""
        number = self._reserved["events"].pop(0)
        self.events[number] = EventFact(number, kind, day)
        return number

    def supersede_ground(self, number: int) -> RecordedGround:
        """Take a ground as untrue; the ground that was."""
        return self.grounds.pop(number)

    def supersede_event(self, number: int) -> EventFact:
        """Take an event as untrue; the event that was."""
        return self.events.pop(number)

    def changes(self, by: CommandRecord) -> dict[str, Any] | None:
        """What `register.replace_facts` takes, as JSON has it; None if nothing is other than before."""
        grounds, events = self.grounds.keys(), self.events.keys()
        if grounds == self._read_grounds and events == self._read_events and self._new_person is None:
            return None
        if self._person is None:
            self.record_birth_date(None)
        rows = registration_rows(str(self.bsn.number), str(self._person), self.spells())
        return {
            "bsn": self.bsn.number,
            "fingerprint": self._fingerprint,
            "delivery": {"command": by.command, "actor": by.actor, "user": by.user.hex(), "reason": by.reason},
            "person": self._new_person,
            "superseded_grounds": sorted(self._read_grounds - grounds),
            "superseded_events": sorted(self._read_events - events),
            "grounds": [
                {
                    "id": one.id,
                    "code": one.code,
                    "start_date": _text(one.start),
                    "end_date": _text(one.end),
                    "end_reason": one.end_reason,
                    "article": one.article,
                }
                for one in self.grounds.values()
                if one.id not in self._read_grounds
            ],
            "events": [
                {"id": one.id, "kind": one.kind, "day": _text(one.day)}
                for one in self.events.values()
                if one.id not in self._read_events
            ],
            "registrations": [row._asdict() for row in rows],
        }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
