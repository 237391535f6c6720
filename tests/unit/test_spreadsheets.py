"""A roster's .xlsx file, read back as a spreadsheet program reads it: zip archive, sheet, cells."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from graph.http.spreadsheets import spreadsheet

HEADER = "Burgerservicenummer;Loonheffingennummer;Einddatum registratie"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(file: bytes) -> list[list[tuple[str, str]]]:
    """Each cell by its kind (s: a text, n: a number) and value, row by row."""
    with ZipFile(BytesIO(file)) as archive:
        texts = [
            "".join(part.itertext())
            for part in ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
        ]
        rows = ET.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row")  # noqa: S314 - the same
        found = []
        for row in rows:
            read = []
            for cell in row.iter(f"{SHEET}c"):
                kind, value = cell.get("t", "n"), cell.findtext(f"{SHEET}v", "")
                read.append((kind, texts[int(value)] if kind == "s" else value))
            found.append(read)
        return found


def test_numbers_are_texts_with_their_zeros_and_dates_are_dates() -> None:
    file = spreadsheet(HEADER, [b"000000012;010000008L01;31-12-2028", b"999900006;800000006L02;"], dates=True)
    assert cells(file) == [
        [("s", "Burgerservicenummer"), ("s", "Loonheffingennummer"), ("s", "Einddatum registratie")],
        [("s", "000000012"), ("s", "010000008L01"), ("n", "47118")],  # days since 1899-12-30, as spreadsheets count
        [("s", "999900006"), ("s", "800000006L02")],
    ]


def test_the_header_stays_in_sight_and_a_date_is_written_as_the_dutch_do() -> None:
    with ZipFile(BytesIO(spreadsheet(HEADER, [b"000000012;010000008L01;31-12-2028"], dates=True))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert re.search(r'<pane ySplit="1" topLeftCell="A2"[^>]* state="frozen"/>', sheet)
    assert 'formatCode="dd-mm-yyyy"' in styles


def test_an_empty_roster_has_a_header_only() -> None:
    assert len(cells(spreadsheet(HEADER, [], dates=True))) == 1
