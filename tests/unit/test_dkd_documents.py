"""Where messages are: whatever a directory or an archive has in it, no more is read than a message may have."""

import os
import zipfile
from pathlib import Path

import pytest

from models.dkd.documents import MOST_LIST_BYTES, documents
from models.dkd.faults import DkdReason
from models.dkd.message import MOST_BYTES
from models.imports import ImportRefusedError, Silence
from tests.fixtures.dkd import BSN, message

XML = message()


class Notes(Silence):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def found(path: Path, notes: Notes | None = None) -> list[tuple[str, bytes | DkdReason]]:
    return [(one.name, one.content) for one in documents(path, notes or Notes())]


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_file_is_a_message_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("a.xml", "bericht"):
        (tmp_path / name).write_bytes(XML)
        assert found(tmp_path / name) == [(name, XML)]


def test_a_directory_is_read_in_the_order_of_names_and_tells_how_many_files_it_leaves(tmp_path: Path) -> None:
    for name in ("b.XML", "a.xml", "rejected.csv", "README"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "inside").mkdir()
    zipped(tmp_path / "c.zip", {"z.xml": b"z", "map/": b"", "map/y.xml": b"y", "notes.txt": b"", "more.zip": b"PK"})
    notes = Notes()
    assert found(tmp_path, notes) == [
        ("a.xml", b"a.xml"),
        ("b.XML", b"b.XML"),
        ("c.zip/map/y.xml", b"y"),
        ("c.zip/z.xml", b"z"),
    ]
    assert notes.notes == [
        "2 other files were not read: messages are .xml files, or in a .zip.",
        "3 other files were not read: messages are .xml files, or in a .zip.",
    ]


def test_a_name_that_may_tell_a_number_or_break_a_list_is_not_repeated(tmp_path: Path) -> None:
    for name in (f"{BSN}.xml", "=cmd.xml", "a,b.xml", 'a"\nb.xml', "goed 1.xml"):
        (tmp_path / name).write_bytes(XML)
    assert [name for name, _ in found(tmp_path)] == ["number 1", "number 2", "number 3", "number 4", "goed 1.xml"]


def test_no_link_and_no_pipe_in_a_directory_is_followed_or_waited_for(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    (tmp_path / "secret").write_bytes(b"a secret")
    zipped(tmp_path / "other.zip", {"a.xml": XML})
    (inbox / "link.xml").symlink_to(tmp_path / "secret")
    (inbox / "link.zip").symlink_to(tmp_path / "other.zip")
    (inbox / "folder.xml").mkdir()
    os.mkfifo(inbox / "pipe.xml")
    assert dict(found(inbox)) == dict.fromkeys(["folder.xml", "link.xml", "link.zip", "pipe.xml"], DkdReason.NOT_A_FILE)
    with pytest.raises(ImportRefusedError, match="can't be read"):
        found(inbox / "pipe.xml")


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="name a file, a directory or an archive"):
        found(tmp_path / "nowhere")


def test_of_a_long_file_no_more_is_read_than_a_message_may_have(tmp_path: Path) -> None:
    with (tmp_path / "long.xml").open("wb") as file:
        file.truncate(50_000_000)
    assert found(tmp_path) == [("long.xml", DkdReason.TOO_LONG)]


def test_of_an_archive_no_more_is_unpacked_than_a_message_may_have(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.xml": b" " * (MOST_BYTES + 1), "b.xml": XML})
    assert found(archive) == [("a.zip/a.xml", DkdReason.TOO_LONG), ("a.zip/b.xml", XML)]


def test_an_archive_that_grows_too_much_is_not_unpacked_at_all(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"a.xml": XML, "b.xml": b"0" * 50_000_000})
    assert found(bomb) == [("bomb.zip", DkdReason.BOMB)]


def test_a_list_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.xml": XML})
    content = bytearray(archive.read_bytes())
    place = content.rindex(b"PK\x05\x06")
    content[place:place] = bytes(MOST_LIST_BYTES)
    end = place + MOST_LIST_BYTES
    size = int.from_bytes(content[end + 12 : end + 16], "little") + MOST_LIST_BYTES
    content[end + 12 : end + 16] = size.to_bytes(4, "little")
    archive.write_bytes(content)
    assert found(archive) == [("a.zip", DkdReason.DAMAGED)]


def test_a_path_that_leads_out_is_rejected_and_nothing_is_written(tmp_path: Path) -> None:
    names = ["../a.xml", "/etc/b.xml", "map/../../c.xml", "..\\d.xml"]
    archive = zipped(tmp_path / "a.zip", dict.fromkeys(names, XML))
    before = sorted(tmp_path.iterdir())
    assert {reason for _, reason in found(archive)} == {DkdReason.PATH}
    assert sorted(tmp_path.iterdir()) == before


def test_an_encrypted_message_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.xml": XML, "b.xml": XML}, zipfile.ZIP_STORED)
    content = bytearray(archive.read_bytes())
    listed = content.index(b"PK\x01\x02")
    content[listed + 8] |= 1
    content[content.rindex(XML) + 5] ^= 1
    archive.write_bytes(content)
    assert found(archive) == [("a.zip/a.xml", DkdReason.ENCRYPTED), ("a.zip/b.xml", DkdReason.DAMAGED)]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_takes_more_memory_is_not_read(tmp_path: Path, method: int) -> None:
    assert found(zipped(tmp_path / "a.zip", {"a.xml": XML}, method)) == [("a.zip/a.xml", DkdReason.DAMAGED)]


@pytest.mark.parametrize("kept", [2, 30, -1])
def test_an_archive_that_was_cut_off_is_damaged(tmp_path: Path, kept: int) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.xml": XML})
    archive.write_bytes(archive.read_bytes()[:kept])
    assert found(archive) == [("a.zip", DkdReason.DAMAGED)]
