"""A published report as tables and as files, in plain Dutch."""

import csv
from datetime import date
from io import StringIO

import pytest

from domain.baselines import HOURS_PER_JOB, LEGAL
from domain.errors import BadUserInputError
from domain.figure_releases import Counted, Neighbours, release
from domain.quarter_report import LABELS, Breakdown
from domain.report_tables import NOT_SHOWN, ReportFile, Table, report_file
from domain.reports import Reported, ReportKind, ReportOf
from domain.statistics import Flows, Worked
from graph.reports.csv import csv_of

PUBLISHED = date(2026, 1, 5)


def content() -> Reported:
    """1,000 persons on two grounds, of whom 400 work; jobs in each sector; nobody came or went."""
    grounds = {code: Flows(500, 200, 500, 200, 0, 0, 0, 0, 0, 0) for code in ("WAJONG", "FORMER_WSW")}
    whole = Flows(*map(sum, zip(*grounds.values(), strict=True)))
    by = {name.value: {next(iter(LABELS[name])): whole} for name in Breakdown} | {"GROUND": grounds}
    sectors = {
        sector: Worked(jobs * HOURS_PER_JOB, persons)
        for sector, jobs, persons in (("GOVERNMENT", 50, 60), ("MARKET", 300, 320), ("HIRED_IN", 25, 20))
    }
    counted = Counted(whole, by, {}, sectors, {"1": Worked(375 * HOURS_PER_JOB, 400)})
    return Reported(release(counted, [], Neighbours()).figures, quarter_before=-71_500, year_before=None)


def file_of(kind: ReportKind, what_changed: str | None = None) -> ReportFile:
    report = ReportOf.of(kind, 2025, None if kind is ReportKind.YEAR else 4)
    return report_file(report, content(), 2 if what_changed else 1, PUBLISHED, what_changed)


def table(file: ReportFile, code: str) -> Table:
    [found] = [one for one in file.tables if one.code == code]
    return found


def test_a_quarters_tables_are_those_of_its_report() -> None:
    file = file_of(ReportKind.QUARTER)
    assert file.title == "Banenafspraak, 4e kwartaal 2025"
    assert [one.code for one in file.tables] == [
        *("KEY_FIGURES", "SECTORS", "INFLOW", "OUTFLOW"),
        *("REGION", "GROUND", "SECTOR", "AGE_BAND"),
    ]
    figures = {code: values[0] for code, _, values in table(file, "KEY_FIGURES").rows}
    extra = 375 - LEGAL.total
    assert (figures["PERSONS"], figures["SHARE"], figures["EXTRA_JOBS"]) == (1_000, 40.0, extra)
    assert (figures["CHANGE_ON_QUARTER"], figures["CHANGE_ON_YEAR"]) == (extra + 71_500, None)
    grounds = {code: values for code, _, values in table(file, "GROUND").rows}
    assert grounds["WAJONG"] == (500, 200, 40.0, 0, 0, 0, 0)
    assert len(table(file, "REGION").rows) == 36


def test_a_years_sectors_have_what_is_hired_in() -> None:
    [sectors] = file_of(ReportKind.YEAR).tables
    jobs = {name: float(values[0] or 0) for name, _, values in sectors.rows}
    assert jobs == {"GOVERNMENT": 50 + 0.24 * 25, "MARKET": 300 + 0.76 * 25, "TOTAL": 375}


def test_a_factsheet_tells_who_works_by_ground_region_and_age() -> None:
    file = file_of(ReportKind.FACTSHEET)
    assert [one.code for one in file.tables] == ["GROUP", "GROUND", "REGION", "AGE_BAND"]
    assert table(file, "GROUP").rows == (("TOTAL", "Alle personen", (1_000, 400, 40.0, 600)),)


def test_a_version_says_what_it_changes() -> None:
    assert ("Wat is er veranderd", "Uren van een sector") in file_of(ReportKind.YEAR, "Uren van een sector").about


@pytest.mark.parametrize("kind", ReportKind)
def test_the_csv_has_each_figure_once_and_an_empty_value_for_what_is_left_out(kind: ReportKind) -> None:
    file = file_of(kind, "=1+1")
    raw = csv_of(file)
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = [*csv.reader(StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";")]
    assert lines[0] == ["Tabel", "Code", "Rij", "Grootheid", "Waarde"]
    assert ["Rapport", "", "", "Wat is er veranderd", "'=1+1"] in lines
    assert ["Rapport", "", "", "Toelichting", NOT_SHOWN] in lines
    figures = [line for line in lines[1:] if line[0] != "Rapport"]
    assert len(figures) == sum(len(one.columns) * len(one.rows) for one in file.tables)
    assert len({tuple(line[:4]) for line in figures}) == len(figures)
    assert all(line[4] == "" or float(line[4].replace(",", ".")) is not None for line in figures)
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(lines)


def test_a_year_has_no_quarter_and_others_have_one() -> None:
    for kind, quarter in ((ReportKind.YEAR, 4), (ReportKind.QUARTER, None), (ReportKind.FACTSHEET, 5)):
        with pytest.raises(BadUserInputError):
            ReportOf.of(kind, 2025, quarter)
