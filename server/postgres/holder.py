"""Holding the register: the server is there as long as somebody does."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.postgres.cluster import HOLDERS, OWNER, PORT, SUPERVISOR, SUPERVISOR_LOG, find
from server.postgres.errors import FAILED, EmbeddedPostgresError, failing_to
from server.postgres.locks import Lock, shared_by_others, taken_alone

TICK: Final = 0.02  # seconds between looks
START_PATIENCE: Final = 300.0  # seconds: a recovery of gigabytes of WAL takes minutes
STOP_PATIENCE: Final = 60.0  # seconds
RETRY: Final = 10.0  # seconds before a supervisor that gave up gets a successor
CERTAIN: Final = 3  # looks in a row: one alone may see another look


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """How the owner of the database connects; `host` is the directory of the server's socket."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str


class EmbeddedPostgres:
    """The embedded server of one DATA_DIR.

    Args:
        data_dir: where the data are to stand; it is made if need be.
        binaries: the directory of other programs of PostgreSQL than the embedded ones.
    """

    def __init__(self, data_dir: Path, *, binaries: Path | None = None) -> None:
        with failing_to("find", data_dir):
            self.data_dir = data_dir.resolve()
        self._binaries = binaries
        self._ensuring = threading.Lock()
        self._supervisor: _Supervisor | None = None
        self._next_supervisor = 0.0

    def is_made(self) -> bool:
        """Whether there is a cluster, or what is left of one.

        Raises:
            EmbeddedPostgresError: that can't be told.
        """
        cluster = find(self.data_dir)
        with failing_to("read", self.data_dir):
            return cluster.password.exists() or cluster.files.exists()

    @property
    def home(self) -> Path:
        """Where the data stand: DATA_DIR or, for root, the directory that it names."""
        return find(self.data_dir).home

    @contextmanager
    def hold(self) -> Iterator[ConnectionInfo]:
        """Have the server running and ready; blocks until it is.

        The last one who lets go waits until the server is gone, for a minute at most. A killed process lets go too.

        Raises:
            EmbeddedPostgresError: the server cannot be had; the message says why, and what to do.
        """
        with failing_to("make", self.data_dir):
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        holders = Lock(self.data_dir / HOLDERS)
        try:
            yield self._ready(holders)
        finally:
            holders.close()
            self._wait_until_gone()

    def ensure(self) -> None:
        """Start a supervisor if there is none; call this every second while you hold the register.

        It takes microseconds, or some milliseconds when a supervisor is started, and doesn't wait for the server.

        Raises:
            EmbeddedPostgresError: the server cannot be had. The register is still held: go on calling, and the next
                attempt follows after ten seconds.
        """
        with self._ensuring:
            if (cluster := find(self.data_dir)).sockets.exists():
                cluster.host()  # a cleaned-up temporary directory gets its link again
            if self._supervisor is not None:
                status = self._supervisor.process.poll()
                if status is None:
                    return
                ended, self._supervisor = self._supervisor, None
                if status == FAILED:
                    self._next_supervisor = time.monotonic() + RETRY
                    raise EmbeddedPostgresError(ended.reason())
            if time.monotonic() >= self._next_supervisor and not taken_alone(self.data_dir / SUPERVISOR):
                self._supervisor = _Supervisor(self.data_dir, self._binaries)

    def _ready(self, holders: Lock) -> ConnectionInfo:
        deadline = time.monotonic() + START_PATIENCE
        while not holders.shared():  # the server is being stopped
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL does not stop: {self.data_dir / SUPERVISOR_LOG} says more.")
            time.sleep(TICK)
        while not (cluster := find(self.data_dir)).is_ready():
            self.ensure()
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL is not ready after minutes: {cluster.log} says more.")
            time.sleep(TICK)
        self.ensure()
        with failing_to("read", cluster.password):
            password = cluster.password.read_text().strip()
        return ConnectionInfo(str(cluster.host()), PORT, OWNER, password, OWNER)

    def _is_supervised(self) -> bool:
        starting = self._supervisor is not None and self._supervisor.process.poll() is None
        return starting or taken_alone(self.data_dir / SUPERVISOR)

    def _wait_until_gone(self) -> None:
        cluster, deadline = find(self.data_dir), time.monotonic() + STOP_PATIENCE
        seen = 0
        while time.monotonic() < deadline and seen < CERTAIN:
            if not self._is_supervised():
                if not taken_alone(cluster.processes_lock):
                    cluster.remove_link()
                    return
                with suppress(EmbeddedPostgresError):
                    self.ensure()  # somebody must stop an orphaned server
            seen = seen + 1 if shared_by_others(self.data_dir / HOLDERS) else 0
            time.sleep(TICK)


class _Supervisor:
    """A supervisor that this process started; it outlives it if others hold the register."""

    def __init__(self, data_dir: Path, binaries: Path | None) -> None:
        with failing_to("start a process for", data_dir), (data_dir / SUPERVISOR_LOG).open("ab") as log:
            (data_dir / SUPERVISOR_LOG).chmod(0o600)
            self.process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                [
                    sys.executable,
                    "-m",
                    "server.postgres.supervisor",
                    str(data_dir),
                    *([str(binaries)] if binaries else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                bufsize=0,  # a thread may still listen when this process ends
                stderr=log,
                cwd=Path(__file__).parents[2],  # where the package `server` is found
                start_new_session=True,  # a terminal's Ctrl-C is for the service
            )
        self._said = b""
        self._listener = threading.Thread(target=self._listen, name="embedded-postgres", daemon=True)
        self._listener.start()

    def reason(self) -> str:
        """What it said when it gave up."""
        self._listener.join(timeout=1)
        return self._said.decode(errors="replace") or "PostgreSQL's supervisor failed: supervisor.log says more."

    def _listen(self) -> None:
        """Hear what it says, and reap it when it ends."""
        if self.process.stdout is not None:
            with self.process.stdout as stdout:
                self._said = stdout.read()
        self.process.wait()
