"""`deliver`: the messages that wait, to their receivers, at least once and in order for each subject.

Receivers are served beside each other, one message at a time each, so that one that hangs delays no other; after a few
failures in a row a receiver is left alone for a while (its circuit is open). Decision 46 says why.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import SystemRandom
from typing import Final

import click
import httpx2
import structlog
from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from auth.discovery import Outgoing
from auth.visibility.message import types_for
from models import outbox
from models.imports.connection import Connection
from models.outbox import Message, Standing
from server.database import Database, connect
from server.errors import CommandError
from server.receivers import Receiver, Receivers
from server.webhooks import SECONDS, event_of, send

log = structlog.get_logger()

_TRIES: Final = 80
_LONGEST_PAUSE: Final = 3600.0
_IN_A_ROW: Final = 3
_LONGEST_OPEN: Final = 300.0
_LOOK_SECONDS: Final = 1.0
_METRICS_SECONDS: Final = 60.0
_NAMED: Final = 5
_NAMESPACE: Final = "doelgroepregister"


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
        owner: a connection that nobody else uses.
        receivers: where messages go.
        client: what sends them.
        patience: how failures are met.
        now: the time in seconds since 1970.
    """

    owner: Connection
    receivers: Receivers
    client: httpx2.AsyncClient
    patience: Patience = field(default_factory=Patience)
    now: Callable[[], float] = time.time
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    delivered: int = 0
    failed: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _circuits: dict[str, _Circuit] = field(default_factory=dict)

    async def once(self) -> None:
        """Deliver what can go now."""
        async with _tasks() as served:
            for one in await self._due():
                served[one.name] = asyncio.create_task(self._serve(one))

    async def follow(self, look: Callable[[list[Standing]], None]) -> None:
        """Deliver until stopped; `look` hears now and then what isn't delivered."""
        look_at = 0.0
        async with _tasks() as served:
            while not self.stopped.is_set():
                for one in await self._due():
                    if one.name not in served:
                        served[one.name] = asyncio.create_task(self._serve(one))
                if self.now() >= look_at:
                    look_at = self.now() + _METRICS_SECONDS
                    look(await self.standing())
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopped.wait(), _LOOK_SECONDS)
                for name in [name for name, task in served.items() if task.done()]:
                    await served.pop(name)

    async def standing(self) -> list[Standing]:
        """What isn't delivered."""
        async with self._turn:
            return await outbox.standing(self.owner)

    async def _due(self) -> list[Receiver]:
        """Those known here for whom something waits and whose circuit isn't open."""
        async with self._turn:
            names = await outbox.due(self.owner, [name for name in self.receivers.by_name if self._may_try(name)])
        return [self.receivers.by_name[name] for name in names]

    def _may_try(self, name: str) -> bool:
        return self.now() >= self._circuits.setdefault(name, _Circuit()).open_until

    async def _serve(self, receiver: Receiver) -> None:
        """Send what waits for one receiver, until nothing may go or its circuit opens."""
        types = types_for(receiver.name)
        while not self.stopped.is_set() and self._may_try(receiver.name):
            async with self._turn:
                message = await outbox.take(self.owner, receiver.name, types)
            if message is None:
                return
            event = event_of(message, self.receivers.source)
            failure = await send(self.client, receiver, event, self.now(), self.patience.answer)
            if failure is None:
                async with self._turn:
                    await outbox.delivered(self.owner, message)
                self._circuits[receiver.name] = _Circuit()
                self.delivered += 1
            else:
                await self._note_failure(message, failure)

    async def _note_failure(self, message: Message, failure: str) -> None:
        patience, circuit = self.patience, self._circuits[message.receiver]
        is_last = message.attempts >= patience.tries
        async with self._turn:
            pause = None if is_last else patience.pause(message.attempts, _LONGEST_PAUSE)
            await outbox.failed(self.owner, message, failure, pause)
        circuit.failures += 1
        if circuit.failures >= _IN_A_ROW:
            circuit.open_until = self.now() + patience.pause(circuit.failures - _IN_A_ROW + 1, _LONGEST_OPEN)
        self.failed += 1
        log.warning(
            "a message was given up" if is_last else "a message was not delivered",
            message=message.id,
            receiver=message.receiver,
            failure=failure,
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


def faults(receivers: Receivers, standing: Iterable[Standing]) -> list[str]:
    """The messages that go nowhere, and why: each kind in words."""
    found = []
    for one in standing:
        allowed = one.type in types_for(one.receiver)
        if one.waiting and not (allowed and one.receiver in receivers.by_name):
            why = "RECEIVERS_FILE has no such receiver" if allowed else "docs/visibility.md lets none go there"
            found.append(f"{one.waiting:,} of {one.type} for {one.receiver} ({why})")
    return found


def write_metrics(file: Path, receivers: Receivers, standing: Iterable[Standing], now: float) -> None:
    """Write what isn't delivered, for Prometheus' node exporter (its textfile collector)."""
    registry = CollectorRegistry()
    messages = Gauge(
        "messages",
        "Messages that were not delivered: that wait, that go nowhere as they are set up, and that were given up.",
        ["state"],
        namespace=_NAMESPACE,
        registry=registry,
    )
    age = Gauge(
        "oldest_message_seconds",
        "How long the oldest message waits that goes somewhere.",
        namespace=_NAMESPACE,
        registry=registry,
    )
    counts, oldest = dict.fromkeys(("waiting", "nowhere", "dead"), 0), now
    for one in standing:
        goes = not faults(receivers, [one])
        counts["waiting" if goes else "nowhere"] += one.waiting
        counts["dead"] += one.dead
        if goes and one.oldest:
            oldest = min(oldest, one.oldest.timestamp())
    for state, count in counts.items():
        messages.labels(state).set(count)
    age.set(max(0.0, now - oldest))
    write_to_textfile(str(file), registry)


async def deliver(
    where: Database, receivers: Receivers, outgoing: Outgoing, metrics: Path | None, *, once: bool
) -> None:
    """Deliver what waits, once or until SIGTERM or SIGINT; what is under way then is finished.

    Raises:
        CommandError: once, and some can't go, or were given up.
    """
    options = {**outgoing.options(), "timeout": None, "limits": httpx2.Limits(max_connections=None)}
    owner = await connect(where)
    try:
        async with httpx2.AsyncClient(**options) as client:
            deliverer = Deliverer(owner, receivers, client)
            loop = asyncio.get_running_loop()
            loop.set_default_executor(
                ThreadPoolExecutor(len(receivers.by_name) + 1)
            )  # a name that hangs delays no other
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, deliverer.stopped.set)
            known: list[str] = []

            def look(standing: list[Standing]) -> None:
                nonlocal known
                if metrics is not None:
                    write_metrics(metrics, receivers, standing, time.time())
                known, before = faults(receivers, standing), known
                for one in known if known != before else ():
                    log.warning("messages go nowhere", which=one)

            if not once:
                await deliverer.follow(look)
                return
            await deliverer.once()
            standing = await deliverer.standing()
    finally:
        await owner.close()
    if metrics is not None:
        write_metrics(metrics, receivers, standing, time.time())
    click.echo(f"{deliverer.delivered:,} delivered, {deliverer.failed:,} failed")
    nowhere, dead = faults(receivers, standing), sum(one.dead for one in standing)
    problems = [f"not sent: {'; '.join(nowhere[:_NAMED])}"] if nowhere else []
    if dead:
        problems.append(f"{dead:,} given up: see `deliver --list`, then `deliver --resend ID`")
    if problems:
        raise CommandError(f"Of the messages {'; '.join(problems)}.")


async def show(where: Database) -> None:
    """Print the messages that were given up."""
    owner = await connect(where)
    try:
        dead = await outbox.dead_letters(owner)
    finally:
        await owner.close()
    for one in dead:
        click.echo(
            f"{one.id}\t{one.type}\t{one.receiver}\t{one.at:%Y-%m-%dT%H:%M:%SZ}\t{one.dead_at:%Y-%m-%dT%H:%M:%SZ}"
            f"\t{one.attempts} tries\t{one.failure}"
        )


async def resend(where: Database, ids: list[int]) -> None:
    """Have messages that were given up wait again.

    Raises:
        CommandError: some of the ids name none; then nothing is changed.
    """
    owner = await connect(where)
    try:
        unknown = await outbox.resend(owner, ids)
    finally:
        await owner.close()
    if unknown:
        names = ", ".join(map(str, sorted(unknown)))
        raise CommandError(f"No message was given up that is called {names}: `deliver --list` shows those that were.")
    click.echo(f"{len(set(ids)):,} wait again")
