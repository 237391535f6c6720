"""Questions that wait together are asked together, and whatever happens to one happens to no other."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from domain.errors import RegisterError, TimeoutExceededError, UnavailableError
from models.batching import MOST, MOST_WAITING, Batches
from tests.fixtures.patience import PATIENCE


class WrongError(Exception):
    """What a bad question is answered with."""


class Answering:
    """Answers with ten times the question once it is let go, and remembers what it was asked together."""

    def __init__(self, *, wrong: frozenset[int] = frozenset()) -> None:
        self.asked: list[list[int]] = []
        self.go = asyncio.Event()
        self.wrong = wrong
        self.under_way = 0
        self.most_under_way = 0

    async def __call__(self, questions: list[int]) -> list[int]:
        self.asked.append(questions)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.go.wait()
            if self.wrong.intersection(questions):
                raise WrongError
            return [10 * one for one in questions]
        finally:
            self.under_way -= 1


def together(*asking: Coroutine[Any, Any, int]) -> list["asyncio.Task[int]"]:
    return [asyncio.create_task(one) for one in asking]


async def test_nobody_waits_when_nothing_is_under_way() -> None:
    answering = Answering()
    answering.go.set()
    batches = Batches(answering, calls=1)
    for question in range(5):
        assert await batches.ask(question) == 10 * question
    assert answering.asked == [[0], [1], [2], [3], [4]]


async def test_what_waits_while_a_call_is_under_way_goes_into_the_next_one() -> None:
    answering = Answering()
    took: list[int] = []
    batches = Batches(answering, calls=1, took=took.append)
    first = together(batches.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert answering.asked == [[1]]
    rest = together(*(batches.ask(one) for one in range(2, 10)))
    await asyncio.sleep(0.01)
    assert answering.asked == [[1]]
    answering.go.set()
    assert await asyncio.gather(*first, *rest) == [10 * one for one in range(1, 10)]
    assert answering.asked == [[1], [2, 3, 4, 5, 6, 7, 8, 9]]
    assert took == [1, 8]


async def test_a_call_takes_so_many_and_so_many_calls_are_under_way() -> None:
    answering = Answering()
    batches = Batches(answering, calls=2)
    asking = together(*(batches.ask(one) for one in range(3 * MOST)))
    await asyncio.sleep(0.01)
    assert answering.under_way == 2
    answering.go.set()
    assert await asyncio.gather(*asking) == [10 * one for one in range(3 * MOST)]
    assert max(map(len, answering.asked)) == MOST
    assert answering.most_under_way == 2


async def test_a_question_that_fails_its_call_fails_alone() -> None:
    answering = Answering(wrong=frozenset({3, 5}))
    batches = Batches(answering, calls=1)
    first = together(batches.ask(0))
    await asyncio.sleep(0)
    rest = together(*(batches.ask(one) for one in range(1, 7)))
    await asyncio.sleep(0)
    answering.go.set()
    found = await asyncio.gather(*first, *rest, return_exceptions=True)
    assert [one if isinstance(one, int) else type(one) for one in found] == [0, 10, 20, WrongError, 40, WrongError, 60]
    asked = [one for call in answering.asked for one in call]
    assert {one: asked.count(one) for one in (1, 3)} == {1: 2, 3: 2}
    assert await batches.ask(7) == 70


@pytest.mark.parametrize("kind", [UnavailableError, TimeoutExceededError])
async def test_what_fails_for_everybody_is_not_asked_again(kind: type[RegisterError]) -> None:
    calls: list[list[int]] = []

    async def failing(questions: list[int]) -> list[int]:
        calls.append(questions)
        await asyncio.sleep(0)
        raise kind("away")

    batches = Batches(failing, calls=1)
    found = await asyncio.gather(*(batches.ask(one) for one in range(9)), return_exceptions=True)
    assert [type(one) for one in found] == [kind] * 9
    assert sorted(one for call in calls for one in call) == list(range(9))


@pytest.mark.parametrize("kind", [UnavailableError, TimeoutExceededError])
async def test_when_that_happens_while_each_is_asked_alone_the_rest_is_not_asked(kind: type[RegisterError]) -> None:
    calls: list[list[int]] = []

    async def failing(questions: list[int]) -> list[int]:
        calls.append(questions)
        await asyncio.sleep(0)
        if questions == [2]:
            raise kind("away")
        if len(questions) > 1:
            raise WrongError
        return questions

    batches = Batches(failing, calls=1)
    found = await asyncio.gather(*(batches.ask(one) for one in range(6)), return_exceptions=True)
    assert [one if isinstance(one, int) else type(one) for one in found] == [0, 1, kind, kind, kind, kind]
    assert calls == [[0, 1, 2, 3, 4, 5], [0], [1], [2]]
    assert await batches.ask(7) == 7


async def test_who_has_gone_is_not_asked_for_alone() -> None:
    calls: list[list[int]] = []

    async def failing(questions: list[int]) -> list[int]:
        calls.append(questions)
        if questions == [0]:
            asking[1].cancel()
            asking[3].cancel()
        await asyncio.sleep(0.01)
        if len(questions) > 1:
            raise WrongError
        return questions

    batches = Batches(failing, calls=1)
    asking = together(*(batches.ask(one) for one in range(5)))
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert [one if isinstance(one, int) else type(one) for one in found] == [
        0, asyncio.CancelledError, 2, asyncio.CancelledError, 4,
    ]  # fmt: skip
    assert calls == [[0, 1, 2, 3, 4], [0], [2], [4]]


async def test_more_than_so_many_may_not_wait_and_who_has_gone_does_not_count() -> None:
    answering = Answering()
    batches = Batches(answering, calls=1)
    first = together(batches.ask(0))
    await asyncio.sleep(0.01)
    waiting = together(*(batches.ask(one) for one in range(MOST_WAITING)))
    await asyncio.sleep(0.01)
    with pytest.raises(UnavailableError):
        await batches.ask(1)
    for one in waiting[:100]:
        one.cancel()
    await asyncio.sleep(0.01)
    more = together(*(batches.ask(one) for one in range(101)))
    await asyncio.sleep(0.01)
    answering.go.set()
    found = await asyncio.gather(*first, *waiting[100:], *more, return_exceptions=True)
    assert [type(one) for one in found if not isinstance(one, int)] == [UnavailableError]
    assert max(map(len, answering.asked)) == MOST
    assert sum(map(len, answering.asked)) == 1 + MOST_WAITING


async def test_who_goes_away_takes_nobody_along_and_is_not_asked_for() -> None:
    answering = Answering()
    batches = Batches(answering, calls=1)
    first = together(batches.ask(1))
    await asyncio.sleep(0.01)
    waiting = together(*(batches.ask(one) for one in range(2, 6)))
    await asyncio.sleep(0.01)
    waiting[1].cancel()
    first[0].cancel()
    await asyncio.sleep(0)
    answering.go.set()
    found = await asyncio.gather(*first, *waiting, return_exceptions=True)
    assert [one if isinstance(one, int) else type(one) for one in found] == [
        asyncio.CancelledError, 20, asyncio.CancelledError, 40, 50,
    ]  # fmt: skip
    assert answering.asked == [[1], [2, 4, 5]]


async def test_an_answer_too_few_is_nobodys() -> None:
    async def short(questions: list[int]) -> list[int]:
        await asyncio.sleep(0)
        return questions[1:] if len(questions) > 1 else questions

    batches = Batches(short, calls=1)
    async with asyncio.timeout(PATIENCE):
        found = await asyncio.gather(*(batches.ask(one) for one in range(4)), return_exceptions=True)
    for question, answer in enumerate(found):
        assert answer == question or isinstance(answer, Exception)


@pytest.mark.parametrize("calls", [1, 2, 4])
async def test_after_any_trouble_the_next_question_is_answered(calls: int) -> None:
    answering = Answering(wrong=frozenset({1}))
    answering.go.set()
    batches = Batches(answering, calls=calls)
    for _ in range(3):
        asking = together(*(batches.ask(one) for one in (0, 1, 2)))
        await asyncio.sleep(0)
        asking[0].cancel()
        found = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(found[1], WrongError)
        assert found[2] == 20
    assert await batches.ask(4) == 40
