"""Admission by the cases of `tests/fixtures/admission.csv`, worked out by hand from the law."""

import csv
from datetime import date, timedelta
from typing import Final

import pytest

from domain.admission import evaluate
from domain.admission_facts import FACT_NAMES, AdmissionFacts
from domain.admission_rows import PROTECTED_WORK, ROWS, STAYS_REGISTERED
from tests.fixtures.admission_cases import COLUMNS, FILE, NAMES, Case, cases

CASES: Final = list(cases())
TURNS: Final = [
    date(2014, 12, 31),
    date(2015, 1, 1),
    date(2015, 5, 1),
    date(2015, 7, 1),
    date(2015, 7, 18),
    date(2016, 10, 28),
    date(2017, 1, 1),
    date(2026, 1, 1),
]
ONE_DAY: Final = timedelta(days=1)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.nr} {case.title}" for case in CASES])
def test_the_law_makes_of_these_facts_what_was_worked_out_by_hand(case: Case) -> None:
    admission = evaluate(AdmissionFacts.from_json(case.facts), date.fromisoformat(case.day))
    assert (admission.outcome, [(ground.code, ground.article) for ground in admission.grounds]) == (
        case.outcome,
        list(case.grounds),
    )
    assert admission.missing == case.missing
    assert admission.explanation.endswith(".")


def test_the_file_has_its_columns_and_numbers_its_lines_and_says_each_thing_once() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";", strict=True)
    assert ";".join(header) == COLUMNS
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert len({row[1] for row in rows}) == len({(row[2], row[3]) for row in rows}) == len(rows)
    assert all(row[7] for row in rows)
    assert set(NAMES.values()) == set(FACT_NAMES.values())


def test_each_row_alone_each_fact_missing_and_each_side_of_a_day_has_its_case() -> None:
    alone = {case.grounds for case in CASES if len(case.grounds) == 1 or case.title.startswith("rows 3 and 8")}
    for row in ROWS:
        assert row.ground
        assert any((row.ground, row.article) in grounds for grounds in alone), row.number
    assert {name for case in CASES for name in case.missing} == set(FACT_NAMES.values())
    asked = {case.day for case in CASES} | {
        value for case in CASES for value in case.facts.values() if isinstance(value, str)
    }
    for turn in TURNS:
        assert {turn.isoformat(), (turn - ONE_DAY).isoformat()} <= asked, turn


def test_the_rows_are_numbered_as_the_table_is_and_each_says_in_dutch_what_it_is() -> None:
    rows = [PROTECTED_WORK, *ROWS, STAYS_REGISTERED]
    assert [row.number for row in rows] == list(range(16))
    assert [row.number for row in rows if row.ground is None] == [0, 15]
    assert all(row.sentence.endswith(".") and row.articles for row in rows)
