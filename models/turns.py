"""Long work that is done for one at a time, and once for all who wait for the same."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from domain.errors import UnavailableError
from models.deadline import Deadlines

Asked = TypeVar("Asked", bound=Hashable)
Done = TypeVar("Done")


@dataclass(slots=True)
class _Waiting(Generic[Done]):
    """What waits for its turn, or has it, and for how many."""

    work: asyncio.Task[Done] = field(init=False)
    askers: int = 0


class Turns(Generic[Asked, Done]):
    """Does one thing at a time, in the order in which they were asked.

    Who asks for what waits for its turn already gets what comes of it; what has begun is for nobody who asks later, as
    that may be about something that has changed since. What nobody waits for any more is given up.

    Args:
        seconds: how long one may wait for a turn.
        busy: what is told to whoever has waited that long.
    """

    def __init__(self, seconds: float, busy: str) -> None:
        self._seconds = seconds
        self._busy = busy
        self._turn = asyncio.Semaphore(1)
        self._waiting: dict[Asked, _Waiting[Done]] = {}

    async def take(self, asked: Asked, do: Callable[[], Awaitable[Done]]) -> Done:
        """What comes of it.

        Raises:
            UnavailableError: others take their turns for too long.
        """
        waiting = self._waiting.get(asked)
        if waiting is None:
            waiting = self._waiting[asked] = _Waiting()
            waiting.work = asyncio.create_task(self._done(asked, waiting, do))
        waiting.askers += 1
        try:
            return await asyncio.shield(waiting.work)
        finally:
            waiting.askers -= 1
            if not waiting.askers:
                self._waits_no_more(asked, waiting)
                waiting.work.cancel()

    async def _done(self, asked: Asked, waiting: _Waiting[Done], do: Callable[[], Awaitable[Done]]) -> Done:
        try:
            with Deadlines(self._seconds).one():
                await self._turn.acquire()
        except TimeoutError:
            raise UnavailableError(self._busy) from None
        finally:
            self._waits_no_more(asked, waiting)
        try:
            return await do()
        finally:
            self._turn.release()

    def _waits_no_more(self, asked: Asked, waiting: _Waiting[Done]) -> None:
        if self._waiting.get(asked) is waiting:
            del self._waiting[asked]
