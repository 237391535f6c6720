"""What a Dutch Excel saves is read as what it was before, in whatever encoding; what it dropped is never guessed."""

import re
from pathlib import Path
from typing import Any, Final

import pytest

from models.imports import Dialect, ImportRefusedError, ImportReport, Silence, import_directory
from tests.database.test_import_measures import MEASURES
from tests.fixtures.deliveries import ANNA, BERT, GOOD, HEADERS, PAYROLL, SECOND_PAYROLL, Load, everything, listed, put

EXCEL: Final = Dialect.EXCEL_NL
HOW: Final = "--dialect excel-nl"
SAVED: Final = {"utf-8-sig": ";", "cp1252": ";", "utf-16": "\t"}
"""How Excel saves a sheet: as CSV UTF-8, as CSV, as Unicode text."""
MONTHS_SHOWN: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
NAMED: Final = {
    **GOOD,
    **MEASURES,
    "organisations": [f"90000012,890000001,Zoë's café & co.,{PAYROLL},MARKET", f",,,{SECOND_PAYROLL},"],
}


def sheet(value: str) -> str:
    """What a cell is saved as that such a value was typed into."""
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return f"{int(day[3])}-{int(day[2])}-{day[1]}"
    if month := re.fullmatch(r"20(\d\d)-(\d\d)", value):
        return f"{MONTHS_SHOWN[int(month[2]) - 1]}-{month[1]}"
    return value.replace(".", ",") if re.fullmatch(r"\d+\.\d+", value) else value


def saved(directory: Path, delivery: dict[str, list[str]], encoding: str = "utf-8-sig", separator: str = ";") -> Path:
    directory.mkdir(exist_ok=True)
    for name, rows in delivery.items():
        cells = [HEADERS[name].split(","), *([sheet(cell) for cell in row.split(",")] for row in rows)]
        text = "".join(f"{separator.join(row)}\r\n" for row in cells)
        put(directory / f"{name}.csv", text.encode(encoding))
    return directory


async def take(owner: Any, directory: Path, *, dialect: Dialect = EXCEL, skip_invalid: bool = False) -> ImportReport:
    return await import_directory(
        owner,
        directory,
        skip_invalid=skip_invalid,
        rejects=directory.parent / "rejected.csv",
        progress=Silence(),
        dialect=dialect,
    )


@pytest.mark.parametrize("encoding", SAVED)
async def test_every_file_says_the_same_after_excel_has_saved_it(
    encoding: str, owner: Any, load: Load, tmp_path: Path
) -> None:
    await load(NAMED)
    before = await everything(owner)

    report = await take(owner, saved(tmp_path / "excel", NAMED, encoding, SAVED[encoding]))

    assert report.loaded
    assert report.read == {f"{name}.csv": len(rows) for name, rows in NAMED.items()}
    assert not report.changed
    assert await everything(owner) == before


async def test_what_excel_writes_is_recorded_where_nothing_was(owner: Any, tmp_path: Path) -> None:
    rows = [
        f"{ANNA};{PAYROLL};31-01-2026;;25,5;REGULAR",
        f'"{ANNA}";{PAYROLL};1-2-2026;28-2-2026;8;AGENCY',
        ";;;;;",
        "",
    ]
    directory = saved(tmp_path / "excel", GOOD)
    put(directory / "employments.csv", "\r\n".join([HEADERS["employments"].replace(",", ";"), *rows]).encode())

    report = await take(owner, directory)

    assert report.loaded
    found = await owner.fetch(
        "select start_date::text, end_date::text, hours_per_week::text from register.employment order by 1"
    )
    assert [tuple(row) for row in found] == [("2026-01-31", None, "25.50"), ("2026-02-01", "2026-02-28", "8.00")]


MONTHS = ("2026-03", "mrt-26", "1-3-2026", "01-03-2026", "3-2026", "03-2026")


@pytest.mark.parametrize("month", MONTHS)
async def test_a_month_is_read_however_a_sheet_shows_it(month: str, owner: Any, tmp_path: Path) -> None:
    directory = saved(tmp_path / "excel", {"paid_hours": []})
    put(
        directory / "paid_hours.csv",
        f"bsn;payroll_tax_number;month;hours\r\n{ANNA};{PAYROLL};{month};1.234\r\n".encode(),
    )
    assert not (await take(owner, directory)).loaded
    assert listed(tmp_path / "rejected.csv") == ["paid_hours.csv,2,hours,malformed value"]
    put(
        directory / "paid_hours.csv",
        f"bsn;payroll_tax_number;month;hours\r\n{ANNA};{PAYROLL};{month};1234,5\r\n".encode(),
    )

    assert (await take(owner, directory)).loaded
    assert [tuple(row) for row in await owner.fetch("select month::text, hours::text from register.paid_hours")] == [
        ("2026-03-01", "1234.50")
    ]


