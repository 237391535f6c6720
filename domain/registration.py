"""Who is registered, and until when: from a person's facts to the timeline of the registration.

Sources: Besluit SUWI art. 3.2 (how a registration ends), Wfsv 38b and 38d. Facts with a day in the future are
walked like all others; they have no effect on any day before their own.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from domain.grounds import GroundCode
from domain.pension import pension_day

BASELINE: Final = date(2013, 1, 1)
"""The first day the register answers for: the day after the baseline of the job agreement."""


class EventKind(StrEnum):
    """The recorded direct ends of a registration (directe uitschrijving).

    NO_WORK_CAPACITY (duurzaam geen arbeidsvermogen) of someone with a right to Wajong isn't recorded while they work,
    since 2026-01-01 (Wfsv 38b lid 1 onder c). One that a delivery has was recorded by UWV, and ends the registration.
    """

    DEATH = "DEATH"
    PROTECTED_WORK = "PROTECTED_WORK"
    NO_WORK_CAPACITY = "NO_WORK_CAPACITY"
    EMIGRATION = "EMIGRATION"
    VOLUNTARY = "VOLUNTARY"


class EndCause(StrEnum):
    """Why a registration is over: a direct end, or its last counting day has passed."""

    DEATH = "DEATH"
    PENSION_AGE = "PENSION_AGE"
    PROTECTED_WORK = "PROTECTED_WORK"
    NO_WORK_CAPACITY = "NO_WORK_CAPACITY"
    EMIGRATION = "EMIGRATION"
    VOLUNTARY = "VOLUNTARY"
    LAPSED = "LAPSED"


class RuleSet(StrEnum):
    """What holds once all grounds have stopped, by the day asked about (Besluit SUWI 3.2 lid 2-4 and 8)."""

    TWO_YEARS = "TWO_YEARS"  # ends on 31 December of the second year after the last ground stopped
    FIXED_DAY = "FIXED_DAY"  # ends on 2028-12-31
    INDEFINITE = "INDEFINITE"  # has no end date


RULE_SETS: Final = (
    (date.min, RuleSet.TWO_YEARS),
    (date(2017, 12, 30), RuleSet.FIXED_DAY),
    (date(2020, 1, 1), RuleSet.INDEFINITE),
)
"""The rule sets by the first day each is in force. UWV suspended t+2 from 30 December 2017 (Besluit SUWI 3.2 lid 8)."""

_IN_FORCE_FROM: Final = [day for day, _ in RULE_SETS]
_FIXED_DAY: Final = date(2028, 12, 31)
_FINAL: Final = frozenset({EndCause.DEATH, EndCause.PENSION_AGE})
_PRECEDENCE: Final = list(EndCause)
_FIRST_VOLUNTARY: Final = date(2021, 1, 1)


class GroundFact(NamedTuple):
    """A ground (grondslag): `start` is its first day, `end` the first day on which it no longer holds."""

    id: int
    code: GroundCode
    start: date
    end: date | None = None


class EventFact(NamedTuple):
    """A recorded event; `day` as recorded, for protected work the day of the decision."""

    id: int
    kind: EventKind
    day: date


class DirectEnd(NamedTuple):
    """A direct end: from `day` on, every ground that started before it is over. `event` is None for the AOW age."""

    day: date
    cause: EndCause
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Days, `from_day` up to but not including `until_day`, on which the answer is: registered, until `ends_on`.

    Attributes:
        from_day: the first day, never before the baseline.
        until_day: the first day after it; None while nothing known ends it.
        registered_from: the first day of the unbroken registration, possibly before the baseline.
        ends_on: the last day that counts, as known on these days (einddatum registratie); None: indefinitely.
        rule_set: where `ends_on` comes from; None while a ground holds.
        grounds: ids of the grounds of the registration, those that start later in it included.
        cause: why the registration is over after this spell; None if it goes on.
        event: the id of the event that ended it, if an event did.
    """

    from_day: date
    until_day: date | None
    registered_from: date
    ends_on: date | None
    rule_set: RuleSet | None
    grounds: tuple[int, ...]
    cause: EndCause | None = None
    event: int | None = None

    @property
    def counting_from(self) -> date:
        """Begin meetellen: the earliest start of a ground of the registration, never before the baseline."""
        return max(self.registered_from, BASELINE)


def rule_in_force(day: date) -> RuleSet:
    """The rule set in force on a day, from first thing in its morning."""
    return RULE_SETS[bisect_right(_IN_FORCE_FROM, day) - 1][1]


def timeline(birth_date: date | None, grounds: Sequence[GroundFact], events: Sequence[EventFact]) -> list[Spell]:
    """Derive all days on which a person is registered, with the answer of each, from the facts.

    The spells are in order and never overlap; on a day outside them the person is not registered.
    """
    ends = _direct_ends(birth_date, events)
    final = next((end.day for end in ends if end.cause in _FINAL), None)
    waiting = sorted((g for g in grounds if final is None or g.start < final), key=_start)
    early = [e for e in events if _is_early(e) and any(g.start < e.day for g in grounds)]
    if early:
        ends = _with_early(waiting, ends, sorted(early, key=_day))
    spells: list[Spell] = []
    while waiting:
        members, end = _unbroken(waiting, ends)
        spells.extend(_spells(members, end))
        waiting = waiting[len(members) :]
    return spells


def _start(ground: GroundFact) -> date:
    return ground.start


def _day(event: EventFact) -> date:
    return event.day


def _is_early(event: EventFact) -> bool:
    return event.kind is EventKind.VOLUNTARY and event.day < _FIRST_VOLUNTARY


