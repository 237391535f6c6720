"""Several processes that answer on the same listening sockets, and their parent, which keeps them running.

A worker is a fork of the parent: it has the application as the parent made it, its sockets and its shared memory.
uvicorn's own supervisor is not used: its workers are new interpreters that make the application from an import string,
know nothing of our `Server`, and live on when their parent is killed; and it starts a dying one again without a pause.
"""

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from typing import Final

import structlog

from server.errors import CommandError

log = structlog.get_logger()

LOOK_SECONDS: Final = 1.0
"""How often `every_second` is called, at least."""

_FIRST_PAUSE: Final = 0.1  # seconds before a dead worker is started again; twice as long after each death in a row
_LONGEST_PAUSE: Final = 5.0
_HEALTHY_SECONDS: Final = 10.0  # one that lived as long as this didn't die of its start

_fork: Final = multiprocessing.get_context("fork")


@dataclass
class _Place:
    """A worker's place: whoever fills it now, and how that went."""

    number: int
    process: ForkProcess | None = None
    born: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def bury(self) -> int | None:
        """Note that its process has died, and when the next is due; return the exit status."""
        process, self.process = self.process, None
        if process is None:
            return None
        process.join()
        status = process.exitcode
        process.close()
        now = time.monotonic()
        self.deaths = 1 if now - self.born > _HEALTHY_SECONDS else self.deaths + 1
        self.due = now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (self.deaths - 1))
        return status


class Workers:
    """Processes that all do the same work.

    Args:
        count: how many.
        work: what a worker does until SIGTERM, given its number and what to call when it answers.
        sockets: what the workers listen on; closed here when they are told to stop.
        grace: the seconds that a worker gets to stop by itself.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[int, Callable[[], None]], None],
        sockets: Sequence[socket.socket],
        grace: float,
    ) -> None:
        self._work = work
        self._sockets = sockets
        self._grace = grace
        self._places = [_Place(number) for number in range(count)]
        self._awaited = count
        self._living, self._life = os.pipe()  # nobody writes: its end tells the workers that their parent is gone
        self._ready, self._report = os.pipe()

    def run(self, *, started: Callable[[], None], every_second: Callable[[], None], died: Callable[[], None]) -> None:
        """Keep them running until this process is told to stop, by SystemExit or KeyboardInterrupt; then stop them.

        Args:
            started: called once, when all of them answer.
            every_second: called about that often.
            died: called when one died that answered.

        Raises:
            CommandError: they don't start.
        """
        gc.collect()
        gc.freeze()  # what is never collected stays in memory that the workers share
        try:
            while True:
                every_second()
                self._fill_places()
                self._wait()
                if self._hear():
                    started()
                for place in self._places:
                    if place.process is not None and not place.process.is_alive():
                        status = place.bury()
                        if self._awaited:
                            raise CommandError("A worker can't be started; the log says why.")
                        log.error("a worker died", worker=place.number, status=status)
                        died()
        finally:
            self._stop()

    def _fill_places(self) -> None:
        for place in self._places:
            if place.process is None and time.monotonic() >= place.due:
                place.process = _fork.Process(target=self._be, args=(place.number,), daemon=True)
                place.born = time.monotonic()
                place.process.start()

    def _wait(self) -> None:
        """Wait until a worker dies, answers, or is due; a second at most."""
        now = time.monotonic()
        due = [place.due - now for place in self._places if place.process is None]
        events = [place.process.sentinel for place in self._places if place.process is not None]
        connection.wait([*events, self._ready], max(0.0, min([LOOK_SECONDS, *due])))

    def _hear(self) -> bool:
        """Hear who answers; whether it is now that all of them do for the first time."""
        heard = len(os.read(self._ready, len(self._places))) if connection.wait([self._ready], 0) else 0
        before, self._awaited = self._awaited, max(0, self._awaited - heard)
        return before > 0 and self._awaited == 0

    def _stop(self) -> None:
        for one in self._sockets:
            one.close()
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + self._grace
        for process in running:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        for pipe in (self._living, self._life, self._ready, self._report):
            os.close(pipe)

    def _be(self, number: int) -> None:
        """Be a worker; this is where a forked process begins."""
        os.close(self._life)
        threading.Thread(target=self._go_with_parent, name="parent", daemon=True).start()
        try:
            with suppress(KeyboardInterrupt, SystemExit):  # how it is told to stop before and after uvicorn listens
                self._work(number, self._answers)
        except Exception:
            log.exception("a worker failed", worker=number)
            sys.exit(1)

    def _answers(self) -> None:
        os.write(self._report, b".")

    def _go_with_parent(self) -> None:
        os.read(self._living, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(self._grace)
        os._exit(1)
