"""A time limit for each of many things that may take equally long."""

import asyncio
from types import TracebackType
from typing import Final, Self

_LOOKS: Final = 8
"""How often in the time of the limit it is looked what is over."""


class Deadlines:
    """Cancels what takes longer than so many seconds, or a little more, and raises TimeoutError for it.

    A timer for each request would cost as much as the request's own work: here one looks after all of them, and none
    runs while there are none. Time in which this process was held still, as when its machine was, doesn't count: what
    was answered meanwhile could not be taken.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._pause = seconds / _LOOKS
        self._running: dict[Deadline, None] = {}
        self._looks = False

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
        if not self._looks:
            self._looks = True
            self._look_later(loop)
        return task

    def end(self, deadline: "Deadline") -> None:
        """It was in time, or was told that it wasn't."""
        self._running.pop(deadline, None)

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(self._pause, self._look, loop, loop.time() + self._pause)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        now = loop.time()
        if now - due > self._pause:
            for deadline in self._running:
                deadline.over_at += now - due
        for deadline in list(self._running):  # the oldest first
            if deadline.over_at > now:
                break
            self.end(deadline)
            deadline.cancel()
        self._looks = bool(self._running)
        if self._looks:
            self._look_later(loop)


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
