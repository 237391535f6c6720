"""A report as a spreadsheet (OpenDocument, ISO/IEC 26300): a sheet a table, figures as numbers."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from odfdo import Cell, Document, Row, Table

from domain.report_tables import ReportFile, Value

_ABOUT: Final = "Over dit rapport"


def ods_of(report: ReportFile) -> bytes:
    """The file."""
    book = Document("spreadsheet")
    book.language = "nl-NL"
    book.meta.title = report.title
    book.body.clear()
    about = [("Titel", report.title), *report.about, ("Toelichting", report.note)]
    book.body.append(_sheet(_ABOUT, about))
    for table in report.tables:
        head = ("Code", table.what, *table.columns)
        book.body.append(_sheet(table.title, [head, *((code, name, *values) for code, name, values in table.rows)]))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(name: str, rows: Sequence[Sequence[str | Value]]) -> Table:
    sheet = Table(name)
    for values in rows:
        row = Row()
        row.extend_cells(_cell(value) for value in values)
        sheet.append_row(row)
    return sheet


def _cell(value: str | Value) -> Cell:
    """A text, a number, or nothing: what begins with an equals sign is no formula in this format."""
    return Cell(value if value is None or isinstance(value, (str, int)) else float(value))
