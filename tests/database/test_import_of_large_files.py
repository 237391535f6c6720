from pathlib import Path
from typing import Any

import pytest

from models.imports import ImportRefusedError, Silence, ahead, import_directory
from models.imports.file_formats import files
from models.imports.rejects import RejectList
from server.demo.data import write_demo_data

ROWS = 20_000


@pytest.fixture
def delivery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A delivery whose employments two processes read."""
    monkeypatch.setattr(ahead, "_LARGE", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    write_demo_data(tmp_path / "demo", 100, ROWS, 1, lambda _count: None)
    return tmp_path / "demo"


def spoil(directory: Path, rows: dict[int, str]) -> None:
    """Put other text on some lines of the employments."""
    path = directory / "employments.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for line, text in rows.items():
        lines[line - 1] = text
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def listed(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("program", [ahead._PROGRAM, "raise SystemExit(1)"])
async def test_a_file_read_by_two_processes_is_read_once_and_whole(
    program: str, delivery: Path, owner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_PROGRAM", program)
    spoil(delivery, {10: "1,2,3,4,5,6", 11: "", ROWS - 1: "1,2,3,4,5,6", ROWS: "", ROWS + 1: "x"})

    report = await import_directory(owner, delivery, skip_invalid=True, rejects=tmp_path / "r.csv", progress=Silence())

    assert report.read["employments.csv"] == ROWS - 5
    assert await owner.fetchval("select count(*) from register.employment") == ROWS - 5
    assert listed(tmp_path / "r.csv") == [
        "employments.csv,10,bsn,malformed value",
        "employments.csv,11,,wrong number of columns",
        f"employments.csv,{ROWS - 1},bsn,malformed value",
        f"employments.csv,{ROWS},,wrong number of columns",
        f"employments.csv,{ROWS + 1},,wrong number of columns",
    ]


async def test_the_other_process_reads_its_part(delivery: Path, tmp_path: Path) -> None:
    path = delivery / "employments.csv"
    with RejectList(tmp_path / "r.csv") as rejects:
        async with ahead.reading_ahead(path, files()[-1]) as other:
            assert other is not None
            copied = await other.finished(rejects)
            assert copied is not None
            assert len(copied.readlines()) == ROWS - other.second.line + 1
            assert 0.5 < (other.second.end - other.second.start) / other.second.end < 0.7
    assert rejects.total == 0


async def test_a_fault_in_the_part_read_ahead_is_told_with_its_line(delivery: Path, owner: Any, tmp_path: Path) -> None:
    spoil(delivery, {ROWS: "\0"})

    with pytest.raises(ImportRefusedError, match=rf"^employments.csv line {ROWS} has a NUL byte"):
        await import_directory(owner, delivery, skip_invalid=True, rejects=tmp_path / "r.csv", progress=Silence())


def test_a_file_with_quotes_is_not_cut(delivery: Path) -> None:
    path = delivery / "employments.csv"
    parts = ahead._parts(path)
    assert parts is not None
    assert (parts[0].start, parts[0].end, parts[1].end) == (0, parts[1].start, path.stat().st_size)
    assert parts[1].line == path.read_bytes()[: parts[0].end].count(b"\n")

    spoil(delivery, {ROWS: '"1",2'})
    assert ahead._parts(path) is None
