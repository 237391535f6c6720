"""Files that commands write replace a file of their name, and nothing else."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from models.faults import Fault
from models.imports.faults import ImportRefusedError, Reason
from models.imports.rejects import RejectList
from models.whole_file import whole_file
from server.commands import report
from server.commands.deliver import write_metrics
from server.demo.data import write_demo_data
from server.receivers import Receivers


def test_a_file_is_there_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("before")
    file.chmod(0o644)
    with whole_file(file) as opened:
        opened.write("after")
        assert file.read_text() == "before"
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("after", 0o600)
    assert os.listdir(tmp_path) == ["list.csv"]  # noqa: PTH208 - names are compared


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("before")
    with pytest.raises(RuntimeError), whole_file(file) as opened:  # noqa: PT012 - it fails half-way
        opened.write("half")
        raise RuntimeError
    assert file.read_text() == "before"
    assert os.listdir(tmp_path) == ["list.csv"]  # noqa: PTH208 - the same


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_link_is_not_followed_nor_replaced(tmp_path: Path, when: str) -> None:
    victim, link = tmp_path / "victim", tmp_path / "rejected.csv"
    victim.write_text("precious")
    if when == "before":
        link.symlink_to(victim)
    with pytest.raises(OSError, match=f"symbolic link: '{link}'"), whole_file(link) as opened:  # noqa: PT012 - made meanwhile
        opened.write("overwritten")
        link.symlink_to(victim)
    assert victim.read_text() == "precious"
    assert link.readlink() == victim


def test_a_device_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match=f"something else than a file: '{pipe}'"), whole_file(pipe):
        pass
    assert pipe.is_fifo()


def test_a_file_that_cannot_be_written_is_named_and_its_draft_is_not(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "list.csv"
    with pytest.raises(FileNotFoundError) as unknown, whole_file(file):
        pass
    assert unknown.value.filename == str(file)
    file = tmp_path / "list.csv"
    with pytest.raises(OSError, match="full") as told, whole_file(file):
        raise OSError(errno.ENOSPC, "full")  # as its writing does
    assert told.value.filename == str(file)


@pytest.mark.parametrize("number", [errno.ELOOP, errno.EEXIST, errno.EISDIR])
def test_what_has_the_name_of_a_file_already_is_left_to_it(number: int) -> None:
    assert Fault.of_file(OSError(number, "")).advice == "name another place for it"


def test_a_list_of_rejected_rows_is_never_written_through_a_link(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "rejected.csv"
    victim.write_text("precious")
    link.symlink_to(victim)
    with pytest.raises(ImportRefusedError, match="symbolic link"), RejectList(link) as rejects:
        rejects.add("persons.csv", 2, "bsn", Reason.MALFORMED)
    assert victim.read_text() == "precious"


def written_report(out: Path) -> None:
    report.write(b"\xef\xbb\xbfwritten", out)


def written_metrics(out: Path) -> None:
    write_metrics(out, Receivers("urn:nld:oin:1", {}), [], 0.0)


@pytest.mark.parametrize("write", [written_report, written_metrics])
def test_no_command_writes_through_a_link_or_in_place_of_a_device(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    victim, link, pipe = tmp_path / "victim", tmp_path / "link", tmp_path / "pipe"
    victim.write_text("precious")
    link.symlink_to(victim)
    os.mkfifo(pipe)
    for out, why in ((link, "symbolic link"), (pipe, "something else than a file")):
        with pytest.raises(OSError, match=why):
            write(out)
    assert (victim.read_text(), link.readlink(), pipe.is_fifo()) == ("precious", victim, True)


def test_a_report_is_a_file_of_bytes_for_whom_the_umask_lets_read_it(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        written_report(tmp_path / "report.pdf")
    finally:
        os.umask(before)
    assert (tmp_path / "report.pdf").read_bytes() == b"\xef\xbb\xbfwritten"
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == 0o644


def test_demo_data_are_never_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "grounds.csv").symlink_to(victim)
    with pytest.raises(OSError, match=r"symbolic link: .*/grounds.csv'"):
        write_demo_data(tmp_path / "demo", 20, 20, 1, lambda _count: None)
    assert victim.read_text() == "precious"
