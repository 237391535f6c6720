"""The processes that answer, and their parent, which keeps them running and has the sockets they listen on.

A worker is a fork of the parent: it has the application as the parent made it, its sockets and its shared memory. It
ends when its parent is killed. One that dies is started again, after a longer pause each time. The parent takes the
signals and answers nothing itself. Why this isn't Granian's own supervisor says decision 15.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Final, NoReturn

import structlog

from server.errors import CommandError
from server.stopping import told_to_stop

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
        grace: the seconds that a worker gets to stop by itself.
        accepting: the first of these, in which workers accept connections yet.
        closed: called when they accept none any more.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[int, Callable[[], None]], None],
        grace: float,
        accepting: float = 0,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._work = work
        self._grace = grace
        self._accepting = accepting
        self._closed = closed
        self._places = [_Place(number) for number in range(count)]
        self._awaited = count
        self._living, self._life = os.pipe()  # nobody writes: its end tells the workers that their parent is gone
        self._ready, self._report = os.pipe()
        self._waking, self._wake = os.pipe()
        self._told: list[int] = []

    def run(self, *, started: Callable[[], None], every_second: Callable[[], None], died: Callable[[], None]) -> None:
        """Keep them running until this process gets SIGTERM, SIGHUP or SIGINT; then stop them.

        Args:
            started: called once, when all of them answer.
            every_second: called about that often.
            died: called when one died that answered.

        Raises:
            CommandError: they don't start.
            KeyboardInterrupt: SIGINT came twice; the workers were killed.
        """
        gc.collect()
        gc.freeze()  # what is never collected stays in memory that the workers share
        with told_to_stop(self._note):
            try:
                while not self._told:
                    every_second()
                    self._fill_places()
                    self._wait(LOOK_SECONDS)
                    if self._hear():
                        started()
                    for place in self._places:
                        if place.process is not None and not place.process.is_alive():
                            status = place.bury()
                            if self._awaited:
                                raise CommandError("A worker can't be started; the log says why.")
                            log.error("a worker died", worker=place.number, status=status)
                            died()
                self._stop(every_second)
            finally:
                self._end()

    def _note(self, number: int) -> None:
        self._told.append(number)
        os.write(self._wake, b".")

    def _fill_places(self) -> None:
        for place in self._places:
            if place.process is None and time.monotonic() >= place.due:
                place.process = _fork.Process(target=self._be, args=(place.number,), daemon=True)
                place.born = time.monotonic()
                place.process.start()

    def _wait(self, seconds: float) -> None:
        """Wait until a worker dies, answers, or is due, or a signal comes; so many seconds at most."""
        now = time.monotonic()
        due = [] if self._told else [place.due - now for place in self._places if place.process is None]
        events = [place.process.sentinel for place in self._places if place.process is not None]
        if self._waking in connection.wait([*events, self._ready, self._waking], max(0.0, min([seconds, *due]))):
            os.read(self._waking, 100)

    def _hear(self) -> bool:
        """Hear who answers; whether it is now that all of them do for the first time."""
        heard = len(os.read(self._ready, len(self._places))) if connection.wait([self._ready], 0) else 0
        before, self._awaited = self._awaited, max(0, self._awaited - heard)
        return before > 0 and self._awaited == 0

    def _stop(self, every_second: Callable[[], None]) -> None:
        """Tell them to stop, and wait until they have."""
        began = time.monotonic()
        for process in self._running():
            process.terminate()
        open_yet = True
        while True:
            passed = time.monotonic() - began
            if open_yet and passed >= self._accepting:
                self._closed()
                open_yet = False
            if not self._running() or passed >= self._grace:
                return
            if self._told.count(signal.SIGINT) > 1:
                raise KeyboardInterrupt
            every_second()
            self._wait(min(LOOK_SECONDS, (self._accepting if open_yet else self._grace) - passed))

    def _running(self) -> list[ForkProcess]:
        for place in self._places:
            if place.process is not None and not place.process.is_alive():
                place.bury()
        return [place.process for place in self._places if place.process is not None]

    def _end(self) -> None:
        """Let nothing be left."""
        for process in self._running():
            process.kill()
            process.join()
        for pipe in (self._living, self._life, self._ready, self._report, self._waking, self._wake):
            os.close(pipe)

    def _be(self, number: int) -> None:
        """Be a worker; this is where a forked process begins."""
        os.close(self._life)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C comes to all; the parent tells when to stop
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _end)
        threading.Thread(target=self._go_with_parent, name="parent", daemon=True).start()
        try:
            with suppress(SystemExit):  # how it is told to stop before and after it listens
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


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