def _order(end: DirectEnd) -> tuple[date, int, int]:
    """By day; on one day the final ones first, and never by the order in which the facts came."""
    return end.day, _PRECEDENCE.index(end.cause), end.event or 0


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _direct_ends(birth_date: date | None, events: Sequence[EventFact]) -> list[DirectEnd]:
    """The direct ends whose day doesn't depend on the registration, in the order of their days."""
    ends = [
        DirectEnd(
            _day_after(event.day) if event.kind is EventKind.PROTECTED_WORK else event.day,
            EndCause(event.kind),
            event.id,
        )
        for event in events
        if not _is_early(event)
    ]
    pension = pension_day(birth_date)
    if pension is not None:
        ends.append(DirectEnd(pension, EndCause.PENSION_AGE))
    return sorted(ends, key=_order)


def _with_early(grounds: Sequence[GroundFact], ends: list[DirectEnd], early: Sequence[EventFact]) -> list[DirectEnd]:
    """Add the voluntary ends from before 2021: on their own day for who is registered solely on TRANSITIONAL then.

    All others take effect on 2021-01-01 (Besluit SUWI 3.2 lid 4-5).
    """
    for event in early:
        # Two grants of one day meet the same registration: the first may not hide it from the second.
        others = [end for end in ends if (end.day, end.cause) != (event.day, EndCause.VOLUNTARY)]
        codes = {ground.code for ground in _registration_on(event.day, grounds, others)}
        day = event.day if codes == {GroundCode.TRANSITIONAL} else _FIRST_VOLUNTARY
        ends = sorted([*ends, DirectEnd(day, EndCause.VOLUNTARY, event.id)], key=_order)
    return ends


def _registration_on(day: date, grounds: Sequence[GroundFact], ends: Sequence[DirectEnd]) -> list[GroundFact]:
    """The grounds, up to a day, of the registration that runs on that day; none if none does."""
    waiting = [ground for ground in grounds if ground.start <= day]
    while waiting:
        members, end = _unbroken(waiting, ends)
        if end is None or day < end.day:
            return members
        waiting = waiting[len(members) :]
    return []


def _unbroken(grounds: Sequence[GroundFact], ends: Sequence[DirectEnd]) -> tuple[list[GroundFact], DirectEnd | None]:
    """The registration that the first of these grounds begins: its grounds, and what ends it."""
    start = grounds[0].start
    direct = next((end for end in ends if end.day > start), None)
    members: list[GroundFact] = []
    last_stop: date | None = start
    lapse: DirectEnd | None = None
    for ground in grounds:
        if (direct and ground.start >= direct.day) or (lapse and ground.start >= lapse.day):
            break
        members.append(ground)
        last_stop = max(last_stop, ground.end) if last_stop and ground.end else None
        lapse = _lapse(last_stop)
    if lapse and (direct is None or lapse.day < direct.day):
        return members, lapse
    return members, direct


def _lapse(last_stop: date | None) -> DirectEnd | None:
    """When a registration ends by itself after its last ground: only before the fixed day could reach it."""
    if last_stop is None or rule_in_force(last_stop) is not RuleSet.TWO_YEARS:
        return None
    day = _day_after(date(last_stop.year + 2, 12, 31))
    return DirectEnd(day, EndCause.LAPSED) if day <= _IN_FORCE_FROM[1] else None


def _ends_on(rule_set: RuleSet, last_stop: date) -> date | None:
    if rule_set is RuleSet.TWO_YEARS:
        return date(last_stop.year + 2, 12, 31)
    return _FIXED_DAY if rule_set is RuleSet.FIXED_DAY else None


def _spells(members: Sequence[GroundFact], end: DirectEnd | None) -> Iterator[Spell]:
    """Cut one registration into spells: while a ground holds, and while none does, by the rule set in force."""
    until = end.day if end else None
    ids = tuple(ground.id for ground in members)
    registered_from = members[0].start
    for from_day, until_day, rule_set, ends_on in _answers(members, until):
        if until_day is not None and until_day <= BASELINE:
            continue
        last = until_day == until
        yield Spell(
            max(from_day, BASELINE),
            until_day,
            registered_from,
            ends_on,
            rule_set,
            ids,
            end.cause if end and last else None,
            end.event if end and last else None,
        )


def _answers(
    members: Sequence[GroundFact], until: date | None
) -> Iterator[tuple[date, date | None, RuleSet | None, date | None]]:
    """The stretches of a registration: first day, first day after, rule set, last counting day."""
    from_day = members[0].start
    stop: date | None = from_day  # the first day on which none of the grounds seen so far holds
    for ground in members:
        if stop is not None and ground.start > stop:
            yield from_day, stop, None, None
            yield from _without_ground(stop, ground.start)
            from_day = stop = ground.start
        stop = max(stop, ground.end) if stop and ground.end else None
    if stop is None or (until is not None and stop >= until):
        yield from_day, until, None, None
    else:
        yield from_day, stop, None, None
        yield from _without_ground(stop, until)


def _without_ground(stop: date, until: date | None) -> Iterator[tuple[date, date | None, RuleSet | None, date | None]]:
    """The stretches from the day the last ground stopped, one for each rule set that comes into force in them."""
    changes = [day for day in _IN_FORCE_FROM if day > stop and (until is None or day < until)]
    for from_day, until_day in pairwise([stop, *changes, until]):
        if from_day is not None:
            rule_set = rule_in_force(from_day)
            yield from_day, until_day, rule_set, _ends_on(rule_set, stop)
