"""The time limits of operations and statements: who takes too long is given up, who was held still is not."""

import asyncio

import pytest

from models.deadline import Deadlines
from tests.fixtures.held_still import hold_still

SECONDS = 0.4


async def held_still(*, answered: bool) -> None:
    """Nothing of this process runs for longer than any limit; an answer comes meanwhile, or never."""
    answer = asyncio.Event()
    hold_still(2 * SECONDS, answer.set if answered else answer.clear)
    await answer.wait()


async def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(TimeoutError), Deadlines(SECONDS).one():
        await asyncio.Event().wait()


async def test_what_was_answered_while_the_process_was_held_still_is_in_time() -> None:
    with Deadlines(SECONDS).one():
        await held_still(answered=True)


async def test_what_was_not_answered_meanwhile_has_the_rest_of_its_time_and_no_more() -> None:
    with pytest.raises(TimeoutError), Deadlines(SECONDS).one():
        await held_still(answered=False)


async def test_each_limit_has_its_own_rest() -> None:
    with Deadlines(2 * SECONDS).one(), pytest.raises(TimeoutError), Deadlines(SECONDS).one():
        await held_still(answered=False)
