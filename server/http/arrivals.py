"""How requests come from Granian's thread to the event loop: all that wait at once.

Granian would wake the loop for each request, and put three callables around the application. While the loop is busy,
every wake-up takes the interpreter from it and gives it back: half of what an answer cost. Here a request is put in a
queue, and the loop is woken for the first of those that wait.
"""

import asyncio
from collections import deque
from typing import Any, Final, Protocol

from granian import _granian
from starlette.types import ASGIApp, Receive, Scope, Send

_GRANIAN: Final[Any] = _granian  # its types are older than itself
_NO_METRICS: Final = (None, None)


class Arrival(Protocol):
    """A request that Granian hands over, until it is done with."""

    scope: Scope
    proto: "_Channel"

    def done(self) -> None:
        """It is answered; if it isn't, Granian answers 500."""

    def err(self, error: BaseException) -> None:
        """The application has failed: Granian logs that, and answers 500."""

    def taskref(self, task: object) -> None:
        """Keep what answers it for as long as it takes."""


class _Channel(Protocol):
    receive: Receive
    send: Send


class Arrivals:
    """Starts a task for each request that has come.

    Args:
        app: what answers.
        loop: where.
    """

    def __init__(self, app: ASGIApp, loop: asyncio.AbstractEventLoop) -> None:
        self._app = app
        self._loop = loop
        self._waiting: deque[Arrival] = deque()
        self._is_woken = False

    def add(self, arrival: Arrival) -> None:
        """Have a request answered; called in Granian's thread."""
        self._waiting.append(arrival)
        if not self._is_woken:
            self._is_woken = True
            self._loop.call_soon_threadsafe(self._start)

    def _start(self) -> None:
        self._is_woken = False  # before the queue is looked at: who comes after that wakes the loop again
        waiting, create_task, answer = self._waiting, self._loop.create_task, self._answer
        while waiting:
            arrival = waiting.popleft()
            arrival.taskref(create_task(answer(arrival)))

    async def _answer(self, arrival: Arrival) -> None:
        try:
            channel = arrival.proto
            await self._app(arrival.scope, channel.receive, channel.send)
        except BaseException as error:  # noqa: BLE001 - as Granian does: nobody else would see it
            arrival.err(error)
        else:
            arrival.done()


async def work(number: int, stop: Any, app: ASGIApp, sockets: tuple[Any, Any], *given: Any) -> None:
    """What a worker of Granian's embedded server does until it is told to stop: its own, but for `Arrivals`.

    Args:
        number: the worker's.
        stop: says when.
        app: what answers.
        sockets: how to make one, and the one that is there.
        given: the server's settings, in Granian's order.
    """
    loop = asyncio.get_running_loop()
    stopped = loop.create_future()
    stop.add_cb(lambda: loop.call_soon_threadsafe(stopped.set_result, None))
    *limits, _task, http, http1, http2, websockets, files, _log, tls, _prefix = given
    worker = _GRANIAN.ASGIWorker(
        number, sockets, None, *limits, http, http1, http2, websockets, files, *tls, _NO_METRICS
    )
    scheduler = _GRANIAN.CallbackScheduler(loop, app, None, None, None)
    scheduler._schedule_fn = Arrivals(app, loop).add  # noqa: SLF001 - as its subclasses in Granian do
    serve = worker.serve_async_uds if (sockets[0] or sockets[1]).is_uds() else worker.serve_async
    serve(scheduler, loop, stop)
    await stopped
