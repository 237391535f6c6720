"""The client, a process of its own: asks over many connections at once, and checks every answer.

It reads a `Job` on standard input and writes a `Result` on standard output, both in JSON. In a closed loop each
connection asks again as soon as it has its answer. At a given rate questions fall due at even distances, and the time
counts from when one was due, whether or not a connection was free then.
"""

import asyncio
import gc
import json
import sys
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import uvloop

from bench.answering import processor
from bench.answering.http import Answer, Connection, request

CONNECTIONS: Final = 32
_OK: Final = 200
_SHOWN: Final = 400


class WrongAnswerError(Exception):
    """An answer isn't what the question's must be."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to ask, of whom, and how long. `exchanges` are bodies and what the answer must be.

    `service` and `database` are the processes whose use of the processor is taken, descendants included.
    `rate` is in questions a second; None for as many as can be.
    """

    port: int
    token: str = field(repr=False)
    exchanges: list[tuple[str, Any]] = field(repr=False)
    warm_up: float
    seconds: float
    service: int
    database: int
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured: times in seconds, the latencies' 50th and 99th percentile among them."""

    answers: int
    seconds: float
    p50: float
    p99: float
    service: float
    database: float


class Exchange:
    """A question, and the answer it must get."""

    __slots__ = ("_body", "_expected", "question")

    def __init__(self, job: Job, body: str, expected: object) -> None:
        self.question = request(job.port, job.token, body)
        self._expected = expected
        self._body: bytes | None = None

    def check(self, answer: Answer) -> None:
        """Compare; an answer that was right is remembered as it was written.

        Raises:
            WrongAnswerError: it is another.
        """
        if answer.status == _OK and answer.body == self._body:
            return
        try:
            said = json.loads(answer.body)
        except ValueError:
            said = None
        if answer.status == _OK and isinstance(said, dict):
            said.pop("extensions", None)
            if said == self._expected:
                self._body = answer.body
                return
        body = answer.body.decode(errors="replace")[:_SHOWN]
        raise WrongAnswerError(f"{answer.status} {body}\ninstead of {json.dumps(self._expected)[:_SHOWN]}")


class Load:
    """Asks until it is told to stop."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._exchanges = [Exchange(job, body, expected) for body, expected in job.exchanges]
        self._next = 0
        self._asked: dict[Connection, tuple[Exchange, float]] = {}
        self._free: deque[Connection] = deque()
        self._due: deque[float] = deque()
        self._stopped = threading.Event()
        self._latencies: list[float] = []
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> Result:
        """Warm up, then measure.

        Raises:
            WrongAnswerError: an answer is wrong.
            ConnectionError: a connection was lost.
        """
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: self._fail(RuntimeError(str(context))))
        for _ in range(CONNECTIONS):
            _, connection = await loop.create_connection(
                lambda: Connection(self._answered, self._lost), "127.0.0.1", self._job.port
            )
            self._free.append(connection)
        connections = list(self._free)
        if self._job.rate is None:
            for connection in connections:
                self._ask(connection, time.perf_counter())
        else:
            threading.Thread(target=self._pace, args=(loop, self._job.rate), daemon=True).start()
        await self._for(self._job.warm_up)
        service, database = self._used()
        self._latencies.clear()
        began = time.perf_counter()
        await self._for(self._job.seconds)
        seconds = time.perf_counter() - began
        latencies = sorted(self._latencies)
        service, database = (now - then for now, then in zip(self._used(), (service, database), strict=True))
        self._stopped.set()
        if not latencies:
            raise WrongAnswerError(f"no answer in {seconds:.1f} seconds")
        for connection in connections:
            connection.close()
        return Result(
            len(latencies),
            seconds,
            latencies[len(latencies) // 2],
            latencies[len(latencies) * 99 // 100],
            service,
            database,
        )

    async def _for(self, seconds: float) -> None:
        await asyncio.wait([self._failed], timeout=seconds)
        if self._failed.done():
            self._stopped.set()
            await self._failed

    def _used(self) -> tuple[float, float]:
        return processor.seconds_of(self._job.service), processor.seconds_of(self._job.database)

    def _ask(self, connection: Connection, due: float) -> None:
        exchange = self._exchanges[self._next]
        self._next = (self._next + 1) % len(self._exchanges)
        self._asked[connection] = exchange, due
        connection.send(exchange.question)

    def _answered(self, connection: Connection, answer: Answer) -> None:
        now = time.perf_counter()
        exchange, due = self._asked[connection]
        self._latencies.append(now - due)
        try:
            exchange.check(answer)
        except WrongAnswerError as error:
            self._fail(error)
            return
        if self._job.rate is None:
            self._ask(connection, now)
        elif self._due:
            self._ask(connection, self._due.popleft())
        else:
            self._free.append(connection)

    def _pace(self, loop: asyncio.AbstractEventLoop, rate: float) -> None:
        """Let questions fall due; in a thread, since an event loop's timers know no less than a millisecond."""
        began = time.perf_counter()
        count = 0
        while not self._stopped.is_set():
            count += 1
            due = began + count / rate
            wait = due - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            try:
                loop.call_soon_threadsafe(self._fall_due, due)
            except RuntimeError:  # the loop is closed: the work is done
                return

    def _fall_due(self, due: float) -> None:
        if self._free:
            self._ask(self._free.popleft(), due)
        else:
            self._due.append(due)

    def _lost(self) -> None:
        if not self._stopped.is_set():
            self._fail(ConnectionError("the connection was lost"))

    def _fail(self, error: Exception) -> None:
        if not self._failed.done():
            self._failed.set_exception(error)


async def _run(job: Job) -> Result:
    return await Load(job).run()


def main() -> int:
    """Do the job that standard input describes."""
    job = Job(**json.load(sys.stdin))
    gc.collect()
    gc.freeze()
    gc.disable()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            result = runner.run(_run(job))
        except (WrongAnswerError, OSError, RuntimeError) as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    json.dump(asdict(result), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
