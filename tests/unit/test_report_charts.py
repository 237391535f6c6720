"""The charts of a report's files: each says what its table says, and of what isn't shown that it isn't."""

import re
from datetime import date

import pytest
from lxml import html

from domain.charts import SIZES
from domain.report_tables import ReportFile, report_file
from domain.reports import Reported, ReportKind, ReportOf
from graph.reports.charts import HIDDEN, Chart, chart_of
from graph.reports.html import html_of
from graph.reports.numbers import in_dutch
from graph.reports.pdf import pdf_of
from tests.fixtures.pdf_text import TaggedPdf
from tests.unit.test_monitor_document import NOTHING
from tests.unit.test_report_tables import PUBLISHED, file_of, table

CHARTS = {
    ReportKind.YEAR: ["SECTORS"],
    ReportKind.QUARTER: ["SECTORS", "INFLOW", "OUTFLOW", "GROUND"],
    ReportKind.FACTSHEET: ["GROUND"],
}


def nothing_of(kind: ReportKind) -> ReportFile:
    """A report of which no figure may be shown."""
    report = ReportOf.of(kind, 2025, None if kind is ReportKind.YEAR else 4)
    return report_file(report, Reported(NOTHING), 1, date(2026, 1, 30), None)


def chart(report: ReportFile, name: str) -> Chart:
    made = chart_of(table(report, name))
    assert made is not None
    return made


def drawn(page: html.HtmlElement, name: str, kind: str) -> list[int]:
    """How many marks of a kind a chart has, in each size."""
    return [
        len(svg.findall(f".//rect[@class='chart__{kind}']"))
        for svg in page.findall(f".//svg[@aria-labelledby='{name}-title {name}-text']")
    ]


@pytest.mark.parametrize("kind", ReportKind)
def test_the_page_has_the_charts_each_before_its_table_with_what_it_says_in_words(kind: ReportKind) -> None:
    report = file_of(kind)
    page = html.fromstring(html_of(report))
    titles = [f"{name}-title" for name in CHARTS[kind]]
    assert [one.find("figcaption").get("id") for one in page.findall(".//figure")] == titles
    for name in CHARTS[kind]:
        assert page.findtext(f".//*[@id='{name}-title']") == chart(report, name).title
        assert page.findtext(f".//*[@id='{name}-text']") == chart(report, name).text
        figure = page.find(f".//*[@id='{name}-title']/..")
        assert figure.getnext().findtext(".//caption") == table(report, name).title
        assert len(drawn(page, name, "hatch")) == len(SIZES)


def test_a_chart_says_the_figures_of_its_table_as_dutch_numbers() -> None:
    report = file_of(ReportKind.QUARTER)
    sectors = chart(report, "SECTORS")
    assert sectors.title == "196.479 extra banen minder dan afgesproken"
    assert "Overheid: -9.466, afgesproken 25.000; Markt: -62.038, afgesproken 100.000; Inleen: 25;" in sectors.text
    assert "Wajong met arbeidsvermogen: 40,0%" in chart(report, "GROUND").text
    for name in ("INFLOW", "OUTFLOW"):
        for _, label, values in table(report, name).rows:
            assert f"{label}: {in_dutch(values[0])}" in chart(report, name).text


@pytest.mark.parametrize("kind", ReportKind)
def test_what_isnt_shown_is_hatched_and_said_and_never_a_number(kind: ReportKind) -> None:
    report = nothing_of(kind)
    page, read = html.fromstring(html_of(report)), TaggedPdf(pdf_of(report, PUBLISHED))
    for name, picture in zip(CHARTS[kind], read.pictures, strict=True):
        rows = [row for row in table(report, name).rows if row[0] != "TOTAL"]
        assert [drawn(page, name, one) for one in ("realised", "inflow", "outflow")] == [[0, 0]] * 3
        assert all(hatched >= len(rows) for hatched in drawn(page, name, "hatch"))
        assert picture.count(HIDDEN) >= len(rows)
        assert not re.search(r": -?\d", picture)


def test_a_ground_of_nobody_has_no_share_and_isnt_told_as_hidden() -> None:
    report = file_of(ReportKind.FACTSHEET)
    shares = chart(report, "GROUND")
    assert HIDDEN not in shares.text
    assert [mark.value for mark in shares.drawn(SIZES[0]).marks] == [40.0, 40.0]
    assert chart_of(table(report, "GROUND")._replace(rows=())) is None


@pytest.mark.parametrize("kind", ReportKind)
def test_the_pdf_reads_each_chart_aloud_and_a_factsheet_is_one_page(kind: ReportKind) -> None:
    for report in (file_of(kind), file_of(kind, "W " * 250), nothing_of(kind)):
        read = TaggedPdf(pdf_of(report, PUBLISHED))
        charts = [chart(report, name) for name in CHARTS[kind]]
        assert read.pictures == [one.text for one in charts]
        captions = [one.text for one in read.elements if one.tag == "Strong"]
        assert [one.title for one in charts if one.title not in captions] == []
        assert read.pages == 1 or kind is not ReportKind.FACTSHEET
