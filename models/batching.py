"""Questions that wait at the same time go to the database together."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from itertools import islice
from typing import Any, Final, Generic, TypeVar

from domain.errors import TimeoutExceededError, UnavailableError

MOST: Final = 64
"""How many questions one call takes."""
MOST_WAITING: Final = 64 * MOST
"""How many questions wait for a call; more are refused."""

_FOR_ALL: Final = (UnavailableError, TimeoutExceededError)
"""What is so for each question if it is for one: that is not found out once more for each."""

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
        self._waiting: dict[asyncio.Future[Answer], Question] = {}
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question) -> Answer:
        """The answer to a question, or what went wrong with it.

        Raises:
            UnavailableError: too many wait already.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise UnavailableError("Too many questions are waiting; try again in a moment.")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[answer] = question
        if self._under_way < self._calls:
            self._under_way += 1
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            return await answer
        except asyncio.CancelledError:
            self._waiting.pop(answer, None)
            raise

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch = list(islice(self._waiting.items(), MOST))
                for answer, _ in batch:
                    del self._waiting[answer]
                batch = [one for one in batch if not one[0].done()]  # who was cancelled asks nothing
                if batch:
                    self._took(len(batch))
                    try:
                        await self._answer(batch)
                    except asyncio.CancelledError:
                        for answer, _ in batch:
                            answer.cancel()
                        raise
        finally:
            self._under_way -= 1  # at once after the last look: nothing that comes in between waits for nobody

    async def _answer(self, batch: Sequence[tuple[asyncio.Future[Answer], Question]]) -> Exception | None:
        """Answer these; gives what went wrong if that is so for everyone."""
        try:
            answers = _one_each(batch, await self._ask_all([question for _, question in batch]))
        except Exception as error:  # noqa: BLE001 - each question gets what went wrong with it
            if type(error) in _FOR_ALL:
                _fail(batch, error)
                return error
            if len(batch) == 1:
                _fail(batch, error)
                return None
        else:
            for (waiting, _), answer in zip(batch, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)
            return None
        for place, one in enumerate(batch):
            wrong = None if one[0].done() else await self._answer([one])
            if wrong is not None:
                _fail(batch[place + 1 :], wrong)
                return wrong
        return None


def _fail(batch: Sequence[tuple[asyncio.Future[Answer], object]], error: Exception) -> None:
    for waiting, _ in batch:
        if not waiting.done():
            waiting.set_exception(error)


def _one_each(batch: Sequence[object], answers: Sequence[Answer]) -> Sequence[Answer]:
    if len(answers) != len(batch):
        raise RuntimeError(f"{len(answers)} answers to {len(batch)} questions")
    return answers
