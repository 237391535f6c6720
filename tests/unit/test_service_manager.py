"""A service manager is told how the service is, where it says that it listens."""

import socket
from pathlib import Path

import pytest

from server.errors import CommandError
from server.service_manager import ServiceManager


def test_a_manager_hears_that_the_service_answers_and_that_it_ends(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(str(tmp_path / "notify"))
        manager = ServiceManager(str(tmp_path / "notify"))
        manager.ready()
        manager.stopping()
        assert [there.recv(100), there.recv(100)] == [b"READY=1", b"STOPPING=1"]


def test_where_nobody_listens_the_setting_is_named_and_an_end_is_an_end(tmp_path: Path) -> None:
    manager = ServiceManager(str(tmp_path / "gone"))
    with pytest.raises(CommandError) as told:
        manager.ready()
    assert str(told.value) == (
        "NOTIFY_SOCKET: nobody can be told there that the service answers (No such file or directory); leave it out "
        "unless systemd sets it."
    )
    manager.stopping()


def test_without_a_manager_nobody_is_told() -> None:
    manager = ServiceManager(None)
    manager.ready()
    manager.stopping()
