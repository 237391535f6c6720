"""The cluster of one DATA_DIR: where its files stand, and what they tell."""

import hashlib
import os
import socket
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.postgres.errors import EmbeddedPostgresError, failing_to
from server.postgres.locks import taken_alone

OWNER: Final = "doelgroepregister"  # the bootstrap superuser, and the database
PORT: Final = 5432  # only a part of the socket's name
SOCKET: Final = f".s.PGSQL.{PORT}"
LONGEST_SOCKET: Final = 103  # bytes: sun_path holds 108 on Linux, 104 on other systems, with its final zero
STATUS_LINE: Final = 7  # of postmaster.pid, counted from 0
# Files of DATA_DIR itself.
HOLDERS: Final = "holders.lock"  # shared by everybody who uses the register
SUPERVISOR: Final = "supervisor.lock"  # the supervisor's alone
SUPERVISOR_LOG: Final = "supervisor.log"
LOCATION: Final = "cluster-location"  # names the cluster's home, when that is another directory


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server's processes run as, in the terms of `subprocess`; all None for the present user."""

    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] | None = None

    def give(self, path: Path) -> None:
        """Make this account the owner."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The names of everything that belongs to the cluster of `data_dir`.

    `home` is `data_dir` itself or, for root, a directory that the server's account can reach.
    """

    data_dir: Path
    home: Path
    account: Account = Account()

    @property
    def files(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "postgres"

    @property
    def unfinished(self) -> Path:
        """Where the files are made; they get their name when they are complete."""
        return self.home / "postgres.new"

    @property
    def sockets(self) -> Path:
        """The directory of the server's socket: nobody but the server's account and root may enter it."""
        return self.home / "socket"

    @property
    def processes_lock(self) -> Path:
        """A lock that every process of the server inherits: when it is free, none of them is left."""
        return self.data_dir / "postgres.lock"

    @property
    def log(self) -> Path:
        """What the server writes to its standard error."""
        return self.data_dir / "postgres.log"

    @property
    def password(self) -> Path:
        """The owner's password, mode 0600."""
        return self.data_dir / "postgres-password"

    @property
    def name(self) -> str:
        """A short name no other cluster has; the titles of the server's processes begin with it."""
        return f"{OWNER}-{short_hash(self.files)}"

    def postmaster(self) -> tuple[int, str] | None:
        """The process id and the status that postmaster.pid tells; it may be a dead server's."""
        try:
            lines = (self.files / "postmaster.pid").read_text(errors="replace").splitlines()
            return int(lines[0]), lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else "starting"
        except (OSError, ValueError, IndexError):
            return None

    def is_ready(self) -> bool:
        """Whether a server of this DATA_DIR accepts connections: it runs, it says so, and it listens."""
        told = self.postmaster()
        if told is None or told[1] != "ready" or not taken_alone(self.processes_lock):
            return False
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.host() / SOCKET))
            except OSError:
                return False
        return True

    def host(self) -> Path:
        """A path to the socket's directory that is short enough: itself, or a link in the temporary directory.

        Raises:
            EmbeddedPostgresError: the link's name is taken by another user.
        """
        if not self._needs_link():
            return self.sockets
        link = self._link()
        with failing_to("make the link", link):
            for _ in range(3):  # another process may be making the same link
                with suppress(FileExistsError):
                    link.symlink_to(self.sockets)
                with suppress(FileNotFoundError):
                    if link.lstat().st_uid != os.geteuid():
                        break
                    if link.is_symlink() and link.readlink() == self.sockets:
                        return link
                    link.unlink()
        raise EmbeddedPostgresError(f"{link} belongs to somebody else: remove it, or choose a shorter DATA_DIR.")

    def remove_link(self) -> None:
        """Remove what `host` made."""
        if self._needs_link():
            with suppress(OSError):
                if self._link().readlink() == self.sockets:
                    self._link().unlink()

    def _needs_link(self) -> bool:
        return len(os.fsencode(self.sockets / SOCKET)) > LONGEST_SOCKET

    def _link(self) -> Path:
        return Path(tempfile.gettempdir()) / f"dgr-{os.geteuid()}-{short_hash(self.sockets)}"


def find(data_dir: Path) -> Cluster:
    """The cluster of a DATA_DIR as its files tell it; it need not exist yet."""
    with failing_to("read", data_dir / LOCATION):
        try:
            return Cluster(data_dir, Path((data_dir / LOCATION).read_text().strip()))
        except FileNotFoundError:
            return Cluster(data_dir, data_dir)


def short_hash(path: Path) -> str:
    """Twelve hexadecimal digits that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
