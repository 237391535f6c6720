"""Two independent readings of the same rules must give the same answers for everyone, every day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.grounds import GroundCode
from domain.pension import pension_day
from domain.registration import EventFact, EventKind, GroundFact, Spell, timeline
from tests.fixtures.naive_walk import NOT_REGISTERED, Answer, Days, answers, aow_day, in_order
from tests.fixtures.random_facts import LAST_DAY, ONE_DAY, Person, days_to_ask, persons, random_person, seeded

FIRST_DAY = date(2013, 1, 1)

thorough = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def timeline_of(person: Person) -> list[Spell]:
    return timeline(
        person.born,
        [GroundFact(number, GroundCode(code), start, end) for number, (code, start, end) in enumerate(person.grounds)],
        [EventFact(number, EventKind(kind), day) for number, (kind, day) in enumerate(person.events)],
    )


def answer_of(spells: Sequence[Spell], person: Person, day: date) -> Answer:
    for spell in spells:
        if spell.from_day <= day and (spell.until_day is None or day < spell.until_day):
            started = (ground for number, ground in enumerate(person.grounds) if number in spell.grounds)
            shown = in_order(
                (code, start, end if end and end <= day else None) for code, start, end in started if start <= day
            )
            return Answer(True, spell.ends_on, spell.counting_from, shown)
    return NOT_REGISTERED


def known_on(day: date, person: Person) -> Person:
    return Person(
        person.born,
        tuple(
            (code, start, end if end and end <= day else None) for code, start, end in person.grounds if start <= day
        ),
        tuple((kind, dated) for kind, dated in person.events if dated <= day),
    )


def assert_well_formed(spells: Sequence[Spell]) -> None:
    assert all(spell.from_day >= FIRST_DAY for spell in spells), spells
    assert all(spell.until_day is None or spell.from_day < spell.until_day for spell in spells), spells
    assert all(former.until_day is not None for former in spells[:-1]), spells
    assert all((former.until_day or date.max) <= latter.from_day for former, latter in pairwise(spells)), spells


@thorough
@given(persons())
def test_the_timeline_gives_the_answer_of_the_walk_on_every_day(person: Person) -> None:
    spells = timeline_of(person)
    for day, answer in answers(*person, until=LAST_DAY):
        assert answer_of(spells, person, day) == answer, day


def test_five_thousand_random_persons_get_the_answers_of_the_walk() -> None:
    random = seeded(20130101)
    for number in range(5000):
        person = random_person(random)
        spells = timeline_of(person)
        assert_well_formed(spells)
        asked = days_to_ask(random, person, 20)
        walked = Days(*person, until=max(asked))
        assert all(answer_of(spells, person, day) == walked[day] for day in asked), (number, person)


@settings(thorough, max_examples=60)
@given(persons())
def test_the_walk_may_skip_the_days_on_which_nothing_is_dated(person: Person) -> None:
    skipping = answers(*person, until=LAST_DAY)
    assert list(skipping) == list(answers(*person, until=LAST_DAY, every_morning=True))


@thorough
@given(persons())
def test_spells_are_in_order_never_overlap_are_never_empty_and_start_in_2013_or_later(person: Person) -> None:
    assert_well_formed(timeline_of(person))


@thorough
@given(persons())
def test_a_spell_never_outlasts_its_own_end_date_or_the_pension_age(person: Person) -> None:
    aow = pension_day(person.born)
    for spell in timeline_of(person):
        if spell.ends_on is not None:
            assert spell.until_day is not None
            assert spell.until_day <= spell.ends_on + ONE_DAY
        if aow is not None:
            assert spell.until_day is not None
            assert spell.until_day <= aow


@thorough
@given(persons())
def test_a_spell_has_grounds_and_counts_from_the_first_of_them_and_never_from_before_2013(person: Person) -> None:
    for spell in timeline_of(person):
        first = min(person.grounds[number][1] for number in spell.grounds)
        assert spell.registered_from == first
        assert spell.counting_from == max(FIRST_DAY, first)


@thorough
@given(persons(), st.randoms(use_true_random=False))
def test_facts_dated_after_a_day_never_change_the_answer_of_that_day(person: Person, random: Random) -> None:
    spells = timeline_of(person)
    for day in days_to_ask(random, person, 3):
        known = known_on(day, person)
        assert answer_of(timeline_of(known), known, day) == answer_of(spells, person, day), day


@thorough
@given(persons(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_recorded_makes_no_difference(person: Person, random: Random) -> None:
    grounds, events = list(person.grounds), list(person.events)
    random.shuffle(grounds)
    random.shuffle(events)
    shuffled = Person(person.born, tuple(grounds), tuple(events))
    spells, others = timeline_of(person), timeline_of(shuffled)
    for day in days_to_ask(random, person, 3):
        assert answer_of(spells, person, day) == answer_of(others, shuffled, day), day


@thorough
@given(persons(), st.dates(FIRST_DAY, LAST_DAY))
def test_nobody_is_registered_from_the_day_of_death(person: Person, died: date) -> None:
    dead = person._replace(events=(*person.events, ("DEATH", died)))
    assert all(spell.until_day is not None and spell.until_day <= died for spell in timeline_of(dead))


def test_both_count_the_same_pension_day_for_every_birth_date_from_1940_to_1970() -> None:
    born = date(1940, 1, 1)
    while born.year < 1970:
        assert pension_day(born) == aow_day(born), born
        born += timedelta(days=1)


def test_the_random_persons_are_not_all_alike() -> None:
    random = seeded(1)
    crowd = [random_person(random) for _ in range(500)]
    registered = [Days(*person, until=date(2016, 1, 1))[date(2016, 1, 1)].registered for person in crowd]
    assert 100 < sum(registered) < 400
    assert {len(person.grounds) for person in crowd} == {0, 1, 2, 3, 4}
    assert {len(person.events) for person in crowd} == {0, 1, 2, 3}
    assert {kind for person in crowd for kind, _ in person.events} == {kind.value for kind in EventKind}
