"""A report as CSV: UTF-8 with BOM, semicolons, CRLF, decimal commas; a figure a line, for programs."""

import codecs
import csv
from fractions import Fraction
from io import StringIO
from typing import Final

from domain.report_tables import ReportFile, Value

_HEADER: Final = ("Tabel", "Code", "Rij", "Grootheid", "Waarde")
_FORMULA: Final = ("=", "+", "-", "@", "\t")


def csv_of(report: ReportFile) -> bytes:
    """The file."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    writer.writerow(("Rapport", "", "", "Titel", report.title))
    writer.writerows(("Rapport", "", "", label, _harmless(words)) for label, words in report.about)
    writer.writerow(("Rapport", "", "", "Toelichting", report.note))
    for table in report.tables:
        for code, name, values in table.rows:
            writer.writerows(
                (table.title, code, name, column, _number(value))
                for column, value in zip(table.columns, values, strict=True)
            )
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _number(value: Value) -> str:
    """A number that a Dutch spreadsheet takes for one; fractions with two decimals."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    text = f"{float(value):.2f}" if isinstance(value, Fraction) else f"{value:.1f}"
    return text.replace(".", ",")


def _harmless(words: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(_FORMULA) else words
