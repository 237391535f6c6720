"""Questions that wait at the same time go to the database together."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, Generic, TypeVar

from domain.errors import UnavailableError

MOST: Final = 64
"""How many questions one call takes."""

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Batches(Generic[Question, Answer]):
    """Asks one by one what `ask_all` answers together.

    What arrives while calls are under way goes into the next one; nobody waits when none is. A question that makes its
    call fail is found by asking each alone, so it fails nobody else's, and nobody's cancellation cancels another's.

    Args:
        ask_all: answers questions, one answer each, in their order.
        calls: how many calls may be under way at once.
        took: told how many questions each call took.
    """

    def __init__(
        self,
        ask_all: Callable[[list[Question]], Coroutine[Any, Any, Sequence[Answer]]],
        *,
        calls: int,
        took: Callable[[int], None] = lambda _number: None,
    ) -> None:
        self._ask_all = ask_all
        self._calls = calls
        self._took = took
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question) -> Answer:
        """The answer to a question, or what went wrong with it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._under_way < self._calls:
            self._under_way += 1
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch = [one for one in self._waiting[:MOST] if not one[1].done()]  # who was cancelled asks nothing
                del self._waiting[:MOST]
                if batch:
                    self._took(len(batch))
                    await self._answer(batch)
        finally:
            self._under_way -= 1  # at once after the last look: nothing that comes in between waits for nobody

    async def _answer(self, batch: list[tuple[Question, asyncio.Future[Answer]]]) -> None:
        try:
            answers = _one_each(batch, await self._ask_all([question for question, _ in batch]))
        except asyncio.CancelledError:
            for _, waiting in batch:
                waiting.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - each question gets what went wrong with it
            if len(batch) > 1 and type(error) is not UnavailableError:  # away is away for all of them
                for one in batch:
                    await self._answer([one])
                return
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for (_, waiting), answer in zip(batch, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)


def _one_each(batch: Sequence[object], answers: Sequence[Answer]) -> Sequence[Answer]:
    if len(answers) != len(batch):
        raise RuntimeError(f"{len(answers)} answers to {len(batch)} questions")
    return answers
