"""A change of the facts of one person, apart from a case: what takes whose place, and the letter that it needs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from domain import recording
from domain.bsn import Bsn
from domain.grounds import GroundCode
from domain.letters import each_article, registration_corrected, registration_ended
from domain.refusals import RefusalCode, Refused
from domain.registration import EventFact, EventKind, GroundFact
from models.commands.command import Decided, Found, Given
from models.commands.writing import Writing, notice_of
from models.facts import CommandRecord, PersonFacts, RecordedGround

_PROTECTED_WORK: Final = "Wfsv 38b lid 1"
_ENDED: Final = "Besluit SUWI 3.2"


class FactKind(IntEnum):
    """What kind of fact an id names."""

    GROUND = 1
    EVENT = 2


class FactPlace(NamedTuple):
    """Which fact: whose, of which kind, and the id of its row."""

    bsn: Bsn
    kind: FactKind
    number: int


class GivenGround(NamedTuple):
    """A ground as it was given; without an article it rests on the first of its code."""

    bsn: Bsn
    birth_date: date | None
    code: GroundCode
    start: date
    article: str | None


class GivenEvent(NamedTuple):
    """An event as it was given."""

    bsn: Bsn
    kind: EventKind
    day: date


class Correction(NamedTuple):
    """What takes the place of a fact: a ground, an event, or with `withdraw` nothing; and why."""

    ground: GivenGround | None
    event: GivenEvent | None
    withdraw: bool
    reason: str


class _Stands(NamedTuple):
    """What the register says of a person on a day: since when it is so, and on which grounds, or by which end."""

    registered: bool
    since: date | None
    grounds: tuple[tuple[GroundCode, date, str], ...] = ()
    article: str = _ENDED


class _Change(NamedTuple):
    """What the register says of a day before and after, where that isn't the same."""

    before: _Stands
    after: _Stands


def _days(facts: PersonFacts, today: date) -> tuple[_Stands, _Stands]:
    """What the register says of today, and of tomorrow: a finding of today ends a registration then."""
    return _stands(facts, today), _stands(facts, today + timedelta(days=1))


def _stands(facts: PersonFacts, day: date) -> _Stands:
    spell = facts.on(day)
    if spell:
        grounds = [facts.grounds[number] for number in spell.grounds]
        return _Stands(
            registered=True,
            since=spell.registered_from,
            grounds=tuple((one.code, one.start, one.legal_basis) for one in grounds),
        )
    past = [one for one in facts.spells() if one.until_day and one.until_day <= day]
    if not past:
        return _Stands(registered=False, since=None)
    last = past[-1]
    by_finding = last.event is not None and facts.events[last.event].kind is EventKind.PROTECTED_WORK
    return _Stands(registered=False, since=last.until_day, article=_PROTECTED_WORK if by_finding else _ENDED)


