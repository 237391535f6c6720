"""The server's processes: started as a direct child, or adopted, and stopped."""

import logging
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.postgres.cluster import SOCKET, Cluster
from server.postgres.configuration import arguments
from server.postgres.creation import ENVIRONMENT, check_whole, create
from server.postgres.errors import EmbeddedPostgresError, failing_to, server_failure
from server.postgres.locks import Lock, taken_alone

PROC: Final = Path("/proc")
TICK: Final = 0.02  # seconds between looks
GRACE: Final = 1.0  # seconds that the processes of a killed server get to end by themselves
PATIENCE: Final = 30.0  # seconds until processes that don't end are an error
LARGEST_LOG: Final = 10_000_000  # bytes
# How a server is stopped, and how many seconds each way gets: fast, at once (to recover at the next start), by force.
# Together they take less than its last holder waits, so that one that hangs is gone when the service ends.
WAYS_TO_STOP: Final = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))
logger = logging.getLogger(__name__)


class Server:
    """The server of one cluster, as its supervisor sees it."""

    def __init__(self, cluster: Cluster, binaries: Path) -> None:
        self.cluster = cluster
        self._binaries = binaries
        self._child: subprocess.Popen[bytes] | None = None
        self._adopted: int | None = None
        self._log_begin = 0

    def is_alive(self) -> bool:
        """Whether the server runs, be it ready or not."""
        if self._child is not None:
            return self._child.poll() is None
        return self._adopted is not None and self._is_ours(self._adopted)

    def start(self) -> None:
        """Adopt the server that runs, or make the cluster if need be and start one.

        Raises:
            EmbeddedPostgresError: processes of an earlier server don't end, or the cluster cannot be made.
        """
        files = self.cluster.files
        self._adopt()
        if self.is_alive():
            logger.info("PostgreSQL runs as process %s: adopted", self._adopted)
            return
        with self._alone() as processes:
            if (stranger := self._running_postmaster()) is not None:
                raise EmbeddedPostgresError(f"Somebody else started a server, process {stranger}, in {files}: stop it.")
            check_whole(self.cluster)
            if not files.exists():
                create(self.cluster, self._binaries, processes)
            self._spawn(processes)

    def stop(self) -> None:
        """Stop the server that runs, whoever started it, and wait until nothing of it is left."""
        if not self.is_alive():
            self._adopt()
        pid = self._child.pid if self._child is not None else self._adopted
        for way, patience in WAYS_TO_STOP:
            if pid is None or not self.is_alive():
                break
            logger.info("Stopping PostgreSQL, process %s, by %s", pid, way.name)
            with suppress(ProcessLookupError):
                os.kill(pid, way)
            deadline = time.monotonic() + patience
            while self.is_alive() and time.monotonic() < deadline:
                time.sleep(TICK)
        self._alone().close()

    def failure(self) -> EmbeddedPostgresError:
        """Why the last start failed."""
        with failing_to("read", self.cluster.log), self.cluster.log.open("rb") as log:
            log.seek(self._log_begin)
            output = log.read().decode(errors="replace")
        return server_failure("PostgreSQL does not start", output, self.cluster.log)

    def bound_log(self) -> None:
        """Empty the log when it has grown large; the server goes on at its new end."""
        with failing_to("empty", self.cluster.log):
            if self.cluster.log.exists() and self.cluster.log.stat().st_size > LARGEST_LOG:
                os.truncate(self.cluster.log, 0)
                self._log_begin = 0

    def _spawn(self, processes: Lock) -> None:
        cluster, account = self.cluster, self.cluster.account
        self.bound_log()
        with failing_to("start PostgreSQL in", cluster.files):
            # Nobody has the lock of the processes, so these are a dead server's, whatever process has its id now.
            for stale in (
                cluster.files / "postmaster.pid",
                cluster.sockets / SOCKET,
                cluster.sockets / f"{SOCKET}.lock",
            ):
                stale.unlink(missing_ok=True)
            log = os.open(cluster.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            self._log_begin = os.fstat(log).st_size
            try:
                self._child = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                    [str(self._binaries / "postgres"), "-D", str(cluster.files), *arguments(cluster)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=ENVIRONMENT,
                    pass_fds=(processes.fd,),
                    user=account.uid,
                    group=account.gid,
                    extra_groups=account.groups,
                    umask=0o077,
                )
            finally:
                os.close(log)
        self._adopted = None
        logger.info("PostgreSQL runs as process %s: started", self._child.pid)

    def _adopt(self) -> None:
        self._child, self._adopted = None, None
        if taken_alone(self.cluster.processes_lock):
            self._adopted = self._running_postmaster()

    def _running_postmaster(self) -> int | None:
        told = self.cluster.postmaster()
        return told[0] if told is not None and self._is_ours(told[0]) else None

    def _alone(self) -> Lock:
        """The lock of the cluster's processes, once none of them is left."""
        processes = Lock(self.cluster.processes_lock)
        began = time.monotonic()
        while not processes.alone():
            waited = time.monotonic() - began
            if waited > PATIENCE:
                processes.close()
                raise EmbeddedPostgresError(f"Processes of an earlier server still use {self.cluster.files}: end them.")
            if waited > GRACE:
                self._end_leftovers()
            time.sleep(TICK)
        return processes

    def _end_leftovers(self) -> None:
        """End the sessions of a killed server: a busy one notices only when its statement ends."""
        title = f"postgres: {self.cluster.name}: ".encode()
        for directory in PROC.glob("[0-9]*"):
            with suppress(OSError):
                if (directory / "cmdline").read_bytes().startswith(title):
                    os.kill(int(directory.name), signal.SIGKILL)

    def _is_ours(self, pid: int) -> bool:
        """Whether this process is this cluster's postmaster, not another that got its id, and not a zombie."""
        if (PROC / "self").exists():
            try:
                command = (PROC / str(pid) / "cmdline").read_bytes()
            except OSError:
                return False
            return b"\0-D\0" + os.fsencode(self.cluster.files) + b"\0" in command
        if not taken_alone(self.cluster.processes_lock):
            return False
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
