"""docs/monitor.md names what there is: fields of QuarterReport, and tables, codes and figures of the files."""

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domain.jobs import WorkSector
from domain.quarter_report import LABELS, Breakdown, Changes, OutflowReason, QuarterFigures, Row
from domain.report_tables import report_file
from domain.reports import Reported, ReportKind, ReportOf
from domain.roles import Role
from graph.schema.build import coordinates, schema_for

DOCUMENT: Final = (Path(__file__).parents[2] / "docs" / "monitor.md").read_text(encoding="utf-8")
ROWS: Final = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in DOCUMENT.splitlines() if line.startswith("| ")
][1:]
NOTHING: Final = QuarterFigures(
    persons=None,
    working=None,
    changes=Changes(),
    outflow=dict.fromkeys(OutflowReason),
    sector_jobs=dict.fromkeys(WorkSector),
    jobs=None,
    breakdowns={one: {key: Row() for key in LABELS[one]} for one in Breakdown},
)
FILE: Final = report_file(ReportOf.of(ReportKind.QUARTER, 2025, 4), Reported(NOTHING), 1, date(2026, 1, 30), None)
FIELDS: Final = {name.removeprefix("QuarterReport.") for name in coordinates(schema_for(Role.MONITOR)).fields}
TABLES: Final = {one.title: one for one in FILE.tables}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_field_and_figure_that_is_named_is_there(row: list[str]) -> None:
    _, field, file = row
    assert {name for name in re.findall(r"`([a-zA-Z]+)", field) if name != "breakdown"} <= FIELDS
    codes = {code for table in FILE.tables for code, *_ in table.rows}
    assert set(re.findall(r"\[([A-Z_]+)\]", field)) <= codes
    table = TABLES["Kerncijfers"]
    for part in re.split(r"; ", file):
        title, *rest = part.split(", ")
        if title in TABLES:
            table = TABLES[title]
        else:
            assert title.startswith(("the same of", "Nulmeting (on top)")), title
        assert set(re.findall(r"`([A-Z_]+)`", part)) <= {code for code, *_ in table.rows}
        figures = [one for one in rest if one and one[0].isupper()]
        assert set(figures) <= set(table.columns), figures


def test_every_table_of_a_quarters_file_is_named() -> None:
    assert {title for title in TABLES if title not in DOCUMENT} == set()
