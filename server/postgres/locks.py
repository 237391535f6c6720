"""Locks on files, by flock(2): the kernel releases them however a process ends."""

import fcntl
import os
from pathlib import Path
from typing import Self

from server.postgres.errors import failing_to


class Lock:
    """An open lock file. A child gets the lock only when the descriptor is handed to it."""

    def __init__(self, path: Path) -> None:
        with failing_to("open", path):
            self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def shared(self) -> bool:
        """Take it together with others; False when somebody has it alone."""
        return self._take(fcntl.LOCK_SH)

    def alone(self) -> bool:
        """Take it alone; False when anybody else has it."""
        return self._take(fcntl.LOCK_EX)

    def wait_alone(self) -> None:
        """Take it alone, after everybody else."""
        with failing_to("lock", self.path):
            fcntl.flock(self.fd, fcntl.LOCK_EX)

    def sign(self) -> None:
        """Write this process's id into the file, for whoever looks; of a fixed length, so never half of it."""
        os.pwrite(self.fd, f"{os.getpid():<10}\n".encode(), 0)

    def close(self) -> None:
        """Let go, unless another process has a copy of the descriptor."""
        os.close(self.fd)

    def _take(self, kind: int) -> bool:
        with failing_to("lock", self.path):
            try:
                fcntl.flock(self.fd, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True


def taken_alone(path: Path) -> bool:
    """Whether somebody has this lock alone."""
    with Lock(path) as lock:
        return not lock.shared()


def shared_by_others(path: Path) -> bool:
    """Whether somebody has this lock together with others; a look at it may be mistaken for that."""
    with Lock(path) as lock:
        return not lock.alone() and lock.shared()
