"""A published report as a page, a PDF and a spreadsheet: each has all figures, and nothing but text."""

from datetime import date
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree, html
from odfdo import Document

from domain.report_tables import NOT_SHOWN
from domain.reports import ReportKind
from graph.reports.html import html_of
from graph.reports.numbers import in_dutch
from graph.reports.ods import ods_of
from graph.reports.pdf import pdf_of
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.unit.test_report_tables import PUBLISHED, file_of

CHANGED = "=1+1 <b>#strong[x]</b>"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-71_479, "-71.479"),
        (40.0, "40,0"),
        (33.3, "33,3"),
        (Fraction(1225, 100), "12,25"),
        (Fraction(1_234), "1.234"),
    ],
)
def test_a_number_is_written_as_in_dutch(value: float | Fraction | None, text: str) -> None:
    assert in_dutch(value) == text


@pytest.mark.parametrize("kind", ReportKind)
def test_the_page_has_each_table_with_its_headings(kind: ReportKind) -> None:
    report = file_of(kind, CHANGED)
    page = html.fromstring(html_of(report))
    assert (page.get("lang"), page.findtext(".//h1")) == ("nl", report.title)
    assert page.findall(".//b") == page.findall(".//script") == []
    assert CHANGED in page.text_content()
    found = page.findall(".//table")
    assert [one.findtext("caption") for one in found] == [one.title for one in report.tables]
    for shown, table in zip(found, report.tables, strict=True):
        assert [one.text for one in shown.findall(".//th[@scope='col']")] == [table.what, *table.columns]
        rows = [[cell.text or "" for cell in row] for row in shown.findall("tbody/tr")]
        assert rows == [[name, *map(in_dutch, values)] for _, name, values in table.rows]


@pytest.mark.parametrize("kind", ReportKind)
def test_the_pdf_is_tagged_in_dutch_and_says_all_of_it(kind: ReportKind) -> None:
    report = file_of(kind, CHANGED)
    made = pdf_of(report, PUBLISHED)
    assert made == pdf_of(report, PUBLISHED)
    read = TaggedPdf(made)
    assert (read.language, read.title) == ("nl-NL", report.title)
    assert "<pdfuaid:part>1</pdfuaid:part>" in read.metadata
    assert squeezed(CHANGED) in read.text
    assert squeezed(NOT_SHOWN) in read.text
    for table in report.tables:
        assert squeezed(table.title) in read.text
        for _, name, values in table.rows:
            assert squeezed(name + "".join(map(in_dutch, values))) in read.text


@pytest.mark.parametrize("kind", ReportKind)
def test_the_spreadsheet_has_a_sheet_a_table_with_numbers_and_no_formula(kind: ReportKind) -> None:
    report = file_of(kind, CHANGED)
    made = ods_of(report)
    sheets = Document(BytesIO(made)).body.tables
    assert [one.name for one in sheets] == ["Over dit rapport", *(one.title for one in report.tables)]
    assert ["Wat is er veranderd", CHANGED] in [row[:2] for row in sheets[0].get_values()]
    for sheet, table in zip(sheets[1:], report.tables, strict=True):
        head, *rows = sheet.get_values()
        assert head == ["Code", table.what, *table.columns]
        wanted = [
            [code, name, *(None if one is None else float(one) for one in values)] for code, name, values in table.rows
        ]
        assert [[*row[:2], *(None if one is None else float(one) for one in row[2:])] for row in rows] == wanted
    content = etree.fromstring(ZipFile(BytesIO(made)).read("content.xml"))
    assert not content.xpath("//@*[local-name() = 'formula']")


def test_a_day_is_that_of_the_publication() -> None:
    assert pdf_of(file_of(ReportKind.YEAR), date(2026, 1, 6)) != pdf_of(file_of(ReportKind.YEAR), PUBLISHED)
