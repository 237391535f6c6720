"""A time limit for each of many things that may take equally long."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

LOOKS: Final = 8
"""How often in the time of a limit it is looked what is over."""


class Looks:
    """Looks again and again, and is told how long this process was held still meanwhile.

    A look that comes late by more than the pause between two means that nothing of this process ran: its machine was
    paused, or its own work let nothing else be done.

    Args:
        pause: seconds between two.
        look: is given for how many seconds nothing ran, 0 where that is not so; says whether to look again.
    """

    def __init__(self, pause: float, look: Callable[[float], bool]) -> None:
        self._pause = pause
        self._look = look
        self._next: asyncio.TimerHandle | None = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look from now on, if that isn't done yet."""
        if self._next is None:
            self._next = loop.call_later(self._pause, self._now, loop, loop.time() + self._pause)

    def end(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _now(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        late = loop.time() - due
        self._next = None
        if self._look(late if late > self._pause else 0.0):
            self.begin(loop)


class Deadlines:
    """Cancels what takes longer than so many seconds, or a little more, and raises TimeoutError for it.

    A timer for each request would cost as much as the request's own work: here one looks after all of them, and none
    runs while there are none. Time in which this process was held still doesn't count: what was answered meanwhile
    could not be taken.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running: dict[Deadline, None] = {}
        self._looks = Looks(seconds / LOOKS, self._look)

    def one(self) -> "Deadline":
        """The limit for a `with` block."""
        return Deadline(self)

    def begin(self, deadline: "Deadline") -> asyncio.Task[object]:
        """Look after it from now on."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline is for a task")
        deadline.over_at = loop.time() + self._seconds
        self._running[deadline] = None
        self._looks.begin(loop)
        return task

    def end(self, deadline: "Deadline") -> None:
        """It was in time, or was told that it wasn't."""
        self._running.pop(deadline, None)

    def _look(self, held: float) -> bool:
        now = asyncio.get_running_loop().time()
        if held:
            for deadline in self._running:
                deadline.over_at += held
        for deadline in list(self._running):  # the oldest first
            if deadline.over_at > now:
                break
            self.end(deadline)
            deadline.cancel()
        return bool(self._running)


class Deadline:
    """The limit of one of them."""

    __slots__ = ("_all", "_over", "_task", "over_at")

    over_at: float
    _task: asyncio.Task[object]

    def __init__(self, of: Deadlines) -> None:
        self._all = of
        self._over = False

    def cancel(self) -> None:
        """The time is over."""
        self._over = True
        self._task.cancel()

    def begin_anew(self, under: Deadlines) -> None:
        """Let it begin once more from now on, under another limit."""
        self._all.end(self)
        self._all = under
        under.begin(self)

    def __enter__(self) -> Self:
        self._task = self._all.begin(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._all.end(self)
        if self._over and self._task.uncancel() <= 0 and kind is asyncio.CancelledError:
            raise TimeoutError from error
