"""Sending the messages that wait, at least once and in order for each subject.

Receivers are served beside each other, one message at a time each, so that one that hangs delays no other; after a few
failures in a row a receiver is left alone for a while (its circuit is open), and for as long as it asks. Decision 46
says why.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import Final

import httpx2
import structlog

from auth.discovery import Outgoing
from auth.visibility.message import types_for
from models import outbox
from models.outbox import Asked, Message, Standing
from server.receivers import Receiver, Receivers
from server.stopping import told_to_stop
from server.webhooks import SECONDS, Failure, event_of, send

log = structlog.get_logger()

_TRIES: Final = 80
_LONGEST_PAUSE: Final = 3600.0
_IN_A_ROW: Final = 3
_LONGEST_OPEN: Final = 300.0
_LOOK_SECONDS: Final = 1.0
_LOOK_BACK_SECONDS: Final = 60.0
DAYS: Final = 30
"""For how many days messages stay after they were delivered."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How failures are met: how long an answer is waited for, how often a message is tried, and after what pauses.

    A pause is twice as long after each failure, and by chance up to a half shorter, so that not all come at once. With
    the usual numbers a message is given up after two to three days.
    """

    answer: float = SECONDS
    tries: int = _TRIES
    first_pause: float = 5.0

    def pause(self, failures: int, longest: float) -> float:
        """The seconds to wait after so many failures in a row, 1 or more."""
        return min(longest, self.first_pause * float(2 ** (failures - 1))) * SystemRandom().uniform(0.5, 1)


@dataclass(slots=True)
class _Circuit:
    """Whether a receiver is tried now: not for a while after a few failures in a row, then with one message."""

    failures: int = 0
    open_until: float = 0.0


@dataclass(slots=True)
class Deliverer:
    """Delivers what waits, for as long as it isn't stopped.

    Args:
        asked: whom to ask for messages, one question at a time.
        receivers: where messages go.
        client: what sends them.
        patience: how failures are met.
        now: the time in seconds since 1970, which receivers are told.
        monotonic: a clock that nobody sets, in seconds, for pauses.
        days: for how many days messages stay after they were delivered.
        sent: told of each try, how it went: `delivered` or `failed`.
    """

    asked: Asked
    receivers: Receivers
    client: httpx2.AsyncClient
    patience: Patience = field(default_factory=Patience)
    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    days: int = DAYS
    sent: Callable[[str], None] = lambda _outcome: None
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    delivered: int = 0
    failed: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _circuits: dict[str, _Circuit] = field(default_factory=dict)

    async def once(self) -> None:
        """Deliver what can go now, and remove what was delivered long ago."""
        async with _tasks() as served:
            for one in await self._due():
                served[one.name] = asyncio.create_task(self._serve(one))
        await self._forget()

    async def follow(self, look: Callable[[list[Standing]], None]) -> None:
        """Deliver until stopped; `look` hears now and then what isn't delivered."""
        look_at = 0.0
        async with _tasks() as served:
            while not self.stopped.is_set():
                for one in await self._due():
                    if one.name not in served:
                        served[one.name] = asyncio.create_task(self._serve(one))
                if self.monotonic() >= look_at:
                    look_at = self.monotonic() + _LOOK_BACK_SECONDS
                    look(await self.standing())
                    await self._forget()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopped.wait(), _LOOK_SECONDS)
                for name in [name for name, task in served.items() if task.done()]:
                    await served.pop(name)

    async def standing(self) -> list[Standing]:
        """What isn't delivered."""
        async with self._turn:
            return await outbox.standing(self.asked)

    async def _forget(self) -> None:
        async with self._turn:
            await outbox.forget(self.asked, self.days, list(self.receivers.by_name))

    async def _due(self) -> list[Receiver]:
        """Those known here for whom something waits and whose circuit isn't open."""
        async with self._turn:
            known = list(self.receivers.by_name)
            names = await outbox.due(self.asked, [name for name in known if self._may_try(name)], known)
        return [self.receivers.by_name[name] for name in names]

    def _may_try(self, name: str) -> bool:
        return self.monotonic() >= self._circuits.setdefault(name, _Circuit()).open_until

    async def _serve(self, receiver: Receiver) -> None:
        """Send what waits for one receiver, until nothing may go or its circuit opens."""
        types = types_for(receiver.name)
        while not self.stopped.is_set() and self._may_try(receiver.name):
            async with self._turn:
                message = await outbox.take(self.asked, receiver.name, types, list(self.receivers.by_name))
            if message is None:
                return
            event = event_of(message, self.receivers.source)
            failure = await send(self.client, receiver, event, self.now(), self.patience.answer)
            if failure is None:
                async with self._turn:
                    await outbox.delivered(self.asked, message)
                self._circuits[receiver.name] = _Circuit()
                self.delivered += 1
                self.sent("delivered")
            else:
                await self._note_failure(receiver, message, failure)

    async def _note_failure(self, receiver: Receiver, message: Message, failure: Failure) -> None:
        patience, circuit = self.patience, self._circuits[receiver.name]
        is_last = message.attempts >= patience.tries
        async with self._turn:
            pause = None if is_last else max(patience.pause(message.attempts, _LONGEST_PAUSE), failure.again_after)
            await outbox.failed(self.asked, message, failure.words, pause)
        circuit.failures += 1
        if circuit.failures >= _IN_A_ROW:
            circuit.open_until = self.monotonic() + patience.pause(circuit.failures - _IN_A_ROW + 1, _LONGEST_OPEN)
        circuit.open_until = max(circuit.open_until, self.monotonic() + failure.again_after)
        self.failed += 1
        self.sent("failed")
        log.warning(
            "a message was given up" if is_last else "a message was not delivered",
            message=message.id,
            receiver=receiver.name,
            failure=failure.words,
            tries=message.attempts,
        )


@asynccontextmanager
async def _tasks() -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """Tasks by whom they serve, which end by themselves; if anything fails, all are ended before that is raised."""
    served: dict[str, asyncio.Task[None]] = {}
    try:
        yield served
        await asyncio.gather(*served.values())
    finally:
        for task in served.values():
            task.cancel()
        await asyncio.gather(*served.values(), return_exceptions=True)


@asynccontextmanager
async def delivering(
    asked: Asked,
    receivers: Receivers,
    outgoing: Outgoing,
    days: int,
    sent: Callable[[str], None] = lambda _outcome: None,
) -> AsyncIterator[Deliverer]:
    """A deliverer with what it needs, which what tells the process to stop stops; `sent` hears how each try went."""
    options = {**outgoing.options(), "timeout": None, "limits": httpx2.Limits(max_connections=None)}
    async with httpx2.AsyncClient(**options) as client:
        made = Deliverer(asked, receivers, client, days=days, sent=sent)
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(len(receivers.by_name) + 1))  # a name that hangs delays no other
        with told_to_stop(lambda _number: loop.call_soon_threadsafe(made.stopped.set)):
            yield made
