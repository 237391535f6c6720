"""A roster as an .xlsx file (ISO/IEC 29500), which no spreadsheet program takes for numbers: BSNs keep their zeros."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook

MOST_ROWS: Final = 50_000
"""Some 50 MB and one to two seconds; of more there is the CSV file."""

_WIDTHS: Final = (21, 22, 24)
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
"""Days are counted from here, as if 1900 had been a leap year."""


def spreadsheet(header: str, lines: Iterable[bytes], *, dates: bool) -> bytes:
    """The file with these rows: texts, and in the last column real dates or texts.

    Args:
        header: the names of the three columns, with semicolons between them.
        lines: the rows in the same form, without line ends; a date is DD-MM-YYYY, or left empty.
        dates: the last column is one of dates.
    """
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})  # otherwise persons would stand in files of the disk meanwhile
    sheet = book.add_worksheet("Doelgroepregister")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
    for column, (name, width) in enumerate(zip(header.split(";"), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines, 1):
        bsn, payroll, last = line.decode("ascii").split(";")
        sheet.write_string(row, 0, bsn)
        sheet.write_string(row, 1, payroll)
        if not dates:
            sheet.write_string(row, 2, last)
        elif last:
            sheet.write_number(row, 2, _serial(last), day)
    book.close()
    return file.getvalue()


def _serial(written: str) -> int:
    return date(int(written[6:]), int(written[3:5]), int(written[:2])).toordinal() - _DAY_ZERO
