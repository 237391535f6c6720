"""Lines of checkpoints and the files that they stand in."""

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from models.audit.checkpoint_files import CheckpointFiles, Line
from models.audit.checkpoints import Checkpoint, CheckpointKeys, ForeignLineError, Head
from models.audit.findings import Findings
from models.audit.readers import CheckpointReader
from models.imports import Silence

KEYS = CheckpointKeys({1: bytes(32), 2: b"2" * 32}, 1)
HEADS = {1: Head(7, b"\1" * 32), 12: Head(1, b"\2" * 32)}
NOVEMBER = 1_795_000_000.0  # 2026-11-18
DECEMBER = 1_796_400_000.0  # 2026-12-04
JANUARY = 1_799_000_000.0  # 2027-01-03


@pytest.fixture
def files(tmp_path: Path) -> CheckpointFiles:
    return CheckpointFiles(tmp_path / "new" / "checkpoints", KEYS)


def read(files: CheckpointFiles) -> tuple[list[Checkpoint], list[str], list[str]]:
    """The checkpoints, what is wrong with their files, and what is only noted."""
    findings = Findings()
    reader = CheckpointReader(files, findings, notices := Findings(), round(JANUARY * 1_000_000))
    return list(reader.checkpoints(Silence())), findings.lines(), notices.lines()


def test_a_line_is_canonical_json_that_names_its_key() -> None:
    line = KEYS.line({"heads": {"1": [7, "0a"]}, "at": "2026-11-18T00:00:00+00:00", "previous": ""})
    content = json.loads(line)
    assert list(content) == ["at", "heads", "key", "previous", "signature"]
    assert content["key"] == "1"
    assert b" " not in line
    assert KEYS.checkpoint(line) == Checkpoint("2026-11-18T00:00:00+00:00", "", {1: Head(7, b"\n")}, {})


def test_any_one_byte_that_is_changed_is_noticed() -> None:
    line = KEYS.line({"at": "", "heads": {"1": [7, "0a"]}, "previous": "", "anchors": {}})
    for place in range(len(line)):
        changed = bytearray(line)
        changed[place] ^= 1
        with pytest.raises(ForeignLineError):
            KEYS.checkpoint(bytes(changed))


@pytest.mark.parametrize("line", [b"", b"x", b"1", b"{}", b"[]", b'{"signature":1}', b'{"signature":"0a"}', b"\xff"])
def test_what_is_no_line_is_noticed(line: bytes) -> None:
    with pytest.raises(ForeignLineError):
        KEYS.checkpoint(line)


def test_the_signature_is_ed25519_of_a_key_that_is_made_from_the_ring(files: CheckpointFiles) -> None:
    other = CheckpointKeys({1: bytes(31) + b"\1"}, 1)
    with pytest.raises(ForeignLineError):
        other.checkpoint(KEYS.line({"at": "", "heads": {}, "previous": ""}))
    assert files.keys is KEYS


def test_files_are_their_owners_only_one_a_month_and_one_chain(files: CheckpointFiles) -> None:
    for moment in (NOVEMBER, NOVEMBER + 5, DECEMBER):
        files.append(moment, HEADS)
    assert files.names() == ["2026-11.jsonl", "2026-12.jsonl"]
    assert stat.S_IMODE(files.directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files.directory.iterdir()} == {0o600}
    lines = b"".join(file.read_bytes() for file in sorted(files.directory.iterdir())).splitlines()
    previous = [json.loads(line)["previous"] for line in lines]
    assert previous == ["", *(hashlib.sha256(line).hexdigest() for line in lines[:-1])]
    checkpoints, wrong, notes = read(files)
    assert [one.heads for one in checkpoints] == [HEADS] * 3
    assert [one.at[:10] for one in checkpoints] == ["2026-11-18", "2026-11-18", "2026-12-04"]
    assert (wrong, notes) == ([], [])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what is another's")
def test_what_root_writes_is_the_owners_of_the_directory(tmp_path: Path) -> None:
    """The service goes on with what an `audit` command wrote; it isn't root."""
    os.chown(tmp_path, 65_534, 65_534)
    files = CheckpointFiles(tmp_path / "checkpoints", KEYS)
    files.append(NOVEMBER, HEADS)
    made = [files.directory, *files.directory.iterdir()]
    assert len(made) == 2
    assert {(one.stat().st_uid, one.stat().st_gid) for one in made} == {(65_534, 65_534)}
    (files.directory / files.names()[0]).write_bytes(b"")
    os.chown(files.directory / files.names()[0], 0, 0)
    files.append(NOVEMBER, HEADS)
    assert (files.directory / files.names()[0]).stat().st_uid == 0  # whose it is already stays