class FactsChange:
    """Changes the facts of one person, and writes what the change makes necessary."""

    def __init__(self, given: Given, found: Found, by: CommandRecord) -> None:
        if found.facts is None:
            raise ValueError("facts are changed beside those that are recorded")
        self.facts = found.facts
        self._given = given
        self._found = found
        self._by = by
        self._today = given.calendar.today
        self._before = _days(self.facts, self._today)
        self._write: list[Callable[[Writing, Sequence[_Change]], None]] = []

    def check_event(self, event: GivenEvent, instead_of: EventFact | None) -> None:
        """Whether the event may be recorded, in the place of this one if there is one."""
        recording.check_event(
            EventFact(0, event.kind, event.day),
            self._today,
            grounds=[GroundFact(one.id, one.code, one.start, one.end) for one in self.facts.grounds.values()],
            others=[one for one in self.facts.events.values() if one is not instead_of],
            works=bool(self.facts.employers),
        )

    def birth_date(self, birth_date: date | None, *, corrects: bool) -> None:
        """Learn the birth date, where one is given."""
        if birth_date is None or birth_date == self.facts.birth_date:
            return
        recording.check_birth_date(birth_date, self._today)
        if self.facts.birth_date is not None and not corrects:
            raise Refused(
                RefusalCode.INVALID_VALUE,
                "Een andere geboortedatum is al vastgelegd. Laat die weg, of verbeter een gegeven van deze persoon.",
            )
        self.facts.record_birth_date(birth_date)

    def replaced(self, place: FactPlace, correction: Correction) -> int:
        """Let the correction take the place of a fact; the id of the fact that is right, or that was withdrawn."""
        facts, is_ground = self.facts, place.kind is FactKind.GROUND
        if place.number not in (facts.grounds if is_ground else facts.events):
            raise Refused(RefusalCode.WRONG_STATE, "Dit gegeven is al verbeterd. Zoek de persoon opnieuw op.")
        new = correction.ground or correction.event
        if (correction.ground is not None) + (correction.event is not None) + correction.withdraw != 1:
            raise Refused(
                RefusalCode.INCOMPLETE, "Geef precies een van deze drie: een grondslag, een gebeurtenis of intrekken."
            )
        if new is not None and (new.bsn != place.bsn or isinstance(new, GivenGround) != is_ground):
            raise Refused(
                RefusalCode.INVALID_VALUE,
                "Verbeter een gegeven met een gegeven van dezelfde soort en persoon. Anders: trek het in, en leg het "
                "andere vast.",
            )
        if isinstance(new, GivenGround):
            return self._replaced_ground(facts.grounds[place.number], new)
        if new is not None:
            return self._replaced_event(facts.events[place.number], new)
        if is_ground:
            facts.supersede_ground(place.number)
        else:
            facts.supersede_event(place.number)
        return place.number

    def _replaced_ground(self, old: RecordedGround, new: GivenGround) -> int:
        self.birth_date(new.birth_date, corrects=True)
        article = old.article if new.code is old.code else None
        if new.article is not None:
            article = recording.article(new.article)
        if (new.code, new.start, article) == (old.code, old.start, old.article):
            return old.id
        recording.check_ground(GroundFact(0, new.code, new.start, old.end), self._today)
        self.facts.supersede_ground(old.id)
        if self.facts.ground_of(new.code, new.start):
            raise Refused(
                RefusalCode.INVALID_VALUE, "Deze grondslag is al vastgelegd met deze begindatum. Trek dit gegeven in."
            )
        return self.facts.record_ground(new.code, new.start, old.end, end_reason=old.end_reason, article=article)

    def _replaced_event(self, old: EventFact, new: GivenEvent) -> int:
        if (new.kind, new.day) == (old.kind, old.day):
            return old.id
        self.check_event(new, old)
        self.facts.supersede_event(old.id)
        if self.facts.event_of(new.kind, new.day):
            raise Refused(
                RefusalCode.INVALID_VALUE, "Deze gebeurtenis is al vastgelegd op deze dag. Trek dit gegeven in."
            )
        return self.facts.record_event(new.kind, new.day)

    def notice(self, number: int) -> None:
        """Tell the person of a ground, if they are in the register by it."""

        def write(writing: Writing, _changed: Sequence[_Change]) -> None:
            letter = notice_of(writing, self.facts, number)
            if letter:
                writing.to_person(letter)

        self._write.append(write)

    def end(self, kind: EventKind) -> None:
        """Tell the person that the registration is over, if this event ended it: today, or tomorrow by a finding."""

        def write(writing: Writing, changed: Sequence[_Change]) -> None:
            ended = next((after.since for before, after in changed if before.registered and not after.registered), None)
            if ended and kind is not EventKind.DEATH:
                writing.to_person(registration_ended(self._found.bsn, writing.announced, event=kind, ended_on=ended))

        self._write.append(write)

    def correction(self, why: str) -> None:
        """Tell the person that what the register said was wrong, if it says another thing now, or of tomorrow."""

        def write(writing: Writing, changed: Sequence[_Change]) -> None:
            after = changed[-1].after
            since = after.since or changed[0].before.since
            if since:
                cited = [article for _, _, article in after.grounds] or [after.article]
                articles = [article for one in cited for article in each_article(one)]
                writing.to_person(
                    registration_corrected(
                        self._found.bsn,
                        writing.announced,
                        registered=after.registered,
                        since=since,
                        why=why,
                        articles=list(dict.fromkeys(articles)),
                    )
                )

        self._write.append(write)

    def decided(self, fact: str) -> Decided:
        """The answer, the facts and the letters: to nobody whose death is recorded by now."""
        changes = self.facts.changes(self._by)
        if changes is None:
            return Decided({"fact": fact}, {})
        writing = Writing(self._given, replace(self._found, deceased=self.facts.died))
        days = zip(self._before, _days(self.facts, self._today), strict=True)
        changed = [_Change(before, after) for before, after in days if before != after]
        if changed:
            for write in self._write:
                write(writing, changed)
        writing.facts = changes
        return Decided({"fact": fact}, writing.changes())
