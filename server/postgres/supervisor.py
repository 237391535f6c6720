"""The process that owns the server: `python -m server.postgres.supervisor DATA_DIR [BINARIES]`.

It starts the server again when it dies, and stops it when nobody holds the register any more. A standby, a second
process that only waits, takes its place at once when it is killed; so a server isn't left behind, nor disturbed.
It ends with 0 when its work is done, or when another one has it; with 1 when the server cannot be had, and then its
standard output says why.
"""

import logging
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.postgres.binaries import runnable
from server.postgres.cluster import HOLDERS, SUPERVISOR, SUPERVISOR_LOG
from server.postgres.errors import FAILED, EmbeddedPostgresError, failing_to
from server.postgres.locks import Lock
from server.postgres.placement import place
from server.postgres.process import LARGEST_LOG, Server

TICK: Final = 0.1  # seconds between looks
ATTEMPTS: Final = 5  # starts in a row after which the server cannot be had
FIRST_PAUSE: Final = 0.1  # seconds before the second of them; each next pause is twice as long
logger = logging.getLogger(__name__)


def supervise(server: Server, holders: Lock) -> None:
    """Keep the server running as long as anybody holds the register; then stop it.

    Raises:
        EmbeddedPostgresError: the server dies again and again before it is ready.
    """
    attempts, next_attempt = 0, 0.0
    while not holders.alone():
        if server.is_alive():
            if attempts and server.cluster.is_ready():
                attempts = 0
        elif attempts == ATTEMPTS:
            raise server.failure()
        elif time.monotonic() >= next_attempt:
            server.start()
            next_attempt = time.monotonic() + FIRST_PAUSE * 2**attempts
            attempts += 1
        server.bound_log()
        time.sleep(TICK)
    server.stop()
    server.cluster.remove_link()


def take_office(data_dir: Path) -> tuple[Lock, int] | None:
    """Become the supervisor, unless there is one.

    Returns:
        The supervisor's lock and the process id of the standby, which returns from here when this process is killed.
    """
    office = Lock(data_dir / SUPERVISOR)
    if not office.alone():
        return None
    while (standby := os.fork()) == 0:
        office.close()  # else it would live on in this copy
        office = Lock(data_dir / SUPERVISOR)
        office.wait_alone()
    office.sign()
    return office, standby


def main(data_dir: Path, given_binaries: Path | None) -> int:
    """Be the supervisor of a DATA_DIR until nobody holds it; return the exit status."""
    os.umask(0o077)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)  # meant for the service; this process ends after its last holder
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file of the server would hold people's data
    logging.basicConfig(format="%(asctime)s [%(process)s] %(message)s", level=logging.INFO)
    standby = None
    try:
        with failing_to("use", data_dir):
            if os.fstat(sys.stderr.fileno()).st_size > LARGEST_LOG:
                os.truncate(data_dir / SUPERVISOR_LOG, 0)
            taken = take_office(data_dir)
            if taken is None:
                return 0
            standby = taken[1]
            with Lock(data_dir / HOLDERS) as holders:
                supervise(Server(place(data_dir), runnable(given_binaries)), holders)
    except EmbeddedPostgresError as error:
        logger.info("Giving up: %s", error)
        with suppress(OSError):  # whoever waited may be gone
            os.write(sys.stdout.fileno(), str(error).encode())
        return FAILED
    finally:
        if standby is not None:
            os.kill(standby, signal.SIGKILL)
            os.waitpid(standby, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))  # noqa: PLR2004 - optional