def test_a_clock_that_is_set_back_is_told_and_does_not_break_the_chain(files: CheckpointFiles) -> None:
    files.append(DECEMBER, HEADS)
    files.append(NOVEMBER, HEADS)
    assert files.names() == ["2026-12.jsonl"]
    _, faults, notices = read(files)
    assert faults == []
    [notice] = notices
    assert notice.startswith("checkpoints: line 2 of 2026-12.jsonl is of 2026-11-18T11:06:40+00:00, earlier than the")


def test_a_file_that_is_gone_is_noticed(files: CheckpointFiles) -> None:
    for moment in (NOVEMBER, DECEMBER):
        files.append(moment, HEADS)
    (files.directory / "2026-11.jsonl").unlink()
    assert read(files)[1] == [
        "checkpoints: lines are missing before the first that is left, line 1 of 2026-12.jsonl",
    ]


@pytest.mark.parametrize("left", range(1, 40, 7))
@pytest.mark.parametrize("moment", [NOVEMBER, DECEMBER])
def test_a_line_cut_short_by_a_crash_is_passed_over(files: CheckpointFiles, left: int, moment: float) -> None:
    files.append(NOVEMBER, HEADS)
    files.append(NOVEMBER, HEADS)
    file = files.directory / "2026-11.jsonl"
    first = file.read_bytes().index(b"\n") + 1
    os.truncate(file, first + left)
    noted = ["checkpoints: line 2 of 2026-11.jsonl is unfinished; its writer was stopped"]
    assert read(files)[1:] == ([], noted)
    files.append(moment, HEADS)
    checkpoints, wrong, notes = read(files)
    assert (len(checkpoints), wrong, notes) == (2, [], noted)


def test_a_line_that_only_lacks_its_end_is_whole(files: CheckpointFiles) -> None:
    files.append(NOVEMBER, HEADS)
    file = files.directory / "2026-11.jsonl"
    os.truncate(file, file.stat().st_size - 1)
    files.append(NOVEMBER, HEADS)
    checkpoints, wrong, notes = read(files)
    assert (len(checkpoints), wrong, notes) == (2, [], [])


def test_a_file_that_a_crash_left_empty_is_filled(files: CheckpointFiles) -> None:
    files.append(NOVEMBER, HEADS)
    (files.directory / "2026-12.jsonl").touch()
    files.append(DECEMBER, HEADS)
    assert read(files)[1:] == ([], [])


def test_a_line_cut_in_the_middle_of_a_file_is_noticed(files: CheckpointFiles) -> None:
    for _ in range(3):
        files.append(NOVEMBER, HEADS)
    file = files.directory / "2026-11.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1][:40] + b"\n" + lines[2])
    assert read(files)[1] == [
        "checkpoints: line 2 of 2026-11.jsonl was changed, or is signed with another key",
    ]


def test_long_lines_are_found_again(files: CheckpointFiles) -> None:
    many = {lane: Head(1, bytes(32)) for lane in range(2_000)}
    for _ in range(3):
        files.append(NOVEMBER, many)
    checkpoints, wrong, _ = read(files)
    assert ([len(one.heads) for one in checkpoints], wrong) == ([2_000] * 3, [])


def test_a_full_disk_is_told_and_the_next_line_goes_on(files: CheckpointFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    files.append(NOVEMBER, HEADS)
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda file, content: write(file, content[:50]))
        with pytest.raises(OSError, match="No space left"):
            files.append(NOVEMBER, HEADS)
    files.append(NOVEMBER, HEADS)
    checkpoints, wrong, notes = read(files)
    assert (len(checkpoints), wrong, len(notes)) == (2, [], 1)


def test_other_files_in_the_directory_are_left_alone(files: CheckpointFiles) -> None:
    files.append(NOVEMBER, HEADS)
    (files.directory / "lock").touch()
    (files.directory / "notes.jsonl").write_text("mine\n")
    assert files.names() == ["2026-11.jsonl"]
    assert [line.number for line in files.lines(lambda _size: None)] == [1]


def test_reading_tells_how_far_it_is(files: CheckpointFiles) -> None:
    files.append(NOVEMBER, HEADS)
    passed: list[int] = []
    lines: list[Line] = list(files.lines(passed.append))
    assert sum(passed) == files.size() == len(lines[0].content) + 1


def test_a_directory_that_is_not_there_has_no_checkpoints(files: CheckpointFiles) -> None:
    assert read(files) == ([], [], [])


def test_no_key_shows_in_a_line(files: CheckpointFiles) -> None:
    files.append(NOVEMBER, HEADS)
    content: dict[str, Any] = json.loads((files.directory / "2026-11.jsonl").read_bytes())
    assert bytes(32).hex() not in json.dumps(content)
