import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from models.imports.file_formats import File, files
from models.imports.reader import Reader
from models.imports.rejects import RejectList

VALUES = st.sampled_from(
    [
        *("", "999900006", "999900018", "999900007", "000000000", "890000001L01", "890000002L01", "90000012"),
        *("2020-01-01", "2020-01-02", "2019-12-31", "2020-02-30", "9999-12-31", "0000-01-01", "2020-1-1"),
        *("8", "25.5", "999.99", "1000", "-1", "REGULAR", "AGENCY", "MARKET", "WAJONG", "DEATH", "regular"),
        *("a,b", 'a "b"', "two\nlines", "tab\t", "\\N", "é" * 200, "é" * 201),
    ]
)
ROWS = st.lists(st.lists(VALUES, min_size=1, max_size=7).filter(any), max_size=20)


@given(file=st.sampled_from(files()), rows=ROWS)
def test_every_row_is_either_copied_or_rejected_as_its_own_fault_says(file: File, rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(file.header)
    lines: list[int] = []
    for row in rows:
        lines.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    with TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        with RejectList(Path(folder) / "rejected") as rejects:
            copied = b"".join(Reader(path, file, rejects, lambda _count: None)).decode().splitlines()
        listed = Path(folder, "rejected").read_text().splitlines()[1:] if rejects.total else []

    faults = [file.fault(row) for row in rows]
    assert [int(line.split("\t")[-1]) for line in copied] == [
        line for line, fault in zip(lines, faults, strict=True) if fault is None
    ]
    assert listed == [
        f"{file.name},{line},{fault[0]},{fault[1]}" for line, fault in zip(lines, faults, strict=True) if fault
    ]
    assert all(len(line.split("\t")) == len(file.columns) + 1 for line in copied)
