"""A report as PDF/UA-1 (ISO 14289-1): in Dutch, dated by the day it was published."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from domain.report_tables import ReportFile
from graph.reports.numbers import in_dutch
from graph.typesetting import typeset

_TEMPLATE: Final = Path(__file__).parent / "report.typ"


def pdf_of(report: ReportFile, day: date) -> bytes:
    """The file, made on a day.

    Raises:
        PdfError: it can't be typeset.
    """
    said = {
        "title": report.title,
        "about": report.about,
        "note": report.note,
        "tables": [
            {
                "title": table.title,
                "columns": [table.what, *table.columns],
                "rows": [[name, *map(in_dutch, values)] for _, name, values in table.rows],
            }
            for table in report.tables
        ],
    }
    return typeset(_TEMPLATE, said, datetime.combine(day, time(12), UTC))
