"""The terms of `tests/fixtures/terms.csv`, worked out by hand: a line is one day that the law gives."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domain.case_actions import CaseAction
from domain.case_kinds import CASE_KINDS, CaseKind
from domain.cases import Case, decide_before
from domain.terms import (
    PENALTY_RATES,
    TERMS,
    draft_until,
    last_day,
    not_treated_until,
    objection_until,
    penalty,
    penalty_fixed_until,
    reaction_until,
)
from domain.transitions import perform
from domain.working_days import Calendar
from tests.fixtures.cases import ASSESSOR, calendar, completed, in_review, invited

FILE: Final = Path(__file__).parent.parent / "fixtures" / "terms.csv"

Line = dict[str, str]


def lines() -> list[Line]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def happened(case: Case, event: str) -> Case:
    what, day, *rest = event.split(" ")
    match what:
        case "invited":
            return invited(case, day, rest[1])
        case "completed":
            return completed(case, day)
        case "resumed":
            return perform(case, CaseAction.RESUME, ASSESSOR, calendar(day), reason="Het kan zonder.")
        case "extended":
            until = date.fromisoformat(rest[1])
            return perform(case, CaseAction.EXTEND, ASSESSOR, calendar(day), until=until, reason="Het is druk.")
    raise AssertionError(event)


SIMPLE: Final[dict[str, Callable[[date, Calendar], date]]] = {
    "object": objection_until,
    "not treat": not_treated_until,
    "fix penalty": penalty_fixed_until,
    "react": lambda day, _calendar: reaction_until(day),
    "keep draft": lambda day, _calendar: draft_until(day),
}


def answer(line: Line) -> str:
    day = date.fromisoformat(line["from"])
    events = line["events"].split(" + ") if line["events"] else []
    if line["rule"] in SIMPLE:
        return str(SIMPLE[line["rule"]](day, calendar(line["from"])))
    if line["rule"] == "penalty":
        decided = date.fromisoformat(events[0].removeprefix("decided ")) if events else None
        owed = penalty(day, decided, date.fromisoformat(line["asked"]))
        since = f"from {owed.runs_from}" if owed.runs_from else "never"
        return f"{since}, {owed.days_run} days, {owed.amount} euros"
    assert line["rule"] == "decide"
    case = in_review(line["from"], CaseKind(line["kind"]))
    for event in events:
        case = happened(case, event)
    return str(decide_before(case, calendar(line["asked"])))


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line['nr']}: {line['why']}")
def test_a_term_ends_on_the_day_that_the_law_gives(line: Line) -> None:
    assert answer(line) == line["answer"]


def test_the_lines_are_numbered_and_each_names_its_source() -> None:
    assert [line["nr"] for line in lines()] == [str(number) for number in range(1, len(lines()) + 1)]
    assert all(line["why"] and line["source"] for line in lines())


def test_every_kind_that_is_assessed_has_a_term_and_the_other_has_none() -> None:
    for terms in TERMS:
        assert terms.decision_weeks.keys() == {kind for kind in CaseKind if not CASE_KINDS[kind].at_once}
    assert last_day(CaseKind.WAGE_VALUE_REPORT, date(2026, 11, 26)) is None


def test_what_is_dated_begins_with_all_days_and_is_in_order() -> None:
    for dated in (TERMS, PENALTY_RATES):
        days = [entry.valid_from for entry in dated]
        assert days[0] == date.min
        assert days == sorted(set(days))


def test_a_penalty_is_never_more_than_1442_euros_and_ends_on_its_42nd_day() -> None:
    owed = penalty(date(2027, 2, 1), None, date(2030, 1, 1))
    assert (owed.highest, owed.amount, owed.days_run, owed.last_day) == (1442, 1442, 42, date(2027, 3, 29))


def test_a_penalty_ends_on_the_day_before_the_decision() -> None:
    assert penalty(date(2027, 2, 1), date(2027, 3, 1), date(2030, 1, 1)).last_day == date(2027, 2, 28)
    assert penalty(date(2027, 2, 1), date(2027, 2, 16), date(2030, 1, 1)).last_day is None
