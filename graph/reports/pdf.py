"""A report as PDF/UA-1 (ISO 14289-1): in Dutch, dated by the day it was published."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from domain.charts import SIZES, Size
from domain.report_tables import ReportFile
from domain.svg import svg
from graph.reports.charts import chart_of, style
from graph.reports.numbers import in_dutch
from graph.typesetting import typeset

_TEMPLATE: Final = Path(__file__).parent / "report.typ"
_STYLE: Final = "text{font-family:'Libertinus Serif'}" + style("#0b5563", "#8f5a00", ink="#000", paper="#fff")
_COLUMN: Final = Size("column", 420, 14)
"""As wide as half a page, with letters of eight points there."""


def pdf_of(report: ReportFile, day: date) -> bytes:
    """The file, made on a day.

    Raises:
        PdfError: it can't be typeset.
    """
    size = _COLUMN if report.one_page else SIZES[-1]
    charts = [chart_of(table) for table in report.tables]
    drawings = ["" if chart is None else svg(chart.drawn(size), chart.name, _STYLE) for chart in charts]
    said = {
        "title": report.title,
        "about": report.about,
        "note": report.note,
        "one_page": report.one_page,
        "tables": [
            {
                "title": table.title,
                "chart": None if chart is None else {"title": chart.title, "text": chart.text},
                "columns": [table.what, *table.columns],
                "rows": [[name, *map(in_dutch, values)] for _, name, values in table.rows],
            }
            for table, chart in zip(report.tables, charts, strict=True)
        ],
    }
    return typeset(_TEMPLATE, said, datetime.combine(day, time(12), UTC), drawings)