REJECTED = {
    "a BSN without its zero": ("persons", "12345678;", "bsn", "lost a leading zero"),
    "a BSN without two zeros": ("persons", "1234567;", "bsn", "lost a leading zero"),
    "a BSN that a sheet has rounded": ("persons", "9,999E+08;", "bsn", "malformed value"),
    "a KvK number without its zero": ("organisations", f"9000001;;;{PAYROLL};", "kvk", "lost a leading zero"),
    "an RSIN without its zero": ("organisations", f";89000000;;{PAYROLL};", "rsin", "lost a leading zero"),
    "a day that doesn't exist": ("persons", f"{ANNA};31-2-1990", "birth_date", "malformed value"),
    "a day with the month first": ("persons", f"{ANNA};12-31-1990", "birth_date", "malformed value"),
    "a year of two digits": ("persons", f"{ANNA};31-12-90", "birth_date", "malformed value"),
    "a month that doesn't exist": ("paid_hours", f"{ANNA};{PAYROLL};13-2026;1", "month", "malformed value"),
    "a day within a month": ("paid_hours", f"{ANNA};{PAYROLL};2-3-2026;1", "month", "malformed value"),
    "an English month": ("paid_hours", f"{ANNA};{PAYROLL};mar-26;1", "month", "malformed value"),
    "three decimals": ("paid_hours", f"{ANNA};{PAYROLL};mrt-26;1,234", "hours", "malformed value"),
    "a thousand with a point": ("paid_hours", f"{ANNA};{PAYROLL};mrt-26;1.234,5", "hours", "malformed value"),
    "a comma alone": ("quota_percentages", "2024;MARKET;1,", "percentage", "malformed value"),
    "an error of a formula": ("persons", f"{ANNA};#WAARDE!", "birth_date", "malformed value"),
    "a ground that ends at once": (
        "grounds",
        f"{ANNA};WAJONG;1-10-2020;1-10-2020;",
        "end_date",
        "ground ends on or before its start",
    ),
    "an employment that ends first": (
        "employments",
        f"{ANNA};{PAYROLL};2-10-2020;10-2-2020;;REGULAR",
        "end_date",
        "employment ends before it starts",
    ),
    "one separator more": ("persons", f"{ANNA};;", "", "wrong number of columns"),
    "one separator less": ("persons", ANNA, "", "wrong number of columns"),
}


@pytest.mark.parametrize("case", REJECTED)
async def test_what_excel_has_spoilt_is_rejected_by_its_place_and_never_mended(
    case: str, owner: Any, load: Load, tmp_path: Path
) -> None:
    await load(GOOD)
    before = await everything(owner)
    name, row, column, reason = REJECTED[case]
    directory = saved(tmp_path / "excel", {name: []})
    with (directory / f"{name}.csv").open("ab") as file:
        file.write(f"{row}\r\n".encode())

    report = await take(owner, directory)

    assert not report.loaded
    assert listed(tmp_path / "rejected.csv") == [f"{name}.csv,2,{column},{reason}"]
    assert await everything(owner) == before


LIKE_EXCEL = {
    "semicolons": b"bsn;birth_date\r\n",
    "semicolons behind a mark": "\ufeffbsn;birth_date\r\n".encode(),
    "tabs": b"bsn\tbirth_date\r\n",
    "Unicode text": "bsn\tbirth_date\r\n".encode("utf-16"),
    "Unicode text, the other way round": b"\xfe\xff" + "bsn;birth_date\r\n".encode("utf-16-be"),
    "Windows-1252": "bsn,birth_date\r\n999900006,café\r\n".encode("cp1252"),
}


@pytest.mark.parametrize("case", LIKE_EXCEL)
async def test_a_file_of_excel_is_refused_with_the_dialect_that_reads_it(case: str, owner: Any, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    put(tmp_path / "plain/persons.csv", LIKE_EXCEL[case])

    with pytest.raises(ImportRefusedError, match=HOW) as refused:
        await take(owner, tmp_path / "plain", dialect=Dialect.STANDARD)

    assert "\n" not in str(refused.value)
    assert "caf" not in str(refused.value)


LOOKS_LIKE = {
    "a Dutch day": ("persons", f"{ANNA},31-1-1990"),
    "a lost zero": ("persons", "99990000,"),
    "a shown month": ("paid_hours", f"{ANNA},{PAYROLL},mrt-26,8"),
    "a decimal comma": ("paid_hours", f'{ANNA},{PAYROLL},2026-03,"8,5"'),
}


@pytest.mark.parametrize("case", LOOKS_LIKE)
async def test_rows_that_look_like_excel_are_rejected_as_ever_and_their_file_is_named(
    case: str, load: Load, rejects: Path
) -> None:
    name, row = LOOKS_LIKE[case]

    report = await load({name: [row]})

    [told] = listed(rejects)
    assert told.startswith(f"{name}.csv,2,")
    assert told.endswith(",malformed value")
    assert report.as_excel == [f"{name}.csv"]


async def test_rows_that_are_wrong_in_another_way_are_not_taken_for_excels(load: Load) -> None:
    report = await load({"persons": [f"{BERT},1990-13-01", f"{BERT},", "x,", "999900007,"]}, skip_invalid=True)
    assert report.as_excel == []


UNREADABLE = {
    "another header": (b"bsn;born\r\n", "the first line must be bsn;birth_date"),
    "an empty file": (b"", "the first line must be bsn;birth_date"),
    "a byte that Windows-1252 lacks": (b"bsn;birth_date\r\n\r\n\x81;\r\n", "line 3 is not Windows-1252"),
    "a mark of UTF-8 and another text": (b"\xef\xbb\xbfbsn;birth_date\r\n\xe9;\r\n", "line 2 is not UTF-8"),
    "Unicode text that is cut off": ("bsn\tbirth_date\r\n".encode("utf-16") + b"9", "is cut off"),
    "a NUL byte": (b"bsn;birth_date\r\n9\x00;\r\n", "line 2 has a NUL byte"),
}


@pytest.mark.parametrize("case", UNREADABLE)
async def test_what_no_excel_has_saved_is_refused_as_a_whole(case: str, owner: Any, tmp_path: Path) -> None:
    content, message = UNREADABLE[case]
    (tmp_path / "excel").mkdir()
    put(tmp_path / "excel/persons.csv", content)

    with pytest.raises(ImportRefusedError, match=f"persons.csv:? {message}") as refused:
        await take(owner, tmp_path / "excel")

    assert HOW not in str(refused.value)
