"""Files that commands write replace a file of their name, and nothing else."""

import os
import stat
from pathlib import Path

import pytest

from models.imports.faults import ImportRefusedError, Reason
from models.imports.rejects import RejectList
from models.whole_file import whole_file
from server.demo.data import write_demo_data


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
    with pytest.raises(OSError, match="symbolic link"), whole_file(link) as opened:  # noqa: PT012 - made meanwhile
        opened.write("overwritten")
        link.symlink_to(victim)
    assert victim.read_text() == "precious"
    assert link.readlink() == victim


def test_a_device_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="something else than a file"), whole_file(pipe):
        pass
    assert pipe.is_fifo()


def test_a_list_of_rejected_rows_is_never_written_through_a_link(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "rejected.csv"
    victim.write_text("precious")
    link.symlink_to(victim)
    with pytest.raises(ImportRefusedError, match="symbolic link"), RejectList(link) as rejects:
        rejects.add("persons.csv", 2, "bsn", Reason.MALFORMED)
    assert victim.read_text() == "precious"


def test_demo_data_are_never_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "grounds.csv").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"):
        write_demo_data(tmp_path / "demo", 20, 20, 1, lambda _count: None)
    assert victim.read_text() == "precious"
