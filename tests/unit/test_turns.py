"""What takes long is done for one at a time, once for all who wait for the same, and not for those who went away."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.errors import UnavailableError
from models.turns import Turns


class Work:
    """Does what it is asked once it may go on, and notes what it began, ended and gave up."""

    def __init__(self) -> None:
        self.turns: Turns[str, int] = Turns(60, "busy")
        self.may_go_on = asyncio.Event()
        self.began: list[str] = []
        self.given_up: list[str] = []

    def of(self, name: str) -> Callable[[], Awaitable[int]]:
        """What does one thing: how many were begun by then."""

        async def do() -> int:
            self.began.append(name)
            try:
                await self.may_go_on.wait()
            except asyncio.CancelledError:
                self.given_up.append(name)
                raise
            return len(self.began)

        return do

    def ask(self, name: str) -> asyncio.Task[int]:
        """Somebody who asks for it."""
        return asyncio.ensure_future(self.turns.take(name, self.of(name)))


async def some_turns_of_the_loop() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_for_the_same_at_once_gets_the_same_and_it_is_done_once() -> None:
    work = Work()
    work.may_go_on.set()
    assert await asyncio.gather(*(work.ask("a") for _ in range(50))) == [1] * 50
    assert work.began == ["a"]


async def test_what_has_begun_is_not_for_who_asks_later() -> None:
    work = Work()
    first = work.ask("a")
    await some_turns_of_the_loop()
    later = [work.ask("a") for _ in range(5)]
    await some_turns_of_the_loop()
    assert work.began == ["a"]
    work.may_go_on.set()
    assert await first == 1
    assert await asyncio.gather(*later) == [2] * 5


async def test_one_thing_is_done_at_a_time_in_the_order_of_asking() -> None:
    work = Work()
    asked = [work.ask(name) for name in "abca"]
    await some_turns_of_the_loop()
    assert work.began == ["a"]
    work.may_go_on.set()
    await asyncio.gather(*asked)
    assert work.began == ["a", "b", "c"]


async def test_what_one_of_several_no_longer_waits_for_is_done_for_the_others() -> None:
    work = Work()
    gone, stays = work.ask("a"), work.ask("a")
    await some_turns_of_the_loop()
    gone.cancel()
    await some_turns_of_the_loop()
    work.may_go_on.set()
    assert await stays == 1
    assert work.given_up == []


@pytest.mark.parametrize("turns_of_the_loop", range(5), ids=lambda one: f"after {one} turns of the loop")
async def test_what_nobody_waits_for_is_given_up_and_can_be_asked_again(turns_of_the_loop: int) -> None:
    work = Work()
    asked = [work.ask("a"), work.ask("a"), work.ask("b")]
    for _ in range(turns_of_the_loop):
        await asyncio.sleep(0)
    for one in asked:
        one.cancel()
    await asyncio.wait(asked)
    work.may_go_on.set()
    await some_turns_of_the_loop()
    assert work.given_up == work.began
    before = len(work.began)
    assert await work.ask("a") == before + 1


async def test_a_fault_is_everybodys_and_takes_no_turn_from_who_comes_next() -> None:
    turns: Turns[str, int] = Turns(60, "busy")

    async def fail() -> int:
        raise ValueError

    found = await asyncio.gather(*(turns.take("a", fail) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [ValueError] * 3
    work = Work()
    work.may_go_on.set()
    assert await turns.take("a", work.of("a")) == 1


async def test_who_waits_too_long_for_a_turn_is_told() -> None:
    work = Work()
    work.turns = Turns(0.01, "Figures are being counted for others.")
    first = work.ask("a")
    await some_turns_of_the_loop()
    for _ in range(2):
        with pytest.raises(UnavailableError, match="counted for others"):
            await work.ask("b")
    work.may_go_on.set()
    assert await first == 1
    assert await work.ask("b") == 2
