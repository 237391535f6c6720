import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.bsn import passes_eleven_test
from domain.employments import EmploymentKind
from domain.grounds import GroundCode
from domain.registration import EndCause, EventFact, EventKind, GroundFact, RuleSet, Spell, timeline
from models.imports.file_formats import File, files
from models.imports.reader import Reader
from models.imports.rejects import RejectList
from server.demo import data as demo_data
from server.demo.data import write_demo_data

TODAY = date(2026, 1, 15)
MEASURES = {"regions.csv", "quota_percentages.csv", "paid_hours.csv"}
Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo")
    write_demo_data(directory, demo_data.DEMO_PERSONS, demo_data.DEMO_EMPLOYMENTS, 1, lambda _count: None)
    return directory


@pytest.fixture(scope="module")
def rows(demo: Path) -> Rows:
    return {path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in demo.iterdir()}


def written_files() -> list[File]:
    """Those of the import files that the demo fills."""
    return [file for file in files() if file.name not in MEASURES]


def spells(rows: Rows) -> Iterator[tuple[str, list[Spell]]]:
    grounds: dict[str, list[GroundFact]] = {}
    events: dict[str, list[EventFact]] = {}
    for row in rows["grounds"]:
        end = date.fromisoformat(row["end_date"]) if row["end_date"] else None
        fact = GroundFact(1, GroundCode(row["ground"]), date.fromisoformat(row["start_date"]), end)
        grounds.setdefault(row["bsn"], []).append(fact)
    for row in rows["events"]:
        event = EventFact(1, EventKind(row["event"]), date.fromisoformat(row["date"]))
        events.setdefault(row["bsn"], []).append(event)
    for row in rows["persons"]:
        birth = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
        yield row["bsn"], timeline(birth, grounds.get(row["bsn"], []), events.get(row["bsn"], []))


def answer(rows: Rows, bsn: str) -> Spell | None:
    for spell in dict(spells(rows))[bsn]:
        if spell.from_day <= TODAY and (spell.until_day is None or spell.until_day > TODAY):
            return spell
    return None


def test_the_same_seed_gives_the_same_files_and_another_seed_others(demo: Path, tmp_path: Path) -> None:
    write_demo_data(tmp_path / "same", demo_data.DEMO_PERSONS, demo_data.DEMO_EMPLOYMENTS, 1, lambda _count: None)
    write_demo_data(tmp_path / "other", demo_data.DEMO_PERSONS, demo_data.DEMO_EMPLOYMENTS, 2, lambda _count: None)

    for path in demo.iterdir():
        assert (tmp_path / "same" / path.name).read_bytes() == path.read_bytes()
        is_other = (tmp_path / "other" / path.name).read_bytes() != path.read_bytes()
        assert is_other == (path.name not in {"ground_codes.csv", "baselines.csv"})  # what is no draw


def test_every_row_is_acceptable_to_the_import(demo: Path, tmp_path: Path) -> None:
    with RejectList(tmp_path / "rejected.csv") as rejects:
        for file in written_files():
            for _chunk in Reader(demo / file.name, file, rejects, lambda _count: None):
                pass

    assert rejects.total == 0


def test_the_numbers_of_rows_are_those_asked_for_and_the_progress_adds_up(tmp_path: Path) -> None:
    told: list[int] = []
    write_demo_data(tmp_path, 1_234, 7_777, 1, told.append)

    assert len((tmp_path / "persons.csv").read_text().splitlines()) == 1_235
    assert len((tmp_path / "employments.csv").read_text().splitlines()) == 7_778
    assert sum(told) == 1_234 + 7_777


def test_no_key_comes_twice(rows: Rows) -> None:
    for file in written_files():
        names = [column.name for column in file.columns if column.stored_as in file.key]
        keys = Counter(tuple(row[name] for name in names) for row in rows[file.name.removesuffix(".csv")])
        assert max(keys.values()) == 1


def test_the_examples_are_what_they_are_said_to_be(rows: Rows) -> None:
    registered = answer(rows, demo_data.EXAMPLE_REGISTERED_BSN)
    assert registered is not None
    assert (registered.ends_on, registered.rule_set, len(registered.grounds)) == (None, None, 2)
    assert answer(rows, demo_data.EXAMPLE_OTHER_BSN) is None
    assert passes_eleven_test(demo_data.EXAMPLE_UNKNOWN_BSN)
    assert not any(demo_data.EXAMPLE_UNKNOWN_BSN in "".join(row.values()) for part in rows.values() for row in part)


def test_the_example_organisations_have_registered_employees_of_this_year_and_the_last(rows: Rows) -> None:
    today = {bsn for bsn, days in spells(rows) if any(s.until_day is None and s.from_day < TODAY for s in days)}
    for organisation, least, most in (
        (demo_data.EXAMPLE_ORGANISATION, 25, 35),
        (demo_data.EXAMPLE_SECOND_ORGANISATION, 51, 100),
    ):
        staff = {
            row["bsn"]
            for row in rows["employments"]
            if row["payroll_tax_number"] in organisation.payroll_tax_numbers
            and row["kind"] == "REGULAR"
            and row["start_date"] < "2025-01-01"
            and not row["end_date"]
        }
        assert least <= len(staff & today) <= most


def test_every_rule_of_the_register_occurs(rows: Rows) -> None:
    found = [spell for _, days in spells(rows) for spell in days]

    assert {spell.cause for spell in found} == {None, *EndCause}
    assert {spell.rule_set for spell in found} == {None, *RuleSet}
    assert {row["ground"] for row in rows["grounds"]} == set(GroundCode)
    assert {row["event"] for row in rows["events"]} == set(EventKind)
    assert {row["kind"] for row in rows["employments"]} == set(EmploymentKind)
    assert {row["sector"] for row in rows["organisations"]} >= {"GOVERNMENT", "MARKET"}
    assert any(row["birth_date"].endswith("02-29") for row in rows["persons"])
    assert any(row["start_date"] > "2030" for row in rows["grounds"])


def test_there_are_sole_traders_and_employees_outside_the_register(rows: Rows) -> None:
    assert any(row["payroll_tax_number"].startswith("9999") and not row["rsin"] for row in rows["organisations"])
    persons = {row["bsn"] for row in rows["persons"]}
    outside = sum(row["bsn"] not in persons for row in rows["employments"])
    assert 0.05 < outside / len(rows["employments"]) < 0.3
    assert 1.5 < len(rows["grounds"]) / len(persons) < 1.9
    assert 0.5 < len(rows["events"]) / len(persons) < 0.7
