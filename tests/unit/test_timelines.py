"""The timelines of `tests/fixtures/timelines.csv`, worked out by hand: an empty cell repeats the one above it.

A ground is written "WAJONG from 2014-03-01 stopped 2016-03-10", the first day and the first day on which it no
longer holds; two facts stand with a + between. A timeline is one number, and a line of it is one day asked about.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from domain.grounds import GroundCode
from domain.registration import EventFact, EventKind, GroundFact, timeline
from tests.fixtures.naive_walk import NOT_REGISTERED, Answer, Days, Event, Ground, aow_day, in_order

FILE: Final = Path(__file__).parent.parent / "fixtures" / "timelines.csv"
COLUMNS: Final = "nr;title;born;grounds;events;asked;registered;end_date;counting_from;grounds_shown;source"
FACTS: Final = ("nr", "title", "born", "grounds", "events")
ONE_DAY: Final = timedelta(days=1)


class Line(NamedTuple):
    """One day asked about in one timeline."""

    nr: int
    title: str
    born: date | None
    grounds: tuple[Ground, ...]
    events: tuple[Event, ...]
    asked: date
    answer: Answer
    source: str


def ground_in(text: str) -> Ground:
    code, start, *stopped = text.replace(" from ", "|").replace(" stopped ", "|").split("|")
    return code, date.fromisoformat(start), date.fromisoformat(stopped[0]) if stopped else None


def event_in(text: str) -> Event:
    kind, day = text.split(" ")
    return kind, date.fromisoformat(day)


def facts_in(text: str) -> list[str]:
    return text.split(" + ") if text else []


def answer_in(row: dict[str, str]) -> Answer:
    if row["registered"] == "no":
        assert row["end_date"] == row["counting_from"] == row["grounds_shown"] == ""
        return NOT_REGISTERED
    assert row["registered"] == "yes"
    return Answer(
        True,
        date.fromisoformat(row["end_date"]) if row["end_date"] else None,
        date.fromisoformat(row["counting_from"]),
        in_order(ground_in(text) for text in facts_in(row["grounds_shown"])),
    )


def lines_of_the_file() -> Iterator[Line]:
    above: dict[str, str] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";", strict=True):
            if not row["nr"]:
                assert not any(row[column] for column in FACTS), row
                row |= {column: above[column] for column in FACTS}
            above = row
            yield Line(
                int(row["nr"]),
                row["title"],
                None if row["born"] == "unknown" else date.fromisoformat(row["born"]),
                tuple(ground_in(text) for text in facts_in(row["grounds"])),
                tuple(event_in(text) for text in facts_in(row["events"])),
                date.fromisoformat(row["asked"]),
                answer_in(row),
                row["source"],
            )


LINES: Final = tuple(lines_of_the_file())


def answer_of_the_rules(line: Line) -> Answer:
    spells = timeline(
        line.born,
        [GroundFact(number, GroundCode(code), start, end) for number, (code, start, end) in enumerate(line.grounds)],
        [EventFact(number, EventKind(kind), day) for number, (kind, day) in enumerate(line.events)],
    )
    day = line.asked
    for spell in spells:
        if spell.from_day <= day and (spell.until_day is None or day < spell.until_day):
            started = (ground for number, ground in enumerate(line.grounds) if number in spell.grounds)
            shown = in_order(
                (code, start, end if end and end <= day else None) for code, start, end in started if start <= day
            )
            return Answer(True, spell.ends_on, spell.counting_from, shown)
    return NOT_REGISTERED


def test_the_rules_give_the_answers_worked_out_by_hand() -> None:
    for line in LINES:
        assert answer_of_the_rules(line) == line.answer, f"{line.title} @ {line.asked}"


def test_the_walk_gives_the_answers_worked_out_by_hand() -> None:
    for line in LINES:
        walked = Days(line.born, line.grounds, line.events, line.asked)
        assert walked[line.asked] == line.answer, f"{line.title} @ {line.asked}"


def rule_set_of(day: date) -> str:
    if day < date(2017, 12, 30):
        return "two years"
    return "fixed day" if day < date(2020, 1, 1) else "indefinite"


def cells_of(timeline_lines: list[Line]) -> Iterator[tuple[str, str, str]]:
    """The direct ends that these lines show: registered the day before, and another registration or none on the day."""
    line = timeline_lines[0]
    answer_on = {other.asked: other.answer for other in timeline_lines}
    ends = [(kind, day + ONE_DAY if kind == "PROTECTED_WORK" else day) for kind, day in line.events]
    aow = aow_day(line.born)
    ends += [("PENSION_AGE", aow)] if aow else []
    for kind, day in ends:
        before, on = answer_on.get(day - ONE_DAY), answer_on.get(day)
        if before is None or on is None or not before.registered or on.counting_from not in {None, day}:
            continue
        later = sorted(start for _, start, _ in line.grounds if start >= day)
        if not later:
            yield kind, rule_set_of(day), "no later ground"
        elif later[0] == day:
            yield kind, rule_set_of(day), "a ground on the day"
        elif later[0] in answer_on:
            yield kind, rule_set_of(day), "a ground after it"
        if any(start == day - ONE_DAY for _, start, _ in line.grounds):
            yield kind, rule_set_of(day), "a ground the day before"


def timelines_of_the_file() -> list[list[Line]]:
    return [[line for line in LINES if line.nr == nr] for nr in sorted({line.nr for line in LINES})]


def test_every_direct_end_is_worked_out_under_every_rule_set_with_and_without_a_later_ground() -> None:
    ends = ("DEATH", "PENSION_AGE", "PROTECTED_WORK", "NO_WORK_CAPACITY", "EMIGRATION", "VOLUNTARY")
    rule_sets = ("two years", "fixed day", "indefinite")
    wanted = set(product(ends, rule_sets, ("no later ground", "a ground on the day", "a ground after it")))
    wanted |= set(product(("PROTECTED_WORK",), rule_sets, ("a ground the day before",)))
    assert wanted - {cell for lines in timelines_of_the_file() for cell in cells_of(lines)} == set()


def test_every_end_date_and_every_kind_of_answer_is_worked_out_under_every_rule_set() -> None:
    shown = {(rule_set_of(line.asked), line.answer.registered, line.answer.end_date is None) for line in LINES}
    assert shown == {
        ("two years", True, True),
        ("two years", True, False),
        ("two years", False, True),
        ("fixed day", True, True),
        ("fixed day", True, False),
        ("fixed day", False, True),
        ("indefinite", True, True),
        ("indefinite", False, True),
    }


def test_every_ground_is_in_a_timeline() -> None:
    assert {code for line in LINES for code, _, _ in line.grounds} == {code.value for code in GroundCode}


def test_the_file_is_numbered_without_gaps_and_every_line_names_its_source() -> None:
    header = FILE.read_text(encoding="utf-8").splitlines()[0]
    assert header == COLUMNS
    numbers = [line.nr for line in LINES]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 151))
    assert len({(line.nr, line.title) for line in LINES}) == len({line.title for line in LINES}) == 150
    assert all(line.source for line in LINES)


def test_no_timeline_asks_before_2013_or_in_disorder() -> None:
    for lines in timelines_of_the_file():
        days = [line.asked for line in lines]
        assert days == sorted(set(days)), lines[0].title
        assert days[0] >= date(2013, 1, 1), lines[0].title
