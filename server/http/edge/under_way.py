"""The requests under way: those whose body is waited for, and those that are answered; how many, and for how long.

A request that waits for others is no use to anybody after a while, and still costs its whole work. A queue without a
bound makes all of them late; so what comes beyond the bound is refused while that is cheap, and the others stay fast.

A timer for each request would cost as much as all else here: one looks after all of them, and none runs without any.
"""

import asyncio
from time import monotonic
from typing import Any, TypeAlias

from models.deadline import LOOKS, Looks

Handling: TypeAlias = asyncio.Task[Any]
"""What handles one request."""


class UnderWay:
    """Counts them, and cancels those that take too long; time in which this process was held still doesn't count.

    When too many bodies are waited for, the oldest is given up if it had its time to come: so those that don't come
    take no place of those that do. If even the oldest is young, there is simply too much to do.

    Args:
        most: how many of either kind there may be.
        body_seconds: how long a body may take.
        request_seconds: how long an answer may take.
    """

    def __init__(self, most: int, body_seconds: float, request_seconds: float) -> None:
        self._most = most
        self._body_seconds = body_seconds
        self._request_seconds = request_seconds
        self._young_seconds = body_seconds / LOOKS
        self._waiting: dict[Handling, float] = {}  # and when its time is over; the oldest first
        self._answering: dict[Handling, float] = {}
        self._late: set[Handling] = set()
        self._looks = Looks(min(body_seconds, request_seconds) / LOOKS, self._look)

    @property
    def is_full(self) -> bool:
        """Whether as many are answered as may be."""
        return len(self._answering) >= self._most

    def has_room_to_wait(self) -> bool:
        """Whether one more body can be waited for, in the place of the oldest if need be."""
        waiting = self._waiting
        if len(waiting) < self._most:
            return True
        oldest = next(iter(waiting))
        if waiting[oldest] - self._body_seconds + self._young_seconds > monotonic():
            return False
        self._cancel(waiting, oldest)
        return True

    def wait(self) -> Handling:
        """The present task waits for a body from now on."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a request is handled by a task")
        self._waiting[task] = monotonic() + self._body_seconds
        self._looks.begin(loop)
        return task

    def answer(self, task: Handling) -> None:
        """It has its body, and is answered from now on."""
        self._answering[task] = self._waiting.pop(task) - self._body_seconds + self._request_seconds

    def end(self, task: Handling) -> None:
        """It is over."""
        if self._answering.pop(task, None) is None:
            self._waiting.pop(task, None)

    def was_late(self, task: Handling) -> bool:
        """Whether that is why it was cancelled, and by nobody else; it goes on then."""
        if task not in self._late:
            return False
        self._late.discard(task)
        return task.uncancel() <= 0

    def _cancel(self, among: dict[Handling, float], task: Handling) -> None:
        del among[task]
        self._late.add(task)
        task.cancel()

    def _look(self, held: float) -> bool:
        now = monotonic()
        for among in (self._waiting, self._answering):
            for task, over_at in list(among.items()):
                if over_at + held <= now:
                    self._cancel(among, task)
                else:
                    among[task] = over_at + held
        return bool(self._waiting or self._answering)
